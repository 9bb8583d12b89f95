"""The annual plans of all units: most are known from a list, the rest are asked for. Made up, like all of it."""

from __future__ import annotations

from app.clock import at
from app.cycle import queries as cycles
from app.database import transaction
from app.follow_up import plan_mails, plans
from app.follow_up.plan_sheet import SheetRow
from demonstration.steps.stage import Stage, secretary
from demonstration.story.before import WEB_ADDRESS

UNASKED = 8
"""So many of the units have not told of their plan; every third that has takes up all themes."""


def take_plans(stage: Stage) -> str:
    """A list from the centres comes in with most of the plans; the heads of the others get a mail."""
    this = stage.story.this
    now = at(this.invited, 10)
    with transaction() as session:
        cycle, by = cycles.by_year(session, this.year), secretary(session)
        units = plans.units_of(session, cycle, now=now)
        rows = [
            SheetRow(
                line=number,
                unit=unit.number,
                received_on=this.invited,
                link=WEB_ADDRESS.format(number=unit.number.lower()),
                themes=(1, 2, 3) if number % 3 == 0 else (1 + number % 3,),
                sentence="",
            )
            for number, unit in enumerate(units[:-UNASKED], start=2)
        ]
        known = plans.enter_sheet(session, cycle=cycle, rows=rows, by=by, now=now)
        asked = plan_mails.ask(session, cycle=cycle, by=by, now=now)
    stage.deliver(now)
    return f"{known} of {len(units)} known, {asked} heads asked"
