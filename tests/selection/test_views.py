"""The page of the choice: list, value, the six; withdrawal, record, check; who sees what."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.cycle.models import Cycle
from app.cycle.services import open_year
from app.institutions import services as register
from app.institutions.domain import Kind, Ownership
from app.people.domain import Role
from app.people.models import Person
from app.selection import queries, services
from app.selection.domain import DrawState
from app.selection.front import next_steps
from app.selection.lottery.asked import faults_of
from app.selection.lottery.record import read_record
from tests.conftest import NOW

KINDS = (Kind.SCHOOL, Kind.DAY_CARE, Kind.CENTRE)


def _fill(session: Session, count: int, first: int = 0) -> None:
    for number in range(first, first + count):
        register.open_institution(
            session,
            number=f"U{number:03}",
            name=f"Enhed {number}",
            kind=KINDS[number % 3],
            ownership=Ownership.MUNICIPAL if number % 7 else Ownership.PRIVATE,
            area="NS"[number % 2],
            by=None,
            now=NOW,
        )


@pytest.fixture
def cycle(session: Session) -> Cycle:
    _fill(session, 28)
    return open_year(session, year=2027, subject=None, now=NOW)


@pytest.fixture
def secretary(
    cycle: Cycle, add_person: Callable[..., Person], client_of: Callable[[Person], FlaskClient]
) -> FlaskClient:
    return client_of(add_person(Role.SECRETARIAT))


def _prepare(client: FlaskClient, **given: str) -> None:
    assert client.post("/udvaelgelse/2027/forbered", data={"seats": "6", **given}).status_code == 302


def _choose(client: FlaskClient, value: str = "417205883016") -> None:
    assert client.post("/udvaelgelse/2027/vaelg", data={"value": value}).status_code == 302


def test_without_a_year_the_page_says_what_to_do(
    app: Flask, add_person: Callable[..., Person], client_of: Callable[[Person], FlaskClient]
) -> None:
    assert "Der er ikke åbnet noget år" in client_of(add_person(Role.SECRETARIAT)).get("/udvaelgelse/").text


def test_year_goes_from_list_to_six(secretary: FlaskClient, session: Session, cycle: Cycle) -> None:
    assert "Hvem skal direktionen tale med i 2027?" in secretary.get("/udvaelgelse/").text
    _prepare(secretary)
    listed = secretary.get("/udvaelgelse/2027").text
    assert "24 kan vælges til 6 pladser." in listed
    assert "4 er private" in listed
    _choose(secretary)
    result = secretary.get("/udvaelgelse/2027").text
    assert "De seks er fundet, og alle kan efterprøve hvordan" in result
    assert 'aria-label="Tallet: 4 1 7 2 0 5 8 8 3 0 1 6"' in result
    session.expire_all()
    names = [seat.institution.name for seat in queries.active_seats(session, cycle)]
    assert re.findall(r'<h3><a href="/institutioner/\d+">([^<]+)</a></h3>', result) == names


def test_settings_that_mean_nothing_stay_in_the_form(secretary: FlaskClient) -> None:
    page = secretary.post("/udvaelgelse/2027/forbered", data={"seats": "0"})
    assert page.status_code == 422
    assert "Skriv et tal mellem 1 og 600." in page.text


def test_too_few_to_choose_from_is_told_with_the_numbers(secretary: FlaskClient) -> None:
    page = secretary.post("/udvaelgelse/2027/forbered", data={"seats": "40"})
    assert page.status_code == 409
    assert "Der er kun 24, der kan vælges, til 40 pladser." in page.text
    assert 'value="40"' in page.text


def test_list_that_lies_fast_is_not_made_anew(secretary: FlaskClient, session: Session, cycle: Cycle) -> None:
    _prepare(secretary)
    assert secretary.post("/udvaelgelse/2027/laeg-fast").status_code == 302
    assert "Listen for 2027 ligger fast." in secretary.get("/udvaelgelse/2027").text
    assert secretary.post("/udvaelgelse/2027/forbered", data={"seats": "5"}).status_code == 409
    session.expire_all()
    assert queries.prepared_draw(session, cycle).state is DrawState.PUBLISHED


def test_second_press_of_the_button_chooses_nobody_anew(secretary: FlaskClient, session: Session) -> None:
    _prepare(secretary)
    _choose(secretary)
    before = secretary.get("/udvaelgelse/2027/protokol.json").text
    page = secretary.post("/udvaelgelse/2027/vaelg", data={"value": "2"})
    assert page.status_code == 409
    assert "De er allerede valgt for 2027." in page.text
    assert secretary.get("/udvaelgelse/2027/protokol.json").text == before


def test_choice_without_a_list_is_refused(secretary: FlaskClient) -> None:
    assert "er ikke forberedt endnu" in secretary.post("/udvaelgelse/2027/vaelg").text


def test_record_is_the_stored_bytes_and_holds(secretary: FlaskClient, session: Session, cycle: Cycle) -> None:
    _prepare(secretary)
    _choose(secretary, "Rødbyhavn")
    answer = secretary.get("/udvaelgelse/2027/protokol.json")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="udvaelgelse-2027.json"'
    session.expire_all()
    assert answer.text == queries.prepared_draw(session, cycle).record
    record = read_record(answer.text)
    assert (record["value"], faults_of(answer.text)) == ("Rødbyhavn", [])
    assert "Alt stemmer" in secretary.get("/udvaelgelse/2027/kontrol").text


def test_altered_record_does_not_hold(secretary: FlaskClient, session: Session, cycle: Cycle) -> None:
    _prepare(secretary)
    _choose(secretary)
    session.expire_all()
    draw = queries.prepared_draw(session, cycle)
    record = json.loads(draw.record)
    record["value"] = "1"
    draw.record = json.dumps(record)
    session.commit()
    page = secretary.get("/udvaelgelse/2027/kontrol").text
    assert "Protokollen holder ikke" in page
    assert "result.ticket" in page


def test_everyone_stands_in_the_table_with_a_reason(secretary: FlaskClient) -> None:
    _prepare(secretary)
    before = secretary.get("/udvaelgelse/2027/alle").text
    assert before.count("Ikke med siden 2027.") == 48  # once for a wide page, once for a phone
    _choose(secretary)
    after = secretary.get("/udvaelgelse/2027/alle").text
    assert after.count("(valgt)") == 6
    assert after.count('<th scope="row">') == 28
    assert after.count("Er privat. Direktionen bestemmer ikke over den.") == 8


def test_seat_is_given_on_with_a_reason(secretary: FlaskClient, session: Session, cycle: Cycle) -> None:
    _prepare(secretary)
    _choose(secretary)
    session.expire_all()
    seat = queries.active_seats(session, cycle)[1]
    address = f"/udvaelgelse/2027/afbud/{seat.id}"
    assert f"{seat.institution.name} melder fra" in secretary.get(address).text
    assert secretary.post(address, data={"reason": ""}).status_code == 422
    assert secretary.post(address, data={"reason": "Ny leder i foråret"}).status_code == 302
    page = secretary.get("/udvaelgelse/2027").text
    assert "Ny leder i foråret" in page
    assert "Tog pladsen efter et afbud." in page
    assert secretary.get(address).status_code == 404


def test_withdrawal_that_breaks_a_quota_asks_first(secretary: FlaskClient, session: Session, cycle: Cycle) -> None:
    _prepare(secretary)
    _choose(secretary)
    for _ in range(24):
        session.expire_all()
        seat = queries.active_seats(session, cycle)[0]
        page = secretary.post(f"/udvaelgelse/2027/afbud/{seat.id}", data={"reason": "Syg"})
        if page.status_code == 422:
            break
    assert "Ja, den nærmeste reserve skal have pladsen" in page.text
    data = {"reason": "Syg", "relaxed": "y"}
    assert secretary.post(f"/udvaelgelse/2027/afbud/{seat.id}", data=data).status_code == 302


def test_director_sees_the_six_and_not_the_reserves(
    secretary: FlaskClient, add_person: Callable[..., Person], client_of: Callable[[Person], FlaskClient]
) -> None:
    _prepare(secretary)
    _choose(secretary)
    director = client_of(add_person(Role.DIRECTOR))
    page = director.get("/udvaelgelse/2027").text
    assert "De seks sammen, og hvorfor" in page
    assert "Reserver" not in page
    assert "Melder fra" not in page
    assert director.get("/udvaelgelse/2027/protokol.json").status_code == 404
    assert director.get("/udvaelgelse/2027/kontrol").status_code == 200


def test_year_that_was_taken_over_has_no_record(secretary: FlaskClient, session: Session, cycle: Cycle) -> None:
    units = [seat.institution for seat in _seats_of_another_year(session)]
    services.take_over(session, cycle=cycle, institutions=units, by=None, now=NOW)
    session.commit()
    page = secretary.get("/udvaelgelse/2027").text
    assert "Valgt før I begyndte med Ledetråd." in page
    assert secretary.get("/udvaelgelse/2027/protokol.json").status_code == 404


def _seats_of_another_year(session: Session):
    other = open_year(session, year=2026, subject=None, now=NOW)
    draw = services.prepare(session, cycle=other, by=None, now=NOW)
    services.draw(session, draw=draw, value="1", by=None, now=NOW)
    return queries.active_seats(session, other)


def test_secretariat_is_asked_until_they_are_chosen(
    app: Flask, session: Session, cycle: Cycle, add_person: Callable[..., Person]
) -> None:
    person = add_person(Role.SECRETARIAT)
    (step,) = next_steps(session, person, cycle, NOW)
    assert (step.sentence, step.button) == ("Lav listen over dem, der kan vælges i 2027", "Lav listen")
    draw = services.prepare(session, cycle=cycle, by=None, now=NOW)
    (step,) = next_steps(session, person, cycle, NOW)
    assert (step.sentence, step.button) == ("Vælg dem, direktionen skal tale med i 2027", "Se listen")
    services.draw(session, draw=draw, value="1", by=None, now=NOW)
    assert next_steps(session, person, cycle, NOW) == []
    assert next_steps(session, add_person(Role.DIRECTOR), cycle, NOW) == []
    assert next_steps(session, person, None, NOW) == []


def test_page_asks_as_often_for_many_units_as_for_few(secretary: FlaskClient, session: Session) -> None:
    asked: list[int] = []
    for first in (100, 200):
        _fill(session, 30, first)
        session.commit()
        _prepare(secretary)
        secretary.get("/udvaelgelse/2027")
        statements: list[str] = []

        def counting(_c, _cursor, statement, *_: object, into: list[str] = statements) -> None:
            into.append(statement)

        event.listen(session.get_bind(), "before_cursor_execute", counting)
        secretary.get("/udvaelgelse/2027")
        event.remove(session.get_bind(), "before_cursor_execute", counting)
        asked.append(len(statements))
    assert asked[0] == asked[1]


def test_choice_of_before_is_written_in_as_it_stands(
    client_of: Callable[[Person], FlaskClient], add_person: Callable[..., Person], cycle: Cycle, session: Session
) -> None:
    client = client_of(add_person(Role.SECRETARIAT))
    wrong = client.post("/udvaelgelse/2027/overtag", data={"names": "Enhed 3\nNogen helt andre"})
    assert wrong.status_code == 422
    assert "“Nogen helt andre” findes ikke i registeret" in wrong.text
    assert queries.draw_of(session, cycle) is None
    taken = client.post("/udvaelgelse/2027/overtag", data={"names": "Enhed 3\n\n U005 \nenhed  3"})
    assert taken.status_code == 302
    assert [seat.institution.name for seat in queries.active_seats(session, cycle)] == ["Enhed 3", "Enhed 5"]
    again = client.post("/udvaelgelse/2027/overtag", data={"names": "Enhed 6"})
    assert again.status_code == 422
    assert "Enhed 3" in client.get("/udvaelgelse/2027").text
