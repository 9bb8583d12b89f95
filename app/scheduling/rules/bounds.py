"""Between which days a meeting may lie: the notice that people are owed, and the last day; each hard, or at a price."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.clock import local_day
from app.cycle.models import Cycle
from app.scheduling.rules import working_time
from app.scheduling.rules.domain import Force, Rule, RuleKind, stretch
from app.scheduling.rules.ruled import Ruled

DAY = dt.timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """`earliest` and `latest` hold (None: they only cost, and `ruled` says how much); `from_day` is the day wished for
    by whoever has no other wish."""

    from_day: dt.date
    earliest: dt.date | None
    latest: dt.date | None
    ruled: tuple[Ruled, ...]

    @property
    def wish(self) -> dt.date | None:
        """Whoever may come earlier, at a price, still wants to lie near the day of the notice."""
        return self.from_day if self.earliest is None else None


def bounds_of(
    session: Session,
    cycle: Cycle,
    *,
    first: dt.date,
    last: dt.date,
    latest: dt.date,
    now: dt.datetime,
    kind: RuleKind = RuleKind.NOTICE,
    notice: dt.timedelta | None = None,
) -> Bounds:
    """Of a window the days that may be used. `notice` takes the place of what the year's rule says."""
    known = working_time.rules_of(session, cycle)
    owed = dt.timedelta(weeks=known[kind].number) if notice is None else notice
    from_day = max(first, local_day(now) + owed)
    early, late = known[kind], known[RuleKind.LATEST]
    return Bounds(
        from_day=from_day,
        earliest=from_day if early.force is Force.HARD else None,
        latest=latest if late.force is Force.HARD else None,
        ruled=(*_priced(early, first, from_day - DAY), *_priced(late, latest + DAY, last)),
    )


def is_soft(session: Session, cycle: Cycle, kind: RuleKind) -> bool:
    """Whether a rule may be broken at a price."""
    return working_time.rule_of(session, cycle, kind).force is Force.SOFT


def _priced(rule: Rule, first: dt.date, last: dt.date) -> list[Ruled]:
    return stretch(rule, first, last) if rule.force is Force.SOFT and first <= last else []
