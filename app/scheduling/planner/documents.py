"""Plans and busy times as JSON documents: the forms in which `scheduling solve` and `scheduling freebusy` answer.

Times are local, ISO 8601 to the minute. `asked` reads the problems.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.scheduling.domain import FreeBusy, Interval, Plan, Problem, Strength, Unplaced, Warned, Without
from app.scheduling.planner.replan import Replan


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
            {"dialogue": one.meeting, "open": one.open, "reasons": [without_document(item) for item in reasons_of(one)]}
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


def reasons_of(unplaced: Unplaced) -> tuple[Without, ...]:
    """What opens starts alone; where nothing does, the fewest things that shut them all together."""
    return unplaced.without or tuple(Without(one, 0) for one in unplaced.together)


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


def _interval(span: list[str]) -> Interval:
    start, end, strength = span
    return Interval(dt.datetime.fromisoformat(start), dt.datetime.fromisoformat(end), Strength(strength))


def _time(moment: dt.datetime) -> str:
    return moment.isoformat(timespec="minutes")
