"""Rounds through calendar sources: conditional, by one process, with the last good state kept."""

from __future__ import annotations

import datetime as dt
import socket
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from app.database import Base, Database, transaction
from app.people.domain import Role
from app.people.models import Person
from app.scheduling import queries, services
from app.scheduling.calendars import clashes, refreshing, sources
from app.scheduling.calendars import labels as source_labels
from app.scheduling.calendars.collecting import Reading
from app.scheduling.calendars.faults import SourceKind
from app.scheduling.calendars.sealing import Secret
from app.scheduling.domain import DialogueState, FreeBusy, Interval, Strength
from app.scheduling.models import BusyDay, CalendarClash, CalendarSource
from jobs.refresh_calendars import refresh_calendars
from tests.mail.token_endpoint import TokenEndpoint
from tests.scheduling.calendars.feeding import TITLE, Published, add_source, settings_here, tools_here
from tests.scheduling.calendars.graph_server import Graph, item
from tests.scheduling.calendars.web_server import Reply, WebServer
from tests.scheduling.conftest import FEBRUARY, Year, make_year
from tests.scheduling.test_services import agreed, planned

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
MORNING = ("20270316T090000", "20270316T110000")


def refresh(now: dt.datetime = FEBRUARY, **given: Any) -> dict[str, int]:
    return dict(refreshing.refresh_due(transaction, tools=tools_here(**given), now=now))


def found_again(session: Session, source: CalendarSource) -> CalendarSource:
    session.expire_all()
    return session.get_one(CalendarSource, source.id)


def spans(session: Session, source: CalendarSource) -> dict[dt.date, list[list[int | str]]]:
    session.expire_all()
    return {day.day: day.spans for day in session.scalars(select(BusyDay)) if day.source == source.key and day.spans}


def test_a_due_source_is_read_once_and_only_asked_for_changes_afterwards(
    session: Session, year: Year, app: Flask
) -> None:
    published = Published(MORNING)
    with WebServer({"/a.ics": published}) as server:
        source = add_source(session, year.directors[0], f"{server.url}/a.ics")
        assert refresh() == {"read": 1}
        assert spans(session, source) == {dt.date(2027, 3, 16): [[540, 660, "busy"]]}
        source = found_again(session, source)
        assert (source.events, source.unread, source.fault, source.failures) == (1, 0, "", 0)
        assert source.due_at == FEBRUARY + HOUR / 2
        assert refresh() == {}
        assert refresh(FEBRUARY + HOUR) == {"unchanged": 1}
        assert found_again(session, source).read_at == FEBRUARY + HOUR
        assert {day.read_at for day in session.scalars(select(BusyDay))} == {FEBRUARY + HOUR}
        agreed(session, year)  # our own meetings are another question: "unchanged" is no answer to it
        session.commit()
        assert refresh(FEBRUARY + 2 * HOUR) == {"read": 1}
    assert ["If-None-Match" in one.headers for one in server.asked] == [False, True, False]


def hang(connection: socket.socket, stopped: threading.Event) -> None:
    stopped.wait(5)


def half(connection: socket.socket, stopped: threading.Event) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nBEGIN:VCALENDAR")


BAD = {
    "calendar-is-page": Reply(body=b"\xef\xbb\xbf\n <!DOCTYPE html><html>Log ind</html>"),
    "calendar-empty": Reply(body=b"\r\n"),
    "calendar-unreadable": Reply(body=b"BEGIN:VCARD\nEND:VCARD"),
    "calendar-cut-off": Reply(body=b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20270316T0"),
    "calendar-too-large": Reply(body=b"BEGIN:VCALENDAR\n" + b"X:1\n" * 2_600_000),
    "calendar-broken-off": Reply(raw=half),
    "calendar-silent": Reply(raw=hang),
    "calendar-gone": Reply(410),
    "calendar-not-let-in": Reply(401),
    "calendar-server": Reply(500),
    "calendar-inward": Reply(302, headers={"Location": "https://10.0.0.1/"}),
}


def test_bad_input_is_one_sentence_and_the_last_good_state_stands(session: Session, year: Year, app: Flask) -> None:
    published, quick = Published(MORNING), tools_here()
    quick = replace(quick, manner=replace(quick.manner, seconds=1))
    with WebServer({"/a.ics": published}) as server:
        source = add_source(session, year.directors[0], f"{server.url}/a.ics")
        refresh()
        before, now = spans(session, source), FEBRUARY
        for tries, (code, reply) in enumerate(BAD.items(), start=1):
            published.reply, now = reply, now + DAY / 2
            refreshing.refresh_due(transaction, tools=quick, now=now)
            source = found_again(session, source)
            assert (source.fault, source.failures, source.read_at) == (code, tries, FEBRUARY)
            assert source.due_at == now + min(2**tries * HOUR / 2, DAY / 2)
            words = source_labels.line_of(source, now).words
            assert words.startswith("Læst 1. februar kl. 10.00. 1 aftale.")
            assert "Det, vi læste 1. februar, gælder så længe." in words
            assert spans(session, source) == before
        assert words.endswith("Aftaler, der er kommet til siden da, kender vi ikke.")
        published.reply = None
        refreshing.refresh_due(transaction, tools=quick, now=now + DAY)
    assert (found_again(session, source).fault, source.failures, source.read_at) == ("", 0, now + DAY)


def test_a_server_that_asks_to_be_left_alone_is(session: Session, year: Year, app: Flask) -> None:
    with WebServer({"/a.ics": Reply(429, headers={"Retry-After": "7200"})}) as server:
        source = add_source(session, year.directors[0], f"{server.url}/a.ics")
        assert refresh() == {"unread": 1}
    assert found_again(session, source).due_at == FEBRUARY + 2 * HOUR


def test_a_seal_that_no_key_opens_is_said_and_nothing_is_fetched(session: Session, year: Year, app: Flask) -> None:
    other = tools_here(calendar_keys=("kKm1gW2Xo1l0K0mB0kF3sS2y3t2q0n9b8v7c6x5z4a8=",))
    source = add_source(session, year.directors[0], "https://kalender.example/a.ics", tools=other)
    assert refresh() == {"unread": 1}
    assert found_again(session, source).fault == "calendar-sealed"


def test_what_is_taken_is_taken_by_one_and_comes_back_when_its_lease_is_over(
    session: Session, year: Year, app: Flask
) -> None:
    one, other, third = tools_here(), tools_here(), tools_here()
    source = add_source(session, year.directors[0], "https://kalender.example/a.ics")
    [errand] = refreshing.claim_due(session, tools=one, now=FEBRUARY)
    assert refreshing.claim_due(session, tools=other, now=FEBRUARY) == []
    source.claimed_until = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    session.flush()
    [again] = refreshing.claim_due(session, tools=third, now=FEBRUARY)
    reading = Reading(found=FreeBusy((), events=0, unread=0))
    assert not refreshing.finish(session, errand=errand, outcome=reading, tools=one, now=FEBRUARY)
    assert refreshing.finish(session, errand=again, outcome=reading, tools=third, now=FEBRUARY)


def test_nobodys_calendar_is_read_whose_times_are_not_asked_for(
    session: Session, year: Year, app: Flask, add_person: Callable[..., Person]
) -> None:
    left, stranger, head = year.directors[0], add_person(Role.LEADER), year.heads[0]
    left.active = False
    made = [add_source(session, one, "https://127.0.0.1/a.ics") for one in (left, stranger, head)]
    found = refreshing.claim_due(session, tools=tools_here(), now=FEBRUARY)
    assert [one.id for one in found] == [made[2].id]


def test_two_processes_read_each_calendar_once(own_database: Database) -> None:
    with WebServer({f"/{number}.ics": Reply(500) for number in range(12)}) as server:
        with own_database.writing() as session:
            year = make_year(session)
            for number in range(12):
                person = year.directors[number % 4]
                add_source(session, person, f"{server.url}/{number}.ics", commit=False)
        rounds = [
            threading.Thread(
                target=refreshing.refresh_due,
                args=(own_database.writing,),
                kwargs={"tools": tools_here(), "now": FEBRUARY},
            )
            for _process in range(3)
        ]
        for one in rounds:
            one.start()
        for one in rounds:
            one.join()
        assert Counter(one.path for one in server.asked) == {f"/{number}.ics": 1 for number in range(12)}
    with own_database.read() as session:
        assert {one.failures for one in session.scalars(select(CalendarSource))} == {1}


def test_a_source_that_was_removed_meanwhile_is_not_kept(session: Session, year: Year, app: Flask) -> None:
    tools, source = tools_here(), add_source(session, year.directors[0], "https://kalender.example/a.ics")
    [errand] = refreshing.claim_due(session, tools=tools, now=FEBRUARY)
    sources.remove(session, source=source, by=None, now=FEBRUARY)
    reading = Reading(found=FreeBusy((), events=0, unread=0))
    assert not refreshing.finish(session, errand=errand, outcome=reading, tools=tools, now=FEBRUARY)
    assert session.scalars(select(BusyDay)).all() == []


def test_mailboxes_of_microsoft_are_asked_for_together(session: Session, year: Year, app: Flask) -> None:
    asta, bo, *_others = year.directors
    served = Graph({asta.address: [item("busy", "2027-03-16T08:00", "2027-03-16T10:00")], bo.address: []})
    with TokenEndpoint() as endpoint, served.server:
        given: dict[str, Any] = {"graph_url": served.url, "graph_token_url": endpoint.url, "graph_client_id": "led"}
        made = [add_source(session, one, "", kind=SourceKind.GRAPH, username=one.address) for one in (asta, bo)]
        assert refresh(**given, graph_client_secret="hemmelig") == {"read": 2}
        assert endpoint.asked[0]["scope"] == "https://graph.microsoft.com/.default"
    assert served.asked[0]["schedules"] == [asta.address, bo.address]
    assert spans(session, made[0]) == {dt.date(2027, 3, 16): [[540, 660, "busy"]]}


def test_microsoft_without_a_set_up_is_said(session: Session, year: Year, app: Flask) -> None:
    source = add_source(session, year.directors[0], "", kind=SourceKind.GRAPH, username="a@example.dk")
    refresh()
    assert found_again(session, source).fault == "calendar-token"


def test_the_jobs_process_reads_what_is_due(session: Session, year: Year, app: Flask) -> None:
    with WebServer({"/a.ics": Published(MORNING)}) as server:
        source = add_source(session, year.directors[0], f"{server.url}/a.ics")
        refresh_calendars(settings_here(), stopping=lambda: True, now=FEBRUARY)
        assert server.asked == []
        refresh_calendars(settings_here(), stopping=lambda: False, now=FEBRUARY)
    assert found_again(session, source).read_at == FEBRUARY


def test_a_stale_calendar_is_unknown_and_never_free(session: Session, year: Year, app: Flask) -> None:
    asta = year.directors[0]
    source = add_source(session, asta, "https://kalender.example/a.ics")
    source.read_at = FEBRUARY - DAY - HOUR
    session.flush()
    dialogues = planned(session, year)
    assert {tuple(one.why) for one in dialogues if one.starts_at} == {(f"unknown:{asta.id}",)}
    source.read_at = FEBRUARY - HOUR
    session.flush()
    assert {tuple(one.why) for one in planned(session, year) if one.starts_at} == {()}


def read_as(session: Session, source: CalendarSource, *busy: Interval) -> None:
    """What the calendar says now, as far as the database is concerned."""
    tools = tools_here()
    errand = sources.errand_of(session, source, keys=tools.keys, now=FEBRUARY)
    found = FreeBusy(busy, events=len(busy), unread=0)
    sources.keep(session, source=source, errand=errand, outcome=Reading(found=found), minutes=30, now=FEBRUARY)


def test_a_hard_appointment_on_an_agreed_meeting_is_told_and_nothing_is_moved(
    session: Session, year: Year, app: Flask
) -> None:
    dialogue = agreed(session, year)[0]
    source = add_source(session, year.directors[1], "https://kalender.example/a.ics")
    [meeting] = clashes.ours([dialogue])
    tentative = replace(meeting, strength=Strength.TENTATIVE)
    read_as(session, source, tentative)
    assert clashes.standing(session, year.cycle, now=FEBRUARY) == []
    late = Interval(meeting.end - HOUR / 2, meeting.end + HOUR)
    read_as(session, source, late)
    [clash] = clashes.standing(session, year.cycle, now=FEBRUARY)
    assert (clash.dialogue.id, clash.person.name, clash.since) == (dialogue.id, "Bo", FEBRUARY)
    read_as(session, source, replace(late, strength=Strength.OUT))
    assert [one.since for one in clashes.standing(session, year.cycle, now=FEBRUARY)] == [FEBRUARY]
    assert clash.dialogue.state is DialogueState.AGREED
    read_as(session, source, Interval(meeting.end, meeting.end + HOUR))
    assert clashes.standing(session, year.cycle, now=FEBRUARY) == []
    assert session.scalars(select(CalendarClash)).all() == []


def test_a_meeting_that_is_moved_away_or_a_calendar_that_is_removed_ends_the_clash(
    session: Session, year: Year, app: Flask
) -> None:
    dialogue = agreed(session, year)[0]
    source = add_source(session, year.directors[1], "https://kalender.example/a.ics")
    [meeting] = clashes.ours([dialogue])
    read_as(session, source, Interval(meeting.start, meeting.end + HOUR))
    assert len(clashes.standing(session, year.cycle, now=FEBRUARY)) == 1
    old, dialogue.starts_at = dialogue.starts_at, dialogue.starts_at + DAY if dialogue.starts_at else None
    assert clashes.standing(session, year.cycle, now=FEBRUARY) == []
    dialogue.starts_at = old
    sources.remove(session, source=source, by=None, now=FEBRUARY)
    assert clashes.standing(session, year.cycle, now=FEBRUARY) == []


def test_an_appointment_that_was_known_when_the_time_was_agreed_is_no_news(
    session: Session, year: Year, app: Flask
) -> None:
    source = add_source(session, year.directors[1], "https://kalender.example/a.ics")
    dialogue = planned(session, year)[0]
    [meeting] = clashes.ours([dialogue]) or [None]
    assert meeting is None  # a proposal is in nobody's calendar
    services.accept_plan(session, cycle=year.cycle, by=None, now=FEBRUARY)
    [meeting] = clashes.ours([queries.dialogue(session, dialogue.id)])
    busy = Interval(meeting.start, meeting.end + HOUR)
    services.replace_busy(
        session,
        person=year.directors[1],
        found=FreeBusy((busy,), events=1, unread=0),
        source=source.key,
        window=(meeting.start.date(), meeting.start.date()),
        now=FEBRUARY,
    )
    read_as(session, source, busy)
    assert clashes.standing(session, year.cycle, now=FEBRUARY) == []


def test_nothing_secret_and_no_title_reaches_database_or_log(session: Session, year: Year, app: Flask) -> None:
    published = Published(MORNING)
    with capture_logs() as logged, WebServer({"/noegle-4711.ics": published}) as server:
        url = f"{server.url.replace('//', '//led:kode-0815@')}/noegle-4711.ics"
        source = add_source(session, year.directors[0], url)
        assert refresh() == {"read": 1}
        for number, bad in enumerate((Reply(500, TITLE.encode()), Reply(body=b"<html>" + TITLE.encode())), start=1):
            published.reply = bad
            assert refresh(FEBRUARY + number * DAY) == {"unread": 1}
    rows = [str(row) for table in Base.metadata.sorted_tables for row in session.execute(select(table))]
    said = "\n".join([*rows, *map(str, logged)])
    for secret in ("noegle-4711", "kode-0815", TITLE, "Birthe"):
        assert secret not in said
    kept = sources.source_of(session, person_id=year.directors[0].id, source_id=source.id)
    assert tools_here().keys.open(kept.sealed) == Secret(url=url)
    assert "calendar.added" in said
    assert {one["event"] for one in logged} == {"calendar-unread"}
