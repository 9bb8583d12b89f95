"""What each invitee is sent: the words of the mail, and the calendar object."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from email.headerregistry import Address

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.invitations.domain import Answer, Attendance, Change, Slot
from app.invitations.models import Invitation, Participant
from app.invitations.queries import cycle_id_of, institution_of
from app.invitations.sending import itip
from app.invitations.sending.texts import Occasion, kind_of, values_of
from app.mail.writing import texts, words
from app.mail.writing.mime import CalendarPart

ANSWER_PATH = "/svar"
ASKS = (Change.NEW, Change.TIME, Change.ROOM, Change.TITLE)


@dataclass(frozen=True, kw_only=True)
class Told:
    """Everything that one recipient is sent with one change: the words and the calendar object."""

    words: words.Words
    calendar: CalendarPart


def tell(
    session: Session,
    invitation: Invitation,
    participant: Participant,
    change: Change,
    *,
    slot: Slot,
    before: Slot | None,
    url: str,
    now: dt.datetime,
) -> Told:
    """The mail and the calendar object for one recipient, in her language; `url` is where she answers."""
    person, asks = participant.person, change in ASKS
    with words.language_of(person):
        this = Occasion(invitation=invitation, participant=participant, slot=slot, before=before, url=url)
        values = values_of(session, this, explained=asks)
        kind, cycle_id = kind_of(participant, change), cycle_id_of(invitation)
        written = texts.write(session, cycle_id=cycle_id, kind=kind, person=person, values=values)
        attendee = Address(person.name, addr_spec=person.address)
        invite = replace(
            invite_of(invitation, slot=slot, stamp=now, attendee=attendee),
            description=_("Svar i kalenderen, eller her: %(url)s", url=url) if asks else written.subject,
            partstat=_partstat(participant, change),
            optional=participant.attendance is Attendance.OPTIONAL,
        )
        return Told(words=written, calendar=_calendar(invite, change))


def published(invitation: Invitation, *, slot: Slot, now: dt.datetime) -> bytes:
    """The meeting as a file to put into a calendar by hand; it names nobody, so it can ask nobody."""
    return itip.publish(invite_of(invitation, slot=slot, stamp=now))


def invite_of(
    invitation: Invitation, *, slot: Slot, stamp: dt.datetime, attendee: Address | None = None
) -> itip.Invite:
    """The meeting as every calendar of ours writes it; without an attendee, for one that names nobody."""
    organizer = words.organizer(invitation.organizer)
    return itip.Invite(
        uid=invitation.uid,
        sequence=invitation.sequence,
        stamp=stamp,
        start=slot.start,
        end=slot.end,
        summary=summary_of(invitation),
        location=slot.place,
        description="",
        organizer=organizer,
        attendee=attendee or organizer,
        sent_by=words.sender().addr_spec,
    )


def moved_from(invitation: Invitation) -> str:
    """The address that answers to this meeting go to, where mails are sent from another by now; else empty."""
    organizer = words.organizer(invitation.organizer).addr_spec
    return organizer if organizer.casefold() != words.sender().addr_spec.casefold() else ""


def is_own_address(invitation: Invitation, address: str) -> bool:
    """Whether mail to it would come to the organizer, or to whoever sends for it."""
    own = (words.organizer(invitation.organizer).addr_spec, words.sender().addr_spec)
    return address.casefold() in {one.casefold() for one in own}


def answer_url(token: str) -> str:
    """The address of the answer page, as it stands in the mail."""
    return words.absolute(f"{ANSWER_PATH}/{token}")


def summary_of(invitation: Invitation) -> str:
    """The meeting's title in a calendar."""
    return str(_("Strategisk drøftelse: %(institution)s", institution=institution_of(invitation)))


def _partstat(participant: Participant, change: Change) -> str:
    """A new time asks everybody anew; anything else keeps what each has answered."""
    answer = Answer.NEEDS_ACTION if change is Change.TIME else participant.answer
    return answer.value.upper()


def _calendar(invite: itip.Invite, change: Change) -> CalendarPart:
    if change in (Change.CANCELLED, Change.REMOVED):
        return CalendarPart(method="CANCEL", content=itip.cancel(invite, whole=change is Change.CANCELLED))
    return CalendarPart(method="REQUEST", content=itip.request(invite))
