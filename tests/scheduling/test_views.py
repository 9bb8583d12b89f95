"""The pages of the times as the secretariat meets them."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app import clock
from app.people.domain import Role
from app.people.models import Person
from app.scheduling import pages, queries, services, views
from app.scheduling.domain import DialogueState, Strength
from app.scheduling.models import Dialogue
from app.scheduling.problems import naive
from tests.counting import count_queries
from tests.scheduling.conftest import FEBRUARY, Year, mark_busy
from tests.scheduling.test_services import agreed, planned

SignIn = Callable[[Person], FlaskClient]


@pytest.fixture
def secretary(
    monkeypatch: pytest.MonkeyPatch, year: Year, add_person: Callable[..., Person], client_of: SignIn
) -> FlaskClient:
    """A signed-in secretary on the first of February."""
    monkeypatch.setattr(views, "now", lambda: FEBRUARY)
    return client_of(add_person(Role.SECRETARIAT))


def text_of(response: TestResponse) -> str:
    """What a reader sees, tags and line breaks apart."""
    assert response.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.text))


def test_the_first_thing_asked_is_to_find_times(secretary: FlaskClient) -> None:
    page = text_of(secretary.get("/tider/"))
    assert "Find tider til dialogerne i 2027" in page
    assert "Senest tirsdag 15. juni." in page
    assert "Asta kender vi ikke kalenderen for, så alle tider regnes som ledige." in page


def test_a_proposal_is_shown_and_waits_to_be_accepted(secretary: FlaskClient, session: Session, year: Year) -> None:
    answer = secretary.post("/tider/2027/forslag", data={"notice_weeks": "6", "way": "best"})
    assert answer.location == "/tider/2027"
    page = secretary.get("/tider/2027")
    assert "Seks tider venter på din godkendelse" in text_of(page)
    assert 'action="/indkaldelser/2027/godkend-plan"' in page.text
    states = {one.state for one in queries.dialogues_of(session, year.cycle)}
    assert states == {DialogueState.PROPOSED}


def test_nobody_of_whom_nothing_is_known_is_said_to_be_free(
    secretary: FlaskClient, session: Session, year: Year
) -> None:
    secretary.post("/tider/2027/forslag", data={"notice_weeks": "6", "way": "best"})
    unknown = text_of(secretary.get("/tider/2027"))
    assert "Vi kender ingen kalendere." in unknown
    assert "Alle kan." not in unknown
    mark_busy(session, year.directors[0], dt.date(2027, 3, 16), (480, 540, Strength.BUSY))
    session.commit()
    assert "Alle, hvis kalender vi kender, kan." in text_of(secretary.get("/tider/2027"))
    for director in year.directors[1:]:
        mark_busy(session, director, dt.date(2027, 3, 16), (480, 540, Strength.BUSY))
    session.commit()
    assert "Alle kan." in text_of(secretary.get("/tider/2027"))


def test_a_plan_with_a_gap_says_what_would_help(secretary: FlaskClient, session: Session, year: Year) -> None:
    for number in range(110):
        day = dt.date(2027, 3, 1) + dt.timedelta(days=number)
        mark_busy(session, year.heads[3], day, (0, 1440, Strength.BUSY))
    session.commit()
    page = secretary.post("/tider/2027/forslag", data={"notice_weeks": "6", "way": "earliest"}, follow_redirects=True)
    assert "Der blev ikke fundet tid til alle." in text_of(page)
    assert "Der blev ikke fundet en tid. Uden lederen af Solgården åbner" in text_of(page)


def test_a_wrong_number_of_weeks_is_said_and_nothing_is_planned(secretary: FlaskClient) -> None:
    page = secretary.post("/tider/2027/forslag", data={"notice_weeks": "mange"}, follow_redirects=True)
    assert "Skriv et antal uger fra 0 til 26, og vælg, hvordan tiderne skal lægges." in text_of(page)
    assert "Find tider til dialogerne i 2027" in text_of(page)


def test_three_offers_and_the_weeks_behind_them(secretary: FlaskClient, session: Session, year: Year) -> None:
    dialogue = agreed(session, year)[0]
    services.need_new_time(session, dialogue=queries.dialogue(session, dialogue.id), now=FEBRUARY)
    session.commit()
    page = secretary.get(f"/tider/dialog/{dialogue.id}")
    assert len(re.findall('type="radio"', page.text)) == 3
    assert f'action="/indkaldelser/dialog/{dialogue.id}/flyt"' in page.text
    assert "Fire direktører og lederen i halvanden time, senest tirsdag 15. juni." in text_of(page)
    assert "style=" not in page.text
    week = clock.week(clock.local_day(dialogue.starts_at)) if dialogue.starts_at else 0
    lost = secretary.get(f"/tider/dialog/{dialogue.id}?hele=1")
    assert f"Uge {week}" in text_of(lost)
    assert "afbud kl." in text_of(lost)


def test_a_start_in_the_address_is_offered_first(secretary: FlaskClient, session: Session, year: Year) -> None:
    dialogue = planned(session, year)[0]
    session.commit()
    page = secretary.get(f"/tider/dialog/{dialogue.id}?start=2027-06-03T09:30")
    assert re.search(r'value="2027-06-03T09:30"\s+checked', page.text)
    assert "Torsdag 3. juni kl. 9.30" in text_of(page)


def test_a_proposed_time_is_changed_here_once(secretary: FlaskClient, session: Session, year: Year) -> None:
    dialogue = planned(session, year)[0]
    session.commit()
    address, seen = f"/tider/dialog/{dialogue.id}/valg", str(dialogue.version)
    answer = secretary.post(address, data={"starts_at": "2027-06-03T09:00", "version": seen})
    assert answer.location == "/tider/2027"
    session.expire_all()
    moved = queries.dialogue(session, dialogue.id)
    assert moved.starts_at is not None
    assert naive(moved.starts_at) == dt.datetime(2027, 6, 3, 9)
    late = secretary.post(address, data={"starts_at": "2027-06-04T09:00", "version": seen})
    assert late.status_code == 409
    assert secretary.post(address, data={"starts_at": "i morgen"}).status_code == 422


def test_half_days_are_marked_without_javascript(secretary: FlaskClient, session: Session, year: Year) -> None:
    address = f"/tider/2027/kalendere/{year.directors[0].id}"
    half = "2027-03-16:afternoon"
    assert f'value="{half}"' in secretary.get(address).text
    secretary.post(address, data={"half": [half, "2027-03-25:morning", "1999-01-01:morning"]})
    assert re.search(rf'value="{half}"\s+checked', secretary.get(address).text)
    known = text_of(secretary.get("/tider/2027/kalendere"))
    assert "Asta 25. juni markeret i hånden" in known
    assert "Bo ikke kendt: regnes som ledig" in known


def test_whole_weeks_and_columns_are_marked_without_javascript(
    secretary: FlaskClient, session: Session, year: Year
) -> None:
    asta = year.directors[0]
    address = f"/tider/2027/kalendere/{asta.id}"
    assert 'name="whole" value="2027-04-05"' in secretary.get(address).text
    secretary.post(address, data={"whole": "2027-04-05", "every": "4:afternoon", "half": "2027-04-14:morning"})
    found = queries.busy_days(session, [asta], dt.date(2027, 4, 5), dt.date(2027, 4, 18))[asta.id]
    assert {one.day.day: one.spans for one in found if one.spans} == {
        **{number: [[0, 720, "busy"], [720, 1440, "busy"]] for number in range(5, 10)},
        14: [[0, 720, "busy"]],
        16: [[720, 1440, "busy"]],
    }


def test_a_calendar_file_is_read_and_its_titles_are_nowhere(
    secretary: FlaskClient, session: Session, year: Year
) -> None:
    event_lines = (
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nSUMMARY:Hemmelig\nDTSTART:20270316T080000Z\nDTEND:20270316T100000Z\n"
        "END:VEVENT\nBEGIN:VEVENT\nUID:2\nDTSTART:aldrig\nEND:VEVENT\nEND:VCALENDAR\n"
    )
    asta = year.directors[0]
    file = (io.BytesIO(event_lines.encode()), "asta.ics")
    page = secretary.post(f"/tider/kalender/{asta.id}/fil", data={"file": file}, follow_redirects=True)
    assert "1 af 2 kunne ikke læses." in text_of(page)
    day = dt.date(2027, 3, 16)
    stored = queries.busy_days(session, [asta], day, day)[asta.id]
    assert [one.spans for one in stored] == [[[540, 660, "busy"]]]


def test_a_file_that_is_no_calendar_changes_nothing(secretary: FlaskClient, session: Session, year: Year) -> None:
    asta = year.directors[0]
    file = (io.BytesIO(b"<html>Log ind</html>"), "asta.ics")
    page = secretary.post(f"/tider/kalender/{asta.id}/fil", data={"file": file}, follow_redirects=True)
    assert "Filen er ikke en kalender i iCalendar-format (.ics)." in text_of(page)
    assert queries.busy_days(session, [asta], dt.date(2027, 1, 1), dt.date(2027, 12, 31))[asta.id] == []


def test_rooms_are_added_and_taken_out_of_use(secretary: FlaskClient, year: Year) -> None:
    page = secretary.post("/tider/lokaler", data={"name": "Byrådssalen", "seats": "40"}, follow_redirects=True)
    assert "Byrådssalen kan nu bruges." in text_of(page)
    again = secretary.post("/tider/lokaler", data={"name": "Byrådssalen", "seats": "40"})
    assert "Byrådssalen findes allerede." in text_of(again)
    closed = secretary.post(f"/tider/lokaler/{year.rooms[0].id}/luk", follow_redirects=True)
    assert "Lokale 1 bliver ikke foreslået længere." in text_of(closed)


@pytest.mark.parametrize("path", ["/tider/dialog/999999", "/tider/2031", "/tider/2027/kalendere/999999"])
def test_what_does_not_exist_is_not_found(secretary: FlaskClient, path: str) -> None:
    assert secretary.get(path).status_code == 404


def test_the_pages_ask_the_database_as_often_for_six_as_for_one(
    secretary: FlaskClient, session: Session, year: Year, connection: Connection
) -> None:
    asked: list[str] = []
    event.listen(connection, "before_cursor_execute", lambda *args: asked.append(args[2]))
    counts: list[int] = []
    for seats in (year.seats[:1], year.seats[1:]):
        for number, seat in enumerate(seats):
            starts_at = clock.at(dt.date(2027, 4, 6 + number + len(counts)), 9)
            services.take_over(session, seat=seat, starts_at=starts_at, room=None, by=None, now=FEBRUARY)
        session.commit()
        asked.clear()
        assert secretary.get("/tider/2027").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_page_asks_as_often_for_three_that_no_time_was_found_for_as_for_one(
    session: Session, year: Year, app: Flask
) -> None:
    counts = []
    for seats in (year.seats[:1], year.seats[1:4]):
        session.add_all(Dialogue(seat_id=seat.id, state=DialogueState.WITHOUT_TIME, why=[]) for seat in seats)
        session.commit()
        session.expire_all()
        session.refresh(year.cycle)
        counts.append(count_queries(session, lambda: pages.overview_of(session, cycle=year.cycle, now=FEBRUARY)))
    assert counts[0] == counts[1]
