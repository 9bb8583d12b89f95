"""`flask institutions event …`: what happens to units, from the command line, through the services of the pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import click
from sqlalchemy.orm import Session

from app import clock
from app.commands import command_group, print_json
from app.database import reading, transaction
from app.institutions import queries
from app.institutions.domain import InstitutionUnknown, Kind, Ownership
from app.institutions.events import queries as event_queries
from app.institutions.events import services as events
from app.institutions.events.asking import Asked, Into, carry_out
from app.institutions.events.life import EventKind, NewUnit, Part
from app.institutions.models import UnitEvent
from app.people import queries as people
from app.people.domain import PersonUnknown

event = command_group("event", "What happens to units on a day: written down, and undone until a choice has used it.")
AS_JSON = click.option("--json", "as_json", is_flag=True, help="The event as JSON.")
DAY = click.option(
    "--day", type=click.DateTime(["%Y-%m-%d"]), help="The first day on which it is so; today if left out."
)


def dated(command: Callable[..., None]) -> Callable[..., None]:
    """The two options that every event has."""
    return DAY(AS_JSON(command))


@event.command("rename")
@click.argument("unit")
@click.argument("name")
@click.option("--former", is_flag=True, help="NAME is what it was called until the day; its present name stands.")
@dated
def rename(unit: str, name: str, former: bool, day: dt.datetime | None, as_json: bool) -> None:
    """UNIT (name or number) is called NAME from a day on; it is still found by its former name."""
    _happen(EventKind.RENAMED, unit, as_json, Asked(day=_day(day), name=name, former=former))


@event.command("move")
@click.argument("unit")
@click.argument("area")
@dated
def move(unit: str, area: str, day: dt.datetime | None, as_json: bool) -> None:
    """UNIT belongs to the centre AREA from a day on, with the houses and departments that its head leads."""
    _happen(EventKind.MOVED, unit, as_json, Asked(day=_day(day), area=area))


@event.command("close")
@click.argument("unit")
@dated
def close(unit: str, day: dt.datetime | None, as_json: bool) -> None:
    """UNIT is closed from a day on, and nothing follows it."""
    _happen(EventKind.CLOSED, unit, as_json, Asked(day=_day(day)))


@event.command("open")
@click.argument("unit")
@click.option("--new", is_flag=True, help="UNIT is the name of a unit that stands nowhere yet.")
@click.option("--kind", type=click.Choice([one.value for one in Kind]), default="other", help="Of a new one.")
@click.option("--ownership", type=click.Choice([one.value for one in Ownership]), default="municipal", help="Likewise.")
@click.option("--area", default="", help="Likewise.")
@click.option("--number", default="", help="Likewise; one of the house's own if left out.")
@dated
def open_unit(
    *, unit: str, new: bool, kind: str, ownership: str, area: str, number: str, day: dt.datetime | None, as_json: bool
) -> None:
    """UNIT opens again from a day on; with --new, a unit of that name opens."""
    if not new:
        _happen(EventKind.OPENED, unit, as_json, Asked(day=_day(day)))
        return
    made = NewUnit(name=unit, kind=Kind(kind), ownership=Ownership(ownership), area=area, number=number)

    def happen(session: Session) -> UnitEvent:
        return events.open_unit(session, unit=made, day=_day(day), by=None, now=clock.now())

    _write(happen, as_json)


@event.command("merge")
@click.argument("units", nargs=-1, required=True)
@click.option("--into", required=True, help="What they become: a unit by name or number, else the name of a new one.")
@click.option("--number", default="", help="Of a new one; one of the house's own if left out.")
@click.option("--head", default="", help="The address of who heads a new one.")
@dated
def merge(*, units: tuple[str, ...], into: str, number: str, head: str, day: dt.datetime | None, as_json: bool) -> None:
    """UNITS (names or numbers) go on in one from a day on."""
    asked = Asked(
        day=_day(day),
        others=units[1:],
        into=Into.THERE if _is_there(into) else Into.NEW,
        name=into,
        number=number,
        head=_person(head) if head else None,
    )
    _happen(EventKind.MERGED, units[0], as_json, asked)


@event.command("split")
@click.argument("unit")
@click.option("--into", "parts", multiple=True, required=True, help="A part: a unit that is there, or a new name.")
@click.option("--goes-on", is_flag=True, help="UNIT itself goes on beside the parts that leave it.")
@dated
def split(unit: str, parts: tuple[str, ...], goes_on: bool, day: dt.datetime | None, as_json: bool) -> None:
    """UNIT goes on in several from a day on (--into once for each)."""
    _happen(EventKind.SPLIT, unit, as_json, Asked(day=_day(day), others=parts, goes_on=goes_on))


@event.command("undo")
@click.argument("number", type=int)
@click.option("--reason", required=True, help="Why; it stays on the unit's page.")
@AS_JSON
def undo(number: int, reason: str, as_json: bool) -> None:
    """Event NUMBER never happened: everything is as it was before it."""
    _write(
        lambda session: events.undo_event(session, event_id=number, reason=reason, by=None, now=clock.now()), as_json
    )


@event.command("list")
@click.argument("unit")
@AS_JSON
def list_events(unit: str, as_json: bool) -> None:
    """What happened to UNIT and will, the latest first; the undone too."""
    found = [_told(one) for one in event_queries.events_of(reading(), queries.find(reading(), text=unit))]
    print_json(found) if as_json else click.echo("\n".join(map(_line, found)))


def _happen(kind: EventKind, unit: str, as_json: bool, asked: Asked) -> None:
    def happen(session: Session) -> UnitEvent:
        here = queries.find(session, text=unit)
        return carry_out(session, kind=kind, unit=here, asked=asked, by=None, now=clock.now())

    _write(happen, as_json)


def _write(happen: Callable[[Session], UnitEvent], as_json: bool) -> None:
    with transaction() as session:
        told = _told(happen(session))
    print_json(told) if as_json else click.echo(_line(told))


def _told(found: UnitEvent) -> dict[str, Any]:
    """An event for programs; a unit that an undone one had made is in no part of it any more."""

    def units(part: Part) -> list[dict[str, str]]:
        return [
            {"register": one.institution.register, "number": one.institution.number, "name": one.institution.name}
            for one in found.parts
            if one.part is part
        ]

    return {
        "event": found.id,
        "kind": found.kind.value,
        "day": found.day,
        "units": units(Part.SUBJECT),
        "before": units(Part.BEFORE),
        "after": units(Part.AFTER),
        "goes_on": found.details["goes_on"],
        "in_force": found.in_force_at is not None,
        "undone": found.undone_because if found.undone_at else None,
    }


def _line(told: dict[str, Any]) -> str:
    names = ", ".join(one["name"] for one in (*told["units"], *told["before"]))
    after = ", ".join(one["name"] for one in told["after"])
    undone = " (undone)" if told["undone"] else ""
    return f"{told['event']}\t{told['day']}\t{told['kind']}\t{names}{' → ' if after else ''}{after}{undone}"


def _is_there(text: str) -> bool:
    try:
        queries.find(reading(), text=text)
    except InstitutionUnknown:
        return False
    return True


def _day(day: dt.datetime | None) -> dt.date:
    return day.date() if day else clock.local_day(clock.now())


def _person(address: str) -> int:
    found = people.by_address(reading(), address)
    if found is None:
        raise PersonUnknown(address=address)
    return found.id
