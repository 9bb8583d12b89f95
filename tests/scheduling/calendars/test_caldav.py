"""CalDAV, against a real Radicale, and against servers that speak it badly."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.scheduling.calendars import caldav, collecting, faults
from app.scheduling.calendars.faults import SourceKind
from app.scheduling.calendars.fetching import Manner
from app.scheduling.calendars.sealing import Keys, Secret
from app.scheduling.domain import Interval, Strength
from tests.scheduling.calendars.radicale_server import PASSWORD, USER, Radicale
from tests.scheduling.calendars.web_server import Reply, Request, WebServer

HERE = Manner(inside=frozenset({"127.0.0.1"}), plain=True)
MONDAY = dt.date(2027, 3, 15)
WINDOW = (MONDAY, MONDAY + dt.timedelta(days=13))
TOOLS = collecting.Tools(keys=Keys((), "secret"), manner=HERE, graph=None, minutes=30, worker="a test")


@pytest.fixture
def radicale(tmp_path: Path) -> Iterator[Radicale]:
    with Radicale(tmp_path) as server:
        server.make_calendar("arbejde", "Arbejde &amp; møder")
        server.put("arbejde", 1, "SUMMARY:Hemmelig", "DTSTART:20270316T080000Z", "DTEND:20270316T100000Z")
        server.put("arbejde", 2, "DTSTART:20270104T090000Z", "DTEND:20270104T100000Z", "RRULE:FREQ=WEEKLY")
        server.put("arbejde", 3, "DTSTART:20280104T090000Z", "DTEND:20280104T100000Z")
        server.make_calendar("privat", "Privat")
        server.put("privat", 1, "DTSTART;VALUE=DATE:20270317", "DTEND;VALUE=DATE:20270318", "STATUS:TENTATIVE")
        server.make_calendar("opgaver", "Opgaver", kind="VTODO")
        yield server


def account(url: str, password: str = PASSWORD) -> caldav.Account:
    return caldav.Account(url=url, username=USER, password=password)


def errand_for(found: list[caldav.Found], url: str, **given: str) -> collecting.Errand:
    calendars = tuple((one.url, one.name, True) for one in found)
    secret = Secret(url=url, username=USER, password=PASSWORD, calendars=calendars)
    return collecting.Errand(kind=SourceKind.CALDAV, secret=secret, window=WINDOW, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize("path", ["", "/", f"/{USER}/"])
def test_the_calendars_of_a_user_are_found_from_server_and_home(radicale: Radicale, path: str) -> None:
    found = caldav.discover(account(radicale.url + path), HERE)
    assert sorted((one.url.removeprefix(radicale.url), one.name) for one in found) == [
        (f"/{USER}/arbejde/", "Arbejde & møder"),
        (f"/{USER}/privat/", "Privat"),
    ]


def test_the_address_of_a_calendar_is_that_calendar(radicale: Radicale) -> None:
    found = caldav.discover(account(f"{radicale.url}/{USER}/privat/"), HERE)
    assert [one.name for one in found] == ["Privat"]


def test_busy_minutes_of_the_chosen_calendars_are_joined(radicale: Radicale) -> None:
    found = caldav.discover(account(radicale.url), HERE)
    outcome = collecting.collect_one(errand_for(found, radicale.url), TOOLS)
    assert isinstance(outcome, collecting.Reading)
    assert outcome.found
    assert outcome.found.busy == (
        Interval(dt.datetime(2027, 3, 15, 10), dt.datetime(2027, 3, 15, 11)),
        Interval(dt.datetime(2027, 3, 16, 9), dt.datetime(2027, 3, 16, 11)),
        Interval(dt.datetime(2027, 3, 17), dt.datetime(2027, 3, 18), Strength.TENTATIVE),
        Interval(dt.datetime(2027, 3, 22, 10), dt.datetime(2027, 3, 22, 11)),
    )
    assert (outcome.found.events, outcome.found.unread) == (3, 0)
    assert "Hemmelig" not in str(outcome)


def test_unchanged_calendars_are_not_fetched_again_and_changed_ones_are(radicale: Radicale) -> None:
    found = caldav.discover(account(radicale.url), HERE)
    first = collecting.collect_one(errand_for(found, radicale.url), TOOLS)
    assert isinstance(first, collecting.Reading)
    assert first.etag
    again = collecting.collect_one(errand_for(found, radicale.url, etag=first.etag), TOOLS)
    assert again == collecting.Reading(found=None, etag=first.etag)
    radicale.put("privat", 2, "DTSTART:20270318T080000Z", "DTEND:20270318T090000Z")
    changed = collecting.collect_one(errand_for(found, radicale.url, etag=first.etag), TOOLS)
    assert isinstance(changed, collecting.Reading)
    assert changed.found
    assert changed.found.events == 4


def test_a_calendar_without_events_in_the_window_is_a_free_person(radicale: Radicale) -> None:
    url = radicale.make_calendar("tom", "Tom")
    data, broken = caldav.events(account(radicale.url), url, *errand_for([], url).hours, HERE)
    assert (data, broken) == (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR", 0)


def test_a_wrong_password_is_not_let_in(radicale: Radicale) -> None:
    with pytest.raises(faults.NotLetIn):
        caldav.discover(account(radicale.url, "forkert"), HERE)


def test_a_calendar_that_was_removed_is_said(radicale: Radicale) -> None:
    found = caldav.discover(account(radicale.url), HERE)
    radicale.send_delete("privat")
    assert isinstance(collecting.collect_one(errand_for(found, radicale.url), TOOLS), faults.Gone)


def test_a_user_without_calendars_is_said(tmp_path: Path) -> None:
    with Radicale(tmp_path) as server:
        server.make_calendar("opgaver", "Opgaver", kind="VTODO")
        with pytest.raises(faults.NoCalendars):
            caldav.discover(account(server.url), HERE)


def multistatus(*props: str) -> Reply:
    responses = "".join(
        f"<response><href>/</href><propstat><prop>{prop}</prop><status>HTTP/1.1 200 OK</status></propstat></response>"
        for prop in props
    )
    return Reply(207, f'<multistatus xmlns="DAV:" xmlns:C="{caldav.C[1:-1]}">{responses}</multistatus>'.encode())


LAUGHS = b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><multistatus xmlns="DAV:">&c;</multistatus>'
OUTSIDE = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><multistatus xmlns="DAV:">&b;</multistatus>'


@pytest.mark.parametrize(
    "reply",
    [
        Reply(200, b"<html>Log ind</html>"),
        Reply(207, b"<html>"),
        Reply(207, b""),
        Reply(207, LAUGHS),
        Reply(207, OUTSIDE),
        Reply(207, b'<multistatus xmlns="DAV:"/>'),
        Reply(405),
        multistatus("<displayname>Ingenting</displayname>"),
    ],
)
def test_a_server_that_does_not_speak_it_is_said(reply: Reply) -> None:
    with WebServer({"/": reply, caldav.WELL_KNOWN: reply}) as server, pytest.raises(faults.NotCalDav):
        caldav.discover(account(server.url), HERE)


def test_well_known_address_is_asked_where_the_given_one_says_nothing() -> None:
    whose = "<C:calendar-home-set><href>/dav/</href></C:calendar-home-set>"
    listed = "<resourcetype><C:calendar/></resourcetype><displayname>En</displayname>"

    def home(request: Request) -> Reply:
        return multistatus(listed if request.headers["Depth"] == "1" else whose)

    to = Reply(301, headers={"Location": "/dav/"})
    with WebServer({caldav.WELL_KNOWN: to, "/dav/": home}) as server:
        assert [one.name for one in caldav.discover(account(server.url), HERE)] == ["En"]
    assert {one.method for one in server.asked} == {"PROPFIND"}


def test_password_does_not_follow_the_server_elsewhere() -> None:
    with WebServer({}) as other:
        named = f"<current-user-principal><href>{other.url}/asta/</href></current-user-principal>"
        with WebServer({"/": multistatus(named)}) as server, pytest.raises(faults.LedAstray):
            caldav.discover(account(server.url), HERE)
    assert other.asked == []


def test_half_an_event_is_counted_as_unread() -> None:
    times = "DTSTART:20270316T080000Z\nDTEND:20270316T090000Z"
    whole = f"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\n{times}\nEND:VEVENT\nEND:VCALENDAR"
    half = "BEGIN:VCALENDAR\nBEGIN:VEVENT"
    data = multistatus(*(f"<C:calendar-data>{one}</C:calendar-data>" for one in (whole, half)))
    with WebServer({"/k/": data}) as server:
        url = f"{server.url}/k/"
        outcome = collecting.collect_one(errand_for([caldav.Found(url=url, name="k")], url), TOOLS)
    assert isinstance(outcome, collecting.Reading)
    assert outcome.found
    assert (outcome.found.events, outcome.found.unread, len(outcome.found.busy)) == (2, 1, 1)


def test_a_server_without_marks_is_read_each_time() -> None:
    with WebServer({"/k/": multistatus("<displayname>k</displayname>")}) as server:
        assert not caldav.mark(account(server.url), (f"{server.url}/k/",), HERE)
