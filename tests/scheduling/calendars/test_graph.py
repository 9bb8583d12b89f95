"""Free and busy from Microsoft 365, against a server that speaks the documented JSON. Not tried on a real tenant."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from app.domain import Refused
from app.scheduling.calendars import faults, graph
from app.scheduling.calendars.fetching import Manner
from app.scheduling.domain import FreeBusy, Interval, Strength, Warned
from tests.scheduling.calendars.graph_server import Graph, item
from tests.scheduling.calendars.web_server import Reply

HERE = Manner(inside=frozenset({"127.0.0.1"}), plain=True, redirects=0)
START, END = dt.datetime(2027, 3, 1), dt.datetime(2027, 3, 31)
ASTA, BO = "asta@kommune.example", "bo@kommune.example"


def read(served: Graph, *mailboxes: str, end: dt.datetime = END, ours: tuple[Interval, ...] = ()) -> list[Any]:
    access = graph.Access(url=served.url, token=lambda: "token-1", manner=HERE)
    with served.server:
        return list(graph.read(access, mailboxes, START, end, [ours for _one in mailboxes]))


def busy(*mailboxes: Any) -> list[Any]:
    return [one.busy if isinstance(one, FreeBusy) else type(one) for one in mailboxes]


def at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2027, 3, day, hour, minute)


def test_the_request_is_the_documented_one() -> None:
    served = Graph({ASTA: [], BO: []})
    assert busy(*read(served, ASTA, BO)) == [(), ()]
    [asked] = served.asked
    headers = asked.pop("headers")
    assert asked == {
        "path": f"/v1.0/users/{ASTA}/calendar/getSchedule",
        "schedules": [ASTA, BO],
        "startTime": {"dateTime": "2027-02-28T23:00:00", "timeZone": "UTC"},
        "endTime": {"dateTime": "2027-03-30T22:00:00", "timeZone": "UTC"},
        "availabilityViewInterval": 15,
    }
    assert headers["Authorization"] == "Bearer token-1"
    assert headers["Content-Type"] == "application/json"
    assert headers["Prefer"] == 'outlook.timezone="UTC"'


def test_each_status_blocks_as_it_should_and_subjects_are_nowhere() -> None:
    items = [
        item("free", "2027-03-01T08:00", "2027-03-01T09:00"),
        item("workingElsewhere", "2027-03-02T08:00", "2027-03-02T09:00"),
        item("tentative", "2027-03-03T08:00", "2027-03-03T09:00"),
        item("busy", "2027-03-04T08:00", "2027-03-04T09:00", subject="Hemmelig", location="Rum 1", isPrivate=True),
        item("oof", "2027-03-05T08:00", "2027-03-05T09:00"),
        item("unknown", "2027-03-08T08:00", "2027-03-08T09:00"),
    ]
    [found] = read(Graph({ASTA: items}), ASTA)
    assert found.busy == (
        Interval(at(3, 9), at(3, 10), Strength.TENTATIVE),
        Interval(at(4, 9), at(4, 10)),
        Interval(at(5, 9), at(5, 10), Strength.OUT),
        Interval(at(8, 9), at(8, 10)),
    )
    assert (found.events, found.unread) == (6, 0)
    assert "Hemmelig" not in str(found)


def test_zones_by_either_name_are_known_and_an_unknown_one_is_copenhagen_with_a_warning() -> None:
    items = [
        item("busy", "2027-03-01T08:00", "2027-03-01T09:00", zone="Pacific Standard Time"),
        item("busy", "2027-03-02T08:00", "2027-03-02T09:00", zone="Europe/London"),
        item("busy", "2027-03-03T08:00", "2027-03-03T09:00", zone="Customized Time Zone"),
    ]
    [found] = read(Graph({ASTA: items}), ASTA)
    assert [(one.start, one.end) for one in found.busy] == [
        (at(1, 17), at(1, 18)),
        (at(2, 9), at(2, 10)),
        (at(3, 8), at(3, 9)),
    ]
    assert found.warnings == (Warned("unknown-zone", "Customized Time Zone", 2),)


def test_an_item_that_cannot_be_read_is_counted_and_the_rest_is_read() -> None:
    items = [
        {"status": "busy", "start": {"dateTime": "2027-03-01T08:00:00"}},
        item("busy", "2027-03-02T08:00", "2027-03-02T07:00"),
        item("busy", "2027-03-03T08:00", "2027-03-03T09:00"),
    ]
    [found] = read(Graph({ASTA: items}), ASTA)
    assert (found.events, found.unread, len(found.busy)) == (3, 2, 1)


def test_a_mailbox_that_shows_no_items_shows_its_slots() -> None:
    known = {"availabilityView": "0" * 32 + "22110034", "scheduleItems": []}
    [found] = read(Graph({ASTA: known}), ASTA)
    assert found.busy == (
        Interval(at(1, 8), at(1, 8, 30)),
        Interval(at(1, 8, 30), at(1, 9), Strength.TENTATIVE),
        Interval(at(1, 9, 30), at(1, 9, 45), Strength.OUT),
    )


def test_longer_than_62_days_is_asked_for_in_parts() -> None:
    served = Graph({ASTA: [item("busy", f"2027-0{month}-10T08:00", f"2027-0{month}-10T09:00") for month in (3, 5, 8)]})
    [found] = read(served, ASTA, end=dt.datetime(2027, 9, 1))
    assert [one.start.month for one in found.busy] == [3, 5, 8]
    assert [one["startTime"]["dateTime"][:10] for one in served.asked] == ["2027-02-28", "2027-05-01", "2027-07-02"]


def test_more_than_twenty_mailboxes_are_asked_for_in_parts() -> None:
    mailboxes = [f"person{number}@kommune.example" for number in range(23)]
    served = Graph({one: [] for one in mailboxes})
    assert busy(*read(served, *mailboxes)) == [()] * 23
    assert [len(one["schedules"]) for one in served.asked] == [20, 3]


def test_an_error_in_one_schedule_is_that_ones_alone() -> None:
    found = read(Graph({ASTA: [], "else": []}), ASTA, BO)
    assert busy(*found) == [(), faults.MailboxClosed]
    assert found[1].data == {"why": "ErrorMailRecipientNotFound"}


def test_error_text_with_more_in_it_than_a_code_is_left_out() -> None:
    known = {"error": {"responseCode": "Fejl hos asta@kommune.example"}}
    assert read(Graph({ASTA: known}), ASTA)[0].data == {"why": "?"}


def test_a_mailbox_that_the_permission_leaves_out_does_not_close_the_others() -> None:
    served = Graph({ASTA: [], BO: []}, refused={ASTA: 403})
    found = read(served, ASTA, BO)
    assert busy(*found) == [faults.MailboxClosed, ()]
    assert [one["schedules"] for one in served.asked] == [[ASTA, BO], [ASTA], [BO]]


@pytest.mark.parametrize(
    ("reply", "fault", "wait"),
    [
        (Reply(429, headers={"Retry-After": "90"}), faults.ServerBusy, 90),
        (Reply(503), faults.ServerBusy, 0),
        (Reply(401), faults.NoToken, 0),
        (Reply(500), faults.ServerFailed, 0),
        (Reply(302, headers={"Location": "https://login.example/"}), faults.LedAstray, 0),
        (Reply(200, b"<html>"), faults.IsPage, 0),
        (Reply(200, json.dumps({"value": None}).encode()), faults.IsPage, 0),
    ],
)
def test_a_fault_of_the_service_is_everyones_and_asked_for_once(reply: Reply, fault: type, wait: int) -> None:
    served = Graph({ASTA: [], BO: []}, replies=[reply])
    found = read(served, ASTA, BO)
    assert busy(*found) == [fault, fault]
    assert [one.wait for one in found] == [wait, wait]
    assert len(served.asked) == 1


def test_half_of_a_window_is_no_answer() -> None:
    good = Reply(200, json.dumps({"value": [{"scheduleId": ASTA, "scheduleItems": []}]}).encode())
    served = Graph({ASTA: []}, replies=[good, Reply(500)])
    assert busy(*read(served, ASTA, end=dt.datetime(2027, 6, 1))) == [faults.ServerFailed]


def test_a_meeting_of_ours_is_nothing_else_to_do() -> None:
    items = [item("busy", "2027-03-01T08:00", "2027-03-01T09:30")]
    own = Interval(at(1, 9), at(1, 10, 30))
    assert busy(*read(Graph({ASTA: items}), ASTA, ours=(own,))) == [()]
    assert busy(*read(Graph({ASTA: items * 2}), ASTA, ours=(own,))) == [(own,)]


def test_no_token_is_said_of_each() -> None:
    def none() -> str:
        raise faults.NoToken

    access = graph.Access(url="http://127.0.0.1:9", token=none, manner=HERE)
    found: list[FreeBusy | Refused] = graph.read(access, [ASTA], START, END, [()])
    assert busy(*found) == [faults.NoToken]
