"""The fair lottery of a problem, step by step: the fairest chances, tickets, sets, proof.

Engine: GLOP and CP-SAT through the steps' own files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from app.selection.fair.certificate import SCALE, Certificate, Proof, certify, heaviest_set, named
from app.selection.fair.columns import Columns, apportioned
from app.selection.fair.leximin import Leximin, leximin
from app.selection.fair.peeling import Peeling, whole_tickets
from app.selection.fair.problem import CLOSE, Lottery, NoSuchSet, Problem

REACHED = 1e-7


@dataclass(frozen=True)
class Solution:
    """The list with tickets, the chance of a unit of each type, and what proves that the least cannot be raised.

    `impossible` holds a proof for each type that is in no set; `unproven` those for which there is none.
    """

    lottery: Lottery
    chances: tuple[Fraction, ...]
    certificate: Certificate
    impossible: Mapping[int, Proof]
    unproven: frozenset[int]

    @property
    def least(self) -> Fraction:
        """The least chance of all who are in any set."""
        return min(chance for chance in self.chances if chance)

    @property
    def proven(self) -> bool:
        """Whether the least chance is within two tickets of what is possible, and nobody was left out by mistake."""
        return not self.unproven and self.certificate.bound - self.least <= CLOSE

    def certificate_data(self, names: Sequence[str]) -> dict[str, Any]:
        """The proofs as they stand in the record, with the types by name."""
        impossible = {names[place]: named(proof, names) for place, proof in sorted(self.impossible.items())}
        return {**self.certificate.as_data(names), "impossible": impossible}


def solve(problem: Problem) -> Solution:
    """The fairest lottery over the sets that keep every bound; raises NoSuchSet if there is none."""
    fair = leximin(problem)
    if fair is None:
        raise NoSuchSet(seats=problem.seats)
    lottery, weights = _listed(problem, fair)
    chances = tuple(lottery.shares(problem.sizes))
    least = min(chance for chance in chances if chance)
    certificate = certify(problem, {place: weights[place] for place in weights if chances[place]}, least + CLOSE)
    impossible, unproven = _impossible(problem, [place for place, chance in enumerate(chances) if not chance])
    return Solution(lottery, chances, certificate, impossible, frozenset(unproven))


def _listed(problem: Problem, fair: Leximin) -> tuple[Lottery, Mapping[int, float]]:
    """The sets with their tickets, and the weights of the least level."""
    tickets = whole_tickets(problem, fair.chances)
    found, left = Peeling.of(problem, tickets).run() if tickets else ({}, [1])
    if not any(left):
        return Lottery.of(found), dict(enumerate(fair.weights))
    columns = Columns(problem, list(found))
    reached = columns.reach(fair.chances)
    if all(reached.chances[place] > chance - REACHED for place, chance in enumerate(fair.chances)):
        return apportioned(problem, reached), dict(enumerate(fair.weights))
    best = columns.leximin(fair.impossible)
    return apportioned(problem, best), best.weights


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
