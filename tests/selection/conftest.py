"""A register with units, the year 2027, and a secretary who presses its buttons."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.cycle.models import Cycle
from app.cycle.services import open_year
from app.institutions import services as institutions
from app.institutions.domain import Kind, Ownership
from app.people.domain import Role
from app.people.models import Person
from tests.conftest import NOW

KINDS = (Kind.SCHOOL, Kind.DAY_CARE, Kind.CENTRE)
BY_TURN = {"way": "by-turn", "seats": "6", "area": "y", "kind": "y", "tiers": "4, 8"}


def fill(session: Session, count: int, first: int = 0) -> None:
    """Units U000, U001, … of three kinds in two areas; every seventh is private."""
    for number in range(first, first + count):
        institutions.open_institution(
            session,
            number=f"U{number:03}",
            name=f"Enhed {number}",
            kind=KINDS[number % 3],
            ownership=Ownership.MUNICIPAL if number % 7 else Ownership.PRIVATE,
            area="NS"[number % 2],
            by=None,
            now=NOW,
        )


def prepare(client: FlaskClient, **given: str) -> None:
    """Makes the list, by turn unless something else is given."""
    answer = client.post("/udvaelgelse/2027/forbered", data={**BY_TURN, **given})
    assert answer.status_code == 302, answer.text


def choose(client: FlaskClient, value: str = "417205883016") -> None:
    """By turn or in the house."""
    assert client.post("/udvaelgelse/2027/vaelg", data={"value": value}).status_code == 302


@pytest.fixture
def cycle(session: Session) -> Cycle:
    """The year 2027 with 28 units, 24 of which can be chosen."""
    fill(session, 28)
    return open_year(session, year=2027, subject=None, now=NOW)


@pytest.fixture
def secretary(
    cycle: Cycle, add_person: Callable[..., Person], client_of: Callable[[Person], FlaskClient]
) -> FlaskClient:
    """Signed in, with the year open."""
    return client_of(add_person(Role.SECRETARIAT))


@pytest.fixture
def director(
    cycle: Cycle, add_person: Callable[..., Person], client_of: Callable[[Person], FlaskClient]
) -> FlaskClient:
    """Signed in; sees, and decides nothing."""
    return client_of(add_person(Role.DIRECTOR))
