"""What the steps share: the application, the days, the catcher, and where the story has put what was said."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask
from sqlalchemy.orm import Session

from app.database import database, transaction
from app.mail.outbox.delivery import deliver_due, worker_of
from app.mail.outbox.smtp import Transport, relay_of
from app.people import queries as people
from app.people.models import Person
from app.settings import settings
from demonstration.calendar import Story
from demonstration.catcher import Catcher
from demonstration.story.people import DIRECTORS, SECRETARY
from demonstration.story.said import Director, Said

DATA = Path(__file__).resolve().parent.parent / "data"
PASSAGES = uuid.UUID("6f1f0bd2-0c55-4f0a-9d0e-2b7a4a1c2016")


@dataclass(frozen=True)
class Spoken:
    """A passage of the story and the one that it became."""

    said: Said
    passage_id: str
    dialogue_id: int


@dataclass
class Stage:
    """One performance. `spoken` and `insights` are by year."""

    app: Flask
    story: Story
    catcher: Catcher
    register: Path | None = None
    spoken: dict[int, list[Spoken]] = field(default_factory=dict)
    insights: dict[tuple[int, str], int] = field(default_factory=dict)

    def deliver(self, now: dt.datetime) -> Counter[str]:
        """Sends over real SMTP what is due at a time of the story; counts by outcome."""
        with Transport(relay_of(settings(), now=now)) as transport:
            worker = worker_of(settings(), app=self.app)
            return deliver_due(transaction, transport=transport, worker=worker, now=now)


def secretary(session: Session) -> Person:
    """Who does the work of the secretariat."""
    return _known(session, SECRETARY.address)


def director(session: Session, which: Director) -> Person:
    """One of the four."""
    return _known(session, DIRECTORS[which].address)


def _known(session: Session, address: str) -> Person:
    found = people.by_address(session, address)
    assert found is not None, f"{address} has not been entered"
    return found


@contextmanager
def looking() -> Iterator[Session]:
    """A reading session of a step's own, so that it sees what the step before has written."""
    with database().read() as session:
        yield session


def passage_id(year: int, dialogue: int, number: int) -> str:
    """The id that a browser would make, the same in every performance."""
    return str(uuid.uuid5(PASSAGES, f"{year}/{dialogue}/{number}"))
