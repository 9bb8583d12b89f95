"""What each invitee is sent: the words of the mail, and the calendar object."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from email.headerregistry import Address

from flask_babel import gettext as _

from app.dates import moment
from app.invitations import itip
from app.invitations.domain import Answer, Attendance, Change, Part, Slot
from app.invitations.facts import facts_for, institution_of
from app.invitations.models import Invitation, Participant
from app.mail import words
from app.mail.mime import CalendarPart

ANSWER_PATH = "/svar"


@dataclass(frozen=True, kw_only=True)
class Opening:
    """The first lines of a mail."""

    subject: str
    title: str
    lead: str = ""


@dataclass(frozen=True, kw_only=True)
class Told:
    """Everything that one recipient is sent with one change: the words and the calendar object."""

    words: words.Words
    calendar: CalendarPart


def tell(
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
    with words.language_of(participant.person):
        opening = _opening(invitation, participant, change, slot, before)
        asks = change in (Change.NEW, Change.TIME, Change.ROOM)
        context = {
            "letter": opening,
            "slot": slot if asks else None,
            "facts": facts_for(invitation)[:-1] if participant.part is Part.HEAD and asks else [],
            "answer_url": url if asks else "",
        }
        written = words.write(
            person=participant.person, subject=opening.subject, template="invitation", context=context
        )
        invite = itip.Invite(
            uid=invitation.uid,
            sequence=invitation.sequence,
            stamp=now,
            start=slot.start,
            end=slot.end,
            summary=summary_of(invitation),
            location=slot.place,
            description=_("Svar i kalenderen, eller her: %(url)s", url=url) if asks else opening.title,
            organizer=words.sender(),
            attendee=Address(participant.person.name, addr_spec=participant.person.address),
            partstat=_partstat(participant, change),
            optional=participant.attendance is Attendance.OPTIONAL,
        )
        return Told(words=written, calendar=_calendar(invite, change))


def published(invitation: Invitation, *, slot: Slot, now: dt.datetime) -> bytes:
    """The meeting as a file to put into a calendar by hand; it names nobody, so it can ask nobody."""
    organizer = words.sender()
    return itip.publish(
        itip.Invite(
            uid=invitation.uid,
            sequence=invitation.sequence,
            stamp=now,
            start=slot.start,
            end=slot.end,
            summary=summary_of(invitation),
            location=slot.place,
            description="",
            organizer=organizer,
            attendee=organizer,
        )
    )


def answer_url(token: str) -> str:
    """The address of the answer page, as it stands in the mail."""
    return words.absolute(f"{ANSWER_PATH}/{token}")


def summary_of(invitation: Invitation) -> str:
    """The meeting's title in a calendar."""
    return str(_("Strategisk drøftelse: %(institution)s", institution=institution_of(invitation)))


def _opening(
    invitation: Invitation, participant: Participant, change: Change, slot: Slot, before: Slot | None
) -> Opening:
    institution, when = institution_of(invitation), moment(slot.start)
    if change is Change.NEW:
        return _invited(participant, institution, when)
    if change is Change.TIME:
        return Opening(
            subject=_("Flyttet: strategisk drøftelse %(when)s", when=when),
            title=_("Mødet er flyttet"),
            lead=_(
                "Det var %(before)s. Svar igen, for dit gamle svar gælder ikke den nye tid.",
                before=moment(before.start),
            )
            if before
            else "",
        )
    if change is Change.ROOM:
        return Opening(
            subject=_("Nyt lokale: strategisk drøftelse %(when)s", when=when),
            title=_("Mødet er i et andet lokale"),
            lead=_("Tiden er den samme, og dit svar gælder stadig."),
        )
    if change is Change.CANCELLED:
        return Opening(
            subject=_("Aflyst: strategisk drøftelse %(when)s", when=when),
            title=_("Mødet %(when)s er aflyst", when=when),
            lead=_("Du skal ikke svare. Fjern mødet fra din kalender, hvis det ikke sker af sig selv."),
        )
    return Opening(
        subject=_("Du er taget af mødet: strategisk drøftelse %(when)s", when=when),
        title=_("Du skal ikke med til mødet %(when)s", when=when),
        lead=_("Mødet bliver holdt uden dig. Du skal ikke svare."),
    )


def _invited(participant: Participant, institution: str, when: str) -> Opening:
    subject = _("Strategisk drøftelse med direktionen %(when)s", when=when)
    if participant.part is Part.HEAD:
        first_name = participant.person.name.split()[0]
        return Opening(subject=subject, title=_("Direktionen vil gerne tale med jer, %(name)s", name=first_name))
    return Opening(
        subject=_("Strategisk drøftelse: %(institution)s %(when)s", institution=institution, when=when),
        title=_("Dialog med %(institution)s", institution=institution),
        lead=_("Du er med for direktionen.")
        if participant.part is Part.DIRECTOR
        else _("Du er velkommen til at være med, men mødet bliver holdt, også hvis du ikke kan."),
    )


def _partstat(participant: Participant, change: Change) -> str:
    """A new time asks everybody anew; anything else keeps what each has answered."""
    answer = Answer.NEEDS_ACTION if change is Change.TIME else participant.answer
    return answer.value.upper()


def _calendar(invite: itip.Invite, change: Change) -> CalendarPart:
    if change in (Change.CANCELLED, Change.REMOVED):
        return CalendarPart(method="CANCEL", content=itip.cancel(invite, whole=change is Change.CANCELLED))
    return CalendarPart(method="REQUEST", content=itip.request(invite))
