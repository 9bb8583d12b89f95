"""What real rows teach: each trap that was found in the registers, by its name, on the files that hold it.

Source of the files: Institutionsregisteret and Dagtilbudsregisteret, Styrelsen for It og Læring (STIL).
"""

from __future__ import annotations

import io
from collections import Counter
from pathlib import Path

import pytest
from openpyxl import Workbook
from sqlalchemy.orm import Session

from app.institutions import queries
from app.institutions.domain import Doubt, Ownership, RegisterRow
from app.institutions.register import services as register_services
from app.institutions.register.reading import read_register, within
from tests.conftest import NOW

DATA = Path(__file__).parents[2] / "data"
OURS, COUNTRY = "institutioner_fredensborg_2026.csv", "institutioner_dk_2026.csv"
OLD, TODAY = "institutionsregister_2016.csv", "institutionsregister_2026_udsnit.csv"


def rows_of(name: str) -> dict[str, RegisterRow]:
    return {row.key: row for row in read_register((DATA / name).read_bytes()).rows}


def doubts_of(row: RegisterRow) -> set[Doubt]:
    return {remark.doubt for remark in row.remarks}


def test_trap_header_in_two_styles() -> None:
    """24 columns in capitals with underscores; 30 in words; ours in small letters: no position is the same."""
    old, today, ours = (rows_of(name) for name in (OLD, TODAY, OURS))
    assert old["101001"].name == "Den Classenske Legatskole"
    assert today["227011"].name == "Ullerødskolen"
    assert ours["208007"].name == "Endrupskolen"
    assert {row.postcode for row in (old["101001"], today["227011"], ours["208007"])} == {"1552", "2980", "3480"}


def test_trap_columns_in_another_order() -> None:
    table = [line.split(";") for line in (DATA / OURS).read_text(encoding="utf-8-sig").splitlines()]
    turned = "\n".join(";".join(reversed(row)) for row in table)
    names = {row.key: (row.name, row.size) for row in read_register(turned.encode()).rows}
    assert names == {key: (row.name, row.size) for key, row in rows_of(OURS).items()}


def test_trap_main_unit_and_departments_where_the_parent_points_to_itself() -> None:
    rows = rows_of(TODAY)
    assert [(key, rows[key].parent_key, rows[key].head_key) for key in ("250004", "225002", "225003")] == [
        ("250004", "", "250004"),
        ("225002", "250004", "250004"),
        ("225003", "250004", "250004"),
    ]


def test_trap_pseudo_units() -> None:
    waiting = [row.name for row in rows_of(OURS).values() if row.pseudo]
    assert waiting == [
        "BH Kokkedal venteliste og administration",
        "BH Fredensborg venteliste og administration",
        "BH Humlebæk venteliste og administration",
        "BH Nivå venteliste og administration",
        "Bøgegårdens venteliste",
    ]
    assert rows_of(TODAY)["101000"].pseudo  # the municipality among its institutions


def test_trap_municipal_self_governing_private() -> None:
    owners = Counter(row.ownership for row in rows_of(OURS).values())
    assert (owners[Ownership.MUNICIPAL], owners[Ownership.SELF_GOVERNING], owners[Ownership.PRIVATE]) == (38, 5, 9)
    assert rows_of(TODAY)["227012"].ownership is Ownership.PRIVATE  # “Selvejende, private”: no unit of ours


def test_trap_empty_ownership_is_asked_not_guessed() -> None:
    row = rows_of(OURS)["208210"]
    assert (row.ownership, doubts_of(row)) == (Ownership.UNKNOWN, {Doubt.OWNERSHIP_UNKNOWN})


def test_trap_administering_municipality_differs_from_location() -> None:
    row = rows_of(TODAY)["230002"]
    assert (row.municipality, row.location, row.place) == ("København", "Rudersdal", "København")
    assert Doubt.ADMINISTERED_ELSEWHERE in doubts_of(row)
    assert row.key not in {one.key for one in within(rows_of(TODAY).values(), "Rudersdal")}


def test_trap_administering_municipality_is_empty() -> None:
    row = rows_of(TODAY)["227012"]
    assert (row.municipality, row.location, row.place) == ("", "Fredensborg", "Fredensborg")
    assert row.key in {one.key for one in within(rows_of(TODAY).values(), "Fredensborg Kommune")}


def test_trap_genitive_of_koebenhavn() -> None:
    """“Københavns Kommune” is København, and no other municipality loses its last letter by it."""
    assert rows_of(OLD)["101001"].municipality == rows_of(COUNTRY)["101001"].municipality == "København"
    names = {row.municipality for row in rows_of(COUNTRY).values()}
    assert {"Randers", "Horsens", "Assens"} <= names
    assert not {"Rander", "Horsen", "Assen", "Københavns"} & names


@pytest.mark.parametrize(("code", "active"), [("1", True), ("2", True), ("4", True), ("3", False), ("5", False)])
def test_trap_active_codes_1_2_4(code: str, active: bool) -> None:
    text = f"institutionsnummer;institutionsnavn;kategori;aktivkode, nr\n1;A;skole;{code}\n"
    assert [row.active for row in read_register(text.encode()).rows] == [active]


def test_trap_active_codes_of_the_real_rows() -> None:
    assert all(row.active for row in rows_of(TODAY).values())


def test_trap_leading_zeros() -> None:
    (row,) = read_register(b"id;navn;kategori;postnr\n007012;A;skole;0800\n").rows
    assert (row.key, row.postcode) == ("007012", "0800")


def test_trap_leading_zeros_that_a_spreadsheet_only_shows() -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(["id", "navn", "kategori"])
    sheet.append([7012, "A", "skole"])
    sheet["A2"].number_format = "000000"
    assert [row.key for row in read_register(_bytes(book)).rows] == ["007012"]


def test_trap_double_spaces_in_names() -> None:
    assert rows_of(OURS)["208210"].name == "Fredensborg Ungdomsskole"
    assert not [row.name for row in rows_of(COUNTRY).values() if "  " in row.name]


def test_trap_place_number_that_stands_twice() -> None:
    rows = rows_of(TODAY)
    assert {key for key, row in rows.items() if Doubt.PLACE_NUMBER_TWICE in doubts_of(row)} == {"250004", "225002"}
    assert len({row.key for row in rows.values() if row.place_number == rows["250004"].place_number}) == 2


def test_trap_department_by_its_name_only() -> None:
    assert Doubt.LIKE_A_DEPARTMENT in doubts_of(rows_of(OURS)["208004"])


def test_trap_numbers_that_a_spreadsheet_keeps_as_floats() -> None:
    book = Workbook()
    book.active.append(["id", "navn", "kategori", "postnr", "elevtal"])
    book.active.append([208007.0, "Endrupskolen", "skole", 3480.0, 516.0])
    (row,) = read_register(_bytes(book)).rows
    assert (row.register, row.key, row.postcode, row.size) == ("stil", "208007", "3480", 516)


def _bytes(book: Workbook) -> bytes:
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


@pytest.mark.parametrize("name", [OURS, OLD, TODAY])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_trap_encoding_and_separator(name: str, encoding: str, delimiter: str) -> None:
    import csv

    rows = list(csv.reader(io.StringIO((DATA / name).read_text(encoding="utf-8-sig")), delimiter=";"))[:40]
    kept = io.StringIO()
    csv.writer(kept, delimiter=delimiter).writerows(rows)
    again = read_register(kept.getvalue().encode(encoding, "replace")).rows
    as_was = list(rows_of(name).values())[: len(again)]
    assert [(row.key, row.name, row.ownership) for row in again] == [
        (row.key, row.name, row.ownership) for row in as_was
    ]


@pytest.mark.parametrize("name", [OURS, OLD, TODAY])
def test_trap_the_same_file_twice_changes_nothing(session: Session, name: str) -> None:
    content = (DATA / name).read_bytes()
    for wanted in ({"new": len(rows_of(name))}, {"unchanged": len(rows_of(name))}):
        done = register_services.import_register(session, content=content, file_name=name, by=None, now=NOW)
        counts = {**done.diff.counts(), "remarked": 0}
        assert {key: count for key, count in counts.items() if count} == wanted
    assert queries.count(session) == len(rows_of(name))
