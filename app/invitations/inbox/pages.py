"""The inbox as the secretariat sees it: first what needs a person, with what can be done about it; then the rest."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cycle.domain import CycleState
from app.cycle.models import Cycle
from app.invitations import queries
from app.invitations.domain import COUNTER
from app.invitations.inbox.labels import REASONS
from app.invitations.models import Participant
from app.invitations.queries import institution_of
from app.mail.domain import InboxOutcome
from app.mail.inbox import queries as inbox
from app.mail.inbox import watching
from app.mail.inbox.reading import Mail, MailUnreadable
from app.mail.models import InboxMessage, MailboxState
from app.people import queries as people
from app.people.models import Person

MOST_SHOWN = 50
MOST_SETTLED = 200
LARGEST_SHOWN = 512 * 1024
COUNTABLE = {"sender-other", "sender-unclear", "dmarc-failed", "address-unknown", "unknown-version"}
LINKABLE = {"sender-other", "address-unknown", "person-mail"}


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One mail that waits: what it says, why it waits, and which of the ways out there are.

    `owner` is whose the unknown address seems to be: one press links it to her.
    """

    message: InboxMessage
    text: str
    reason: object
    start: dt.datetime | None
    counts: bool
    links: bool
    owner: Person | None
    answers: bool
    proposes: bool
    parts: Sequence[Participant]


@dataclass(frozen=True, kw_only=True)
class InboxPage:
    """The whole page. `silent`: the mailbox, if it cannot be read."""

    waiting: Sequence[Waiting]
    more: int
    settled: Mapping[InboxOutcome, Sequence[InboxMessage]]
    persons: Sequence[Person]
    silent: MailboxState | None
    institutions: Mapping[int, str]


def page_of(session: Session, *, now: dt.datetime) -> InboxPage:
    """Everything that the page shows."""
    parts = open_parts(session, now)
    messages = inbox.waiting(session, most=MOST_SHOWN)
    settled: dict[InboxOutcome, list[InboxMessage]] = defaultdict(list)
    for one in inbox.settled(session, most=MOST_SETTLED):
        if one.outcome is not None:
            settled[one.outcome].append(one)
    return InboxPage(
        waiting=[_waiting(session, one, parts) for one in messages],
        more=max(0, inbox.count_waiting(session) - len(messages)),
        settled={outcome: settled[outcome] for outcome in InboxOutcome if settled[outcome]},
        persons=[one for one in people.everyone(session) if one.active] if messages else [],
        silent=watching.unread_mailbox(session, now=now),
        institutions={one.invitation.dialogue_id: institution_of(one.invitation) for one in parts},
    )


def open_parts(session: Session, now: dt.datetime) -> list[Participant]:
    """Everyone whose answer still means something, in the order of the meetings."""
    cycles = session.scalars(select(Cycle).where(Cycle.state == CycleState.OPEN).order_by(Cycle.year))
    invitations = [invitation for cycle in cycles for invitation in queries.invitations_of(session, cycle)]
    return [one for invitation in invitations for one in queries.present(invitation) if queries.is_open(one, now)]


def _waiting(session: Session, message: InboxMessage, parts: Sequence[Participant]) -> Waiting:
    own = [one for one in parts if one.person_id == message.person_id]
    start = message.details.get("start")
    links = message.reason in LINKABLE and bool(message.details.get("link") or _is_unknown(session, message))
    return Waiting(
        message=message,
        text=_text(session, message),
        reason=REASONS.get(message.reason, message.reason),
        start=dt.datetime.fromisoformat(start) if start else None,
        counts=message.reason in COUNTABLE and bool(message.answer),
        links=links,
        owner=message.person if links else None,
        answers="@" in message.sender,
        proposes=message.reason == COUNTER,
        parts=own or parts,
    )


def _is_unknown(session: Session, message: InboxMessage) -> bool:
    return "@" in message.sender and people.by_address(session, message.sender) is None


def _text(session: Session, message: InboxMessage) -> str:
    """The mail's own words; a large one is downloaded instead."""
    if not 0 < message.size <= LARGEST_SHOWN:
        return ""
    with suppress(MailUnreadable):
        return Mail(inbox.message(session, message.id).raw).text
    return ""
