"""The annual plan: a file or a link, handed in by the head or for her; only the last is kept."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.clock import at
from app.cycle.models import Cycle
from app.dialogues.before import documents, plans
from app.dialogues.domain import (
    LinkNotWeb,
    PlanInTwoPlaces,
    PlanMissing,
)
from app.dialogues.models import AnnualPlan, PlanDocument
from app.dialogues.writing import passages
from app.people.domain import Role
from app.people.models import Person
from app.scheduling.models import Dialogue
from tests.dialogues.before.test_documents import PDF, WORD
from tests.dialogues.meetings import agree_dialogue, head_of, open_cycle, themes

Client = Callable[[Person | None], FlaskClient]
TODAY = clock.local_day(clock.now())
MEETING = TODAY + dt.timedelta(days=10)
NOW = at(TODAY, 8)
LINK = "https://www.example.dk/aarsplan"


@pytest.fixture
def cycle(app: Flask, session: Session) -> Cycle:
    return open_cycle(session)


@pytest.fixture
def dialogue(session: Session, cycle: Cycle) -> Dialogue:
    return agree_dialogue(session, cycle, name="Åkandens Børnehus", day=MEETING)


@pytest.fixture
def head(session: Session, dialogue: Dialogue) -> Person:
    return head_of(session, passages.open_note(session, dialogue=dialogue, now=NOW))


@pytest.fixture
def director(add_person: Callable[..., Person]) -> Person:
    return add_person(Role.DIRECTOR)


def page_of(dialogue: Dialogue, rest: str = "") -> str:
    return f"/dialoger/dialog/{dialogue.id}{rest}"


def hand_in(session: Session, dialogue: Dialogue, content: bytes = b"", link: str = "", **given: object) -> AnnualPlan:
    document = documents.examine("Plan.pdf", content) if content else None
    return plans.hand_in_plan(
        session,
        dialogue=dialogue,
        document=document,
        link=link,
        takes_up=given.get("takes_up"),  # type: ignore[arg-type]
        by=None,
        now=given.get("now", NOW),  # type: ignore[arg-type]
    )


def test_a_new_plan_takes_the_place_of_the_last(session: Session, dialogue: Dialogue) -> None:
    hand_in(session, dialogue, PDF)
    hand_in(session, dialogue, WORD, now=NOW + dt.timedelta(days=1))
    assert session.scalars(select(PlanDocument.name)).all() == ["Plan.docx"]
    plan = hand_in(session, dialogue, link=LINK, now=NOW + dt.timedelta(days=2))
    assert (plan.link, plan.document_id, plan.received_at) == (LINK, None, NOW)
    assert session.scalar(select(func.count(PlanDocument.id))) == 0


def test_where_a_plan_takes_up_themes_is_kept_apart_from_the_file(session: Session, dialogue: Dialogue) -> None:
    first, second, _third = themes(session)
    hand_in(session, dialogue, PDF, takes_up={first.id: " Side 4 ", second.id: "", 999_999: "Andet"})
    plan = hand_in(session, dialogue, WORD)
    assert plan.takes_up == {str(first.id): "Side 4"}
    assert hand_in(session, dialogue, takes_up={second.id: "Mål 2"}).takes_up == {str(second.id): "Mål 2"}
    assert session.scalars(select(PlanDocument.name)).all() == ["Plan.docx"]


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "ftp://example.dk/x",
        "//example.dk",
        "example.dk",
        "https://",
        "https://a b.dk",
        "https://[x",
        "https://example.dk/" + "a" * 500,
        "https://example.dk/\u202e",
    ],
)
def test_a_link_leads_to_the_web_or_is_refused(session: Session, dialogue: Dialogue, link: str) -> None:
    with pytest.raises(LinkNotWeb):
        hand_in(session, dialogue, link=link)


def test_nothing_and_two_things_at_once_are_refused(session: Session, dialogue: Dialogue) -> None:
    with pytest.raises(PlanMissing):
        hand_in(session, dialogue)
    with pytest.raises(PlanInTwoPlaces):
        hand_in(session, dialogue, PDF, link=LINK)


def upload(client: FlaskClient, dialogue: Dialogue, content: bytes, name: str = "Plan.pdf", **given: str) -> int:
    data = {"file": (io.BytesIO(content), name), "link": "", **given}
    answer = client.post(page_of(dialogue, "/aarsplan"), data=data, content_type="multipart/form-data")
    return answer.status_code


def test_head_hands_in_her_plan_and_everyone_concerned_gets_it_back(
    client_of: Client, session: Session, cycle: Cycle, dialogue: Dialogue, head: Person, director: Person
) -> None:
    theme = themes(session)[0]
    assert upload(client_of(head), dialogue, WORD, "Årsplan \u202e2027.pdf", **{f"tema-{theme.id}": "Side 4"}) == 302
    for person in (head, director):
        answer = client_of(person).get(page_of(dialogue, "/aarsplan/fil"))
        assert (answer.status_code, answer.data) == (200, WORD)
        assert answer.headers["Content-Type"] == documents.MIMETYPES[documents.kind_of(WORD)]
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        assert "%C3%85rsplan%202027.docx" in answer.headers["Content-Disposition"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Side 4" in client_of(person).get(page_of(dialogue)).text
    other = agree_dialogue(session, cycle, name="Engvejens Skole", day=MEETING)
    stranger = client_of(head_of(session, passages.open_note(session, dialogue=other, now=NOW)))
    assert stranger.get(page_of(dialogue, "/aarsplan/fil")).status_code == 404
    assert upload(stranger, dialogue, PDF) == 404
    assert upload(client_of(director), dialogue, PDF) == 404


@pytest.mark.parametrize(
    ("content", "told", "status"),
    [(b"MZ", "hverken PDF", 422), (b"", "Vælg en fil, eller skriv et link", 422)],
    ids=["program", "nothing"],
)
def test_what_is_refused_is_said_on_the_page(
    client_of: Client, dialogue: Dialogue, head: Person, content: bytes, told: str, status: int
) -> None:
    data = {"file": (io.BytesIO(content), "plan.pdf" if content else ""), "link": ""}
    answer = client_of(head).post(page_of(dialogue, "/aarsplan"), data=data, content_type="multipart/form-data")
    assert (answer.status_code, told in answer.text) == (status, True)


def test_a_link_that_was_handed_in_is_shown_as_one(client_of: Client, dialogue: Dialogue, head: Person) -> None:
    client = client_of(head)
    assert client.post(page_of(dialogue, "/aarsplan"), data={"link": LINK}).status_code == 302
    assert f'href="{LINK}" rel="noopener noreferrer">' in client.get(page_of(dialogue)).text
    assert client.get(page_of(dialogue, "/aarsplan/fil")).status_code == 404


def test_command_hands_in_a_plan(app: Flask, session: Session, dialogue: Dialogue, tmp_path: Path) -> None:
    session.commit()
    place = tmp_path / "Plan.bin"
    place.write_bytes(PDF)
    run = app.test_cli_runner().invoke
    told = [
        run(args=["dialogues", "plan", str(dialogue.id), *given])
        for given in (["--file", str(place)], ["--link", LINK], ["--link", "ftp://x"], [])
    ]
    assert [one.exit_code for one in told] == [0, 0, 1, 2]
    assert [one.output for one in told[:2]] == ["The plan is a file: pdf.\n", "The plan is a link.\n"]
