"""The minutes as they leave the house: page, PDF and Word from one content. Own notes are never read for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.clock import local_day
from app.dates import day, sentence_start, time_of_day
from app.dialogues import labels, queries
from app.dialogues.attendance import attendees_of
from app.dialogues.models import Note
from app.dialogues.pages import Section, sections_of
from app.paper import made_up, render_pdf
from app.scheduling.models import Dialogue
from app.word import begun, saved, writable

Content = Mapping[str, Any]


def content_of(session: Session, *, dialogue: Dialogue, note: Note, body: str, now: dt.datetime) -> Content:
    """What stands in the minutes, in the reader's language, as JSON can hold it."""
    name, today = dialogue.seat.institution.name, local_day(now)
    passages = queries.minutes(session, note)
    present = attendees_of(session, note, [])
    status = labels.minutes_status(note, today)
    return {
        "title": _("Referat: %(name)s", name=name),
        "author": body,
        "heading": _("Referat: dialog med %(name)s", name=name),
        "when": _when(dialogue.starts_at) if dialogue.starts_at else "",
        "year": f"{local_day(dialogue.starts_at).year}" if dialogue.starts_at else "",
        "place": dialogue.room.name if dialogue.room else "",
        "status": status,
        "settled": labels.is_confirmed(note),
        "present": [labels.attendee_line(one) for one in present],
        "sections": [_section(one) for one in sections_of(session, dialogue.seat.draw.cycle, passages) if one.passages],
        "promises": [
            {"text": one.text, "who": labels.action_sentence(one, today)}
            for one in queries.actions_of(session, [dialogue])
        ],
        "footer": f"{body}, {name}, {status}",
        "words": {"page": _("Side"), "of": _("af"), "present": _("Til stede"), "promises": _("Aftalt")},
        "moment": _newest(note, [one.current.saved_at for one in passages]).isoformat(),
    }


def as_pdf(content: Content) -> bytes:
    """The printed page; the same content gives the same bytes."""
    instant = dt.datetime.fromisoformat(content["moment"])
    return render_pdf("minutes", content, moment=instant, language=str(get_locale() or "da"))


def as_word(content: Content) -> bytes:
    """A Word file with headings that Word knows as such, in the reader's language."""
    document = _begun(content)
    document.add_heading(writable(content["heading"]), level=1)
    for line in (content["when"], content["place"], content["status"]):
        if line:
            document.add_paragraph(writable(line))
    if content["present"]:
        document.add_heading(content["words"]["present"], level=2)
        for one in content["present"]:
            document.add_paragraph(writable(one), style="List Bullet")
    for section in content["sections"]:
        document.add_heading(writable(section["title"]), level=2)
        for text in section["passages"]:
            document.add_paragraph(writable(text))
    if content["promises"]:
        document.add_heading(content["words"]["promises"], level=2)
        for one in content["promises"]:
            document.add_paragraph(writable(one["text"]), style="List Bullet").add_run(f" ({writable(one['who'])})")
    return saved(document)


def _begun(content: Content) -> Any:
    language = str(get_locale() or "da")
    return begun(
        title=content["title"],
        author=content["author"],
        language=language,
        moment=dt.datetime.fromisoformat(content["moment"]),
        footer=(content["footer"], made_up(language)),
    )


def _when(start: dt.datetime) -> str:
    """Tirsdag 16. marts 2027 kl. 9.00"""
    return str(_("%(day)s kl. %(time)s", day=sentence_start(day(start)), time=time_of_day(start)))


def _section(section: Section) -> dict[str, Any]:
    return {
        "number": section.number,
        "title": section.title,
        "passages": [one.current.text for one in section.passages],
    }


def _newest(note: Note, saved: Sequence[dt.datetime]) -> dt.datetime:
    answered = [one.answered_at or one.asked_at for one in note.confirmations]
    return max([note.opened_at, *saved, *answered])
