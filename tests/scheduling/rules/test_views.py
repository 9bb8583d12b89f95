"""The pages of what a plan keeps to, of rooms, places and polls, as people meet them."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.people.domain import Role
from app.people.models import Person
from app.scheduling import booking_views, bookings, places
from app.scheduling.polls import queries as poll_queries
from app.scheduling.polls import views as poll_views
from app.scheduling.polls.domain import Can
from app.scheduling.rules import views as rule_views
from app.scheduling.rules import working_time
from app.scheduling.rules.domain import Force, RuleKind
from tests.scheduling.conftest import FEBRUARY, Year
from tests.scheduling.polls.test_polls import link_in, mails
from tests.scheduling.test_views import text_of

SignIn = Callable[[Person], FlaskClient]


@pytest.fixture
def secretary(
    monkeypatch: pytest.MonkeyPatch, year: Year, add_person: Callable[..., Person], client_of: SignIn
) -> FlaskClient:
    """A signed-in secretary on the first of February."""
    for views in (rule_views, booking_views, poll_views):
        monkeypatch.setattr(views, "now", lambda: FEBRUARY)
    return client_of(add_person(Role.SECRETARIAT))


def test_every_rule_stands_on_one_page_with_how_hard_it_is_and_where_it_comes_from(secretary: FlaskClient) -> None:
    page = text_of(secretary.get("/tider/2027/regler"))
    assert "Varsel, før en dialog bliver holdt 6 uger Altid Standard Ret" in page
    assert "Skoleferier Skoleåret 2026/27 , Skoleåret 2027/28 Altid Tabellen over skoleferier" in page
    assert "mandag 22. marts – mandag 29. marts Påskeferie Skoleferier Altid" in page
    assert "Weekender, helligdage, 24. og 31. december – Altid Helligdagskalenderen ligger fast" in page


def test_a_rule_is_made_soft(secretary: FlaskClient, session: Session, year: Year) -> None:
    address = "/tider/2027/regler/notice"
    assert secretary.post(address, data={"force": "soft", "number": "27"}).status_code == 422
    assert secretary.post(address, data={"force": "soft", "number": "4"}).location == "/tider/2027/regler"
    rule = working_time.rule_of(session, year.cycle, RuleKind.NOTICE)
    assert (rule.number, rule.force) == (4, Force.SOFT)
    page = text_of(secretary.get("/tider/2027/regler"))
    assert "4 uger Helst. At bryde den koster som 5 dages ventetid. Sat for året 1. februar" in page
    assert secretary.get("/tider/2027/regler/public").status_code == 404
    assert secretary.get("/tider/2027/regler/nothing").status_code == 404


def test_hours_of_each_weekday_are_set(secretary: FlaskClient, session: Session, year: Year) -> None:
    hours = {f"{which}-{n}": text for n in range(4) for which, text in (("from", "9.00"), ("to", "15:30"))}
    assert secretary.post("/tider/2027/regler/hours", data={"force": "hard", **hours}).status_code == 302
    rule = working_time.rule_of(session, year.cycle, RuleKind.HOURS)
    assert rule.hours == ((540, 930),) * 4 + (None,)
    assert "man 9.00–15.30" in text_of(secretary.get("/tider/2027/regler"))
    wrong = secretary.post("/tider/2027/regler/hours", data={"force": "hard", **hours, "from-0": "ni"})
    assert wrong.status_code == 422
    assert 'value="ni"' in wrong.text


def test_a_committee_meeting_is_entered_and_removed(secretary: FlaskClient, session: Session) -> None:
    given = {"kind": "committee", "word": "Børneudvalget", "first": "2027-04-06", "begins": "13:00", "ends": "15:00"}
    assert secretary.post("/tider/2027/lukkedage", data=given).status_code == 302
    (span,) = working_time.closed_spans(session, dt.date(2027, 4, 1), dt.date(2027, 4, 30))
    assert (span.from_minute, span.to_minute, span.first, span.last) == (780, 900, span.last, dt.date(2027, 4, 6))
    assert "Børneudvalget udvalgsmøde tirsdag 6. april kl. 13.00–15.00" in text_of(secretary.get("/tider/2027/regler"))
    backwards = secretary.post("/tider/2027/lukkedage", data={**given, "ends": "12:00"})
    assert backwards.status_code == 422
    assert "Det slutter, før det begynder" in backwards.text
    assert secretary.post(f"/tider/lukkedage/{span.id}/fjern").status_code == 302
    assert working_time.closed_spans(session, dt.date(2027, 4, 1), dt.date(2027, 4, 30)) == []


def test_school_holidays_are_written_by_hand_and_set_back(secretary: FlaskClient, session: Session) -> None:
    address = "/tider/skoleferier/2026"
    rows = {"name": ["Uge 8", ""], "first": ["2027-02-22", ""], "last": ["2027-02-26", ""]}
    assert secretary.post(address, data=rows).status_code == 302
    assert [one.name for one in working_time.holidays_of_year(session, 2026)] == ["Uge 8"]
    wrong = secretary.post(address, data=rows | {"last": ["2027-02-01", ""]})
    assert wrong.status_code == 422
    assert 'value="2027-02-01"' in wrong.text
    assert secretary.post(address, data={"usual": "1"}).status_code == 302
    assert len(working_time.holidays_of_year(session, 2026)) == 5


def test_a_file_of_holidays_is_shown_before_it_is_taken(secretary: FlaskClient, session: Session) -> None:
    def read(content: bytes) -> str:
        answer = secretary.post("/tider/skoleferier/laes", data={"file": (io.BytesIO(content), "ferier.csv")})
        return str(answer.text)

    faulty = read(b"navn;fra;til\nUge 8;22.2.2027;nej\n")
    assert "“nej” er ikke en dato" in faulty
    assert "Tag ferierne ind" not in faulty
    good = read(b"navn;fra;til\nUge 8;22.2.2027;26.2.2027\n")
    assert len(working_time.holidays_of_year(session, 2026)) == 5
    (packed,) = re.findall(r'name="packed" type="hidden" value="([^"]*)"', good)
    taken = secretary.post("/tider/skoleferier/tag", data={"packed": packed, "source": "ferier.csv"})
    assert taken.location == "/tider/skoleferier/2026"
    assert "fra ferier.csv" in text_of(secretary.get(taken.location))


def test_places_and_minutes_are_set_in_one_form(secretary: FlaskClient, session: Session, year: Year) -> None:
    year.seats[0].institution.postcode = "8000"
    session.commit()
    address = "/tider/2027/steder"
    assert secretary.post(address, data={f"seat-{year.seats[0].id}": "1", "minutes-8000": "7"}).status_code == 422
    assert secretary.post(address, data={f"seat-{year.seats[0].id}": "1", "minutes-8000": "25"}).status_code == 302
    assert places.away_from_home(session, year.cycle, year.seats) == {year.seats[0].id}
    assert places.travel_times(session) == {"8000": 25}
    secretary.post(address, data={"minutes-8000": ""})
    assert places.away_from_home(session, year.cycle, year.seats) == set()
    assert places.travel_times(session) == {}


def test_a_room_is_booked_by_hand(secretary: FlaskClient, session: Session, year: Year) -> None:
    address = f"/tider/lokaler/{year.rooms[0].id}"
    given = {"day": "2027-04-06", "begins": "09:00", "ends": "12:00", "word": "Kursus"}
    assert secretary.post(address, data=given).status_code == 302
    page = text_of(secretary.get(address))
    assert "Tirsdag 6. april 9.00–12.00 Kursus" in page
    assert secretary.post(address, data={**given, "ends": "08:00"}).status_code == 422
    (booking,) = bookings.bookings_of(session, year.rooms[0], since=FEBRUARY)
    assert secretary.post(f"/tider/lokaler/booking/{booking.id}/fjern").location == address


def test_a_rooms_calendar_is_read_from_a_file(secretary: FlaskClient, session: Session, year: Year) -> None:
    address = f"/tider/lokaler/{year.rooms[0].id}"
    event = (
        "BEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Hemmeligt\r\nDTSTART:20270406T070000Z\r\nDTEND:20270406T080000Z\r\nEND:VEVENT"
    )
    content = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//\r\n{event}\r\nEND:VCALENDAR\r\n".encode()
    for _ in range(2):
        assert secretary.post(f"{address}/fil", data={"file": (io.BytesIO(content), "rum.ics")}).location == address
    page = text_of(secretary.get(address))
    assert "Tirsdag 6. april 9.00–10.00 optaget fra lokalets kalender" in page
    assert "Hemmeligt" not in page
    assert len(bookings.bookings_of(session, year.rooms[0], since=FEBRUARY)) == 1
    secretary.post(f"{address}/fil", data={"file": (io.BytesIO(b"<html>"), "rum.ics")})
    assert len(bookings.bookings_of(session, year.rooms[0], since=FEBRUARY)) == 1


def test_a_poll_goes_from_the_question_to_the_table(
    app: Flask, secretary: FlaskClient, session: Session, year: Year
) -> None:
    head = year.heads[0]
    asked = secretary.get(f"/tider/2027/rundspoerger/ny?person={head.id}")
    starts = re.findall(r'name="start" value="([^"]+)" checked', asked.text)
    assert len(starts) == 10
    given = {"person": [head.id], "start": starts[:2], "deadline": "2027-02-08", "word": ""}
    assert secretary.post("/tider/2027/rundspoerger/ny", data={**given, "start": []}).status_code == 422
    place = secretary.post("/tider/2027/rundspoerger/ny", data=given).location
    assert "0 af 1 har svaret. Sidste dag er 8. februar." in text_of(secretary.get(place))
    token = link_in(mails(session, "poll")[0])
    anyone = app.test_client()
    page = anyone.get(f"/tider/svar/{token}")
    assert "Du svarer som Leder af Birkely Skole, senest mandag 8. februar." in text_of(page)
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    slots = re.findall(r'name="(slot-\d+)" value="yes"', page.text)
    half = anyone.post(f"/tider/svar/{token}", data={slots[0]: "yes"})
    assert half.status_code == 422
    assert "Svar på alle tider" in half.text
    assert re.search(rf'name="{slots[0]}" value="yes" checked', half.text)
    said = {slots[0]: "yes", slots[1]: "no", "word": "Helst om formiddagen."}
    assert anyone.post(f"/tider/svar/{token}", data=said).status_code == 302
    told = text_of(secretary.get(place))
    assert "Alle har svaret." in told
    assert "Helst om formiddagen." in told
    poll_id = int(place.rsplit("/", 1)[1])
    assert secretary.post(f"{place}/luk").location == place
    assert "Rundspørgen er slut." in text_of(anyone.get(f"/tider/svar/{token}"))
    assert anyone.post(f"/tider/svar/{token}", data=said).status_code == 409
    assert secretary.post(f"{place}/aabn", data={"deadline": "2027-02-10"}).location == place
    one = poll_queries.poll(session, poll_id).asked[0]
    by_telephone = dict.fromkeys(slots, "if-need-be")
    assert secretary.post(f"/tider/rundspoerge/svar/{one.id}", data=by_telephone).location == place
    session.expire_all()
    assert set(poll_queries.answers_of(poll_queries.asked(session, one.id)).values()) == {Can.IF_NEED_BE}
    assert "Svarede 1. februar i telefonen." in text_of(secretary.get(place))
    assert secretary.post(f"{place}/mind").location == place
    assert "Alle har svaret." in text_of(secretary.get("/tider/2027/rundspoerger"))
