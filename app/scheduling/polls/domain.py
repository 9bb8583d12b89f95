"""What a poll of times knows and refuses: standard library only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from enum import Enum

from app.domain import N_, Refused
from app.scheduling.domain import Interval, Start, Strength

MOST_SLOTS = 24
SUGGESTED = 10


class Can(Enum):
    """What one says of a time."""

    YES = "yes"
    IF_NEED_BE = "if-need-be"
    NO = "no"


STRENGTH_OF = {Can.IF_NEED_BE: Strength.TENTATIVE, Can.NO: Strength.BUSY}
"""What an answer is to the planner; a yes takes nothing."""


def is_open(*, deadline: dt.date, closed: bool, today: dt.date) -> bool:
    """A poll takes answers to the end of its last day, unless a person closed it."""
    return not closed and today <= deadline


def reminder_day(*, started: dt.date, deadline: dt.date) -> dt.date:
    """Two days before the last one, but never on the day on which people were asked."""
    return max(deadline - dt.timedelta(days=2), started + dt.timedelta(days=1))


def apart(starts: Iterable[Start], minutes: int) -> list[Start]:
    """Starts that do not overlap: people are asked of a morning and an afternoon, not of every half hour."""
    kept: list[Start] = []
    for start in starts:
        if not kept or start.at >= kept[-1].at + dt.timedelta(minutes=minutes):
            kept.append(start)
    return kept


def spread_out(starts: Sequence[Start], most: int) -> list[Start]:
    """So many of them, evenly over the whole."""
    if len(starts) <= most:
        return list(starts)
    return [starts[(2 * number + 1) * len(starts) // (2 * most)] for number in range(most)]


def as_diary(told: Iterable[tuple[dt.datetime, dt.datetime, Can]]) -> tuple[list[Interval], list[Interval]]:
    """(what answers take, everything that was answered), both in local time."""
    busy, known = [], []
    for start, end, can in told:
        known.append(Interval(start, end))
        if can in STRENGTH_OF:
            busy.append(Interval(start, end, STRENGTH_OF[can]))
    return busy, known


class NobodyAsked(Refused):
    """A poll asks somebody."""

    code = "nobody-asked"
    status = 422
    sentence = N_("Vælg mindst én, der skal spørges.")


class NoTimesToAsk(Refused):
    """A poll asks about some times, and not so many that nobody reads them."""

    code = "no-times-to-ask"
    status = 422
    sentence = N_("Vælg fra 1 til %(most)s tider.")


class DeadlinePassed(Refused):
    """An answer needs time: a last day lies ahead, and not behind the times asked about."""

    code = "deadline-passed"
    status = 422
    sentence = N_("Sidste dag for svar skal ligge fra i dag til dagen før den første tid.")


class PollClosed(Refused):
    """It is over; the secretariat can open it again."""

    code = "poll-closed"
    sentence = N_("Rundspørgen er slut. Skriv eller ring til sekretariatet.")


class AnswersMissing(Refused):
    """A time left open says neither yes nor no."""

    code = "answers-missing"
    status = 422
    sentence = N_("Svar på alle tider: ja, hvis nødvendigt eller nej.")
