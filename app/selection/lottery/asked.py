"""What the bare commands ask: a pool with its quotas solved, its smallest changes, a record of a lottery checked."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from app.domain import N_, Refused
from app.selection import verify
from app.selection.lottery.changes import smallest_changes
from app.selection.lottery.making import faults_of_making
from app.selection.lottery.pool import Bound, Pool, check_values, read_pool, read_quota, typed
from app.selection.lottery.record import solved_record
from app.selection.lottery.refusals import SeatsImpossible
from app.selection.refusals import RecordUnreadable


class TiersUnreadable(Refused):
    """Years at which tiers begin that are no rising whole numbers."""

    code = "tiers-unreadable"
    status = 422
    sentence = N_("Trinene “%(tiers)s” kan ikke læses. Skriv hele år i stigende orden, som 4,8.")


@dataclass(frozen=True)
class Asked:
    """A pool, the seats and bounds, and the highest chance that anyone may have, out of a hundred."""

    pool: Pool
    seats: int
    bounds: Sequence[Bound]
    steps: Sequence[int] | None
    cap: int = 100

    @classmethod
    def read(
        cls,
        data: bytes,
        *,
        seats: int,
        quotas: Sequence[str],
        tiers: str | None,
        cap: int = 100,
        appointed: Sequence[str] = (),
        excluded: Sequence[str] = (),
    ) -> Asked:
        """From a file and a command line. Raises the refusals of `pool`."""
        if seats < 1:
            raise SeatsImpossible()
        bounds = [read_quota(text, seats) for text in quotas]
        pool = read_pool(data)
        check_values(pool, bounds)
        return cls(pool.with_named(appointed, excluded), seats, bounds, read_tiers(tiers), cap)

    def solved(self) -> dict[str, Any]:
        """The record. Raises NoSuchSet, CapTooLow."""
        cap = Fraction(self.cap, 100)
        return solved_record(self.pool, seats=self.seats, bounds=self.bounds, steps=self.steps, cap=cap)

    def relaxations(self) -> list[list[dict[str, Any]]]:
        """The smallest sets of changes with which there is a set."""
        problem = typed(self.pool, seats=self.seats, bounds=self.bounds, steps=self.steps).problem
        return [[change.as_data() for change in changes] for changes in smallest_changes(problem)]


def read_tiers(text: str | None) -> list[int] | None:
    """The years at which wide tiers begin; raises TiersUnreadable."""
    if text is None:
        return None
    try:
        steps = [int(part) for part in text.split(",") if part.strip()]
    except ValueError as error:
        raise TiersUnreadable(tiers=text) from error
    if steps != sorted(set(steps)) or min(steps, default=0) < 0:
        raise TiersUnreadable(tiers=text)
    return steps


def text_of(file: Path) -> str:
    """The text of a record. Raises RecordUnreadable."""
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise RecordUnreadable() from error


class FaultFound(NamedTuple):
    """What does not hold: its code, the path and the line in the file, and the verifier's own sentence."""

    code: str
    path: str
    line: int
    sentence: str


def faults_of(text: str) -> list[FaultFound]:
    """Everything that does not hold in a record. Raises RecordUnreadable."""
    try:
        record = json.loads(text, object_pairs_hook=verify.once)
        found = verify.Check(record).run() or faults_of_making(record)
        return [
            FaultFound(one.code, ".".join(map(str, one.where)), verify.line_of(text, one.where), verify.say(text, one))
            for one in found
        ]
    except (ValueError, RecursionError) as error:
        raise RecordUnreadable() from error
