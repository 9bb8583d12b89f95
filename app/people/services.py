"""Use cases of people: adding persons, signing in and out, and links that open one page."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.domain import one_line
from app.people import queries
from app.people.domain import (
    LONGEST_NAME,
    AddressTaken,
    OwnDoorClosed,
    PasswordTooShort,
    Role,
    SignInFailed,
    fit_address,
)
from app.people.models import AccessLink, Person, PersonAlias, PersonDelegate, RoleHeld, SignIn
from app.trail import services as trail

LEAST_PASSWORD = 12
HASHER = PasswordHasher()


def add_person(
    session: Session,
    *,
    name: str,
    address: str,
    now: dt.datetime,
    title: str = "",
    language: str | None = None,
    roles: Iterable[Role] = (),
    by: Person | None = None,
) -> Person:
    """A new person; raises AddressTaken if somebody already has the address."""
    address = fit_address(address)
    taken = queries.by_address(session, address)
    if taken is not None:
        raise AddressTaken(address=address, name=taken.name)
    person = Person(
        name=one_line(name, longest=LONGEST_NAME),
        title=one_line(title, longest=LONGEST_NAME, may_be_empty=True),
        address=address,
        language=language,
        created_at=now,
        roles=[RoleHeld(role=role) for role in roles],
    )
    session.add(person)
    session.flush()
    _record(session, "person.added", person, by=by, now=now, roles=_role_words(person))
    return person


def change_address(session: Session, *, person: Person, address: str, now: dt.datetime) -> None:
    """Corrects an address, for instance after a mail came back. Links that went to the old one open nothing more."""
    address = fit_address(address)
    taken = queries.by_address(session, address)
    if taken is not None and taken.id != person.id:
        raise AddressTaken(address=address, name=taken.name)
    before, person.address = person.address, address
    if person.address != before:
        end_links(session, person=person, now=now)


def add_alias(session: Session, *, person: Person, address: str, by: Person | None, now: dt.datetime) -> None:
    """Another address from which the person answers; hers already is no error. Raises AddressTaken, AddressUnfit."""
    wanted = fit_address(address)
    taken = queries.by_address(session, wanted)
    if taken is not None and taken.id != person.id:
        raise AddressTaken(address=wanted, name=taken.name)
    if taken is None:
        session.add(PersonAlias(address=wanted, person_id=person.id))
        session.flush()
        _record(session, "person.alias-added", person, by=by, now=now)


def give_role(session: Session, *, person: Person, role: Role, by: Person | None, now: dt.datetime) -> None:
    """Gives a role; having it already is no error."""
    if not person.has(role):
        person.roles.append(RoleHeld(role=role))
        session.flush()
        _record(session, "person.role-given", person, by=by, now=now, roles=[role.value])


def change_person(
    session: Session,
    *,
    person: Person,
    name: str,
    address: str,
    title: str,
    roles: Iterable[Role],
    active: bool,
    by: Person | None,
    now: dt.datetime,
) -> None:
    """Corrects what stands about a person. Whoever is no longer here is signed out everywhere at once."""
    wanted = set(roles)
    myself = by is not None and by.id == person.id
    if myself and person.has(Role.SECRETARIAT) and not (active and Role.SECRETARIAT in wanted):
        raise OwnDoorClosed()
    change_address(session, person=person, address=address, now=now)
    person.name = one_line(name, longest=LONGEST_NAME)
    person.title = one_line(title, longest=LONGEST_NAME, may_be_empty=True)
    person.roles = [held for held in person.roles if held.role in wanted]
    person.roles += [RoleHeld(role=role) for role in wanted if not person.has(role)]
    person.active = active
    if not active:
        end_all_sessions(session, person=person, now=now)
    _record(session, "person.changed", person, by=by, now=now, active=active, roles=_role_words(person))


def _role_words(person: Person) -> list[str]:
    return sorted(held.role.value for held in person.roles)


def _record(
    session: Session, action: str, person: Person, *, by: Person | None, now: dt.datetime, **details: object
) -> None:
    trail.record(session, by=by, action=action, thing=f"person:{person.id}", details=details, now=now)


def add_delegate(session: Session, *, person: Person, delegate: Person, by: Person | None, now: dt.datetime) -> None:
    """From now on the delegate may answer for the person; being it already, or oneself, is no error."""
    known = session.get(PersonDelegate, (person.id, delegate.id))
    if known is None and delegate.id != person.id:
        session.add(PersonDelegate(person_id=person.id, delegate_id=delegate.id))
        _record(session, "person.delegate-added", person, by=by, now=now, delegate=delegate.id)


def remove_delegate(session: Session, *, person: Person, delegate: Person, by: Person | None, now: dt.datetime) -> None:
    """The delegate may no longer answer for the person."""
    known = session.get(PersonDelegate, (person.id, delegate.id))
    if known is not None:
        session.delete(known)
        _record(session, "person.delegate-removed", person, by=by, now=now, delegate=delegate.id)


def choose_language(session: Session, *, person: Person, language: str) -> None:
    """The language in which a person sees her pages and gets her mails."""
    person.language = language
    session.flush()


def hash_password(password: str) -> str:
    """The argon2id hash of a password. Slow on purpose: call it before the transaction opens."""
    if len(password) < LEAST_PASSWORD:
        raise PasswordTooShort(least=LEAST_PASSWORD)
    return HASHER.hash(password)


def set_password(
    session: Session, *, person: Person, password_hash: str, now: dt.datetime, by: Person | None = None
) -> None:
    """Sets the password and ends every session that was opened with the old one."""
    person.password_hash = password_hash
    end_all_sessions(session, person=person, now=now)
    _record(session, "person.password-set", person, by=by, now=now)


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    return HASHER.hash("a password that nobody has")


def authenticate(person: Person | None, password: str) -> Person:
    """The person, if the password is hers. Takes as long for an unknown address; touches no database."""
    known = person if person is not None and person.active and person.password_hash else None
    stored = known.password_hash if known is not None and known.password_hash else _nobodys_hash()
    try:
        HASHER.verify(stored, password)
    except VerificationError:
        raise SignInFailed() from None
    if known is None:
        raise SignInFailed()
    return known


def open_session(session: Session, *, person: Person, life: dt.timedelta, now: dt.datetime) -> str:
    """Opens a session on the server and returns the token for the browser; only its hash is kept."""
    token = secrets.token_urlsafe(32)
    session.add(
        SignIn(
            token_hash=queries.token_hash(token),
            person_id=person.id,
            created_at=now,
            last_seen_at=now,
            ends_at=now + life,
        )
    )
    session.flush()
    return token


def touch_session(session: Session, *, token: str, now: dt.datetime) -> None:
    """Notes that the browser was seen, at most once a minute."""
    session.execute(
        update(SignIn)
        .where(SignIn.token_hash == queries.token_hash(token), SignIn.last_seen_at < now - dt.timedelta(minutes=1))
        .values(last_seen_at=now)
    )


def close_session(session: Session, *, token: str, now: dt.datetime) -> None:
    """Ends one session; ending it twice is no error."""
    ending = update(SignIn).where(SignIn.token_hash == queries.token_hash(token), SignIn.ended_at.is_(None))
    session.execute(ending.values(ended_at=now))


def end_all_sessions(session: Session, *, person: Person, now: dt.datetime) -> None:
    """Ends every session of a person, on all her devices."""
    session.execute(update(SignIn).where(SignIn.person_id == person.id, SignIn.ended_at.is_(None)).values(ended_at=now))


def issue_link(
    session: Session, *, person: Person, purpose: str, subject_id: int, ends_at: dt.datetime, now: dt.datetime
) -> str:
    """A token that opens one page for one person until a day; 192 random bits, only the hash is kept."""
    token = secrets.token_urlsafe(24)
    session.add(
        AccessLink(
            token_hash=queries.token_hash(token),
            person_id=person.id,
            purpose=purpose,
            subject_id=subject_id,
            created_at=now,
            ends_at=ends_at,
        )
    )
    session.flush()
    return token


def end_links(
    session: Session,
    *,
    person: Person,
    now: dt.datetime,
    purpose: str | None = None,
    subject_id: int | None = None,
) -> None:
    """Ends a person's links to one page, or (without a purpose) all of them: whoever holds one finds it dead."""
    ending = update(AccessLink).where(AccessLink.person_id == person.id, AccessLink.ends_at > now)
    if purpose is not None:
        ending = ending.where(AccessLink.purpose == purpose)
    if subject_id is not None:
        ending = ending.where(AccessLink.subject_id == subject_id)
    session.execute(ending.values(ends_at=now))
