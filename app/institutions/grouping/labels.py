"""Why a unit may stand under a head, as the page says it."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _

from app.institutions.grouping.proposals import Reason
from app.institutions.models import Institution

REASONS = {
    Reason.PARENT: _("Registeret siger, at den hører under %(head)s."),
    Reason.NAME: _("Navnet begynder som %(head)s."),
    Reason.ADDRESS: _("Samme adresse: %(street)s."),
    Reason.PERSON: _("Samme person er skrevet på som leder."),
    Reason.PLACE: _("Samme ejer, art og postnummer som området."),
}


def say_reasons(reasons: Sequence[Reason], unit: Institution, head: Institution) -> str:
    """Why a unit may stand under a head."""
    facts = {"head": head.name, "street": unit.street}
    return " ".join(str(REASONS[reason] % facts) for reason in reasons)
