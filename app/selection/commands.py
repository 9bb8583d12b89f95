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
from app.selection import labels, queries, services
from app.selection.domain import DrawSettings
from app.selection.lottery import simulation
from app.selection.lottery.asked import Asked, faults_of, text_of
from app.selection.lottery.listing import read_list
from app.selection.lottery.problem import NoSuchSet
from app.selection.lottery.record import read_record, with_value
from app.selection.models import Draw, Seat
from app.selection.refusals import NotInPlace, RecordDoesNotHold

selection = command_group("selection", "The six: who can be chosen and why, the choice with its record.")
GROUPS = [selection]
AS_JSON = click.option("--json", "as_json", is_flag=True, help="The result as JSON.")


@selection.command("prepare")
@click.argument("year", type=int)
@click.option("--seats", default=DrawSettings.seats, show_default=True, help="How many are chosen.")
@click.option("--cool-down", type=int, help="Years of rest after a dialogue; else the longest that leaves enough.")
@click.option("--self-governing", is_flag=True, help="Self-governing units can be chosen too.")
@AS_JSON
def prepare(year: int, seats: int, cool_down: int | None, self_governing: bool, as_json: bool) -> None:
    """Makes the list for YEAR, or makes it anew."""
    settings = DrawSettings(seats=seats, cool_down=cool_down, self_governing=self_governing)
    with transaction() as session:
        cycle = cycles.by_year(session, year)
        draw = services.prepare(session, cycle=cycle, settings=settings, by=None, now=clock.now())
    _say_list(draw, as_json=as_json)


@selection.command("publish")
@click.argument("year", type=int)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write the list there.")
def publish(year: int, out: Path | None) -> None:
    """Fixes the list for YEAR and prints its fingerprint."""
    with transaction() as session:
        draw = queries.prepared_draw(session, cycles.by_year(session, year))
        services.publish(session, draw=draw, by=None, now=clock.now())
    if out is not None:
        out.write_text(draw.record, encoding="utf-8")
    click.echo(draw.commitment)


@selection.command("draw")
@click.argument("year", type=int)
@click.option("--value", help="The text that nobody knew beforehand; else twelve digits of our own.")
@AS_JSON
def draw_lots(year: int, value: str | None, as_json: bool) -> None:
    """Chooses for YEAR, once."""
    found = queries.prepared_draw(reading(), cycles.by_year(reading(), year))
    record = services.work_out_result(found, value=value, year=year)
    with transaction() as session:
        services.store_result(session, draw=session.get_one(Draw, found.id), record=record, by=None, now=clock.now())
        _say_seats(session, cycles.by_year(session, year), as_json=as_json)


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
        "faults": [{"code": code, "where": where, "told": told} for code, where, told in faults],
    }
    for _, _, sentence in faults:
        click.echo(sentence, err=True)
    if faults:
        refuse(RecordDoesNotHold(count=len(faults)), told)
    print_json(told) if as_json else click.echo("All of it holds.")


@selection.command("solve")
@click.argument("pool", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--seats", type=int, required=True, help="How many are chosen.")
@click.option("--quota", "quotas", multiple=True, help="kind:school:1-3; once for each group that has bounds.")
@click.option("--tiers", help="Years of waiting at which a wide tier begins, as 4,8; else each year is one by itself.")
@click.option("--value", help="Draws as well: twelve digits, or any text.")
@AS_JSON
def solve(
    *, pool: Path, seats: int, quotas: tuple[str, ...], tiers: str | None, value: str | None, as_json: bool
) -> None:
    """Chances as equal as can be for the institutions in the CSV file POOL (id, features, waiting). No database."""
    asked = Asked.read(pool.read_bytes(), seats=seats, quotas=quotas, tiers=tiers)
    try:
        record = asked.solved()
    except NoSuchSet as refused:
        refuse(refused, {"relaxations": asked.relaxations()})
    if value is not None:
        record = with_value(record, value)
    if as_json:
        print_json(record)
        return
    click.echo(f"min {record['min']:.6f}\tbound {record['bound']:.6f}\tproven {str(record['proven']).lower()}")
    click.echo(f"{len(record['panels'])} sets\t{len(record['types'])} types\tfingerprint {record['commitment']}")
    for kind in record["types"]:
        named = " ".join(f"{name}={told}" for name, told in kind["features"].items())
        chance = record["chances"][kind["members"][0]]
        click.echo(f"{chance:.6f}\t{len(kind['members'])}\t{named or '-'}\t{kind['tier'] or '-'}")
    for unit in record.get("result", {}).get("chosen", []):
        click.echo(f"chosen\t{unit}")


@selection.command("simulate")
@click.option("--years", type=click.IntRange(1, 200), default=40, show_default=True)
@click.option("--units", type=click.IntRange(2, 2000), default=41, show_default=True)
@click.option("--seats", type=click.IntRange(1, 200), default=6, show_default=True)
@click.option("--withdraw", "leaving", type=click.FloatRange(0, 1), default=0.02, help="Of each chosen, a year.")
@click.option("--open-close", type=click.FloatRange(0, 1), default=0.02, help="Units that open or close, a year.")
@click.option("--seed", default=1, show_default=True)
@click.option("--by-lot", is_flag=True, help="By lot in wide tiers; else by turn.")
@click.option("--picture", type=click.Path(dir_okay=False, path_type=Path), help="Write an SVG there.")
@AS_JSON
def simulate_years(
    *,
    years: int,
    units: int,
    seats: int,
    leaving: float,
    open_close: float,
    seed: int,
    by_lot: bool,
    picture: Path | None,
    as_json: bool,
) -> None:
    """Made-up years of choosing: visits, gaps, and how far each group is from its due. Needs no database."""
    course = simulation.Course(
        years=years, units=units, seats=seats, withdraw=leaving, open_close=open_close, seed=seed, by_lot=by_lot
    )
    told = simulation.simulate(course)
    if picture is not None:
        picture.write_text(simulation.picture(told), encoding="utf-8")
    data = told.as_data()
    if as_json:
        print_json(data)
        return
    groups = data.pop("groups")
    for name, figure in data.items():
        click.echo(f"{name}\t{figure}")
    for group in groups:
        click.echo("\t".join(f"{name} {figure}" for name, figure in group.items()))


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
        found = institutions.find(session, text=institution)
        seat = queries.seat_of(session, cycle, found)
        if seat is None:
            raise NotInPlace(name=found.name)
        services.withdraw(session, seat=seat, reason=reason, relaxed=relaxed, empty=empty, by=None, now=clock.now())
        _say_seats(session, cycle, as_json=as_json)


@selection.command("take-over")
@click.argument("year", type=int)
@click.argument("names", nargs=-1, required=True)
@AS_JSON
def take_over(year: int, names: tuple[str, ...], as_json: bool) -> None:
    """NAMES (or numbers) were chosen for YEAR before this system; no mail goes out."""
    with transaction() as session:
        cycle = cycles.by_year(session, year)
        found = [institutions.find(session, text=name) for name in names]
        services.take_over(session, cycle=cycle, institutions=found, by=None, now=clock.now())
        _say_seats(session, cycle, as_json=as_json)


def _say_list(draw: Draw, *, as_json: bool) -> None:
    listed = read_list(read_record(draw.record))
    if as_json:
        print_json(read_record(draw.record))
        return
    click.echo(f"{len(listed.eligible)} of {len(listed.request.units)} can be chosen; rest {listed.cool_down} years.")
    for quota in listed.bounds:
        click.echo(f"{quota.dimension}\t{quota.value or '-'}\t{quota.lower}-{quota.upper} of {quota.eligible}")
    for relaxation in listed.relaxations:
        click.echo(labels.say_relaxation(relaxation))
    click.echo(f"fingerprint\t{draw.commitment}")


def _say_seats(session: Session, cycle: Cycle, *, as_json: bool) -> None:
    seats = queries.active_seats(session, cycle)
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
