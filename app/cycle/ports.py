"""The ports by which later rooms reach the front page without the year knowing them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from flask import current_app
from sqlalchemy.orm import Session

from app.cycle.domain import NextStep, SeatRow, StartStep
from app.cycle.models import Cycle
from app.people.models import Person

FRONT_PAGE = "ledetraad.front-page"

StepSource = Callable[[Session, Person, Cycle | None, dt.datetime], Sequence[NextStep]]
SeatSource = Callable[[Session, Person, Cycle, dt.datetime], Sequence[SeatRow]]
StartSource = Callable[[Session], Sequence[StartStep]]


class Led(Protocol):
    """An institution, as far as the front page knows one."""

    @property
    def id(self) -> int: ...


YEAR_GATES = "ledetraad.year-gates"
YearGate = Callable[[Session, Cycle, dt.datetime], None]
"""Raises a Refused that says what a year still owes before it can be closed."""


def year_gates() -> Sequence[YearGate]:
    """What is registered for the closing of a year."""
    found: Sequence[YearGate] = current_app.extensions[YEAR_GATES]
    return found


NoticeSource = Callable[[Session, Cycle | None], int]
LedSource = Callable[[Session, Person, dt.date], Sequence[Led]]


@dataclass(kw_only=True)
class FrontPage:
    """What is registered for the front page: who gives steps, and who knows how far each of the six has come, as far
    as the person may know it.

    `start` tells what a new body still lacks; `led` which institutions a person leads, and `notice` how many weeks
    before its meeting one is told, for the head's own page.
    """

    steps: list[StepSource] = field(default_factory=list)
    seats: SeatSource | None = None
    start: list[StartSource] = field(default_factory=list)
    led: LedSource | None = None
    notice: NoticeSource | None = None
