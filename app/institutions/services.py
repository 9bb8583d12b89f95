"""Use cases of one unit: a dialogue it had, who heads it, and a unit that opens or changes."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import one_line
from app.institutions import queries
from app.institutions.domain import OWN_LIST, HeadImpossible, Kind, NumberTaken, Ownership, StillLeads, is_pseudo
from app.institutions.mapping import services as mapping_services
from app.institutions.models import Institution, Leadership, Visit
from app.people import queries as people_queries
from app.people.domain import Role
from app.people.models import Person
from app.people.services import add_person, give_role
from app.trail import services as trail

DAY = dt.timedelta(days=1)


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

    Where the next head is entered already, she stays until the day before that one begins. Who does the same at once
    waits, so that a unit has one head on a day.
    """
    session.execute(select(Institution.id).where(Institution.id == institution.id).with_for_update())
    here = select(Leadership).where(Leadership.institution_id == institution.id).order_by(Leadership.from_day)
    known = list(session.scalars(here.execution_options(populate_existing=True)))
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
    municipality: str = "",
    register: str = OWN_LIST,
    from_day: dt.date | None = None,
) -> Institution:
    """A unit that a person writes down: one that stands in no register, such as a centre, or not yet.

    Raises NumberTaken.
    """
    name, area = one_line(name, longest=200), one_line(area, longest=120, may_be_empty=True)
    number = one_line(number, longest=40)
    known = select(Institution).where(Institution.register == register, Institution.number == number)
    if (taken := session.scalar(known)) is not None:
        raise NumberTaken(number=number, name=taken.name)
    unit = Institution(
        register=register,
        number=number,
        name=name,
        kind=kind,
        ownership=ownership,
        area=area,
        municipality=municipality,
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
    for field, value in after.items():
        setattr(institution, field, value)
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
