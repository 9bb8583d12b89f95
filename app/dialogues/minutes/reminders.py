"""The reminder to a head who has not answered about her minutes: some working days before the deadline, once."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import add_working_days, local_day
from app.dialogues import services
from app.dialogues.domain import DAYS_BEFORE_DEADLINE, NoteState
from app.dialogues.models import Confirmation, Note


def to_remind(session: Session, now: dt.datetime) -> list[int]:
    """The notes whose heads are reminded today, by id; those who were reminded already are among them."""
    query = (
        select(Confirmation)
        .join(Confirmation.note)
        .where(Note.state == NoteState.ASKED, Confirmation.answer.is_(None), Confirmation.deadline >= local_day(now))
        .order_by(Confirmation.id)
    )
    newest = {one.note_id: one for one in session.scalars(query)}
    return [note_id for note_id, one in newest.items() if _first_day(one) <= local_day(now)]


def remind_head(session: Session, note_id: int, *, now: dt.datetime) -> bool:
    """Reminds one head, if it is still due when its turn comes; says whether a mail was written."""
    if note_id not in to_remind(session, now):
        return False
    return services.remind(session, note=session.get_one(Note, note_id), by=None, now=now, once_only=True)


def _first_day(confirmation: Confirmation) -> dt.date:
    """The first day on which she is reminded: never the day on which she was asked."""
    asked = add_working_days(local_day(confirmation.asked_at), 1)
    return max(add_working_days(confirmation.deadline, -DAYS_BEFORE_DEADLINE), asked)
