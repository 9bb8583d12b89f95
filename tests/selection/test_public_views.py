"""A public lot: published, drawn by a value that is shown before it counts, and read by whoever has no account."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.cycle.models import Cycle
from app.selection import queries
from app.selection.lottery.record import read_record
from app.settings import SETTINGS
from tests.printed import words_in
from tests.selection.conftest import choose, prepare

PAGE = "/udvaelgelse/2027/offentlig"
FILES = ("", "/protokol.json", "/liste.pdf", "/verify.py")
NAMED = {"appointed-0-unit": "Enhed 4", "appointed-0-reason": "theme", "appointed-0-remark": "Fortroligt"}
VALUE = {"value": "417205 883016", "how": "ti kugler i en pose", "witnesses": "Vidne Vidnesen"}


@pytest.fixture
def switched_on(app: Flask) -> Iterator[None]:
    given = app.extensions[SETTINGS]
    app.extensions[SETTINGS] = dataclasses.replace(given, public_lots=True)
    yield
    app.extensions[SETTINGS] = given


@pytest.fixture
def anyone(app: Flask) -> FlaskClient:
    return app.test_client()


def _publish(client: FlaskClient, **given: str) -> None:
    prepare(client, way="by-public-lot", **given)
    assert client.post("/udvaelgelse/2027/laeg-fast").status_code == 302


def _draw(client: FlaskClient, **given: str) -> None:
    assert client.post("/udvaelgelse/2027/tal", data={**VALUE, **given, "sure": "y"}).status_code == 302


def _answers(client: FlaskClient) -> set[int]:
    return {client.get(PAGE + file).status_code for file in FILES}


def test_outside_there_is_nothing_until_it_is_switched_on(secretary: FlaskClient, anyone: FlaskClient) -> None:
    _publish(secretary)
    _draw(secretary)
    assert _answers(anyone) == {404}
    assert "Åbn siden, som alle kan se" not in secretary.get("/udvaelgelse/2027").text


@pytest.mark.usefixtures("switched_on")
def test_outside_there_is_nothing_until_the_list_is_published(secretary: FlaskClient, anyone: FlaskClient) -> None:
    assert _answers(anyone) == {404}
    prepare(secretary, way="by-public-lot")
    assert _answers(anyone) == {404}
    secretary.post("/udvaelgelse/2027/laeg-fast")
    assert _answers(anyone) == {200}
    page = anyone.get(PAGE).text
    assert "Listen er lagt frem. Nu mangler tallet." in page


@pytest.mark.usefixtures("switched_on")
def test_other_ways_are_never_seen_outside(secretary: FlaskClient, anyone: FlaskClient) -> None:
    for way in ("by-turn", "by-lot-in-house"):
        prepare(secretary, way=way)
        assert _answers(anyone) == {404}
    secretary.post("/udvaelgelse/2027/laeg-fast")
    choose(secretary)
    assert _answers(anyone) == {404}


@pytest.mark.usefixtures("switched_on")
def test_witness_reads_the_steps_and_no_more_than_that(
    secretary: FlaskClient, anyone: FlaskClient, session: Session, cycle: Cycle
) -> None:
    _publish(secretary, **NAMED)
    _draw(secretary)
    session.expire_all()
    seat = queries.active_seats(session, cycle)[2]
    gone = {"reason": "En sag om en person"}
    assert secretary.post(f"/udvaelgelse/2027/afbud/{seat.id}", data=gone).status_code == 302
    page = anyone.get(PAGE).text
    assert "Nummer 417.205 står på linje" in page
    assert f"{seat.institution.name} kan ikke være med i år." in page
    assert "Enhed 4: Årets temaer gælder især dem." in page
    for closed in ("Vidne Vidnesen", "ti kugler", "Fortroligt", "En sag om en person", "Reserve"):
        assert closed not in page
        assert closed not in anyone.get(f"{PAGE}/protokol.json").text
    record = json.loads(anyone.get(f"{PAGE}/protokol.json").text)
    assert record["result"]["reserves"] is None
    inside = secretary.get("/udvaelgelse/2027").text
    assert "Vidne Vidnesen så på." in inside
    assert "ti kugler i en pose" in inside


@pytest.mark.usefixtures("switched_on")
def test_witness_checks_the_file_with_python_alone(
    secretary: FlaskClient, anyone: FlaskClient, session: Session, cycle: Cycle, tmp_path: Path
) -> None:
    _publish(secretary)
    _draw(secretary)
    session.expire_all()
    seat = queries.active_seats(session, cycle)[0]
    assert secretary.post(f"/udvaelgelse/2027/afbud/{seat.id}", data={"reason": "Lukker"}).status_code == 302
    file = tmp_path / "udvaelgelse-2027.json"
    file.write_bytes(anyone.get(f"{PAGE}/protokol.json").data)
    (tmp_path / "verify.py").write_bytes(anyone.get(f"{PAGE}/verify.py").data)
    command = [sys.executable, "-I", "-S", "verify.py", file.name]
    assert subprocess.run(command, cwd=tmp_path, check=False, capture_output=True).returncode == 0
    record = json.loads(file.read_text(encoding="utf-8"))
    del record["result"]["reserves"]
    file.write_text(json.dumps(record), encoding="utf-8")
    assert subprocess.run(command, cwd=tmp_path, check=False, capture_output=True).returncode == 1


def test_value_is_shown_before_it_counts(secretary: FlaskClient, session: Session, cycle: Cycle) -> None:
    _publish(secretary)
    page = secretary.post("/udvaelgelse/2027/tal", data=VALUE)
    assert page.status_code == 200
    assert "Er det tallet?" in page.text
    assert "Nummeret er 417.205." in page.text
    assert queries.active_seats(session, cycle) == []
    _draw(secretary)
    session.expire_all()
    draw = queries.prepared_draw(session, cycle)
    assert (draw.value, draw.drawn_how, draw.witnesses) == ("417205883016", "ti kugler i en pose", "Vidne Vidnesen")
    again = secretary.post("/udvaelgelse/2027/tal", data={**VALUE, "sure": "y"})
    assert again.status_code == 422
    assert "De er allerede valgt for 2027." in again.text


@pytest.mark.parametrize("missing", ["value", "how", "witnesses"])
def test_value_without_how_and_who_is_refused(secretary: FlaskClient, missing: str) -> None:
    _publish(secretary)
    page = secretary.post("/udvaelgelse/2027/tal", data={**VALUE, missing: "  ", "sure": "y"})
    assert page.status_code == 422
    assert "Skriv " in page.text


def test_value_before_publication_is_refused(secretary: FlaskClient, session: Session, cycle: Cycle) -> None:
    prepare(secretary, way="by-public-lot")
    for address in ("/udvaelgelse/2027/tal", "/udvaelgelse/2027/vaelg"):
        page = secretary.post(address, data={**VALUE, "sure": "y"})
        assert page.status_code == 409
        assert "er ikke offentliggjort endnu" in page.text
    assert queries.active_seats(session, cycle) == []


def test_text_from_elsewhere_is_said_to_be_one(secretary: FlaskClient) -> None:
    _publish(secretary)
    page = secretary.post("/udvaelgelse/2027/tal", data={**VALUE, "value": "Lotto 4, 8, 15"}).text
    assert "Det er hverken seks eller tolv cifre, så det regnes som en tekst fra et andet sted." in page


def test_other_ways_have_no_page_for_a_public_number(secretary: FlaskClient) -> None:
    prepare(secretary)
    assert secretary.get("/udvaelgelse/2027/tal").status_code == 404


def test_paper_has_everyone_and_the_fingerprint(secretary: FlaskClient, session: Session, cycle: Cycle) -> None:
    _publish(secretary)
    session.expire_all()
    draw = queries.prepared_draw(session, cycle)
    paper = secretary.get("/udvaelgelse/2027/liste.pdf")
    assert paper.headers["Content-Type"] == "application/pdf"
    text = words_in(paper.data)
    assert draw.commitment[:4] in text
    for unit in read_record(draw.record)["chances"]:
        assert read_record(draw.record)["names"][unit] in text
    assert secretary.get("/udvaelgelse/2027/liste.pdf").data == paper.data
