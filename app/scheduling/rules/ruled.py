"""Times that a rule of working time speaks of: standard library only."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ruled:
    """From `start` to before `end` a rule forbids meetings (no `price`), or a meeting that touches it costs so much.

    One rule has any number of these and is paid once.
    """

    rule: str
    start: dt.datetime
    end: dt.datetime
    price: int | None = None
