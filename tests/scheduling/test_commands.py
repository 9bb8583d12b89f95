"""The times from the command line."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.scheduling import commands, queries
from app.scheduling.domain import Strength
from app.scheduling.models import BusyDay
from app.scheduling.problems import naive
from app.scheduling.rules import working_time
from app.scheduling.rules.domain import RuleKind, usual
from tests.scheduling.conftest import FEBRUARY, Year, mark_busy
from tests.scheduling.planner.test_documents import PROBLEM

EVENT = "BEGIN:VEVENT\nUID:1\nDTSTART:20270316T080000Z\nDTEND:20270316T100000Z\nEND:VEVENT\n"
CALENDAR = f"BEGIN:VCALENDAR\n{EVENT}END:VCALENDAR\n"


@pytest.fixture(autouse=True)
def february(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "now", lambda: FEBRUARY)


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["scheduling", *words])


def test_a_year_is_planned_and_accepted(app: Flask, session: Session, year: Year) -> None:
    session.commit()
    planned = run(app, "propose", "2027", "--json")
    assert planned.exit_code == 0
    told = json.loads(planned.stdout)
    assert (told["proven"], len(told["placed"]), told["unplaced"]) == (True, 6, [])
    assert {one["state"] for one in told["dialogues"]} == {"proposed"}
    accepted = run(app, "accept", "2027")
    assert accepted.stdout.splitlines()[0].endswith("Birkely Skole, Lokale 1")
    assert run(app, "accept", "2027").exit_code == 1


def test_proposal_keeps_to_the_notice_of_the_year_unless_another_is_given(
    app: Flask, session: Session, year: Year
) -> None:
    rule = replace(usual(RuleKind.NOTICE), number=12)
    working_time.set_rule(session, cycle=year.cycle, rule=rule, by=None, now=FEBRUARY)
    session.commit()

    def first(*words: str) -> str:
        return str(
            min(one["start"] for one in json.loads(run(app, "propose", "2027", "--json", *words).stdout)["placed"])
        )

    assert first() >= str(FEBRUARY.date() + dt.timedelta(weeks=12))
    assert first("--notice-weeks", "6") < str(FEBRUARY.date() + dt.timedelta(weeks=12))


def test_institution_without_a_dialogue_is_told_as_that(app: Flask, session: Session, year: Year) -> None:
    session.commit()
    refused = run(app, "move", "2027", "Birkely Skole", "2027-03-16T09:00")
    assert refused.exit_code == 1
    assert refused.stderr == "Birkely Skole har ingen dialog i 2027.\n"


def test_a_calendar_is_read_for_a_person(app: Flask, session: Session, year: Year, tmp_path: Path) -> None:
    session.commit()
    file = tmp_path / "bo.ics"
    file.write_text(CALENDAR)
    bo = year.directors[1]
    assert run(app, "busy", bo.address, str(file)).stdout == "1 events, 0 of them unread.\n"
    day = dt.date(2027, 3, 16)
    assert [one.spans for one in queries.busy_days(session, [bo], day, day)[bo.id]] == [[[540, 660, "busy"]]]
    assert run(app, "busy", "ukendt@example.dk", str(file)).exit_code == 1


def test_rooms_are_added_and_listed(app: Flask, session: Session, year: Year) -> None:
    session.commit()
    assert run(app, "rooms", "add", "Byrådssalen", "--seats", "40").stdout == "Byrådssalen, 40 seats.\n"
    assert {"name": "Byrådssalen", "seats": 40} in json.loads(run(app, "rooms", "list", "--json").stdout)


def test_a_meeting_is_called_off(app: Flask, session: Session, year: Year) -> None:
    session.commit()
    assert run(app, "cancel", "2027", "Birkely Skole", "--reason", "Lukket").exit_code == 1
    run(app, "propose", "2027")
    assert run(app, "cancel", "2027", "Birkely Skole").exit_code == 2
    told = json.loads(run(app, "cancel", "2027", "Birkely Skole", "--reason", "Lukket", "--json").stdout)
    assert [(one["institution"], one["state"]) for one in told["dialogues"]] == [("Birkely Skole", "cancelled")]
    again = run(app, "cancel", "2027", "Birkely Skole", "--reason", "Lukket")
    assert (again.exit_code, "kan ikke ændres" in again.stderr) == (1, True)


def test_a_problem_is_solved_without_a_database(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "problem.json"
    file.write_text(json.dumps(PROBLEM))
    told = json.loads(run(app, "solve", str(file), "--json").stdout)
    assert [one["dialogue"] for one in told["placed"]] == ["m1"]
    file.write_text("no problem")
    assert run(app, "solve", str(file)).exit_code == 1


@pytest.mark.parametrize(("first", "last"), [("2027-02-01", "2027-01-01"), ("0001-01-01", "9999-12-31")])
def test_a_window_that_is_none_is_wrong_usage(app: Flask, tmp_path: Path, first: str, last: str) -> None:
    file = tmp_path / "bo.ics"
    file.write_text(CALENDAR)
    told = run(app, "freebusy", str(file), "--from", first, "--to", last, "--json")
    assert (told.exit_code, told.stdout) == (2, "")


def test_busy_times_are_told_without_a_database(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "bo.ics"
    file.write_text(CALENDAR.replace("DTSTART:20270316T080000Z", "DTSTART;TZID=Mars:20270316T090000"))
    told = run(app, "freebusy", str(file), "--from", "2027-03-01", "--to", "2027-03-31", "--json")
    assert json.loads(told.stdout) == {
        "busy": [["2027-03-16T09:00", "2027-03-16T11:00", "busy"]],
        "events": 1,
        "unread": 0,
        "warnings": ["Tidszonen Mars er ukendt og læst som dansk tid."],
    }


def test_a_plan_that_leaves_somebody_out_is_one_document(app: Flask, session: Session, year: Year) -> None:
    for number in range(200):
        day = FEBRUARY.date() + dt.timedelta(days=number)
        mark_busy(session, year.heads[0], day, (0, 1440, Strength.BUSY))
    session.commit()
    planned = run(app, "propose", "2027", "--json")
    told = json.loads(planned.stdout)
    assert (planned.exit_code, told["code"], len(told["unplaced"])) == (1, "not-all-placed", 1)
    assert told["error"] == planned.stderr.strip()


def test_refusal_of_a_command_is_one_document_too(app: Flask, session: Session, year: Year) -> None:
    session.commit()
    nobody = run(app, "cancel", "2027", "Ingen Skole", "--reason", "Sygdom", "--json")
    assert json.loads(nobody.stdout)["code"] == "institution-unknown"


def test_a_day_is_marked_a_meeting_moved_and_a_room_closed(app: Flask, session: Session, year: Year) -> None:
    session.commit()
    marked = run(app, "mark", year.heads[0].address, "2027-03-16", "2027-03-17", "--half", "morning")
    assert marked.stdout == "Marked 2 days.\n"
    rows = session.scalars(select(BusyDay).where(BusyDay.person_id == year.heads[0].id)).all()
    assert [(row.day.day, row.spans[0][:2]) for row in rows] == [(16, [0, 720]), (17, [0, 720])]
    run(app, "propose", "2027")
    run(app, "accept", "2027")
    moved = run(app, "move", "2027", "Birkely Skole", "2027-06-08T13:00", "--room", "Lokale 2")
    assert moved.stdout == "2027-06-08T13:00  Birkely Skole, Lokale 2\n"
    assert run(app, "rooms", "close", "Lokale 2").stdout == "Lokale 2 is closed.\n"
    refused = run(app, "move", "2027", "Birkely Skole", "2027-06-09T13:00", "--room", "Lokale 2")
    assert refused.exit_code == 1


def test_a_no_is_explained_and_planned_again(app: Flask, session: Session, year: Year) -> None:
    session.commit()
    run(app, "propose", "2027")
    dialogue = queries.dialogues_of(session, year.cycle)[0].id
    bo = year.directors[1]
    told = json.loads(run(app, "explain", str(dialogue), "--json").stdout)
    assert told["open"] > 0
    assert {one["cause"] for one in told["without"]} >= {"notice"}
    slot = json.loads(run(app, "explain", str(dialogue), "--slot", "2027-02-03T09:00", "--json").stdout)
    assert "notice" in {one["cause"] for one in slot["blocked"]}
    again = json.loads(run(app, "replan", "--decline", f"{dialogue}:{bo.address}", "--json").stdout)
    assert (len(again["moves"]), again["weight"], again["proven"]) == (1, 0, True)
    assert again["moves"][0]["before"] != again["moves"][0]["after"]
    assert run(app, "replan", "--decline", f"{dialogue}:{year.heads[3].address}").exit_code == 1


def test_a_start_on_a_day_off_is_never_said_to_be_open(app: Flask, session: Session, year: Year) -> None:
    session.commit()
    run(app, "propose", "2027")
    dialogue = str(queries.dialogues_of(session, year.cycle)[0].id)
    for slot in ("2027-04-03T09:00", "2027-03-26T09:00", "2027-04-13T03:00", "2027-04-13T09:10", "2035-04-13T09:00"):
        told = json.loads(run(app, "explain", dialogue, "--slot", slot, "--json").stdout)
        assert [one["cause"] for one in told["blocked"]] == ["hours"], slot
    start = next(one.starts_at for one in queries.dialogues_of(session, year.cycle) if str(one.id) == dialogue)
    assert start is not None
    slot = naive(start).isoformat(timespec="minutes")
    assert run(app, "explain", dialogue, "--slot", slot).stdout == "Nothing stands in the way.\n"


@pytest.mark.parametrize(
    "words",
    [("propose", "9" * 30), ("accept", "9" * 30), ("explain", "9" * 30), ("replan", "--decline", "9" * 30 + ":a")],
)
def test_a_number_beyond_what_a_database_can_count_is_wrong_usage(app: Flask, words: tuple[str, ...]) -> None:
    assert run(app, *words, "--json").exit_code == 2
