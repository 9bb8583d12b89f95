"""`flask selection solve` and `simulate`: the engine by itself, on others' data or made-up years. No database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from app.commands import print_json, refuse
from app.selection.commands import AS_JSON, selection
from app.selection.lottery import simulation
from app.selection.lottery.asked import Asked
from app.selection.lottery.problem import NoSuchSet
from app.selection.lottery.record import with_value

GROUPS = [selection]


@selection.command("solve")
@click.argument("pool", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--seats", type=int, required=True, help="How many are chosen.")
@click.option("--quota", "quotas", multiple=True, help="kind:school:1-3; once for each group that has bounds.")
@click.option("--tiers", help="Years of waiting at which a wide tier begins, as 4,8; else each year is one by itself.")
@click.option("--cap", type=click.IntRange(1, 100), default=100, help="The highest chance that anyone may have.")
@click.option("--appoint", "appointed", multiple=True, help="An id that has a seat for certain.")
@click.option("--exclude", "excluded", multiple=True, help="An id that has none.")
@click.option("--value", help="Draws as well: twelve digits, or any text.")
@AS_JSON
def solve(*, pool: Path, value: str | None, as_json: bool, **given: Any) -> None:
    """Chances as equal as can be for the institutions in the CSV file POOL (id, features, waiting). No database."""
    asked = Asked.read(pool.read_bytes(), **given)
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
