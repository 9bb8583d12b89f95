"""The fair lottery of a problem, step by step: the fairest chances, tickets, sets, proof.

Engine: GLOP and CP-SAT through the steps' own files.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil
from typing import Any

from app.selection.lottery.certificate import (
    SCALE,
    Certificate,
    Proof,
    certify,
    certify_tiers,
    heaviest_set,
    named,
    tiers_to_prove,
)
from app.selection.lottery.columns import Columns, apportioned
from app.selection.lottery.leximin import Leximin, leximin, lowest_cap
from app.selection.lottery.linear import Points
from app.selection.lottery.peeling import Peeling, whole_tickets
from app.selection.lottery.problem import CLOSE, Lottery, NoSuchSet, Problem
from app.selection.refusals import CapTooLow

REACHED = 1e-7


@dataclass(frozen=True)
class Solution:
    """The list with tickets, the chance of a unit of each type, and what proves that the least cannot be raised.

    `impossible` holds a proof for each type that is in no set; `unproven` those for which there is none. `tiers` holds
    a proof for each tier that no set could hold more of it, where one was found; `open_tiers` are the others.
    """

    lottery: Lottery
    chances: tuple[Fraction, ...]
    certificate: Certificate
    impossible: Mapping[int, Proof]
    unproven: frozenset[int]
    tiers: Mapping[str, Proof]
    open_tiers: frozenset[str]

    @property
    def least(self) -> Fraction:
        """The least chance of all who are in any set."""
        return min(chance for chance in self.chances if chance)

    @property
    def proven(self) -> bool:
        """Whether the least chance is within two tickets of what is possible, nobody was left out by mistake, and no
        set could hold more of a tier that comes first."""
        return not self.unproven and not self.open_tiers and self.certificate.bound - self.least <= CLOSE

    def certificate_data(self, names: Sequence[str]) -> dict[str, Any]:
        """The proofs as they stand in the record, with the types by name."""
        impossible = {names[place]: named(proof, names) for place, proof in sorted(self.impossible.items())}
        tiers = {tier: named(proof, names) for tier, proof in sorted(self.tiers.items())}
        return {**self.certificate.as_data(names), "impossible": impossible, "tiers": tiers}


def solve(problem: Problem) -> Solution:
    """The fairest lottery over the sets that keep every bound; raises NoSuchSet if there is none, and CapTooLow."""
    if problem.cap == 1:
        return _solved(problem)
    lowest = ceil(100 * lowest_cap(problem) - REACHED)
    if lowest <= 100 * problem.cap:
        try:
            return _solved(problem)
        except CapTooLow:
            lowest = int(100 * problem.cap) + 1
    if Points(problem).best([0.0] * len(problem.sizes)) is None:
        raise NoSuchSet(seats=problem.seats)
    raise CapTooLow(cap=int(100 * problem.cap), smallest=_smallest_cap(problem, lowest))


def _smallest_cap(problem: Problem, lowest: int) -> int:
    """The smallest whole number out of a hundred from `lowest` on that a lottery keeps; halving, for a higher one is
    kept wherever a lower one is."""
    return lowest + bisect_left(range(lowest, 100), True, key=lambda cap: _keeps(problem, cap))


def _keeps(problem: Problem, cap: int) -> bool:
    try:
        _solved(replace(problem, cap=Fraction(cap, 100)))
    except CapTooLow:
        return False
    return True


def _solved(problem: Problem) -> Solution:
    fair = leximin(problem)
    if fair is None:
        raise NoSuchSet(seats=problem.seats)
    lottery, weights, caps = _listed(problem, fair)
    chances = tuple(lottery.shares(problem.sizes))
    if any(chance > top for chance, top in zip(chances, problem.tops, strict=True)):
        raise CapTooLow(cap=int(100 * problem.cap), smallest=100)
    least = min(chance for chance in chances if chance)
    given = {place: weights[place] for place in weights if chances[place]}
    certificate = certify(problem, given, least + CLOSE, {place: caps[place] for place in caps if place in given})
    impossible, unproven = _impossible(problem, [place for place, chance in enumerate(chances) if not chance])
    tiers = certify_tiers(problem)
    wanted = frozenset(tiers_to_prove(problem))
    return Solution(lottery, chances, certificate, impossible, frozenset(unproven), tiers, wanted - frozenset(tiers))


def _listed(problem: Problem, fair: Leximin) -> tuple[Lottery, Mapping[int, float], Mapping[int, float]]:
    """The sets with their tickets, the weights of the least level, and the prices of the caps."""
    weights = dict(enumerate(fair.weights))
    tickets = whole_tickets(problem, fair.chances)
    found, left = Peeling.of(problem, tickets).run() if tickets else ({}, [1])
    if not any(left):
        return Lottery.of(found), weights, fair.caps
    columns = Columns(problem, list(found))
    reached = columns.reach(fair.chances)
    if all(reached.chances[place] > chance - REACHED for place, chance in enumerate(fair.chances)):
        return apportioned(problem, reached), weights, fair.caps
    best = columns.leximin(fair.impossible)
    return apportioned(problem, best), best.weights, best.caps


def _impossible(problem: Problem, places: list[int]) -> tuple[dict[int, Proof], set[int]]:
    """Proofs that a set holds less than one unit of these types; and for which types none was found."""
    proofs: dict[int, Proof] = {}
    unproven = set()
    shut = {member: place for place, row in enumerate(problem.rows) if not row.upper for member in row.members}
    for place in places:
        if place in shut:
            proofs[place] = {"prices": {shut[place]: SCALE}}
            continue
        proofs[place], most = heaviest_set(problem, {place: SCALE}, SCALE - 1)
        if most >= SCALE:
            unproven.add(place)
    return proofs, unproven
