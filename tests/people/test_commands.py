"""`flask people …`"""

from __future__ import annotations

import json

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.people import queries, services


def test_first_person_is_added_with_a_password_from_standard_input(app: Flask, session: Session) -> None:
    runner = app.test_cli_runner()
    added = runner.invoke(args=["people", "add", "En Sekretær", "en@example.dk", "--role", "secretariat"])
    assert added.output == "Added En Sekretær <en@example.dk>.\n"
    runner.invoke(args=["people", "password", "en@example.dk"], input="en lang adgangskode\n")
    person = queries.by_address(session, "en@example.dk")
    assert services.authenticate(person, "en lang adgangskode") is person
    listed = json.loads(runner.invoke(args=["people", "list", "--json"]).stdout)
    assert [(one["address"], one["roles"]) for one in listed] == [("en@example.dk", ["secretariat"])]


def test_password_of_nobody_is_refused(app: Flask) -> None:
    answer = app.test_cli_runner().invoke(args=["people", "password", "x@example.dk"], input="en lang adgangskode\n")
    assert (answer.exit_code, answer.stderr) == (1, "Ingen person har adressen x@example.dk.\n")


def test_short_password_is_refused(app: Flask) -> None:
    answer = app.test_cli_runner().invoke(args=["people", "password", "x@example.dk"], input="kort\n")
    assert (answer.exit_code, answer.stderr) == (1, "Adgangskoden skal have mindst 12 tegn.\n")


@pytest.mark.parametrize(
    ("name", "address", "said"),
    [
        ("Ny", "ikke en adresse", "“ikke en adresse” er ikke en mailadresse, som mail når frem til."),
        ("Ny", "a,b@example.dk", "“a,b@example.dk” er ikke en mailadresse"),
        (" ", "ny@example.dk", "“” kan ikke bruges. Skriv 1 til 200 tegn på én linje"),
        ("Ny\x1b[0m", "ny@example.dk", "“Ny�[0m” kan ikke bruges."),
        ("N" * 201, "ny@example.dk", "kan ikke bruges."),
    ],
)
def test_person_who_could_not_be_mailed_is_refused(app: Flask, name: str, address: str, said: str) -> None:
    answer = app.test_cli_runner().invoke(args=["people", "add", name, address])
    assert (answer.exit_code, said in answer.stderr) == (1, True)
    assert app.test_cli_runner().invoke(args=["people", "list"]).stdout == ""


def test_person_is_changed_and_closed(app: Flask, session: Session) -> None:
    runner = app.test_cli_runner()
    runner.invoke(args=["people", "add", "En", "en@example.dk", "--role", "director"])
    more = ("--name", "En Ny", "--address", "ny@example.dk", "--role", "leader", "--closed")
    changed = runner.invoke(args=["people", "change", "en@example.dk", *more])
    assert changed.stdout == "Changed En Ny <ny@example.dk>.\n"
    (told,) = json.loads(runner.invoke(args=["people", "list", "--json"]).stdout)
    assert (told["name"], told["roles"], told["active"]) == ("En Ny", ["leader"], False)
    assert runner.invoke(args=["people", "change", "ny@example.dk", "--active"]).exit_code == 0
    (told,) = json.loads(runner.invoke(args=["people", "list", "--json"]).stdout)
    assert (told["name"], told["roles"], told["active"]) == ("En Ny", ["leader"], True)
    assert runner.invoke(args=["people", "change", "en@example.dk", "--closed"]).exit_code == 1
