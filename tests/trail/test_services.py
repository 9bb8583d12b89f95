"""The trail cannot be changed quietly."""

from __future__ import annotations

import datetime as dt
import random

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.trail import services
from app.trail.models import TrailEntry

NOW = dt.datetime(2027, 3, 1, 9, 0, tzinfo=dt.UTC)


def write(session: Session, count: int) -> list[int]:
    for number in range(count):
        services.record(session, by=None, action="test.done", thing=f"thing:{number}", details={"n": number}, now=NOW)
    return list(session.scalars(select(TrailEntry.id).order_by(TrailEntry.id)))


def test_whole_chain_is_found_whole(session: Session) -> None:
    write(session, 20)
    assert services.check(session, key=session.info["trail_key"]) == (None, 20)


def test_another_key_does_not_fit(session: Session) -> None:
    first = write(session, 3)[0]
    assert services.check(session, key=b"another") == (first, 0)


def test_every_random_change_is_found(session: Session) -> None:
    numbers = write(session, 20)
    key = session.info["trail_key"]
    chance = random.Random(20270301)
    changes = {
        "action": "test.undone",
        "thing": "thing:999",
        "details": {"n": 999},
        "at": NOW + dt.timedelta(seconds=1),
        "previous": "1" * 64,
        "hash": "2" * 64,
    }
    for _ in range(60):
        victim, column = chance.choice(numbers), chance.choice(sorted(changes))
        with session.begin_nested() as undone:
            session.execute(update(TrailEntry).where(TrailEntry.id == victim).values({column: changes[column]}))
            session.expire_all()
            broken, _ = services.check(session, key=key)
            undone.rollback()
        session.expire_all()
        assert broken in (victim, victim + 1), (victim, column)


def test_removed_entry_is_found(session: Session) -> None:
    numbers = write(session, 5)
    session.execute(delete(TrailEntry).where(TrailEntry.id == numbers[2]))
    session.expire_all()
    assert services.check(session, key=session.info["trail_key"]) == (numbers[3], 2)


def test_entries_cut_off_at_the_end_are_found_by_an_earlier_end(session: Session) -> None:
    numbers = write(session, 5)
    count, _, newest = services.end_of(session).partition(":")
    write(session, 2)
    assert services.reaches(session, count=int(count), hash_there=newest)
    session.execute(delete(TrailEntry).where(TrailEntry.id >= numbers[4]))
    session.expire_all()
    assert services.check(session, key=session.info["trail_key"]) == (None, 4)
    assert not services.reaches(session, count=int(count), hash_there=newest)
    write(session, 1)  # another entry in its place does not hide it
    assert not services.reaches(session, count=int(count), hash_there=newest)
