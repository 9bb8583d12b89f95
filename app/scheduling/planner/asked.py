"""A problem document as others' programs write it, read strictly: whatever is wrong with it is one sentence that says
where, and no fault is guessed right. Keys that are not known are passed over, and told (`remarks`).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from itertools import combinations
from typing import Any, NoReturn, TypeVar

from app.scheduling.domain import Diary, Interval, Meeting, Placed, Problem, ProblemUnreadable, Rules, Strength
from app.scheduling.planner import unreadable
from app.scheduling.planner.openings import interval_of
from app.scheduling.planner.standing import stands_outside
from app.scheduling.rules.ruled import Ruled

Value = TypeVar("Value")
Read = Callable[[Any, str], Value]

MOST_DIALOGUES = 2_000
MOST_DAYS = 1_100
MOST_STARTS = 4_000_000
"""Of all dialogues together; six hundred over a year on a grid of half hours have two millions."""
A_DAY = 24 * 60
MANY = 10_000
YEARS = range(1970, 3000)
WRITTEN_DAY = re.compile(r"\d{4}-\d\d-\d\d")
WRITTEN_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:00(\.0+)?)?")
WRITTEN_HOUR = re.compile(r"\d\d:\d\d(:00)?")
KEYS = {
    "": "grid_minutes from to hours closed persons rooms dialogues rules ruled",
    "persons": "id busy seats known",
    "rooms": "id busy seats known",
    "dialogues": "id minutes required optional earliest latest target pinned room quorum seats travel",
    "rules": "per_day per_week buffer_minutes spacing_days",
    "ruled": "rule from to price",
}


def problem_of(document: Any) -> Problem:
    """A problem from its document. Raises ProblemUnreadable: each kind of fault has its sentence (`unreadable`)."""
    whole = _Part(document, "")
    opens, closes = whole.get("hours", _hours, (dt.time(8), dt.time(16)))
    problem = Problem(
        first=whole.get("from", _day),
        last=whole.get("to", _day),
        opens=opens,
        closes=closes,
        grid_minutes=whole.get("grid_minutes", _number(1, A_DAY), 30),
        closed=frozenset(whole.list("closed", _day, ())),
        persons=tuple(map(_diary, whole.parts("persons"))),
        rooms=tuple(map(_diary, whole.parts("rooms", ()))),
        meetings=tuple(map(_meeting, whole.parts("dialogues"))),
        rules=_rules(whole),
        ruled=tuple(map(_ruled, whole.parts("ruled", ()))),
    )
    _refuse_too_large(problem)
    _refuse_names(problem)
    _refuse_clashing_pins(problem)
    return problem


def remarks(document: dict[str, Any], problem: Problem, placed: Iterable[Placed]) -> list[tuple[str, str]]:
    """(code, what it concerns) of all that was taken as it stands though it was hardly meant so: keys that nobody
    knows, pins that lie beside the problem's own days, hours and grid, and pins for which no room is free."""
    found = [("unknown-key", where) for where in _unknown_keys(document)]
    rooms = {one.meeting: one.room for one in placed}
    for one in problem.meetings:
        if one.pinned and stands_outside(problem, one, one.pinned):
            found.append(("pinned-outside", one.id))
        if one.pinned and problem.rooms and rooms.get(one.id) is None:
            found.append(("pinned-without-room", one.id))
    return found


def _unknown_keys(document: dict[str, Any]) -> list[str]:
    found = [key for key in document if key not in KEYS[""].split()]
    for key, known in KEYS.items():
        inside = document.get(key) if key else None
        parts = [(f"{key}.", inside)] if isinstance(inside, dict) else []
        if isinstance(inside, list):
            parts = [(f"{key}[{place}].", one) for place, one in enumerate(inside)]
        found += [where + name for where, part in parts for name in part if name not in known.split()]
    return found


class _Part:
    """A part of a document that knows where it stands, for the sentence that says what is wrong with it."""

    def __init__(self, value: Any, where: str) -> None:
        if not isinstance(value, dict):
            raise unreadable.ObjectExpected(where=where.rstrip(".") or "JSON")
        self.value: dict[str, Any] = value
        self.where = where

    def get(self, key: str, read: Read[Value], *default: Value) -> Value:
        """What stands under a key; without a default, something must."""
        if default and self.value.get(key) is None:
            return default[0]
        return read(self.value.get(key), f"{self.where}{key}")

    def list(self, key: str, read: Read[Value], *default: tuple[Value, ...]) -> tuple[Value, ...]:
        def read_all(found: Any, where: str) -> tuple[Value, ...]:
            return tuple(read(one, f"{where}[{place}]") for place, one in enumerate(_listed(found, where)))

        return self.get(key, read_all, *default)

    def parts(self, key: str, *default: tuple[_Part, ...]) -> tuple[_Part, ...]:
        return self.list(key, lambda value, where: _Part(value, f"{where}."), *default)


def _listed(value: Any, where: str) -> list[Any]:
    if not isinstance(value, list):
        raise unreadable.ListExpected(where=where)
    return value


def _number(least: int, most: int) -> Read[int]:
    """Reads a whole number; JSON's true is none, though Python takes it for 1."""

    def read(value: Any, where: str) -> int:
        if type(value) is not int or not least <= value <= most:
            raise unreadable.NumberExpected(where=where, least=least, most=most)
        return value

    return read


def _day(value: Any, where: str) -> dt.date:
    if isinstance(value, str) and WRITTEN_DAY.fullmatch(value) and int(value[:4]) in YEARS:
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            pass
    raise unreadable.DayExpected(where=where)


def _moment(value: Any, where: str) -> dt.datetime:
    if isinstance(value, str) and WRITTEN_MOMENT.fullmatch(value):
        try:
            return dt.datetime.fromisoformat(value)
        except ValueError:
            pass
    raise unreadable.MomentExpected(where=where)


def _our_time(value: Any, where: str) -> dt.datetime:
    """A moment to reckon with; busy times may reach to the end of all years."""
    moment = _moment(value, where)
    if moment.year not in YEARS:
        raise unreadable.MomentExpected(where=where)
    return moment


def _hours(value: Any, where: str) -> tuple[dt.time, dt.time]:
    try:
        opens, closes = [dt.time.fromisoformat(one) for one in value if WRITTEN_HOUR.fullmatch(one)]
    except (TypeError, ValueError):
        raise unreadable.HoursExpected(where=where) from None
    if type(value) is not list or len(value) > 2 or opens >= closes:
        raise unreadable.HoursExpected(where=where)
    return opens, closes


def _name(value: Any, where: str) -> str:
    if isinstance(value, str) and 0 < len(value) <= 200 and value.isprintable():
        return value
    raise unreadable.NameExpected(where=where)


def _span(value: Any, where: str) -> Interval:
    """A busy time; without a strength it is busy."""
    try:
        start, end, strength = value if len(value) == 3 else (*value, "busy")
        found = Interval(_moment(start, where), _moment(end, where), Strength(strength))
    except (ProblemUnreadable, TypeError, ValueError):
        raise unreadable.SpanExpected(where=where) from None
    if found.end < found.start:
        raise unreadable.SpanExpected(where=where)
    return found


def _diary(part: _Part) -> Diary:
    known = part.list("known", _span) if part.value.get("known") is not None else None
    return Diary(part.get("id", _name), part.list("busy", _span, ()), part.get("seats", _number(0, MANY), 0), known)


def _meeting(part: _Part) -> Meeting:
    """Who is named twice comes once, and whoever is required is not optional too."""
    required = tuple(dict.fromkeys(part.list("required", _name)))
    optional = tuple(one for one in dict.fromkeys(part.list("optional", _name, ())) if one not in required)
    return Meeting(
        id=part.get("id", _name),
        required=required,
        optional=optional,
        minutes=part.get("minutes", _number(1, A_DAY), 90),
        earliest=part.get("earliest", _day, None),
        latest=part.get("latest", _day, None),
        target=part.get("target", _day, None),
        pinned=part.get("pinned", _our_time, None),
        room=part.get("room", _name, None),
        quorum=part.get("quorum", _number(0, len(optional)), 0),
        seats=part.get("seats", _number(0, MANY), 0),
        travel=part.get("travel", _travel, ()),
    )


def _travel(value: Any, where: str) -> tuple[tuple[str, int], ...]:
    """Who needs how many minutes to get there."""
    minutes = _Part(value, f"{where}.")
    return tuple(sorted((person, minutes.get(person, _number(0, A_DAY // 4))) for person in minutes.value))


def _ruled(part: _Part) -> Ruled:
    price = part.get("price", _number(0, MANY), None)
    return Ruled(part.get("rule", _name), part.get("from", _our_time), part.get("to", _our_time), price)


def _rules(whole: _Part) -> Rules:
    part, plain = whole.get("rules", lambda value, where: _Part(value, f"{where}."), _Part({}, "rules.")), Rules()
    return Rules(
        per_day=part.get("per_day", _number(1, MANY), plain.per_day),
        per_week=part.get("per_week", _number(1, MANY), plain.per_week),
        buffer_minutes=part.get("buffer_minutes", _number(0, A_DAY), plain.buffer_minutes),
        spacing_days=part.get("spacing_days", _number(0, 366), plain.spacing_days),
    )


def _refuse_too_large(problem: Problem) -> None:
    if problem.last < problem.first:
        raise unreadable.DaysReversed(where="to")
    days = (problem.last - problem.first).days + 1
    minutes = (problem.closes.hour - problem.opens.hour) * 60 + problem.closes.minute - problem.opens.minute
    count = len(problem.meetings)
    starts = count * days * -(-minutes // problem.grid_minutes)
    if count > MOST_DIALOGUES or days > MOST_DAYS or starts > MOST_STARTS:
        raise unreadable.ProblemTooLarge(where="", dialogues=MOST_DIALOGUES, days=MOST_DAYS, starts=MOST_STARTS)


def _refuse_names(problem: Problem) -> None:
    persons = _once("persons", (one.id for one in problem.persons))
    rooms = _once("rooms", (one.id for one in problem.rooms))
    _once("dialogues", (one.id for one in problem.meetings))
    for place, one in enumerate(problem.meetings):
        named = (("required", one.required), ("optional", one.optional), ("travel", [id for id, _ in one.travel]))
        for key, some in named:
            _among(persons, some, f"dialogues[{place}].{key}")
        _among(rooms, [one.room] if one.room else [], f"dialogues[{place}].room")


def _once(key: str, ids: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for id in ids:
        if id in found:
            raise unreadable.NamedTwice(where=key, name=id)
        found.add(id)
    return found


def _among(known: set[str], names: Iterable[str], where: str) -> None:
    for name in names:
        if name not in known:
            raise unreadable.NotInProblem(where=where, name=name)


def _refuse_clashing_pins(problem: Problem) -> None:
    """Pins stand whatever calendars say; but nobody is in two of them at once, and no room holds two."""
    pins = [(one, interval_of(one, one.pinned)) for one in problem.meetings if one.pinned]
    for (one, mine), (other, its) in combinations(sorted(pins, key=lambda pin: (pin[1].start, pin[0].id)), 2):
        if its.start < mine.end:
            both = [*sorted({*one.required} & {*other.required}), *([one.room] if one.room == other.room else [])]
            for name in filter(None, both):
                _clash(one, other, name)


def _clash(one: Meeting, other: Meeting, name: str) -> NoReturn:
    raise unreadable.PinsClash(where=one.id, one=one.id, other=other.id, name=name)
