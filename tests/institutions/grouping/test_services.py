"""Who counts as one: what is proposed of the real rows, what a person answers, and that no import undoes it."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import NotFound, TextUnfit
from app.institutions import queries, services
from app.institutions.domain import HeadImpossible, Kind, Ownership
from app.institutions.events import services as events
from app.institutions.grouping import services as grouping_services
from app.institutions.grouping.proposals import Candidate, Proposal, Proposals, Reason, propose
from app.institutions.grouping.services import Answer
from app.institutions.models import HeadDecision, Institution
from app.institutions.register import services as register_services
from app.people.domain import Role
from app.people.models import Person
from app.selection.queries import unit_of
from app.trail.models import TrailEntry
from tests.conftest import DATA, NOW

DAY = NOW.date()
OURS, TODAY = "institutioner_fredensborg_2026.csv", "institutionsregister_2026_udsnit.csv"


def candidate(number: int, name: str, **given: object) -> Candidate:
    fields: dict[str, object] = {"kind": Kind.SCHOOL, "ownership": Ownership.MUNICIPAL, **given}
    return Candidate(id=number, number=str(number), name=name, **fields)  # type: ignore[arg-type]


def read_in(session: Session, name: str = OURS) -> None:
    content = (DATA / name).read_bytes()
    register_services.import_register(session, content=content, file_name=name, by=None, now=NOW)


def proposed(session: Session) -> Proposals:
    return grouping_services.proposals(session, day=DAY)


def answer(session: Session, unit: str, head: str, *, yes: bool, by: Person | None = None) -> HeadDecision:
    ids = [queries.find(session, text=text).id for text in (unit, head)]
    one = Answer(unit=ids[0], head=ids[1], yes=yes)
    why = proposed(session).reasons()
    grouping_services.answer(session, answers=[one], reasons=why, by=by, now=NOW)
    return session.scalars(select(HeadDecision).where(HeadDecision.unit_id == ids[0])).one()


# ---- what is proposed


def test_departments_by_name_of_the_real_rows(session: Session) -> None:
    read_in(session)
    units = queries.by_ids(session, [unit.id for unit in queries.all_units(session)])
    found = {units[one.unit].name: (units[one.head].name, one.reasons) for one in proposed(session).heads}
    assert found == {
        "Fredensborg Skole, Benediktevej": ("Fredensborg Skole", (Reason.NAME,)),
        "Fredensborg Skole, afd. Karlebo": ("Fredensborg Skole", (Reason.NAME,)),
        "Fredensborg Skole Vilhelmsro": ("Fredensborg Skole", (Reason.NAME, Reason.ADDRESS)),
        "Humlebæk Skole, Gl. Strandvej": ("Humlebæk Skole", (Reason.NAME, Reason.ADDRESS)),
        "Humlebækskole, 6. - 9. klasse": ("Humlebæk Skole", (Reason.NAME,)),
    }


def test_four_waiting_lists_look_like_four_areas(session: Session) -> None:
    read_in(session)
    units = queries.by_ids(session, [unit.id for unit in queries.all_units(session)])
    found = {units[area.unit].number: (area.name, len(area.houses)) for area in proposed(session).areas}
    assert found == {
        "G18062": ("Dagtilbud Kokkedal", 6),
        "G17870": ("Dagtilbud Fredensborg", 6),
        "G18166": ("Dagtilbud Humlebæk", 5),
        "G18064": ("Dagtilbud Nivå", 6),
    }
    owners = {units[house].ownership for area in proposed(session).areas for house in area.houses}
    assert owners == {Ownership.MUNICIPAL}


def test_parent_of_the_register_waits_for_a_yes(session: Session) -> None:
    read_in(session, TODAY)
    units = queries.by_ids(session, [unit.id for unit in queries.all_units(session)])
    found = {units[one.unit].number: (units[one.head].number, one.reasons[0]) for one in proposed(session).heads}
    assert found == {"225002": ("250004", Reason.PARENT), "225003": ("250004", Reason.PARENT)}


def test_same_person_as_leader_is_a_reason() -> None:
    units = [candidate(1, "Øst", size=10, leaders=frozenset({7})), candidate(2, "Vest", leaders=frozenset({7}))]
    assert propose(units).heads == (Proposal(unit=2, head=1, reasons=(Reason.PERSON,)),)


def test_centres_under_one_roof_have_each_their_head() -> None:
    units = [candidate(n, f"Center {n}", kind=Kind.CENTRE, street="Torvet 1", postcode="3480") for n in (1, 2)]
    assert propose(units).heads == ()


def test_address_with_another_owner_or_kind_is_no_reason() -> None:
    house = {"street": "Torvet 1", "postcode": "3480"}
    units = [
        candidate(1, "A", **house),
        candidate(2, "B", ownership=Ownership.PRIVATE, **house),
        candidate(3, "C", kind=Kind.DAY_CARE, **house),
    ]
    assert propose(units).heads == ()


def test_chain_stands_under_its_top() -> None:
    units = [
        candidate(1, "Bakkens Skole"),
        candidate(2, "Bakkens Skole, afd. Nord", street="Vej 1", postcode="3480", size=90),
        candidate(3, "Kløverhuset", street="Vej 1", postcode="3480"),
    ]
    found = {one.unit: one.head for one in propose(units).heads}
    assert found == {2: 1, 3: 1}


def test_short_first_word_is_no_name_of_a_main_unit() -> None:
    assert propose([candidate(1, "Skole"), candidate(2, "Skole Nord")]).heads == ()


def test_what_was_answered_is_not_proposed_again() -> None:
    units = [candidate(1, "Bakkens Skole"), candidate(2, "Bakkens Skole, Nord")]
    assert propose(units, answered={(2, 1)}).heads == ()


# ---- what a person answers


def test_yes_is_remembered_with_its_reasons_and_by_whom(session: Session, add_person) -> None:
    read_in(session)
    person = add_person(Role.SECRETARIAT)
    decision = answer(session, "208004", "280120", yes=True, by=person)
    unit = queries.find(session, text="208004")
    assert unit.head_id == queries.find(session, text="280120").id
    assert (decision.reasons, decision.person_id, decision.at) == (["name"], person.id, NOW)
    entry = session.scalars(select(TrailEntry).where(TrailEntry.action == "institutions.head-confirmed")).one()
    assert (entry.thing, entry.person_id) == (f"institution:{unit.id}", person.id)
    assert unit.id not in {one.unit for one in proposed(session).heads}


def test_import_does_not_undo_an_answer(session: Session) -> None:
    read_in(session)
    answer(session, "208004", "280120", yes=True)
    answer(session, "208001", "280119", yes=False)
    before = {unit.number: unit.head_id for unit in queries.all_units(session)}
    read_in(session)
    assert {unit.number: unit.head_id for unit in queries.all_units(session)} == before
    assert queries.find(session, text="208001").id not in {one.unit for one in proposed(session).heads}


def test_no_to_the_registers_parent_survives_the_register(session: Session) -> None:
    read_in(session, TODAY)
    answer(session, "225002", "250004", yes=False)
    read_in(session, TODAY)
    assert queries.find(session, text="225002").head_id is None
    assert queries.find(session, text="225003").head_id == queries.find(session, text="250004").id


def test_answers_are_given_all_at_once(session: Session) -> None:
    read_in(session)
    found = proposed(session)
    answers = [Answer(unit=one.unit, head=one.head, yes=True) for one in found.heads]
    grouping_services.answer(session, answers=answers, reasons=found.reasons(), by=None, now=NOW)
    assert proposed(session).heads == ()
    assert queries.count_heads(session, DAY) == queries.HeadCount(units=53, heads=43)


def test_undo_puts_back_what_stood_before(session: Session) -> None:
    read_in(session)
    before = proposed(session)
    decision = answer(session, "208004", "280120", yes=True)
    grouping_services.undo(session, decision_id=decision.id, by=None, now=NOW)
    assert queries.find(session, text="208004").head_id is None
    assert queries.find(session, text="208004").decided == []
    assert proposed(session) == before
    with pytest.raises(NotFound):
        grouping_services.undo(session, decision_id=decision.id, by=None, now=NOW)


def test_undo_of_a_no_gives_the_registers_parent_back(session: Session) -> None:
    read_in(session, TODAY)
    decision = answer(session, "225002", "250004", yes=False)
    grouping_services.undo(session, decision_id=decision.id, by=None, now=NOW)
    assert queries.find(session, text="225002").head_id == queries.find(session, text="250004").id


def test_undo_leaves_alone_what_was_moved_by_hand_since(session: Session) -> None:
    read_in(session)
    decision = answer(session, "208004", "280120", yes=True)
    unit, other = queries.find(session, text="208004"), queries.find(session, text="280121")
    services.change_institution(
        session,
        institution=unit,
        name=unit.name,
        area=unit.area,
        ownership=unit.ownership,
        head=other,
        by=None,
        now=NOW,
    )
    grouping_services.undo(session, decision_id=decision.id, by=None, now=NOW)
    assert unit.head_id == other.id


def test_unit_under_itself_is_no_group(session: Session) -> None:
    read_in(session)
    with pytest.raises(HeadImpossible):
        answer(session, "208004", "208004", yes=True)


# ---- an area with one head


def lead(session: Session, name: str = "Dagtilbud Kokkedal") -> Institution:
    area = next(one for one in proposed(session).areas if one.name == "Dagtilbud Kokkedal")
    grouping_services.lead_area(session, unit_id=area.unit, name=name, houses=area.houses, by=None, now=NOW)
    return queries.by_id(session, area.unit)


def test_area_can_be_drawn_under_the_name_that_a_person_gave(session: Session) -> None:
    read_in(session)
    area = lead(session, "Børnehuse i Kokkedal")
    assert (area.name, area.pseudo, area.head_id) == ("Børnehuse i Kokkedal", False, None)
    assert {unit.name for unit in queries.below(session, area)} == {
        "Blomsterengen",
        "Børneengen",
        "Fasangården",
        "Græstedgård",
        "Troldeengen",
        "Ådalen",
    }
    known = {unit.number: unit_of(unit) for unit in queries.all_units(session)}
    assert (known["G18062"].pseudo, known["G18062"].department) == (False, False)
    assert known["G18063"].department
    assert known["G17870"].pseudo


def test_import_does_not_undo_an_area(session: Session) -> None:
    read_in(session)
    area = lead(session)
    content = (DATA / OURS).read_bytes()
    diff = register_services.preview_register(session, content=content, file_name=OURS, now=NOW)
    assert diff.changed == ()
    read_in(session)
    assert (area.name, area.pseudo) == ("Dagtilbud Kokkedal", False)


def test_area_that_is_taken_back_takes_its_houses_with_it(session: Session) -> None:
    read_in(session)
    before = proposed(session)
    area = lead(session)
    own = session.scalars(select(HeadDecision).where(HeadDecision.unit_id == area.id)).one()
    grouping_services.undo(session, decision_id=own.id, by=None, now=NOW)
    assert (area.name, area.pseudo) == ("BH Kokkedal venteliste og administration", True)
    assert queries.below(session, area) == []
    assert session.scalars(select(HeadDecision)).all() == []
    assert proposed(session) == before


def test_area_that_is_none_is_not_asked_about_again(session: Session) -> None:
    read_in(session)
    unit = queries.find(session, text="G18062").id
    grouping_services.answer(session, answers=[Answer(unit=unit, head=unit, yes=False)], by=None, now=NOW)
    assert unit not in {area.unit for area in proposed(session).areas}
    assert queries.by_id(session, unit).pseudo


def test_house_that_comes_later_is_proposed_for_its_area(session: Session) -> None:
    read_in(session)
    area = lead(session)
    new = "id;navn;kategori;ejerforhold;kommune;postnr\nG99001;Nyhuset;dagtilbud;kommunal;Fredensborg;2980\n"
    register_services.import_register(session, content=new.encode(), file_name="ny.csv", by=None, now=NOW)
    house = queries.find(session, text="G99001")
    assert Proposal(unit=house.id, head=area.id, reasons=(Reason.PLACE,)) in proposed(session).heads


def test_area_needs_a_name(session: Session) -> None:
    read_in(session)
    with pytest.raises(TextUnfit):
        lead(session, "  ")


def test_closed_units_are_not_proposed(session: Session) -> None:
    read_in(session)
    unit = queries.find(session, text="208004")
    events.close_unit(session, unit=unit, day=DAY - dt.timedelta(days=1), by=None, now=NOW)
    assert unit.id not in {one.unit for one in proposed(session).heads}
