"""What a person does about a mail that waits for one: link its address, count it, answer it, or leave it. Each once."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from email.headerregistry import Address

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.invitations import queries, services
from app.invitations.answers.incoming import receive
from app.invitations.domain import COUNTER, Answer, CannotCount, Channel, NobodyToLink, NoProposal
from app.invitations.models import InvitationAnswer, Participant
from app.invitations.sending import itip
from app.invitations.sending.letters import invite_of
from app.mail import services as mail
from app.mail.domain import InboxOutcome, Resolution
from app.mail.inbox import services as inbox
from app.mail.inbox.reading import clean
from app.mail.models import InboxMessage
from app.mail.writing import words
from app.mail.writing.mime import CalendarPart
from app.people import queries as people
from app.people import services as persons
from app.people.models import Person
from app.scheduling import queries as scheduling

KIND = "inbox-answer"
ANSWER_LENGTH = 5_000


def link_sender(
    session: Session, *, message: InboxMessage, person: Person, authserv_id: str, by: Person, now: dt.datetime
) -> InboxMessage:
    """The address beside the mail is one of this person's from now on; the mail is processed again as if just read."""
    address = message.details.get("link") or message.sender
    if not address:
        raise NobodyToLink()
    persons.add_alias(session, person=person, address=address, by=by, now=now)
    _resolve(session, message, Resolution.LINKED, by=by, now=now)
    message.outcome = None
    session.flush()
    return inbox.process(session, message_id=message.id, receiver=receive, authserv_id=authserv_id, now=now)


def count_as_it_is(session: Session, *, message: InboxMessage, by: Person, now: dt.datetime) -> InboxMessage:
    """The answer in the mail counts, since a person says that it is from whom it says.

    The order of answers stands: a newer one is not undone. A proposal of another time waits on. Raises CannotCount
    where the mail holds no one answer.
    """
    _resolve(session, message, Resolution.COUNTED, by=by, now=now)
    counted = inbox.process(session, message_id=message.id, receiver=receive, authserv_id="", now=now, trusted=True)
    if counted.outcome not in (InboxOutcome.APPLIED, InboxOutcome.STALE):
        raise CannotCount()
    return counted


def count_as(
    session: Session, *, message: InboxMessage, participant: Participant, answer: Answer, by: Person, now: dt.datetime
) -> InvitationAnswer:
    """What a person's own words mean, as the secretariat reads them; given when the mail came."""
    _resolve(session, message, Resolution.COUNTED, by=by, now=now)
    kept = services.answer(
        session,
        participant=participant,
        answer=answer,
        channel=Channel.SECRETARY,
        stamp=message.received_at,
        received_at=message.received_at,
        inbox_id=message.id,
        by=by,
        now=now,
    )
    message.outcome = InboxOutcome.APPLIED if kept.counted else InboxOutcome.STALE
    message.reason = "read-by-person" if kept.counted else kept.reason
    message.dialogue_id, message.person_id = participant.invitation.dialogue_id, participant.person_id
    message.answer = answer.value
    return kept


def leave(session: Session, *, message: InboxMessage, by: Person, now: dt.datetime) -> None:
    """Nothing is to be done about it; it stays where it is."""
    _resolve(session, message, Resolution.IGNORED, by=by, now=now)


def answer(session: Session, *, message: InboxMessage, text: str, by: Person, now: dt.datetime) -> None:
    """Writes back to the address that the mail came from, by the outbox, once."""
    _resolve(session, message, Resolution.ANSWERED, by=by, now=now)
    _write(session, message, text=text, calendar=None, now=now)


def decline_proposal(session: Session, *, message: InboxMessage, text: str, by: Person, now: dt.datetime) -> None:
    """The meeting stands as it was: whoever proposed another time is told so, in words and for her calendar."""
    dialogue = scheduling.dialogue(session, message.dialogue_id or 0)
    invitation = queries.invitation_of(session, dialogue)
    slot = queries.told(invitation) if invitation else None
    if message.reason != COUNTER or invitation is None or slot is None:
        raise NoProposal()
    _resolve(session, message, Resolution.ANSWERED, by=by, now=now)
    attendee = Address(message.sender_name, addr_spec=message.sender)
    invite = replace(invite_of(invitation, slot=slot, stamp=now, attendee=attendee), partstat="TENTATIVE")
    part = CalendarPart(method="DECLINECOUNTER", content=itip.decline_counter(invite))
    _write(session, message, text=text, calendar=part, now=now)


def _write(
    session: Session, message: InboxMessage, *, text: str, calendar: CalendarPart | None, now: dt.datetime
) -> None:
    reader = _reader(session, message)
    with words.language_of(reader):
        subject = _("Sv: %(subject)s", subject=clean(message.subject)[:200] or _("din mail"))
    lines = text.strip()[:ANSWER_LENGTH].replace("\r\n", "\n")
    written = words.write(person=reader, subject=subject, template="inbox_answer", context={"text": lines})
    thread = f"inbox:{message.id}"
    mail.enqueue(
        session, once=thread, kind=KIND, thread=thread, person=reader, written=written, calendar=calendar, now=now
    )


def _reader(session: Session, message: InboxMessage) -> Person:
    """Whoever wrote, at the address that she wrote from; nobody is made known by it."""
    known = people.by_address(session, message.sender)
    name = known.name if known else message.sender_name or message.sender
    return Person(
        id=known.id if known else None,
        name=name,
        address=message.sender,
        language=known.language if known else None,
    )


def _resolve(session: Session, message: InboxMessage, resolution: Resolution, *, by: Person, now: dt.datetime) -> None:
    inbox.resolve(session, message=message, resolution=resolution, by=by, now=now)
