"""Other input to the year: a forum that is none of the six, written down on the same pages."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cycle.models import Cycle
from app.dialogues import queries, services
from app.dialogues.discussions import services as discussions
from app.dialogues.domain import Forum, NoteClosed, NoteState, NotForMinutes, NothingToRead, NoTitle
from app.dialogues.models import Discussion, Note
from app.dialogues.writing import passages
from app.domain import NotFound
from app.insights import queries as insights
from app.insights import services as coding
from app.insights.domain import About, Meaning, Quote, Tone
from app.people.domain import Role
from app.people.models import Person
from tests.dialogues.meetings import DAY, NOW, head_of, open_cycle, open_held_note, say, themes

Client = Callable[[Person | None], FlaskClient]
SAID = "Vi mangler en fast dag."


@pytest.fixture
def cycle(app: Flask, session: Session) -> Cycle:
    return open_cycle(session)


@pytest.fixture
def discussion(session: Session, cycle: Cycle) -> Discussion:
    return discussions.add_discussion(
        session, cycle=cycle, forum=Forum.HEADS_FORUM, title=" Lederforum  i marts ", held_on=DAY, by=None, now=NOW
    )


@pytest.fixture
def secretary(add_person: Callable[..., Person]) -> Person:
    return add_person(Role.SECRETARIAT)


def note_of(session: Session, discussion: Discussion) -> Note:
    return queries.discussion_note(session, discussion)


def test_discussion_has_a_note_and_needs_no_plan(session: Session, cycle: Cycle, discussion: Discussion) -> None:
    note = note_of(session, discussion)
    assert (note.voice, note.held_on, note.state, note.institution) == ("Lederforum i marts", DAY, NoteState.OPEN, None)
    assert passages.open_note(session, dialogue=discussion, now=NOW) is note
    assert queries.discussions_of(session, cycle) == [(discussion, NoteState.OPEN, 0)]


@pytest.mark.parametrize(
    ("title", "refusal"), [(" ", NoTitle), ("x" * 201, NoTitle), ("Om 010203-1234", NotForMinutes)]
)
def test_title_is_short_and_names_nobody(session: Session, cycle: Cycle, title: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        discussions.add_discussion(session, cycle=cycle, forum=Forum.OTHER, title=title, held_on=DAY, by=None, now=NOW)


def test_nobody_outside_is_asked_about_it(session: Session, discussion: Discussion) -> None:
    note = note_of(session, discussion)
    say(session, note, SAID)
    with pytest.raises(NotFound):
        services.ask_confirmation(session, note=note, deadline=DAY + dt.timedelta(days=30), by=None, now=NOW)


def test_read_through_it_lies_fast_until_it_is_opened(session: Session, discussion: Discussion) -> None:
    note = note_of(session, discussion)
    with pytest.raises(NothingToRead):
        discussions.close_discussion(session, discussion=discussion, by=None, now=NOW)
    passage = say(session, note, SAID)
    discussions.close_discussion(session, discussion=discussion, by=None, now=NOW)
    with pytest.raises(NoteClosed):
        passages.save_passage(session, passage=passage, text="Nej", base_revision=1, now=NOW)
    discussions.reopen_discussion(session, discussion=discussion, by=None, now=NOW)
    saved = passages.save_passage(session, passage=passage, text="Nej", base_revision=1, now=NOW)
    assert (saved.current.text, saved.current.number) == ("Nej", 2)


def test_insight_may_cite_it_and_it_counts_as_no_institution(
    session: Session, cycle: Cycle, discussion: Discussion
) -> None:
    passage = say(session, note_of(session, discussion), SAID)
    insight = coding.add_insight(
        session,
        cycle=cycle,
        meaning=Meaning(sentence="En fast dag løser mere.", about=About.FORM, tone=Tone.WISH),
        evidence=[Quote(revision_id=passage.current.id)],
        by=None,
        now=NOW,
    )
    found = insights.insight(session, insight.id)
    assert (insights.strength(found), found.evidence[0].voice) == (0, "Lederforum i marts")


def test_it_is_added_written_mended_and_closed_on_the_pages_of_a_dialogue(
    client_of: Client, session: Session, cycle: Cycle, secretary: Person
) -> None:
    client, theme = client_of(secretary), themes(session)[1]
    fields = {"forum": "committee", "title": "Hovedudvalget i april", "held_on": "2027-04-20"}
    begun = client.post("/dialoger/2027/droeftelser", data=fields)
    found = session.scalars(select(Discussion)).one()
    at = f"/dialoger/droeftelse/{found.id}"
    assert begun.location == f"{at}/referat"
    written = {"passage_id": str(uuid.uuid4()), "text": f"{SAID}\nOg et rum.", "edition_id": theme.id}
    answer = client.post(f"{at}/afsnit", data={**written, "kind": "minutes"})
    assert answer.location.startswith(f"{at}/referat?tema={theme.id}")
    [first, second] = queries.all_passages(session, note_of(session, found))
    saved = client.post(f"/dialoger/afsnit/{first.id}", data={"text": "Vi vil have en fast dag.", "base_revision": 1})
    assert saved.location == f"{at}/referat?tema={theme.id}#felt"
    assert "Hovedudvalget i april" in client.get(f"/dialoger/afsnit/{second.id}").text
    page = client.get(at).text
    assert ("Vi vil have en fast dag." in page, "Og et rum." in page) == (True, True)
    assert "Hovedudvalget i april" in client.get("/dialoger/2027").text
    assert client.post(f"{at}/laest").location == at
    assert 'name="passage_id"' not in client.get(f"{at}/referat").text
    assert client.post(f"/dialoger/afsnit/{first.id}", data={"text": "Nej", "base_revision": 2}).status_code == 409
    assert client.post(f"{at}/aabn").location == f"{at}/referat"


def test_form_that_lacks_something_says_so(
    client_of: Client, session: Session, cycle: Cycle, secretary: Person
) -> None:
    client = client_of(secretary)
    lacking = client.post("/dialoger/2027/droeftelser", data={"forum": "committee", "title": "", "held_on": ""})
    assert (lacking.status_code, "Giv drøftelsen en titel." in lacking.text) == (422, True)
    fields = {"forum": "other", "title": "Om 010203-1234", "held_on": "2027-04-20"}
    refused = client.post("/dialoger/2027/droeftelser", data=fields)
    assert (refused.status_code, "ligner et CPR-nummer" in refused.text) == (422, True)
    assert session.scalars(select(Discussion)).all() == []


def test_file_of_notes_is_read_in_on_the_page(
    client_of: Client, session: Session, discussion: Discussion, secretary: Person
) -> None:
    client, at = client_of(secretary), f"/dialoger/droeftelse/{discussion.id}/fil"

    def send(content: bytes) -> tuple[int, str]:
        answer = client.post(at, data={"file": (io.BytesIO(content), "noter.md")})
        return answer.status_code, answer.text

    status, page = send(f"- {SAID}\n".encode())
    assert (status, "1 afsnit er læst ind." in page, SAID in page) == (200, True, True)
    assert "1 stod der allerede." in send(f"- {SAID}\n".encode())[1]
    assert send(b"\xff\xfe\x00")[0] == 422
    status, page = send(b"- godt\n- 010203-1234\n")
    assert (status, "Linje 2" in page, "010203" in page) == (422, True, False)
    assert client.post(at, data={}).status_code == 422
    assert [one.current.text for one in queries.all_passages(session, note_of(session, discussion))] == [SAID]


def test_directors_read_it_and_no_head_finds_it(
    client_of: Client, session: Session, cycle: Cycle, discussion: Discussion, add_person: Callable[..., Person]
) -> None:
    passage = say(session, note_of(session, discussion), SAID)
    at = f"/dialoger/droeftelse/{discussion.id}"
    assert SAID in client_of(add_person(Role.DIRECTOR)).get(at).text
    head = client_of(head_of(session, open_held_note(session, cycle)))
    paths = (at, f"{at}/referat", f"{at}/fil", f"/dialoger/afsnit/{passage.id}", "/dialoger/2027")
    assert [head.get(path).status_code for path in paths] == [404] * 5


def test_command_adds_one(app: Flask, session: Session, cycle: Cycle) -> None:
    session.commit()
    arguments = ["dialogues", "discussion", "2027", "leaders-group", "Chefgruppen", "2027-08-15"]
    result = app.test_cli_runner().invoke(args=arguments)
    found = session.scalars(select(Discussion)).one()
    assert (result.exit_code, result.stdout) == (0, f"{found.id}\n")
    assert (found.forum, found.title, found.held_on) == (Forum.LEADERS_GROUP, "Chefgruppen", dt.date(2027, 8, 15))
