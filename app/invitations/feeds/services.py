"""A person's meetings as a calendar that her own fetches by itself, under an address that only she knows.

Everyone sees what she was told of her own meetings; the secretariat sees all meetings as they stand.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterator

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.invitations import queries
from app.invitations.domain import InvitationState, Slot
from app.invitations.models import Invitation, MeetingFeed
from app.invitations.sending import itip
from app.invitations.sending.letters import invite_of
from app.invitations.sending.telling import KIND, thread_of
from app.mail import queries as outbox
from app.mail.writing import words
from app.people.domain import LinkDead, Role
from app.people.models import Person
from app.people.queries import token_hash
from app.trail import services as trail

BITS_IN_BYTES = 24  # 192 random bits


def make_feed(session: Session, *, person: Person, now: dt.datetime) -> str:
    """A new secret address for the person's calendar; the one before it opens nothing any more."""
    token = secrets.token_urlsafe(BITS_IN_BYTES)
    feed = session.get(MeetingFeed, person.id) or MeetingFeed(person_id=person.id)
    feed.token_hash, feed.made_at = token_hash(token), now
    session.add(feed)
    session.flush()
    trail.record(session, by=person, action="feed.made", thing=f"person:{person.id}", now=now)
    return token


def end_feed(session: Session, *, person: Person, now: dt.datetime) -> None:
    """The secret address opens nothing any more."""
    feed = session.get(MeetingFeed, person.id)
    if feed is not None:
        session.delete(feed)
        trail.record(session, by=person, action="feed.ended", thing=f"person:{person.id}", now=now)


def feed_of(session: Session, person: Person) -> MeetingFeed | None:
    """The person's feed, if she has made one."""
    return session.get(MeetingFeed, person.id)


def owner_of(session: Session, token: str) -> Person:
    """Whose feed it is; raises LinkDead for an unknown address, and for who is no longer here."""
    query = select(MeetingFeed).where(MeetingFeed.token_hash == token_hash(token))
    feed = session.scalars(query).one_or_none()
    if feed is None or not feed.person.active:
        raise LinkDead()
    return feed.person


def content_of(session: Session, person: Person) -> bytes:
    """The person's calendar. The same meetings give the same bytes, so that an unchanged one is not fetched again."""
    with words.language_of(person):
        name = _("Strategiske drøftelser")
        found = _all(session) if person.has(Role.SECRETARIAT) else _own(session, person)
        return itip.feed(name, [(_invite(invitation, slot), is_off) for invitation, slot, is_off in found])


def _all(session: Session) -> Iterator[tuple[Invitation, Slot, bool]]:
    for invitation in queries.everywhere(session):
        slot = queries.stands(invitation) or queries.told(invitation)
        if slot is not None:
            yield invitation, slot, queries.is_off(invitation)


def _own(session: Session, person: Person) -> Iterator[tuple[Invitation, Slot, bool]]:
    """What she was told; a meeting that was taken from her stays as one that is off."""
    written = outbox.threads_to(session, person.id, kind=KIND)
    for invitation in queries.everywhere(session, person=person):
        mine = next(one for one in invitation.participants if one.person_id == person.id)
        slot = queries.told(invitation)
        asked = mine.told_sequence is not None
        if slot is not None and (asked or thread_of(invitation) in written):
            yield invitation, slot, not asked or invitation.state is InvitationState.CANCELLED


def _invite(invitation: Invitation, slot: Slot) -> itip.Invite:
    return invite_of(invitation, slot=slot, stamp=invitation.sent_at or invitation.created_at)
