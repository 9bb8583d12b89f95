"""What a new plan and the rooms refuse; the other refusals of the times stand with the rules."""

from __future__ import annotations

from app.domain import N_, Refused


class NotAsked(Refused):
    """Who is not asked to a meeting cannot say no to it."""

    code = "not-asked"
    sentence = N_("%(name)s skal ikke med til det møde.")


class RoomUnknown(Refused):
    """A mistyped room is not no room."""

    code = "room-unknown"
    sentence = N_("Der er intet lokale, der hedder “%(name)s”. Se listen over lokaler, eller tilføj det.")


class RoomExists(Refused):
    """Two rooms with one name could not be told apart in an invitation."""

    code = "room-exists"
    sentence = N_("%(name)s findes allerede.")
