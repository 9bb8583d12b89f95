"""A unit opens, changes, closes and gets a head; the list with its search and filters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import NotFound, TextUnfit
from app.institutions import queries, services
from app.institutions.domain import (
    HeadImpossible,
    InstitutionAmbiguous,
    InstitutionUnknown,
    Kind,
    NumberTaken,
    Ownership,
    StillLeads,
)
from app.institutions.events import services as events
from app.institutions.models import Institution
from app.institutions.queries import Filter
from app.people.domain import AddressUnfit, Role
from app.people.models import Person
from tests.conftest import NOW
from tests.counting import count_queries

DAY = dt.date(2027, 1, 4)
ONE, WEEK = dt.timedelta(days=1), dt.timedelta(days=7)


def _open(session: Session, number: str, name: str, **given: Any) -> Institution:
    given = {"kind": Kind.SCHOOL, "ownership": Ownership.MUNICIPAL, **given}
    return services.open_institution(session, number=number, name=name, by=None, now=NOW, **given)


def _change(session: Session, institution: Institution, head: Institution | None) -> None:
    services.change_institution(
        session,
        institution=institution,
        name=institution.name,
        area=institution.area,
        ownership=institution.ownership,
        head=head,
        by=None,
        now=NOW,
    )


def _names(session: Session, **wanted: Any) -> list[str]:
    return [institution.name for institution in queries.listed(session, Filter(**wanted)).institutions]


def test_number_belongs_to_one_unit(session: Session) -> None:
    _open(session, "P1", "Plejehjemmet")
    with pytest.raises(NumberTaken) as caught:
        _open(session, "P1", "Et andet")
    assert caught.value.data == {"number": "P1", "name": "Plejehjemmet"}


def test_search_finds_part_of_a_name_in_any_case_and_the_beginning_of_a_number(session: Session) -> None:
    _open(session, "A1", "ÅBRINKENS SKOLE")
    _open(session, "A2", "Østervejs 100% Børnehus")
    _open(session, "B3", "Kilden")
    assert _names(session, text="åbrinken") == ["ÅBRINKENS SKOLE"]
    assert _names(session, text=" vejs  100% ") == ["Østervejs 100% Børnehus"]
    assert _names(session, text="b3") == ["Kilden"]
    assert _names(session, text="3") == []
    assert _names(session, text="_") == []


def test_list_is_filtered_by_kind_area_ownership_and_state(session: Session) -> None:
    _open(session, "1", "A", area="Nord")
    _open(session, "2", "B", kind=Kind.CENTRE, area="Syd")
    _open(session, "3", "C", ownership=Ownership.PRIVATE)
    closed = _open(session, "4", "D", kind=Kind.DAY_CARE)
    events.close_unit(session, unit=closed, day=DAY, by=None, now=NOW)
    assert _names(session, kind=Kind.CENTRE) == ["B"]
    assert _names(session, area="Nord") == ["A"]
    assert _names(session, area="") == ["C", "D"]
    assert _names(session, ownership=Ownership.PRIVATE) == ["C"]
    assert _names(session, open_on=DAY) == ["A", "B", "C"]
    assert queries.areas(session) == ["Nord", "Syd"]


def test_long_list_comes_in_pages(session: Session) -> None:
    for number in range(queries.PAGE_SIZE + 1):
        _open(session, f"{number:03}", f"Enhed {number:03}")
    second = queries.listed(session, Filter(), page=2)
    assert [institution.name for institution in second.institutions] == ["Enhed 060"]
    assert (second.count, second.page, second.pages) == (61, 2, 2)
    assert queries.listed(session, Filter(), page=99).page == 2


def test_name_of_two_open_units_is_ambiguous_and_of_a_closed_one_not(session: Session) -> None:
    first, second = _open(session, "1", "Solstrålen"), _open(session, "2", "Solstrålen")
    with pytest.raises(InstitutionAmbiguous):
        queries.find(session, text="solstrålen")
    events.close_unit(session, unit=first, day=DAY, by=None, now=NOW)
    assert queries.find(session, text="solstrålen").id == second.id
    with pytest.raises(InstitutionUnknown):
        queries.find(session, text="Månestrålen")


def test_unit_is_open_from_its_first_day_until_the_day_before_its_closing_day(session: Session) -> None:
    unit = _open(session, "1", "A", from_day=DAY)
    unit.active_to = DAY + WEEK
    session.flush()
    for day, is_open in ((DAY - ONE, False), (DAY, True), (DAY + WEEK - ONE, True), (DAY + WEEK, False)):
        assert unit.is_open(day) is is_open
        assert bool(list(session.scalars(select(Institution).where(queries.open_on(day))))) is is_open
        assert queries.count_heads(session, day).units == is_open
        assert unit.is_closed(day) is (day == DAY + WEEK)
        assert bool(list(session.scalars(select(Institution).where(queries.closed_on(day))))) is unit.is_closed(day)


def test_unit_that_opens_later_stands_in_the_list_of_the_open_beforehand(session: Session) -> None:
    _open(session, "1", "A", from_day=DAY)
    assert _names(session, open_on=DAY - ONE) == ["A"]
    assert _names(session, closed_on=DAY - ONE) == []


def test_name_is_that_of_the_unit_which_is_open_on_the_day(session: Session) -> None:
    old, new = _open(session, "1", "Solstrålen"), _open(session, "2", "Solstrålen", from_day=DAY)
    old.active_to = DAY
    session.flush()
    assert queries.finder(session, day=DAY - ONE).find("solstrålen") is old
    assert queries.finder(session, day=DAY).find("solstrålen") is new


def test_unknown_unit_is_not_found(session: Session) -> None:
    with pytest.raises(NotFound):
        queries.by_id(session, 99)


def test_head_unit_leads_and_is_not_led(session: Session) -> None:
    school, house, third = _open(session, "1", "Skolen"), _open(session, "2", "Huset"), _open(session, "3", "Tredje")
    _change(session, house, school)
    with pytest.raises(HeadImpossible):
        _change(session, third, house)
    with pytest.raises(HeadImpossible):
        _change(session, school, school)
    with pytest.raises(StillLeads):
        _change(session, school, third)


def test_new_head_follows_the_old_one(session: Session, add_person: Callable[..., Person]) -> None:
    unit = _open(session, "1", "A")
    house = _open(session, "2", "B")
    _change(session, house, unit)
    old, new = add_person(), add_person()
    services.set_head(session, institution=unit, person=old, from_day=dt.date(2020, 8, 1), by=None, now=NOW)
    services.set_head(session, institution=unit, person=new, from_day=DAY, by=None, now=NOW)
    services.set_head(session, institution=unit, person=new, from_day=dt.date(2027, 2, 1), by=None, now=NOW)
    assert queries.head_of(session, unit, dt.date(2020, 7, 31)) is None
    assert queries.head_of(session, unit, dt.date(2027, 1, 3)) == old
    assert queries.head_of(session, house, DAY) == new
    assert queries.led_by(session, new, DAY) == [unit]
    assert queries.led_by(session, old, DAY) == []
    assert new.has(Role.LEADER)


def test_head_who_is_entered_last_stays_until_the_next_begins(
    session: Session, add_person: Callable[..., Person]
) -> None:
    unit, alice, bob = _open(session, "1", "A"), add_person(name="Alice"), add_person(name="Bob")
    services.set_head(session, institution=unit, person=bob, from_day=dt.date(2027, 8, 1), by=None, now=NOW)
    alices = services.set_head(session, institution=unit, person=alice, from_day=dt.date(2027, 1, 1), by=None, now=NOW)
    assert alices.to_day == dt.date(2027, 7, 31)
    assert [queries.head_of(session, unit, day) for day in (dt.date(2027, 7, 31), dt.date(2027, 8, 1))] == [alice, bob]
    assert queries.led_by(session, alice, dt.date(2027, 9, 1)) == []


def test_head_who_was_entered_by_mistake_never_headed(session: Session, add_person: Callable[..., Person]) -> None:
    unit, wrong, right = _open(session, "1", "A"), add_person(), add_person()
    services.set_head(session, institution=unit, person=wrong, from_day=DAY, by=None, now=NOW)
    services.set_head(session, institution=unit, person=right, from_day=DAY, by=None, now=NOW)
    assert [one.person for one in queries.by_id(session, unit.id).leaderships] == [right]


def test_whoever_has_left_heads_nothing(session: Session, add_person: Callable[..., Person]) -> None:
    unit, head = _open(session, "1", "A"), add_person()
    services.set_head(session, institution=unit, person=head, from_day=dt.date(2020, 8, 1), by=None, now=NOW)
    head.active = False
    session.flush()
    assert queries.head_of(session, unit, DAY) is None


def test_heads_of_many_are_read_at_once_departments_too(session: Session, add_person: Callable[..., Person]) -> None:
    units = [_open(session, str(number), str(number)) for number in range(3)]
    _change(session, units[1], units[0])
    head = add_person()
    services.set_head(session, institution=units[0], person=head, from_day=dt.date(2020, 8, 1), by=None, now=NOW)
    ids = [unit.id for unit in units]
    assert queries.heads_of(session, ids, DAY) == {units[0].id: head, units[1].id: head}
    one = count_queries(session, lambda: queries.heads_of(session, ids[:1], DAY))
    assert count_queries(session, lambda: queries.heads_of(session, ids, DAY)) == one


def test_names_stand_in_the_order_of_the_danish_alphabet(session: Session) -> None:
    for number, name in enumerate(["Ådalen", "Ærtebo", "Zebraen", "Aaløkken", "Ørstedskolen", "asmundsminde"]):
        _open(session, str(number), name)
    assert _names(session) == ["asmundsminde", "Zebraen", "Ærtebo", "Ørstedskolen", "Ådalen", "Aaløkken"]


def test_name_that_could_not_stand_in_an_invitation_is_refused(session: Session) -> None:
    unit = _open(session, "1", "  Åens\x0bSkole ")
    assert unit.name == "Åens Skole"
    for name in ("", "Åens\x1bSkole", "Å" * 201):
        with pytest.raises(TextUnfit):
            _open(session, "2", name)
    with pytest.raises(AddressUnfit):
        services.appoint_head(
            session, institution=unit, name="Ny", address="ikke en adresse", from_day=DAY, by=None, now=NOW
        )
    with pytest.raises(TextUnfit):
        services.appoint_head(
            session, institution=unit, name="", address="x@example.dk", from_day=DAY, by=None, now=NOW
        )
