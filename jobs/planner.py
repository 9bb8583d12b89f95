"""When a job is due: pure, and right across clock changes and any length of downtime."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from app import clock


@dataclass(frozen=True)
class Daily:
    """Every day at a time of the Danish clock: in the skipped hour an hour later, in the repeated one once."""

    hour: int
    minute: int = 0

    def due(self, *, after: dt.datetime | None, now: dt.datetime) -> list[dt.datetime]:
        """The planned instants that lie after the last one that was run, up to now; at first only the latest."""
        if after is not None:
            return [at for at in self._around(clock.local_day(after), clock.local_day(now)) if after < at <= now]
        today = clock.local_day(now)
        return [at for at in self._around(today - dt.timedelta(days=1), today) if at <= now][-1:]

    def _around(self, first: dt.date, last: dt.date) -> Iterator[dt.datetime]:
        for number in range((last - first).days + 1):
            yield clock.at(first + dt.timedelta(days=number), self.hour, self.minute)
