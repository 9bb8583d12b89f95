"""The proof that no lottery is fairer, in whole numbers that anybody can add up.

Give every unit of type t a weight w (all weights together make one). Whatever the lottery, the least chance is at most
the weighted mean of the chances, and that is at most what the heaviest set weighs. How heavy a set can be is bounded by
a price for each row: a set weighs at most what its rows cost, and what its units weigh above the prices of their rows.
Where nobody's chance may be above a cap, each cap has a price as well: it is taken off the unit's weight, and what the
cap is worth at that price is added.

Where that bound is too high, the sets are told apart by cases (at most n of a type, or more), each with its prices.

A proof is a leaf {"prices": {row: price}} or {"type": place, "most": n, "if": proof, "else": proof}; weights and prices
are multiples of 1 / SCALE. Engine: GLOP proposes the prices; the bound is exact arithmetic.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import Any

from app.selection.lottery.linear import WHOLE, Program, Vertex
from app.selection.lottery.problem import APPOINTED, TIER, Problem

SCALE = 10**12
CASES = 400
"""So many cases are told apart at most; what is left open is the gap that stands in the record."""

Proof = dict[str, Any]
Boxes = list[tuple[int, int]]


@dataclass(frozen=True)
class Certificate:
    """The weights of one unit of each type (by place), and the proof of what the heaviest set weighs.

    `caps` are the prices of the cap for one unit of each type.
    """

    weights: Mapping[int, int]
    proof: Proof
    bound: Fraction
    caps: Mapping[int, int]

    def as_data(self, names: Sequence[str]) -> dict[str, Any]:
        """With the types by name, as it stands in the record."""
        return {
            "scale": SCALE,
            "weights": {names[place]: weight for place, weight in sorted(self.weights.items())},
            "caps": {names[place]: price for place, price in sorted(self.caps.items())},
            "proof": named(self.proof, names),
        }


def certify(
    problem: Problem, weights: Mapping[int, float], enough: Fraction, caps: Mapping[int, float] | None = None
) -> Certificate:
    """The least chance is at most `bound`; cases are told apart until it is at most `enough`, or there are too many."""
    total = sum(weight * problem.sizes[place] for place, weight in weights.items()) or 1.0
    whole, priced = _whole(weights, total), _whole(caps or {}, total)
    everyone = sum(weight * problem.sizes[place] for place, weight in whole.items())
    if not everyone:
        return Certificate({}, {"prices": {}}, Fraction(1), {})
    capped = sum((price * problem.sizes[place] * problem.cap for place, price in priced.items()), Fraction(0))
    left = {place: whole.get(place, 0) - priced.get(place, 0) for place in {*whole, *priced}}
    proof, heaviest = heaviest_set(problem, left, floor(enough * everyone - capped))
    return Certificate(whole, proof, min(Fraction(1), (heaviest + capped) / everyone), priced)


def _whole(numbers: Mapping[int, float], total: float) -> dict[int, int]:
    whole = {place: round(number / total * SCALE) for place, number in sorted(numbers.items()) if number > 0}
    return {place: number for place, number in whole.items() if number}


def tiers_to_prove(problem: Problem) -> dict[str, int]:
    """{tier: place of its row} of every tier that could have more seats: those before it leave some.

    Of a tier that comes when all seats are given there is nothing to prove.
    """
    found, left = {}, problem.seats
    for place, row in enumerate(problem.rows):
        if row.feature == TIER:
            if left and row.value != str(APPOINTED):
                found[row.value] = place
            left -= row.upper
    return found


def certify_tiers(problem: Problem) -> dict[str, Proof]:
    """For each tier the proof that no set which keeps the tiers before holds more of it; none where none was found."""
    proofs = {}
    for tier, place in tiers_to_prove(problem).items():
        row = problem.rows[place]
        more = (row.upper + 1) * SCALE
        proof, most = heaviest_set(problem.before(place), dict.fromkeys(row.members, SCALE), more - 1)
        if most < more:
            proofs[tier] = proof
    return proofs


def heaviest_set(problem: Problem, weights: Mapping[int, int], enough: int) -> tuple[Proof, int]:
    """A proof that no set weighs more than a number, and that number."""
    return _Proving(problem, weights, enough).prove([(0, size) for size in problem.sizes])


class _Proving:
    def __init__(self, problem: Problem, weights: Mapping[int, int], enough: int) -> None:
        self.problem, self.weights, self.enough, self.left = problem, weights, enough, CASES
        self.worth = [weights.get(place, 0) / SCALE for place in range(len(problem.sizes))]
        self.program = Program(problem, penalty=100 * max(problem.seats, 1) * max([*map(abs, self.worth), 1 / SCALE]))

    def prove(self, boxes: Boxes) -> tuple[Proof, int]:
        vertex = self.program.best(self.worth, boxes)
        if vertex is None:
            raise RuntimeError("the relaxation with penalties has no optimum")
        prices = {place: round(price * SCALE) for place, price in enumerate(vertex.prices) if round(price * SCALE)}
        leaf, heaviest = {"prices": prices}, heaviest_by_prices(self.problem, self.weights, prices, boxes)
        place = _split(vertex, boxes)
        if heaviest <= self.enough or self.left <= 0 or place is None:
            return leaf, heaviest
        self.left -= 1
        proof, apart = self._apart(place, int(vertex.numbers[place]), boxes)
        return (proof, apart) if apart < heaviest else (leaf, heaviest)

    def _apart(self, place: int, most: int, boxes: Boxes) -> tuple[Proof, int]:
        low, high = boxes[place]
        below, light = self.prove([*boxes[:place], (low, most), *boxes[place + 1 :]])
        above, heavy = self.prove([*boxes[:place], (most + 1, high), *boxes[place + 1 :]])
        return {"type": place, "most": most, "if": below, "else": above}, max(light, heavy)


def _split(vertex: Vertex, boxes: Boxes) -> int | None:
    """The type whose number is farthest from whole; None where all are whole."""
    halves = [min(number % 1, 1 - number % 1) for number in vertex.numbers]
    place = max(range(len(halves)), key=lambda one: (halves[one], -one), default=None)
    if place is None or halves[place] < WHOLE or boxes[place][0] == boxes[place][1]:
        return None
    return place


def heaviest_by_prices(problem: Problem, weights: Mapping[int, int], prices: Mapping[int, int], boxes: Boxes) -> int:
    """What a set within the boxes weighs at most: the cost of its rows, and what units weigh above their rows."""
    above = [weights.get(place, 0) for place in range(len(problem.sizes))]
    cost = 0
    for place, price in prices.items():
        row = problem.rows[place]
        cost += price * (row.upper if price > 0 else row.lower)
        for member in row.members:
            above[member] -= price
    return cost + sum(rest * (high if rest > 0 else low) for rest, (low, high) in zip(above, boxes, strict=True))


def named(proof: Proof, names: Sequence[str]) -> Proof:
    """The proof with types by name and rows by their place, as text (JSON has no other keys)."""
    if "prices" in proof:
        return {"prices": {str(place): price for place, price in proof["prices"].items()}}
    cases = {part: named(proof[part], names) for part in ("if", "else")}
    return {"type": names[proof["type"]], "most": proof["most"], **cases}
