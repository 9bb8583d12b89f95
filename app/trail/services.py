"""Writing the trail, and checking that nobody has changed it quietly."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Mapping

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.people.models import Person
from app.trail.models import TrailEntry

FIRST = "0" * 64
LOCK = 7_115_001


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
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
    session.flush()
    previous = session.scalar(select(TrailEntry.hash).order_by(TrailEntry.id.desc()).limit(1)) or FIRST
    entry = TrailEntry(
        at=now,
        person_id=by.id if by else None,
        action=action,
        thing=thing,
        details=dict(details or {}),
        previous=previous,
    )
    entry.hash = seal(entry, _key(session))
    session.add(entry)
    session.flush()
    return entry


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
