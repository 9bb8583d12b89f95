"""The words of invitations: answers, channels, states; and the refusals of this room."""

from __future__ import annotations

from enum import Enum

from app.domain import Refused


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
