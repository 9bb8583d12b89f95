"""A register with units of three kinds, and the choice of its year as far as a test wants it."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app.cycle.models import Cycle
from app.institutions import services as institutions
from app.institutions.domain import Kind, Ownership
from app.institutions.models import Institution
from app.selection import services
from app.selection.domain import DrawSettings
from app.selection.models import Draw
from tests.conftest import NOW

VALUE = "417205883016"
KINDS = (Kind.SCHOOL, Kind.DAY_CARE, Kind.CENTRE)


def fill(session: Session, count: int = 24, **given: Any) -> list[Institution]:
    """Units of three kinds and two areas; all but the last third have been in dialogue."""
    units = [
        institutions.open_institution(
            session,
            number=f"U{number:02}",
            name=f"Enhed {number}",
            kind=KINDS[number % 3],
            ownership=Ownership.MUNICIPAL,
            area="NS"[number % 2],
            by=None,
            now=NOW,
        )
        for number in range(count)
    ]
    for number, unit in enumerate(units[: count * 2 // 3]):
        institutions.record_visit(session, institution_id=unit.id, year=2019 + number % 8, source="liste")
    return units


def prepared(session: Session, cycle: Cycle, **settings: Any) -> Draw:
    return services.prepare(session, cycle=cycle, settings=DrawSettings(**settings), by=None, now=NOW)


def drawn(session: Session, cycle: Cycle, **settings: Any) -> Draw:
    return services.draw(session, draw=prepared(session, cycle, **settings), value=VALUE, by=None, now=NOW)
