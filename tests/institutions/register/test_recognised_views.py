"""The import's page asks about a new row that seems to be a unit which was opened here."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.institutions import queries
from app.institutions.domain import Kind, Ownership
from app.institutions.events import services as events
from app.institutions.events.life import NewUnit
from app.people.domain import Role
from app.people.models import Person
from tests.conftest import NOW


@pytest.fixture
def secretary(add_person: Callable[..., Person], client_of: Callable[[Person], FlaskClient]) -> FlaskClient:
    return client_of(add_person(Role.SECRETARIAT))


def upload(client: FlaskClient, address: str, content: bytes):
    data = {"file": (io.BytesIO(content), "register.csv")}
    return client.post(address, data=data, content_type="multipart/form-data")


def hidden(page: str, name: str) -> str:
    (value,) = re.findall(rf'name="{name}" type="hidden" value="([^"]*)"', page)
    return str(value)


KNOWN_NOW = "id;navn;kategori;ejerforhold\n208123;Børnehuset Skovhuset;dagtilbud;kommunal\n".encode()


def _opened_here(session: Session) -> int:
    unit = NewUnit(name="Skovhuset", kind=Kind.DAY_CARE, ownership=Ownership.MUNICIPAL)
    event = events.open_unit(session, unit=unit, day=NOW.date(), by=None, now=NOW)
    session.commit()
    return int(event.parts[0].institution_id)


def _answer(client: FlaskClient, **given: object):
    page = upload(client, "/institutioner/indlaes", KNOWN_NOW).text
    data = {name: hidden(page, name) for name in ("packed", "file_name")}
    return client.post("/institutioner/indlaes/gem", data={**data, **given})


def test_unit_that_was_opened_here_is_asked_about(secretary: FlaskClient, session: Session) -> None:
    unit = _opened_here(session)
    page = upload(secretary, "/institutioner/indlaes", KNOWN_NOW).text
    assert "1 ser ud til at være en, I selv har åbnet" in page
    (shown,) = re.findall(rf'<option value="{unit}">([^<]+)</option>', page)
    assert shown == "Skovhuset, åbnet mandag 4. januar 2027"
    unanswered = _answer(secretary)
    assert unanswered.status_code == 422
    assert "Svar på, om enhederne er dem, I selv har åbnet." in unanswered.text
    assert queries.count(session) == 1


def test_unit_that_was_opened_here_gets_its_number_as_answered(secretary: FlaskClient, session: Session) -> None:
    unit = _opened_here(session)
    assert _answer(secretary, **{"same-2": str(unit)}).status_code == 302
    assert "Får nummeret 208123 i registeret. Havde før N1." in secretary.get(f"/institutioner/{unit}").text
    assert queries.count(session) == 1


def test_row_that_is_another_unit_is_new_as_answered(secretary: FlaskClient, session: Session) -> None:
    _opened_here(session)
    assert _answer(secretary, **{"same-2": "-"}).status_code == 302
    assert queries.count(session) == 2
