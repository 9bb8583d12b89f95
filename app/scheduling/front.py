"""What the front pages say of the times: what the secretariat is asked to do, and what a first start lacks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from app.clock import local_day
from app.cycle.domain import NextStep, StartStep
from app.cycle.labels import count_word
from app.cycle.models import Cycle
from app.dates import sentence_start
from app.people.domain import Role
from app.people.models import Person
from app.scheduling import queries, working_time
from app.scheduling.domain import DialogueState
from app.scheduling.models import Dialogue
from app.scheduling.problems import latest_day
from app.scheduling.rules import RuleKind
from app.selection import queries as selection


def next_steps(session: Session, person: Person, cycle: Cycle | None, now: dt.datetime) -> list[NextStep]:
    """Finding times, and accepting what was proposed. New times after a no are told by the invitations."""
    if cycle is None or not person.has(Role.SECRETARIAT):
        return []
    dialogues = queries.dialogues_of(session, cycle)
    planned = {one.seat_id for one in dialogues if one.state is not DialogueState.WITHOUT_TIME}
    seats = selection.active_seats(session, cycle) if local_day(now) < latest_day(cycle) else []
    weeks = working_time.rule_of(session, cycle, RuleKind.NOTICE).number
    return list(_steps(cycle, dialogues, sum(seat.id not in planned for seat in seats), weeks))


def _steps(cycle: Cycle, dialogues: Sequence[Dialogue], without: int, weeks: int) -> Iterator[NextStep]:
    proposed = sum(one.state is DialogueState.PROPOSED for one in dialogues)
    if proposed:
        yield NextStep(
            sentence=ngettext(
                "En tid venter på din godkendelse",
                "%(count)s tider venter på din godkendelse",
                proposed,
                count=count_word(proposed),
            ),
            otherwise=_("Så længe bliver ingen indkaldt, og kalenderne bliver fyldt af andet."),
            button=_("Se tiderne"),
            rank=20,
            endpoint="scheduling.overview",
            args={"year": cycle.year},
        )
    if without:
        due = latest_day(cycle) - dt.timedelta(weeks=weeks)
        yield NextStep(
            sentence=ngettext(
                "Find en tid til den dialog, der mangler",
                "Find tider til de %(count)s dialoger",
                without,
                count=count_word(without),
            ),
            otherwise=ngettext(
                "En uges varsel til den sidste dag kræver, at indkaldelsen er ude til den tid.",
                "%(count)s ugers varsel til den sidste dag kræver, at indkaldelsen er ude til den tid.",
                weeks,
                count=sentence_start(count_word(weeks)),
            ),
            button=_("Foreslå tider"),
            due=due,
            rank=25,
            endpoint="scheduling.overview",
            args={"year": cycle.year},
        )


def start_steps(session: Session) -> list[StartStep]:
    """The rooms: without one the meetings get a time and no place."""
    rooms = queries.rooms(session)
    return [
        StartStep(
            title=_("Lokaler"),
            sentence=", ".join(room.name for room in rooms) + "."
            if rooms
            else _("Skriv de lokaler ind, hvor dialogerne kan holdes."),
            done=bool(rooms),
            rank=70,
            button=_("Skriv dem ind"),
            endpoint="scheduling.rooms",
        )
    ]
