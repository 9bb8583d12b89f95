"""Whatever happens to units in whatever order, and whatever is undone: nobody's history is lost, and nothing is left of
an event that was taken back."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import Refused
from app.institutions.events import queries as event_queries
from app.institutions.events import services as events
from app.institutions.events import writing as event_writing
from app.institutions.events.succession import Past, Step, pasts_on, waits
from app.institutions.models import Institution, Leadership, Succession, UnitEvent, Visit
from tests.conftest import NOW
from tests.institutions.events.life_of_units import merge, move, new, rename, split, undo, unit

pytestmark = pytest.mark.usefixtures("app")
FIRST = dt.date(2026, 1, 1)
LAST = dt.date(2030, 1, 1)
SINCE, YEAR = 2015, 2030
SMALL = st.integers(0, 5)
UNIT = (Institution.id, Institution.number, Institution.active_from, Institution.active_to)
State = tuple[Any, ...]


class Register(RuleBasedStateMachine):
    """Six units with what they had, and everything that can happen to them; the days go forward, with some stops."""

    session: Session

    def __init__(self) -> None:
        super().__init__()
        self.start = self.session.begin_nested()
        self.session.expire_all()
        self.day = FIRST
        self.before: list[tuple[int, State]] = []
        self.held = Counter(self.session.scalars(select(Visit.year)))

    def teardown(self) -> None:
        self.start.rollback()
        self.session.expunge_all()

    def units(self) -> list[Institution]:
        return list(self.session.scalars(select(Institution).order_by(Institution.id)))

    def pick(self, place: int) -> Institution:
        found = self.units()
        return found[place % len(found)]

    def state(self) -> State:
        """Everything that an event can change."""
        self.session.flush()
        tables: list[Any] = []
        for table in (Institution, Succession, Leadership):
            columns = [column for column in table.__table__.columns if column.key != "imported_at"]
            tables.append(sorted(map(repr, self.session.execute(select(*columns)))))
        return tuple(tables)

    def attempt(self, happen: Any) -> None:
        before = self.state()
        try:
            with self.session.begin_nested():
                event = happen()
        except Refused:
            assert self.state() == before
            return
        self.before.append((event.id, before))

    @rule(weeks=st.integers(0, 40))
    def time_passes(self, weeks: int) -> None:
        self.day += dt.timedelta(weeks=weeks)

    @rule(place=SMALL, name=st.sampled_from(["A", "B", "C"]))
    def rename(self, place: int, name: str) -> None:
        self.attempt(lambda: rename(self.session, self.pick(place), name, self.day))

    @rule(place=SMALL, area=st.sampled_from(["Nord", "Syd"]))
    def move(self, place: int, area: str) -> None:
        self.attempt(lambda: move(self.session, self.pick(place), area, self.day))

    @rule(place=SMALL)
    def close(self, place: int) -> None:
        self.attempt(lambda: events.close_unit(self.session, unit=self.pick(place), day=self.day, by=None, now=NOW))

    @rule(place=SMALL)
    def open_again(self, place: int) -> None:
        self.attempt(lambda: events.open_unit(self.session, unit=self.pick(place), day=self.day, by=None, now=NOW))

    @rule(places=st.lists(SMALL, min_size=1, max_size=3, unique=True), into=st.none() | SMALL)
    def merge(self, places: list[int], into: int | None) -> None:
        units = list({one.id: one for one in map(self.pick, places)}.values())
        becomes = new("Ny") if into is None else self.pick(into)
        self.attempt(lambda: self.merged(units, becomes))

    def merged(self, units: list[Institution], into: Any) -> UnitEvent:
        """A merger; whoever closes by it cannot be chosen from its day on, and nobody waits longer than anyone did."""
        pasts = event_queries.pasts(self.session, self.day)
        event = merge(self.session, *units, into=into, day=self.day)
        made = next(part.institution for part in event.parts if part.part.value == "after")
        became = event_queries.pasts(self.session, self.day)
        waited = [waits(pasts[one.id], year=YEAR, known_since=SINCE) or 0 for one in {*units, made} if one.id in pasts]
        now_waits = waits(became[made.id], year=YEAR, known_since=SINCE)
        assert now_waits is not None
        assert 0 <= now_waits <= max(waited)
        for one in units:
            if one is not made:
                assert one.active_to is not None
                assert one.active_to <= self.day
        return event

    @rule(place=SMALL, parts=st.integers(1, 3), goes_on=st.booleans())
    def split(self, place: int, parts: int, goes_on: bool) -> None:
        into = [new(f"Del {part}") for part in range(parts)]
        self.attempt(lambda: split(self.session, self.pick(place), *into, goes_on=goes_on, day=self.day))

    @rule()
    def the_day_comes(self) -> None:
        """What waited is put in force; from then on another state stands before it."""
        found = [event.id for event in event_queries.pending(self.session)]
        for event_id in found:
            event_writing.put_in_force(self.session, event_id, now=NOW)

    @rule()
    def undo_the_last(self) -> None:
        if self.before:
            event_id, before = self.before.pop()
            undo(self.session, self.session.get_one(UnitEvent, event_id))
            waiting = [one.id for one in event_queries.pending(self.session)]
            assert waiting or self.state() == before

    @invariant()
    def nothing_is_lost(self) -> None:
        """No unit and no dialogue is lost, nobody waits less than nothing, and what goes on in another is closed.

        Every dialogue that was held is in the history of the unit in which its own goes on.
        """
        units = {one.id: one for one in self.session.execute(select(*UNIT))}
        held = self.session.execute(select(Visit.institution_id, Visit.year)).all()
        steps = event_queries.steps(self.session)
        assert {one.number for one in units.values()} >= {str(number) for number in range(6)}
        assert Counter(year for _unit, year in held) == self.held
        own = {
            one.id: Past(visits=tuple(sorted(year for unit, year in held if unit == one.id)), opened=one.active_from)
            for one in units.values()
        }
        pasts = pasts_on(LAST, own, steps)
        assert all(year in pasts[_end_of(unit, steps)].visits for unit, year in held)
        assert all((waits(past, year=YEAR, known_since=SINCE) or 0) >= 0 for past in pasts.values())
        assert all(units[step.before].active_to <= step.day for step in steps if not step.goes_on)


def _end_of(unit: int, steps: Iterable[Step]) -> int:
    """The unit in which another goes on, itself if it does; the first part where it was split."""
    after: dict[int, int] = {}
    for step in sorted(steps, key=lambda one: (one.day, one.turn, one.before, one.after)):
        if not step.goes_on:
            after.setdefault(step.before, step.after)
    seen = {unit}
    while unit in after and after[unit] not in seen:
        unit = after[unit]
        seen.add(unit)
    return unit


def test_no_sequence_of_events_and_undoings_loses_anything(session: Session) -> None:
    for number in range(6):
        unit(session, str(number), *range(2016 + number, 2026, 5), from_day=dt.date(2010 + number, 8, 1))
    session.flush()
    Register.session = session
    quick = settings(max_examples=25, stateful_step_count=10, derandomize=True, deadline=None, phases=[Phase.generate])
    run_state_machine_as_test(Register, settings=quick)
    assert session.scalars(select(UnitEvent)).first() is None  # each began anew
