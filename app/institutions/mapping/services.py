"""Use cases of the rules: they are saved and taken away, and every unit gets the groups that follow from them."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, delete, select, update
from sqlalchemy.orm import Session

from app.institutions import queries
from app.institutions.domain import Dimension, Kind, alphabetical
from app.institutions.mapping.rules import Rules, area_of, band_of, district_of, kind_of, size_of
from app.institutions.models import Institution, MappingRule
from app.institutions.register.terms import KIND_OF_WORD
from app.people.models import Person
from app.trail import services as trail

GROUPED = [
    getattr(Institution, name)
    for name in ("id", "number", "kind", "kind_words", "area", "postcode", "size", "district", "size_band", "decided")
] + [Institution.head_id]


def rules(session: Session) -> dict[Dimension, dict[str, str]]:
    """{dimension: {key: value}}, every dimension among them."""
    found: dict[Dimension, dict[str, str]] = {dimension: {} for dimension in Dimension}
    for rule in session.scalars(select(MappingRule).order_by(MappingRule.key)):
        found[rule.dimension][rule.key] = rule.value
    return found


def save_rules(
    session: Session, *, dimension: Dimension, given: Mapping[str, str], by: Person | None, now: dt.datetime
) -> int:
    """Adds and changes rules (as rules.rule_of makes them), and applies them; returns how many are new or changed."""
    known = {rule.key: rule for rule in session.scalars(select(MappingRule).where(MappingRule.dimension == dimension))}
    changed = {key: value for key, value in given.items() if key not in known or known[key].value != value}
    for key, value in changed.items():
        if key in known:
            known[key].value = value
        else:
            session.add(MappingRule(dimension=dimension, key=key, value=value))
    session.flush()
    refresh(session)
    _trail(session, "institutions.rules-saved", dimension, keys=list(changed), by=by, now=now)
    return len(changed)


def remove_rule(session: Session, *, dimension: Dimension, key: str, by: Person | None, now: dt.datetime) -> None:
    """Takes a rule away; what nothing else tells of its units is unknown again."""
    before = rules(session)[dimension]
    if key not in before:
        return
    session.execute(delete(MappingRule).where(MappingRule.dimension == dimension, MappingRule.key == key))
    for unit in session.scalars(select(Institution)):
        if dimension is Dimension.AREA and _came_by(unit, key, before[key]):
            unit.area = ""
        elif dimension is Dimension.KIND and "kind" not in unit.decided and unit.kind_words.casefold() == key:
            unit.kind = KIND_OF_WORD.get(key, Kind.OTHER)
    session.flush()
    refresh(session)
    _trail(session, "institutions.rule-removed", dimension, keys=[key], by=by, now=now)


def _came_by(unit: Institution, key: str, area: str) -> bool:
    """Whether the unit has its area from this rule, and not from a person."""
    return "area" not in unit.decided and unit.area == area_of(unit.number, unit.kind, {key: area})


def _trail(
    session: Session, action: str, dimension: Dimension, *, keys: list[str], by: Person | None, now: dt.datetime
) -> None:
    details = {"keys": keys[:100], "count": len(keys)}
    trail.record(session, by=by, action=action, thing=f"dimension:{dimension.value}", details=details, now=now)


def refresh(session: Session) -> None:
    """Every unit gets what the rules say of it. What a person has settled stays."""
    session.flush()
    known, units = rules(session), session.execute(select(*GROUPED)).all()
    below: dict[int, list[int | None]] = defaultdict(list)
    for unit in units:
        if unit.head_id is not None:
            below[unit.head_id].append(unit.size)
    write(session, [fresh for unit in units if (fresh := _regrouped(unit, below.get(unit.id, []), known))])


def _regrouped(unit: Any, below: list[int | None], known: Mapping[Dimension, Rules]) -> dict[str, Any] | None:
    """The unit's groups with its id, if any of them is another than it was."""
    kind = None if "kind" in unit.decided else kind_of(unit.kind_words, known[Dimension.KIND])
    kind = kind or unit.kind
    area = "" if "area" in unit.decided else area_of(unit.number, kind, known[Dimension.AREA])
    fresh = {
        "kind": kind,
        "area": area or unit.area,
        "district": district_of(unit.postcode, known[Dimension.DISTRICT]),
        "size_band": band_of(kind, size_of(unit.size, below), known[Dimension.SIZE]),
    }
    return None if all(getattr(unit, name) == value for name, value in fresh.items()) else {"id": unit.id, **fresh}


def write(session: Session, fields: Sequence[Mapping[str, Any]]) -> None:
    """Writes columns of many units (each mapping holds the unit's id); what the session holds of them is read anew."""
    if not fields:
        return
    session.execute(update(Institution), fields)
    written = {one["id"] for one in fields}
    for held in list(session.identity_map.values()):
        if isinstance(held, Institution) and held.id in written:
            session.expire(held, [name for name in fields[0] if name != "id"])


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A key that no rule knows, and how many units would get a group from it."""

    key: str
    label: str
    count: int
    suggested: str = ""


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How the units fall into the groups of a dimension; `asked` are the keys that a rule could be made for."""

    groups: tuple[tuple[str, int], ...]
    unknown: int
    asked: tuple[Asked, ...]


def tally(session: Session, *, dimension: Dimension, day: dt.date) -> Tally:
    """The groups by size, and what is unknown: listed, with what the register itself says, never filled in.

    Of the units that are open and have a head of their own: only they can be drawn.
    """
    is_open = queries.open_on(day)
    is_head = and_(Institution.head_id.is_(None), Institution.pseudo.is_(False))
    units = session.execute(select(*GROUPED, Institution.name, Institution.town).where(is_open, is_head)).all()
    groups = Counter(group_of(unit, dimension) for unit in units)
    known = rules(session)[dimension]
    unknown = [unit for unit in units if _is_unknown(unit, dimension, known)]
    return Tally(
        groups=tuple(sorted(groups.items(), key=lambda one: (-one[1], alphabetical(one[0])))),
        unknown=len(unknown),
        asked=tuple(sorted(_asked(unknown, dimension), key=lambda one: (-one.count, alphabetical(one.label)))),
    )


def group_of(unit: Any, dimension: Dimension) -> str:
    """The group of a unit in a dimension; a kind by its stable word."""
    found = {"area": unit.area, "kind": unit.kind.value, "district": unit.district, "size": unit.size_band}
    return found[dimension.value]


def _is_unknown(unit: Any, dimension: Dimension, known: Rules) -> bool:
    if dimension is Dimension.KIND:
        words = unit.kind_words.casefold()
        ours = words in KIND_OF_WORD or words in known or "kind" in unit.decided
        return unit.kind is Kind.OTHER and not ours
    return not group_of(unit, dimension)


def _asked(units: Sequence[Any], dimension: Dimension) -> list[Asked]:
    if dimension is Dimension.AREA:
        return [Asked(key=unit.number, label=f"{unit.name} ({unit.number})", count=1) for unit in units]
    if dimension is Dimension.SIZE:
        return []
    key = "postcode" if dimension is Dimension.DISTRICT else "kind_words"
    counts = Counter(getattr(unit, key) for unit in units if getattr(unit, key))
    towns = {unit.postcode: unit.town for unit in units} if dimension is Dimension.DISTRICT else {}
    return [
        Asked(key=one, label=f"{one} {towns.get(one, '')}".strip(), count=count, suggested=towns.get(one, ""))
        for one, count in counts.items()
    ]
