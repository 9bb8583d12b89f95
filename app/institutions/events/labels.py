"""What can happen to a unit, as the links of its page say it."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _

from app.institutions.events.life import Part
from app.institutions.events.pages import Life
from app.institutions.models import Institution


def happenings_for(unit: Institution, life: Life, today: dt.date) -> list[tuple[str, str]]:
    """(the address's word, the link) of what can happen to a unit: a closed one opens, any other changes or closes.

    Nothing more happens to one that goes on in another.
    """
    if any(entry.part is Part.BEFORE and not entry.goes_on for entry in life.entries):
        return []
    if unit.is_closed(today):
        return [("aabn", _("Den åbner igen")), ("sammenlaeg", _("Den fortsætter i en anden"))]
    return [
        ("navn", _("Den får nyt navn")),
        ("flyt", _("Den flytter til et andet center")),
        ("sammenlaeg", _("Den lægges sammen med andre")),
        ("del", _("Den deles")),
        ("luk", _("Den lukker")),
    ]
