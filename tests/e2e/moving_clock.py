"""A clock that can be turned, for walks through years: the whole application reads it, and it goes on ticking."""

from __future__ import annotations

import datetime as dt
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from app import clock


class MovingClock:
    """Stands in for `clock.now` wherever that was imported; afterwards it gives the real time."""

    def __init__(self, start: dt.datetime) -> None:
        self.real, self.moving = clock.now, True
        self.turn(start)

    def turn(self, instant: dt.datetime) -> None:
        """From here on it is this time."""
        self.base, self.since = instant, time.monotonic()

    def pass_by(self, span: dt.timedelta) -> None:
        """Some time later."""
        self.turn(self.now() + span)

    def now(self) -> dt.datetime:
        """The time of the walk; the real one when it is over, for whatever was imported on the way."""
        return self.base + dt.timedelta(seconds=time.monotonic() - self.since) if self.moving else self.real()


@contextmanager
def moved_to(instant: dt.datetime) -> Iterator[MovingClock]:
    """The clock of the application, put to an instant."""
    moving = MovingClock(instant)
    with pytest.MonkeyPatch.context() as patch:
        for name, module in list(sys.modules.items()):
            if name.startswith("app.") and getattr(module, "now", None) is moving.real:
                patch.setattr(module, "now", moving.now)
        yield moving
    moving.moving = False
