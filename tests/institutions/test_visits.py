"""Earlier dialogues: the list as people keep it, and the record that is unknown before it begins."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.institutions import queries, services, visit_services
from app.institutions.domain import Fault, Problem, RegisterFaulty
from app.institutions.visits import VisitRow, read_visits
from tests.conftest import DATA, NOW

CENTRES = "centre_fredensborg_2017.csv"


@pytest.fixture
def centres(session: Session) -> Session:
    content = (DATA / CENTRES).read_bytes()
    services.import_register(session, content=content, file_name=CENTRES, by=None, now=NOW)
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
