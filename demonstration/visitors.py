"""Whom a visitor can be: the secretary, the head who has minutes to answer, or the director who said no to a time."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.dialogues.models import Confirmation
from app.invitations.domain import Answer, Part
from app.invitations.models import Invitation, Participant
from app.people import queries as people
from app.people.domain import Role
from app.people.models import Person
from app.scheduling.models import Dialogue
from demonstration.story.people import DIRECTORS, SECRETARY
from demonstration.story.said import Director


def visitor(session: Session, role: str) -> Person | None:
    """The person behind one of the three buttons; None for any other word."""
    if role == Role.SECRETARIAT.value:
        return people.by_address(session, SECRETARY.address)
    if role == Role.DIRECTOR.value:
        return people.by_address(session, DIRECTORS[Director.CITY].address)
    return head(session) if role == Role.LEADER.value else None


def head(session: Session) -> Person | None:
    """The head whose minutes wait for her; before anyone was asked, one who has not answered yet about a meeting."""
    waiting = select(Confirmation).where(Confirmation.answer.is_(None)).order_by(Confirmation.id.desc()).limit(1)
    found = session.scalars(waiting).one_or_none()
    if found is not None:
        return found.person
    leaders = people.with_role(session, Role.LEADER)
    asked = select(Participant.person_id).join(Participant.invitation).join(Invitation.dialogue)
    heads = asked.where(Participant.part == Part.HEAD, Participant.answer == Answer.NEEDS_ACTION)
    waiting_for = session.scalars(heads.order_by(Dialogue.starts_at.desc()).limit(1)).one_or_none()
    return next((one for one in leaders if one.id == waiting_for), next(iter(leaders), None))
