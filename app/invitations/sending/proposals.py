"""Proposals of another time that came by mail (COUNTER): what is sent to all answers them, as DECLINECOUNTER would."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from sqlalchemy.orm import Session

from app.invitations.domain import COUNTER, Change
from app.invitations.models import Invitation
from app.invitations.queries import Outgoing
from app.mail.domain import Resolution
from app.mail.inbox import queries as inbox_queries
from app.mail.inbox import services as inbox
from app.people.models import Person

ANSWERS = {
    Change.TIME: Resolution.MOVED,
    Change.CANCELLED: Resolution.CALLED_OFF,
    Change.REMOVED: Resolution.CALLED_OFF,
}


def answer_by(
    session: Session, invitation: Invitation, told: Sequence[Outgoing], *, by: Person | None, now: dt.datetime
) -> None:
    """Who proposed another time and is now told of one, or that she need not come, has her answer: it waits no more."""
    answers = {one.participant.person_id: ANSWERS[one.change] for one in told if one.change in ANSWERS}
    for message in inbox_queries.waiting_about(session, invitation.dialogue_id, reason=COUNTER):
        resolution = answers.get(message.person_id or 0)
        if resolution is not None:
            inbox.resolve(session, message=message, resolution=resolution, by=by, now=now)


def reopen(
    session: Session,
    invitations: Collection[Invitation],
    *,
    answered_at: dt.datetime,
    by: Person | None,
    now: dt.datetime,
) -> None:
    """The sending that answered them was taken back before it left: they wait again."""
    meetings = {one.dialogue_id for one in invitations}
    for message in inbox_queries.resolved_at(session, answered_at, set(ANSWERS.values())):
        if message.dialogue_id in meetings:
            inbox.reopen(session, message=message, by=by, now=now)
