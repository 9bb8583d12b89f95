"""What a register changes of the units that are there, and what it leaves alone."""

from __future__ import annotations

import datetime as dt

from app.institutions.domain import Change, GoneUnit, Kind, KnownUnit, Ownership, RegisterDiff
from app.institutions.register.reading import read_register
from app.institutions.register.renewal import compare, fields_of

DAY = dt.date(2027, 1, 4)
HEADER = "id;navn;kategori;ejerforhold;kommune;adresse;elevtal;område;hovedenhed;lukket\n"


def _known(number: str, **given: object) -> KnownUnit:
    fields: dict[str, object] = {
        "name": "Skolen",
        "kind": Kind.SCHOOL,
        "kind_words": "skole",
        "ownership": Ownership.MUNICIPAL,
        "municipality": "Fredensborg",
        "area": "",
        "street": "Vej 1",
        "postcode": "",
        "town": "",
        "size": 100,
        "pseudo": False,
        "active_from": None,
        "active_to": None,
        "head": "",
    }
    return KnownUnit(id=int(number), register="own", number=number, fields={**fields, **given})


def _compared(known: list[KnownUnit], *lines: str, areas: dict[str, str] | None = None) -> RegisterDiff:
    rows = read_register((HEADER + "\n".join(lines)).encode()).rows
    return compare(known, rows, areas=areas or {}, day=DAY)


def _changes(diff: RegisterDiff) -> list[Change]:
    return [change for unit in diff.changed for change in unit.changes]


SAME = "1;Skolen;skole;kommunal;Fredensborg;Vej 1;100;;;"


def test_same_unit_is_unchanged() -> None:
    diff = _compared([_known("1")], SAME)
    assert diff.counts() == {"new": 0, "changed": 0, "unchanged": 1, "gone": 0, "remarked": 0}


def test_changed_field_is_told_before_and_after() -> None:
    diff = _compared([_known("1")], SAME.replace("Vej 1", "Vej 2").replace("100", "120"))
    assert _changes(diff) == [
        Change(field="street", before="Vej 1", after="Vej 2"),
        Change(field="size", before=100, after=120),
    ]


def test_what_the_file_says_nothing_of_stays() -> None:
    known = _known("1", area="Nord", ownership=Ownership.SELF_GOVERNING, town="Nivå", head="9")
    assert _compared([known], "1;Skolen;skole;;Fredensborg;;;;;").unchanged == 1


def test_area_comes_from_the_mapping_before_the_file() -> None:
    line = SAME.replace(";100;;;", ";100;Syd;;")
    assert _changes(_compared([_known("1")], line)) == [Change(field="area", before="", after="Syd")]
    assert _changes(_compared([_known("1")], line, areas={"1": "Nord"})) == [
        Change(field="area", before="", after="Nord")
    ]


def test_unit_that_the_file_does_not_hold_is_gone_only_among_its_kind() -> None:
    known = [_known("1"), _known("2"), _known("3", kind=Kind.DAY_CARE), _known("4", active_to=DAY)]
    assert _compared(known, SAME).gone == (GoneUnit(id=2, number="2", name="Skolen"),)


def test_closed_row_closes_its_unit_on_its_day() -> None:
    assert _changes(_compared([_known("1")], SAME + "31-07-2026")) == [
        Change(field="active_to", before=None, after=dt.date(2026, 7, 31))
    ]


def test_unit_closed_by_a_person_is_not_opened_or_moved() -> None:
    known = _known("1", active_to=dt.date(2026, 1, 1))
    assert _compared([known], SAME).unchanged == 1
    assert _compared([known], SAME + "31-07-2026").unchanged == 1


def test_inactive_row_without_a_day_closes_on_the_day_of_the_import() -> None:
    text = "id;navn;kategori;aktivkode, nr\n1;A;skole;3\n"
    (row,) = read_register(text.encode()).rows
    assert fields_of(row, {}, DAY)["active_to"] == DAY


def test_new_parent_is_a_change_of_head() -> None:
    diff = _compared([_known("1"), _known("2")], SAME, "2;Skolen;skole;kommunal;Fredensborg;Vej 1;100;;1;")
    assert _changes(diff) == [Change(field="head", before="", after="1")]
