"""The year's list before any chance is worked out: who can be chosen, what each group is due, and what gave way.

Bounds that were worked out give way in a fixed order, each step recorded; those that a person gave never do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from app.selection.domain import (
    CAN_EVER_BE_CHOSEN,
    DIMENSIONS,
    AppointedFor,
    DrawSettings,
    ExcludedFor,
    PoolRequest,
    Quota,
    Relaxation,
    Unit,
    Verdict,
    longest_cool_down,
    standing,
    verdicts,
    waited,
)
from app.selection.lottery.changes import smallest_changes
from app.selection.lottery.pool import Bound, Pool, Typed, typed
from app.selection.lottery.quotas import quotas
from app.selection.lottery.relaxing import give_way
from app.selection.lottery.tiers import overdue_after
from app.selection.refusals import (
    BoundsCollide,
    CannotBeAppointed,
    NamedTwice,
    ReasonUnknown,
    SettingsImpossible,
    TooFewEligible,
    TooLongCoolDown,
    TooManyAppointed,
    UnitUnknown,
)


@dataclass(frozen=True, kw_only=True)
class DrawList:
    """Who can be chosen and what a set must keep. `quotas` stand as they were due; `relaxations` say what gave way."""

    request: PoolRequest
    cool_down: int
    verdicts: Mapping[str, Verdict]
    quotas: tuple[Quota, ...]
    relaxations: tuple[Relaxation, ...]

    @cached_property
    def eligible(self) -> tuple[Unit, ...]:
        """The units that can be chosen, in the order of their ids."""
        return tuple(unit for unit in self.request.units if self.verdicts[unit.id] is Verdict.ELIGIBLE)

    @cached_property
    def waited(self) -> dict[str, int]:
        """Years waited of everyone who can be chosen, by id."""
        return {unit.id: waited(unit, self.request) for unit in self.eligible}

    @cached_property
    def bounds(self) -> tuple[Quota, ...]:
        """The quotas that every set keeps: as due, with what gave way."""
        return relaxed(self.quotas, self.relaxations)

    @cached_property
    def overdue_after(self) -> Fraction:
        """The years of waiting after which a unit is overdue: by the number of those whose turn comes at all."""
        round_of = sum(verdict in CAN_EVER_BE_CHOSEN for verdict in self.verdicts.values())
        return overdue_after(round_of, self.request.settings.seats)

    def as_pool(self) -> Pool:
        """The same as a pool of the lottery."""
        return Pool(
            DIMENSIONS,
            {unit.id: {name: unit.feature(name) for name in DIMENSIONS} for unit in self.eligible},
            {unit: Fraction(years) for unit, years in self.waited.items()},
            frozenset(one.id for one in self.request.settings.appointed),
            self.overdue_after,
        )

    def typed(self) -> Typed:
        """The types and the problem without the seats of the tiers."""
        settings = self.request.settings
        bounds = [Bound(one.dimension, one.value, one.lower, one.upper) for one in self.bounds]
        cap = Fraction(100 if settings.cap is None else settings.cap, 100)
        return typed(self.as_pool(), seats=settings.seats, bounds=bounds, steps=settings.steps, cap=cap)


def relaxed(due: Sequence[Quota], relaxations: Sequence[Relaxation]) -> tuple[Quota, ...]:
    """The quotas with the bounds that gave way."""
    changed = {(one.dimension, one.value, one.side): one.after for one in relaxations}
    return tuple(
        replace(
            quota,
            lower=changed.get((quota.dimension, quota.value, "lower"), quota.lower),
            upper=changed.get((quota.dimension, quota.value, "upper"), quota.upper),
        )
        for quota in due
    )


def make_list(request: PoolRequest) -> DrawList:
    """Works out the pool, the quotas and, where no set meets them, the smallest relaxation; recorded as such.

    Bounds give way by one; then the cool-down, year by year; then bounds by more. Units are sorted by id, so that their
    order in the request does not matter. Refuses what a person gave where it cannot be.
    """
    settings = request.settings
    _refuse_impossible(settings)
    request = replace(request, units=tuple(sorted(request.units, key=lambda unit: unit.id)))
    _refuse_named(request)
    wanted = _wanted_cool_down(request)
    shortest = 0 if settings.cool_down is None else wanted
    for cool_down in range(wanted, shortest - 1, -1):
        found = _list_with(request, cool_down, wanted, by=1)
        if found is not None:
            return found
    for by in range(2, settings.seats + 1):
        found = _list_with(request, shortest, wanted, by=by)
        if found is not None:
            return found
    raise _collision(request, shortest)


def _refuse_impossible(settings: DrawSettings) -> None:
    numbers = (settings.horizon, settings.cool_down or 0, settings.pause, *settings.tiers)
    bounds = all(0 <= one.lower <= one.upper for one in settings.bounds)
    groups = [(one.dimension, one.value) for one in settings.bounds]
    known = {*settings.dimensions, *(dimension for dimension, _ in groups)} <= set(DIMENSIONS)
    rising = list(settings.tiers) == sorted(set(settings.tiers))
    cap = settings.cap is None or 1 <= settings.cap <= 100
    once = len(set(groups)) == len(groups) and len(set(settings.dimensions)) == len(settings.dimensions)
    if settings.seats < 1 or min(numbers) < 0 or not (bounds and known and rising and cap and once):
        raise SettingsImpossible()


def _refuse_named(request: PoolRequest) -> None:
    """Whoever a person named must be there once, with a reason of the list; the appointed must be ours to invite."""
    settings, units = request.settings, {unit.id: unit for unit in request.units}
    seen: set[str] = set()
    for named, codes in ((settings.appointed, AppointedFor), (settings.excluded, ExcludedFor)):
        for one in named:
            if one.id not in units:
                raise UnitUnknown(unit=one.id)
            if one.id in seen:
                raise NamedTwice(name=units[one.id].name)
            if one.reason not in {code.value for code in codes}:
                raise ReasonUnknown(reason=one.reason)
            seen.add(one.id)
    for one in settings.appointed:
        if standing(units[one.id], request) is not Verdict.ELIGIBLE:
            raise CannotBeAppointed(name=units[one.id].name)
    if len(settings.appointed) > settings.seats:
        raise TooManyAppointed(appointed=len(settings.appointed), seats=settings.seats)


def _wanted_cool_down(request: PoolRequest) -> int:
    """Raises TooFewEligible where no rest at all leaves enough, TooLongCoolDown where a person's leaves too few."""
    settings = request.settings
    there = verdicts(request, 0)
    members = [unit for unit in request.units if there[unit.id] in (Verdict.ELIGIBLE, Verdict.COOL_DOWN)]
    if len(members) < settings.seats:
        raise TooFewEligible(eligible=len(members), seats=settings.seats)
    if settings.cool_down is None:
        return longest_cool_down(members, request)
    left = [_eligible(request, years) for years in range(settings.cool_down + 1)]
    if left[-1] < settings.seats:
        enough = [years for years, count in enumerate(left) if count >= settings.seats]
        if not enough:
            raise TooFewEligible(eligible=left[0], seats=settings.seats)
        raise TooLongCoolDown(cool_down=settings.cool_down, longest=enough[-1])
    return settings.cool_down


def _eligible(request: PoolRequest, cool_down: int) -> int:
    return sum(verdict is Verdict.ELIGIBLE for verdict in verdicts(request, cool_down).values())


def _list_with(request: PoolRequest, cool_down: int, wanted: int, by: int) -> DrawList | None:
    judged = verdicts(request, cool_down)
    if sum(verdict is Verdict.ELIGIBLE for verdict in judged.values()) < request.settings.seats:
        return None
    draft = DrawList(
        request=request, cool_down=cool_down, verdicts=judged, quotas=quotas(request, judged), relaxations=()
    )
    problem = draft.typed().problem
    at = {(row.feature, row.value): place for place, row in enumerate(problem.rows)}
    places = {at[one.dimension, one.value]: one for one in draft.quotas if not one.given}
    slacks = give_way(problem, list(places), by)
    if slacks is None:
        return None
    given_way = [_relaxation(side, places[place], slack) for (side, place), slack in slacks.items()]
    if cool_down < wanted:
        given_way.insert(0, Relaxation(side="cool-down", before=wanted, after=cool_down))
    return replace(draft, relaxations=tuple(given_way))


def _relaxation(side: str, quota: Quota, slack: int) -> Relaxation:
    before = quota.lower if side == "lower" else quota.upper
    after = before - slack if side == "lower" else before + slack
    return Relaxation(side=side, dimension=quota.dimension, value=quota.value, before=before, after=after)


def _collision(request: PoolRequest, cool_down: int) -> BoundsCollide:
    """What a person gave, by itself: everything that was worked out has given way already."""
    judged = verdicts(request, cool_down)
    due = tuple(one for one in quotas(request, judged) if one.given)
    only_given = DrawList(request=request, cool_down=cool_down, verdicts=judged, quotas=due, relaxations=())
    changes = smallest_changes(only_given.typed().problem)
    alternatives = [[change.as_data() for change in one] for one in changes]
    return BoundsCollide(seats=request.settings.seats, alternatives=alternatives)
