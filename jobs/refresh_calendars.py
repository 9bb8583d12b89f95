"""Every minute: calendars that are due are fetched and read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from app.database import transaction
from app.scheduling.calendars import refreshing
from config import Settings


def refresh_calendars(settings: Settings, *, stopping: Callable[[], bool], now: dt.datetime) -> None:
    """Reads what is due, and stops between two rounds when the process is asked to end."""
    tools = refreshing.tools_of(settings, now=now)
    refreshing.refresh_due(transaction, tools=tools, now=now, stopping=stopping)
