"""Pages of other input: the year's list with its form, what a forum had to say, and notes that come in from a file.

The Addresses stand in ROUTES; views.py registers them.
"""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.clock import now
from app.cycle import queries as cycles
from app.cycle.models import Cycle
from app.database import reading, transaction
from app.dialogues import labels, pages, queries
from app.dialogues.before.known import before_of
from app.dialogues.discussions import importing, incoming
from app.dialogues.discussions import services as discussions
from app.dialogues.domain import Forum
from app.dialogues.forms import DiscussionForm, NotesFileForm
from app.domain import Refused
from app.people.access import current_person
from app.people.domain import Role
from app.routes import Route
from app.web import show_notes, words


def overview_page(cycle: Cycle | None, form: DiscussionForm | None = None, error: str = "") -> str:
    """The year's dialogues, and what other forums had to say."""
    session = reading()
    rows = pages.overview_of(session, cycle, current_person()) if cycle else []
    return render_template(
        "dialogues/overview.html",
        cycle=cycle,
        rows=rows,
        before=before_of(session, [row.dialogue for row in rows], now()),
        discussions=queries.discussions_of(session, cycle) if cycle else [],
        form=form or DiscussionForm.offering(formdata=None),
        error=error,
        writes=current_person().has(Role.SECRETARIAT),
        labels=labels,
    )


def add_discussion(year: int) -> ResponseReturnValue:
    """A dated row, and straight on to its notes."""
    cycle, form = cycles.by_year(reading(), year), DiscussionForm.offering()
    if not form.validate():
        return overview_page(cycle, form), 422
    try:
        with transaction() as session:
            made = discussions.add_discussion(
                session,
                cycle=cycles.by_year(session, year),
                forum=Forum(form.forum.data),
                title=form.title.data or "",
                held_on=form.held_on.data,
                by=current_person(),
                now=now(),
            )
    except Refused as refused:
        return overview_page(cycle, form, words(refused)), refused.status
    return redirect(url_for("dialogues.write", discussion_id=made.id))


def discussion(discussion_id: int) -> ResponseReturnValue:
    """What a forum had to say, to be read through."""
    page = pages.discussion_page(reading(), discussion_id, current_person(), now())
    writes = current_person().has(Role.SECRETARIAT)
    show_notes(page.note.id if page.note else None, to=current_person())
    return render_template("dialogues/discussion.html", page=page, writes=writes, labels=labels)


def close_discussion(discussion_id: int) -> ResponseReturnValue:
    """It has been read through."""
    with transaction() as session:
        found = queries.discussion(session, discussion_id)
        discussions.close_discussion(session, discussion=found, by=current_person(), now=now())
    flash(_("Drøftelsen er læst igennem. Ordene ligger fast."), "success")
    return redirect(url_for("dialogues.discussion", discussion_id=discussion_id))


def reopen_discussion(discussion_id: int) -> ResponseReturnValue:
    """Something in it has to be mended."""
    with transaction() as session:
        found = queries.discussion(session, discussion_id)
        discussions.reopen_discussion(session, discussion=found, by=current_person(), now=now())
    return redirect(url_for("dialogues.write", discussion_id=discussion_id))


def notes_file(**at: int) -> ResponseReturnValue:
    """The page on which a file of notes is handed in."""
    return notes_file_page(at, NotesFileForm(formdata=None))


def notes_file_page(
    at: dict[str, int], form: NotesFileForm, error: str = "", done: importing.Imported | None = None
) -> str:
    """The page: the file to choose, or the passages that were made of it."""
    page = pages.note_page(reading(), at, current_person(), now())
    return render_template("dialogues/notes_file.html", page=page, form=form, error=error, done=done, labels=labels)


def import_notes(**at: int) -> ResponseReturnValue:
    """Makes passages of a file: all of them, or none and a sentence that names the line."""
    form = NotesFileForm()
    if not form.validate():
        return notes_file_page(at, form), 422
    try:
        blocks = incoming.read(form.content)
        with transaction() as session:
            occasion = queries.occasion(session, at)
            done = importing.import_notes(session, occasion=occasion, blocks=blocks, by=current_person(), now=now())
    except Refused as refused:
        return notes_file_page(at, form, words(refused)), refused.status
    return notes_file_page(at, form, done=done)


ROUTES = (
    Route("/dialoger/<int:year>/droeftelser", ["POST"], add_discussion),
    Route("/dialoger/droeftelse/<int:discussion_id>", ["GET"], discussion),
    Route("/dialoger/droeftelse/<int:discussion_id>/laest", ["POST"], close_discussion),
    Route("/dialoger/droeftelse/<int:discussion_id>/aabn", ["POST"], reopen_discussion),
    Route("{at}/fil", ["GET"], notes_file),
    Route("{at}/fil", ["POST"], import_notes),
)
