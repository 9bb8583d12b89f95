"""The planned jobs, each with its time of day."""

from __future__ import annotations

from collections.abc import Mapping

from app.dialogues.reminders import remind_heads
from app.invitations.reminders import remind
from jobs.planned import Effect
from jobs.planner import Daily

PLANS: Mapping[str, tuple[Daily, Effect]] = {
    "remind": (Daily(hour=7), lambda session, now: remind(session, now=now)),
    "remind-heads": (Daily(hour=7, minute=30), lambda session, now: remind_heads(session, now=now)),
}
