"""Use cases of the register: reading it in, earlier dialogues, heads, and a unit that opens, changes or closes."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.clock import local_day
from app.domain import one_line
from app.institutions import mapping_services, queries
from app.institutions.domain import (
    ChangedUnit,
    Dimension,
    Fault,
    HeadImpossible,
    Kind,
    NumberTaken,
    Ownership,
    Problem,
    RegisterDiff,
    RegisterFaulty,
    RegisterRow,
    StillLeads,
    is_pseudo,
)
from app.institutions.event_writing import Draft, dated, record
from app.institutions.life import EventKind, Part
from app.institutions.mapping import area_of
from app.institutions.models import Institution, Leadership, RegisterImport, Visit
from app.institutions.register import read_register, within
from app.institutions.register_terms import OWN_LIST, register_of
from app.institutions.renewal import compare, covered_by, fields_of
from app.people import queries as people_queries
from app.people.domain import Role
from app.people.models import Person
from app.people.services import add_person, give_role
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
) -> RegisterDiff:
    """What the file would change; nothing does. Raises RegisterFaulty if any row cannot be read.

    `areas` (number → area) go before the rules that are kept. With `municipality`, only its units count.
    """
    return _compared(session, content, file_name, areas=areas or {}, municipality=municipality, day=local_day(now))[0]


def _compared(
    session: Session, content: bytes, file_name: str, *, areas: Mapping[str, str], municipality: str, day: dt.date
) -> tuple[RegisterDiff, dict[str, str]]:
    """The difference, and the area of every row that a rule knows."""
    known_rules = mapping_services.rules(session)
    register = read_register(content, {word: Kind(kind) for word, kind in known_rules[Dimension.KIND].items()})
    rows = within(register.rows, municipality) if municipality else register.rows
    if not rows:
        raise RegisterFaulty(Problem(fault=Fault.EMPTY_FILE, value=file_name))
    areas = {**_areas_of(rows, known_rules[Dimension.AREA]), **areas}
    diff = compare(
        queries.known_units(session),
        rows,
        areas=areas,
        day=day,
        unused=register.unused,
        coverage=covered_by(register.rows, municipality),
    )
    return diff, areas


def _areas_of(rows: Sequence[RegisterRow], known: Mapping[str, str]) -> dict[str, str]:
    found = ((row.key, area_of(row.key, row.kind, known)) for row in rows)
    return {key: area for key, area in found if area}


@dataclass(frozen=True, kw_only=True)
class ImportResult:
    """A register that was read in: its entry, what it changed, and the units that a person wanted closed."""

    entry: RegisterImport
    diff: RegisterDiff
    closed: tuple[str, ...] = ()


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
) -> ImportResult:
    """Reads a register in: new units, changed fields, heads. All rows or nothing; it deletes nobody.

    `close` are the ids of those gone units that a person wants closed from today on; the others stay open.
    """
    diff, known = _compared(
        session, content, file_name, areas=areas or {}, municipality=municipality, day=local_day(now)
    )
    _apply(session, diff, areas=known, now=now)
    closed = [unit for unit in diff.gone if unit.id in close]
    for unit in closed:
        _close_gone(session, session.get_one(Institution, unit.id), by=by, now=now)
    mapping_services.refresh(session)
    counts = {**diff.counts(), "closed": len(closed)}
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
    return ImportResult(entry=entry, diff=diff, closed=tuple(unit.number for unit in closed))


def _close_gone(session: Session, unit: Institution, *, by: Person | None, now: dt.datetime) -> None:
    """From today on; one that opens only later is closed the day after it does."""
    today = local_day(now)
    opens = unit.active_from
    day = max(today, opens + DAY) if opens else today
    draft = Draft(kind=EventKind.CLOSED, day=day, parts=[(unit, Part.SUBJECT)], effects=[dated(unit, "active_to", day)])
    record(session, draft, by=by, now=now)


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
            _with(unit, {**said[unit.id], "imported_at": now})
    session.flush()
    return heads


def _with(unit: Institution, fields: Mapping[str, object]) -> Institution:
    for field, value in fields.items():
        setattr(unit, field, value)
    return unit


def record_visit(session: Session, *, institution_id: int, year: int, source: str) -> None:
    """One dialogue held; recording it twice is no error."""
    if session.get(Visit, (institution_id, year)) is None:
        session.add(Visit(institution_id=institution_id, year=year, source=source))
        session.flush()


def set_head(
    session: Session,
    *,
    institution: Institution,
    person: Person,
    from_day: dt.date,
    by: Person | None,
    now: dt.datetime,
) -> Leadership:
    """The person heads the unit from a day; whoever did so leaves the day before. She can sign in as its leader.

    Where the next head is entered already, she stays until the day before that one begins.
    """
    known = list(session.scalars(select(Leadership).where(Leadership.institution_id == institution.id)))
    give_role(session, person=person, role=Role.LEADER, by=by, now=now)
    for leadership in known:
        if leadership.from_day <= from_day and (leadership.to_day is None or leadership.to_day >= from_day):
            if leadership.person_id == person.id:
                return leadership
            _end(session, leadership, from_day - DAY)
    following = min((one.from_day for one in known if one.from_day > from_day), default=None)
    until = following - DAY if following else None
    new = Leadership(institution_id=institution.id, person_id=person.id, from_day=from_day, to_day=until)
    session.add(new)
    session.flush()
    return new


def _end(session: Session, leadership: Leadership, last: dt.date) -> None:
    """Whoever would leave before she began never headed the unit: that was a mistake, and it is corrected."""
    if last < leadership.from_day:
        session.delete(leadership)
    else:
        leadership.to_day = last


def appoint_head(
    session: Session,
    *,
    institution: Institution,
    name: str,
    address: str,
    from_day: dt.date,
    by: Person | None,
    now: dt.datetime,
) -> Leadership:
    """Who heads the unit, as the secretariat knows it: a person with that address, or a new one."""
    known = people_queries.by_address(session, address)
    person = known or add_person(session, name=name, address=address, by=by, now=now)
    leadership = set_head(session, institution=institution, person=person, from_day=from_day, by=by, now=now)
    trail.record(
        session,
        by=by,
        action="institutions.head-appointed",
        thing=f"institution:{institution.id}",
        details={"person": person.id},
        now=now,
    )
    return leadership


def open_institution(
    session: Session,
    *,
    number: str,
    name: str,
    kind: Kind,
    ownership: Ownership,
    by: Person | None,
    now: dt.datetime,
    area: str = "",
    from_day: dt.date | None = None,
) -> Institution:
    """A unit that stands in no register, such as a centre; raises NumberTaken."""
    name, area = one_line(name, longest=200), one_line(area, longest=120, may_be_empty=True)
    number = one_line(number, longest=40)
    taken = session.scalars(
        select(Institution).where(Institution.register == OWN_LIST, Institution.number == number)
    ).one_or_none()
    if taken is not None:
        raise NumberTaken(number=number, name=taken.name)
    unit = Institution(
        register=OWN_LIST,
        number=number,
        name=name,
        kind=kind,
        ownership=ownership,
        area=area,
        pseudo=is_pseudo(name),
        active_from=from_day,
        imported_at=now,
    )
    session.add(unit)
    mapping_services.refresh(session)
    trail.record(session, by=by, action="institutions.opened", thing=f"institution:{unit.id}", now=now)
    return unit


def change_institution(
    session: Session,
    *,
    institution: Institution,
    name: str,
    area: str,
    ownership: Ownership,
    head: Institution | None,
    by: Person | None,
    now: dt.datetime,
) -> None:
    """What a person knows better than the register; `head` is the unit whose head leads this one too.

    What changes here is settled: no import undoes it.
    """
    check_head(session, institution, head)
    name, area = one_line(name, longest=200), one_line(area, longest=120, may_be_empty=True)
    after = {"name": name, "area": area, "ownership": ownership, "head_id": head.id if head else None}
    changed = [field for field, value in after.items() if getattr(institution, field) != value]
    _with(institution, after)
    settle(institution, *(field.removesuffix("_id") for field in changed))
    mapping_services.refresh(session)
    thing = f"institution:{institution.id}"
    trail.record(session, by=by, action="institutions.changed", thing=thing, details={"fields": changed}, now=now)


def settle(institution: Institution, *fields: str) -> None:
    """A person has decided these fields (by the names of queries.REGISTER_FIELDS, or “head”): registers leave them."""
    institution.decided = sorted({*institution.decided, *fields})


def unsettle(institution: Institution, *fields: str) -> None:
    """Registers may say again what stands in these fields."""
    institution.decided = sorted(set(institution.decided) - set(fields))


def check_head(session: Session, institution: Institution, head: Institution | None) -> None:
    """Raises HeadImpossible or StillLeads, unless `head` may lead the unit."""
    if head is None:
        return
    if head.id == institution.id or head.head_id is not None:
        raise HeadImpossible(name=institution.name, head=head.name)
    if queries.below(session, institution):
        raise StillLeads(name=institution.name)
