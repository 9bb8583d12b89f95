"""Mails that are no answer of a person's: a mail that came back, a calendar that asks for its invitation again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.invitations import queries, services
from app.invitations.answers.identity import name_key
from app.invitations.answers.replies import Kind, Said
from app.invitations.models import Invitation, Participant
from app.invitations.sending.telling import KIND, thread_of
from app.mail import queries as outbox
from app.mail import services as mail
from app.mail.domain import InboxOutcome, MessageState, Verdict
from app.mail.inbox import queries as inbox
from app.mail.inbox.bounces import Returned
from app.mail.models import OutboxMessage
from app.mail.outbox import returns
from app.people import queries as people
from app.people.models import Person

ONE_A_DAY = dt.timedelta(days=1)
MakeVerdict = Callable[[InboxOutcome, str], Verdict]


def about(session: Session, said: Said) -> tuple[int | None, int | None]:
    """Person and dialogue that a mail seems to be about: by its sender, and by the mail of ours that it answers."""
    person = people.by_address(session, said.sender.address) if said.sender.certain else None
    if person is None and said.sender.name:
        named = [one for one in people.everyone(session) if name_key(one.name) == name_key(said.sender.name)]
        person = named[0] if len(named) == 1 else None
    ids = (*said.about, *said.answers_to)
    message = outbox.called(session, ids) if ids else None
    return person.id if person else None, _dialogue_of(session, message) if message else None


def is_ours(session: Session, message_ids: tuple[str, ...]) -> bool:
    """Whether one of these Message-IDs is a mail's that we sent."""
    return bool(message_ids) and outbox.called(session, message_ids) is not None


def is_a_persons(session: Session, said: Said) -> bool:
    """Whether what a list or a rule passed on, or what came with a calendar, is a person's own words to us.

    A newsletter, or a meeting of somebody else's, answers no mail of ours; a head who writes "we cannot come" beside
    our own invitation does. What came by way of a list is a person's, too, if we know the sender.
    """
    known = said.sender.certain and people.by_address(session, said.sender.address) is not None
    return is_ours(session, said.answers_to) or (known and said.kind is Kind.AUTOMATIC)


def bounce(session: Session, said: Said, now: dt.datetime) -> Verdict:
    """A report on a mail of ours: given up for good, its person is marked and the secretariat told."""
    report = said.returned
    if report is None or not report.failed:
        return Verdict(outcome=InboxOutcome.IGNORED, reason="bounce-delayed")
    message = _returned_message(session, report)
    if message is None:
        return Verdict(outcome=InboxOutcome.IGNORED, reason="bounce-unknown")
    verdict = Verdict(
        outcome=InboxOutcome.APPLIED,
        reason="bounced",
        person_id=message.person_id,
        dialogue_id=_dialogue_of(session, message),
        details={"word": report.words},
    )
    if not returns.note_returned(session, message=message, words=report.words, now=now):
        return replace(verdict, outcome=InboxOutcome.IGNORED, reason="bounce-known")
    _mark_elsewhere(session, message, report.words, now)
    return verdict


def _returned_message(session: Session, report: Returned) -> OutboxMessage | None:
    """By the Message-ID of the mail that came back, else by the address of the report; a report that names neither is
    believed about the address to which we sent last. One that names a mail of another's is forged, or not for us."""
    if report.ids or report.tokens:
        return outbox.called(session, (*report.ids, *report.tokens))
    return outbox.newest_sent_to(session, report.recipient) if report.recipient else None


def _mark_elsewhere(session: Session, message: OutboxMessage, words: str, now: dt.datetime) -> None:
    """An address that takes no reminder takes no invitation either: every meeting ahead of the person says so."""
    query = select(Participant).where(Participant.person_id == message.person_id, Participant.bounced_at.is_(None))
    for one in session.scalars(query):
        participant = queries.participant(session, one.id)
        if participant.person.address == message.address and queries.is_open(participant, now):
            services.mark_returned(session, participant=participant, words=words, now=now)


def _dialogue_of(session: Session, message: OutboxMessage) -> int | None:
    """The meeting of a mail, by its thread: "invitation:12", or "reminder:invitation:12"."""
    kind, _, number = message.thread.removeprefix("reminder:").partition(":")
    if kind != KIND or not number.isdigit():
        return None
    return session.scalar(select(Invitation.dialogue_id).where(Invitation.id == int(number)))


def refresh(session: Session, participant: Participant, verdict: MakeVerdict, now: dt.datetime) -> Verdict:
    """The invitation that stands, once more and byte for byte; at most one such mail to an address and day."""
    # Two that ask at once for one person come one after the other.
    session.get_one(Person, participant.person_id, with_for_update=True)
    address = participant.person.address
    if inbox.mailed_since(session, address, now - ONE_A_DAY):
        return verdict(InboxOutcome.IGNORED, "refresh-limit")
    messages = outbox.to_person(session, participant.person_id, thread_of(participant.invitation))
    newest = next((one for one in messages if one.state is not MessageState.SUPERSEDED), None)
    if newest is not None and newest.forgotten_at is not None:
        return verdict(InboxOutcome.NEEDS_PERSON, "refresh-forgotten")
    if newest is None or not mail.send_again(session, message_id=newest.id, now=now):
        return verdict(InboxOutcome.IGNORED, "refresh-under-way")
    return replace(verdict(InboxOutcome.APPLIED, "sent-again"), mailed=address)
