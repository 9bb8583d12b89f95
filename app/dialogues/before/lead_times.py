"""The lead times of a meeting: what has to be done so long before it, and when a person is warned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class LeadTime(Enum):
    """What has to be done so long before a meeting that people can prepare for it."""

    INVITATION = "invitation"
    PLAN = "plan"
    AGENDA = "agenda"


AHEAD: Mapping[LeadTime, dt.timedelta] = {
    LeadTime.PLAN: dt.timedelta(weeks=2),
    LeadTime.AGENDA: dt.timedelta(weeks=1),
}
"""How long before; the notice of an invitation is a rule of the year."""
WARN_BEFORE = dt.timedelta(weeks=1)


class LeadState(Enum):
    """SOON: still to be done in time. MISSED: not done, and late. LATE: done, but too late for some to prepare."""

    SOON = "soon"
    MISSED = "missed"
    LATE = "late"


@dataclass(frozen=True, kw_only=True)
class LeadWarning:
    """A lead time that is broken or about to be: what, how long before the meeting, which day that was, and when it
    was done if it was.
    """

    what: LeadTime
    state: LeadState
    ahead: dt.timedelta
    by: dt.date
    done_on: dt.date | None


def lead_warnings(
    *, meeting: dt.date, today: dt.date, done: Mapping[LeadTime, dt.date | None], notice: dt.timedelta
) -> list[LeadWarning]:
    """The lead times of a meeting that are broken or will be within a week; `done` holds those that are watched, and
    `notice` is the year's own for an invitation.

    On the day itself there is nothing left to prepare.
    """
    if today >= meeting:
        return []
    found = []
    for what, done_on in done.items():
        ahead = AHEAD.get(what, notice)
        by = meeting - ahead
        state = _lead_state(by, today, done_on)
        if state is not None:
            found.append(LeadWarning(what=what, state=state, ahead=ahead, by=by, done_on=done_on))
    return found


def _lead_state(by: dt.date, today: dt.date, done_on: dt.date | None) -> LeadState | None:
    if done_on is not None:
        return LeadState.LATE if done_on > by else None
    if today > by:
        return LeadState.MISSED
    return LeadState.SOON if by - today <= WARN_BEFORE else None
