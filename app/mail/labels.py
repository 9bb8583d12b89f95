"""What the states of a message and the outcomes of a try are called on a page."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.mail.domain import MessageState, Outcome, Phase

STATES = {
    MessageState.WAITING: _("venter på at blive sendt"),
    MessageState.CLAIMED: _("er ved at blive sendt"),
    MessageState.HELD: _("holdes tilbage, til nogen frigiver den"),
    MessageState.SENT: _("er modtaget af mailserveren"),
    MessageState.FAILED: _("kunne ikke leveres"),
    MessageState.SUPERSEDED: _("blev overhalet af en nyere og er ikke sendt"),
    MessageState.TAKEN_BACK: _("blev taget tilbage og er ikke sendt"),
}
OUTCOMES = {
    Outcome.ACCEPTED: _("modtaget af mailserveren"),
    Outcome.PERMANENT: _("afvist for altid"),
    Outcome.TRANSIENT: _("ikke modtaget nu; der bliver prøvet igen"),
    Outcome.AMBIGUOUS: _("uvist: forbindelsen røg, lige før serveren svarede; den samme mail bliver sendt én gang til"),
}
PHASES = {
    Phase.CONNECTION: _("ved forbindelsen"),
    Phase.ENVELOPE: _("ved adressen"),
    Phase.BODY: _("under overførslen"),
    Phase.AMBIGUOUS: _("efter det sidste punktum"),
    Phase.ANSWERED: _("i svaret på mailen"),
    Phase.ACCEPTED: _("i svaret på mailen"),
    Phase.RETURNED: _("da mailen kom tilbage"),
}
LANGUAGES = {"da": _("Dansk"), "en": _("Engelsk")}
