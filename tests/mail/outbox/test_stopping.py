"""The secretariat's switch: what it stops, who may turn it, and where it is seen."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cycle import services as cycles
from app.database import Database
from app.mail import queries
from app.mail.domain import MailAlreadyStopped, MailNotStopped, MessageState
from app.mail.models import MailStop, OutboxMessage
from app.mail.outbox import stopping
from app.mail.outbox.claiming import Worker
from app.mail.outbox.delivery import deliver_due
from app.mail.outbox.smtp import Relay, Transport
from app.people.domain import Role
from app.people.models import Person
from app.trail.models import TrailEntry
from config import Security
from demonstration.catcher import Catcher
from tests.faults.senders import WRITTEN, message

NOW = dt.datetime(2027, 1, 12, 9, 0, tzinfo=dt.UTC)
ONE = Worker(name="one", per_hour=500)


@pytest.fixture
def catcher(tmp_path: Path) -> Iterator[Catcher]:
    with Catcher(tmp_path / "mails") as running:
        yield running


@pytest.fixture
def secretary(add_person: Callable[..., Person], session: Session) -> Person:
    person = add_person(Role.SECRETARIAT, name="Lene Holst")
    session.commit()
    return person


def put(database: Database, count: int) -> None:
    with database.writing() as session:
        session.add_all([message(number) for number in range(1, count + 1)])


def run(database: Database, port: int, worker: Worker = ONE) -> Counter[str]:
    relay = Relay(host="127.0.0.1", port=port, security=Security.NONE)
    with Transport(relay) as transport, database.recording() as recorder:
        return deliver_due(database.writing, transport=transport, worker=worker, now=WRITTEN, recorder=recorder)


def set_stop(database: Database) -> None:
    with database.writing() as session:
        session.add(MailStop(id=stopping.THE_ONE, at=NOW))


def test_nothing_leaves_while_mail_is_stopped(own_database: Database, catcher: Catcher) -> None:
    put(own_database, 2)
    set_stop(own_database)
    assert run(own_database, catcher.port) == {}
    with own_database.writing() as session:
        session.delete(session.scalars(select(MailStop)).one())
    assert run(own_database, catcher.port) == {"sent": 2}


def test_stopped_in_the_middle_of_a_run_the_rest_stays_and_its_tries_do_not_count(
    own_database: Database, catcher: Catcher, tmp_path: Path
) -> None:
    put(own_database, 20)
    turned: list[bool] = []

    def turn() -> bool:
        """Asked between two mails: somebody presses the button after the third."""
        if not turned and len(list((tmp_path / "mails").iterdir())) == 3:
            presser = Thread(target=set_stop, args=(own_database,))
            presser.start()
            presser.join()
            turned.append(True)
        return False

    sent = run(own_database, catcher.port, Worker(name="one", per_hour=500, stopping=turn))["sent"]
    assert 3 <= sent <= 5  # the one under way, and the one whose conversation had begun
    with own_database.read() as session:
        rest = session.scalars(select(OutboxMessage).where(OutboxMessage.state != MessageState.SENT)).all()
    assert {(row.state, row.attempt) for row in rest} == {(MessageState.WAITING, 0)}
    assert len(rest) == 20 - sent


def test_switch_is_turned_once_and_trailed(app: Flask, session: Session, secretary: Person) -> None:
    stopping.stop(session, by=secretary, now=NOW)
    with pytest.raises(MailAlreadyStopped):
        stopping.stop(session, by=secretary, now=NOW)
    stopping.start(session, by=secretary, now=NOW)
    with pytest.raises(MailNotStopped):
        stopping.start(session, by=secretary, now=NOW)
    actions = session.scalars(select(TrailEntry.action).order_by(TrailEntry.id)).all()
    assert actions[-2:] == ["mail.stopped", "mail.started"]


def test_secretary_stops_and_starts_on_the_page_and_is_told_on_the_front_page(
    session: Session, secretary: Person, client_of: Callable[[Person | None], FlaskClient]
) -> None:
    cycles.open_year(session, year=2027, subject=None, now=NOW)
    session.commit()
    client = client_of(secretary)
    assert "Al mail er stoppet" not in client.get("/").get_data(as_text=True)
    page = client.post("/mails/stop", follow_redirects=True).get_data(as_text=True)
    assert "Lene Holst har stoppet al mail" in page and "Sæt mail i gang igen" in page
    assert client.post("/mails/stop").status_code == 409
    assert "Al mail er stoppet" in client.get("/").get_data(as_text=True)
    page = client.post("/mails/start", follow_redirects=True).get_data(as_text=True)
    assert "Mail går ud igen" in page and queries.stopped(session) is None


def test_director_is_not_told_and_may_not_turn_it(
    session: Session,
    secretary: Person,
    add_person: Callable[..., Person],
    client_of: Callable[[Person | None], FlaskClient],
) -> None:
    director = add_person(Role.DIRECTOR)
    cycles.open_year(session, year=2027, subject=None, now=NOW)
    stopping.stop(session, by=secretary, now=NOW)
    session.commit()
    client = client_of(director)
    assert "Al mail er stoppet" not in client.get("/").get_data(as_text=True)
    assert client.post("/mails/start").status_code in (403, 404)
    assert queries.stopped(session) is not None
