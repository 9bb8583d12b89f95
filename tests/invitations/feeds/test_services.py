"""Feeds: secret, nobody named, unchanged bytes not sent twice, and what is off stays as that."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
import vobject
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.invitations import services
from app.invitations.feeds import services as feeds
from app.invitations.models import MeetingFeed
from app.mail.domain import MessageState
from app.mail.models import OutboxMessage
from app.people.domain import LinkDead, Role
from app.people.models import Person
from app.scheduling import queries as scheduling
from app.scheduling import services as times
from tests.invitations.conftest import DAYS, NOW, Year

Client = Callable[[Person | None], FlaskClient]


def all_left(session: Session) -> None:
    session.execute(update(OutboxMessage).values(state=MessageState.SENT, attempt=1))


def read(content: bytes) -> vobject.base.Component:
    return vobject.readOne(content.decode())


def cancel_first(year: Year) -> None:
    dialogue = scheduling.dialogue(year.session, year.invitation().dialogue_id)
    times.cancel(year.session, dialogue=dialogue, reason="Lukket.", by=None, now=NOW)


def test_person_sees_her_own_meetings_and_the_secretariat_all(sent: Year, add_person: Callable[..., Person]) -> None:
    own = read(feeds.content_of(sent.session, sent.heads[0]))
    assert [event.summary.value for event in own.vevent_list] == ["Strategisk drøftelse: Åkandens Børnehus"]
    every = read(feeds.content_of(sent.session, add_person(Role.SECRETARIAT)))
    assert len(every.vevent_list) == 3


def test_feed_is_published_and_names_nobody(sent: Year) -> None:
    content = feeds.content_of(sent.session, sent.directors[0])
    assert b"METHOD:PUBLISH" in content
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H" in content
    assert b"X-PUBLISHED-TTL:PT1H" in content
    assert not re.search(rb"ATTENDEE|ORGANIZER|mailto|VALARM", content)


def test_cancelled_meeting_stays_as_cancelled(sent: Year) -> None:
    all_left(sent.session)
    cancel_first(sent)
    sent.send()
    event = read(feeds.content_of(sent.session, sent.heads[0])).vevent
    assert (event.status.value, event.transp.value) == ("CANCELLED", "TRANSPARENT")
    assert event.uid.value == sent.invitation().uid


def test_meeting_that_one_was_taken_off_stays_as_cancelled(sent: Year) -> None:
    all_left(sent.session)
    services.remove_participant(sent.session, participant=sent.part_of(sent.directors[0]), by=None, now=NOW)
    sent.send()
    found = read(feeds.content_of(sent.session, sent.directors[0]))
    assert [event.status.value for event in found.vevent_list] == ["CANCELLED", "CONFIRMED", "CONFIRMED"]


def test_what_nobody_has_been_told_is_in_no_own_feed(year: Year) -> None:
    services.prepare_from_plan(year.session, cycle=year.cycle, by=None, now=NOW)
    assert not hasattr(read(feeds.content_of(year.session, year.heads[0])), "vevent")


def test_moved_meeting_shows_what_was_told(sent: Year) -> None:
    before = feeds.content_of(sent.session, sent.heads[0])
    sent.move(0, DAYS[0] + dt.timedelta(days=1), 13)
    assert feeds.content_of(sent.session, sent.heads[0]) == before
    sent.send()
    assert feeds.content_of(sent.session, sent.heads[0]) != before


def test_unchanged_feed_is_not_sent_again(sent: Year, client_of: Client) -> None:
    token = feeds.make_feed(sent.session, person=sent.heads[0], now=NOW)
    client = client_of(None)
    first = client.get(f"/kalender/{token}.ics")
    assert (first.status_code, first.mimetype) == (200, "text/calendar")
    again = client.get(f"/kalender/{token}.ics", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.head(f"/kalender/{token}.ics").status_code == 200


def test_rotated_and_ended_addresses_open_nothing(sent: Year) -> None:
    first = feeds.make_feed(sent.session, person=sent.heads[0], now=NOW)
    second = feeds.make_feed(sent.session, person=sent.heads[0], now=NOW)
    with pytest.raises(LinkDead):
        feeds.owner_of(sent.session, first)
    assert feeds.owner_of(sent.session, second).id == sent.heads[0].id
    feeds.end_feed(sent.session, person=sent.heads[0], now=NOW)
    sent.session.flush()
    with pytest.raises(LinkDead):
        feeds.owner_of(sent.session, second)


def test_feed_of_who_has_left_opens_nothing(sent: Year) -> None:
    token = feeds.make_feed(sent.session, person=sent.heads[0], now=NOW)
    sent.heads[0].active = False
    sent.session.flush()
    with pytest.raises(LinkDead):
        feeds.owner_of(sent.session, token)


def test_token_is_kept_as_a_hash_and_never_logged(
    sent: Year, client_of: Client, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    token = feeds.make_feed(sent.session, person=sent.heads[0], now=NOW)
    stored = sent.session.scalars(select(MeetingFeed.token_hash)).one()
    assert len(stored) == 64
    assert token not in stored
    client = client_of(None)
    client.get(f"/kalender/{token}.ics")
    client.get(f"/kalender/{token}x.ics")
    out = capfd.readouterr()
    assert token not in out.out + out.err + caplog.text


def test_page_shows_the_address_once(sent: Year, client_of: Client) -> None:
    client = client_of(sent.heads[0])
    page = client.post("/indkaldelser/min-kalender").text
    address = re.search(r"webcal://127\.0\.0\.1:8000(/kalender/[\w-]{32}\.ics)", page)
    assert address
    assert client.get(address[1]).status_code == 200
    assert address[1] not in client.get("/indkaldelser/min-kalender").text
    client.post("/indkaldelser/min-kalender/stop")
    assert client.get(address[1]).status_code == 404
