"""The mailbox is read: raw mails through the pipeline that reads real ones, so that the inbox shows what waits."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import at
from app.database import transaction
from app.invitations import queries as invited
from app.invitations.domain import Part
from app.invitations.models import Invitation
from app.invitations.sending.telling import thread_of
from app.mail.inbox import taking_in
from app.mail.models import OutboxMessage
from app.people.models import Person
from app.scheduling.models import Dialogue
from app.settings import settings
from demonstration.steps import preparing
from demonstration.steps.stage import Stage, director, looking
from demonstration.story import mails_in as story
from demonstration.story.mails_in import Note
from demonstration.story.people import SENDER_ADDRESS
from demonstration.story.said import Director

NEXT, NEEDS_TIME, NEW_ROOM = 3, 4, 5
"""Which of the six, in the order of time: the next one, the one that needs a time, the one with another room."""

MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)


@dataclass(frozen=True)
class Reply:
    """An answer of a person's calendar; `address` and `sender` are hers, unless they are given."""

    invitation: Invitation
    person: Person
    partstat: str = "ACCEPTED"
    method: str = "REPLY"
    address: str = ""
    sender: str = ""
    extra: Sequence[str] = ()


def read_mailbox(stage: Stage) -> str:
    """One mail after the other, on the afternoon before today."""
    now, found = at(stage.story.this.yesterday, 14), Counter[str]()
    reader = taking_in.reader_of(settings(), app=stage.app)
    with looking() as session:
        mails = [mail.as_bytes() for mail in _mails(session, preparing.by_time(stage), now)]
    for number, raw in enumerate(mails):
        message = taking_in.ingest(transaction, raw=raw, reader=reader, now=now + number * MINUTE)
        found["waits" if message.waits else message.reason] += 1
    return f"{len(mails)} mails, of which {found['waits']} wait for a person"


def _mails(session: Session, dialogues: list[Dialogue], now: dt.datetime) -> Iterator[EmailMessage]:
    coming, seeking, moved = (_invitation(session, dialogues[number]) for number in (NEXT, NEEDS_TIME, NEW_ROOM))
    care, chief, children = (director(session, one) for one in (Director.CARE, Director.CHIEF, Director.CHILDREN))
    head = _head(coming)
    yield _reply(Reply(moved, care), story.ANSWERED, now)
    yield _reply(_proposal(seeking), story.PROPOSED, now + MINUTE)
    at_home = f"lisbeth@{story.PRIVATE}"
    yield _reply(Reply(seeking, care, sender=at_home), story.FROM_HOME, now + 2 * MINUTE)
    other = f"{chief.address.partition('@')[0]}@{story.OTHER_MAILBOX}"
    yield _reply(Reply(coming, chief, address=other, sender=other), story.FROM_OTHER, now + 3 * MINUTE)
    yield _reply(Reply(moved, children, "DELEGATED"), story.PASSED_ON, now + 4 * MINUTE)
    yield _wrapped(_mail(_from(_head(seeking)), story.WRAPPED, now + 5 * MINUTE))
    yield _mail(_from(head), _signed(story.ASKED, head), now + 6 * MINUTE)
    yield _mail(f"Sanne Ørbæk <{story.UNKNOWN}>", story.FOR_ANOTHER, now + 7 * MINUTE)
    yield _undelivered(session, coming, now + 8 * MINUTE)
    yield _automatic(_mail(_from(care), story.AWAY, now + 9 * MINUTE))


def _invitation(session: Session, dialogue: Dialogue) -> Invitation:
    found = invited.invitation_of(session, dialogue)
    assert found is not None
    return found


def _head(invitation: Invitation) -> Person:
    return next(one.person for one in invitation.participants if one.part is Part.HEAD)


def _from(person: Person) -> str:
    return f"{person.name} <{person.address}>"


def _signed(note: Note, person: Person) -> Note:
    return replace(note, text=f"{note.text}\n{person.name}")


def _proposal(invitation: Invitation) -> Reply:
    """The head's calendar proposes the day after."""
    slot = invited.told(invitation)
    assert slot is not None
    times = [f"DT{name}:{_utc(instant + DAY)}" for name, instant in (("START", slot.start), ("END", slot.end))]
    return Reply(invitation, _head(invitation), "TENTATIVE", "COUNTER", extra=times)


def _mail(sender: str, note: Note, now: dt.datetime) -> EmailMessage:
    """A mail to us, with its words; it says of itself that it is made up."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = sender, SENDER_ADDRESS, note.subject
    message["Date"] = format_datetime(now)
    message["X-Demonstration"] = "made up"
    message.set_content(f"{note.text}\n\n{story.MADE_UP}\n".lstrip())
    return message


def _reply(given: Reply, note: Note, now: dt.datetime) -> EmailMessage:
    """As a calendar writes it: the words, and the answer as a part of its own."""
    person = given.person
    message = _mail(f"{person.name} <{given.sender or person.address}>", note, now)
    message.add_alternative(
        _calendar(given, now).encode(), maintype="text", subtype="calendar", params={"method": given.method}
    )
    return message


def _calendar(given: Reply, now: dt.datetime) -> str:
    attendee = (
        f'ATTENDEE;PARTSTAT={given.partstat};CN="{given.person.name}":mailto:{given.address or given.person.address}'
    )
    lines = [
        *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Opdigtet//Kalender//DA", f"METHOD:{given.method}"),
        *("BEGIN:VEVENT", f"UID:{given.invitation.uid}", f"SEQUENCE:{given.invitation.sequence}"),
        *(f"DTSTAMP:{_utc(now)}", attendee, *given.extra, "END:VEVENT", "END:VCALENDAR"),
    ]
    return "\r\n".join(lines) + "\r\n"


def _utc(instant: dt.datetime) -> str:
    return instant.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")


def _wrapped(message: EmailMessage) -> EmailMessage:
    """The answer is packed as only Outlook packs it."""
    message.add_attachment(b"\x78\x9f\x3e\x22", maintype="application", subtype="ms-tnef", filename="winmail.dat")
    return message


def _undelivered(session: Session, invitation: Invitation, now: dt.datetime) -> EmailMessage:
    """A server writes to the address for bounces of one of our mails, in a form of its own."""
    query = select(OutboxMessage.message_id).where(OutboxMessage.thread == thread_of(invitation))
    message = _mail(f"Mail Delivery System <mailer-daemon@{story.PRIVATE}>", story.UNDELIVERED, now)
    del message["To"]
    message["To"] = f"bounce+{session.scalars(query.order_by(OutboxMessage.id).limit(1)).one()}"
    return message


def _automatic(message: EmailMessage) -> EmailMessage:
    message["Auto-Submitted"] = "auto-replied"
    return message
