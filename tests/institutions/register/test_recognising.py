"""Units that were opened here before a register knew them: asked about, given their number, and taken back."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.institutions import queries, services
from app.institutions.domain import OWN_LIST, Fault, Kind, KnownUnit, NotAsked, Ownership, RegisterFaulty, RegisterRow
from app.institutions.events import queries as event_queries
from app.institutions.events import services as events
from app.institutions.events.life import EventKind, LaterEvent, UnitTwice
from app.institutions.models import Institution, Leadership, UnitEvent
from app.institutions.register import services as register_services
from app.institutions.register.recognising import recognise
from app.people.domain import Role
from app.trail.models import TrailEntry
from tests.conftest import NOW
from tests.institutions.events.life_of_units import AUGUST, TODAY, close, merge, new, undo, unit

pytestmark = pytest.mark.usefixtures("app")
HEADER = "id;navn;kategori;ejerforhold;adresse;postnr;kommune;åbnet\n"
SKOVHUSET = "208123;Børnehuset Skovhuset;dagtilbud;kommunal;Skovvej 1;2990;Fredensborg;01-02-2027"

ROW = RegisterRow(
    line=2,
    register="stil",
    key="208123",
    name="Skovhuset",
    kind=Kind.DAY_CARE,
    kind_words="dagtilbud",
    ownership=Ownership.MUNICIPAL,
)
FIELDS = {
    "name": "Skovhuset",
    "kind": Kind.DAY_CARE,
    "municipality": "",
    "street": "",
    "postcode": "",
    "active_to": None,
}
HERE = KnownUnit(id=7, register=OWN_LIST, number="N1", fields=FIELDS)


def units_for(row: RegisterRow, *known: KnownUnit, made: tuple[int, ...] = (7,)) -> list[int]:
    return [unit.id for one in recognise(known, [row], made=made, day=TODAY) for unit in one.units]


def with_fields(**given: object) -> KnownUnit:
    return replace(HERE, fields={**FIELDS, **given})


def test_same_and_near_names_of_the_same_kind_are_asked_about() -> None:
    assert units_for(ROW, HERE) == [7]
    assert units_for(replace(ROW, name="Børnehuset Skovhuset"), HERE) == [7]
    assert units_for(replace(ROW, name="Engen"), HERE) == []
    assert units_for(replace(ROW, kind=Kind.SCHOOL), HERE) == []


def test_same_address_is_asked_about_whatever_the_name() -> None:
    here = with_fields(street="Skovvej 1", postcode="2990")
    row = replace(ROW, name="Engen", address="Skovvej 1", postcode="2990")
    assert units_for(row, here) == [7]
    assert units_for(replace(row, postcode="2980"), here) == []


def test_near_name_elsewhere_is_another_unit() -> None:
    near = replace(ROW, name="Skovhusene", postcode="2990")
    assert units_for(near, with_fields(postcode="2990")) == [7]
    assert units_for(near, with_fields(postcode="2980")) == []
    assert units_for(replace(ROW, municipality="Hørsholm"), with_fields(municipality="Fredensborg")) == []


def test_only_units_that_an_event_made_and_that_are_open_are_asked_about() -> None:
    assert units_for(ROW, HERE, made=()) == []
    assert units_for(ROW, replace(HERE, register="stil", number="208124")) == []
    assert units_for(ROW, with_fields(active_to=TODAY)) == []
    assert units_for(replace(ROW, register=OWN_LIST, key="N1"), HERE) == []
    assert units_for(replace(ROW, active=False), HERE) == []


def _opened(session: Session, name: str = "Skovhuset") -> Institution:
    event = events.open_unit(session, unit=new(name), day=TODAY, by=None, now=NOW)
    return event.parts[0].institution


def _read(session: Session, *rows: str, **given: Any) -> register_services.ImportResult:
    content = (HEADER + "\n".join(rows) + "\n").encode()
    return register_services.import_register(  # type: ignore[arg-type]
        session, content=content, file_name="r.csv", by=None, now=NOW, **given
    )


def test_nothing_is_read_in_before_somebody_has_answered(session: Session) -> None:
    _opened(session)
    content = (HEADER + SKOVHUSET + "\n").encode()
    diff = register_services.preview_register(session, content=content, file_name="r.csv", now=NOW)
    assert [(one.row.key, [unit.number for unit in one.units]) for one in diff.asked] == [("208123", ["N1"])]
    assert (diff.new, diff.changed, diff.gone) == ((), (), ())
    with pytest.raises(RegisterFaulty) as caught:
        _read(session, SKOVHUSET)
    (problem,) = caught.value.problems
    assert (problem.fault, problem.line, problem.expected) == (Fault.SEEMS_OPENED_HERE, 2, "Skovhuset (N1)")
    assert queries.count(session) == 1


def test_unit_that_is_the_one_gets_its_number_and_keeps_the_rest(session: Session, add_person) -> None:
    here, head = _opened(session), add_person(Role.LEADER)
    services.set_head(session, institution=here, person=head, from_day=TODAY, by=None, now=NOW)
    services.record_visit(session, institution_id=here.id, year=2026, source="liste")
    done = _read(session, SKOVHUSET, same={"208123": here.id})
    assert done.numbered == ("208123",)
    assert queries.count(session) == 1
    found = queries.find(session, text="208123")
    assert (found.id, found.register, found.name, found.street) == (
        here.id,
        "stil",
        "Børnehuset Skovhuset",
        "Skovvej 1",
    )
    assert found.active_from == TODAY  # the day that a person wrote down, not the register's
    assert [visit.year for visit in queries.by_id(session, here.id).visits] == [2026]
    assert session.scalars(select(Leadership.person_id)).all() == [head.id]
    assert (
        session.scalars(select(TrailEntry.details).where(TrailEntry.action == "institutions.imported")).one()[
            "numbered"
        ]
        == 1
    )


def test_answer_is_remembered(session: Session) -> None:
    here = _opened(session)
    _read(session, SKOVHUSET, same={"208123": here.id})
    again = _read(session, SKOVHUSET)
    assert (again.diff.asked, again.diff.new, again.diff.unchanged) == ((), (), 1)


def test_row_that_is_another_is_a_new_unit_and_not_asked_about_again(session: Session) -> None:
    here = _opened(session)
    done = _read(session, SKOVHUSET, same={"208123": None})
    assert (len(done.diff.new), done.numbered) == (1, ())
    assert (queries.count(session), here.number) == (2, "N1")
    assert _read(session, SKOVHUSET).diff.asked == ()


def test_one_unit_is_not_two_rows(session: Session) -> None:
    here = _opened(session)
    other = SKOVHUSET.replace("208123", "208124").replace("Børnehuset ", "")
    with pytest.raises(UnitTwice):
        _read(session, SKOVHUSET, other, same={"208123": here.id, "208124": here.id})


def test_row_is_not_a_unit_that_it_does_not_seem_to_be(session: Session) -> None:
    _opened(session)
    other = unit(session, "X1")
    with pytest.raises(NotAsked):
        _read(session, SKOVHUSET, same={"208123": other.id})


def test_number_is_an_event_that_can_be_taken_back(session: Session) -> None:
    here = _opened(session)
    _read(session, SKOVHUSET, same={"208123": here.id})
    event = session.scalars(select(UnitEvent).where(UnitEvent.kind == EventKind.NUMBERED)).one()
    undo(session, event)
    assert (here.register, here.number) == (OWN_LIST, "N1")
    with pytest.raises(RegisterFaulty):
        _read(session, SKOVHUSET)


def test_number_stands_outside_the_order_of_other_events(session: Session) -> None:
    here = _opened(session)
    closing = close(session, here, AUGUST)
    _read(session, SKOVHUSET, same={"208123": here.id})
    undo(session, closing)
    assert (here.active_to, here.number) == (None, "208123")
    close(session, here, AUGUST)
    with pytest.raises(LaterEvent):
        close(session, here, TODAY + dt.timedelta(days=7))


def test_number_from_before_is_given_to_nobody_else(session: Session) -> None:
    here = _opened(session)
    _read(session, SKOVHUSET, same={"208123": here.id})
    assert _opened(session, "Engen").number == "N2"
    assert event_queries.former_keys(session) == {here.id: [(OWN_LIST, "N1")]}


def test_unit_that_a_merger_made_is_asked_about_too(session: Session) -> None:
    event = merge(session, unit(session, "A"), unit(session, "B"), into=new("Skovhuset"))
    made = event.details["made"][0]
    assert _read(session, SKOVHUSET, same={"208123": made}).numbered == ("208123",)
