"""`flask --app app cycle …`: open a year, see where it stands, close it."""

from __future__ import annotations

import datetime as dt

import click

from app.clock import local_day, now
from app.commands import command_group, print_json
from app.cycle import queries, services
from app.cycle.domain import MilestoneKind, YearUnknown, phases_of
from app.cycle.models import Cycle
from app.cycle.ports import year_gates
from app.database import reading, transaction

cycle = command_group("cycle", "The year: its days and where it stands.")
GROUPS: list[click.Group] = [cycle]


def described(found: Cycle) -> dict[str, object]:
    """A year as the commands print it."""
    days = {one.kind: one.day for one in found.milestones}
    return {
        "year": found.year,
        "state": found.state.value,
        "guidance": found.subject.title if found.subject else None,
        "milestones": {kind.value: day.isoformat() for kind, day in days.items()},
        "phases": phases(found),
    }


def phases(found: Cycle) -> dict[str, str]:
    """{phase: where it lies as seen from today}."""
    spans, today = phases_of({one.kind: one.day for one in found.milestones}), local_day(now())
    return {span.phase.value: span.tense(today).value for span in spans}


def read_days(
    _context: click.Context, _option: click.Parameter, given: tuple[str, ...]
) -> dict[MilestoneKind, dt.date]:
    """KIND=YYYY-MM-DD, as `cycle status --json` writes them."""
    try:
        pairs = [one.partition("=") for one in given]
        return {MilestoneKind(kind): dt.date.fromisoformat(day) for kind, _equals, day in pairs}
    except ValueError:
        kinds = ", ".join(kind.value for kind in MilestoneKind)
        raise click.BadParameter(f"must be KIND=YYYY-MM-DD; the kinds are {kinds}") from None


DAYS = click.option(
    "--day", "moved", multiple=True, callback=read_days, metavar="KIND=YYYY-MM-DD", help="May be repeated."
)


@cycle.command("open")
@click.argument("year", type=click.IntRange(2000, 2100))
@DAYS
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def open_year(year: int, moved: dict[MilestoneKind, dt.date], as_json: bool) -> None:
    """Open a year with last year's days, else the usual ones, and those that are given.

    What has happened in it already is taken over by the other rooms' commands.
    """
    with transaction() as session:
        told = described(services.open_year(session, year=year, subject=None, milestones=moved, now=now()))
    print_json(told) if as_json else click.echo(f"Opened {year}.")


@cycle.command("days")
@click.argument("year", type=int)
@DAYS
def move_days(year: int, moved: dict[MilestoneKind, dt.date]) -> None:
    """Move days of a year; those that are not named stay."""
    with transaction() as session:
        services.set_milestones(session, cycle=queries.by_year(session, year), days=moved, by=None, now=now())
    click.echo(f"Moved {len(moved)} days of {year}.")


@cycle.command("close")
@click.argument("year", type=int)
def close_year(year: int) -> None:
    """Close a year whose letters are sent; the next open one is worked in from then on."""
    with transaction() as session:
        cycle = queries.by_year(session, year)
        services.close_year(session, cycle=cycle, gates=year_gates(), by=None, now=now())
    click.echo(f"Closed {year}.")


@cycle.command("reopen")
@click.argument("year", type=int)
def reopen_year(year: int) -> None:
    """Open a closed year again."""
    with transaction() as session:
        services.reopen_year(session, cycle=queries.by_year(session, year), by=None, now=now())
    click.echo(f"Reopened {year}.")


@cycle.command("status")
@click.argument("year", type=int, required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def status(year: int | None, as_json: bool) -> None:
    """Where a year stands; without a year the one that is being worked in."""
    found = queries.by_year(reading(), year) if year else queries.current(reading())
    if found is None:
        raise YearUnknown(year=year or local_day(now()).year)
    if as_json:
        print_json(described(found))
        return
    click.echo(
        f"{found.year} is {found.state.value}, about: {found.subject.title if found.subject else 'no guidance yet'}"
    )
    for phase, tense in phases(found).items():
        click.echo(f"  {phase:<13} {tense}")
