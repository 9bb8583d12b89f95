"""The words of invitations: answers, channels, states; and the refusals of this room."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import Enum

from app.domain import N_, Refused


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


class NothingToSend(Refused):
    """No draft invitation stands for the year."""

    code = "nothing-to-send"
    sentence = "Der er ingen indkaldelser at sende. Godkend først en plan for %(year)s."


class MeetingOver(Refused):
    """An answer to a meeting that has been held, or cancelled, changes nothing."""

    code = "meeting-over"
    sentence = "Mødet er holdt eller aflyst. Dit svar er ikke ændret."


class Part(Enum):
    """As what a person takes part."""

    HEAD = "head"
    DIRECTOR = "director"
    GUEST = "guest"


class Change(Enum):
    """What one recipient has not been told yet."""

    NEW = "new"
    TIME = "time"
    ROOM = "room"
    CANCELLED = "cancelled"
    REMOVED = "removed"


@dataclass(frozen=True, kw_only=True)
class Slot:
    """When and where, as an invitee reads it."""

    start: dt.datetime
    end: dt.datetime
    place: str


def change_for(*, told: Slot | None, stands: Slot | None, invited: bool, removed: bool) -> Change | None:
    """What a recipient must be told, from what all were told last and what stands now (None: the meeting is off).

    Sending is only ever making these two equal, so doing it twice sends once.
    """
    if removed or stands is None:
        return (Change.REMOVED if removed else Change.CANCELLED) if invited else None
    if not invited:
        return Change.NEW
    if told is None or (told.start, told.end) != (stands.start, stands.end):
        return Change.TIME
    return Change.ROOM if told.place != stands.place else None


@dataclass(frozen=True, order=True)
class Version:
    """Where an answer stands in time: the version of the meeting that it answers, then when it was given."""

    sequence: int
    stamp: dt.datetime


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


class HeadUnknown(Refused):
    """An invitation without the head of the institution asks nobody."""

    code = "head-unknown"
    sentence = N_("%(institution)s har ingen leder i registret. Tilføj lederen, før indkaldelsen sendes.")


class MeetingMoved(Refused):
    """The answer was given on a page that still showed the old time."""

    code = "meeting-moved"
    sentence = N_("Mødet er flyttet, siden du åbnede siden. Se den nye tid, og svar igen.")


class NotInvited(Refused):
    """The person takes no part in the meeting."""

    code = "not-invited"
    status = 404
    sentence = N_("%(person)s er ikke inviteret til mødet.")
