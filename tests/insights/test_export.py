"""Files: no cell becomes a formula, every reader gets its letters, and own notes never leave."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from app.cycle.models import Cycle
from app.dialogues.domain import PassageKind
from app.insights import export, queries
from app.insights.domain import ChainLink
from app.insights.export import Format
from app.insights.models import Insight
from app.insights.tables import FORMULA, Table, as_csv, as_xlsx
from tests.dialogues.meetings import open_cycle, open_held_note
from tests.insights.coding import learn, speak

CANARY, DERIVED = "KANARIEFUGL i egne noter", "AFLEDT af egne noter"
DANGEROUS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1")


def read_csv(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def cells(content: bytes) -> list[list[object]]:
    return [[cell.value for cell in row] for row in load_workbook(io.BytesIO(content)).active.iter_rows()]


def test_csv_is_what_a_danish_spreadsheet_opens() -> None:
    table = Table(title="T", heads=["Tema", "Antal"], rows=[['Å; "æ"\nø', 3], ["", None]])
    assert as_csv(table).decode("utf-8-sig") == 'Tema;Antal\r\n"Å; ""æ""\nø";3\r\n;\r\n'


def test_text_that_begins_as_a_formula_does_is_text() -> None:
    table = Table(title="T", heads=["=H"], rows=[[text] for text in DANGEROUS])
    assert [row[0] for row in read_csv(as_csv(table))] == ["'=H", *(f"'{text}" for text in DANGEROUS)]
    book = load_workbook(io.BytesIO(as_xlsx(table))).active
    kinds = [(cell.data_type, cell.quotePrefix) for row in book.iter_rows() for cell in row]
    assert kinds == [("s", True)] * (1 + len(DANGEROUS))


@given(text=st.text(max_size=40))
def test_no_text_whatever_becomes_a_formula(text: str) -> None:
    table = Table(title="[T]/" + "x" * 40, heads=["H"], rows=[[text, 1]])
    assert not read_csv(as_csv(Table(title="T", heads=["H"], rows=[[text.replace("\r", ""), 1]])))[1][0].startswith(
        FORMULA
    )
    [_head, row] = load_workbook(io.BytesIO(as_xlsx(table))).active.iter_rows()
    assert row[0].data_type != "f"
    assert row[1].value == 1


@pytest.fixture
def cycle(session: Session) -> Cycle:
    return open_cycle(session)


@pytest.fixture
def insights(session: Session, cycle: Cycle) -> list[Insight]:
    """One insight on the minutes of two institutions, and one that is derived from own notes and from the minutes."""
    note = open_held_note(session, cycle, name="=Åkandens Børnehus")
    other = open_held_note(session, cycle, name="Skovbrynets Skole")
    [own] = speak(session, note, CANARY, kind=PassageKind.OWN)
    open_words = [*speak(session, note, "Alle syv."), *speak(session, other, "Ingen af os.")]
    learn(session, cycle, *open_words, sentence="-Ingen ejer sagen.", chain=ChainLink.SERVICE)
    learn(session, cycle, own, open_words[0], sentence=DERIVED)
    return queries.insights_of(session, cycle)


@pytest.mark.usefixtures("app")
def test_table_has_a_row_for_each_piece_of_evidence(insights: list[Insight]) -> None:
    head, first, second, own, shared = read_csv(export.insights_as(Format.CSV, insights, year=2027))
    assert head[:8] == [
        *("Nr.", "Indsigt", "Handler om", "Tema", "Siger", "For hvem", "Led i effektkæden", "Institutioner bag"),
    ]
    assert first[1:] == [
        *("'-Ingen ejer sagen.", "Et tema", "Samarbejde på tværs", "Barriere", "", "Ydelse", "2"),
        *("'=Åkandens Børnehus", "2027-03-16", "Alle syv.", "støtter", ""),
    ]
    assert (second[8], second[10]) == ("Skovbrynets Skole", "Ingen af os.")
    assert (own[1], own[10], own[12]) == ("", "", "sekretariatets egne noter, gengives ikke")
    assert (shared[1], shared[10], shared[12]) == ("", "Alle syv.", "")


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("kind", list(Format))
def test_own_notes_and_what_is_derived_from_them_are_in_no_file(insights: list[Insight], kind: Format) -> None:
    content = export.insights_as(kind, insights, year=2027)
    text = str(cells(content)) if kind is Format.XLSX else content.decode()
    assert [word in text for word in (CANARY, DERIVED, "Ingen ejer sagen.")] == [False, False, True]


@pytest.mark.usefixtures("app")
def test_json_names_own_notes_and_does_not_tell_them(insights: list[Insight]) -> None:
    first, second = json.loads(export.insights_as(Format.JSON, insights, year=2027))["insights"]
    assert (first["chain"], first["strength"], first["own_notes"]) == ("service", 2, False)
    assert (second["sentence"], second["own_notes"], [one["own"] for one in second["words"]]) == (
        "",
        True,
        [True, False],
    )
