"""Pages of the meeting beside the writing: what has changed meanwhile, the way back from a paste, who was there."""

from __future__ import annotations

import uuid
from typing import Any

from flask import g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from app.clock import now
from app.database import reading, transaction
from app.dialogues import attendance as dialogues_attendance
from app.dialogues import labels, pages, queries
from app.dialogues.forms import AttendanceForm
from app.dialogues.models import Action, Passage
from app.dialogues.writing import following, passages, pasting
from app.dialogues.writing.following import Changes, Side
from app.dialogues.writing.views import to_writing
from app.domain import NotFound, Refused
from app.people.access import UNATTENDED, current_person
from app.web import show_notes, words


def changes(**at: int) -> ResponseReturnValue:
    """What is new since the mark that the page knows; asked by its script every few seconds.

    It tells who is signed in and gives a token that holds, so that a page whose session ran out can go on.
    """
    g.setdefault(UNATTENDED, True)
    me, since = current_person(), request.args.get("siden", 0, type=int)
    found = following.changes_since(reading(), at, since, me, now())
    show_notes(*{one.note_id for one in found.standing}, to=me)
    return jsonify(
        me=me.id,
        token=generate_csrf(),
        mark=found.mark,
        items=[changed_passage(one, found) for one in found.standing] + promised(found.side),
        removed=found.removed,
        writers=render_template("dialogues/writers.html", me=me, writers=found.writers, labels=labels),
        side=beside(found.side),
    )


def changed_passage(passage: Passage, found: Changes) -> dict[str, Any]:
    """One passage as the page shows it, with the texts between which somebody has to choose."""
    me, moment = current_person(), now()
    by = pages.fresh_author(passage, me, moment)
    html = render_template(
        "dialogues/changed.html",
        passage=passage,
        by=by,
        is_open=found.is_open,
        clashes=found.clashes.get(passage.id, []),
        me=me,
        labels=labels,
    )
    return shown(passage.id, passage, html) | {"revision": passage.revision, "by": by.name if by else ""}


def promised(side: Side | None) -> list[dict[str, Any]]:
    """What was promised, where it was promised."""
    actions = side.actions if side else []
    return [
        shown(f"aftale-{one.id}", one, render_template("dialogues/promised.html", action=one, labels=labels))
        for one in actions
    ]


def shown(name: str, entry: Passage | Action, html: str) -> dict[str, Any]:
    """An entry and where it goes."""
    return {"id": name, "theme": entry.edition_id or 0, "place": entry.place, "html": html}


def beside(side: Side | None) -> dict[str, str]:
    """The parts of the side column that have changed."""
    if side is None:
        return {}
    return {part: render_template(f"dialogues/{part}.html", side=side, labels=labels) for part in ("deals", "people")}


def gather(**at: int) -> ResponseReturnValue:
    """Makes one passage again of a text that was divided when it was pasted."""
    try:
        passage_id = uuid.UUID(request.form.get("passage_id", ""))
    except ValueError:
        raise NotFound() from None
    with transaction() as session:
        note = queries.bare_note(session, at)
        if note is None:
            raise NotFound()
        first = pasting.gather(
            session,
            note=note,
            passage_id=str(passage_id),
            count=request.form.get("count", 0, type=int),
            by=current_person(),
            now=now(),
        )
    return to_writing(at, first.edition_id)


def attendance(dialogue_id: int) -> ResponseReturnValue:
    """Who was there: the invited, and whoever came along."""
    form = AttendanceForm()
    if not form.is_submitted():
        return attendance_page(dialogue_id)
    if not form.validate():
        return attendance_page(dialogue_id, form), 422
    try:
        with transaction() as session:
            dialogue = queries.dialogue(session, dialogue_id)
            dialogues_attendance.write_attendance(
                session,
                note=passages.open_note(session, dialogue=dialogue, now=now()),
                dialogue=dialogue,
                attendees=form.attendees,
                seal=form.seal.data or "",
                by=current_person(),
                now=now(),
            )
    except Refused as refused:
        return attendance_page(dialogue_id, form, words(refused)), refused.status
    return redirect(url_for("dialogues.write", dialogue_id=dialogue_id, _anchor="fremmoede"))


def attendance_page(dialogue_id: int, form: AttendanceForm | None = None, error: str = "") -> str:
    """The page with its one form; a refused one keeps what was written, and is told what stands now."""
    page = pages.dialogue_page(reading(), dialogue_id, current_person(), now())
    standing = AttendanceForm.of(page.attendance)
    seal, form = standing.seal.data, form or standing
    form.seal.data = seal
    return render_template("dialogues/attendance.html", page=page, form=form, error=error, labels=labels)
