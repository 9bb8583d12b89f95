"""The communication from the command line."""

from __future__ import annotations

import json

import pytest
from sqlalchemy.orm import Session

from tests.communication import telling
from tests.guidance.drafting import making as drafting

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.starts_from(make=telling.publish)]


@pytest.fixture
def run(session: Session, app):
    """Gives a command and its result; what the test has written before is there for it."""

    def give(*arguments: object):
        session.commit()
        return app.test_cli_runner().invoke(args=[str(one) for one in arguments])

    return give


def rows(run) -> dict[str, dict[str, object]]:
    found = json.loads(run("communication", "plan", 2028, "--json").stdout)["rows"]
    return {row["channel"]: row for row in found}


def test_plan_is_laid_shown_and_done(session: Session, run) -> None:
    telling.publish(session)
    assert run("communication", "plan", 2028).stdout == "There is no plan yet.\n"
    assert run("communication", "plan", 2028, "--lay").stdout.count("\n") == 6
    assert run("communication", "plan", 2028, "--lay").exit_code == 1
    number = rows(run)["portal"]["id"]
    assert run("communication", "done", number, "--on", "2027-11-01").stdout == f"Row {number} is done.\n"
    assert rows(run)["portal"]["done_on"] == "2027-11-01"
    assert run("communication", "done", number, "--not").exit_code == 0
    assert run("communication", "remove", number).exit_code == 0
    assert run("communication", "add", 2028, "other", "2027-11-20", "borgerne").exit_code == 0
    assert (rows(run)["other"]["audience"], "portal" in rows(run)) == ("borgerne", False)


def test_mail_is_shown_sent_once_and_stopped(session: Session, run) -> None:
    telling.plan(session, telling.publish(session).guidance)
    number = rows(run)["mail"]["id"]
    shown = json.loads(run("communication", "mail", number, "--json").stdout)
    assert (shown["subject"], len(shown["to"])) == ("Ledetråd 2028 er udsendt", 3)
    assert run("communication", "mail", number, "--send").stdout == "3 mails are written.\n"
    assert run("communication", "mail", number, "--send").exit_code == 1
    assert run("communication", "mail", number, "--stop").stdout == "3 mails are stopped.\n"


def test_slides_are_written(session: Session, run, tmp_path) -> None:
    telling.publish(session)
    out = tmp_path / "slides.pptx"
    assert run("communication", "slides", 2028, "--out", out).exit_code == 0
    assert out.read_bytes()[:2] == b"PK"


def test_course_is_entered_people_invited_and_noted(session: Session, run, add_person) -> None:
    telling.publish(session)
    head = add_person(name="Else Holm", address="else@example.dk")
    made = run("communication", "course", 2028, "Årsplaner", "2020-12-14T09:00", "2020-12-14T12:00", "Rådhuset").stdout
    number = made.split()[1]
    assert run("communication", "invite", number, head.address).stdout == "1 invitations are on their way.\n"
    assert run("communication", "invite", number, "--everyone").stdout == "3 invitations are on their way.\n"
    assert run("communication", "attendance", number, head.address).stdout == "1 came.\n"
    assert run("communication", "attendance", number, "nobody@example.dk").exit_code == 1


def test_paper_is_written_by_the_guidance_command(session: Session, run, tmp_path) -> None:
    telling.plan(session, telling.publish(session).guidance)
    for ending, begins in (("docx", b"PK"), ("pdf", b"%PDF"), ("txt", "Økonomiudvalget".encode())):
        out = tmp_path / f"sag.{ending}"
        assert run("guidance", "paper", 2028, "--out", out, "--case", "27/4180").exit_code == 0
        assert out.read_bytes().startswith(begins)
    shown = json.loads(run("communication", "paper", 2028, "--renew", "--json").stdout)
    assert (shown["case_number"], shown["meeting_on"], shown["missing"]) == ("27/4180", "2027-11-14", [])
    assert {one["standing"] for one in shown["sentences"]} == {"true"}
    assert run("guidance", "paper", 2028, "--out", tmp_path / "sag.odt").exit_code == 2
    assert run("communication", "decision", 2028, "Ja.", "--on", "2020-11-16").exit_code == 0
    refused = run("communication", "decision", 2028, "Nej.", "--on", "2020-11-16")
    assert (refused.exit_code, refused.stderr) == (
        1,
        "Økonomiudvalget har truffet sin beslutning, så sagen ligger fast.\n",
    )


@pytest.mark.starts_from(make=drafting.begin)
def test_paper_of_a_draft_is_refused_with_a_code(session: Session, run) -> None:
    drafting.begin(session)
    refused = run("guidance", "paper", 2028, "--json")
    assert (refused.exit_code, json.loads(refused.stdout)["code"]) == (1, "not-adopted")
