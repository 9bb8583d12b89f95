"""The same year on a real register: the units are real, so nobody there is named and nothing is said in their name."""

from __future__ import annotations

from pathlib import Path

from flask_babel import force_locale

from app.clock import at
from app.cycle import queries as cycles
from app.database import transaction
from app.guidance import queries as guidances
from app.guidance.editions import publishing
from app.institutions import queries as institutions
from app.institutions import services as institution_services
from app.institutions.domain import RegisterFaulty
from app.institutions.labels import say_problem
from app.people import services as people
from app.selection import queries as seats
from demonstration.steps import beginnings, choosing
from demonstration.steps.stage import Stage, secretary
from demonstration.story.guidance_before import GUIDANCE_BEFORE

SHOWN = 5
WHY_IT_STOPS = (
    "and stops here: these are real institutions, and what would be said there is not ours to make up. "
    "`make run` without REGISTER goes on to notes, insights, guidance and letters."
)


class NoRegister(Exception):
    """The file is none that can be read; the text says where it is wrong first."""

    def __init__(self, path: Path, refused: RegisterFaulty) -> None:
        with force_locale("en"):
            told = "\n".join(f"  {say_problem(one)}" for one in refused.problems[:SHOWN])
        more = f"\n  … and {len(refused.problems) - SHOWN} more." if len(refused.problems) > SHOWN else ""
        super().__init__(
            f"{path.name} is no register that can be read. Mend this, and give the command again:\n{told}{more}"
        )


def import_units(stage: Stage) -> str:
    """The file that was given, as it is."""
    assert stage.register is not None
    try:
        beginnings.import_file(stage, stage.register)
    except RegisterFaulty as refused:
        raise NoRegister(stage.register, refused) from None
    with transaction() as session:
        return f"{institutions.count(session)} units from {stage.register.name}"


def open_year(stage: Stage) -> str:
    """A made-up guidance, so that there is something to talk about."""
    this, now = stage.story.this, at(stage.story.begins, 14)
    with transaction() as session:
        beginnings.take_over(session, year=this.year, text=GUIDANCE_BEFORE, now=now)
        text = guidances.of_year(session, this.year)
        publishing.open_year(session, guidance=text, milestones=this.milestones, by=secretary(session), now=now)
    return f"{this.year}, with a made-up guidance"


def choose_six(stage: Stage) -> str:
    """As ever; the heads of the six are placeholders, for who they are is in no register."""
    told = choosing.choose_six(stage)
    now = at(stage.story.this.chosen, 11)
    with transaction() as session:
        cycle = cycles.by_year(session, stage.story.this.year)
        for seat in seats.active_seats(session, cycle):
            unit = seat.institution
            address = f"leder-{unit.number.lower()}@example.dk"
            head = people.add_person(session, name=f"Leder {unit.number}", title="(opdigtet)", address=address, now=now)
            institution_services.set_head(
                session, institution=unit, person=head, from_day=stage.story.begins, by=None, now=now
            )
    return told
