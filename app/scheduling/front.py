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
from app.dates import day_short
from app.people.domain import Role
from app.people.models import Person
from app.scheduling import clashes, queries, services
from app.scheduling.domain import DialogueState
from app.scheduling.models import Dialogue
from app.scheduling.problems import latest_day
from app.selection import queries as selection


def next_steps(session: Session, person: Person, cycle: Cycle | None, now: dt.datetime) -> list[NextStep]:
    """Finding times, and accepting what was proposed. New times after a no are told by the invitations."""
    if cycle is None or not person.has(Role.SECRETARIAT):
        return []
    dialogues = queries.dialogues_of(session, cycle)
    planned = {one.seat_id for one in dialogues if one.state is not DialogueState.WITHOUT_TIME}
    seats = selection.active_seats(session, cycle) if local_day(now) < latest_day(cycle) else []
    found = clashes.standing(session, cycle, now=now)
    return [*map(_of_clash, found), *_steps(cycle, dialogues, sum(seat.id not in planned for seat in seats))]


def _of_clash(clash: clashes.Clash) -> NextStep:
    """A reading has found an appointment on top of a meeting. Nothing is moved by itself."""
    return NextStep(
        sentence=_(
            "%(who)s har fået en aftale oven i dialogen med %(institution)s",
            who=clash.person.name,
            institution=clash.dialogue.seat.institution.name,
        ),
        otherwise=_(
            "Kalenderen har vist det siden %(day)s. Mødet bliver, hvor det er, til du flytter det.",
            day=day_short(clash.since),
        ),
        button=_("Find en anden tid"),
        rank=12,
        endpoint="scheduling.new_time",
        args={"dialogue_id": clash.dialogue.id},
    )


def _steps(cycle: Cycle, dialogues: Sequence[Dialogue], without: int) -> Iterator[NextStep]:
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
        due = latest_day(cycle) - services.PLAN_NOTICE
        yield NextStep(
            sentence=ngettext(
                "Find en tid til den dialog, der mangler",
                "Find tider til de %(count)s dialoger",
                without,
                count=count_word(without),
            ),
            otherwise=_("Seks ugers varsel til den sidste dag kræver, at indkaldelsen er ude til den tid."),
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
