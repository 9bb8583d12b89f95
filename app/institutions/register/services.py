"""Use cases of the register as a whole: what a file would change, and the file read in, all rows or nothing."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.clock import local_day
from app.institutions import queries
from app.institutions.domain import (
    ChangedUnit,
    Dimension,
    Fault,
    Kind,
    Ownership,
    Problem,
    Recognised,
    RegisterDiff,
    RegisterFaulty,
    RegisterRow,
    register_of,
)
from app.institutions.events import queries as event_queries
from app.institutions.events.life import EventKind, Part
from app.institutions.events.writing import Draft, dated, record
from app.institutions.mapping import services as mapping_services
from app.institutions.mapping.rules import area_of
from app.institutions.models import Institution, RegisterImport
from app.institutions.register.numbering import give_numbers
from app.institutions.register.reading import read_register, within
from app.institutions.register.recognising import Same, recognise, told, unanswered
from app.institutions.register.renewal import compare, covered_by, fields_of
from app.people.models import Person
from app.trail import services as trail

DAY = dt.timedelta(days=1)
BATCH = 500
NOTHING_SAID: Mapping[str, object] = {
    **dict.fromkeys(("kind_words", "municipality", "area", "street", "postcode", "town"), ""),
    **dict.fromkeys(("size", "active_from", "active_to")),
    "ownership": Ownership.UNKNOWN,
    "pseudo": False,
}


def preview_register(
    session: Session,
    *,
    content: bytes,
    file_name: str,
    now: dt.datetime,
    areas: Mapping[str, str] | None = None,
    municipality: str = "",
    same: Same | None = None,
) -> RegisterDiff:
    """What the file would change; nothing does. Raises RegisterFaulty if any row cannot be read.

    `areas` (number → area) go before the rules that are kept. With `municipality`, only its units count. `same` is what
    a person has said of the rows that are asked about.
    """
    same = same or {}
    compared = _compared(session, content, file_name, areas=areas or {}, municipality=municipality, same=same, now=now)
    return compared.diff


@dataclass(frozen=True, kw_only=True)
class _Compared:
    """The difference, the area of every row that a rule knows, and every question, the answered ones too."""

    diff: RegisterDiff
    areas: dict[str, str]
    asked: tuple[Recognised, ...]


def _compared(
    session: Session,
    content: bytes,
    file_name: str,
    *,
    areas: Mapping[str, str],
    municipality: str,
    same: Same,
    now: dt.datetime,
) -> _Compared:
    known_rules = mapping_services.rules(session)
    register = read_register(content, {word: Kind(kind) for word, kind in known_rules[Dimension.KIND].items()})
    rows = within(register.rows, municipality) if municipality else register.rows
    if not rows:
        raise RegisterFaulty(Problem(fault=Fault.EMPTY_FILE, value=file_name))
    areas = {**_areas_of(rows, known_rules[Dimension.AREA]), **areas}
    known = queries.known_units(session)
    asked = recognise(known, rows, made=event_queries.made_here(session), day=local_day(now))
    known, still_asked = told(known, asked, same)
    diff = compare(
        known,
        rows,
        areas=areas,
        day=local_day(now),
        unused=register.unused,
        coverage=covered_by(register.rows, municipality),
        asked=still_asked,
    )
    return _Compared(diff=diff, areas=areas, asked=asked)


def _areas_of(rows: Sequence[RegisterRow], known: Mapping[str, str]) -> dict[str, str]:
    found = ((row.key, area_of(row.key, row.kind, known)) for row in rows)
    return {key: area for key, area in found if area}


@dataclass(frozen=True, kw_only=True)
class ImportResult:
    """A register that was read in: its entry, what it changed, the units that a person wanted closed, the numbers that
    units were given which had been opened here, and those of all rows that were asked about.
    """

    entry: RegisterImport
    diff: RegisterDiff
    closed: tuple[str, ...] = ()
    numbered: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()


def import_register(
    session: Session,
    *,
    content: bytes,
    file_name: str,
    by: Person | None,
    now: dt.datetime,
    areas: Mapping[str, str] | None = None,
    municipality: str = "",
    close: Collection[int] = (),
    same: Same | None = None,
) -> ImportResult:
    """Reads a register in: new units, changed fields, heads. All rows or nothing; it deletes nobody.

    `close` are the ids of those gone units that a person wants closed from today on; the others stay open. `same`
    {number of a row: unit, or None} is what a person said of the rows that seem to be units opened here. Raises
    RegisterFaulty while one of them is unanswered, and NotAsked, UnitTwice.
    """
    same = same or {}
    compared = _compared(session, content, file_name, areas=areas or {}, municipality=municipality, same=same, now=now)
    diff = compared.diff
    if diff.asked:
        raise RegisterFaulty(*unanswered(diff.asked))
    numbered = give_numbers(session, asked=compared.asked, same=same, by=by, now=now)
    _apply(session, diff, areas=compared.areas, now=now)
    closed = [_close_gone(session, unit.id, by=by, now=now) for unit in diff.gone if unit.id in close]
    mapping_services.refresh(session)
    counts = {**diff.counts(), "closed": len(closed), "numbered": len(numbered)}
    return ImportResult(
        entry=_entered(session, content, file_name, counts, by=by, now=now),
        diff=diff,
        closed=tuple(closed),
        numbered=tuple(numbered),
        answered=tuple(one.row.key for one in compared.asked),
    )


def _entered(
    session: Session, content: bytes, file_name: str, counts: dict[str, int], *, by: Person | None, now: dt.datetime
) -> RegisterImport:
    """That it was read in is on record, with what it changed."""
    entry = RegisterImport(
        at=now,
        person_id=by.id if by else None,
        file_name=file_name[-200:],
        sha256=hashlib.sha256(content).hexdigest(),
        counts=counts,
    )
    session.add(entry)
    session.flush()
    trail.record(session, by=by, action="institutions.imported", thing=f"import:{entry.id}", details=counts, now=now)
    return entry


def _close_gone(session: Session, unit_id: int, *, by: Person | None, now: dt.datetime) -> str:
    """From today on; one that opens only later is closed the day after it does. Returns its number."""
    unit, today = session.get_one(Institution, unit_id), local_day(now)
    opens = unit.active_from
    day = max(today, opens + DAY) if opens else today
    draft = Draft(kind=EventKind.CLOSED, day=day, parts=[(unit, Part.SUBJECT)], effects=[dated(unit, "active_to", day)])
    record(session, draft, by=by, now=now)
    return unit.number


def _apply(session: Session, diff: RegisterDiff, *, areas: Mapping[str, str], now: dt.datetime) -> None:
    """First every unit, then who stands under whom: a head may come further down in the file."""
    heads = {
        **_insert(session, diff.new, areas=areas, now=now),
        **_change(session, diff.changed, now=now),
    }
    ids = queries.ids_by_key(session)
    under = [
        {"id": ids[register, number], "head_id": ids[register_of(head), head] if head else None}
        for (register, number), head in heads.items()
    ]
    mapping_services.write(session, under)


def _insert(
    session: Session, rows: Sequence[RegisterRow], *, areas: Mapping[str, str], now: dt.datetime
) -> dict[tuple[str, str], str]:
    """The new units, written without being held as objects; returns the number of each one's head, by its key."""
    heads = {}
    for first in range(0, len(rows), BATCH):
        batch = []
        for row in rows[first : first + BATCH]:
            said = {**NOTHING_SAID, **fields_of(row, areas, local_day(now))}
            if head := str(said.pop("head", "")):
                heads[row.register, row.key] = head
            batch.append({"register": row.register, "number": row.key, "imported_at": now, **said})
        session.execute(insert(Institution), batch)
    return heads


def _change(session: Session, changed: Sequence[ChangedUnit], *, now: dt.datetime) -> dict[tuple[str, str], str]:
    """What is said anew of units that are there; returns the number of each one's new head, by its key."""
    said = {unit.id: {change.field: change.after for change in unit.changes} for unit in changed}
    heads = {
        (unit.row.register, unit.row.key): str(said[unit.id].pop("head")) for unit in changed if "head" in said[unit.id]
    }
    ids = sorted(said)
    for first in range(0, len(ids), BATCH):
        for unit in session.scalars(select(Institution).where(Institution.id.in_(ids[first : first + BATCH]))):
            for field, value in {**said[unit.id], "imported_at": now}.items():
                setattr(unit, field, value)
    session.flush()
    return heads
