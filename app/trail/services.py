"""Writing the trail, and checking that nobody has changed it quietly."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from app.people.models import Person
from app.trail import queries
from app.trail.models import TrailEntry

FIRST = "0" * 64
LOCK = 7_115_001


def record_opened(
    session: Session,
    opened: Collection[tuple[int, int]],
    *,
    way: str,
    within: dt.timedelta,
    now: dt.datetime,
) -> None:
    """Who (first) opened which note (second). What was trailed within a while is not trailed again, so that two at
    once write one entry; many notes cost as many statements as one."""
    _take_turns(session)
    known = queries.opened_since(session, opened, since=now - within)
    entries = [
        TrailEntry(at=now, person_id=by, action=queries.OPENED, thing=f"note:{note}", details={"way": way})
        for by, note in sorted(set(opened) - known)
    ]
    _seal_in_turn(session, entries)
    if entries:  # many rows in one statement
        session.execute(insert(TrailEntry), [_row(one) for one in entries])


def _row(entry: TrailEntry) -> dict[str, object]:
    return {
        "at": entry.at,
        "person_id": entry.person_id,
        "action": entry.action,
        "thing": entry.thing,
        "details": entry.details,
        "previous": entry.previous,
        "hash": entry.hash,
    }


def record(
    session: Session,
    *,
    by: Person | None,
    action: str,
    thing: str,
    now: dt.datetime,
    details: Mapping[str, object] | None = None,
) -> TrailEntry:
    """Appends what was done: ids and names of fields only, never what people wrote, so that erasure breaks nothing."""
    _take_turns(session)
    session.flush()
    entry = TrailEntry(at=now, person_id=by.id if by else None, action=action, thing=thing, details=dict(details or {}))
    _seal_in_turn(session, [entry])
    session.add(entry)
    session.flush()
    return entry


def _seal_in_turn(session: Session, entries: Sequence[TrailEntry]) -> None:
    """Each upon the hash of the one before."""
    previous = session.scalar(select(TrailEntry.hash).order_by(TrailEntry.id.desc()).limit(1)) or FIRST
    for entry in entries:
        entry.previous = previous
        previous = entry.hash = seal(entry, _key(session))


def _take_turns(session: Session) -> None:
    """One entry after the other, each upon the hash of the last; SQLite's writers take turns anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})


def seal(entry: TrailEntry, key: bytes) -> str:
    """HMAC-SHA256 over the previous hash and the canonical JSON of the entry."""
    content = {
        "action": entry.action,
        "at": entry.at.astimezone(dt.UTC).isoformat(),
        "details": entry.details,
        "person": entry.person_id,
        "thing": entry.thing,
    }
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hmac.new(key, f"{entry.previous}{canonical}".encode(), hashlib.sha256).hexdigest()


def check(session: Session, *, key: bytes) -> tuple[int | None, int]:
    """The first entry that does not fit its hash or its forerunner (None: the chain is whole), and how many fit."""
    previous, fitting = FIRST, 0
    for entry in session.scalars(select(TrailEntry).order_by(TrailEntry.id)):
        if entry.previous != previous or not hmac.compare_digest(entry.hash, seal(entry, key)):
            return entry.id, fitting
        previous, fitting = entry.hash, fitting + 1
    return None, fitting


def end_of(session: Session) -> str:
    """How many entries there are and the hash of the newest, as COUNT:HASH. Kept elsewhere, it shows a cut."""
    count = session.scalar(select(func.count()).select_from(TrailEntry)) or 0
    newest = session.scalar(select(TrailEntry.hash).order_by(TrailEntry.id.desc()).limit(1))
    return f"{count}:{newest or FIRST}"


def reaches(session: Session, *, count: int, hash_there: str) -> bool:
    """Whether the entry that was once the newest, number `count`, still stands there; a longer trail is no fault."""
    if count == 0:
        return hash_there == FIRST
    in_place = select(TrailEntry.hash).order_by(TrailEntry.id).offset(count - 1).limit(1)
    return session.scalar(in_place) == hash_there


def _key(session: Session) -> bytes:
    key: bytes = session.info["trail_key"]
    return key
