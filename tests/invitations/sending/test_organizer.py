"""The organizer of a meeting stays whom its first mail named, whoever the mails are sent by today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from email.utils import getaddresses

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.invitations import services
from app.invitations.domain import Answer, OrganizerAsked
from app.invitations.sending import taking_back
from app.mail.domain import InboxOutcome
from app.mail.inbox import queries as inbox_queries
from app.people import services as people
from app.people.domain import Role
from app.people.models import Person
from app.settings import SETTINGS
from tests.invitations.answering import came_to, mail, reply, take, text
from tests.invitations.conftest import DAYS, NOW, Year
from tests.invitations.reading import read_outbox
from tests.invitations.test_rules import after, calendar_lines

FIRST, SINCE = "ledetraad@example.dk", "dialoger@kommune.example"
OLD = f'ORGANIZER;CN="Direktionens sekretariat";SENT-BY="mailto:{SINCE}":mailto:{FIRST}'
MINUTE = dt.timedelta(minutes=1)
Rename = Callable[[], None]


@pytest.fixture
def rename(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Rename:
    """From here on the installation sends from another address."""

    def change() -> None:
        monkeypatch.setitem(app.extensions, SETTINGS, replace(app.extensions[SETTINGS], sender_address=SINCE))

    return change


def organizers(year: Year, mails: list) -> set[str]:
    return {line for one in mails for line in calendar_lines(one) if line.startswith("ORGANIZER")}


@pytest.mark.parametrize("change", ["time", "room", "cancel-all", "cancel-one"])
def test_change_of_a_meeting_names_the_organizer_that_its_first_mail_named(
    sent: Year, rename: Rename, change: str
) -> None:
    uid = sent.invitation().uid
    assert sent.invitation().organizer == FIRST
    rename()
    mails = after(sent, change)
    assert organizers(sent, mails) == {OLD}
    for one in mails:
        assert one.calendar.vevent.organizer.value == f"mailto:{FIRST}"
        assert one.calendar.vevent.uid.value == uid
        assert getaddresses([str(one.message["From"])]) == [("Direktionens sekretariat", SINCE)]
        assert (one.message["Sender"], one.message["Reply-To"]) == (None, None)
        assert one.row.envelope_from.rpartition("@")[2] == SINCE.rpartition("@")[2]


def test_sender_who_is_the_organizer_is_not_said_to_send_for_herself(sent: Year) -> None:
    lines = organizers(sent, read_outbox(sent.session))
    assert lines == {f'ORGANIZER;CN="Direktionens sekretariat":mailto:{FIRST}'}


def test_draft_is_called_by_the_sender_of_the_day_on_which_it_is_sent(year: Year, rename: Rename) -> None:
    services.prepare_from_plan(year.session, cycle=year.cycle, by=None, now=NOW)
    assert year.invitation().organizer == ""
    rename()
    year.send()
    assert organizers(year, read_outbox(year.session)) == {
        f'ORGANIZER;CN="Direktionens sekretariat":mailto:{SINCE}',
    }
    assert year.invitation().organizer == SINCE


def test_sending_that_was_taken_back_has_named_nobody(year: Year, rename: Rename) -> None:
    services.prepare_from_plan(year.session, cycle=year.cycle, by=None, now=NOW)
    services.send(year.session, cycle=year.cycle, by=None, now=NOW, wait=2 * MINUTE)
    taking_back.take_back(year.session, cycle=year.cycle, by=None, now=NOW + MINUTE)
    assert year.invitation().organizer == ""
    rename()
    year.send(NOW + 2 * MINUTE)
    assert year.invitation().organizer == SINCE


def test_change_that_was_taken_back_leaves_the_organizer(sent: Year, rename: Rename) -> None:
    rename()
    sent.move(0, DAYS[0] + dt.timedelta(days=1), 9)
    services.send(sent.session, cycle=sent.cycle, by=None, now=NOW + MINUTE, wait=2 * MINUTE)
    taking_back.take_back(sent.session, cycle=sent.cycle, by=None, now=NOW + 2 * MINUTE)
    assert sent.invitation().organizer == FIRST


def test_proposal_is_turned_down_in_the_organizers_name(
    sent: Year, rename: Rename, add_person: Callable[..., Person], client_of: Callable[[Person], FlaskClient]
) -> None:
    rename()
    proposal = reply(sent.invitation(), sent.heads[0].address, "TENTATIVE", method="COUNTER")
    message = take(sent, proposal)
    secretary = client_of(add_person(Role.SECRETARIAT))
    secretary.post(f"/indbakke/{message.id}/behold-tiden", data={"text": "Tiden står ved magt."})
    [one] = read_outbox(sent.session, kind="inbox-answer")
    assert organizers(sent, [one]) == {OLD}


def test_rendered_mail_names_the_organizer_too(app: Flask, sent: Year, rename: Rename) -> None:
    rename()
    arguments = ["invitations", "render", str(sent.invitation().dialogue_id), sent.heads[0].address]
    raw = app.test_cli_runner().invoke(args=arguments).stdout_bytes
    assert f"From: Direktionens sekretariat <{SINCE}>".encode() in raw


def test_answer_counts_whatever_organizer_it_names_and_wherever_it_was_sent(sent: Year, rename: Rename) -> None:
    rename()
    given = reply(sent.invitation(), sent.heads[0].address, "ACCEPTED", f"ORGANIZER:mailto:{FIRST}")
    assert came_to(take(sent, given)) == (InboxOutcome.APPLIED, "answered")
    assert sent.part_of(sent.heads[0]).answer is Answer.ACCEPTED


def test_own_mail_from_before_is_no_mail_of_a_person(sent: Year, rename: Rename) -> None:
    rename()
    raw = mail(f"Direktionens sekretariat <{FIRST.upper()}>", text("Kopi af en mail fra os."))
    assert came_to(take(sent, raw)) == (InboxOutcome.IGNORED, "own-mail")
    assert inbox_queries.count_waiting(sent.session) == 0


@pytest.mark.parametrize("now_from", [FIRST, SINCE])
def test_organizer_is_never_asked_to_her_own_meeting(
    sent: Year,
    rename: Rename,
    add_person: Callable[..., Person],
    client_of: Callable[[Person], FlaskClient],
    now_from: str,
) -> None:
    if now_from == SINCE:
        rename()
    mailbox = people.add_person(sent.session, name="Postkassen", address=now_from, roles=[Role.LEADER], now=NOW)
    with pytest.raises(OrganizerAsked):
        services.add_participant(sent.session, invitation=sent.invitation(), person=mailbox, by=None, now=NOW)
    page = client_of(add_person(Role.SECRETARIAT)).get(f"/indkaldelser/{sent.invitation().id}/inviter").text
    assert "Carl" not in page and "Lene nr. 1" in page and "Postkassen" not in page


def test_sending_stops_at_a_person_with_the_organizers_address(year: Year) -> None:
    services.prepare_from_plan(year.session, cycle=year.cycle, by=None, now=NOW)
    year.heads[0].address = FIRST
    year.session.flush()
    with pytest.raises(OrganizerAsked):
        year.send()


def test_preview_says_where_answers_go(
    sent: Year, rename: Rename, add_person: Callable[..., Person], client_of: Callable[[Person], FlaskClient]
) -> None:
    secretary = client_of(add_person(Role.SECRETARIAT))
    sent.move(0, DAYS[0] + dt.timedelta(days=1), 9)
    said = f"Mødet er indkaldt fra {FIRST}"
    assert said not in secretary.get("/indkaldelser/2027/send").text
    rename()
    page = secretary.get("/indkaldelser/2027/send").text
    assert said in page
    assert SINCE in page
    assert sent.session.scalars(select(Person).where(Person.address == SINCE)).all() == []
