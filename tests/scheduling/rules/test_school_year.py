"""The schools' holidays: the usual ones, and a municipality's list with every fault by its line."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clock import holidays_of
from app.scheduling.rules import school_year
from app.scheduling.rules.school_year import Fault, Holiday, Wrong

CSV = "Ferie;Fra;Til\nVinterferie;15.2.2027;19.2.2027\nSommerferie;2027-06-26;2027-08-08\n"
ICS = """BEGIN:VCALENDAR\r
VERSION:2.0\r
BEGIN:VEVENT\r
SUMMARY:Efterårsferie\\, uge 42\r
DTSTART;VALUE=DATE:20271018\r
DTEND;VALUE=DATE:20271023\r
END:VEVENT\r
BEGIN:VEVENT\r
SUMMARY:Skolefri\r
DTSTART;VALUE=DATE:20280501\r
END:VEVENT\r
END:VCALENDAR\r
"""


def faults(data: str) -> list[tuple[int, Wrong]]:
    return [(one.line, one.wrong) for one in school_year.read(data.encode(), source="f").faults]


def test_the_usual_year_has_the_five_holidays() -> None:
    found = [(one.name, one.first, one.last) for one in school_year.usual_holidays(2026)]
    assert found == [
        ("efterårsferie", dt.date(2026, 10, 12), dt.date(2026, 10, 16)),
        ("juleferie", dt.date(2026, 12, 23), dt.date(2027, 1, 2)),
        ("vinterferie", dt.date(2027, 2, 15), dt.date(2027, 2, 19)),
        ("påskeferie", dt.date(2027, 3, 22), dt.date(2027, 3, 29)),
        ("sommerferie", dt.date(2027, 6, 26), dt.date(2027, 8, 8)),
    ]


@given(st.integers(1990, 2090))
def test_easter_is_the_one_of_the_calendar_of_holidays(year: int) -> None:
    assert "Påskedag" in holidays_of(year)[school_year.easter_sunday(year)]


@given(st.integers(1990, 2090))
def test_the_usual_holidays_never_overlap_and_belong_to_their_year(year: int) -> None:
    found = school_year.usual_holidays(year)
    assert school_year.check(found) == []
    assert {school_year.school_year_of(one.first) for one in found} == {year}


def test_a_table_is_read() -> None:
    listed = school_year.read(b"\xef\xbb\xbf" + CSV.encode(), source="ferier.csv")
    assert listed.faults == ()
    assert listed.years == [2026]
    assert listed.holidays[0] == Holiday(
        name="Vinterferie", first=dt.date(2027, 2, 15), last=dt.date(2027, 2, 19), source="ferier.csv"
    )


def test_a_calendar_is_read_and_its_last_day_is_the_one_before_the_end() -> None:
    listed = school_year.read(ICS.encode(), source="ferier.ics")
    assert [(one.name, one.first, one.last) for one in listed.holidays] == [
        ("Efterårsferie, uge 42", dt.date(2027, 10, 18), dt.date(2027, 10, 22)),
        ("Skolefri", dt.date(2028, 5, 1), dt.date(2028, 5, 1)),
    ]
    assert listed.faults == ()


def test_every_fault_is_told_by_its_line() -> None:
    rows = [
        "navn;fra;til",
        "Vinterferie;15.2.2027;31.2.2027",
        "Påske;1.4.2027;22.3.2027",
        ";1.5.2027;1.5.2027",
        "Kort",
        "Sommer;1.6.2027;1.10.2027",
        "Efterår;18.10.2027;22.10.2027",
        "Uge 42;20.10.2027;21.10.2027",
    ]
    assert faults("\n".join(rows)) == [
        (2, Wrong.DATE),
        (3, Wrong.BACKWARDS),
        (4, Wrong.NAME),
        (5, Wrong.CELLS),
        (6, Wrong.TOO_LONG),
        (8, Wrong.OVERLAP),
    ]


def test_a_fault_in_a_calendar_is_told_by_the_line_of_its_event() -> None:
    assert faults(ICS.replace("20271018", "hvornår")) == [(3, Wrong.DATE)]
    assert faults(ICS.replace("SUMMARY:Skolefri", "SUMMARY:Skolefri\r\nRRULE:FREQ=DAILY")) == [(8, Wrong.CALENDAR)]


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        (b"", Wrong.EMPTY),
        (b"a;b;c\n1;2;3", Wrong.NO_HEAD),
        (b"\x00\x01\x02", Wrong.NOT_TEXT),
        (b"x" * 1_000_001, Wrong.TOO_LARGE),
        (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR", Wrong.EMPTY),
    ],
)
def test_what_is_no_list_says_so_in_its_first_line(data: bytes, wrong: Wrong) -> None:
    assert [(one.line, one.wrong) for one in school_year.read(data, source="f").faults] == [(1, wrong)]


@given(st.binary(max_size=300))
def test_no_file_breaks_the_reader(data: bytes) -> None:
    calendar = b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n" + data + b"\nEND:VEVENT"
    for content in (data, b"navn;fra;til\n" + data, calendar):
        found = school_year.read(content, source="f")
        assert found.faults or found.holidays


def test_a_fault_is_a_fault_of_its_line() -> None:
    assert school_year.check([Holiday(name=" ", first=dt.date(2027, 1, 1), last=dt.date(2027, 1, 1))]) == [
        Fault(line=1, wrong=Wrong.NAME)
    ]
