"""The front page of each role, opening a year, moving its days, and a body's first start."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cycle import queries, services
from app.cycle.domain import MilestoneKind, NextStep, SeatRow
from app.cycle.models import Cycle
from app.cycle.ports import FRONT_PAGE, FrontPage
from app.mail import queries as mail
from app.mail.domain import MessageState, Outcome
from app.mail.models import MailAttempt, OutboxMessage
from app.people.domain import Role
from app.people.models import Person
from app.settings import SETTINGS

NOW = dt.datetime(2027, 5, 11, 7, 0, tzinfo=dt.UTC)
YEAR = 2027


class Institution:
    """What the head leads, as far as the front page asks."""

    def __init__(self, id: int) -> None:
        self.id = id


def seat(number: int, *, reached: int, waiting: bool = False, struck: bool = False) -> SeatRow:
    return SeatRow(
        number=number,
        institution_id=number,
        institution=f"Enhed {number}",
        endpoint="cycle.year",
        args={"year": YEAR},
        start=dt.datetime(2027, 3, 10 + number, 9, 0, tzinfo=dt.UTC),
        struck=struck,
        reached=reached,
        waiting=waiting,
        sentence=f"Tilstanden for enhed {number}.",
    )


SEATS = [seat(1, reached=6), seat(2, reached=4, waiting=True), seat(3, reached=1, waiting=True, struck=True)]


def step(sentence: str, **given: Any) -> NextStep:
    return NextStep(
        sentence=sentence, otherwise="Ellers sker der noget.", button="Gør det", endpoint="cycle.help", **given
    )


@pytest.fixture
def front(app: Flask) -> Iterator[FrontPage]:
    """The port, to be filled by a test; emptied again afterwards."""
    before = app.extensions[FRONT_PAGE]
    app.extensions[FRONT_PAGE] = FrontPage(start=list(before.start))
    yield app.extensions[FRONT_PAGE]
    app.extensions[FRONT_PAGE] = before


@pytest.fixture
def cycle(session: Session) -> Cycle:
    return services.open_year(session, year=YEAR, subject=None, now=NOW)


SignIn = Callable[[Person | None], FlaskClient]
AddPerson = Callable[..., Person]


def test_front_page_of_a_new_body_says_what_is_missing(app: Flask, add_person: AddPerson, client_of: SignIn) -> None:
    page = client_of(add_person(Role.SECRETARIAT)).get("/").text
    assert "Velkommen. Før det første år mangler der" in page
    assert "Åbn det år, I er i." in page


def test_front_page_without_steps_is_calm(
    front: FrontPage, cycle: Cycle, add_person: AddPerson, client_of: SignIn
) -> None:
    page = client_of(add_person(Role.SECRETARIAT)).get("/").text
    assert page.count("<h1") == 1
    assert "Der venter ikke noget på dig lige nu." in page
    assert "Endnu er ingen valgt i 2027" in page


def test_front_page_asks_the_first_step_and_lists_the_others(
    front: FrontPage, cycle: Cycle, add_person: AddPerson, client_of: SignIn
) -> None:
    last, first = step("Det sidste", due=dt.date(2027, 7, 1)), step("Det første", due=dt.date(2027, 5, 12), waits=True)
    front.steps.append(lambda *_: [last, first])
    page = client_of(add_person(Role.SECRETARIAT)).get("/").text
    assert '<h1 id="asked-h">Det første</h1>' in page
    assert page.index("Det første") < page.index("Det sidste")
    assert page.count("button-primary") == 1


def test_front_page_shows_the_six_in_picture_and_table(
    front: FrontPage, cycle: Cycle, add_person: AddPerson, client_of: SignIn
) -> None:
    front.seats = lambda *_: SEATS
    page = client_of(add_person(Role.DIRECTOR)).get("/").text
    assert "De tre i 2027" in page
    assert "2 af 3 holdt" in page
    assert 'aria-label="4 af 6 trin nået, venter på: noter"' in page
    assert page.count('<g class="wheel-dot done">') == 4  # two in the wheel, the same two in the strip
    assert page.count('<g class="wheel-dot waits">') == 2


def test_head_sees_the_way_of_her_own_dialogue_only(
    front: FrontPage, cycle: Cycle, add_person: AddPerson, client_of: SignIn
) -> None:
    front.seats = lambda *_: SEATS
    front.led = lambda *_: [Institution(2)]
    page = client_of(add_person(Role.LEADER)).get("/").text
    assert "Jeres vej gennem 2027" in page
    assert "Du ser referatet først og siger, om det er rigtigt." in page
    assert "Enhed 1" not in page


def test_head_outside_the_six_is_told_so(
    front: FrontPage, cycle: Cycle, add_person: AddPerson, client_of: SignIn
) -> None:
    front.seats = lambda *_: SEATS
    page = client_of(add_person(Role.LEADER)).get("/").text
    assert "Jeres arbejdsplads er ikke med i årets dialoger." in page


def test_year_is_opened_and_its_days_moved(
    front: FrontPage, session: Session, add_person: AddPerson, client_of: SignIn
) -> None:
    client = client_of(add_person(Role.SECRETARIAT))
    assert client.post("/aar/nyt", data={"year": "2031"}).headers["Location"] == "/aar/2031/dage"
    days = {kind.name.lower(): f"2031-0{1 + number % 9}-15" for number, kind in enumerate(MilestoneKind)}
    ordered = dict(zip(days, sorted(days.values()), strict=True))
    assert client.post("/aar/2031/dage", data=ordered).headers["Location"] == "/aar/2031"
    session.expire_all()
    assert queries.by_year(session, 2031).day(MilestoneKind.ANNUAL_PLANS) == dt.date(2031, 1, 15)


def test_days_out_of_order_are_refused_in_the_words_of_the_page(
    front: FrontPage, cycle: Cycle, session: Session, add_person: AddPerson, client_of: SignIn
) -> None:
    client = client_of(add_person(Role.SECRETARIAT))
    days = {one.kind.name.lower(): one.day.isoformat() for one in cycle.milestones} | {"dialogues_to": "2027-03-01"}
    page = client.post("/aar/2027/dage", data=days).text
    assert "Dialogerne slutter kan ikke ligge før Dialogerne begynder. Ret en af datoerne." in page


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_mistyped_year_in_a_day_is_refused_and_the_front_page_stands(
    front: FrontPage, cycle: Cycle, add_person: AddPerson, client_of: SignIn, day: str
) -> None:
    client = client_of(add_person(Role.SECRETARIAT))
    days = {one.kind.name.lower(): one.day.isoformat() for one in cycle.milestones} | {"presented": day}
    page = client.post("/aar/2027/dage", data=days).text
    assert "ligger for langt fra resten af året. Ret årstallet i datoen." in page
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("number", [2**31, 10**23])
def test_number_too_large_for_the_database_is_no_page(
    cycle: Cycle, add_person: AddPerson, client_of: SignIn, number: int
) -> None:
    assert client_of(add_person(Role.SECRETARIAT)).get(f"/aar/{number}").status_code == 404


def test_opening_a_year_twice_is_refused(
    front: FrontPage, cycle: Cycle, add_person: AddPerson, client_of: SignIn
) -> None:
    page = client_of(add_person(Role.SECRETARIAT)).post("/aar/nyt", data={"year": str(YEAR)}).text
    assert "Året 2027 er allerede åbnet." in page


def test_trial_mail_goes_through_the_outbox(
    front: FrontPage, session: Session, add_person: AddPerson, client_of: SignIn
) -> None:
    person = add_person(Role.SECRETARIAT)
    client_of(person).post("/kom-i-gang/proevemail")
    assert [message.address for message in mail.to_person(session, person.id, "trial")] == [person.address]


def test_help_is_open_to_everyone(app: Flask, client_of: SignIn) -> None:
    page = client_of(None).get("/hjaelp")
    assert (page.status_code, page.text.count("<h1")) == (200, 1)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (MessageState.WAITING, "Prøvemailen er ikke afleveret endnu: “454 TLS not available”. Den prøves igen."),
        (MessageState.FAILED, "Prøvemailen blev ikke taget imod: “454 TLS not available”. Ret det, og send en ny."),
        (MessageState.HELD, "Prøvemailen venter, for mail holdes tilbage lige nu."),
        (MessageState.SENT, "Mails når frem."),
    ],
)
def test_first_start_says_what_became_of_the_trial_mail(
    front: FrontPage, session: Session, add_person: AddPerson, client_of: SignIn, state: MessageState, said: str
) -> None:
    client = client_of(add_person(Role.SECRETARIAT))
    assert "Send en prøvemail til dig selv" in client.get("/kom-i-gang").text
    client.post("/kom-i-gang/proevemail")
    (message,) = session.scalars(select(OutboxMessage))
    words = {"phase": "envelope", "words": "454 TLS not available"}
    session.add(MailAttempt(outbox_id=message.id, number=1, at=NOW, outcome=Outcome.TRANSIENT, **words))
    message.state = state
    session.commit()
    assert said in client.get("/kom-i-gang").text


def test_first_start_says_whether_the_logo_is_there(
    app: Flask, front: FrontPage, add_person: AddPerson, client_of: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of(add_person(Role.SECRETARIAT))
    assert "Der er intet logo endnu" in client.get("/kom-i-gang").text
    given = replace(app.extensions[SETTINGS], logo=Path("/etc/vores-logo.svg"))
    monkeypatch.setitem(app.extensions, SETTINGS, given)
    assert "Logoet er vores-logo.svg." in client.get("/kom-i-gang").text
