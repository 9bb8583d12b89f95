"""`flask scheduling …`: the times from the command line; `solve` and `freebusy` need no database and no secret."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from app.clock import local_day, now
from app.commands import Group, command_group, print_json, refuse, unfit
from app.cycle import queries as cycles
from app.cycle.domain import YearUnknown
from app.cycle.models import Cycle
from app.database import reading, transaction
from app.institutions import queries as institutions
from app.people import queries as people
from app.people.domain import PersonUnknown
from app.people.models import Person
from app.scheduling import moving, queries, services
from app.scheduling.calendars import apart, faults, refreshing, sources
from app.scheduling.calendars import commands as source_commands
from app.scheduling.choosing import why_not
from app.scheduling.days import whole_days
from app.scheduling.domain import Cause, FreeBusy, Half, Plan, Problem, ProblemUnreadable, Way, WithoutDialogue
from app.scheduling.labels import Names, opens_words, remark_words, warned_words, without_words
from app.scheduling.models import Dialogue
from app.scheduling.planner import asked as problem_document
from app.scheduling.planner import documents, solver
from app.scheduling.planner import replan as replanning
from app.scheduling.problems import instant, naive
from app.scheduling.refusals import NotAllPlaced
from app.selection import queries as selection
from app.settings import settings

scheduling = command_group("scheduling", "The times: busy calendars, rooms, and a plan that a person accepts.")
GROUPS: list[click.Group] = [scheduling]
scheduling.add_command(source_commands.sources)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
DAY = click.DateTime(["%Y-%m-%d"])
MOST_DAYS = dt.timedelta(days=4_000)
FIRST_YEAR, LAST_YEAR = 1970, 2900
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@scheduling.command("busy")
@click.argument("address")
@click.argument("file", type=FILE)
@click.option("--year", type=int, help="Whose period of dialogues counts; without it the year one works in.")
@as_json
def busy(address: str, file: Path, year: int | None, as_json: bool) -> None:
    """Reads the calendar FILE of the person with ADDRESS: busy minutes by day, nothing else."""
    window = services.window_of(_cycle(year), now=now())
    ours = sources.ours_of(reading(), _person(reading(), address), now=now())
    found = apart.read(file.read_bytes(), *whole_days(*window), ours=ours)
    with transaction() as session:
        sources.keep_file(session, person=_person(session, address), found=found, window=window, by=None, now=now())
    print_json(_told(found)) if as_json else click.echo(f"{found.events} events, {found.unread} of them unread.")


@scheduling.command("mark")
@click.argument("address")
@click.argument("days", nargs=-1, required=True, type=DAY)
@click.option("--half", type=click.Choice([half.name.lower() for half in Half]), help="Only this half of each day.")
@click.option("--free", is_flag=True, help="She is free on these days; what was marked by hand is taken away.")
def mark(address: str, days: tuple[dt.datetime, ...], half: str | None, free: bool) -> None:
    """Marks by hand that the person with ADDRESS cannot come on DAYS (2027-03-16)."""
    chosen, halves = [day.date() for day in days], [Half[half.upper()]] if half else list(Half)
    with transaction() as session:
        services.mark_half_days(
            session,
            person=_person(session, address),
            days=chosen,
            blocked={} if free else dict.fromkeys(chosen, halves),
            by=None,
            now=now(),
        )
    click.echo(f"Marked {len(chosen)} days.")


@scheduling.group("rooms", cls=Group)
def rooms() -> None:
    """Where one can meet."""


@rooms.command("add")
@click.argument("name")
@click.option("--seats", type=click.IntRange(1, 1000), required=True)
def add_room(name: str, seats: int) -> None:
    """Adds the room NAME."""
    with transaction() as session:
        room = services.add_room(session, name=name, seats=seats, by=None, now=now())
    click.echo(f"{room.name}, {room.seats} seats.")


@rooms.command("close")
@click.argument("name")
def close_room(name: str) -> None:
    """Nobody meets in the room NAME any more; meetings that stand keep it."""
    with transaction() as session:
        services.close_room(session, room=queries.room_called(session, name), by=None, now=now())
    click.echo(f"{name} is closed.")


@rooms.command("list")
@as_json
def list_rooms(as_json: bool) -> None:
    """The rooms in use."""
    found = [{"name": room.name, "seats": room.seats} for room in queries.rooms(reading())]
    print_json(found) if as_json else click.echo("\n".join(f"{one['seats']:>4}  {one['name']}" for one in found))


@scheduling.command("propose")
@click.argument("year", type=int)
@click.option("--notice-weeks", type=click.IntRange(0, 26), help="Else the year's rule.")
@click.option("--way", type=click.Choice([way.value for way in Way]), default=Way.BEST.value, show_default=True)
@as_json
def propose(year: int, notice_weeks: int | None, way: str, as_json: bool) -> None:
    """Proposes times for all in YEAR who have none; exits with 1 if somebody is left without."""
    notice = None if notice_weeks is None else dt.timedelta(weeks=notice_weeks)
    asked = services.plan_request(reading(), cycle=_cycle(year), now=now(), notice=notice, way=Way(way))
    found = solver.solve(asked)
    with transaction() as session:
        cycle = cycles.by_year(session, year)
        dialogues = services.store_plan(session, cycle=cycle, result=found, by=None, now=now())
    if not found.unplaced:
        _say(dialogues, as_json=as_json, **documents.plan_document(found))
        return
    refused = NotAllPlaced(count=len(found.unplaced))
    if as_json:
        names = Names.of(queries.directors(reading()), queries.rooms(reading()), [one.seat for one in dialogues])
        refuse(refused, _plan_as_json(dialogues, **_with_reasons(asked, found, names)))
    _say(dialogues, as_json=False)
    raise refused


@scheduling.command("accept")
@click.argument("year", type=int)
@as_json
def accept(year: int, as_json: bool) -> None:
    """Agrees to the proposed times of YEAR, after a last look at the calendars. `invitations prepare` drafts the
    invitations to them."""
    tools = refreshing.tools_of(settings(), now=now())
    found = refreshing.look_before_accepting(transaction, reading(), year=year, tools=tools, now=now())
    if found.clashes:
        raise faults.ClashFound(names=", ".join(one.dialogue.seat.institution.name for one in found.clashes))
    with transaction() as session:
        cycle = cycles.by_year(session, year)
        dialogues = services.accept_plan(session, cycle=cycle, by=None, now=now())
    _say(dialogues, as_json=as_json)


@scheduling.command("move")
@click.argument("year", type=int)
@click.argument("institution")
@click.argument("start", type=click.DateTime(["%Y-%m-%dT%H:%M"]))
@click.option("--room", help="The name of the room.")
@as_json
def move(year: int, institution: str, start: dt.datetime, room: str | None, as_json: bool) -> None:
    """Moves the meeting of INSTITUTION (number or name) in YEAR to START. `invitations send` tells who was invited."""
    with transaction() as session:
        dialogue = services.move(
            session,
            dialogue=_dialogue(session, year, institution),
            starts_at=instant(start),
            room=queries.room_called(session, room) if room else None,
            by=None,
            now=now(),
        )
    _say([dialogue], as_json=as_json)


@scheduling.command("cancel")
@click.argument("year", type=int)
@click.argument("institution")
@click.option("--reason", required=True, help="Why; it stays in the house.")
@as_json
def cancel(year: int, institution: str, reason: str, as_json: bool) -> None:
    """Calls the meeting of INSTITUTION (number or name) in YEAR off. `invitations send` tells whoever was invited."""
    with transaction() as session:
        dialogue = _dialogue(session, year, institution)
        dialogue = services.cancel(session, dialogue=dialogue, reason=reason, by=None, now=now())
    _say([dialogue], as_json=as_json)


@scheduling.command("explain")
@click.argument("dialogue", type=int)
@click.option("--slot", type=click.DateTime(["%Y-%m-%dT%H:%M"]), help="Only what stands in the way of this start.")
@as_json
def explain(dialogue: int, slot: dt.datetime | None, as_json: bool) -> None:
    """Why there are no more times for the meeting with the number DIALOGUE, and what would open some."""
    told = why_not(reading(), dialogue=queries.dialogue(reading(), dialogue), now=now(), slot=slot)
    if as_json:
        print_json(told)
        return
    for key in ("blocked", "without", "conflict", "near"):
        for one in told.get(key, []):
            click.echo(one["words"])
    if told.get("blocked") == []:
        click.echo("Nothing stands in the way.")


@scheduling.command("replan")
@click.option("--decline", "declined", required=True, metavar="DIALOGUE:PERSON", help="Who cannot come to what.")
@as_json
def replan(declined: str, as_json: bool) -> None:
    """A new time for a meeting that PERSON (address) cannot come to, with the fewest others moved. Changes nothing."""
    number, _, address = declined.partition(":")
    if not number.isdecimal() or not address or unfit(int(number)):
        raise click.BadParameter("DIALOGUE:PERSON, as 12:anna@example.dk")
    dialogue, person = queries.dialogue(reading(), int(number)), _person(reading(), address)
    asked, known = moving.replan_request(reading(), dialogue=dialogue, person=person, now=now())
    told = documents.replan_document(asked, replanning.replan(asked, str(dialogue.seat_id), known))
    if as_json:
        print_json(told)
        return
    for one in told["moves"]:
        click.echo(f"{one['before'] or 'no time':<17} → {one['after'] or 'no time'}  {one['dialogue']}")


@scheduling.command("solve")
@click.argument("file", type=FILE)
@click.option("--effort", type=float, help="CP-SAT's deterministic seconds (by itself 10; 0.6 for large years).")
@click.option("--json", "_as_json", is_flag=True, help="Nothing else: the plan is always JSON.")
def solve(file: Path, effort: float | None, _as_json: bool) -> None:
    """Plans the problem in FILE (JSON; docs/planning-files.md says its form). No database."""
    try:
        document = json.loads(file.read_bytes())
    except (ValueError, RecursionError):
        raise ProblemUnreadable() from None
    asked = problem_document.problem_of(document)
    found = solver.solve(asked, effort=effort)
    remarks = [remark_words(*one) for one in problem_document.remarks(document, asked, found.placed)]
    print_json(_with_reasons(asked, found, Names({}, {}, {})) | {"warnings": remarks})


@scheduling.command("freebusy")
@click.argument("file", type=FILE)
@click.option("--from", "first", type=DAY, required=True, help="The first day.")
@click.option("--to", "last", type=DAY, required=True, help="The last day.")
@click.option("--json", "_as_json", is_flag=True, help="Nothing else: the answer is always JSON.")
def freebusy(file: Path, first: dt.datetime, last: dt.datetime, _as_json: bool) -> None:
    """When the owner of the calendar FILE (.ics) is busy. No database."""
    if not dt.timedelta(0) <= last - first <= MOST_DAYS or not FIRST_YEAR <= first.year <= LAST_YEAR:
        span = f"at most {MOST_DAYS.days} days later; years from {FIRST_YEAR} to {LAST_YEAR}"
        raise click.BadParameter(f"--to must not be before --from, and {span}.")
    found = apart.read(file.read_bytes(), *whole_days(first.date(), last.date()))
    print_json(_told(found))


def _with_reasons(asked: Problem, found: Plan, names: Names) -> dict[str, Any]:
    """A plan's document in which each reason has its words as well."""
    document = documents.plan_document(found)
    meetings = {one.id: one for one in asked.meetings}
    for told, missing in zip(document["unplaced"], found.unplaced, strict=True):
        meeting = meetings[missing.meeting]
        notice = (meeting.earliest or asked.first) - asked.first
        for reason, one in zip(told["reasons"], documents.reasons_of(missing), strict=True):
            words = without_words(one.blocker, names, notice=notice, latest=meeting.latest)
            reason["words"] = words if one.blocker.cause is Cause.HOURS else f"{words} {opens_words(one.opens)}"
    return document


def _told(found: FreeBusy) -> dict[str, Any]:
    """Busy times as documented, with the warnings in words."""
    return documents.freebusy_document(found) | {"warnings": [warned_words(one) for one in found.warnings]}


def _cycle(year: int | None) -> Cycle:
    found = cycles.by_year(reading(), year) if year else cycles.current(reading())
    if found is None:
        raise YearUnknown(year=local_day(now()).year)
    return found


def _dialogue(session: Session, year: int, institution: str) -> Dialogue:
    found = institutions.find(session, text=institution)
    seat = selection.seat_of(session, cycles.by_year(session, year), found)
    dialogue = queries.dialogue_of_seat(session, seat) if seat else None
    if dialogue is None:
        raise WithoutDialogue(institution=found.name, year=year)
    return queries.dialogue(session, dialogue.id)


def _person(session: Session, address: str) -> Person:
    person = people.by_address(session, address)
    if person is None:
        raise PersonUnknown(address=address)
    return person


def _say(dialogues: list[Dialogue], *, as_json: bool, **more: Any) -> None:
    """The dialogues with their times, a line each; or all that is known, as JSON."""
    if as_json:
        print_json(_plan_as_json(dialogues, **more))
        return
    for one in map(_described, dialogues):
        click.echo(f"{one['start'] or 'no time':<17} {one['institution']}, {one['room'] or 'no room'}")


def _plan_as_json(dialogues: list[Dialogue], **more: Any) -> dict[str, Any]:
    return {"dialogues": [_described(dialogue) for dialogue in dialogues], **more}


def _described(dialogue: Dialogue) -> dict[str, Any]:
    start = naive(dialogue.starts_at).isoformat(timespec="minutes") if dialogue.starts_at else None
    room = dialogue.room.name if dialogue.room else None
    state = dialogue.state.value
    return {"institution": dialogue.seat.institution.name, "start": start, "room": room, "state": state}
