"""`flask institutions …`: the register from the command line, through the services that the pages call."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path
from typing import Any, NoReturn

import click

from app import clock
from app.commands import command_group, print_json, refuse
from app.database import reading, transaction
from app.institutions import labels, queries, services
from app.institutions.csv_table import decode
from app.institutions.domain import Ownership, RegisterDiff, RegisterFaulty, RegisterRow
from app.institutions.event_commands import event
from app.institutions.models import Institution
from app.institutions.visits import read_visits

institutions = command_group("institutions", "The register: units, and when they were in dialogue.")
institutions.add_command(event)
GROUPS = [institutions]
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@institutions.command("import")
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--municipality", default="", help="Take only the units of this municipality.")
@click.option("--areas", type=FILE, help="CSV without header, `number;area`: what no register holds.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="The result as JSON.")
def import_files(files: tuple[Path, ...], municipality: str, areas: Path | None, dry_run: bool, as_json: bool) -> None:
    """Reads FILES in: the state's registers of 2016 and today, school and day-care lists, or a plain CSV."""
    given: dict[str, Any] = {"municipality": municipality, "areas": _areas(areas), "now": clock.now()}
    try:
        if dry_run:
            diffs = [
                services.preview_register(reading(), content=file.read_bytes(), file_name=file.name, **given)
                for file in files
            ]
        else:
            with transaction() as session:
                diffs = [
                    services.import_register(
                        session, content=file.read_bytes(), file_name=file.name, by=None, **given
                    ).diff
                    for file in files
                ]
    except RegisterFaulty as refused:
        _refuse(refused)
    told = [_diff_as_json(file, diff, dry_run=dry_run) for file, diff in zip(files, diffs, strict=True)]
    if as_json:
        print_json({"files": told})
        return
    for file, diff in zip(files, diffs, strict=True):
        said = ", ".join(f"{number} {word}" for word, number in diff.counts().items())
        click.echo(f"{file.name}: {said}{' (nothing changed)' if dry_run else ''}")


@institutions.command("visits")
@click.argument("file", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="The result as JSON.")
def record_visits(file: Path, as_json: bool) -> None:
    """Records earlier dialogues from FILE (institution; year). All lines or nothing."""
    try:
        rows = read_visits(file.read_bytes())
        with transaction() as session:
            new = services.record_visits(session, rows=rows, source=file.name, by=None, now=clock.now())
    except RegisterFaulty as refused:
        _refuse(refused)
    print_json({"lines": len(rows), "new": new}) if as_json else click.echo(f"{len(rows)} lines, {new} new.")


@institutions.command("list")
@click.option("--text", default="", help="Part of the name, or the beginning of the number.")
@click.option("--closed", is_flag=True, help="Closed units too.")
@click.option("--json", "as_json", is_flag=True, help="The units as JSON.")
def list_units(text: str, closed: bool, as_json: bool) -> None:
    """The units by name."""
    wanted = queries.Filter(text=text, open_on=None if closed else clock.local_day(clock.now()))
    found = queries.everyone_matching(reading(), wanted)
    if as_json:
        print_json([_unit(institution) for institution in found])
        return
    for institution in found:
        click.echo(f"{institution.number}\t{institution.name}\t{institution.kind.value}\t{institution.area}")


@institutions.command("change")
@click.argument("unit")
@click.option("--name", help="Another name.")
@click.option("--area", help="Another area.")
@click.option("--ownership", type=click.Choice([one.value for one in Ownership]))
@click.option("--under", help="The unit (name or number) whose head leads this one too; empty for its own.")
def change(unit: str, name: str | None, area: str | None, ownership: str | None, under: str | None) -> None:
    """Correct what stands about UNIT (name or number); what is not given stays."""
    with transaction() as session:
        found = queries.by_id(session, queries.find(session, text=unit).id)
        head = found.head if under is None else queries.find(session, text=under) if under else None
        services.change_institution(
            session,
            institution=found,
            name=found.name if name is None else name,
            area=found.area if area is None else area,
            ownership=Ownership(ownership) if ownership else found.ownership,
            head=head,
            by=None,
            now=clock.now(),
        )
    click.echo(f"{unit} is changed.")


@institutions.command("head")
@click.argument("unit")
@click.argument("name")
@click.argument("address")
@click.option("--from", "from_day", type=click.DateTime(["%Y-%m-%d"]), help="The first day; today if left out.")
def appoint_head(unit: str, name: str, address: str, from_day: dt.datetime | None) -> None:
    """NAME, at ADDRESS, heads UNIT (name or number) from a day on."""
    moment = clock.now()
    with transaction() as session:
        services.appoint_head(
            session,
            institution=queries.find(session, text=unit),
            name=name,
            address=address,
            from_day=from_day.date() if from_day else clock.local_day(moment),
            by=None,
            now=moment,
        )
    click.echo(f"{name} heads {unit}.")


def _areas(file: Path | None) -> dict[str, str]:
    if file is None:
        return {}
    text, _ = decode(file.read_bytes())
    rows = [row for row in csv.reader(io.StringIO(text), delimiter=";") if row]
    if any(len(row) != 2 for row in rows):
        raise click.BadParameter("each line must be number;area", param_hint="--areas")
    return {number.strip(): area.strip() for number, area in rows}


def _refuse(refused: RegisterFaulty) -> NoReturn:
    """Every fault on a line of its own, and among the answer for programs."""
    for problem in refused.problems:
        click.echo(labels.say_problem(problem), err=True)
    told = [{"line": one.line, "column": one.column, "fault": one.fault.value} for one in refused.problems]
    refuse(refused, {"problems": told})


def _diff_as_json(file: Path, diff: RegisterDiff, *, dry_run: bool) -> dict[str, Any]:
    gone = [{"number": unit.number, "name": unit.name} for unit in diff.gone]
    remarks = [_remarks(row) for row in diff.remarked]
    return {**diff.counts(), "file": file.name, "dry_run": dry_run, "gone_units": gone, "remarks": remarks}


def _remarks(row: RegisterRow) -> dict[str, Any]:
    doubts = [{"doubt": remark.doubt.value, "about": remark.about} for remark in row.remarks]
    return {"line": row.line, "number": row.key, "name": row.name, "remarks": doubts}


def _unit(institution: Institution) -> dict[str, Any]:
    return {
        "register": institution.register,
        "number": institution.number,
        "name": institution.name,
        "kind": institution.kind.value,
        "ownership": institution.ownership.value,
        "area": institution.area,
        "head": institution.head.number if institution.head else None,
        "pseudo": institution.pseudo,
        "active_from": institution.active_from,
        "active_to": institution.active_to,
        "visits": [visit.year for visit in institution.visits],
    }
