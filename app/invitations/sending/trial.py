"""A trial of the whole way into a calendar: an invitation, a move, another room, a cancellation, to one's own mailbox.

The meeting exists nowhere but in these four mails; an answer to them is told as one to an unknown meeting.
"""

from __future__ import annotations

import datetime as dt
from email.headerregistry import Address

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.clock import at, local_day
from app.invitations.domain import OrganizerAsked
from app.invitations.sending import itip
from app.mail import services as mail
from app.mail.models import OutboxMessage
from app.mail.writing import words
from app.mail.writing.mime import CalendarPart
from app.people.domain import fit_address
from app.people.models import Person

KIND = "calendar-trial"
STEPS = 4
AHEAD = dt.timedelta(days=14)


def write_step(session: Session, *, address: str, reference: str, step: int, now: dt.datetime) -> OutboxMessage:
    """One of the four (1 to 4). Each has a thread of its own, so that none overtakes another: all are to be seen."""
    reader = Person(name=address.partition("@")[0], address=fit_address(address), language="da")
    if reader.address == words.sender().addr_spec.lower():
        raise OrganizerAsked(person=reader.address)  # no calendar shows its own meeting as an invitation
    with words.language_of(reader):
        title, told = _told(step)
        source = f"# {title}\n\n{told}\n"
        written = words.framed(person=reader, subject=title, source=source)
        calendar = _calendar(reader, reference, step, told, now)
    thread = f"{KIND}:{reference}:{step}"
    return mail.enqueue(
        session,
        once=thread,
        kind=KIND,
        thread=thread,
        sequence=step - 1,
        person=reader,
        written=written,
        calendar=calendar,
        now=now,
    )


def _told(step: int) -> tuple[str, str]:
    steps = {
        1: (_("Prøve 1 af 4: indkaldelse"), _("Mødet skal stå i kalenderen kl. 9.00 med Acceptér og Afslå.")),
        2: (_("Prøve 2 af 4: ny tid"), _("Mødet skal flytte sig til kl. 13.00 og spørge igen.")),
        3: (_("Prøve 3 af 4: nyt lokale"), _("Mødet skal blive kl. 13.00, skifte lokale og beholde dit svar.")),
        4: (_("Prøve 4 af 4: aflysning"), _("Mødet skal gå ud af kalenderen eller stå som aflyst.")),
    }
    return steps[step]


def _calendar(reader: Person, reference: str, step: int, told: str, now: dt.datetime) -> CalendarPart:
    sender = words.sender()
    start = at(local_day(now + AHEAD), 9 if step == 1 else 13)
    invite = itip.Invite(
        uid=f"trial-{reference}@{sender.domain}",
        sequence=step - 1,
        stamp=now,
        start=start,
        end=start + dt.timedelta(minutes=90),
        summary=_("Prøve af kalenderen"),
        location=_("Lokale 1") if step < 3 else _("Lokale 2"),
        description=told,
        organizer=sender,
        attendee=Address(reader.name, addr_spec=reader.address),
        partstat="NEEDS-ACTION" if step < 3 else "ACCEPTED",
    )
    if step == STEPS:
        return CalendarPart(method="CANCEL", content=itip.cancel(invite, whole=True))
    return CalendarPart(method="REQUEST", content=itip.request(invite))
