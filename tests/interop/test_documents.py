"""What the demonstration hands out, opened in LibreOffice: it is read as it was meant, and can be printed."""

from __future__ import annotations

import csv
import datetime as dt
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app import clock
from app.cycle import queries as cycles
from app.database import EXTENSION, Database
from app.guidance import queries as guidances
from app.people import services as people
from app.people.access import TOKEN
from app.people.domain import Role
from app.scheduling.domain import DialogueState
from app.scheduling.models import Dialogue
from demonstration.visitors import visitor
from tests.office import convert
from tests.staged import application_of, copy_of

CSV_AS_OURS = "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true"
"""Semicolons, UTF-8, cells as they are shown."""
Fetch = Callable[[str, str], Path]


@pytest.fixture(scope="module")
def client(built_demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """The secretary, in a demonstration of her own."""
    app = application_of(copy_of(built_demonstration, tmp_path_factory.mktemp("documents") / "own"))
    database: Database = app.extensions[EXTENSION]
    client, now = app.test_client(), clock.now()
    with database.write.begin() as session:
        person = visitor(session, Role.SECRETARIAT.value)
        assert person
        token = people.open_session(session, person=person, life=dt.timedelta(hours=1), now=now)
    with client.session_transaction() as cookie:
        cookie[TOKEN], cookie["seen"] = token, int(now.timestamp())
    yield client
    database.dispose()


@pytest.fixture(scope="module")
def addresses(client: FlaskClient) -> dict[str, str]:
    """Where each file is to be had, with the numbers of this demonstration."""
    with client.application.extensions[EXTENSION].read() as session:
        cycle = cycles.current(session)
        assert cycle
        year = guidances.published(session, cycle.year).year
        state = Dialogue.state == DialogueState.HELD
        held = session.scalars(select(Dialogue.id).where(state).order_by(Dialogue.id).limit(1)).one()
    edition = f"/ledetraad/{year}/udgave/1/ledetraad-{year}"
    return {
        "guidance.docx": f"{edition}.docx",
        "plan.docx": f"{edition}-aarsplan.docx",
        "draft.docx": f"/ledetraad/{year + 1}/udkast.docx",
        "paper.docx": f"/kommunikation/{year}/sag.docx",
        "minutes.docx": f"/dialoger/dialog/{held}/udskrift.docx",
        "slides.pptx": f"/kommunikation/{year}/slides.pptx",
        "insights": f"/indsigter/{year}/hent?som=",
        "matrix": f"/indsigter/{year}/hent?hvad=matrix&som=",
        "plans": f"/opfoelgning/{year}/aarsplaner/hent?som=",
        "years": "/opfoelgning/aar/hent?som=",
    }


@pytest.fixture
def fetch(client: FlaskClient, addresses: dict[str, str], office_folder: Path) -> Fetch:
    """A file of the demonstration on the disk."""

    def fetch(name: str, kind: str = "") -> Path:
        answer = client.get(addresses[name] + kind)
        assert answer.status_code == 200, name
        target = office_folder / (f"{name}.{kind}" if kind else name)
        target.write_bytes(answer.data)
        return target

    return fetch


@pytest.mark.parametrize(
    ("name", "begins", "holds"),
    [
        ("guidance.docx", "Ledetråd", "Kære ledere og medarbejdere"),
        ("plan.docx", "Årsplan", "Andet, vi vil arbejde med"),
        ("draft.docx", "Ledetråd", "Bygger på"),
        ("paper.docx", "Økonomiudvalget", "Sagsfremstilling og økonomi"),
        ("minutes.docx", "Referat: dialog med", "Til stede"),
        ("slides.pptx", "Direktionens Ledetråd", "Eksempel Kommune"),
    ],
)
def test_file_can_be_printed_and_shows_its_words(
    fetch: Fetch, office_folder: Path, name: str, begins: str, holds: str
) -> None:
    """In the typeface that it names, with no mark of ours in sight, and with the demonstration's in each."""
    printed = convert(fetch(name, ""), "pdf", office_folder)
    words = _told("pdftotext", "-layout", str(printed), "-")
    assert words.split("\n")[0].strip().startswith(begins)
    assert holds in words
    assert "Opdigtet: menneskene og det, de siger, findes ikke." in words
    assert "ledetraad:" not in words
    fonts = {line.split()[0].partition("+")[2].partition("-")[0] for line in _fonts(printed)}
    assert fonts <= {"Carlito", "LiberationSans", "OpenSymbol"}  # Calibri, and the signs of lists


@pytest.mark.parametrize("name", ["insights", "matrix", "plans", "years"])
def test_workbook_holds_what_the_csv_holds(fetch: Fetch, office_folder: Path, name: str) -> None:
    """Read by Calc and written again, value by value."""
    ours = _rows(fetch(name, "csv"))
    read = _rows(convert(fetch(name, "xlsx"), CSV_AS_OURS, office_folder))
    assert read == ours
    assert len(ours) > 1


def _told(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def _fonts(printed: Path) -> list[str]:
    return _told("pdffonts", str(printed)).splitlines()[2:]


def _rows(file: Path) -> list[list[str]]:
    """An apostrophe before what looks like a formula is ours, in CSV alone."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return [[value.removeprefix("'") for value in row] for row in csv.reader(lines, delimiter=";")]
