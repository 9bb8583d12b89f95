"""A body in the middle of its year, and everyone who could knock at its doors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.database import EXTENSION, Base, Database
from app.dialogues import queries as dialogues
from app.dialogues.before import documents, plans
from app.dialogues.before.agendas import LINK_PURPOSE as AGENDA
from app.follow_up import plans as unit_plans
from app.follow_up.plan_mails import LINK_PURPOSE as PLAN_ROW
from app.guidance.domain import GuidanceState
from app.guidance.editions import artwork, correcting
from app.guidance.models import Guidance, Publication
from app.institutions import queries as institutions
from app.mail.inbox import services as inbox
from app.people import queries, services
from app.people.access import TOKEN
from app.people.models import Person
from app.scheduling.calendars import refreshing, sources
from app.scheduling.calendars.faults import SourceKind
from app.scheduling.calendars.sealing import Secret
from app.scheduling.models import Dialogue
from app.settings import SETTINGS
from config import ROOT
from demonstration.story.people import ASSISTANT, DIRECTORS, SECRETARY
from demonstration.story.said import Director
from tests import postgres
from tests.conftest import Client, copy_template, kinds_of, templates_of
from tests.people import doors
from tests.staged import application_of, carry_over, copy_of

LIFE = dt.timedelta(hours=1)


@dataclass(frozen=True)
class World:
    """The body, the two heads that it looks at, and a thing for each argument of an address."""

    app: Flask
    people: Mapping[str, Person]
    things: doors.Things
    examples: Mapping[str, Mapping[str, Any]]
    living: Mapping[str, list[str]]
    dead: Mapping[str, list[str]]

    def path(self, door: doors.Door, *, token: str = "") -> str:
        """An address of the route, with a thing that exists."""
        values = {**self.examples[""], "token": token, **self.examples.get(door.endpoint, {})}
        return door.path(values)

    def token(self, door: doors.Door, who: str) -> str:
        """A link for the route: to whoever comes with an expired one, that; to everyone else a living one."""
        purpose = doors.BY_TOKEN.get(door.endpoint)
        return (self.dead if who == "expired link" else self.living)[purpose][-1] if purpose else ""

    @property
    def database(self) -> Database:
        found: Database = self.app.extensions[EXTENSION]
        return found

    def client(self, who: str) -> FlaskClient:
        """The browser of one of EVERYONE, with a session of its own where she has one."""
        client = self.app.test_client()
        person = self.people.get(who)
        if person is not None:
            now = clock.now()
            with self.database.write.begin() as session:
                token = services.open_session(session, person=person, life=LIFE, now=now)
                if who == "ended session":
                    services.close_session(session, token=token, now=now)
            with client.session_transaction() as cookie:
                cookie[TOKEN], cookie["seen"] = token, int(now.timestamp())
        return client

    def contents(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table."""
        with self.database.engine.connect() as connection:
            return {
                table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
                for table in Base.metadata.sorted_tables
            }


@pytest.fixture(scope="module", params=["sqlite"])
def staged(
    request: pytest.FixtureRequest, built_demonstration: Path, worker: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """The application on a demonstration of the module's own: no limits of rate, no tokens of forms."""
    if request.param not in kinds_of(request.config):
        pytest.skip("left out by --sqlite-only")
    folder = copy_of(built_demonstration, tmp_path_factory.mktemp("staged") / "instance")
    url = f"sqlite:///{folder / 'demonstration.db'}"
    if request.param == "postgresql":
        url = copy_template(request.config, "postgresql", folder, worker)
        carry_over(folder, url)
    app = application_of(folder, LOGO=str(ROOT / "static" / "ledetraad.svg"), DATABASE_URL=url)
    app.config.update(WTF_CSRF_ENABLED=False, RATELIMIT_ENABLED=False)
    app.test_client_class = Client
    yield app
    app.extensions[EXTENSION].dispose()
    if request.param == "postgresql":
        postgres.drop_database(
            templates_of(request.config)["server"], str(app.extensions[EXTENSION].engine.url.database)
        )


@pytest.fixture(scope="module")
def world(staged: Flask) -> World:
    """The demonstration, with links that live and links that have run out, and an account that was closed."""
    with staged.app_context(), staged.extensions[EXTENSION].write.begin() as session:
        inbox.store(session, raw=b"From: a@example.dk\r\n\r\nHej\r\n", received_at=clock.now(), now=clock.now())
        add_calendar(session, staff(session)["director"], staged)
        things = doors.things_of(session)
        invited, answered = doors.asked_dialogue(session), doors.answered_dialogue(session)
        heads = {"head of A": head_of(session, invited), "head of B": head_of(session, answered)}
        prepare(session, dialogue(session, invited), heads["head of A"])
        purposes = set(doors.BY_TOKEN.values())
        return World(
            app=staged,
            people=heads | staff(session),
            things=things,
            examples=doors.examples(session, things, invited=dialogue(session, invited), answered=answered),
            living={purpose: doors.links_to(session, purpose, life=LIFE) for purpose in purposes},
            dead={purpose: doors.links_to(session, purpose, life=-LIFE) for purpose in purposes},
        )


def prepare(session: Session, invited: Dialogue, head: Person) -> None:
    """What the story does not tell of A: its annual plan as a file, and the links to its agenda and its row."""
    now = clock.now()
    document = documents.examine("Plan.pdf", b"%PDF-1.7 made up")
    plans.hand_in_plan(session, dialogue=invited, document=document, link="", takes_up=None, by=head, now=now)
    services.issue_link(session, person=head, purpose=AGENDA, subject_id=invited.id, ends_at=now + LIFE, now=now)
    seat = invited.seat
    unit = institutions.by_id(session, seat.institution_id)
    row = unit_plans.row_of(session, seat.draw.cycle, unit, now=now)
    services.issue_link(session, person=head, purpose=PLAN_ROW, subject_id=row.id, ends_at=now + LIFE, now=now)
    illustrate(session)
    for publication in session.scalars(select(Publication)):
        publication.content = translated(publication.content)


def add_calendar(session: Session, person: Person, app: Flask) -> None:
    """Busy times of the director are fetched from a server that cannot be reached from here."""
    tools = refreshing.tools_of(app.extensions[SETTINGS], now=clock.now())
    calendars = (("https://127.0.0.1/a/", "Arbejde", True), ("https://127.0.0.1/b/", "Privat", False))
    secret = Secret(url="https://127.0.0.1/", username="a", password="b", calendars=calendars)
    kind, host = SourceKind.CALDAV, "kalender.example"
    now = clock.now()
    sources.add(session, owner=person, kind=kind, host=host, secret=secret, tools=tools, by=None, now=now)


def illustrate(session: Session) -> None:
    """The draft has a picture of its own."""
    draft = session.scalars(select(Guidance).where(Guidance.state != GuidanceState.PUBLISHED)).one()
    found = artwork.examine("tema.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>', alt="Ingenting")
    correcting.set_illustration(session, guidance=draft, artwork=found, by=None, now=clock.now())


def translated(content: dict[str, Any]) -> dict[str, Any]:
    """An edition of which somebody has written the English."""
    found = deepcopy(content)
    for text in (*found["letter"], *(message for theme in found["themes"] for message in theme["messages"])):
        text["english"] = "In English."
    return found


def staff(session: Session) -> dict[str, Person]:
    """The secretary and a director; her assistant, whose account is closed; and her at the end of a working day."""
    addresses = {
        "secretary": SECRETARY.address,
        "director": DIRECTORS[Director.CITY].address,
        "closed account": ASSISTANT.address,
        "ended session": SECRETARY.address,
    }
    found = {who: queries.by_address(session, address) for who, address in addresses.items()}
    assert all(found.values())
    found["closed account"].active = False
    return found  # type: ignore[return-value]


def dialogue(session: Session, found: Dialogue) -> Dialogue:
    """A dialogue with its seat and institution."""
    return dialogues.dialogue(session, found.id)


def head_of(session: Session, found: Dialogue) -> Person:
    """Who heads the institution of a dialogue today."""
    institution = dialogue(session, found).seat.institution
    person = institutions.head_of(session, institution, clock.local_day(clock.now()))
    assert person is not None
    return person
