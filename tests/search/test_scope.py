"""A canary of each kind is found by those who may read it, and by nobody else: every role, on both databases."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.cycle.domain import Level
from app.dialogues import services as dialogues
from app.dialogues.domain import PassageKind
from app.dialogues.writing import passages
from app.guidance import finding
from app.guidance import queries as guidance_queries
from app.guidance import services as guidance_services
from app.guidance.editions import publishing
from app.people.domain import Role
from app.people.models import Person
from tests.dialogues import meetings
from tests.guidance.drafting import making as drafting

CANARIES = {
    "own note": "kanariefugl",
    "asked minutes": "rødkælk",
    "open minutes": "solsort",
    "removed": "gråspurv",
    "overwritten": "musvit",
    "draft": "stillits",
    "published": "bogfinke",
}
STAFF = set(CANARIES) - {"removed", "overwritten"}
SEEN = {
    "nobody": set[str](),
    "without a role": set[str](),
    "secretary": STAFF,
    "director": STAFF,
    "head who was asked": {"asked minutes", "published"},
    "head who was not": {"published"},
}

STATUS = {"nobody": 302, "without a role": 404}


@pytest.fixture
def world(app: Flask, session: Session, add_person: Callable[..., Person]) -> dict[str, Person | None]:
    """A guidance that is out and one that is drafted, two dialogues, and a word of its own in each place."""
    guidance = drafting.last_years_guidance(session)
    cycle = publishing.open_year(session, guidance=guidance, by=None, now=drafting.LAST_YEAR)
    asked, other = (meetings.open_held_note(session, cycle, name=name) for name in ("Nordhus", "Sydhus"))
    meetings.say(session, asked, f"En {CANARIES['asked minutes']} bygger.")
    meetings.say(session, asked, f"En {CANARIES['own note']} synger.", kind=PassageKind.OWN)
    meetings.say(session, other, f"En {CANARIES['open minutes']} flyver.")
    gone = meetings.say(session, asked, f"En {CANARIES['removed']} er væk.")
    passages.remove_passage(session, passage=gone, now=meetings.NOW)
    changed = meetings.say(session, asked, f"En {CANARIES['overwritten']} var her.")
    passages.save_passage(session, passage=changed, text="Ingen var her.", base_revision=1, now=meetings.NOW)
    out = drafting.element(session, guidance, 1, Level.CITIZENS)
    out_text(session, out.id, f"En {CANARIES['published']} for alle.")
    draft = guidance_services.start_draft(session, cycle=cycle, with_last_text=False, by=None, now=drafting.NOW)
    text = drafting.element(session, draft, 1, Level.CITIZENS)
    guidance_services.write_element(
        session, element=text, text=f"En {CANARIES['draft']} på vej.", base_revision=1, by=None, now=drafting.NOW
    )
    dialogues.ask_confirmation(session, note=asked, deadline=dt.date(2027, 4, 1), by=None, now=meetings.NOW)
    return {
        "nobody": None,
        "without a role": add_person(),
        "secretary": add_person(Role.SECRETARIAT),
        "director": add_person(Role.DIRECTOR),
        "head who was asked": meetings.head_of(session, asked),
        "head who was not": meetings.head_of(session, other),
    }


def out_text(session: Session, element_id: int, text: str) -> None:
    """The words of a guidance that was taken over from before this system."""
    element = guidance_queries.element(session, element_id)
    standing = guidance_queries.revision_of(session, element)
    standing.text = text
    finding.keep_found(session, element, text, year=element.guidance.year)


@pytest.mark.parametrize("who", SEEN)
def test_canaries_are_found_by_whoever_may_read_them(
    world: dict[str, Person | None], client_of: Callable[[Person | None], FlaskClient], who: str
) -> None:
    client = client_of(world[who])
    pages = {name: client.get("/soeg", query_string={"q": word}) for name, word in CANARIES.items()}
    assert {page.status_code for page in pages.values()} == {STATUS.get(who, 200)}
    assert {name for name, page in pages.items() if "<mark" in page.text} == SEEN[who]
    opened = {name: page.text for name, page in pages.items() if page.status_code == 200}
    assert {name for name, page in opened.items() if CANARIES[name] in without_field(page)} == SEEN[who]


def without_field(page: str) -> str:
    """A page but for the fields that repeat the question."""
    return re.sub(r"<input[^>]*>", "", page)


def test_nobody_is_told_that_there_is_something_to_be_found(
    world: dict[str, Person | None], client_of: Callable[[Person | None], FlaskClient]
) -> None:
    client = client_of(world["head who was not"])
    pages = [client.get("/soeg", query_string={"q": word}).text for word in (CANARIES["own note"], "xxxxxxx")]
    assert len({without_field(page) for page in pages}) == 1


def test_a_command_sees_what_the_person_that_it_names_may_see(
    app: Flask, session: Session, world: dict[str, Person | None]
) -> None:
    session.commit()
    run = app.test_cli_runner()
    for who, person in world.items():
        for name in ("own note", "asked minutes", "open minutes"):
            given = ["search", CANARIES[name], "--json", *(["--as", person.address] if person else [])]
            hits = json.loads(run.invoke(args=given).stdout)["hits"]
            assert len(hits) == (person is None or name in SEEN[who]), (who, name)
