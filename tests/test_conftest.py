"""What the fixtures promise to every other test."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.people import services as people
from app.people.domain import Role
from app.people.models import Person
from tests.conftest import NOW

ClientOf = Callable[[Person | None], FlaskClient]


def test_two_clients_are_two_people(client_of: ClientOf, add_person: Callable[..., Person]) -> None:
    secretary, leader = client_of(add_person(Role.SECRETARIAT)), client_of(add_person(Role.LEADER))
    answers = [client.get("/personer").status_code for client in (secretary, leader, client_of(None))]
    assert answers == [200, 404, 302]


def test_what_a_request_writes_is_there_afterwards(
    client_of: ClientOf, add_person: Callable[..., Person], session: Session
) -> None:
    person = add_person(Role.DIRECTOR)
    client_of(person).post("/sprog", data={"language": "en"})
    assert session.scalars(select(Person.language)).all() == ["en"]


def test_every_test_begins_with_nobody(session: Session) -> None:
    assert session.scalars(select(Person)).all() == []


def ada(session: Session) -> Person:
    return people.add_person(session, name="Ada", address="ada@example.dk", now=NOW)


@pytest.mark.starts_from(make=ada)
@pytest.mark.parametrize("name", ["Bo", "Carl"])
def test_every_test_begins_with_what_it_starts_from_and_no_more(session: Session, add_person, name: str) -> None:
    add_person(name=name)
    assert set(session.scalars(select(Person.name))) == {"Ada", name}
