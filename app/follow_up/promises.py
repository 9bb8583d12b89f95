"""Promised actions of both sides, over the years: what stands open moves on, and whoever owns it is reminded."""

from __future__ import annotations

import datetime as dt

from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.clock import add_working_days, local_day
from app.cycle.models import Cycle
from app.dialogues.models import Action
from app.mail import queries as outbox
from app.mail import services as mail
from app.scheduling.models import Dialogue
from app.selection.models import Draw, Seat

DAYS_BEFORE = 3
"""So many working days before an action is due its owner is reminded; once more on the working day after."""
WEEK = dt.timedelta(days=7)


def open_promises(session: Session, *, before: int | None = None) -> list[Action]:
    """What nobody has kept yet, the first due coming first; `before`: only from the years before that one."""
    query = (
        select(Action)
        .join(Action.dialogue)
        .join(Dialogue.seat)
        .join(Seat.draw)
        .join(Draw.cycle)
        .where(Action.done_on.is_(None))
        .order_by(Action.due.is_(None), Action.due, Action.id)
        .options(
            joinedload(Action.dialogue).joinedload(Dialogue.seat).joinedload(Seat.institution),
            joinedload(Action.dialogue).joinedload(Dialogue.seat).joinedload(Seat.draw).joinedload(Draw.cycle),
        )
    )
    return list(session.scalars(query if before is None else query.where(Cycle.year < before)))


def to_remind(session: Session, now: dt.datetime) -> list[int]:
    """The open actions whose owners are reminded about now, by id; who was reminded already is among them."""
    return [one.id for one in open_promises(session) if one.owner and one.due and _which(one.due, local_day(now))]


def remind(session: Session, *, action_id: int, now: dt.datetime) -> bool:
    """Reminds the owner of an action that is due soon, or was: each once. Says whether a mail was written."""
    action = next((one for one in open_promises(session) if one.id == action_id), None)
    which = _which(action.due, local_day(now)) if action and action.due else ""
    if action is None or action.owner is None or not which:
        return False
    once = f"promise:{action.id}:{action.due}:{which}:{action.owner.id}"
    if outbox.is_written(session, once):
        return False
    mail.enqueue_plain(
        session,
        once=once,
        kind="promise",
        thread=f"promise:{action.id}",
        person=action.owner,
        subject=_("Det aftalte vi") if which == "soon" else _("Det skulle være gjort"),
        template="promise",
        context={"action": action, "institution": action.dialogue.seat.institution, "late": which == "late"},
        now=now,
    )
    return True


def _which(due: dt.date, today: dt.date) -> str:
    """ "soon" in the last working days up to the day, "late" in the week after the working day that follows it."""
    late = add_working_days(due, 1)
    if add_working_days(due, -DAYS_BEFORE) <= today <= due:
        return "soon"
    return "late" if late <= today < late + WEEK else ""
