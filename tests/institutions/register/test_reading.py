"""The register engine on the real files: every trap that they hold, and every fault by line and column."""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from pathlib import Path

import pytest

from app.institutions.domain import Doubt, Fault, Kind, Ownership, Problem, RegisterFaulty, RegisterRow, Remark
from app.institutions.register.reading import Register, read_register, within

DATA = Path(__file__).parents[2] / "data"


def _read(name: str) -> Register:
    return read_register((DATA / name).read_bytes())


def _row(register: Register, key: str) -> RegisterRow:
    return next(row for row in register.rows if row.key == key)


def _problems(text: str) -> tuple[Problem, ...]:
    with pytest.raises(RegisterFaulty) as caught:
        read_register(text.encode())
    return caught.value.problems


def test_list_of_one_municipality_is_read_whole() -> None:
    register = _read("institutioner_fredensborg_2026.csv")
    assert Counter(row.kind for row in register.rows) == {Kind.SCHOOL: 15, Kind.DAY_CARE: 38}
    assert Counter(row.ownership for row in register.rows) == {
        Ownership.MUNICIPAL: 38,
        Ownership.PRIVATE: 9,
        Ownership.SELF_GOVERNING: 5,
        Ownership.UNKNOWN: 1,
    }
    assert _row(register, "208007") == RegisterRow(
        line=3,
        register="stil",
        key="208007",
        name="Endrupskolen",
        kind=Kind.SCHOOL,
        kind_words="skole",
        ownership=Ownership.MUNICIPAL,
        municipality="Fredensborg",
        head_key="208007",
        address="Endrupvej 32",
        postcode="3480",
        town="Fredensborg",
        size=516,
    )


def test_headers_that_nothing_is_read_from_are_told() -> None:
    assert _read("institutioner_fredensborg_2026.csv").unused == ("type", "breddegrad", "laengdegrad", "kilde")


def test_double_spaces_in_names_become_one() -> None:
    register = _read("institutioner_fredensborg_2026.csv")
    assert _row(register, "208210").name == "Fredensborg Ungdomsskole"
    assert _row(register, "G18064").name == "BH Nivå venteliste og administration"


def test_waiting_lists_are_no_units() -> None:
    register = _read("institutioner_fredensborg_2026.csv")
    assert [row.key for row in register.rows if row.pseudo] == ["G18062", "G17870", "G18166", "G18064", "G24511"]


def test_empty_ownership_is_a_question() -> None:
    row = _row(_read("institutioner_fredensborg_2026.csv"), "208210")
    assert row.ownership is Ownership.UNKNOWN
    assert row.remarks == (Remark(doubt=Doubt.OWNERSHIP_UNKNOWN),)


def test_departments_by_name_only_are_pointed_out() -> None:
    rows = _read("institutioner_fredensborg_2026.csv").rows
    found = {
        row.name: remark.about for row in rows for remark in row.remarks if remark.doubt is Doubt.LIKE_A_DEPARTMENT
    }
    assert found == {
        "Fredensborg Skole, Benediktevej": "Fredensborg Skole",
        "Fredensborg Skole, afd. Karlebo": "Fredensborg Skole",
        "Fredensborg Skole Vilhelmsro": "Fredensborg Skole",
        "Humlebæk Skole, Gl. Strandvej": "Humlebæk Skole",
        "Humlebækskole, 6. - 9. klasse": "Humlebæk Skole",
    }


def test_centres_come_from_a_plain_list() -> None:
    rows = _read("centre_fredensborg_2017.csv").rows
    assert [row.key for row in rows] == [f"C0{number}" for number in range(1, 10)]
    assert {(row.kind, row.register, row.ownership) for row in rows} == {(Kind.CENTRE, "own", Ownership.MUNICIPAL)}


def test_format_of_2016_is_read_by_its_own_headers() -> None:
    register = _read("institutionsregister_2016.csv")
    row = _row(register, "101625")
    assert (row.name, row.kind_words, row.ownership) == (
        "Nexus",
        "Dagbehandlingstilbud og behandlingshjem",
        Ownership.SELF_GOVERNING,
    )
    assert (row.municipality, row.location) == ("København", "Frederikssund")
    assert Remark(doubt=Doubt.ADMINISTERED_ELSEWHERE, about="Frederikssund") in row.remarks
    assert len(register.rows) == 4352


def test_every_department_of_2016_has_its_main_unit_as_head() -> None:
    rows = _read("institutionsregister_2016.csv").rows
    departments = [row for row in rows if row.parent_key]
    assert len(departments) == 875
    assert all(row.head_key == row.parent_key for row in departments)


def test_chain_of_three_has_one_head() -> None:
    text = "id;navn;kategori;hovedenhed\n1;A;skole;\n2;B;skole;1\n3;C;skole;2\n"
    assert [row.head_key for row in read_register(text.encode()).rows] == ["1", "1", "1"]


def test_format_of_today_knows_main_unit_and_departments() -> None:
    register = _read("institutionsregister_2026_udsnit.csv")
    assert {row.key: (row.parent_key, row.head_key) for row in register.rows if row.head_key == "250004"} == {
        "250004": ("", "250004"),
        "225002": ("250004", "250004"),
        "225003": ("250004", "250004"),
    }
    assert _row(register, "227200").opened == dt.date(1976, 8, 1)


def test_active_codes_one_two_and_four_are_open() -> None:
    assert all(row.active for row in _read("institutionsregister_2026_udsnit.csv").rows)
    text = "institutionsnummer;institutionsnavn;kategori;aktivkode, nr;nedlæggelsesdato\n1;A;skole;3;31/07/2024\n"
    (row,) = read_register(text.encode()).rows
    assert (row.active, row.closed) == (False, dt.date(2024, 7, 31))


def test_place_number_that_stands_twice_is_no_identity() -> None:
    register = _read("institutionsregister_2026_udsnit.csv")
    twice = {row.key for row in register.rows for remark in row.remarks if remark.doubt is Doubt.PLACE_NUMBER_TWICE}
    assert twice == {"250004", "225002"}


def test_authority_among_its_institutions_is_no_unit() -> None:
    assert [row.name for row in _read("institutionsregister_2026_udsnit.csv").rows if row.pseudo] == [
        "Københavns Kommune"
    ]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Københavns Kommune", "København"),
        ("København", "København"),
        ("Randers Kommune", "Randers"),
        ("Horsens", "Horsens"),
        ("Assens Kommune", "Assens"),
        ("Bornholms Regionskommune", "Bornholm"),
        ("Vesthimmerlands", "Vesthimmerland"),
        ("Nordfyns Kommune", "Nordfyns"),
        ("Christiansø ", "Christiansø"),
        ("Uden for kommunal inddeling (Færøerne og Grønland)", ""),
    ],
)
def test_genitive_of_a_municipality_is_looked_up_never_cut(written: str, meant: str) -> None:
    (row,) = read_register(f"id;navn;kategori;kommune\n1;A;skole;{written}\n".encode()).rows
    assert row.municipality == meant


def test_one_municipality_is_what_it_administers_and_what_nobody_does() -> None:
    rows = within(_read("institutionsregister_2026_udsnit.csv").rows, "Fredensborg Kommune")
    assert [row.name for row in rows] == [
        "Ullerødskolen",
        "Dyssegården",
        "Pædagogisk Psykologisk Rådgivning",
        "Møllevejens Skole",
    ]


def test_whole_country_is_read_fast() -> None:
    started = time.process_time()
    register = _read("institutioner_dk_2026.csv")
    assert len(register.rows) == 6468
    assert time.process_time() - started < 5


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_encodings_and_delimiters_are_found_out(encoding: str, delimiter: str) -> None:
    text = "Navn;Nummer;Område;Art\nRingvejens Børnehus – Æblehaven;0007;Øst;dagtilbud\n".replace(";", delimiter)
    register = read_register(text.encode(encoding))
    assert [(row.key, row.name, row.area, row.kind) for row in register.rows] == [
        ("0007", "Ringvejens Børnehus – Æblehaven", "Øst", Kind.DAY_CARE)
    ]
    assert register.delimiter == delimiter


def test_letters_made_of_two_marks_become_one() -> None:
    (row,) = read_register("id;navn;kategori\n1;A\u030aen Børnehus;dagtilbud\n".encode()).rows
    assert row.name == "Åen Børnehus"


def test_unknown_kind_and_owner_are_taken_in_and_pointed_out() -> None:
    (row,) = read_register(b"id;navn;kategori;ejerforhold\n1;A;rumhavn;fond\n").rows
    assert (row.kind, row.kind_words, row.ownership) == (Kind.OTHER, "rumhavn", Ownership.UNKNOWN)
    assert row.remarks == (
        Remark(doubt=Doubt.KIND_UNKNOWN, about="rumhavn"),
        Remark(doubt=Doubt.OWNERSHIP_UNKNOWN, about="fond"),
    )


def test_every_fault_is_told_by_line_and_column() -> None:
    text = "id;navn;kategori;Elevtal;Lukket\n1;A;skole;ti;\n;B;skole;10;\n1;C;skole;;32/13/2024\n"
    assert _problems(text) == (
        Problem(fault=Fault.NOT_A_NUMBER, line=2, column="Elevtal", value="ti"),
        Problem(fault=Fault.EMPTY, line=3, column="id"),
        Problem(fault=Fault.NOT_A_DATE, line=4, column="Lukket", value="32/13/2024"),
        Problem(fault=Fault.TWICE, line=4, column="id", value="1", expected="2"),
    )


def test_missing_columns_are_named() -> None:
    assert _problems("id;kommune\n1;Fredensborg\n") == (
        Problem(fault=Fault.COLUMN_MISSING, line=1, column="navn"),
        Problem(fault=Fault.COLUMN_MISSING, line=1, column="kategori"),
    )


def test_two_headers_for_one_thing_are_refused() -> None:
    assert _problems("id;navn;Institutionsnavn;kategori\n1;A;B;skole\n") == (
        Problem(fault=Fault.COLUMN_TWICE, line=1, column="Institutionsnavn", value="navn"),
    )


def test_row_of_another_length_is_told() -> None:
    assert _problems("id;navn;kategori\n1;A\n\n2;B;skole;x\n") == (
        Problem(fault=Fault.RAGGED, line=2, value="2", expected="3"),
        Problem(fault=Fault.RAGGED, line=4, value="4", expected="3"),
    )


def test_line_is_the_files_own_though_a_cell_holds_a_break() -> None:
    assert _problems('id;navn;kategori;elevtal\n1;"A\nB";skole;1\n2;C;skole;x\n') == (
        Problem(fault=Fault.NOT_A_NUMBER, line=4, column="elevtal", value="x"),
    )


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", Fault.EMPTY_FILE),
        (b"\xef\xbb\xbf \r\n", Fault.EMPTY_FILE),
        (b"PK\x03\x04rest of a workbook", Fault.WRONG_FILE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 of 1997", Fault.SPREADSHEET),
        (b"%PDF-1.7 a letter", Fault.WRONG_FILE),
        (b"<html><table>", Fault.WRONG_FILE),
        (b"x" * (20 * 1024 * 1024 + 1), Fault.TOO_LARGE),
        (b"id;navn;kategori\n" + b"1;A;skole\n" * 100_001, Fault.TOO_LARGE),
        (b"id;navn\x00;kategori", Fault.NOT_TEXT),
        (b'id;navn;kategori\n1;"A"B;skole\n', Fault.QUOTES),
    ],
)
def test_what_is_no_table_is_refused(content: bytes, fault: Fault) -> None:
    with pytest.raises(RegisterFaulty) as caught:
        read_register(content)
    assert [problem.fault for problem in caught.value.problems] == [fault]


def test_parents_in_a_circle_are_refused() -> None:
    assert _problems("id;navn;kategori;hovedenhed\n1;A;skole;2\n2;B;skole;1\n") == (
        Problem(fault=Fault.PARENT_LOOP, line=2, value="1 → 2 → 1"),
    )


def test_parent_to_itself_is_no_department() -> None:
    (row,) = read_register(b"id;navn;kategori;hovedenhed\n1;A;skole;1\n").rows
    assert (row.parent_key, row.head_key) == ("", "1")


def test_parent_outside_the_file_is_pointed_out() -> None:
    (row,) = read_register(b"id;navn;kategori;ejerforhold;hovedenhed\n1;A;skole;kommunal;9\n").rows
    assert (row.parent_key, row.head_key) == ("9", "1")
    assert row.remarks == (Remark(doubt=Doubt.PARENT_ABSENT, about="9"),)


def test_text_that_no_table_or_header_holds_is_refused() -> None:
    content = f"id;navn;kategori;område\n1;A\x1b;skole;{'o' * 121}\n"
    assert [(problem.fault, problem.column) for problem in _problems(content)] == [
        (Fault.UNPRINTABLE, "navn"),
        (Fault.TOO_LONG, "område"),
    ]


def test_unit_whose_head_lies_in_another_municipality_stands_alone() -> None:
    rows = within(read_register(b"id;navn;kategori;kommune;hovedenhed\n1;A;skole;By;2\n2;B;skole;Land;\n").rows, "By")
    assert [(row.key, row.head_key) for row in rows] == [("1", "1")]
    assert Remark(doubt=Doubt.PARENT_ABSENT, about="2") in rows[0].remarks
