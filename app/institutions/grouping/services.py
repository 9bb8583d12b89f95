"""Use cases of who counts as one: what is proposed, and what a person answers, takes back and has remembered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.domain import N_, NotFound, one_line
from app.institutions import queries
from app.institutions.domain import Decision, alphabetical
from app.institutions.grouping.proposals import Candidate, Proposals, Reason, propose
from app.institutions.mapping import services as mapping_services
from app.institutions.models import HeadDecision, Institution, Leadership
from app.institutions.services import check_head, settle, unsettle
from app.people.models import Person
from app.trail import services as trail


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A person's yes or no to “does this unit stand under that head?”."""

    unit: int
    head: int
    yes: bool


def proposals(session: Session, *, day: dt.date) -> Proposals:
    """What nobody has answered yet, of the units that are open on a day, by the Danish alphabet."""
    answered = session.execute(select(HeadDecision.unit_id, HeadDecision.head_id, HeadDecision.decision)).all()
    areas = {unit for unit, head, decision in answered if unit == head and decision is Decision.CONFIRMED}
    return propose(_candidates(session, day), answered={(unit, head) for unit, head, _ in answered}, areas=areas)


def _candidates(session: Session, day: dt.date) -> list[Candidate]:
    leaders: dict[int, set[int]] = {}
    for unit, person in session.execute(
        select(Leadership.institution_id, Leadership.person_id).where(queries.heads_on(day))
    ):
        leaders.setdefault(unit, set()).add(person)
    units = session.execute(select(*CANDIDATE).where(queries.open_on(day))).all()
    return [_candidate(unit, leaders) for unit in sorted(units, key=lambda unit: alphabetical(unit.name))]


CANDIDATE = [
    getattr(Institution, name)
    for name in ("id", "number", "name", "kind", "ownership", "municipality", "street", "postcode", "size", "pseudo")
] + [Institution.head_id, Institution.decided]


def _candidate(unit: Any, leaders: Mapping[int, Collection[int]]) -> Candidate:
    return Candidate(
        id=unit.id,
        number=unit.number,
        name=unit.name,
        kind=unit.kind,
        ownership=unit.ownership,
        municipality=unit.municipality,
        street=unit.street,
        postcode=unit.postcode,
        size=unit.size,
        pseudo=unit.pseudo,
        parent=unit.head_id,
        settled="head" in unit.decided,
        leaders=frozenset(leaders.get(unit.id, ())),
    )


def decisions(session: Session) -> list[HeadDecision]:
    """What people have answered, with unit, head and person, by the names of heads and units."""
    query = select(HeadDecision).options(
        joinedload(HeadDecision.unit), joinedload(HeadDecision.head), joinedload(HeadDecision.person)
    )
    found = session.scalars(query)
    return sorted(found, key=lambda one: (alphabetical(one.head.name), alphabetical(one.unit.name)))


def answer(
    session: Session,
    *,
    answers: Sequence[Answer],
    by: Person | None,
    now: dt.datetime,
    reasons: Mapping[tuple[int, int], Iterable[Reason]] | None = None,
) -> None:
    """One or many answers; all are taken or none. Raises HeadImpossible or StillLeads for a yes that cannot be.

    A yes puts the unit under the head, a no leaves (or makes) it alone; both are remembered, and no import undoes them.
    """
    for one in answers:
        unit, head = _unit(session, one.unit), _unit(session, one.head)
        before: dict[str, Any] = {"head_id": unit.head_id, "decided": list(unit.decided)}
        if one.yes:
            check_head(session, unit, head)
            unit.head_id = head.id
            settle(unit, "head")
        elif unit.head_id == head.id and unit.id != head.id:
            unit.head_id = None
            settle(unit, "head")
        why = [reason.value for reason in (reasons or {}).get((one.unit, one.head), ())]
        _remember(session, unit, head, yes=one.yes, name="", reasons=why, before=before, by=by, now=now)
    mapping_services.refresh(session)


def lead_area(
    session: Session, *, unit_id: int, name: str, houses: Collection[int], by: Person | None, now: dt.datetime
) -> None:
    """What by its name was no unit leads an area from now on: it can be drawn, under the name that it is given."""
    unit, name = _unit(session, unit_id), one_line(name, longest=200)
    before = {"name": unit.name, "pseudo": unit.pseudo, "head_id": unit.head_id, "decided": list(unit.decided)}
    unit.name, unit.pseudo, unit.head_id = name, False, None
    settle(unit, "name", "pseudo", "head")
    _remember(session, unit, unit, yes=True, name=name, reasons=[], before=before, by=by, now=now)
    answers = [Answer(unit=house, head=unit.id, yes=True) for house in sorted(houses)]
    why = {(house, unit.id): (Reason.PLACE,) for house in houses}
    answer(session, answers=answers, reasons=why, by=by, now=now)


def _unit(session: Session, unit_id: int) -> Institution:
    found = session.get(Institution, unit_id)
    if found is None:
        raise NotFound(N_("Institutionen"), unit_id)
    return found


def _remember(
    session: Session,
    unit: Institution,
    head: Institution,
    *,
    yes: bool,
    name: str,
    reasons: list[str],
    before: dict[str, Any],
    by: Person | None,
    now: dt.datetime,
) -> None:
    """An answer given again replaces the one before, but not what stood before that."""
    known = session.scalars(
        select(HeadDecision).where(HeadDecision.unit_id == unit.id, HeadDecision.head_id == head.id)
    ).one_or_none()
    if known is None:
        known = HeadDecision(unit_id=unit.id, head_id=head.id, before=before, reasons=reasons)
        session.add(known)
    known.decision = Decision.CONFIRMED if yes else Decision.REFUSED
    known.name, known.at, known.person_id = name, now, by.id if by else None
    session.flush()
    action = "institutions.head-confirmed" if yes else "institutions.head-refused"
    details = {"head": head.id, "reasons": reasons, **({"name": name} if name else {})}
    trail.record(session, by=by, action=action, thing=f"institution:{unit.id}", details=details, now=now)


def undo(session: Session, *, decision_id: int, by: Person | None, now: dt.datetime) -> HeadDecision:
    """Takes an answer back: what stood before stands again, and it may be proposed anew. Raises NotFound.

    An area's answer takes those of its houses with it.
    """
    decision = session.get(HeadDecision, decision_id)
    if decision is None:
        raise NotFound(N_("Svaret"), decision_id)
    unit = _unit(session, decision.unit_id)
    if decision.unit_id == decision.head_id and decision.decision is Decision.CONFIRMED:
        for house in _answers_under(session, unit):
            _take_back(session, house, _unit(session, house.unit_id), by=by, now=now)
        unit.name, unit.pseudo = decision.before["name"], decision.before["pseudo"]
    _take_back(session, decision, unit, by=by, now=now)
    mapping_services.refresh(session)
    return decision


def _answers_under(session: Session, area: Institution) -> list[HeadDecision]:
    query = select(HeadDecision).where(HeadDecision.head_id == area.id, HeadDecision.unit_id != area.id)
    return list(session.scalars(query))


def _take_back(
    session: Session, decision: HeadDecision, unit: Institution, *, by: Person | None, now: dt.datetime
) -> None:
    """Puts the unit where it stood, unless somebody has moved it since on its own page."""
    stands = decision.head_id if decision.decision is Decision.CONFIRMED else None
    if unit.head_id == stands or decision.unit_id == decision.head_id:
        unit.head_id = decision.before["head_id"]
        unsettle(unit, *({"head", "name", "pseudo"} - set(decision.before["decided"])))
    session.delete(decision)
    session.flush()
    details = {"head": decision.head_id}
    thing = f"institution:{unit.id}"
    trail.record(session, by=by, action="institutions.head-undone", thing=thing, details=details, now=now)
