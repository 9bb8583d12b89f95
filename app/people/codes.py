"""Signing in by mail: a link and six digits, for the browser that asked, used up once, for ten minutes.

An unknown address is answered as a known one is, and takes about as long: the same mail is put into words, and one row
is written, whoever asked.
"""

from __future__ import annotations

import datetime as dt
import secrets

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from app.mail import services as mail
from app.mail.domain import SIGN_IN, MessageState
from app.mail.writing import words
from app.people import queries
from app.people.domain import CODE_LIFE, MOST_CODES, MOST_TRIES, CodeDead
from app.people.models import Person, SignInCode
from app.trail import services as trail

SUBJECT = _("Log på Ledetråd")


def ask_to_sign_in(session: Session, *, address: str, browser: str, now: dt.datetime) -> None:
    """Sends a link and six digits to who has the address, if she may sign in; says nothing of whether it did."""
    person = queries.by_address(session, address)
    known = person if person is not None and person.active and person.roles else None
    link, digits = secrets.token_urlsafe(24), f"{secrets.randbelow(1_000_000):06}"
    written = _written(known or _nobody(), link, digits, now)
    thing = f"person:{known.id}" if known else "person"
    trail.record(session, by=None, action="people.link-asked", thing=thing, now=now)
    if known is None or _asks_too_often(session, known, now):
        return
    code = _replace_code(session, known, browser=browser, link=link, digits=digits, now=now)
    thread = f"{SIGN_IN}:{known.id}"
    mail.take_back(session, thread=thread, person=known, now=now, state=MessageState.SUPERSEDED)
    once = f"{thread}:{code.id}"
    mail.enqueue(session, once=once, kind=SIGN_IN, thread=thread, person=known, written=written, now=now)


def was_asked_here(session: Session, *, link: str, browser: str, now: dt.datetime) -> bool:
    """Whether the link was asked for in this browser; looking uses nothing up. Raises CodeDead if it is over here."""
    wanted = (SignInCode.link_hash == queries.token_hash(link), SignInCode.browser_hash == queries.token_hash(browser))
    code = session.scalars(select(SignInCode).where(*wanted)).one_or_none()
    if code is not None and (code.used_at is not None or code.ends_at <= now):
        raise CodeDead()
    return code is not None


def use_link(session: Session, *, link: str, browser: str, now: dt.datetime) -> Person:
    """Who asked for the link, once: one conditional statement, so that of many at a time one wins. Raises CodeDead."""
    using = (
        update(SignInCode)
        .where(SignInCode.link_hash == queries.token_hash(link), *_living(browser, now))
        .values(used_at=now)
        .returning(SignInCode.person_id)
    )
    return _let_in(session, session.scalar(using), now)


def try_digits(session: Session, *, digits: str, browser: str, now: dt.datetime) -> Person | None:
    """Who asked, if the digits are right; None if they are not. Each try counts, so the transaction must be kept.

    Raises CodeDead when nothing was asked for in this browser, or it is over, or it was tried too often.
    """
    trying = (
        update(SignInCode)
        .where(*_living(browser, now), SignInCode.tries < MOST_TRIES)
        .values(tries=SignInCode.tries + 1)
        .returning(SignInCode.id, SignInCode.digits_hash)
    )
    code = session.execute(trying).one_or_none()
    if code is None:
        raise CodeDead()
    if not secrets.compare_digest(code.digits_hash, _digits_hash(browser, digits)):
        return None
    using = update(SignInCode).where(SignInCode.id == code.id, SignInCode.used_at.is_(None)).values(used_at=now)
    return _let_in(session, session.scalar(using.returning(SignInCode.person_id)), now)


def _living(browser: str, now: dt.datetime) -> tuple[ColumnElement[bool], ...]:
    """What can be used in this browser now: one row at the most, since a new code ends the others."""
    hashed = queries.token_hash(browser)
    return (SignInCode.browser_hash == hashed, SignInCode.used_at.is_(None), SignInCode.ends_at > now)


def _digits_hash(browser: str, digits: str) -> str:
    """Six digits alone would be found by trying them all; with the browser's token, which is not kept, they are not."""
    return queries.token_hash(f"{browser}:{digits}")


def _replace_code(
    session: Session, person: Person, *, browser: str, link: str, digits: str, now: dt.datetime
) -> SignInCode:
    """A new code ends the earlier ones of the same person, and of the same browser."""
    session.execute(select(Person.id).where(Person.id == person.id).with_for_update())
    hashed = queries.token_hash(browser)
    mine = (SignInCode.person_id == person.id) | (SignInCode.browser_hash == hashed)
    living = (mine, SignInCode.used_at.is_(None), SignInCode.ends_at > now)
    session.execute(update(SignInCode).where(*living).values(ends_at=now))
    code = SignInCode(
        person_id=person.id,
        browser_hash=hashed,
        link_hash=queries.token_hash(link),
        digits_hash=_digits_hash(browser, digits),
        created_at=now,
        ends_at=now + CODE_LIFE,
    )
    session.add(code)
    session.flush()
    return code


def _asks_too_often(session: Session, person: Person, now: dt.datetime) -> bool:
    """Counted in the database, since each web process has limits of its own; the codes that were sent stay good."""
    since = now - CODE_LIFE
    asked = select(func.count(SignInCode.id)).where(SignInCode.person_id == person.id, SignInCode.created_at > since)
    return (session.scalar(asked) or 0) >= MOST_CODES


def _let_in(session: Session, person_id: int | None, now: dt.datetime) -> Person:
    person = session.get(Person, person_id) if person_id is not None else None
    if person is None or not person.active or not person.roles:
        raise CodeDead()
    trail.record(session, by=person, action="people.signed-in-by-mail", thing=f"person:{person.id}", now=now)
    return person


def _nobody() -> Person:
    """Who stands in for an address that nobody has, so that the same work is done for it."""
    return Person(name="", address="", language=None)


def _written(person: Person, link: str, digits: str, now: dt.datetime) -> words.Words:
    context = {"url": words.absolute(f"/log-ind/link/{link}"), "digits": digits, "ends_at": now + CODE_LIFE}
    return words.write(person=person, subject=SUBJECT, template="sign_in", context=context)
