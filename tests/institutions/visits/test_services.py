"""Earlier dialogues: the list as people keep it, and the record that is unknown before it begins."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.cycle.domain import CycleState
from app.cycle.models import Cycle
from app.institutions import queries, services
from app.institutions.domain import Fault, Problem, RegisterFaulty
from app.institutions.likeness import Likeness
from app.institutions.register import services as register_services
from app.institutions.visits import services as visit_services
from app.institutions.visits.reading import VisitRow, read_visits
from app.selection import queries as selection
from app.selection.domain import DrawSettings
from tests.conftest import DATA, NOW

CENTRES = "centre_fredensborg_2017.csv"


@pytest.fixture
def centres(session: Session) -> Session:
    content = (DATA / CENTRES).read_bytes()
    register_services.import_register(session, content=content, file_name=CENTRES, by=None, now=NOW)
    return session


def _record(session: Session, text: str) -> int:
    rows = read_visits(text.encode())
    return visit_services.record_visits(session, rows=rows, source="list.csv", by=None, now=NOW)


@pytest.mark.parametrize("text", ["Institution;År\nA;2019\n", "år,enhed\n2019,A\n", "Årstal\tid\tnavn\n2019\tA\tB\n"])
def test_list_is_read_by_its_headers(text: str) -> None:
    assert read_visits(text.encode()) == (VisitRow(line=2, institution="A", year=2019),)


def test_faults_of_a_list_are_told_by_line_and_column() -> None:
    with pytest.raises(RegisterFaulty) as caught:
        read_visits("institution;år\n;2019\nA;nitten\nB;19\n".encode())
    assert caught.value.problems == (
        Problem(fault=Fault.EMPTY, line=2, column="institution"),
        Problem(fault=Fault.NOT_A_YEAR, line=3, column="år", value="nitten"),
        Problem(fault=Fault.NOT_A_YEAR, line=4, column="år", value="19"),
    )


def test_list_without_a_year_is_refused() -> None:
    with pytest.raises(RegisterFaulty) as caught:
        read_visits(b"institution;dato\nA;x\n")
    assert caught.value.problems == (Problem(fault=Fault.COLUMN_MISSING, line=1, column="år"),)


def test_visits_are_found_by_number_and_by_name(centres: Session) -> None:
    text = "institution;år\nC01;2018\ncenter for  ejendomme og intern service;2019\nC01;2021\n"
    assert _record(centres, text) == 3
    institution = queries.by_id(centres, queries.find(centres, text="C01").id)
    assert [(visit.year, visit.source) for visit in institution.visits] == [(2018, "list.csv"), (2021, "list.csv")]
    assert queries.known_since(centres) == 2018


def test_visit_of_a_year_to_come_is_refused_and_nothing_is_recorded(centres: Session) -> None:
    with pytest.raises(RegisterFaulty) as caught:
        _record(centres, f"institution;år\nC01;2018\nC01;{NOW.year + 1}\n")
    assert caught.value.problems == (Problem(fault=Fault.NOT_YET, line=3, value=str(NOW.year + 1)),)
    assert queries.known_since(centres) is None


def test_visit_that_is_there_already_is_no_second_one(centres: Session) -> None:
    assert _record(centres, "institution;år\nC01;2018\nC01;2018\n") == 1
    assert _record(centres, "institution;år\nC01;2018\nC02;2018\n") == 1


def test_unknown_and_ambiguous_units_stop_the_whole_list(centres: Session) -> None:
    for number in ("D1", "D2"):
        unit = queries.find(centres, text="C01")
        services.open_institution(
            centres, number=number, name="Tvillingen", kind=unit.kind, ownership=unit.ownership, by=None, now=NOW
        )
    with pytest.raises(RegisterFaulty) as caught:
        _record(centres, "institution;år\nC01;2018\nC99;2018\nTvillingen;2019\n")
    assert caught.value.problems == (
        Problem(fault=Fault.NO_SUCH_UNIT, line=3, value="C99"),
        Problem(fault=Fault.SEVERAL_UNITS, line=4, value="Tvillingen"),
    )
    assert queries.known_since(centres) is None


def test_visit_recorded_twice_is_no_error(centres: Session) -> None:
    institution = queries.find(centres, text="C01")
    for _ in range(2):
        services.record_visit(centres, institution_id=institution.id, year=2027, source="dialogue")
    centres.expire_all()
    assert [visit.year for visit in queries.by_id(centres, institution.id).visits] == [2027]


def test_unknown_before_a_year_is_a_value(centres: Session) -> None:
    assert read_visits("institution;år\nC01;ukendt før 2019\n".encode()) == (
        VisitRow(line=2, institution="C01", year=2019, unknown=True),
    )
    assert _record(centres, "institution;år\nC01;ukendt før 2019\nC02;2016\n") == 1
    unit = queries.by_id(centres, queries.find(centres, text="C01").id)
    assert (unit.visits, unit.unknown_before) == ([], 2019)
    assert queries.known_since_of(unit, queries.known_since(centres)) == 2019
    assert queries.known_since_of(queries.find(centres, text="C03"), queries.known_since(centres)) == 2016


def test_year_from_which_all_is_known_is_a_setting(centres: Session) -> None:
    _record(centres, "institution;år\nC01;2012\n")
    assert queries.known_since(centres) == 2012
    visit_services.set_known_since(centres, year=2018, by=None, now=NOW)
    assert queries.known_since(centres) == 2018
    visit_services.set_known_since(centres, year=None, by=None, now=NOW)
    assert queries.known_since(centres) == 2012


def test_setting_reaches_the_choice(centres: Session) -> None:
    _record(centres, "institution;år\nC01;2012\n")
    visit_services.set_known_since(centres, year=2018, by=None, now=NOW)
    cycle = Cycle(year=2027, state=CycleState.OPEN, opened_at=NOW)
    request = selection.pool_request(centres, cycle=cycle, settings=DrawSettings(), now=NOW)
    assert request.known_since == 2018


def test_name_that_only_resembles_is_asked_about(centres: Session) -> None:
    rows = read_visits("institution;år\nCenter for ejendom og intern service;2018\nC01;2019\nMånen;2019\n".encode())
    matched = visit_services.match_visits(centres, rows=rows, now=NOW)
    (near,) = matched.near
    assert near.units[0].number == "C02"
    assert matched.sure == {3: queries.find(centres, text="C01").id}
    assert matched.problems == (Problem(fault=Fault.NO_SUCH_UNIT, line=4, value="Månen"),)


def test_uncertain_line_is_written_down_as_a_person_says_or_left_out(centres: Session) -> None:
    rows = read_visits("institution;år\nCenter for ejendom og intern service;2018\nCenter for borger;2019\n".encode())
    unit = queries.find(centres, text="C02").id
    with pytest.raises(RegisterFaulty) as caught:
        visit_services.record_visits(centres, rows=rows, source="l", by=None, now=NOW, chosen={2: unit})
    assert [(one.fault, one.line) for one in caught.value.problems] == [(Fault.LIKE_OTHERS, 3)]
    assert "C08" in caught.value.problems[0].expected
    chosen = {2: unit, 3: None}
    assert visit_services.record_visits(centres, rows=rows, source="l", by=None, now=NOW, chosen=chosen) == 1
    centres.expire_all()
    assert [visit.year for visit in queries.by_id(centres, unit).visits] == [2018]


def test_names_are_near_by_their_letters() -> None:
    names = Likeness({1: "Humlebæk Skole", 2: "Nivå Skole", 3: "Blomsterengen", 4: "Børneengen"})
    assert names.near("Humlebækskolen")[0] == 1
    assert names.near("humlebaek skole")[0] == 1
    assert names.near("Niva skole")[0] == 2
    assert names.near("Blomsterenge")[:1] == [3]
    assert names.near("Rådhuset") == []
