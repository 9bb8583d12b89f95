"""The register's pages: list, one unit, a file's way from upload to yes."""

from __future__ import annotations

import base64
import datetime as dt
import io
import re
import zlib
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.institutions import queries, services
from app.institutions.domain import Kind, Ownership
from app.institutions.forms import LARGEST_PACKED, pack
from app.institutions.grouping import services as grouping_services
from app.institutions.register import services as register_services
from app.people.domain import Role
from app.people.models import Person
from tests.conftest import DATA, NOW


@pytest.fixture
def secretary(add_person: Callable[..., Person], client_of: Callable[[Person], FlaskClient]) -> FlaskClient:
    return client_of(add_person(Role.SECRETARIAT))


def _upload(client: FlaskClient, address: str, content: bytes, **fields: str):
    data = {"file": (io.BytesIO(content), "register.csv"), **fields}
    return client.post(address, data=data, content_type="multipart/form-data")


def _units(session: Session, count: int) -> None:
    for number in range(count):
        services.open_institution(
            session,
            number=f"X{number}",
            name=f"Enhed {number}",
            kind=Kind.SCHOOL,
            ownership=Ownership.MUNICIPAL,
            area="Nord" if number % 2 else "",
            by=None,
            now=NOW,
        )
    session.commit()


def test_empty_register_says_what_to_do(secretary: FlaskClient) -> None:
    page = secretary.get("/institutioner/").text
    assert "Der er ingen institutioner endnu" in page
    assert 'href="/institutioner/indlaes"' in page


def test_file_is_shown_before_it_is_read_in(secretary: FlaskClient, session: Session) -> None:
    content = (DATA / "institutioner_fredensborg_2026.csv").read_bytes()
    page = _upload(secretary, "/institutioner/indlaes", content)
    assert page.status_code == 200
    assert "53 enheder er nye" in page.text
    assert "Navnet ligner en afdeling af Fredensborg Skole." in page.text
    assert queries.count(session) == 0
    packed = re.search(r'name="packed" type="hidden" value="([^"]+)"', page.text)
    assert packed is not None
    done = secretary.post("/institutioner/indlaes/gem", data={"packed": packed[1], "file_name": "register.csv"})
    assert (done.status_code, done.location) == (302, "/institutioner/")
    assert queries.count(session) == 53


def test_largest_register_waits_in_the_page(secretary: FlaskClient, session: Session) -> None:
    content = (DATA / "institutioner_dk_2026.csv").read_bytes()
    assert len(pack(content)) < LARGEST_PACKED
    done = secretary.post("/institutioner/indlaes/gem", data={"packed": pack(content), "municipality": "Fredensborg"})
    assert done.status_code == 302
    assert queries.count(session) == 53


def test_faults_of_a_file_are_listed(secretary: FlaskClient) -> None:
    page = _upload(secretary, "/institutioner/indlaes", b"id;navn;kategori\n;A;skole\n")
    assert page.status_code == 422
    assert "Linje 2, “id”: Feltet er tomt. Det skal udfyldes." in page.text


@pytest.mark.parametrize("packed", ["", "no base64", base64.b64encode(b"not packed").decode()])
def test_file_that_came_through_broken_is_asked_for_again(secretary: FlaskClient, packed: str) -> None:
    done = secretary.post("/institutioner/indlaes/gem", data={"packed": packed})
    assert (done.status_code, done.location) == (302, "/institutioner/indlaes")


def test_file_that_unpacks_too_large_is_refused(secretary: FlaskClient, session: Session) -> None:
    bomb = base64.b64encode(zlib.compress(b"x" * (21 * 1024 * 1024))).decode()
    assert secretary.post("/institutioner/indlaes/gem", data={"packed": bomb}).location == "/institutioner/indlaes"
    assert queries.count(session) == 0


def test_visits_come_from_a_file(secretary: FlaskClient, session: Session) -> None:
    _units(session, 2)
    done = _upload(secretary, "/institutioner/tidligere", "institution;år\nEnhed 1;2019\n".encode())
    assert done.status_code == 302
    page = secretary.get("/institutioner/").text
    assert "Dialogerne kender vi fra 2019 og frem." in page
    assert "ikke siden 2019" in page


def test_page_of_a_unit_says_what_is_unknown(secretary: FlaskClient, session: Session) -> None:
    _units(session, 1)
    unit = queries.find(session, text="X0")
    assert "Ingen tidligere dialoger er skrevet på" in secretary.get(f"/institutioner/{unit.id}").text
    services.record_visit(session, institution_id=unit.id, year=2018, source="liste")
    session.commit()
    assert "Før 2018 ved vi det ikke." in secretary.get(f"/institutioner/{unit.id}").text


def test_unit_is_changed_closed_and_opened(secretary: FlaskClient, session: Session) -> None:
    _units(session, 2)
    unit = queries.find(session, text="X0")
    data = {"name": "Ny skole", "area": "Syd", "ownership": "self-governing", "head": "Enhed 1"}
    assert secretary.post(f"/institutioner/{unit.id}/ret", data=data).status_code == 302
    closing = {"day": "2020-01-01", "step": "record"}
    assert secretary.post(f"/institutioner/{unit.id}/haendelse/luk", data=closing).status_code == 302
    session.expire_all()
    changed = queries.by_id(session, unit.id)
    assert (changed.name, changed.area, changed.ownership) == ("Ny skole", "Syd", Ownership.SELF_GOVERNING)
    assert changed.head is not None
    assert changed.head.name == "Enhed 1"
    assert changed.active_to is not None
    secretary.get("/institutioner/")
    assert "Ny skole" not in secretary.get("/institutioner/").text
    assert "Ny skole" in secretary.get("/institutioner/?status=all").text


def test_unknown_head_unit_is_told_and_what_was_typed_stays(secretary: FlaskClient, session: Session) -> None:
    _units(session, 1)
    unit = queries.find(session, text="X0")
    data = {"name": "Ny skole", "area": "", "ownership": "municipal", "head": "Månen"}
    page = secretary.post(f"/institutioner/{unit.id}/ret", data=data)
    assert page.status_code == 404
    assert "“Månen” findes ikke i registeret." in page.text
    assert 'value="Ny skole"' in page.text


def test_list_is_narrowed_by_the_address(secretary: FlaskClient, session: Session) -> None:
    _units(session, 4)

    def names(address: str) -> list[str]:
        return re.findall(r">(Enhed \d)</a>", secretary.get(address).text)

    assert names("/institutioner/?omraade=Nord") == ["Enhed 1", "Enhed 3"]
    assert names("/institutioner/?omraade=-") == ["Enhed 0", "Enhed 2"]
    assert names("/institutioner/?q=enhed+3&art=school&ejer=nonsense") == ["Enhed 3"]
    assert "Ingen passer til det" in secretary.get("/institutioner/?q=findes+ikke").text


def test_director_reads_and_does_not_change(
    add_person: Callable[..., Person], client_of: Callable[[Person], FlaskClient], session: Session
) -> None:
    _units(session, 1)
    unit = queries.find(session, text="X0")
    director = client_of(add_person(Role.DIRECTOR))
    page = director.get(f"/institutioner/{unit.id}")
    assert page.status_code == 200
    assert "Gem datoen" not in page.text
    assert director.post(f"/institutioner/{unit.id}/luk", data={}).status_code == 404


def test_list_asks_as_often_for_many_units_as_for_few(secretary: FlaskClient, session: Session) -> None:
    asked: list[int] = []
    for count in (1, 30):
        _units_from(session, len(asked) * 100, count)
        statements: list[str] = []

        def counting(_c, _cursor, statement, *_: object, into: list[str] = statements) -> None:
            into.append(statement)

        event.listen(session.get_bind(), "before_cursor_execute", counting)
        secretary.get("/institutioner/")
        event.remove(session.get_bind(), "before_cursor_execute", counting)
        asked.append(len(statements))
    assert asked[0] == asked[1]


def _units_from(session: Session, first: int, count: int) -> None:
    for number in range(first, first + count):
        services.open_institution(
            session,
            number=f"N{number}",
            name=f"Hus {number}",
            kind=Kind.DAY_CARE,
            ownership=Ownership.MUNICIPAL,
            by=None,
            now=NOW,
        )
    session.commit()


def test_head_is_written_on_and_the_former_one_leaves_the_day_before(secretary: FlaskClient, session: Session) -> None:
    _units(session, 1)
    unit = queries.find(session, text="X0")
    for name, day in (("Ida Lund", "2026-08-01"), ("Ole Dam", "2027-01-01")):
        answer = secretary.post(
            f"/institutioner/{unit.id}/leder",
            data={"name": name, "address": f"{name[:3].lower()}@example.dk", "from_day": day},
        )
        assert answer.status_code == 302
    session.expire_all()
    heads = [(one.person.name, one.to_day) for one in queries.by_id(session, unit.id).leaderships]
    assert heads == [("Ida Lund", dt.date(2026, 12, 31)), ("Ole Dam", None)]
    assert queries.by_id(session, unit.id).leaderships[-1].person.has(Role.LEADER)


# ---- gone units, uncertain lines, who counts as one, the rules


OURS = (DATA / "institutioner_fredensborg_2026.csv").read_bytes()
ONE = b"id;navn;kategori;ejerforhold;kommune\n208007;Endrupskolen;skole;kommunal;Fredensborg\n"


def _read_in(session: Session) -> None:
    register_services.import_register(session, content=OURS, file_name="f.csv", by=None, now=NOW)
    session.commit()


def _hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" type="hidden" value="([^"]*)"', page)
    assert found is not None
    return found[1]


def _confirm(client: FlaskClient, **given: object):
    page = _upload(client, "/institutioner/indlaes", ONE).text
    data = {name: _hidden(page, name) for name in ("packed", "file_name", "municipality", "shown_gone")}
    return client.post("/institutioner/indlaes/gem", data={**data, **given})


def test_gone_units_are_listed_with_a_question_that_must_be_answered(secretary: FlaskClient, session: Session) -> None:
    _read_in(session)
    page = _upload(secretary, "/institutioner/indlaes", ONE).text
    assert "14 åbne enheder står ikke i filen" in page
    assert "Langebjergskolen" in page
    unanswered = _confirm(secretary)
    assert unanswered.status_code == 422
    assert "Svar på, om enhederne skal lukkes." in unanswered.text
    assert queries.last_import(session).counts["new"] == 53


@pytest.mark.parametrize(("answer", "closed"), [("none", 0), ("all", 14), ("some", 1)])
def test_gone_units_are_closed_as_answered(secretary: FlaskClient, session: Session, answer: str, closed: int) -> None:
    _read_in(session)
    unit = queries.find(session, text="208008").id
    assert _confirm(secretary, gone=answer, close=str(unit)).status_code == 302
    session.expire_all()
    assert sum(one.active_to is not None for one in queries.all_units(session)) == closed


def test_uncertain_lines_are_asked_about(secretary: FlaskClient, session: Session) -> None:
    _read_in(session)
    content = "institution;år\nEndrupskolen;2019\nNivå skolen;2018\n".encode()
    page = _upload(secretary, "/institutioner/tidligere", content)
    assert page.status_code == 200
    assert "Hvem er det?" in page.text
    unit = queries.find(session, text="280121")
    assert f'<option value="{unit.id}">Nivå Skole (280121)</option>' in page.text
    data = {name: _hidden(page.text, name) for name in ("packed", "file_name")}
    assert secretary.post("/institutioner/tidligere/gem", data=data).status_code == 422
    assert queries.known_since(session) is None
    done = secretary.post("/institutioner/tidligere/gem", data={**data, "line-3": str(unit.id)})
    assert done.status_code == 302
    session.expire_all()
    assert [visit.year for visit in queries.by_id(session, unit.id).visits] == [2018]


def test_unit_that_was_not_offered_is_not_taken(secretary: FlaskClient, session: Session) -> None:
    _read_in(session)
    page = _upload(secretary, "/institutioner/tidligere", "institution;år\nNivå skolen;2018\n".encode()).text
    data = {name: _hidden(page, name) for name in ("packed", "file_name")}
    other = queries.find(session, text="208007").id
    assert secretary.post("/institutioner/tidligere/gem", data={**data, "line-2": str(other)}).status_code == 422


def test_unknown_lines_are_said_by_row(secretary: FlaskClient) -> None:
    page = _upload(secretary, "/institutioner/tidligere", "institution;år\nMånen;2018\n".encode())
    assert page.status_code == 422
    assert "Linje 2: “Månen” findes ikke i registeret." in page.text


def test_year_from_which_all_is_known_is_shown(secretary: FlaskClient, session: Session) -> None:
    _units(session, 2)
    services.record_visit(session, institution_id=queries.find(session, text="X0").id, year=2012, source="l")
    session.commit()
    assert secretary.post("/institutioner/tidligere/kendt-fra", data={"year": "2018"}).status_code == 302
    assert "Dialogerne kender vi fra 2018 og frem." in secretary.get("/institutioner/").text
    assert secretary.post("/institutioner/tidligere/kendt-fra", data={"year": "18"}).status_code == 302
    assert queries.visits_known_since(session) == 2018


def test_unit_of_which_less_is_known_says_so(secretary: FlaskClient, session: Session) -> None:
    _units(session, 1)
    unit = queries.find(session, text="X0")
    unit.unknown_before = 2020
    session.commit()
    assert "Ikke med siden 2020. Før det ved vi det ikke." in secretary.get(f"/institutioner/{unit.id}").text
    assert "ikke siden 2020" in secretary.get("/institutioner/").text


def test_proposals_are_answered_singly(secretary: FlaskClient, session: Session) -> None:
    _read_in(session)
    page = secretary.get("/institutioner/ledere").text
    assert "Lige nu: 48 ledere for 53 åbne enheder." in page
    assert "Navnet begynder som Humlebæk Skole." in page
    unit, head = (queries.find(session, text=text).id for text in ("208004", "280120"))
    assert secretary.post("/institutioner/ledere/svar", data={"answer": f"yes:{unit}:{head}"}).status_code == 302
    page = secretary.get("/institutioner/ledere").text
    assert "Lige nu: 47 ledere for 53 åbne enheder." in page
    (decision,) = grouping_services.decisions(session)
    assert secretary.post(f"/institutioner/ledere/{decision.id}/fortryd").status_code == 302
    assert "Lige nu: 48 ledere for 53 åbne enheder." in secretary.get("/institutioner/ledere").text


@pytest.mark.parametrize(("answer", "heads"), [("all-yes", 43), ("all-no", 48)])
def test_proposals_are_answered_all_at_once(secretary: FlaskClient, session: Session, answer: str, heads: int) -> None:
    _read_in(session)
    pairs = re.findall(r'name="pair" value="([0-9:]+)"', secretary.get("/institutioner/ledere").text)
    assert len(pairs) == 5
    assert secretary.post("/institutioner/ledere/svar", data={"answer": answer, "pair": pairs}).status_code == 302
    page = secretary.get("/institutioner/ledere").text
    assert "Ingen forslag venter på svar." in page
    assert f"Lige nu: {heads} ledere" in page


def test_area_gets_a_head_with_a_name(secretary: FlaskClient, session: Session) -> None:
    _read_in(session)
    assert 'value="Dagtilbud Kokkedal"' in secretary.get("/institutioner/ledere").text
    unit = queries.find(session, text="G18062").id
    houses = [queries.find(session, text=text).id for text in ("G18063", "G18168")]
    data = {"unit": unit, "name": "Børnehuse i Kokkedal", "house": houses, "answer": "yes"}
    assert secretary.post("/institutioner/ledere/omraade", data=data).status_code == 302
    page = secretary.get("/institutioner/ledere").text
    assert "Området selv; i registeret: BH Kokkedal venteliste og administration" in page
    assert "Lige nu: 47 ledere" in page
    empty = secretary.post("/institutioner/ledere/omraade", data={**data, "name": " "})
    assert empty.status_code == 422


@pytest.mark.parametrize("dimension", ["area", "kind", "district", "size"])
def test_each_dimension_has_its_page(secretary: FlaskClient, session: Session, dimension: str) -> None:
    _read_in(session)
    assert secretary.get(f"/institutioner/grupper/{dimension}").status_code == 200
    assert secretary.get("/institutioner/grupper/farve").status_code == 404


def test_unknown_postcodes_are_listed_and_named(secretary: FlaskClient, session: Session) -> None:
    _read_in(session)
    page = secretary.get("/institutioner/grupper/district").text
    assert 'value="Humlebæk"' in page
    data = {"key": ["3050", "2990"], "value": ["Øst", ""]}
    assert secretary.post("/institutioner/grupper/district/gem", data=data).status_code == 302
    session.expire_all()
    assert queries.find(session, text="208008").district == "Øst"
    assert "Øst" in secretary.get("/institutioner/grupper/district").text
    assert secretary.post("/institutioner/grupper/district/fjern", data={"key": "3050"}).status_code == 302
    session.expire_all()
    assert queries.find(session, text="208008").district == ""


def test_rule_that_cannot_be_read_is_a_sentence(secretary: FlaskClient) -> None:
    page = secretary.post("/institutioner/grupper/size/gem", data={"key": "mange", "value": "stor"})
    assert page.status_code == 422
    assert "“mange” kan vi ikke læse. Skriv fx skole fra 300, eller fra 300." in page.text


def test_rules_come_from_a_file(secretary: FlaskClient, session: Session) -> None:
    _read_in(session)
    done = _upload(secretary, "/institutioner/grupper/area/fil", "nummer;område\n208007;Læring\n".encode())
    assert done.status_code == 302
    session.expire_all()
    assert queries.find(session, text="208007").area == "Læring"
    wrong = _upload(secretary, "/institutioner/grupper/district/fil", b"postnr;distrikt\n29;Syd\n")
    assert wrong.status_code == 422
    assert "Linje 2: “29” er ikke et postnummer." in wrong.text


def test_wrong_file_is_a_sentence(secretary: FlaskClient) -> None:
    for content in (b"%PDF-1.7", b"", b"\xd0\xcf\x11\xe0 old", bytes(range(256)) * 4):
        page = _upload(secretary, "/institutioner/indlaes", content)
        assert page.status_code == 422
        assert "Filen er ikke læst ind: 1 fejl" in page.text
