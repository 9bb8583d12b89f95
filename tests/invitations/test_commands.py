"""The same from the command line: JSON alone on stdout, exit code 1 for a refusal."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import json
from dataclasses import replace
from pathlib import Path

import pytest
import vobject
from click.testing import Result
from flask import Flask
from sqlalchemy import update

from app.cycle import services as cycles
from app.cycle.models import Cycle
from app.institutions import queries as institutions
from app.institutions.models import Institution
from app.invitations import services
from app.invitations.domain import Answer, Channel
from app.mail.domain import MessageState
from app.mail.models import OutboxMessage
from app.people import services as persons
from app.scheduling import queries as times
from app.scheduling.domain import DialogueState
from app.selection import services as choice
from app.settings import SETTINGS, settings
from config import Security
from demonstration.catcher import Catcher
from tests.invitations.conftest import DAYS, NOW, Year
from tests.invitations.reading import read_outbox


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    for place in ("app.invitations.commands.now", "app.clock.now"):
        monkeypatch.setattr(place, lambda: NOW)


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=list(arguments))


def test_year_is_prepared_sent_and_answered(app: Flask, year: Year) -> None:
    year.session.commit()
    prepared = run(app, "invitations", "prepare", "2027", "--json")
    assert prepared.exit_code == 0
    outgoing = json.loads(prepared.stdout)["outgoing"]
    assert len(outgoing) == 9
    head = year.heads[0]
    assert [one for one in outgoing if one["person"] == head.id] == [
        {
            "address": head.address,
            "attendance": "required",
            "before": None,
            "change": "new",
            "dialogue": outgoing[0]["dialogue"],
            "institution": "Åkandens Børnehus",
            "name": "Lene nr. 0",
            "now": {"start": "2027-03-16T09:00:00+01:00", "end": "2027-03-16T10:30:00+01:00", "place": "Åen"},
            "person": head.id,
        }
    ]
    assert json.loads(run(app, "invitations", "send", "2027", "--json").stdout) == {"written": 9}
    again = run(app, "invitations", "send", "2027")
    assert (again.exit_code, again.stdout) == (1, "")
    dialogue = outgoing[0]["dialogue"]
    noted = run(app, "invitations", "answer", str(dialogue), head.address, "declined", "--word", "Kan ikke tirsdage")
    assert noted.exit_code == 0
    status = json.loads(run(app, "invitations", "status", "2027", "--json").stdout)
    first = status["dialogues"][0]
    assert {name: value for name, value in first.items() if name not in ("uid", "participants")} == {
        "id": dialogue,
        "sequence": 0,
        "reply_floor": 0,
        "start": "2027-03-16T09:00:00+01:00",
    }
    assert first["uid"] == year.invitation().uid
    mine = [one for one in first["participants"] if one["person"] == head.id]
    assert mine == [{"address": head.address, "answer": "declined", "channel": "secretary", "person": head.id}]


def test_prepare_says_what_changes_for_whom_and_sends_nothing(app: Flask, sent: Year) -> None:
    sent.move(0, DAYS[0] + dt.timedelta(days=1), 13)
    services.remove_participant(sent.session, participant=sent.part_of(sent.directors[0], 1), by=None, now=NOW)
    sent.session.commit()
    outgoing = json.loads(run(app, "invitations", "prepare", "2027", "--json").stdout)["outgoing"]
    moved = {
        (one["change"], one["before"]["start"], one["now"]["start"]) for one in outgoing if one["change"] == "time"
    }
    assert moved == {("time", "2027-03-16T09:00:00+01:00", "2027-03-17T13:00:00+01:00")}
    [removed] = [one for one in outgoing if one["change"] == "removed"]
    assert (removed["name"], removed["now"]) == ("Anne Bæk", None)
    said = run(app, "invitations", "prepare", "2027").stdout.splitlines()
    assert len(said) == len(outgoing) == 4
    assert said[0] == (
        "time: Lene nr. 0 <lene.nr.0@example.dk>, Åkandens Børnehus: "
        "2027-03-16T09:00:00+01:00 Åen → 2027-03-17T13:00:00+01:00 Åen"
    )
    assert len(read_outbox(sent.session)) == 9


def test_rendered_mail_is_the_one_that_would_leave(app: Flask, year: Year) -> None:
    drafts = services.prepare_from_plan(year.session, cycle=year.cycle, by=None, now=NOW)
    dialogue = str(drafts[0].dialogue_id)
    year.session.commit()
    for method, status in (("request", "CONFIRMED"), ("cancel", "CANCELLED")):
        done = run(app, "invitations", "render", dialogue, str(year.heads[0].id), "--method", method)
        message = email.message_from_bytes(done.stdout_bytes, policy=email.policy.default)
        part = next(part for part in message.walk() if part.get_content_type() == "text/calendar")
        calendar = vobject.readOne(part.get_content())
        assert (calendar.method.value, calendar.vevent.status.value) == (method.upper(), status)
        assert message["To"].addresses[0].addr_spec == year.heads[0].address


def test_meeting_agreed_elsewhere_is_taken_over(app: Flask, year: Year) -> None:
    cycle, [unit] = open_empty_year(year)
    year.session.commit()
    mistyped = run(app, "invitations", "take-over", "2028", unit.name, "2027-12-01T13:00", "--room", "Åene")
    assert (mistyped.exit_code, mistyped.stderr) == (
        1,
        "Der er intet lokale, der hedder “Åene”. Se listen over lokaler, eller tilføj det.\n",
    )
    assert times.dialogues_of(year.session, cycle) == []
    taken = run(app, "invitations", "take-over", "2028", unit.name, "2027-12-01T13:00", "--room", "Åen")
    assert taken.stdout == f"2027-12-01T13:00:00+01:00: {unit.name}, 3 taking part; nothing is sent.\n"
    assert run(app, "invitations", "take-over", "2028", "Birkely Skole", "2027-12-01T13:00").exit_code == 1
    assert read_outbox(year.session) == []


def open_empty_year(year: Year) -> tuple[Cycle, list[Institution]]:
    """Another year, of which one was chosen and nothing is planned."""
    cycle = cycles.open_year(year.session, year=2028, subject=None, now=NOW)
    units = [institutions.find(year.session, text="Åkandens Børnehus")]
    choice.take_over(year.session, cycle=cycle, institutions=units, by=None, now=NOW)
    return cycle, units


def test_one_more_is_asked_and_taken_out(app: Flask, sent: Year) -> None:
    guest = persons.add_person(sent.session, name="Gro Gæst", address="gro@example.dk", now=NOW)
    dialogue = str(sent.invitation().dialogue_id)
    sent.session.commit()
    assert run(app, "invitations", "add", dialogue, guest.address).stdout == "Added. Nothing is sent yet.\n"
    assert run(app, "invitations", "send", "2027").stdout == "1 mails are in the outbox.\n"
    assert run(app, "invitations", "remove", dialogue, guest.address).stdout == "Taken out. Nothing is sent yet.\n"
    refused = run(app, "invitations", "remove", dialogue, sent.heads[0].address)
    assert (refused.exit_code, "Aflys mødet" in refused.stderr) == (1, True)
    assert run(app, "invitations", "add", "999", guest.address).exit_code == 1


def test_person_who_is_not_asked_is_refused_in_a_sentence(app: Flask, sent: Year) -> None:
    sent.session.commit()
    dialogue = str(sent.invitation().dialogue_id)
    other = run(app, "invitations", "answer", dialogue, sent.heads[1].address, "accepted")
    nobody = run(app, "invitations", "answer", dialogue, "ingen@example.dk", "accepted")
    assert [other.exit_code, nobody.exit_code] == [1, 1]
    assert nobody.stderr == "Ingen person har adressen ingen@example.dk.\n"


def test_outbox_is_delivered_and_a_bounce_marks_its_person(
    app: Flask, sent: Year, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent.session.commit()
    with Catcher(tmp_path, refused={sent.heads[2].address}) as catcher:
        here = replace(settings(), mail_port=catcher.port, mail_security=Security.NONE)
        monkeypatch.setitem(app.extensions, SETTINGS, here)
        done = run(app, "mail", "deliver", "--once", "--json")
    assert json.loads(done.stdout)["tried"] == {"sent": 8, "failed": 1}
    assert len(list(tmp_path.iterdir())) == 8
    part = sent.part_of(sent.heads[2], 2)
    assert (part.bounced_at, part.bounce_words) == (NOW, "5.1.1 No such mailbox here")
    assert run(app, "mail", "deliver").exit_code == 2


def test_who_is_silent_is_reminded_and_a_wrong_address_corrected(
    app: Flask, sent: Year, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = sent.heads[0]
    dialogue = str(sent.part_of(head).invitation.dialogue_id)
    monkeypatch.setattr("app.invitations.commands.now", lambda: NOW + dt.timedelta(days=8))
    sent.session.commit()
    assert run(app, "invitations", "remind", dialogue).stdout.endswith(" reminders are in the outbox.\n")
    assert run(app, "invitations", "remind", dialogue).stdout == "0 reminders are in the outbox.\n"
    assert run(app, "invitations", "resend", dialogue, head.address).exit_code == 1  # it has not left yet
    bad = run(app, "invitations", "address", dialogue, head.address, "ingen adresse")
    assert (bad.exit_code, "er ikke en mailadresse" in bad.stderr) == (1, True)
    assert run(app, "invitations", "address", dialogue, head.address, "lene.ny@example.dk").exit_code == 0
    sent.session.refresh(head)
    assert head.address == "lene.ny@example.dk"
    sent.session.execute(update(OutboxMessage).values(state=MessageState.SENT))
    sent.session.commit()
    assert run(app, "invitations", "resend", dialogue, head.address).stdout == "It is in the outbox again.\n"


def test_time_stands_when_who_said_no_can_come(app: Flask, sent: Year) -> None:
    part = sent.part_of(sent.heads[0])
    services.answer(sent.session, participant=part, answer=Answer.DECLINED, channel=Channel.WEB, now=NOW)
    sent.session.commit()
    services.answer(sent.session, participant=part, answer=Answer.ACCEPTED, channel=Channel.WEB, now=NOW)
    sent.session.commit()
    dialogue = part.invitation.dialogue
    assert run(app, "invitations", "keep-time", str(dialogue.id)).exit_code == 0
    sent.session.refresh(dialogue)
    assert dialogue.state is DialogueState.AGREED
