"""The kinds of calendar sources, and what can be wrong with one: each a sentence on its owner's line.

A fault is stored by its code and data, and said again on every page until a reading succeeds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import Enum
from typing import Any

from app.domain import N_, Refused
from app.scheduling import domain

READING_HOLDS, FILE_HOLDS = dt.timedelta(days=1), dt.timedelta(days=30)
"""For so long a calendar that was not read again tells who is free. Afterwards it tells only who is busy."""


class SourceKind(Enum):
    """How a person's busy times come in, beside the marks by hand."""

    ADDRESS = "address"
    CALDAV = "caldav"
    GRAPH = "graph"
    FILE = "file"


class SourceFault(Refused):
    """A calendar was not read. `wait`: so many seconds the server asked to be left alone."""

    code = "calendar-fault"
    status = 422
    sentence = N_("Kalenderen kunne ikke læses på grund af en fejl hos os.")

    def __init__(self, *, wait: int = 0, **data: object) -> None:
        super().__init__(**data)
        self.wait = wait


class AddressUnfit(SourceFault):
    """What was given is no address to fetch from."""

    code = "calendar-address"
    sentence = N_("Adressen kan ikke bruges. Den skal begynde med https:// eller webcal://.")


class AddressInward(SourceFault):
    """The address leads into a private network: whoever gives it could look around in there through us."""

    code = "calendar-inward"
    sentence = N_("Adressen fører ind i et lukket netværk, og dér må Ledetråd ikke hente.")


class HostUnknown(SourceFault):
    """The name has no address."""

    code = "calendar-host"
    sentence = N_("Der er ingen server med det navn.")


class ServerSilent(SourceFault):
    """Nothing, or too little of it, in the time there is."""

    code = "calendar-silent"
    sentence = N_("Kalenderens server var for længe om at svare.")


class Unreachable(SourceFault):
    """No connection."""

    code = "calendar-unreachable"
    sentence = N_("Der er ikke hul igennem til kalenderens server.")


class CertificateBad(SourceFault):
    """Whoever answers cannot show that it is who it should be."""

    code = "calendar-certificate"
    sentence = N_("Serverens certifikat kan ikke bekræftes.")


class BrokenOff(SourceFault):
    """Half an answer."""

    code = "calendar-broken-off"
    sentence = N_("Forbindelsen blev afbrudt midt i kalenderen.")


class LedAstray(SourceFault):
    """Sent on too often, or to an address without protection."""

    code = "calendar-redirects"
    sentence = N_("Adressen sender videre for mange gange eller til et sted uden https.")


class NotLetIn(SourceFault):
    """401 or 403."""

    code = "calendar-not-let-in"
    sentence = N_("Serveren viser ikke kalenderen. Den er ikke delt længere, eller navn og adgangskode passer ikke.")


class Gone(SourceFault):
    """404 or 410."""

    code = "calendar-gone"
    sentence = N_("Kalenderen findes ikke på den adresse.")


class ServerBusy(SourceFault):
    """429, or 503: later."""

    code = "calendar-busy"
    sentence = N_("Kalenderens server har for travlt. Den bliver spurgt igen senere.")


class ServerFailed(SourceFault):
    """Any other status."""

    code = "calendar-server"
    sentence = N_("Kalenderens server svarede med en fejl (%(status)s).")


class IsPage(SourceFault):
    """HTML: mostly a page to sign in on, or the calendar as a page."""

    code = "calendar-is-page"
    sentence = N_("Adressen viser en side og ikke en kalender. Brug den adresse, der ender på .ics.")


class IsEmpty(SourceFault):
    """Nothing at all, which is not the same as no appointments."""

    code = "calendar-empty"
    sentence = N_("Der kom intet: hverken en kalender eller en fejl.")


class EncodedOddly(SourceFault):
    """Compressed in a way that was not asked for, or not as it says."""

    code = "calendar-encoding"
    sentence = N_("Svaret er pakket på en måde, der ikke kan læses.")


class SealBroken(SourceFault):
    """None of the keys opens what is kept of the source."""

    code = "calendar-sealed"
    sentence = N_("Adressen kan ikke låses op, fordi nøglen er skiftet. Skriv den ind igen.")


class NotCalDav(SourceFault):
    """The server does not speak it there."""

    code = "calendar-not-caldav"
    sentence = N_("Serveren taler ikke CalDAV på den adresse.")


class NoCalendars(SourceFault):
    """Signed in, and there is nothing to read; or no calendar has been chosen."""

    code = "calendar-none"
    sentence = N_("Der er ingen kalendere at læse.")


class MailboxClosed(SourceFault):
    """Microsoft 365 answers, but not for this mailbox."""

    code = "calendar-mailbox"
    sentence = N_("Microsoft 365 viser ikke kalenderen for den postkasse (%(why)s).")


class NoToken(SourceFault):
    """Microsoft 365 does not let this installation in at all, or is not set up."""

    code = "calendar-token"
    sentence = N_("Microsoft 365 lukker ikke Ledetråd ind. Det er noget for dem, der driver Ledetråd.")


class ClashFound(Refused):
    """The last look before a plan is accepted has found something new: a person sees it first."""

    code = "clash-found"
    sentence = N_(
        "Kalenderne er læst igen, og der er kommet en aftale oven i den foreslåede tid: %(names)s. "
        "Vælg en anden tid, eller godkend alligevel."
    )


_KNOWN: tuple[type[Refused], ...] = (
    *SourceFault.__subclasses__(),
    domain.CalendarUnreadable,
    domain.CalendarCutOff,
    domain.CalendarTooLarge,
    domain.CalendarTooSlow,
)
_BY_CODE = {one.code: one for one in _KNOWN}


def fault_of(code: str, data: Mapping[str, Any]) -> Refused:
    """A stored fault as it was raised; one of an older edition of the program is our own."""
    kind = _BY_CODE.get(code)
    return kind(**data) if kind else SourceFault()
