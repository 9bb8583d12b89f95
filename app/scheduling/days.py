"""Counting in days: windows, spreading over a period, busy minutes cut at midnight. Standard library only."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from app.scheduling.domain import Interval, Span


def days_between(first: dt.date, last: dt.date) -> list[dt.date]:
    """Every day from the first to the last."""
    return [first + dt.timedelta(days=number) for number in range((last - first).days + 1)]


def whole_days(first: dt.date, last: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """From the first midnight to the one after the last day."""
    return dt.datetime.combine(first, dt.time()), dt.datetime.combine(last + dt.timedelta(days=1), dt.time())


def spread(first: dt.date, last: dt.date, count: int) -> list[dt.date]:
    """So many days in the middles of equal parts of a period."""
    length = (last - first).days + 1
    return [first + dt.timedelta(days=length * (2 * number + 1) // (2 * count)) for number in range(count)]


def spans_by_day(busy: Iterable[Interval]) -> dict[dt.date, list[Span]]:
    """Busy minutes cut at midnight."""
    found: dict[dt.date, list[Span]] = defaultdict(list)
    for one in busy:
        for day in days_between(one.start.date(), one.end.date()):
            midnight = dt.datetime.combine(day, dt.time())
            start, end = (
                min(max(0, int((moment - midnight).total_seconds()) // 60), 1440) for moment in (one.start, one.end)
            )
            if start < end:
                found[day].append((start, end, one.strength))
    return dict(found)
