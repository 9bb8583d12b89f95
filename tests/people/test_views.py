"""Signing in and out, language, one's own page, and the secretariat's list of persons."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.clock import now
from app.people import queries, services
from app.people.access import own_target
from app.people.domain import Role
from app.people.models import Person
from tests.counting import count_queries


def found(session: Session, address: str) -> Person:
    """The person as the database has her now."""
    session.expire_all()
    person = queries.by_address(session, address)
    assert person is not None
    return person


PASSWORD = "en lang adgangskode"
SignIn = Callable[[Person | None], FlaskClient]
AddPerson = Callable[..., Person]


@pytest.fixture
def secretary(session: Session, add_person: AddPerson) -> Person:
    person = add_person(Role.SECRETARIAT, name="Sekretær", address="sekretaer@example.dk")
    services.set_password(session, person=person, password_hash=services.hash_password(PASSWORD), now=now())
    return person


def test_password_opens_the_front_page(secretary: Person, client_of: SignIn) -> None:
    client = client_of(None)
    answer = client.post("/log-ind", data={"address": "Sekretaer@example.dk", "password": PASSWORD})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert "Sekretariatet · Sekretær" in client.get("/").text


@pytest.mark.parametrize("address", ["sekretaer@example.dk", "ingen@example.dk"])
def test_wrong_password_and_unknown_address_get_the_same_answer(
    secretary: Person, client_of: SignIn, address: str
) -> None:
    answer = client_of(None).post("/log-ind", data={"address": address, "password": "noget helt andet"})
    assert answer.status_code == 401
    assert "Mailadressen eller adgangskoden passer ikke." in answer.text


def test_stranger_is_sent_to_sign_in_and_back(secretary: Person, client_of: SignIn) -> None:
    client = client_of(None)
    asked = client.get("/aar").headers["Location"]
    assert asked == "/log-ind?next=/aar"
    answer = client.post(asked, data={"address": secretary.address, "password": PASSWORD})
    assert answer.headers["Location"] == "/aar"


@pytest.mark.parametrize(
    "target",
    ["https://example.org/", "//example.org", "/\\example.org", "/\t/example.org", "/\n/example.org", "", None],
)
def test_sign_in_never_leads_to_another_site(app: Flask, target: str | None) -> None:
    with app.test_request_context():
        assert own_target(target) == "/"


@pytest.mark.parametrize("path", ["../package.json", "../../axe-core/package.json", "%2e%2e/package.json"])
def test_assets_are_the_design_system_and_no_other_package(client_of: SignIn, path: str) -> None:
    assert client_of(None).get(f"/assets/dkfds/dist/{path}").status_code == 404


def test_signing_out_ends_the_session_on_the_server(secretary: Person, client_of: SignIn) -> None:
    client, other = client_of(secretary), client_of(None)
    with client.session_transaction() as cookie:
        kept = dict(cookie)
    assert client.post("/log-af").headers["Location"] == "/log-ind"
    with other.session_transaction() as cookie:
        cookie.update(kept)
    assert other.get("/min-side").status_code == 302


def test_language_is_kept_with_the_person(session: Session, secretary: Person, client_of: SignIn) -> None:
    client = client_of(secretary)
    assert client.post("/sprog", data={"language": "en", "next": "/min-side"}).headers["Location"] == "/min-side"
    assert '<html lang="en">' in client.get("/min-side").text
    assert found(session, secretary.address).language == "en"


def test_language_of_a_stranger_is_kept_in_the_browser(app: Flask, client_of: SignIn) -> None:
    client = client_of(None)
    client.post("/sprog", data={"language": "en"})
    assert '<html lang="en">' in client.get("/log-ind").text
    client.post("/sprog", data={"language": "xx"})
    assert '<html lang="en">' in client.get("/log-ind").text


def test_new_password_needs_the_old_one(secretary: Person, client_of: SignIn) -> None:
    client = client_of(secretary)
    page = client.post("/min-side", data={"present": "noget helt andet", "new": "en ny lang adgangskode"}).text
    assert "Det er ikke den adgangskode, du har nu." in page
    page = client.post("/min-side", data={"present": PASSWORD, "new": "kort"}).text
    assert "Adgangskoden skal have mindst 12 tegn." in page


def test_new_password_signs_out_everywhere(secretary: Person, client_of: SignIn) -> None:
    client, other = client_of(secretary), client_of(secretary)
    client.post("/min-side", data={"present": PASSWORD, "new": "en ny lang adgangskode"})
    assert other.get("/min-side").status_code == 302
    answer = client.post("/log-ind", data={"address": secretary.address, "password": "en ny lang adgangskode"})
    assert answer.status_code == 302


def test_person_is_added_and_corrected(session: Session, secretary: Person, client_of: SignIn) -> None:
    client = client_of(secretary)
    given = {"name": "Ny Direktør", "title": "direktør", "address": "ny@example.dk", "roles": ["director"]}
    assert client.post("/personer/ny", data=given).headers["Location"] == "/personer"
    person = found(session, "ny@example.dk")
    assert [held.role for held in person.roles] == [Role.DIRECTOR]
    client.post(f"/personer/{person.id}", data={**given, "name": "Ny Leder", "roles": ["leader"], "active": "y"})
    person = found(session, "ny@example.dk")
    assert (person.name, [held.role for held in person.roles], person.active) == ("Ny Leder", [Role.LEADER], True)


def test_form_shows_what_stands_about_the_person(secretary: Person, client_of: SignIn) -> None:
    page = client_of(secretary).get(f"/personer/{secretary.id}").text
    assert 'value="sekretaer@example.dk"' in page
    assert '<input checked class="form-checkbox" id="roles-0" name="roles" type="checkbox" value="secretariat">' in page


def test_taken_address_is_refused_and_the_form_kept(secretary: Person, client_of: SignIn) -> None:
    given = {"name": "En Anden", "address": secretary.address}
    page = client_of(secretary).post("/personer/ny", data=given).text
    assert "sekretaer@example.dk hører allerede til Sekretær." in page
    assert 'value="En Anden"' in page


def test_whoever_has_left_is_signed_out(secretary: Person, add_person: AddPerson, client_of: SignIn) -> None:
    gone = add_person(Role.DIRECTOR)
    theirs, client = client_of(gone), client_of(secretary)
    client.post(f"/personer/{gone.id}", data={"name": gone.name, "address": gone.address, "roles": ["director"]})
    assert theirs.get("/min-side").status_code == 302


@pytest.mark.parametrize("left", [{"roles": ["director"], "active": "y"}, {"roles": ["secretariat"]}])
def test_nobody_takes_the_secretariat_from_herself(
    secretary: Person, client_of: SignIn, left: dict[str, object]
) -> None:
    client = client_of(secretary)
    given = {"name": secretary.name, "address": secretary.address, **left}
    page = client.post(f"/personer/{secretary.id}", data=given).text
    assert "Du kan ikke tage sekretariatet fra dig selv. Bed en anden i sekretariatet om det." in page
    assert client.get("/personer").status_code == 200


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.LEADER])
def test_others_do_not_find_the_list_of_persons(add_person: AddPerson, client_of: SignIn, role: Role) -> None:
    assert client_of(add_person(role)).get("/personer").status_code == 404


def test_who_is_signed_in_is_asked_for_only_where_it_matters(
    secretary: Person, client_of: SignIn, session: Session
) -> None:
    client = client_of(secretary)
    for path in ("/static/ledetraad.css", "/assets/dkfds/dist/css/dkfds.min.css"):
        assert client.get(path).status_code == 200
        assert count_queries(session, lambda: client.get(path)) == 0  # noqa: B023, called at once
    assert "Sekretariatet · Sekretær" in client.get("/hjaelp").text  # a page for anyone greets her all the same
