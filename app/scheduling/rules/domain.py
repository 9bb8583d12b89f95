"""The rules of working time: what a plan keeps to, and what a year sets of it. Standard library only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from app.domain import N_, Refused
from app.scheduling.rules.ruled import Ruled

SOFT_COST = 5
"""What a soft rule costs that a time breaks: a meeting moves up to five working days, a week, to keep it."""
COMPANIONS = 2
"""So many may come with a head."""
DAY = dt.timedelta(days=1)
WEEKDAYS = 5
WHOLE_DAY = (0, 1440)
SHORTEST = 90
Hours = tuple[int, int] | None
"""From minute to before minute of a day; None: no meetings on that weekday."""


class RuleKind(Enum):
    """What a plan keeps to, in the order in which it is told."""

    PUBLIC = "public"
    OPTIONAL = "optional"
    SCHOOL = "school"
    CLOSED = "closed"
    COMMITTEE = "committee"
    HOURS = "hours"
    NOTICE = "notice"
    MOVE_NOTICE = "move-notice"
    LATEST = "latest"
    PER_DAY = "per-day"
    PER_WEEK = "per-week"
    BUFFER = "buffer"
    PLACE = "place"
    TRAVEL = "travel"
    POLL_AGE = "poll-age"
    QUORUM = "quorum"


class Force(Enum):
    """A hard rule is never broken by a plan, a soft one at a price, one that is off not looked at."""

    HARD = "hard"
    SOFT = "soft"
    OFF = "off"


FIXED = (Force.HARD,)
EITHER = (Force.HARD, Force.SOFT)
ANY = (Force.HARD, Force.SOFT, Force.OFF)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule as it holds in a year. `number` counts weeks, minutes, days or meetings; `own`: the year has set it."""

    kind: RuleKind
    force: Force = Force.HARD
    number: int = 0
    hours: tuple[Hours, ...] = ()
    own: bool = False
    set_at: dt.datetime | None = None

    @property
    def price(self) -> int | None:
        """What breaking it costs; None: it is not broken."""
        return SOFT_COST if self.force is Force.SOFT else None


@dataclass(frozen=True, kw_only=True)
class Shape:
    """What can be set of a rule: how hard it may be, and between what its number lies."""

    forces: tuple[Force, ...]
    least: int = 0
    most: int = 0
    default: int = 0


SHAPES: Mapping[RuleKind, Shape] = {
    RuleKind.PUBLIC: Shape(forces=FIXED),
    RuleKind.OPTIONAL: Shape(forces=ANY),
    RuleKind.SCHOOL: Shape(forces=ANY),
    RuleKind.CLOSED: Shape(forces=ANY),
    RuleKind.COMMITTEE: Shape(forces=ANY),
    RuleKind.HOURS: Shape(forces=EITHER),
    RuleKind.NOTICE: Shape(forces=EITHER, most=26, default=6),
    RuleKind.MOVE_NOTICE: Shape(forces=EITHER, most=26, default=2),
    RuleKind.LATEST: Shape(forces=EITHER),
    RuleKind.PER_DAY: Shape(forces=FIXED, least=1, most=4, default=1),
    RuleKind.PER_WEEK: Shape(forces=FIXED, least=1, most=10, default=2),
    RuleKind.BUFFER: Shape(forces=FIXED, most=120, default=0),
    RuleKind.PLACE: Shape(forces=FIXED, most=1, default=0),
    RuleKind.TRAVEL: Shape(forces=FIXED, most=180, default=20),
    RuleKind.POLL_AGE: Shape(forces=FIXED, least=1, most=365, default=60),
    RuleKind.QUORUM: Shape(forces=FIXED, most=20, default=0),
}
USUAL_HOURS: tuple[Hours, ...] = ((480, 960),) * WEEKDAYS
DATED = (RuleKind.CLOSED, RuleKind.COMMITTEE)
"""The rules whose days are entered one by one."""


def usual(kind: RuleKind) -> Rule:
    """The rule as it holds where a year has set nothing."""
    return Rule(kind=kind, number=SHAPES[kind].default, hours=USUAL_HOURS if kind is RuleKind.HOURS else ())


def check(rule: Rule) -> None:
    """Raises RuleUnfit or HoursUnfit for what cannot be set of it."""
    shape = SHAPES[rule.kind]
    if rule.force not in shape.forces or not shape.least <= rule.number <= shape.most:
        raise RuleUnfit(least=shape.least, most=shape.most)
    if rule.kind is RuleKind.HOURS:
        _check_hours(rule.hours)


def _check_hours(hours: Sequence[Hours]) -> None:
    """At least one weekday has hours, and a meeting fits into those of each that has."""
    if len(hours) != WEEKDAYS or not any(hours):
        raise HoursUnfit()
    for span in hours:
        if span is not None and not 0 <= span[0] <= span[1] - SHORTEST <= WHOLE_DAY[1] - SHORTEST:
            raise HoursUnfit()


def widest(hours: Sequence[Hours]) -> tuple[dt.time, dt.time]:
    """The earliest opening and the latest closing of the week."""
    spans = [span for span in hours if span]
    return _time(min(span[0] for span in spans)), _time(max(span[1] for span in spans))


def _time(minute: int) -> dt.time:
    return dt.time(*divmod(min(minute, WHOLE_DAY[1] - 1), 60))


def outside_hours(rule: Rule, days: Sequence[dt.date]) -> list[Ruled]:
    """Of each weekday what lies before and after its own hours, within the widest of the week."""
    opens, closes = widest(rule.hours)
    found = []
    for day in days:
        if day.weekday() < WEEKDAYS:
            span = rule.hours[day.weekday()]
            low, high = (_time(span[0]), _time(span[1])) if span else (closes, closes)
            found += [_spell(rule, day, opens, low), _spell(rule, day, high, closes)]
    return [one for one in found if one.start < one.end]


def _spell(rule: Rule, day: dt.date, begin: dt.time, end: dt.time) -> Ruled:
    return Ruled(rule.kind.value, dt.datetime.combine(day, begin), dt.datetime.combine(day, end), rule.price)


def stretch(rule: Rule, first: dt.date, last: dt.date, minutes: tuple[int, int] = WHOLE_DAY) -> list[Ruled]:
    """The same minutes of each day from the first to the last; whole days are one piece."""
    name, midnight = rule.kind.value, dt.datetime.combine(first, dt.time())
    if minutes == WHOLE_DAY:
        return [Ruled(name, midnight, dt.datetime.combine(last + DAY, dt.time()), rule.price)]
    begin, end = (dt.timedelta(minutes=minute) for minute in minutes)
    days = [midnight + number * DAY for number in range((last - first).days + 1)]
    return [Ruled(name, day + begin, day + end, rule.price) for day in days]


class RuleUnfit(Refused):
    """A number beside its limits, or a rule made soft that is not."""

    code = "rule-unfit"
    status = 422
    sentence = N_("Skriv et tal fra %(least)s til %(most)s.")


class HoursUnfit(Refused):
    """Hours into which no meeting fits, or a week without any."""

    code = "hours-unfit"
    status = 422
    sentence = N_("Mindst én ugedag skal have mødetid, og hver mødetid skal vare mindst halvanden time.")


class SpanBackwards(Refused):
    """It ends before it begins."""

    code = "span-backwards"
    status = 422
    sentence = N_("Det slutter, før det begynder, eller ligger for langt væk. Ret dagene eller klokkeslættene.")


class HolidaysUnreadable(Refused):
    """A table of holidays with something wrong in it: nothing of it is taken."""

    code = "holidays-unreadable"
    status = 422
    sentence = N_("Filen har en fejl i linje %(line)s og er ikke taget ind. Se den igennem før, du prøver igen.")


class MinutesUnfit(Refused):
    """Nobody travels so long, or the number is no number of minutes."""

    code = "minutes-unfit"
    status = 422
    sentence = N_("Skriv minutter fra 0 til 180, i hele fem minutter.")
