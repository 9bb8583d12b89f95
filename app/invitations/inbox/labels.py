"""Why a mail came to what it did, in words for the secretariat."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.invitations.domain import COUNTER
from app.mail.domain import InboxOutcome, Resolution

OUTCOMES = {
    InboxOutcome.APPLIED: _("talt med"),
    InboxOutcome.STALE: _("for gammel"),
    InboxOutcome.IGNORED: _("uden betydning"),
    InboxOutcome.NEEDS_PERSON: _("læses af jer"),
}
RESOLUTIONS = {
    Resolution.LINKED: _("adressen er knyttet til en person"),
    Resolution.COUNTED: _("talt med af jer"),
    Resolution.IGNORED: _("lagt til side"),
    Resolution.ANSWERED: _("besvaret"),
    Resolution.MOVED: _("besvaret med en ny tid"),
    Resolution.CALLED_OFF: _("besvaret med en aflysning"),
}
REASONS = {
    "answered": _("Svaret er talt med."),
    "read-by-person": _("I har læst svaret og talt det med."),
    COUNTER: _("Foreslår en anden tid. Det tæller som et måske, til I har svaret."),
    "bounced": _("En mail fra os kom tilbage. Personen er mærket, så adressen kan blive rettet."),
    "sent-again": _("Kalenderen bad om indkaldelsen igen, og den er sendt."),
    "older-time": _("Svaret gjaldt en tid, der er flyttet."),
    "older-answer": _("Der er et nyere svar."),
    "duplicate": _("Den samme mail er kommet før."),
    "not-an-answer": _("En indkaldelse eller aflysning fra en anden, ikke et svar til os."),
    "unknown-meeting": _("Svaret gælder et møde, som ikke er vores."),
    "not-invited": _("Svaret er fra en, der ikke er indkaldt til mødet."),
    "no-answer": _("Kalenderen har sendt en besked uden et svar i."),
    "no-event": _("Kalenderen har sendt en besked uden et møde i."),
    "recurrence": _("Svaret gælder en gentagelse, og møderne gentages ikke."),
    "automatic": _("En automatisk mail, for eksempel et fraværssvar."),
    "own-mail": _("En mail fra os selv."),
    "bounce-delayed": _("En mail fra os er forsinket. Serveren prøver stadig."),
    "bounce-unknown": _("En besked om en mail, som ikke er sendt herfra."),
    "bounce-known": _("En besked mere om en mail, der er kommet tilbage."),
    "meeting-over": _("Mødet er holdt eller aflyst."),
    "refresh-limit": _("Kalenderen bad om indkaldelsen igen, men har fået den for mindre end et døgn siden."),
    "refresh-under-way": _("Kalenderen bad om indkaldelsen, som allerede er på vej."),
    "refresh-forgotten": _("Kalenderen bad om indkaldelsen igen, men dens tekst er ikke gemt mere."),
    "unknown-version": _("Svaret gælder en udgave af indkaldelsen, som vi ikke har sendt."),
    "sender-unclear": _("Det er uklart, hvem mailen er fra."),
    "sender-other": _("Svaret er sendt fra en anden adresse end den, der er indkaldt."),
    "contradiction": _("Svaret siger både det ene og det andet."),
    "no-attendee": _("Svaret siger ikke, hvem det er fra."),
    "dmarc-failed": _("Mailserveren tror ikke på afsenderen (DMARC). Spørg personen, før I tæller svaret med."),
    "address-unknown": _("Svaret er fra en adresse, vi ikke kender, men navnet er kendt."),
    "delegated": _("Personen har sendt indkaldelsen videre til en anden."),
    "person-mail": _("En mail, som et menneske har skrevet."),
    "bounce-unclear": _("En mailserver skriver om en mail fra os, men det er uklart hvad."),
    "winmail": _("Svaret er pakket ind på en måde, som kun Outlook kan åbne (winmail.dat)."),
    "sealed": _("Mailen er krypteret eller pakket ind i en signatur, så kun et mailprogram kan åbne den."),
    "several-calendars": _("Mailen holder mere end ét møde."),
    "calendar-unreadable": _("Kalenderdelen kan ikke læses."),
    "calendar-too-large": _("Kalenderdelen er for stor til at blive læst."),
    "too-large": _("Mailen er over 5 MB og er ikke hentet. Den ligger i postkassen."),
    "unreadable": _("Mailen er lavet, så den ikke kan læses sikkert."),
    "not-given": _("Mailserveren kan ikke udlevere mailen. Se efter i postkassen."),
    "our-fault": _("Noget gik galt hos os, da mailen skulle læses. Intet er ændret."),
}
"""By the code that the row holds; tests see to it that each code has its sentence."""
