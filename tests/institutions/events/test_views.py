"""The pages of what happens to units: form, what follows, the one button, and the way back."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.institutions import queries, services
from app.institutions.domain import Ownership
from app.institutions.models import Institution, UnitEvent
from app.people.domain import Role
from app.people.models import Person
from tests.conftest import NOW
from tests.counting import count_queries
from tests.institutions.events.life_of_units import AUGUST, TODAY, merge, new, rename, split, undo, unit

BOTH = {"others": "Hus 2", "kind": "day-care"}


@pytest.fixture
def secretary(add_person: Callable[..., Person], client_of: Callable[[Person], FlaskClient]) -> FlaskClient:
    return client_of(add_person(Role.SECRETARIAT))


def _text(page: str) -> str:
    """A page's words without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split()).replace(" ,", ",").replace(" .", ".")


def _at(one: Institution, what: str) -> str:
    return f"/institutioner/{one.id}/haendelse/{what}"


@pytest.mark.parametrize(
    ("what", "given", "told"),
    [
        ("navn", {"name": "Solbakken"}, "Får navnet Solbakken. Hed før Hus 1."),
        ("flyt", {"area": "Syd"}, "Kommer under Syd. Hørte før under Nord."),
        ("luk", {}, "Lukker."),
        (
            "sammenlaeg",
            {"others": "Hus 2", "into": "new", "name": "Ny", "kind": "day-care"},
            "Bliver til af Hus 1 og Hus 2.",
        ),
        ("sammenlaeg", {"others": "2", "into": "this", "kind": "day-care"}, "Får Hus 2 som en del af sig."),
        ("sammenlaeg", {"into": "there", "name": "Hus 2", "kind": "day-care"}, "Får Hus 1 som en del af sig."),
        ("del", {"others": "Øst\nVest"}, "Bliver til, da Hus 1 deles."),
        ("del", {"others": "Øst", "goes_on": "y"}, "Skilles ud af Hus 1."),
    ],
)
def test_event_is_shown_before_it_is_written_down(
    secretary: FlaskClient, session: Session, what: str, given: dict[str, str], told: str
) -> None:
    one, _other = unit(session, "1", 2021), unit(session, "2", 2024)
    session.commit()
    data = {"day": "2027-01-04", **given}
    assert secretary.get(_at(one, what)).status_code == 200
    shown = secretary.post(_at(one, what), data=data)
    assert (shown.status_code, "Skriv det ind" in shown.text) == (200, True)
    assert session.scalars(select(UnitEvent)).all() == []
    assert session.scalars(select(Institution.number).order_by(Institution.id)).all() == ["1", "2"]
    done = secretary.post(_at(one, what), data={**data, "step": "record"})
    assert done.status_code == 302
    assert told in _text(secretary.get(done.location).text)


@pytest.mark.parametrize(
    ("owner", "said"),
    [
        (Ownership.MUNICIPAL, "Åben. Kan vælges."),
        (Ownership.PRIVATE, "Åben. Direktionen bestemmer ikke over den."),
        (Ownership.OTHER, "Åben. Direktionen bestemmer ikke over den."),
        (Ownership.UNKNOWN, "Åben. Den kan vælges, når ejerforholdet er skrevet ind."),
    ],
)
def test_what_follows_says_of_an_owner_what_the_choice_says(
    secretary: FlaskClient, session: Session, owner: Ownership, said: str
) -> None:
    one = unit(session, "1", ownership=owner)
    session.commit()
    shown = secretary.post(_at(one, "navn"), data={"day": "2027-01-04", "name": "Solbakken"})
    assert said in _text(shown.text)


def test_what_follows_from_a_merger_is_told_with_who_loses_by_it(
    secretary: FlaskClient, session: Session, add_person: Callable[..., Person]
) -> None:
    one, other = unit(session, "1", 2020), unit(session, "2", 2024)
    head = add_person(name="Hanne Leder")
    services.set_head(session, institution=other, person=head, from_day=dt.date(2020, 1, 1), by=None, now=NOW)
    session.commit()
    data = {"day": "2027-08-01", "others": "Hus 2", "into": "new", "name": "Solbakken", "kind": "day-care"}
    page = secretary.post(_at(one, "sammenlaeg"), data=data)
    said = _text(page.text)
    assert "Hus 1 Lukket. Kan ikke vælges. er gået videre 7 år –" in said
    assert "Hus 2 Lukket. Kan ikke vælges. er gået videre 3 år –" in said
    assert "Solbakken ny Åben. Kan vælges. 2020, 2024 – 3 år" in said
    assert "Hus 1 har ventet længst. Den tid går tabt" in said
    assert "Hus 2 har ventet længst" not in said
    assert f'<option value="{head.id}">Hanne Leder</option>' in page.text
    secretary.post(_at(one, "sammenlaeg"), data={**data, "step": "record", "head": str(head.id)})
    made = queries.find(session, text="Solbakken")
    assert queries.head_of(session, made, AUGUST) == head


def test_what_was_typed_stays_when_it_is_to_be_mended(secretary: FlaskClient, session: Session) -> None:
    one = unit(session, "1")
    session.commit()
    data = {"day": "2027-08-01", "name": "Solbakken"}
    assert 'value="Solbakken"' in secretary.post(_at(one, "navn"), data={**data, "step": "edit"}).text


@pytest.mark.parametrize(
    ("what", "given", "told"),
    [
        ("navn", {"name": "Ny"}, "Vælg en dag."),
        ("navn", {"name": "Ny", "day": "0202-01-04"}, "Skriv en dag mellem 1900 og 2100."),
        ("sammenlaeg", {"day": "2027-01-04", "into": "new", "name": "Ny", "kind": "school"}, "Skriv mindst én."),
        ("sammenlaeg", {"day": "2027-01-04", "into": "new", "others": "Hus 2", "kind": "school"}, "Skriv navnet."),
        (
            "sammenlaeg",
            {"day": "2027-01-04", "into": "this", "others": "Hus 9", "kind": "school"},
            "“Hus 9” findes ikke",
        ),
        ("del", {"day": "2027-01-04", "others": "Øst"}, "mindst to"),
        ("aabn", {"day": "2027-01-04"}, "Hus 1 er åben den dag."),
    ],
)
def test_what_cannot_be_is_said_on_the_form(
    secretary: FlaskClient, session: Session, what: str, given: dict[str, str], told: str
) -> None:
    one = unit(session, "1")
    session.commit()
    page = secretary.post(_at(one, what), data=given)
    assert page.status_code in (404, 409, 422)
    assert told in page.text


def test_unknown_kind_of_event_is_not_found(secretary: FlaskClient, session: Session) -> None:
    one = unit(session, "1")
    session.commit()
    assert secretary.get(_at(one, "spraeng")).status_code == 404


def test_new_unit_opens(secretary: FlaskClient, session: Session) -> None:
    data = {"name": "Enghaven", "kind": "day-care", "ownership": "municipal", "day": "2027-08-01"}
    assert secretary.get("/institutioner/ny").status_code == 200
    done = secretary.post("/institutioner/ny", data=data)
    assert done.status_code == 302
    assert "1. august 2027 Åbner." in _text(secretary.get(done.location).text)
    assert secretary.post("/institutioner/ny", data={**data, "number": "N1"}).status_code == 409


def test_event_is_undone_with_a_reason_and_stays_on_the_page(secretary: FlaskClient, session: Session) -> None:
    one = unit(session, "1")
    event = rename(session, one, "Solbakken")
    session.commit()
    address = f"/institutioner/haendelse/{event.id}/fortryd"
    assert address in secretary.get(f"/institutioner/{one.id}").text
    assert "Får navnet Solbakken. Hed før Hus 1." in _text(secretary.get(address).text)
    assert secretary.post(address, data={"reason": ""}).status_code == 422
    done = secretary.post(address, data={"reason": "Navnet blev ikke vedtaget."})
    assert (done.status_code, done.location) == (302, f"/institutioner/{one.id}")
    page = _text(secretary.get(done.location).text)
    assert "1 fortrudt hændelse" in page
    assert "Navnet blev ikke vedtaget." in page
    assert secretary.get(address).status_code == 404


def test_undone_merger_names_the_unit_that_is_gone(secretary: FlaskClient, session: Session) -> None:
    one = unit(session, "1")
    undo(session, merge(session, one, unit(session, "2"), into=new("Solbakken")))
    session.commit()
    assert "Bliver en del af Solbakken sammen med Hus 2." in _text(secretary.get(f"/institutioner/{one.id}").text)


def test_refused_undoing_says_why(secretary: FlaskClient, session: Session) -> None:
    one = unit(session, "1")
    first = rename(session, one, "B")
    rename(session, one, "C", AUGUST)
    session.commit()
    page = secretary.post(f"/institutioner/haendelse/{first.id}/fortryd", data={"reason": "Fejl"})
    assert page.status_code == 409
    assert "Der står en senere hændelse for B den 01-08-2027. Fortryd den først." in page.text


def test_former_names_and_closed_units_are_found_in_the_list(secretary: FlaskClient, session: Session) -> None:
    one, other = unit(session, "1", name="Mariehøj"), unit(session, "2", name="Skovhuset")
    rename(session, one, "Solbakken", dt.date(2024, 8, 1))
    merge(session, one, other, into=one, day=dt.date(2025, 8, 1))
    session.commit()
    assert "indtil 2024: Mariehøj" in secretary.get("/institutioner/?q=marie").text
    page = secretary.get("/institutioner/?q=skovhuset").text
    assert "indtil 2025: Skovhuset" in page
    assert "1 lukket enhed passer også" in page
    assert "Sidst i dialog" in page
    closed = _text(secretary.get("/institutioner/?status=closed").text)
    assert "1 enhed." in closed


def test_list_says_when_the_lineage_was_in_dialogue_last(secretary: FlaskClient, session: Session) -> None:
    one, other = unit(session, "1", 2020), unit(session, "2", 2024)
    merge(session, one, other, into=one, day=dt.date(2025, 8, 1))
    session.commit()
    rows = _text(secretary.get("/institutioner/?status=all").text)
    assert re.search(r"Hus 1 .{1,80} 2024 Hus 2 .{1,120} ikke siden 2020", rows)


def test_life_of_a_unit_links_to_those_before_and_after_it(secretary: FlaskClient, session: Session) -> None:
    one, other = unit(session, "1", 2021), unit(session, "2", 2024)
    made = merge(session, one, other, into=new("Solbakken"), day=dt.date(2025, 8, 1)).parts[-1].institution
    split(session, made, new("Øst"), new("Vest"), day=dt.date(2099, 8, 1))
    session.commit()
    page = secretary.get(f"/institutioner/{made.id}").text
    assert [f'href="/institutioner/{each.id}"' in page for each in (one, other)] == [True, True]
    assert "Deles i Øst og Vest. Er ikke sket endnu." in _text(page)
    assert "i en enhed, som den kommer af" in page
    before = _text(secretary.get(f"/institutioner/{one.id}").text)
    assert "Bliver en del af Solbakken sammen med Hus 2." in before
    assert "Der sker noget med enheden" not in before
    assert "Dialogerne er gået videre til den enhed, som den fortsætter i: 2021." in before


def test_page_of_a_long_life_costs_no_more_queries(session: Session) -> None:
    from app.institutions.events.pages import life_of

    one = unit(session, "1")
    rename(session, one, "A")
    once = count_queries(session, lambda: life_of(session, one, TODAY))
    for number in range(3):
        merge(session, one, unit(session, f"M{number}"), into=one)
    assert count_queries(session, lambda: life_of(session, one, TODAY)) == once


def test_director_reads_the_life_and_cannot_change_it(
    session: Session, add_person: Callable[..., Person], client_of: Callable[[Person], FlaskClient]
) -> None:
    one = unit(session, "1")
    event = rename(session, one, "B")
    director = client_of(add_person(Role.DIRECTOR))
    page = director.get(f"/institutioner/{one.id}").text
    assert "Får navnet B" in page
    assert "haendelse" not in page
    assert director.get(_at(one, "navn")).status_code == 404
    assert director.get(f"/institutioner/haendelse/{event.id}/fortryd").status_code == 404
