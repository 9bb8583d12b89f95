"""The pages of the choice by turn: list, value, the six; withdrawal, record, check; who sees what."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.cycle.models import Cycle
from app.cycle.services import open_year
from app.people.domain import Role
from app.people.models import Person
from app.selection import queries, services, verify
from app.selection.domain import DrawSettings, DrawState, Way
from app.selection.fault_words import FAULTS
from app.selection.front import next_steps
from app.selection.lottery import making
from app.selection.lottery.record import read_record
from tests.conftest import NOW
from tests.selection.conftest import choose, fill, prepare


def test_without_a_year_the_page_says_what_to_do(
    app: Flask, add_person: Callable[..., Person], client_of: Callable[[Person], FlaskClient]
) -> None:
    assert "Der er ikke åbnet noget år" in client_of(add_person(Role.SECRETARIAT)).get("/udvaelgelse/").text


def test_by_turn_is_two_presses_on_one_page(secretary: FlaskClient, session: Session, cycle: Cycle) -> None:
    start = secretary.get("/udvaelgelse/").text
    assert "Hvem skal direktionen tale med i 2027?" in start
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', start))
    assert (hidden["way"], hidden["seats"], hidden["area"], hidden["kind"]) == ("by-turn", "6", "y", "y")
    assert secretary.post("/udvaelgelse/2027/forbered", data=hidden).status_code == 302
    listed = secretary.get("/udvaelgelse/2027").text
    assert "24 kan vælges til 6 pladser." in listed
    assert "4 er private" in listed
    choose(secretary)
    result = secretary.get("/udvaelgelse/2027").text
    assert "De seks er fundet, og alle kan efterprøve hvordan" in result
    assert 'aria-label="Tallet: 4 1 7 2 0 5 8 8 3 0 1 6"' in result
    assert "Nummer 417.205 står på linje" in result
    session.expire_all()
    names = [seat.institution.name for seat in queries.active_seats(session, cycle)]
    assert re.findall(r'<h3><a href="/institutioner/\d+">([^<]+)</a></h3>', result) == names


def test_settings_that_mean_nothing_stay_in_the_form(secretary: FlaskClient) -> None:
    page = secretary.post("/udvaelgelse/2027/forbered", data={"way": "by-turn", "seats": "0"})
    assert page.status_code == 422
    assert "Skriv et tal mellem 1 og 600." in page.text


def test_too_few_to_choose_from_is_told_with_the_numbers(secretary: FlaskClient) -> None:
    page = secretary.post("/udvaelgelse/2027/forbered", data={"way": "by-turn", "seats": "40", "kind": "y"})
    assert page.status_code == 409
    assert "Der er kun 24, der kan vælges, til 40 pladser." in page.text
    assert 'value="40"' in page.text


def test_list_that_lies_fast_is_not_made_anew(secretary: FlaskClient, session: Session, cycle: Cycle) -> None:
    prepare(secretary)
    assert secretary.post("/udvaelgelse/2027/laeg-fast").status_code == 302
    assert "Listen for 2027 ligger fast." in secretary.get("/udvaelgelse/2027").text
    assert secretary.post("/udvaelgelse/2027/forbered", data={"way": "by-turn", "seats": "5"}).status_code == 409
    session.expire_all()
    assert queries.prepared_draw(session, cycle).state is DrawState.PUBLISHED


def test_second_press_of_the_button_chooses_nobody_anew(secretary: FlaskClient) -> None:
    prepare(secretary)
    choose(secretary)
    before = secretary.get("/udvaelgelse/2027/protokol.json").text
    page = secretary.post("/udvaelgelse/2027/vaelg", data={"value": "2"})
    assert page.status_code == 409
    assert "De er allerede valgt for 2027." in page.text
    assert secretary.get("/udvaelgelse/2027/protokol.json").text == before


def test_choice_without_a_list_is_refused(secretary: FlaskClient) -> None:
    assert "er ikke forberedt endnu" in secretary.post("/udvaelgelse/2027/vaelg").text


def test_record_is_the_stored_text_and_holds_by_the_program_beside_it(
    secretary: FlaskClient, session: Session, cycle: Cycle, tmp_path: Path
) -> None:
    prepare(secretary)
    choose(secretary, "Rødbyhavn")
    answer = secretary.get("/udvaelgelse/2027/protokol.json")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="udvaelgelse-2027.json"'
    session.expire_all()
    assert answer.text == queries.prepared_draw(session, cycle).record
    assert read_record(answer.text)["value"] == "Rødbyhavn"
    (tmp_path / "udvaelgelse-2027.json").write_bytes(answer.data)
    (tmp_path / "verify.py").write_bytes(secretary.get("/udvaelgelse/verify.py").data)
    command = [sys.executable, "-I", "-S", "verify.py", "udvaelgelse-2027.json"]
    assert subprocess.run(command, cwd=tmp_path, check=False, capture_output=True).returncode == 0
    page = secretary.get("/udvaelgelse/2027/kontrol").text
    assert "Alt stemmer" in page
    assert "Det er slået rigtigt op: nummer" in page


def test_text_as_value_says_how_it_became_a_number(secretary: FlaskClient) -> None:
    prepare(secretary)
    choose(secretary, "Rødbyhavn")
    assert "Teksten giver nummer " in secretary.get("/udvaelgelse/2027").text


def test_altered_record_does_not_hold(secretary: FlaskClient, session: Session, cycle: Cycle) -> None:
    prepare(secretary)
    choose(secretary)
    session.expire_all()
    draw = queries.prepared_draw(session, cycle)
    record = json.loads(draw.record)
    record["min"] = 0.5
    draw.record = json.dumps(record)
    session.commit()
    page = secretary.get("/udvaelgelse/2027/kontrol").text
    assert "Protokollen holder ikke" in page
    assert "Den mindste chance blandt dem, der har en, er en anden." in page
    assert "<code>min</code>" in page
    assert "[min]" not in page


def test_everyone_stands_in_the_table_with_a_reason_and_a_chance(secretary: FlaskClient) -> None:
    prepare(secretary)
    before = secretary.get("/udvaelgelse/2027/alle").text
    assert (
        before.count("Ingen tidligere dialoger er skrevet på, så vi ved ikke, om den har været med.") == 48
    )  # once for a wide page, once for a phone
    assert before.count("chance ") == 24
    choose(secretary)
    after = secretary.get("/udvaelgelse/2027/alle").text
    assert after.count("(valgt)") == 6
    assert after.count('<th scope="row">') == 28
    assert after.count("Er privat. Direktionen bestemmer ikke over den.") == 8


def test_everybody_whose_turn_comes_has_a_year(secretary: FlaskClient) -> None:
    before = secretary.get("/udvaelgelse/2027/tur").text
    assert "Et skøn fra 2027" in before
    assert before.count('<th scope="row">') == 24
    prepare(secretary)
    choose(secretary)
    assert "Et skøn fra 2028" in secretary.get("/udvaelgelse/2027/tur").text


def test_whole_list_says_each_line_and_each_chance(secretary: FlaskClient, session: Session, cycle: Cycle) -> None:
    prepare(secretary)
    session.expire_all()
    record = read_record(queries.prepared_draw(session, cycle).record)
    page = secretary.get("/udvaelgelse/2027/liste").text
    assert f"{len(record['panels'])} linjer." in page
    assert "000.000–" in page
    assert "–999.999" in page
    assert page.count('<tr><th scope="row">Enhed ') == 24


def test_seat_is_given_on_with_a_reason_and_the_page_says_to_whom(
    secretary: FlaskClient, session: Session, cycle: Cycle
) -> None:
    prepare(secretary)
    choose(secretary)
    session.expire_all()
    seat = queries.active_seats(session, cycle)[1]
    address = f"/udvaelgelse/2027/afbud/{seat.id}"
    page = secretary.get(address).text
    assert f"{seat.institution.name} melder fra" in page
    (successor,) = re.findall(r"<p>([^<]+), og alle hensyn holdes stadig\.</p>", page)
    assert secretary.post(address, data={"reason": ""}).status_code == 422
    assert secretary.post(address, data={"reason": "Ny leder i foråret"}).status_code == 302
    session.expire_all()
    assert queries.active_seats(session, cycle)[1].institution.name == successor
    page = secretary.get("/udvaelgelse/2027").text
    assert "Ny leder i foråret" in page
    assert "Tog pladsen efter et afbud." in page
    assert secretary.get(address).status_code == 404


def test_withdrawal_that_breaks_a_quota_says_which_and_asks_first(
    secretary: FlaskClient, session: Session, cycle: Cycle
) -> None:
    prepare(secretary)
    choose(secretary)
    for _ in range(24):
        session.expire_all()
        seat = queries.active_seats(session, cycle)[0]
        address = f"/udvaelgelse/2027/afbud/{seat.id}"
        told = secretary.get(address).text
        answer = secretary.post(address, data={"reason": "Syg"})
        if answer.status_code == 422:
            break
    assert "Det bliver ikke holdt:" in told
    assert "Ja, den nærmeste reserve skal have pladsen" in told
    assert secretary.post(address, data={"reason": "Syg", "relaxed": "y"}).status_code == 302


def test_seat_stands_empty_as_the_last_resort(secretary: FlaskClient, session: Session, cycle: Cycle) -> None:
    seats = [seat.institution for seat in _seats_of_another_year(session)]
    services.take_over(session, cycle=cycle, institutions=seats, by=None, now=NOW)
    session.commit()
    seat = queries.active_seats(session, cycle)[0]
    address = f"/udvaelgelse/2027/afbud/{seat.id}"
    assert "Der er ingen reserve tilbage. Pladsen kan stå tom." in secretary.get(address).text
    assert secretary.post(address, data={"reason": "Lukker"}).status_code == 422
    assert secretary.post(address, data={"reason": "Lukker", "empty": "y"}).status_code == 302
    assert "Plads 1 står tom:" in secretary.get("/udvaelgelse/2027").text


def test_director_sees_the_six_and_not_the_reserves(
    secretary: FlaskClient, add_person: Callable[..., Person], client_of: Callable[[Person], FlaskClient]
) -> None:
    prepare(secretary)
    choose(secretary)
    director = client_of(add_person(Role.DIRECTOR))
    page = director.get("/udvaelgelse/2027").text
    assert "De seks sammen, og hvorfor" in page
    assert "Reserver" not in page
    assert "Melder fra" not in page
    assert director.get("/udvaelgelse/2027/protokol.json").status_code == 404
    assert director.get("/udvaelgelse/2027/indstil").status_code == 404
    for part in ("kontrol", "liste", "liste.pdf"):
        assert director.get(f"/udvaelgelse/2027/{part}").status_code == 200


def test_year_that_was_taken_over_has_no_record(secretary: FlaskClient, session: Session, cycle: Cycle) -> None:
    units = [seat.institution for seat in _seats_of_another_year(session)]
    services.take_over(session, cycle=cycle, institutions=units, by=None, now=NOW)
    session.commit()
    page = secretary.get("/udvaelgelse/2027").text
    assert "Valgt før I begyndte med Ledetråd." in page
    for part in ("protokol.json", "liste", "alle", "kontrol"):
        assert secretary.get(f"/udvaelgelse/2027/{part}").status_code == 404


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


def test_front_page_of_a_public_lot_asks_for_the_list_and_then_the_number(
    app: Flask, session: Session, cycle: Cycle, add_person: Callable[..., Person]
) -> None:
    person, public = add_person(Role.SECRETARIAT), DrawSettings(way=Way.BY_PUBLIC_LOT)
    draw = services.prepare(session, cycle=cycle, settings=public, by=None, now=NOW)
    (step,) = next_steps(session, person, cycle, NOW)
    assert (step.sentence, step.endpoint) == (
        "Læg listen for 2027 frem, før tallet bliver trukket",
        "selection.overview",
    )
    services.publish(session, draw=draw, by=None, now=NOW)
    (step,) = next_steps(session, person, cycle, NOW)
    assert (step.button, step.endpoint) == ("Skriv tallet", "selection.draw_value")


def test_page_asks_as_often_for_many_units_as_for_few(secretary: FlaskClient, session: Session) -> None:
    asked: list[int] = []
    for first in (100, 200):
        fill(session, 30, first)
        session.commit()
        prepare(secretary)
        secretary.get("/udvaelgelse/2027")
        statements: list[str] = []

        def counting(_c, _cursor, statement, *_: object, into: list[str] = statements) -> None:
            into.append(statement)

        event.listen(session.get_bind(), "before_cursor_execute", counting)
        secretary.get("/udvaelgelse/2027")
        event.remove(session.get_bind(), "before_cursor_execute", counting)
        asked.append(len(statements))
    assert asked[0] == asked[1]


def test_choice_of_before_is_written_in_as_it_stands(secretary: FlaskClient, cycle: Cycle, session: Session) -> None:
    wrong = secretary.post("/udvaelgelse/2027/overtag", data={"names": "Enhed 3\nNogen helt andre"})
    assert wrong.status_code == 422
    assert "“Nogen helt andre” findes ikke i registeret" in wrong.text
    assert queries.draw_of(session, cycle) is None
    taken = secretary.post("/udvaelgelse/2027/overtag", data={"names": "Enhed 3\n\n U005 \nenhed  3"})
    assert taken.status_code == 302
    assert [seat.institution.name for seat in queries.active_seats(session, cycle)] == ["Enhed 3", "Enhed 5"]
    again = secretary.post("/udvaelgelse/2027/overtag", data={"names": "Enhed 6"})
    assert again.status_code == 422
    assert "Enhed 3" in secretary.get("/udvaelgelse/2027").text


def test_every_fault_that_the_verifier_can_find_has_its_sentence() -> None:
    source = Path(verify.__file__).read_text(encoding="utf-8") + Path(making.__file__).read_text(encoding="utf-8")
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    named = {ast.unparse(call.func): call for call in calls}
    assert {"need", "Fault"} <= set(named)
    codes = {
        argument.value
        for call in calls
        for argument in call.args[: {"need": 2, "Fault": 1}.get(ast.unparse(call.func), 0)]
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }
    codes |= {"min", "min_all", "max", "chosen", "reserves"}
    assert codes == set(FAULTS)


def test_settings_that_were_tampered_with_are_refused_in_danish(secretary: FlaskClient) -> None:
    wrong = {
        "way": "by-dice",
        "seats": "x",
        "bounds-0-group": "kind:dragon",
        "bounds-0-lower": "x",
        "appointed-0-unit": "Enhed 1",
        "appointed-0-reason": "bribe",
    }
    answer = secretary.post("/udvaelgelse/2027/forbered", data=wrong)
    assert answer.status_code == 422
    assert answer.text.count("Vælg et af svarene.") >= 3
    assert "Not a valid" not in answer.text
