"""What the register contributes to a body's first start: its units, and whom the directorate has talked to before."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.cycle.domain import StartStep
from app.institutions import queries


def start_steps(session: Session) -> list[StartStep]:
    """The register, and the earlier dialogues that a fair choice needs to know of."""
    units, since = queries.count(session), queries.known_since(session)
    return [
        StartStep(
            title=_("Institutioner og centre"),
            sentence=_("%(count)s enheder er læst ind.", count=units)
            if units
            else _("Læs registeret eller jeres egen liste ind."),
            done=units > 0,
            rank=40,
            button=_("Læs et register ind"),
            endpoint="institutions.import_file",
        ),
        StartStep(
            title=_("Tidligere dialoger"),
            sentence=_("Kendt siden %(year)s.", year=since)
            if since
            else _("Skriv ind, hvem I har talt med før, så udvælgelsen bliver fair."),
            done=since is not None,
            rank=50,
            button=_("Skriv dem ind"),
            endpoint="institutions.visits",
        ),
    ]
