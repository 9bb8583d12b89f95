"""Use cases of the rules: they are saved and taken away, and every unit gets the groups that follow from them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.institutions.domain import Dimension, Kind
from app.institutions.mapping import Rules, area_of, band_of, district_of, kind_of, size_of
from app.institutions.models import Institution, MappingRule
from app.institutions.register_terms import KIND_OF_WORD
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
    """Adds and changes rules (as mapping.rule_of makes them), and applies them; returns how many are new or changed."""
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
