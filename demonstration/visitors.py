"""Whom a visitor can be: the secretary, the head who has minutes to answer, or the director who said no to a time."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.dialogues.models import Confirmation
from app.people import queries as people
from app.people.domain import Role
from app.people.models import Person
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
    """The head who was asked last and has not answered; before anyone was asked, any head."""
    waiting = select(Confirmation).where(Confirmation.answer.is_(None)).order_by(Confirmation.id.desc()).limit(1)
    found = session.scalars(waiting).one_or_none()
    leaders = people.with_role(session, Role.LEADER)
    return found.person if found is not None else next(iter(leaders), None)
