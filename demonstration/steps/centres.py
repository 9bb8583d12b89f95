"""A centre opens above the houses of one area, so that its head is asked to their meetings too, as one who may come."""

from __future__ import annotations

from app.clock import at
from app.cycle import queries as cycles
from app.database import transaction
from app.institutions import services as institutions
from app.institutions.domain import Kind, Ownership
from app.institutions.events import services as events
from app.institutions.events.life import NewUnit
from app.people import services as people
from app.scheduling import queries as scheduling
from demonstration.steps import preparing
from demonstration.steps.stage import Stage, secretary
from demonstration.story.people import AREA_HEAD
from demonstration.story.units import AREA_CENTRE

NEXT = 3
"""Which of the six, in the order of time, has not been held yet and comes first: the centre is above it, if it can."""


def open_centre(stage: Stage) -> str:
    """On the day on which the times were found; those who are asked are found afterwards."""
    day = stage.story.this.planned
    meetings = preparing.by_time(stage)
    units = [one.seat.institution for one in (*meetings[NEXT:], *meetings[:NEXT])]
    area = next(unit.area for unit in units if unit.kind is not Kind.CENTRE)
    name = f"{AREA_CENTRE.name} {area}"
    new = NewUnit(name=name, kind=Kind.CENTRE, ownership=Ownership.MUNICIPAL, area=area, municipality="Eksempel")
    with transaction() as session:
        by, now = secretary(session), at(day, 16)
        opened = events.open_unit(session, unit=new, day=day, by=by, now=now)
        head = people.add_person(
            session, name=AREA_HEAD.name, title=AREA_HEAD.title, address=AREA_HEAD.address, now=now
        )
        centre = opened.parts[0].institution
        institutions.set_head(session, institution=centre, person=head, from_day=day, by=by, now=now)
        cycle = cycles.by_year(session, stage.story.this.year)
        below = [one for one in scheduling.dialogues_of(session, cycle) if one.seat.institution.area == area]
    return f"{name}, above {len(below)} of the six"
