"""What sets really reach, where the relaxation promises more: column generation from the sets that are there.

A linear program over the known sets gives each unit a price; the set that is worth most at these prices is asked for
(`Points`), and joins; when none is worth more than the known ones, no lottery over any sets is fairer. The method is
that of Flanigan, Gölz, Gupta, Hennig and Procaccia (Nature 596, 2021), over types. Engine: GLOP, CP-SAT for the prices.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.selection.lottery.linear import Points, new_solver, solved
from app.selection.lottery.problem import TICKETS, Lottery, NoSuchSet, Panel, Problem

TOLERANCE = 1e-8
SLACKS = (TOLERANCE, 1e-7, 1e-6)
"""By so little the chances that are known may give way to the solver's own rounding: the least that lets it go on."""
PRICED = 1e-7
PENALTY = 1000.0
MARGIN = 3e-5
ROUNDS = 3000
"""So many sets are asked for at most, and so the time is bounded without a clock; the proof says what it cost."""


@dataclass(frozen=True)
class Found:
    """Shares of the known sets, the chance of each type, the weights that prove the least one above nothing.

    `caps` are the prices of the caps, and `over` is by how much the caps are broken where no sets keep them.
    """

    shares: dict[Panel, float]
    chances: dict[int, float]
    weights: dict[int, float]
    caps: dict[int, float]
    over: float


@dataclass
class Columns:
    """The sets that are known, and the question for more."""

    problem: Problem
    panels: list[Panel]
    rounds: int = ROUNDS
    points: Points = field(init=False)

    def __post_init__(self) -> None:
        self.points = Points(self.problem)
        self.panels = sorted(set(self.panels)) or [self.ask([0.0] * len(self.problem.sizes))]

    def ask(self, worth: Sequence[float]) -> Panel:
        """The set of the highest worth."""
        panel = self.points.best(worth)
        if panel is None:
            raise NoSuchSet(seats=self.problem.seats)
        return panel

    def reach(self, wanted: Sequence[float]) -> Found:
        """The lottery that comes nearest to these chances: the largest shortfall of a type is as small as can be."""
        chances = dict(enumerate(wanted))
        master = self._settled(chances, list(chances), falling_short=True)
        reached = {place: chance - master.level for place, chance in chances.items()}
        return Found(master.shares(), reached, {}, {}, master.over)

    def leximin(self, impossible: Iterable[int]) -> Found:
        """The fairest chances of all lotteries over sets: level by level, types that cannot be raised are settled."""
        known: dict[int, float] = dict.fromkeys(impossible, 0.0)
        weights, caps = dict[int, float](), dict[int, float]()
        while True:
            types = [place for place in range(len(self.problem.sizes)) if place not in known]
            master = self._settled(known, types, falling_short=False)
            if not weights and master.level > PRICED:
                weights = {place: price for place, price in master.prices.items() if place in types}
                caps = master.cap_prices
            known.update(dict.fromkeys(self._stuck(master, known, types), max(0.0, master.level)))
            if len(known) == len(self.problem.sizes):
                return Found(master.shares(), known, weights, caps, master.over)

    def _settled(self, known: Mapping[int, float], types: Sequence[int], *, falling_short: bool) -> _Master:
        """The program's optimum over all sets: asks until no set is worth more than those that are known."""
        while True:
            master = self._master(known, types, falling_short=falling_short)
            if self.rounds <= 0 or (falling_short and master.level < TOLERANCE and master.over < TOLERANCE):
                return master
            self.rounds -= 1
            worth = [
                master.prices.get(place, 0.0) - master.cap_prices.get(place, 0.0)
                for place in range(len(self.problem.sizes))
            ]
            panel = self.ask(worth)
            gain = sum(count * worth[place] for place, count in enumerate(panel)) - master.whole
            if gain <= TOLERANCE or panel in self.panels:
                return master
            self.panels.append(panel)

    def _master(self, known: Mapping[int, float], types: Sequence[int], *, falling_short: bool) -> _Master:
        """The program over the sets that are known."""
        for slack in SLACKS:
            master = _Master(self.problem, self.panels, known, types, slack, falling_short=falling_short)
            if master.found:
                return master
        raise RuntimeError("the chances found so far cannot be kept")

    def _stuck(self, master: _Master, known: Mapping[int, float], types: Sequence[int]) -> set[int]:
        """Those with a price that the known sets cannot raise either; the dearest if the program is in doubt."""
        priced = [place for place in types if master.prices[place] * self.problem.sizes[place] > PRICED]
        floors = {**known, **dict.fromkeys(types, master.level)}
        raised = _raisable(self.problem, self.panels, floors, priced, master.slack)
        return set(priced) - raised or {max(types, key=lambda place: master.prices[place] * self.problem.sizes[place])}


class _Master:
    """The program over the known sets: their shares, and either a level that all types reach or a shortfall.

    Nothing but `found` is there if it has no optimum.
    """

    def __init__(
        self,
        problem: Problem,
        panels: Sequence[Panel],
        known: Mapping[int, float],
        types: Sequence[int],
        slack: float,
        *,
        falling_short: bool,
    ) -> None:
        solver, self.slack = new_solver(), slack
        level = solver.NumVar(0, 1, "")
        solver.Objective().SetCoefficient(level, -1 if falling_short else 1)
        solver.Objective().SetMaximization()
        claims = _claims(solver, problem, known, types, slack)
        for place in types:
            claims[place].SetCoefficient(level, problem.sizes[place] if falling_short else -problem.sizes[place])
        self.panels = tuple(panels)
        caps, over = _caps(solver, problem)
        numbers, whole = _shares(solver, panels, claims, caps)
        self.found = solved(solver)
        if not self.found:
            return
        self.level = level.solution_value()
        self.prices = {place: max(0.0, -claim.dual_value()) for place, claim in claims.items()}
        self.cap_prices = {place: max(0.0, cap.dual_value()) for place, cap in caps.items()}
        self.over = sum(one.solution_value() for one in over)
        self.whole = whole.dual_value()
        self.numbers = [number.solution_value() for number in numbers]

    def shares(self) -> dict[Panel, float]:
        """The sets that are used."""
        used = zip(self.panels, self.numbers, strict=True)
        return {panel: number for panel, number in used if number > TOLERANCE / 10}


def _claims(
    solver: Any, problem: Problem, known: Mapping[int, float], types: Sequence[int], slack: float
) -> dict[int, Any]:
    """What each type gets of the sets, at least its known chance."""
    return {
        place: solver.Constraint(max(0.0, known.get(place, 0.0) * problem.sizes[place] - slack), solver.infinity())
        for place in sorted({*known, *types})
    }


def _caps(solver: Any, problem: Problem) -> tuple[dict[int, Any], list[Any]]:
    """What each type may get at most, a little below the cap for the tickets' sake; broken only at a high price."""
    rows: dict[int, Any] = {}
    over = []
    for place, top in enumerate(problem.tops):
        if top < 1:
            rows[place] = solver.Constraint(-solver.infinity(), float(top * problem.sizes[place]) - MARGIN)
            over.append(solver.NumVar(0, solver.infinity(), ""))
            rows[place].SetCoefficient(over[-1], -1)
            solver.Objective().SetCoefficient(over[-1], -PENALTY)
    return rows, over


def _shares(
    solver: Any, panels: Sequence[Panel], claims: Mapping[int, Any], caps: Mapping[int, Any]
) -> tuple[list[Any], Any]:
    numbers = [solver.NumVar(0, 1, "") for _ in panels]
    whole = solver.Constraint(1, 1)
    for panel, number in zip(panels, numbers, strict=True):
        whole.SetCoefficient(number, 1)
        for place, count in enumerate(panel):
            for rows in (claims, caps) if count else ():
                if place in rows:
                    rows[place].SetCoefficient(number, count)
    return numbers, whole


def _raisable(
    problem: Problem, panels: Sequence[Panel], floors: Mapping[int, float], candidates: Sequence[int], slack: float
) -> set[int]:
    """Which of the candidates some lottery over the known sets raises while the others keep their floors."""
    solver = new_solver()
    solver.Objective().SetMaximization()
    claims = _claims(solver, problem, floors, [], slack)
    for place in candidates:
        extra = solver.NumVar(0, 1, "")
        claims[place].SetCoefficient(extra, -problem.sizes[place])
        solver.Objective().SetCoefficient(extra, 1)
    caps, _ = _caps(solver, problem)
    numbers, _ = _shares(solver, panels, claims, caps)
    if not solved(solver):
        return set()
    got = dict.fromkeys(candidates, 0.0)
    for panel, number in zip(panels, numbers, strict=True):
        for place in candidates:
            got[place] += panel[place] * number.solution_value()
    return {place for place in candidates if got[place] > (floors[place] + 1e-6) * problem.sizes[place]}


def apportioned(problem: Problem, found: Found) -> Lottery:
    """The shares as tickets: all rounded down, then each ticket that is left to where it mends most.

    That is the largest remainder, weighted by how far the types of a set are behind their chances; with plain largest
    remainders a type of one unit can lose some ten tickets to rounding.
    """
    tickets = {panel: int(share * TICKETS) for panel, share in sorted(found.shares.items())}
    behind = [found.chances.get(place, 0.0) * size * TICKETS for place, size in enumerate(problem.sizes)]
    for panel, number in tickets.items():
        for place, count in enumerate(panel):
            behind[place] -= count * number
    for _ in range(TICKETS - sum(tickets.values())):
        panel = max(tickets, key=lambda one: (_mended(problem, one, behind), one))
        tickets[panel] += 1
        for place, count in enumerate(panel):
            behind[place] -= count
    return Lottery.of(_exchanged(problem, tickets, behind))


def _mended(problem: Problem, panel: Panel, behind: Sequence[float]) -> float:
    """By how much one more ticket lessens the sum of the squares of how far the types are behind."""
    gain = 0.0
    for place, count in enumerate(panel):
        if count:
            before = max(0.0, behind[place]) / problem.sizes[place]
            after = max(0.0, behind[place] - count) / problem.sizes[place]
            gain += before * before - after * after
    return gain


def _exchanged(problem: Problem, tickets: dict[Panel, int], behind: list[float]) -> dict[Panel, int]:
    """Moves a ticket from one set to another while that mends something, a bounded number of times."""
    for _ in range(2 * len(tickets)):
        giver = min((panel for panel in tickets if tickets[panel]), key=lambda one: (_lost(problem, one, behind), one))
        lost = _lost(problem, giver, behind)
        for place, count in enumerate(giver):
            behind[place] += count
        taker = max(tickets, key=lambda one: (_mended(problem, one, behind), one))
        if taker == giver or _mended(problem, taker, behind) <= lost + 1e-9:
            return tickets
        tickets[giver] -= 1
        tickets[taker] += 1
        for place, count in enumerate(taker):
            behind[place] -= count
    return tickets


def _lost(problem: Problem, panel: Panel, behind: Sequence[float]) -> float:
    """By how much one ticket less worsens the same sum."""
    loss = 0.0
    for place, count in enumerate(panel):
        if count:
            before = max(0.0, behind[place]) / problem.sizes[place]
            after = max(0.0, behind[place] + count) / problem.sizes[place]
            loss += after * after - before * before
    return loss
