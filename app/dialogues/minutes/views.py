"""The minutes to be printed, filed or sent on: as a page, a PDF or a Word file; and what was confirmed before.

For the staff, for the head on her own page, and by the link in her mail. The Addresses stand in ROUTES; views.py
registers them.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from app import files
from app.clock import local_day, now
from app.database import reading
from app.dialogues import labels, queries, services
from app.dialogues.minutes import confirmed
from app.dialogues.minutes import files as minutes
from app.dialogues.minutes.files import Content
from app.domain import NotFound
from app.people import queries as people
from app.people.access import current_person
from app.people.domain import Role
from app.routes import Route
from app.settings import settings
from app.web import show_notes

Render = Callable[[Content], bytes]


def minutes_page(dialogue_id: int) -> ResponseReturnValue:
    """The minutes as a page to be printed."""
    return shown(
        own_content(dialogue_id),
        url_for("dialogues.minutes_pdf", dialogue_id=dialogue_id),
        url_for("dialogues.minutes_word", dialogue_id=dialogue_id),
    )


def minutes_pdf(dialogue_id: int) -> ResponseReturnValue:
    """The minutes as a PDF."""
    return as_file(own_content(dialogue_id), minutes.as_pdf, "pdf")


def minutes_word(dialogue_id: int) -> ResponseReturnValue:
    """The minutes as a Word file."""
    return as_file(own_content(dialogue_id), minutes.as_word, "docx")


def linked_page(token: str) -> ResponseReturnValue:
    """The minutes as a page to be printed, by the link in the head's mail."""
    return shown(
        linked_content(token),
        url_for("dialogues.linked_pdf", token=token),
        url_for("dialogues.linked_word", token=token),
    )


def linked_pdf(token: str) -> ResponseReturnValue:
    """The minutes as a PDF, by the link."""
    return as_file(linked_content(token), minutes.as_pdf, "pdf")


def linked_word(token: str) -> ResponseReturnValue:
    """The minutes as a Word file, by the link."""
    return as_file(linked_content(token), minutes.as_word, "docx")


def earlier(confirmation_id: int) -> ResponseReturnValue:
    """What a head said yes to, word for word, whatever has been changed since."""
    page = confirmed.page_of(reading(), confirmation_id)
    show_notes(page.confirmation.note_id, to=current_person())
    return render_template("dialogues/confirmed.html", page=page, labels=labels)


def own_content(dialogue_id: int) -> Content:
    """The minutes as this person may see them: a head not before she has been asked about them."""
    session, person = reading(), current_person()
    dialogue = queries.dialogue_for(session, dialogue_id, person, local_day(now()))
    note = queries.note_of(session, dialogue)
    staff = person.has(Role.SECRETARIAT, Role.DIRECTOR)
    if note is None or (not staff and note.state not in queries.SHOWN_TO_THE_HEAD):
        raise NotFound()
    show_notes(note.id, to=person)
    return minutes.content_of(session, dialogue=dialogue, note=note, body=settings().body_name, now=now())


def linked_content(token: str) -> Content:
    """The minutes that a link opens, while they are hers to read."""
    session = reading()
    link = people.follow_link(session, token=token, purpose=services.LINK_PURPOSE, now=now())
    note = queries.confirmation_of(session, link.subject_id, link.person).note
    if note.state not in queries.SHOWN_TO_THE_HEAD:
        raise NotFound()
    dialogue = queries.dialogue(session, note.dialogue_id)
    standing = queries.note_of(session, dialogue) or note
    show_notes(note.id, to=link.person, way="link")
    return minutes.content_of(session, dialogue=dialogue, note=standing, body=settings().body_name, now=now())


def shown(content: Content, pdf_url: str, word_url: str) -> str:
    """The page."""
    return render_template("dialogues/minutes.html", content=content, pdf_url=pdf_url, word_url=word_url)


def as_file(content: Content, render: Render, ending: str) -> ResponseReturnValue:
    """The file, named by its year."""
    return files.sent(render(content), f"Referat-{content['year']}.{ending}")


ROUTES = (
    Route("/dialoger/dialog/<int:dialogue_id>/udskrift", ["GET"], minutes_page),
    Route("/dialoger/dialog/<int:dialogue_id>/udskrift.pdf", ["GET"], minutes_pdf),
    Route("/dialoger/dialog/<int:dialogue_id>/udskrift.docx", ["GET"], minutes_word),
    Route("/referat/<token>/udskrift", ["GET"], linked_page),
    Route("/referat/<token>/udskrift.pdf", ["GET"], linked_pdf),
    Route("/referat/<token>/udskrift.docx", ["GET"], linked_word),
    Route("/dialoger/bekraeftet/<int:confirmation_id>", ["GET"], earlier),
)
