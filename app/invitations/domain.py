"""The words of invitations: answers, channels, states; and the refusals of this room."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import Enum

from app.domain import N_, Refused


class UnfitText(Refused):
    """A text holds characters that could end a line of the calendar and begin another."""

    code = "unfit-text"
    status = 422
    sentence = N_(
        "En tekst i indkaldelsen holder tegn, som en kalender ikke kan rumme. Ret navnet, stedet eller teksten."
    )


class InvitationState(Enum):
    """DRAFT is seen by the secretariat only."""

    DRAFT = "draft"
    SENT = "sent"
    CANCELLED = "cancelled"


class Attendance(Enum):
    """Whether the meeting can be held without the person."""

    REQUIRED = "required"
    OPTIONAL = "optional"


class Answer(Enum):
    """An answer, in the words of RFC 5545's PARTSTAT. DECLINED means: another time."""

    NEEDS_ACTION = "needs-action"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    TENTATIVE = "tentative"


class Channel(Enum):
    """By which way an answer came."""

    MAIL = "mail"
    WEB = "web"
    SECRETARY = "secretary"


COUNTER = "counter"
"""The reason code of a mail that proposes another time: it waits until somebody has answered it."""


class NothingToSend(Refused):
    """Everyone has been told what stands, or nothing has been agreed yet."""

    code = "nothing-to-send"
    sentence = N_("Der er intet nyt at sende for %(year)s. Alle har fået det, der gælder nu.")


class TooLate(Refused):
    """A sending can be taken back until the first of its mails may leave, and only while nothing else has been sent."""

    code = "too-late"
    sentence = N_("Det er for sent at fortryde: den første mail kan være sendt, eller der er sendt noget nyt siden.")


class MeetingHeld(Refused):
    """The link of an invitation ends with its meeting; whoever follows it later is told that, and nothing else."""

    code = "meeting-held"
    status = 404
    sentence = N_("Mødet er holdt, så der er ikke mere at svare på. Skriv til sekretariatet, hvis du er i tvivl.")


class MeetingOver(Refused):
    """An answer to a meeting that has been held, or cancelled, changes nothing."""

    code = "meeting-over"
    sentence = N_("Mødet er holdt eller aflyst. Dit svar er ikke ændret.")


class Part(Enum):
    """As what a person takes part. CENTRE: who heads the centre above the institution; the meeting is held without."""

    HEAD = "head"
    DIRECTOR = "director"
    CENTRE = "centre"
    GUEST = "guest"


class Change(Enum):
    """What one recipient has not been told yet."""

    NEW = "new"
    TIME = "time"
    ROOM = "room"
    TITLE = "title"
    CANCELLED = "cancelled"
    REMOVED = "removed"


@dataclass(frozen=True, kw_only=True)
class Slot:
    """When and where, as an invitee reads it."""

    start: dt.datetime
    end: dt.datetime
    place: str


def change_for(
    *, told: Slot | None, stands: Slot | None, invited: bool, removed: bool, renamed: bool = False
) -> Change | None:
    """What a recipient must be told, from what all were told last and what stands now (None: the meeting is off).

    `renamed`: the meeting's title, which is all of its text that can change, is another than the one that was told.
    Sending is only ever making these two equal, so doing it twice sends once.
    """
    if removed or stands is None:
        return (Change.REMOVED if removed else Change.CANCELLED) if invited else None
    if not invited:
        return Change.NEW
    if told is None or (told.start, told.end) != (stands.start, stands.end):
        return Change.TIME
    if told.place != stands.place:
        return Change.ROOM
    return Change.TITLE if renamed else None


EARLIEST = dt.datetime.min.replace(tzinfo=dt.UTC)


@dataclass(frozen=True, order=True)
class Version:
    """Where an answer stands in time: the version of the meeting that it answers, when it was given, when it came."""

    sequence: int
    stamp: dt.datetime
    received: dt.datetime = EARLIEST


class Uncounted(Enum):
    """Why an answer is kept and shown, but does not count."""

    OLDER_TIME = "older-time"
    OLDER_ANSWER = "older-answer"
    UNKNOWN_VERSION = "unknown-version"


def weigh(answer: Version, *, newest: Version | None, sequence: int, reply_floor: int) -> Uncounted | None:
    """None if the answer counts: newest wins, and an answer to a time that has been moved is not one to the new time.

    `newest` is the answer that counts so far. The same answer once more changes nothing, so it may count again.
    """
    if answer.sequence > sequence:
        return Uncounted.UNKNOWN_VERSION
    if answer.sequence < reply_floor:
        return Uncounted.OLDER_TIME
    if newest is not None and answer < newest:
        return Uncounted.OLDER_ANSWER
    return None


class Reminder(Enum):
    """What a person is reminded of."""

    UNANSWERED = "unanswered"
    WEEK = "week"
    DAY = "day"


def reminder_due(*, asked: dt.date, meeting: dt.date, today: dt.date, answered: bool) -> Reminder | None:
    """Unanswered a week after it was asked; a week before the meeting; the day before. Days that were missed are made
    up for. Nobody is reminded of what she was told within the days before.
    """
    ahead, known = (meeting - today).days, (today - asked).days
    if ahead == 1:
        return Reminder.DAY if known >= 2 else None
    if 1 < ahead <= 7:
        return Reminder.WEEK if known >= 3 else None
    return Reminder.UNANSWERED if ahead > 7 and known >= 7 and not answered else None


class HeadUnknown(Refused):
    """An invitation without the head of the institution asks nobody."""

    code = "head-unknown"
    sentence = N_("%(institution)s har ingen leder i registeret. Tilføj lederen, før indkaldelsen sendes.")


class HeadStays(Refused):
    """Without the head of the institution there is no dialogue; a meeting that is not to be held is called off."""

    code = "head-stays"
    sentence = N_("Dialogen er med lederen af %(institution)s. Aflys mødet, hvis det ikke skal holdes.")


class OrganizerAsked(Refused):
    """Whoever calls a meeting is not asked to it: a calendar takes such a mail for its own meeting."""

    code = "organizer-asked"
    sentence = N_("%(person)s har den adresse, som indkaldelserne sendes fra. Giv personen sin egen adresse først.")


class NotInvited(Refused):
    """The person takes no part in the meeting."""

    code = "not-invited"
    status = 404
    sentence = N_("%(person)s er ikke indkaldt til mødet.")


class NotSentYet(Refused):
    """A mail that is on its way cannot be sent once more."""

    code = "not-sent-yet"
    sentence = N_("Mailen er ikke sendt endnu. Den går af sig selv.")


class CannotCount(Refused):
    """The mail holds no answer of one person to one meeting; a person says what it is."""

    code = "cannot-count"
    sentence = N_("Svaret kan ikke læses ud af mailen. Vælg, hvem der har svaret hvad.")


class NobodyToLink(Refused):
    """No address stands beside the mail that could be linked."""

    code = "nobody-to-link"
    sentence = N_("Mailen har ingen afsender, som kan knyttes til en person.")


class NoProposal(Refused):
    """Only a proposal of another time can be turned down."""

    code = "no-proposal"
    sentence = N_("Mailen foreslår ikke en anden tid.")
