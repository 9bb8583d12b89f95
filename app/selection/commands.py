"""`flask selection …`: the choice from the command line, through the services that the pages call."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from app import clock
from app.commands import command_group, print_json, refuse
from app.cycle import queries as cycles
from app.cycle.models import Cycle
from app.database import reading, transaction
from app.institutions import queries as institutions
from app.institutions.models import Institution
from app.selection import labels, queries, services
from app.selection.domain import DIMENSIONS, DrawSettings, GivenBound, Named, Way
from app.selection.lottery import forecast as forecasts
from app.selection.lottery.asked import faults_of, read_tiers, text_of
from app.selection.lottery.listing import read_list
from app.selection.lottery.pool import read_quota
from app.selection.lottery.record import read_record
from app.selection.models import Draw, Seat
from app.selection.refusals import BoundsCollide, NotInPlace, RecordDoesNotHold

selection = command_group("selection", "The six: who can be chosen and why, the choice with its record.")
GROUPS = [selection]
AS_JSON = click.option("--json", "as_json", is_flag=True, help="The result as JSON.")


@selection.command("prepare")
@click.argument("year", type=int)
@click.option("--way", type=click.Choice([way.value for way in Way]), default=Way.BY_TURN.value, show_default=True)
@click.option("--seats", default=DrawSettings.seats, show_default=True, help="How many are chosen.")
@click.option("--cool-down", type=int, help="Years of rest after a dialogue; else the longest that leaves enough.")
@click.option("--self-governing", is_flag=True, help="Self-governing units can be chosen too.")
@click.option("--tiers", help="By lot: years of waiting at which a wide tier begins, as 4,8.")
@click.option("--dimension", "dimensions", type=click.Choice(DIMENSIONS), multiple=True, help="Else area and kind.")
@click.option("--bound", "bounds", multiple=True, help="Seats of one group, as kind:school:1-3; never gives way.")
@click.option("--appoint", multiple=True, help="NUMBER:reason; a seat for certain.")
@click.option("--exclude", multiple=True, help="NUMBER:reason; not this year.")
@click.option("--cap", type=int, help="The highest chance that anyone may have, out of 100.")
@click.option("--pause", default=DrawSettings.pause, show_default=True, help="Years, for who withdraws twice in a row.")
@AS_JSON
def prepare(*, year: int, as_json: bool, **given: Any) -> None:
    """Makes the list for YEAR, or makes it anew."""
    cycle = cycles.by_year(reading(), year)
    settings = read_settings(reading(), **given)
    request = queries.pool_request(reading(), cycle=cycle, settings=settings, now=clock.now())
    try:
        record = services.work_out_list(request)
    except BoundsCollide as refused:
        refuse(refused, {"relaxations": refused.alternatives})
    with transaction() as session:
        here = session.get_one(Cycle, cycle.id)
        draw = services.store_list(session, cycle=here, record=record, by=None, now=clock.now())
    _say_list(draw, as_json=as_json)


def read_settings(
    session: Session,
    *,
    way: str,
    seats: int,
    tiers: str | None,
    dimensions: tuple[str, ...],
    bounds: tuple[str, ...],
    appoint: tuple[str, ...],
    exclude: tuple[str, ...],
    **plain: Any,
) -> DrawSettings:
    """The settings of a command line; what cannot be meant is refused with a sentence."""
    given = [read_quota(text, seats) for text in bounds]
    wide = read_tiers(tiers)
    return DrawSettings(
        way=Way(way),
        seats=seats,
        tiers=DrawSettings.tiers if wide is None else tuple(wide),
        dimensions=dimensions or DrawSettings.dimensions,
        bounds=tuple(
            GivenBound(dimension=one.feature, value=one.value, lower=one.lower, upper=one.upper) for one in given
        ),
        appointed=tuple(_named(session, text) for text in appoint),
        excluded=tuple(_named(session, text) for text in exclude),
        **plain,
    )


def _named(session: Session, text: str) -> Named:
    number, _, reason = text.rpartition(":")
    return Named(id=queries.unit_id(_unit(session, number or text)), reason=reason if number else "")


def _unit(session: Session, text: str) -> Institution:
    """By its number, name or former name, as it is called today."""
    return institutions.finder(session, day=clock.local_day(clock.now())).find(text)


@selection.command("publish")
@click.argument("year", type=int)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write the list there.")
def publish(year: int, out: Path | None) -> None:
    """Fixes the list for YEAR and prints its fingerprint. Nothing is fixed if the file cannot be written."""
    with transaction() as session:
        draw = queries.prepared_draw(session, cycles.by_year(session, year))
        services.publish(session, draw=draw, by=None, now=clock.now())
        if out is not None:
            out.write_text(draw.record, encoding="utf-8")
    click.echo(draw.commitment)


@selection.command("draw")
@click.argument("year", type=int)
@click.option("--public-value", "--value", "value", help="What was drawn; else twelve digits of our own.")
@click.option("--how", default="", help="How it was drawn.")
@click.option("--witnesses", default="", help="Who saw it.")
@AS_JSON
def draw_lots(*, year: int, value: str | None, how: str, witnesses: str, as_json: bool) -> None:
    """Chooses for YEAR, once. A public lot needs its value, after the publication."""
    found = queries.prepared_draw(reading(), cycles.by_year(reading(), year))
    record = services.work_out_result(found, value=value, year=year)
    told = {"how": how, "witnesses": witnesses}
    with transaction() as session:
        draw = session.get_one(Draw, found.id)
        services.store_result(session, draw=draw, record=record, by=None, now=clock.now(), **told)
    _say_seats(year, as_json=as_json)


@selection.command("record")
@click.argument("year", type=int)
def print_record(year: int) -> None:
    """Prints the record of YEAR: the very bytes that were stored."""
    click.echo(queries.prepared_draw(reading(), cycles.by_year(reading(), year)).record)


@selection.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@AS_JSON
def verify_file(file: Path, as_json: bool) -> None:
    """Checks the record in FILE; exits 1 unless all of it holds, and says which line does not. Needs no database."""
    faults = faults_of(text_of(file))
    told = {
        "holds": not faults,
        "faults": [{"code": one.code, "where": one.path, "told": one.sentence} for one in faults],
    }
    for one in faults:
        click.echo(one.sentence, err=True)
    if faults:
        refuse(RecordDoesNotHold(count=len(faults)), told)
    print_json(told) if as_json else click.echo("All of it holds.")


@selection.command("forecast")
@click.argument("year", type=int)
@click.option("--runs", type=click.IntRange(1, 100), default=forecasts.RUNS, show_default=True)
@click.option("--seed", default=forecasts.SEED, show_default=True)
@AS_JSON
def forecast(year: int, runs: int, seed: int, as_json: bool) -> None:
    """When the turn of each unit comes, from YEAR on: the soonest, the likely and the latest year of all runs."""
    request = queries.forecast_request(reading(), cycle=cycles.by_year(reading(), year), now=clock.now())
    told = forecasts.forecast(request, runs=runs, seed=seed)
    if as_json:
        print_json(told.as_data())
        return
    click.echo(f"years {told.first}-{told.last}\truns {told.runs}\tseed {told.seed}")
    names = {unit.id: unit.name for unit in request.units}
    for unit, turn in sorted(told.turns.items(), key=lambda one: (one[1].likely or 9999, one[0])):
        click.echo(f"{turn.soonest or '-'}\t{turn.likely or '-'}\t{turn.latest or '-'}\t{names[unit]}")


@selection.command("withdraw")
@click.argument("year", type=int)
@click.argument("institution")
@click.option("--reason", required=True, help="Why; kept with the record.")
@click.option("--relaxed", is_flag=True, help="Let the nearest reserve in though it breaks a quota.")
@click.option("--empty", is_flag=True, help="Let the seat stand empty when there is no reserve left.")
@AS_JSON
def withdraw(*, year: int, institution: str, reason: str, relaxed: bool, empty: bool, as_json: bool) -> None:
    """INSTITUTION gives its seat of YEAR to the first reserve that fits."""
    with transaction() as session:
        cycle = cycles.by_year(session, year)
        found = _unit(session, institution)
        seat = queries.seat_of(session, cycle, found)
        if seat is None:
            raise NotInPlace(name=found.name)
        services.withdraw(session, seat=seat, reason=reason, relaxed=relaxed, empty=empty, by=None, now=clock.now())
    _say_seats(year, as_json=as_json)


@selection.command("take-over")
@click.argument("year", type=int)
@click.argument("names", nargs=-1, required=True)
@AS_JSON
def take_over(year: int, names: tuple[str, ...], as_json: bool) -> None:
    """NAMES (or numbers) were chosen for YEAR before this system; no mail goes out."""
    with transaction() as session:
        cycle = cycles.by_year(session, year)
        found = [_unit(session, name) for name in names]
        services.take_over(session, cycle=cycle, institutions=found, by=None, now=clock.now())
    _say_seats(year, as_json=as_json)


def _say_list(draw: Draw, *, as_json: bool) -> None:
    listed = read_list(read_record(draw.record))
    if as_json:
        print_json(read_record(draw.record))
        return
    record = read_record(draw.record)
    click.echo(f"{len(listed.eligible)} of {len(listed.request.units)} can be chosen; rest {listed.cool_down} years.")
    click.echo(f"chances\t{record['min']:.6f}-{record['max']:.6f}\tproven {str(record['proven']).lower()}")
    for quota in listed.bounds:
        click.echo(f"{quota.dimension}\t{quota.value or '-'}\t{quota.lower}-{quota.upper} of {quota.eligible}")
    for relaxation in listed.relaxations:
        click.echo(labels.say_relaxation(relaxation))
    click.echo(f"fingerprint\t{draw.commitment}")


def _say_seats(year: int, *, as_json: bool) -> None:
    """The six of a year; asked for when what made them so is kept."""
    seats = queries.active_seats(reading(), cycles.by_year(reading(), year))
    if as_json:
        print_json([_seat(seat) for seat in seats])
        return
    for seat in seats:
        click.echo(f"{seat.number}\t{seat.institution.number}\t{seat.institution.name}")


def _seat(seat: Seat) -> dict[str, Any]:
    return {
        "seat": seat.number,
        "institution": seat.institution.name,
        "number": seat.institution.number,
        "kind": seat.kind.value,
        "state": seat.state.value,
        "reason": seat.reason,
    }
