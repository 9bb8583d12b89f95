"""Named reads of the register: finding a unit, the list with its filters, heads, visits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Select, and_, func, not_, or_, select
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from app.domain import N_, NotFound
from app.institutions.domain import (
    InstitutionAmbiguous,
    InstitutionUnknown,
    Kind,
    KnownUnit,
    Ownership,
    alphabetical,
)
from app.institutions.events.queries import FormerName, former_names
from app.institutions.models import Institution, Leadership, RegisterImport, RegisterSetting, Visit
from app.people.models import Person

PAGE_SIZE = 60
REGISTER_FIELDS = (
    "name",
    "kind",
    "kind_words",
    "ownership",
    "municipality",
    "area",
    "street",
    "postcode",
    "town",
    "size",
    "pseudo",
    "active_from",
    "active_to",
)


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What the list is narrowed to; None and empty mean everything. `open_on` leaves out who is closed that day, so
    that one which opens later is in the list beforehand; `closed_on` leaves out all who are not.
    """

    text: str = ""
    kind: Kind | None = None
    area: str | None = None
    ownership: Ownership | None = None
    open_on: dt.date | None = None
    closed_on: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class Listed:
    """One page of the list; visits and head units are loaded. `former`: by which former name a unit was found."""

    institutions: list[Institution]
    count: int
    page: int
    pages: int
    former: Mapping[int, FormerName] = field(default_factory=dict)


def by_id(session: Session, institution_id: int) -> Institution:
    """A unit with its head unit, visits and heads; raises NotFound."""
    query = (
        select(Institution)
        .where(Institution.id == institution_id)
        .options(
            joinedload(Institution.head),
            selectinload(Institution.visits),
            selectinload(Institution.leaderships).joinedload(Leadership.person),
        )
    )
    institution = session.scalars(query).one_or_none()
    if institution is None:
        raise NotFound(N_("Institutionen"), institution_id)
    return institution


def closed_on(day: dt.date) -> ColumnElement[bool]:
    """Who is closed on a day, as a condition on Institution (as Institution.is_closed)."""
    return and_(Institution.active_to.is_not(None), Institution.active_to <= day)


def open_on(day: dt.date) -> ColumnElement[bool]:
    """Who is there on a day, as a condition on Institution (as Institution.is_open): the one place that says so."""
    return and_(not_(closed_on(day)), or_(Institution.active_from.is_(None), Institution.active_from <= day))


def find(session: Session, *, text: str) -> Institution:
    """The unit with this number, else with this name (whatever its case and spaces), else with this former name.

    Raises InstitutionUnknown, or InstitutionAmbiguous when several open units have the name.
    """
    return finder(session).find(text)


def finder(session: Session, *, day: dt.date | None = None) -> Finder:
    """Every unit by number, name and former name; `day` as in Finder."""
    return Finder(all_units(session), former_names(session), day=day)


class Finder:
    """Units by number, name and former name, for who looks up many.

    `day` says which of several of one name is open; without one, those that are never to close.
    """

    def __init__(
        self,
        institutions: Iterable[Institution],
        former: Mapping[int, Sequence[FormerName]],
        *,
        day: dt.date | None = None,
    ) -> None:
        self._day = day
        self._by_number: dict[str, list[Institution]] = {}
        self._by_name: dict[str, list[Institution]] = {}
        self._by_former: dict[str, list[Institution]] = {}
        for institution in institutions:
            self._by_number.setdefault(institution.number.casefold(), []).append(institution)
            self._by_name.setdefault(institution.name.casefold(), []).append(institution)
            for name in {one.name.casefold() for one in former.get(institution.id, ())}:
                self._by_former.setdefault(name, []).append(institution)

    def find(self, text: str) -> Institution:
        """As queries.find()."""
        found = self.all_named(text)
        if not found:
            raise InstitutionUnknown(name=text)
        if len(found) > 1:
            raise InstitutionAmbiguous(name=text)
        return found[0]

    def all_named(self, text: str) -> list[Institution]:
        """Those with this number, else with this name, else with this former name; closed ones only where no open
        one has it.
        """
        wanted = " ".join(text.split()).casefold()
        found = self._by_number.get(wanted) or self._by_name.get(wanted) or self._by_former.get(wanted) or []
        if len(found) > 1:
            found = [institution for institution in found if self._is_open(institution)] or found
        return found

    def _is_open(self, unit: Institution) -> bool:
        return unit.active_to is None if self._day is None else unit.is_open(self._day)


def all_units(session: Session) -> list[Institution]:
    """Every unit with its visits, in the order of register and number."""
    query = (
        select(Institution).options(selectinload(Institution.visits)).order_by(Institution.register, Institution.number)
    )
    return list(session.scalars(query))


def known_units(session: Session) -> list[KnownUnit]:
    """Every unit as a register is compared with it: columns alone, for there may be thousands."""
    head = aliased(Institution)
    columns = [getattr(Institution, name) for name in ("id", "register", "number", "decided", *REGISTER_FIELDS)]
    query = select(head.number, *columns).outerjoin(head, Institution.head_id == head.id)
    return [
        KnownUnit(
            id=unit_id,
            register=register,
            number=number,
            fields={**dict(zip(REGISTER_FIELDS, values, strict=True)), "head": above or ""},
            decided=frozenset(decided),
        )
        for above, unit_id, register, number, decided, *values in session.execute(query)
    ]


def by_ids(session: Session, ids: Collection[int]) -> dict[int, Institution]:
    """{id: unit} of those that there are."""
    return {unit.id: unit for unit in session.scalars(select(Institution).where(Institution.id.in_(ids)))}


@dataclass(frozen=True, kw_only=True)
class HeadCount:
    """How many open units there are, and how many of them are heads: neither a department nor no unit at all."""

    units: int
    heads: int


def count_heads(session: Session, day: dt.date) -> HeadCount:
    """Of the units that are open on a day."""
    is_open = open_on(day)
    is_head = and_(Institution.head_id.is_(None), Institution.pseudo.is_(False))
    units = session.scalar(select(func.count(Institution.id)).where(is_open)) or 0
    return HeadCount(units=units, heads=session.scalar(select(func.count(Institution.id)).where(is_open, is_head)) or 0)


def ids_by_key(session: Session) -> dict[tuple[str, str], int]:
    """{(register, number): id} of every unit."""
    query = select(Institution.register, Institution.number, Institution.id)
    return {(register, number): unit_id for register, number, unit_id in session.execute(query)}


def listed(session: Session, wanted: Filter, *, page: int = 1) -> Listed:
    """One page of the register by name."""
    former: dict[int, FormerName] = {}
    ids = matching(session, wanted, former)
    pages = max(1, -(-len(ids) // PAGE_SIZE))
    page = min(max(1, page), pages)
    shown = ids[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return Listed(
        institutions=_in_this_order(session, shown),
        count=len(ids),
        page=page,
        pages=pages,
        former=former,
    )


def matching(session: Session, wanted: Filter, former: dict[int, FormerName] | None = None) -> list[int]:
    """The ids of what the filter leaves, in the order of the Danish alphabet, which no database keeps by itself.

    A unit is found by a former name, too; which one is told in `former`.
    """
    query = select(Institution.id, Institution.name, Institution.number).where(*_conditions(wanted))
    text = " ".join(wanted.text.split()).casefold()
    by_former = _with_former_name(session, text) if text else {}
    found = []
    for institution_id, name, number in session.execute(query):
        if text in name.casefold() or number.casefold().startswith(text):
            by_former.pop(institution_id, None)
        elif institution_id not in by_former:
            continue
        found.append((alphabetical(name), institution_id))
    if former is not None:
        former.update(by_former)
    return [institution_id for _, institution_id in sorted(found)]


def _with_former_name(session: Session, text: str) -> dict[int, FormerName]:
    """The units with such a former name, and the last of them."""
    named = ((unit, one) for unit, names in former_names(session).items() for one in names)
    return {unit: one for unit, one in named if text in one.name.casefold()}


def everyone_matching(session: Session, wanted: Filter) -> list[Institution]:
    """All that the filter leaves, by name, with visits: for a program."""
    return _in_this_order(session, matching(session, wanted))


def _in_this_order(session: Session, ids: Sequence[int]) -> list[Institution]:
    query = (
        select(Institution)
        .where(Institution.id.in_(ids))
        .options(joinedload(Institution.head), selectinload(Institution.visits))
    )
    found = {institution.id: institution for institution in session.scalars(query)}
    return [found[institution_id] for institution_id in ids]


def _conditions(wanted: Filter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.kind is not None:
        found.append(Institution.kind == wanted.kind)
    if wanted.area is not None:
        found.append(Institution.area == wanted.area)
    if wanted.ownership is not None:
        found.append(Institution.ownership == wanted.ownership)
    if wanted.open_on is not None:
        found.append(not_(closed_on(wanted.open_on)))
    if wanted.closed_on is not None:
        found.append(closed_on(wanted.closed_on))
    return found


def areas(session: Session) -> list[str]:
    """The areas that occur, by name; the unknown one ("") is not among them."""
    return sorted(session.scalars(select(Institution.area).where(Institution.area != "").distinct()), key=alphabetical)


def below(session: Session, institution: Institution) -> list[Institution]:
    """The houses and departments that the unit's head leads too, by name."""
    found = session.scalars(select(Institution).where(Institution.head_id == institution.id))
    return sorted(found, key=lambda unit: alphabetical(unit.name))


def count(session: Session) -> int:
    """How many units there are."""
    return session.scalar(select(func.count(Institution.id))) or 0


def last_import(session: Session) -> RegisterImport | None:
    """When the register was last read in, and what came of it."""
    return session.scalars(select(RegisterImport).order_by(RegisterImport.id.desc()).limit(1)).one_or_none()


def known_since(session: Session) -> int | None:
    """The first year whose dialogues are all on record; before it a unit's visits are unknown, not absent.

    A person says so; else it is the earliest year on record.
    """
    said = visits_known_since(session)
    return said if said is not None else session.scalar(select(func.min(Visit.year)))


def visits_known_since(session: Session) -> int | None:
    """What a person has said of it; None: nothing."""
    return session.scalar(select(RegisterSetting.visits_known_since))


def known_since_of(institution: Institution, known_since: int | None) -> int | None:
    """The first year whose dialogues of this unit are known: its own, where less is known of it than of the others."""
    return max((year for year in (institution.unknown_before, known_since) if year is not None), default=None)


def heads_on(day: dt.date) -> ColumnElement[bool]:
    """Who heads a unit on a day, as a condition on Leadership: the one place that says so."""
    return and_(Leadership.from_day <= day, or_(Leadership.to_day.is_(None), Leadership.to_day >= day))


def head_of(session: Session, institution: Institution, day: dt.date) -> Person | None:
    """Who heads the unit on a day; for a department, the head of the unit it stands under.

    Whoever is no longer here heads nothing: a successor has to be named before anybody is asked.
    """
    return heads_of(session, [institution.id], day).get(institution.id)


def heads_of(session: Session, institution_ids: Collection[int], day: dt.date) -> dict[int, Person]:
    """The same for many, by unit; one without a head is left out."""
    under = func.coalesce(Institution.head_id, Institution.id)
    query = (
        select(Institution.id, Person)
        .join(Leadership, Leadership.institution_id == under)
        .join(Leadership.person)
        .where(Institution.id.in_(institution_ids), heads_on(day), Person.active)
        .order_by(Leadership.from_day, Leadership.id)
    )
    return dict(session.execute(query).all())


def headship_of(session: Session, institution: Institution, day: dt.date) -> tuple[Person, dt.date] | None:
    """Who heads the unit on a day as in head_of(), and since when."""
    query = (
        select(Person, Leadership.from_day)
        .join(Leadership, Leadership.person_id == Person.id)
        .where(Leadership.institution_id == (institution.head_id or institution.id), heads_on(day), Person.active)
        .order_by(Leadership.from_day.desc(), Leadership.id.desc())
        .limit(1)
    )
    found = session.execute(query).one_or_none()
    return (found[0], found[1]) if found else None


def heads_above(session: Session, institution: Institution, day: dt.date) -> list[Person]:
    """Who heads the centre above a unit: the centre of its own area that is open on the day. A centre has none."""
    if not institution.area or institution.kind is Kind.CENTRE:
        return []
    centres = select(Institution.id).where(Institution.kind == Kind.CENTRE, Institution.area == institution.area)
    found = heads_of(session, list(session.scalars(centres.where(open_on(day)))), day)
    return sorted({one.id: one for one in found.values()}.values(), key=lambda person: alphabetical(person.name))


def led_by(session: Session, person: Person, day: dt.date) -> list[Institution]:
    """The units that a person heads on a day, by name."""
    found = session.scalars(select(Institution).where(Institution.id.in_(led_ids(person, day))))
    return sorted(found, key=lambda unit: alphabetical(unit.name))


def led_ids(person: Person, day: dt.date) -> Select[int]:
    """The ids of the units that a person heads on a day, for a condition."""
    return select(Leadership.institution_id).where(Leadership.person_id == person.id, heads_on(day))
