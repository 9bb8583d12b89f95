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
from app.dates import day_short, sentence_start
from app.people.domain import Role
from app.people.models import Person
from app.scheduling import bookings, queries
from app.scheduling.calendars import clashes
from app.scheduling.domain import DialogueState
from app.scheduling.models import Dialogue, Poll
from app.scheduling.polls import queries as poll_queries
from app.scheduling.problems import latest_day
from app.scheduling.rules import working_time
from app.scheduling.rules.domain import RuleKind
from app.selection import queries as selection


def next_steps(session: Session, person: Person, cycle: Cycle | None, now: dt.datetime) -> list[NextStep]:
    """Finding times, and accepting what was proposed. New times after a no are told by the invitations."""
    if cycle is None or not person.has(Role.SECRETARIAT):
        return []
    dialogues = queries.dialogues_of(session, cycle)
    planned = {one.seat_id for one in dialogues if one.state is not DialogueState.WITHOUT_TIME}
    seats = selection.active_seats(session, cycle) if local_day(now) < latest_day(cycle) else []
    asked = poll_queries.polls_of(session, cycle)
    weeks = working_time.rule_of(session, cycle, RuleKind.NOTICE).number
    found = clashes.standing(session, cycle, now=now)
    steps = _steps(cycle, dialogues, sum(seat.id not in planned for seat in seats), weeks)
    lost = bookings.lost_rooms(session, dialogues, now=now)
    return [*map(_of_clash, found), *map(_of_lost_room, lost), *steps, *_poll_steps(asked, local_day(now))]


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


def _of_lost_room(dialogue: Dialogue) -> NextStep:
    """Others are booked in the room of a meeting that stands. Nothing is moved by itself."""
    return NextStep(
        sentence=_("Andre har lokalet, hvor dialogen med %(name)s er", name=dialogue.seat.institution.name),
        otherwise=_("Mødet bliver, hvor det er, til du giver det et andet lokale eller en anden tid."),
        button=_("Find en anden tid"),
        rank=13,
        endpoint="scheduling.new_time",
        args={"dialogue_id": dialogue.id},
    )


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


def _poll_steps(asked: Sequence[Poll], today: dt.date) -> Iterator[NextStep]:
    """Polls that everybody has answered, or whose last day has gone by; they rest when they are closed."""
    for poll in asked:
        missing = sum(one.answered_at is None for one in poll.asked)
        if poll.closed_at is None and (not missing or poll.deadline < today):
            yield NextStep(
                sentence=ngettext(
                    "En har ikke svaret på rundspørgen",
                    "%(count)s har ikke svaret på rundspørgen",
                    missing,
                    count=sentence_start(count_word(missing)),
                )
                if missing
                else _("Alle har svaret på rundspørgen"),
                otherwise=_("Om de tider, der mangler et svar, ved planen ikke noget.")
                if missing
                else _("Svarene er med i det næste forslag. Luk rundspørgen, når du har set dem."),
                button=_("Se svarene"),
                rank=22,
                endpoint="scheduling.poll_page",
                args={"poll_id": poll.id},
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
