"""Named reads of people."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, joinedload

from app.people.domain import LinkDead, Role
from app.people.models import AccessLink, Person, PersonAlias, PersonDelegate, RoleHeld, SignIn


def token_hash(token: str) -> str:
    """What is stored of a token: its SHA-256. The tokens are random, so no salt is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def by_id(session: Session, person_id: int) -> Person | None:
    """A person by number."""
    return session.get(Person, person_id)


def by_address(session: Session, address: str) -> Person | None:
    """The person with this address or alias, whatever its letters' case."""
    wanted = address.strip().lower()
    alias = select(PersonAlias.person_id).where(PersonAlias.address == wanted)
    return session.scalars(select(Person).where((Person.address == wanted) | Person.id.in_(alias))).one_or_none()


def addresses_of(session: Session, person_ids: Iterable[int]) -> dict[str, int]:
    """Every address and alias of these persons, and whose it is."""
    ids = list(person_ids)
    own = session.execute(select(Person.address, Person.id).where(Person.id.in_(ids)))
    others = session.execute(select(PersonAlias.address, PersonAlias.person_id).where(PersonAlias.person_id.in_(ids)))
    return {row[0]: row[1] for row in (*others, *own)}


def may_answer_for(session: Session, delegate: Person, person_id: int) -> bool:
    """Whether somebody may answer for a person, because it is herself or she is her delegate."""
    if delegate.id == person_id:
        return True
    return session.get(PersonDelegate, (person_id, delegate.id)) is not None


def with_role(session: Session, role: Role) -> list[Person]:
    """Everyone active who holds a role, by name."""
    query = select(Person).join(RoleHeld).where(RoleHeld.role == role, Person.active).order_by(Person.name)
    return list(session.scalars(query))


def roles_filled(session: Session) -> set[Role]:
    """The roles that somebody active holds."""
    return set(session.scalars(select(RoleHeld.role).join(RoleHeld.person).where(Person.active).distinct()))


def everyone(session: Session) -> list[Person]:
    """All persons, the active ones first, by name."""
    return list(session.scalars(select(Person).order_by(Person.active.desc(), Person.name)))


def count(session: Session) -> int:
    """How many persons there are."""
    return session.scalar(select(func.count(Person.id))) or 0


LIVING_SESSION = (
    select(SignIn)
    .join(SignIn.person)
    .options(joinedload(SignIn.person).joinedload(Person.roles))
    .where(
        SignIn.token_hash == bindparam("token_hash"),
        SignIn.ended_at.is_(None),
        SignIn.ends_at > bindparam("now"),
        SignIn.last_seen_at > bindparam("seen_after"),
        Person.active,
    )
)
"""Every request asks it, so it is made once and is one query."""


def sign_in_of(session: Session, *, token: str, idle: dt.timedelta, now: dt.datetime) -> SignIn | None:
    """The living session behind a browser's token, with its person; None if it has run out or was ended."""
    given = {"token_hash": token_hash(token), "now": now, "seen_after": now - idle}
    return session.scalars(LIVING_SESSION, given).unique().one_or_none()


def follow_link(session: Session, *, token: str, purpose: str, now: dt.datetime) -> AccessLink:
    """The link behind a token, with its person; raises LinkDead if it is unknown, over, or for another page."""
    link = given_link(session, token=token, purpose=purpose)
    if link is None or link.ends_at <= now:
        raise LinkDead()
    return link


def given_link(session: Session, *, token: str, purpose: str) -> AccessLink | None:
    """The link behind a token, whether or not it is over: only to say why it opens nothing any more."""
    query = (
        select(AccessLink)
        .join(AccessLink.person)
        .options(joinedload(AccessLink.person))
        .where(
            AccessLink.token_hash == token_hash(token),
            AccessLink.purpose == purpose,
            Person.active,
        )
    )
    return session.scalars(query).one_or_none()


def delegates_of(session: Session, person: Person) -> list[Person]:
    """Who may answer for a person, by name."""
    query = select(Person).join(PersonDelegate, PersonDelegate.delegate_id == Person.id)
    return list(session.scalars(query.where(PersonDelegate.person_id == person.id).order_by(Person.name)))


def principals_of(session: Session, delegate: Person) -> set[int]:
    """The numbers of those for whom a person may answer."""
    query = select(PersonDelegate.person_id).where(PersonDelegate.delegate_id == delegate.id)
    return set(session.scalars(query))
