"""Tables of the trail and of what the jobs process ran."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base


class TrailEntry(Base):
    """One thing that was done. `hash` = HMAC(key, previous hash, canonical JSON of the rest): ids only, no words."""

    __tablename__ = "trail_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    action: Mapped[str] = mapped_column(String(60), index=True)
    thing: Mapped[str] = mapped_column(String(80), index=True)
    details: Mapped[dict[str, Any]]
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)


class JobRun(Base):
    """A job ran for a planned time: the pair is the key, so no two workers can run the same one."""

    __tablename__ = "job_run"

    job: Mapped[str] = mapped_column(String(60), primary_key=True)
    planned_at: Mapped[dt.datetime] = mapped_column(primary_key=True)
    finished_at: Mapped[dt.datetime]


class Heartbeat(Base):
    """When a process of a kind last showed that it lives."""

    __tablename__ = "heartbeat"

    process: Mapped[str] = mapped_column(String(60), primary_key=True)
    at: Mapped[dt.datetime]
