"""Problems, plans and busy times as JSON documents: the forms that `scheduling solve` and `scheduling freebusy` speak.

Times are local, ISO 8601 to the minute. More keys may be added; unknown ones are passed over.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any, NoReturn, TypeVar

from app.scheduling.domain import (
    Diary,
    FreeBusy,
    Interval,
    Meeting,
    Plan,
    Problem,
    ProblemUnreadable,
    Rules,
    Strength,
    Warned,
    Without,
)
from app.scheduling.planner.replan import Replan
from app.scheduling.rules.ruled import Ruled

Value = TypeVar("Value")


def problem_of(document: Any) -> Problem:
    """A problem from its document. Raises ProblemUnreadable, which says where."""
    whole = _Part(document, "")
    opens, closes = whole.list("hours", dt.time.fromisoformat) or (dt.time(8), dt.time(16))
    problem = Problem(
        first=whole.get("from", dt.date.fromisoformat),
        last=whole.get("to", dt.date.fromisoformat),
        opens=opens,
        closes=closes,
        grid_minutes=whole.get("grid_minutes", _count, 30),
        closed=frozenset(whole.list("closed", dt.date.fromisoformat)),
        persons=tuple(map(_diary, whole.parts("persons"))),
        rooms=tuple(map(_diary, whole.parts("rooms"))),
        meetings=tuple(map(_meeting, whole.parts("dialogues"))),
        rules=_rules(whole),
        ruled=tuple(map(_ruled, whole.parts("ruled"))),
    )
    _refuse_doubles(problem)
    return problem


def plan_document(plan: Plan) -> dict[str, Any]:
    """A plan for programs."""
    return {
        "placed": [
            {
                "dialogue": one.meeting,
                "start": _time(one.start),
                "end": _time(one.end),
                "room": one.room,
                "tentative": list(one.tentative),
                "absent": list(one.absent),
                "rules": list(one.rules),
                "unknown": list(one.unknown),
            }
            for one in plan.placed
        ],
        "unplaced": [
            {"dialogue": one.meeting, "open": one.open, "reasons": [without_document(item) for item in one.without]}
            for one in plan.unplaced
        ],
        "cost": plan.cost,
        "bound": plan.bound,
        "unplaced_bound": plan.unplaced_bound,
        "proven": plan.proven,
    }


def replan_document(asked: Problem, found: Replan) -> dict[str, Any]:
    """What would move, before and after: the meeting itself, and those that make way for it."""
    before = {
        one.id: one.declined[0].start if one.pinned is None and one.declined else one.pinned for one in asked.meetings
    }
    after = {one.meeting: one.start for one in found.placed}
    moving = [id for id in before if id in found.moved or (id in after and before[id] != after[id])]
    moves = [(id, before[id], after.get(id)) for id in moving]
    return {
        "moves": [
            {"dialogue": id, "before": old and _time(old), "after": new and _time(new)} for id, old, new in moves
        ],
        "weight": found.weight,
        "weight_bound": found.weight_bound,
        "cost": found.cost,
        "bound": found.bound,
        "proven": found.proven,
    }


def without_document(without: Without) -> dict[str, Any]:
    """What stands in the way, and how many starts it holds shut alone."""
    return {"cause": without.blocker.cause.value, "id": without.blocker.id, "opens": without.opens}


def freebusy_document(found: FreeBusy) -> dict[str, Any]:
    """Busy times for programs."""
    return {
        "busy": [[_time(one.start), _time(one.end), one.strength.value] for one in found.busy],
        "events": found.events,
        "unread": found.unread,
        "warnings": [[one.code, one.about, one.count] for one in found.warnings],
    }


def freebusy_of(document: dict[str, Any]) -> FreeBusy:
    """Busy times from a document of our own making."""
    return FreeBusy(
        busy=tuple(map(_interval, document["busy"])),
        events=document["events"],
        unread=document["unread"],
        warnings=tuple(Warned(*one) for one in document["warnings"]),
    )


class _Part:
    """A part of a document that knows where it stands, for the sentence that says what is wrong with it."""

    def __init__(self, value: Any, where: str) -> None:
        self.where = where
        if not isinstance(value, dict):
            self.refuse("")
        self.value: dict[str, Any] = value

    def refuse(self, key: str) -> NoReturn:
        raise ProblemUnreadable(where=f"{self.where}{key}" or "JSON")

    def get(self, key: str, read: Callable[[Any], Value], *default: Value) -> Value:
        if self.value.get(key) is None and default:
            return default[0]
        try:
            return read(self.value[key])
        except (TypeError, ValueError, AttributeError, KeyError):
            self.refuse(key)

    def list(self, key: str, read: Callable[[Any], Value]) -> tuple[Value, ...]:
        return self.get(key, lambda found: tuple(read(one) for one in found), ())

    def parts(self, key: str) -> Iterable[_Part]:
        return [_Part(one, f"{self.where}{key}[{place}].") for place, one in enumerate(self.list(key, _as_is))]


def _as_is(value: Any) -> Any:
    return value


def _diary(part: _Part) -> Diary:
    known = part.list("known", _interval) if part.value.get("known") is not None else None
    return Diary(part.get("id", str), part.list("busy", _interval), part.get("seats", int, 0), known)


def _interval(spans: list[str]) -> Interval:
    start, end, strength = (*spans, "busy")[:3]
    return Interval(_local(start), _local(end), Strength(strength))


def _meeting(part: _Part) -> Meeting:
    return Meeting(
        id=part.get("id", str),
        required=part.list("required", str),
        optional=part.list("optional", str),
        minutes=part.get("minutes", _count, 90),
        earliest=part.get("earliest", dt.date.fromisoformat, None),
        latest=part.get("latest", dt.date.fromisoformat, None),
        target=part.get("target", dt.date.fromisoformat, None),
        pinned=part.get("pinned", _local, None),
        room=part.get("room", str, None),
        quorum=part.get("quorum", _number, 0),
        seats=part.get("seats", int, 0),
        travel=part.get("travel", _travel, ()),
    )


def _travel(value: dict[str, int]) -> tuple[tuple[str, int], ...]:
    """Who needs how many minutes to get there."""
    return tuple(sorted((str(person), _count(minutes)) for person, minutes in value.items()))


def _ruled(part: _Part) -> Ruled:
    return Ruled(part.get("rule", str), part.get("from", _local), part.get("to", _local), part.get("price", int, None))


def _rules(whole: _Part) -> Rules:
    part, plain = _Part(whole.get("rules", dict, {}), "rules."), Rules()
    return Rules(
        per_day=part.get("per_day", _count, plain.per_day),
        per_week=part.get("per_week", _count, plain.per_week),
        buffer_minutes=part.get("buffer_minutes", int, plain.buffer_minutes),
        spacing_days=part.get("spacing_days", int, plain.spacing_days),
    )


def _refuse_doubles(problem: Problem) -> None:
    for key, ids in (
        ("persons", [one.id for one in problem.persons]),
        ("rooms", [one.id for one in problem.rooms]),
        ("dialogues", [one.id for one in problem.meetings]),
    ):
        if len(set(ids)) < len(ids):
            raise ProblemUnreadable(where=key)


def _local(value: str) -> dt.datetime:
    """A local time: one with a zone would be another clock's."""
    moment = dt.datetime.fromisoformat(value)
    if moment.tzinfo:
        raise ValueError(value)
    return moment


def _count(value: Any) -> int:
    """A whole number above nought."""
    if not isinstance(value, int) or value < 1:
        raise ValueError(value)
    return value


def _number(value: Any) -> int:
    """A whole number from nought."""
    return 0 if value == 0 else _count(value)


def _time(moment: dt.datetime) -> str:
    return moment.isoformat(timespec="minutes")
