"""What planning, planning again, holding a meeting and the rooms refuse; the others stand with the rules."""

from __future__ import annotations

from app.domain import N_, Refused


class NotAsked(Refused):
    """Who is not asked to a meeting cannot say no to it."""

    code = "not-asked"
    sentence = N_("%(name)s skal ikke med til det møde.")


class NobodyChosen(Refused):
    """Times are found for those who were chosen."""

    code = "nobody-chosen"
    sentence = N_("Der er ikke valgt nogen institutioner til %(year)s endnu. Vælg dem først.")


class NotAllPlaced(Refused):
    """The plan is kept, and somebody in it has no time."""

    code = "not-all-placed"
    sentence = N_("%(count)s fik ingen tid. Resten er foreslået.")


class PeriodOver(Refused):
    """There is no day left to meet on."""

    code = "period-over"
    sentence = N_("Dialogernes periode sluttede %(day)s. Flyt årets datoer, hvis der stadig skal findes tider.")


class HeldWithoutTime(Refused):
    """A meeting that was never agreed has not been held; one that was agreed elsewhere is entered with its own time."""

    code = "held-without-time"
    sentence = N_("Dialogen med %(institution)s har ingen aftalt tid. Skriv tiden ind, før du markerer den som holdt.")


class NotYetHeld(Refused):
    """A meeting is held at its time, not before it, and not without one."""

    code = "not-yet-held"
    sentence = N_("Dialogen med %(institution)s er først %(day)s og kan ikke være holdt endnu.")


class RoomUnknown(Refused):
    """A mistyped room is not no room."""

    code = "room-unknown"
    sentence = N_("Der er intet lokale, der hedder “%(name)s”. Se listen over lokaler, eller tilføj det.")


class RoomExists(Refused):
    """Two rooms with one name could not be told apart in an invitation."""

    code = "room-exists"
    sentence = N_("%(name)s findes allerede.")
