"""`flask institutions …`: the register from the command line, through the services that the pages call."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, NoReturn

import click

from app import clock
from app.commands import command_group, print_json, refuse
from app.database import reading, transaction
from app.institutions import labels, queries, services
from app.institutions.domain import (
    Dimension,
    NotAsked,
    Ownership,
    Recognised,
    RegisterDiff,
    RegisterFaulty,
    RegisterRow,
)
from app.institutions.events.commands import event
from app.institutions.grouping import services as grouping_services
from app.institutions.grouping.services import Answer
from app.institutions.mapping import services as mapping_services
from app.institutions.mapping.rules import read_rules
from app.institutions.models import Institution
from app.institutions.register import services as register_services
from app.institutions.visits import services as visit_services
from app.institutions.visits.reading import read_visits

institutions = command_group("institutions", "The register: units, and when they were in dialogue.")
institutions.add_command(event)
GROUPS = [institutions]
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@institutions.command("import")
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--municipality", default="", help="Take only the units of this municipality.")
@click.option("--areas", type=FILE, help="CSV or XLSX `number;area`, kept as rules: what no register holds.")
@click.option("--dry-run", is_flag=True, help="Say what would change, field by field, and change nothing.")
@click.option("--close-gone", is_flag=True, help="Close the open units that a file covers, yet does not hold.")
@click.option("--close", "close", multiple=True, metavar="NUMBER", help="Close this one of them; may be repeated.")
@click.option(
    "--same", multiple=True, metavar="NUMBER=UNIT", help="The row NUMBER is UNIT, which was opened here; =- it is new."
)
@click.option("--json", "as_json", is_flag=True, help="The result as JSON.")
def import_files(files: tuple[Path, ...], areas: Path | None, dry_run: bool, as_json: bool, **given: Any) -> None:
    """Reads FILES in: the state's registers of 2016 and today, school and day-care lists, or a plain list (CSV, XLSX).

    All or nothing. Units that are gone stay open unless --close or --close-gone says otherwise. A row that seems to be
    a unit which was opened here is asked about: nothing is read in until --same says which it is.
    """
    try:
        found = read_rules(areas.read_bytes(), Dimension.AREA) if areas else {}
        told = _previewed(files, found, **given) if dry_run else _imported(files, found, **given)
    except RegisterFaulty as refused:
        _refuse(refused)
    if as_json:
        print_json({"files": [_diff_as_json(*one, dry_run=dry_run) for one in told]})
        return
    for file, diff, closed in told:
        said = ", ".join(f"{number} {word}" for word, number in diff.counts().items())
        more = f", {len(closed)} closed" if closed else ""
        click.echo(f"{file.name}: {said}{more}{' (nothing changed)' if dry_run else ''}")
        if dry_run:
            _say_diff(diff)


Told = tuple[Path, RegisterDiff, tuple[str, ...]]


def _previewed(
    files: tuple[Path, ...], areas: dict[str, str], *, municipality: str, same: tuple[str, ...], **_given: Any
) -> list[Told]:
    said = _said(same, queries.finder(reading()) if same else None)
    given: dict[str, Any] = {"municipality": municipality, "areas": areas, "same": said, "now": clock.now()}
    return [
        (
            file,
            register_services.preview_register(reading(), content=file.read_bytes(), file_name=file.name, **given),
            (),
        )
        for file in files
    ]


def _said(same: tuple[str, ...], finder: queries.Finder | None) -> dict[str, int | None]:
    """{number of a row: the unit that it is, None for a new one}."""
    said: dict[str, int | None] = {}
    for text in same:
        number, _, unit = text.partition("=")
        if not (number and unit and finder):
            raise click.BadParameter("it must be NUMBER=UNIT, or NUMBER=- for a new one", param_hint="--same")
        said[number] = None if unit == "-" else finder.find(unit).id
    return said


def _imported(
    files: tuple[Path, ...],
    areas: dict[str, str],
    *,
    municipality: str,
    close_gone: bool,
    close: tuple[str, ...],
    same: tuple[str, ...],
) -> list[Told]:
    given: dict[str, Any] = {"municipality": municipality, "by": None, "now": clock.now()}
    told: list[Told] = []
    answered: set[str] = set()
    with transaction() as session:
        if areas:
            mapping_services.save_rules(session, dimension=Dimension.AREA, given=areas, by=None, now=given["now"])
        wanted = {unit.id for unit in queries.all_units(session) if close_gone or unit.number in close}
        said = _said(same, queries.finder(session) if same else None)
        for file in files:
            content = file.read_bytes()
            done = register_services.import_register(
                session, content=content, file_name=file.name, close=wanted, same=said, **given
            )
            told.append((file, done.diff, done.closed))
            answered.update(done.answered)
        for number in said.keys() - answered:
            raise NotAsked(number=number)
    return told


def _say_diff(diff: RegisterDiff) -> None:
    """Every unit that is new, changed (field by field) or gone, on a line of its own."""
    for row in diff.new:
        click.echo(f"  + {row.key} {row.name}")
    for changed in diff.changed:
        for change in changed.changes:
            before, after = labels.plain(change.before), labels.plain(change.after)
            click.echo(f"  ~ {changed.row.key} {changed.row.name}: {change.field} {before!r} -> {after!r}")
    for unit in diff.gone:
        click.echo(f"  ? {unit.number} {unit.name}")
    for one in diff.asked:
        units = ", ".join(f"{unit.number} {unit.fields['name']}" for unit in one.units)
        click.echo(f"  = {one.row.key} {one.row.name}: {units}?")


@institutions.command("visits")
@click.argument("file", type=FILE)
@click.option(
    "--line", "lines", multiple=True, metavar="LINE=NUMBER", help="Who an uncertain line means; LINE=- skips."
)
@click.option("--json", "as_json", is_flag=True, help="The result as JSON.")
def record_visits(file: Path, lines: tuple[str, ...], as_json: bool) -> None:
    """Records earlier dialogues from FILE (institution; year). All lines or nothing."""
    said = dict(_line(one) for one in lines)
    try:
        rows = read_visits(file.read_bytes())
        with transaction() as session:
            finder = queries.finder(session)
            chosen = {line: finder.find(unit).id if unit else None for line, unit in said.items()}
            new = visit_services.record_visits(
                session, rows=rows, source=file.name, chosen=chosen, by=None, now=clock.now()
            )
    except RegisterFaulty as refused:
        _refuse(refused)
    print_json({"lines": len(rows), "new": new}) if as_json else click.echo(f"{len(rows)} lines, {new} new.")


def _line(text: str) -> tuple[int, str]:
    line, _, unit = text.partition("=")
    if not (line.isascii() and line.isdigit() and unit):
        raise click.BadParameter("it must be LINE=NUMBER, or LINE=- to leave the line out", param_hint="--line")
    return int(line), "" if unit == "-" else unit


@institutions.command("known-since")
@click.argument("year", type=click.IntRange(1970, 2100), required=False)
def known_since(year: int | None) -> None:
    """All dialogues are on record from YEAR on; without it, from the earliest that is."""
    with transaction() as session:
        visit_services.set_known_since(session, year=year, by=None, now=clock.now())
    click.echo(f"Known since {year or 'the earliest on record'}.")


@institutions.command("rules")
@click.argument("dimension", type=click.Choice([one.value for one in Dimension]))
@click.argument("file", type=FILE, required=False)
@click.option("--json", "as_json", is_flag=True, help="The result as JSON.")
def rules(dimension: str, file: Path | None, as_json: bool) -> None:
    """The rules of DIMENSION (key; value); those of FILE (CSV or XLSX) are added, all or none."""
    which = Dimension(dimension)
    if file is not None:
        try:
            given = read_rules(file.read_bytes(), which)
        except RegisterFaulty as refused:
            _refuse(refused)
        with transaction() as session:
            mapping_services.save_rules(session, dimension=which, given=given, by=None, now=clock.now())
    found = mapping_services.rules(reading())[which]
    if as_json:
        print_json(found)
        return
    for key, value in found.items():
        click.echo(f"{key}\t{value}")


@institutions.command("heads")
@click.option("--yes", "yes", multiple=True, metavar="UNIT=HEAD", help="UNIT stands under HEAD (names or numbers).")
@click.option("--no", "no", multiple=True, metavar="UNIT=HEAD", help="It does not.")
@click.option("--json", "as_json", is_flag=True, help="The result as JSON.")
def heads(yes: tuple[str, ...], no: tuple[str, ...], as_json: bool) -> None:
    """Who counts as one: what is proposed; answers are kept, and no import undoes them."""
    moment = clock.now()
    said = [(_pair(text), True) for text in yes] + [(_pair(text), False) for text in no]
    if said:
        with transaction() as session:
            finder = queries.finder(session, day=clock.local_day(moment))
            why = grouping_services.proposals(session, day=clock.local_day(moment)).reasons()
            answers = [
                Answer(unit=finder.find(unit).id, head=finder.find(head).id, yes=well) for (unit, head), well in said
            ]
            grouping_services.answer(session, answers=answers, reasons=why, by=None, now=moment)
    told = _proposals(moment)
    if as_json:
        print_json(told)
        return
    for one in told["heads"]:
        click.echo(f"{one['unit']} under {one['head']}: {', '.join(one['reasons'])}")
    for area in told["areas"]:
        click.echo(f"{area['unit']} may lead “{area['name']}”: {', '.join(area['houses'])}")
    if said:
        click.echo(f"{len(said)} answers are kept.")


def _pair(text: str) -> tuple[str, str]:
    unit, _, head = text.partition("=")
    if not (unit.strip() and head.strip()):
        raise click.BadParameter("it must be UNIT=HEAD", param_hint="--yes or --no")
    return unit, head


def _proposals(moment: dt.datetime) -> dict[str, Any]:
    session = reading()
    found = grouping_services.proposals(session, day=clock.local_day(moment))
    number = {unit_id: number for (_, number), unit_id in queries.ids_by_key(session).items()}
    return {
        "heads": [
            {"unit": number[one.unit], "head": number[one.head], "reasons": [reason.value for reason in one.reasons]}
            for one in found.heads
        ],
        "areas": [
            {"unit": number[area.unit], "name": area.name, "houses": [number[house] for house in area.houses]}
            for area in found.areas
        ],
    }


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


def _refuse(refused: RegisterFaulty) -> NoReturn:
    """Every fault on a line of its own, and among the answer for programs."""
    for problem in refused.problems:
        click.echo(labels.say_problem(problem), err=True)
    told = [{"line": one.line, "column": one.column, "fault": one.fault.value} for one in refused.problems]
    refuse(refused, {"problems": told})


def _diff_as_json(file: Path, diff: RegisterDiff, closed: tuple[str, ...], *, dry_run: bool) -> dict[str, Any]:
    return {
        **diff.counts(),
        "file": file.name,
        "dry_run": dry_run,
        "new_units": [{"number": row.key, "name": row.name} for row in diff.new],
        "changed_units": [
            {
                "number": unit.row.key,
                "changes": [
                    {"field": one.field, "before": labels.plain(one.before), "after": labels.plain(one.after)}
                    for one in unit.changes
                ],
            }
            for unit in diff.changed
        ],
        "gone_units": [{"number": unit.number, "name": unit.name} for unit in diff.gone],
        "closed_units": list(closed),
        "asked_units": [_asked(one) for one in diff.asked],
        "remarks": [_remarks(row) for row in diff.remarked],
    }


def _asked(one: Recognised) -> dict[str, Any]:
    units = [{"number": unit.number, "name": unit.fields["name"]} for unit in one.units]
    return {"number": one.row.key, "name": one.row.name, "units": units}


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
        "district": institution.district,
        "size_band": institution.size_band,
        "head": institution.head.number if institution.head else None,
        "pseudo": institution.pseudo,
        "active_from": institution.active_from,
        "active_to": institution.active_to,
        "visits": [visit.year for visit in institution.visits],
        "unknown_before": institution.unknown_before,
    }
