"""Checks the record of a drawing of lots. Needs Python alone: python3 verify.py FILE

Exit 0 only if all of it holds; otherwise each line that does not is named with what is wrong there. What a record is,
and why these checks are enough, stands in docs/selection-record.md. Nothing here comes from the program that drew.
"""

from __future__ import annotations

import hashlib
import json
import sys
import unicodedata
from collections.abc import Callable
from fractions import Fraction
from typing import Any

SCHEMA = "ledetraad-lottery/1"
LOT = "ledetråd-1"
HASHED = ("schema", "seats", "total", "features", "types", "quotas", "tiers", "panels", "certificate", "solver")
TOTAL = 1_000_000
CLOSE = Fraction(2, TOTAL)


class Fault(Exception):
    """One thing that does not hold: `where` is the path of keys and places in the record."""

    def __init__(self, code: str, where: tuple[str | int, ...], sentence: str) -> None:
        super().__init__(sentence)
        self.code, self.where, self.sentence = code, where, sentence


def canonical(value: object) -> str:
    """JSON with one spelling."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def sha256(value: object) -> str:
    """Over the canonical JSON."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def need(holds: object, code: str, where: tuple[str | int, ...], sentence: str) -> None:
    """Raises the fault unless it holds."""
    if not holds:
        raise Fault(code, where, sentence)


def whole(value: object, least: int = 0) -> bool:
    """Whether it is a whole number, at least so large."""
    return type(value) is int and value >= least


class Check:
    """The record, and what the checks before have made of it."""

    def __init__(self, record: Any) -> None:
        self.record = record
        self.faults: list[Fault] = []

    def run(self) -> list[Fault]:
        """All faults; the checks that need what an earlier one did not find are left out."""
        if not self.holds(self.shape):
            return self.faults
        self.holds(self.commitment)
        if self.holds(self.types) and self.holds(self.rows) and self.holds(self.panels):
            for step in (self.chances, self.least, self.certificate):
                self.holds(step)
            if {"value", "result", "withdrawals"} & set(self.record):
                self.holds(self.drawn)
                self.holds(self.withdrawals)
        return self.faults

    def holds(self, step: Callable[[], None]) -> bool:
        try:
            step()
            return True
        except Fault as fault:
            self.faults.append(fault)
        except (KeyError, TypeError, ValueError, IndexError, AttributeError, OverflowError) as error:
            self.faults.append(Fault("shape", (step.__name__,), f"is not as documented ({error})"))
        return False

    def shape(self) -> None:
        """The schema, and that every part of the list is there."""
        need(isinstance(self.record, dict), "shape", (), "is no record")
        need(self.record.get("schema") == SCHEMA, "schema", ("schema",), f"is not {SCHEMA}")
        for key in (*HASHED, "commitment", "chances", "min", "min_all", "bound", "proven"):
            need(key in self.record, "shape", (), f"has no {key}")

    def commitment(self) -> None:
        """The fingerprint of the list as it stands."""
        made = sha256({key: self.record[key] for key in HASHED})
        need(self.record["commitment"] == made, "commitment", ("commitment",), f"the list has the fingerprint {made}")

    def types(self) -> None:
        """Types and their members: each unit once, in order."""
        self.names: list[str] = []
        self.sizes: list[int] = []
        self.place_of: dict[str, int] = {}
        self.tier_of: dict[str, int] = {}
        features = self.record["features"]
        need(features == sorted(set(features)), "types", ("features",), "are not sorted, or one stands twice")
        for place, one in enumerate(self.record["types"]):
            where = ("types", place)
            members = one["members"]
            need(
                not self.names or self.names[-1] < one["id"], "types", (*where, "id"), "does not follow the one before"
            )
            need(sorted(one["features"]) == features, "types", (*where, "features"), "are not those of the record")
            tiered = one["tier"] is None or whole(one["tier"], 1)
            need(tiered, "types", (*where, "tier"), "is neither a whole number from 1 nor null")
            need(members and members == sorted(set(members)), "types", (*where, "members"), "are not in order")
            self.names.append(one["id"])
            self.sizes.append(len(members))
            for unit in members:
                need(type(unit) is str, "types", (*where, "members"), "holds what is no name")
                need(unit not in self.place_of, "types", (*where, "members"), f"{unit} stands twice")
                self.place_of[unit], self.tier_of[unit] = place, one["tier"] or 0
        self.by_name = {name: place for place, name in enumerate(self.names)}

    def rows(self) -> None:
        """The bounds on a set: all seats, the quotas, the tiers; in that order."""
        seats, types = self.record["seats"], self.record["types"]
        need(whole(seats, 1), "rows", ("seats",), "is not a whole number from 1")
        need(self.record["total"] == TOTAL, "rows", ("total",), f"is not {TOTAL}")
        self.bounds = [(list(range(len(types))), seats, seats)]
        for place, one in enumerate(self.record["quotas"]):
            where = ("quotas", place)
            need(one["feature"] in self.record["features"], "rows", (*where, "feature"), "is no feature of the record")
            need(whole(one["lower"]), "rows", (*where, "lower"), "is not a whole number from 0")
            need(whole(one["upper"], one["lower"]), "rows", (*where, "upper"), "is no whole number from the lower one")
            inside = [at for at, kind in enumerate(types) if kind["features"][one["feature"]] == one["value"]]
            self.bounds.append((inside, one["lower"], one["upper"]))
        tiers = sorted({kind["tier"] for kind in types if kind["tier"] is not None})
        need([one["tier"] for one in self.record["tiers"]] == tiers, "rows", ("tiers",), "are not those of the types")
        for place, one in enumerate(self.record["tiers"]):
            need(whole(one["seats"]), "rows", ("tiers", place, "seats"), "is not a whole number from 0")
            inside = [at for at, kind in enumerate(types) if kind["tier"] == one["tier"]]
            self.bounds.append((inside, one["seats"], one["seats"]))
        self.rows_of: list[list[int]] = [[] for _ in types]
        for row, (inside, _, _) in enumerate(self.bounds):
            for at in inside:
                self.rows_of[at].append(row)

    def panels(self) -> None:
        """Every set keeps every bound; they stand in order; the tickets are all there."""
        self.totals = [0] * len(self.sizes)
        given, before = 0, None
        for place, panel in enumerate(self.record["panels"]):
            counts = self.counts(place, panel["counts"])
            tickets = panel["tickets"]
            need(whole(tickets, 1), "tickets", ("panels", place, "tickets"), "is not a whole number from 1")
            vector = [0] * len(self.sizes)
            for at, count in counts:
                vector[at] = count
                self.totals[at] += tickets * count
            need(before is None or before < vector, "panels", ("panels", place), "does not follow the one before")
            given, before = given + tickets, vector
        total = self.record["total"]
        need(given == total, "tickets", ("panels",), f"have {given} tickets in all, not {total}")

    def counts(self, place: int, counts: dict[str, int]) -> list[tuple[int, int]]:
        found, sums = [], [0] * len(self.bounds)
        for name, count in counts.items():
            at = self.by_name.get(name, -1)
            where = ("panels", place, "counts", name)
            need(at >= 0, "panels", where, "is no type of the record")
            need(whole(count, 1) and count <= self.sizes[at], "panels", where, f"is not between 1 and {self.sizes[at]}")
            found.append((at, count))
            for row in self.rows_of[at]:
                sums[row] += count
        for row, (_, lower, upper) in enumerate(self.bounds):
            if not lower <= sums[row] <= upper:
                told = f"{self.say_row(row)}: {sums[row]} seats, not {lower} to {upper}"
                raise Fault("quotas", ("panels", place, "counts"), told)
        return found

    def say_row(self, row: int) -> str:
        quotas = [f"{one['feature']} {one['value']}" for one in self.record["quotas"]]
        return ["all seats", *quotas, *(f"tier {one['tier']}" for one in self.record["tiers"])][row]

    def chances(self) -> None:
        """The chance of each unit is what the tickets of its type make it."""
        told, total = self.record["chances"], self.record["total"]
        need(sorted(told) == sorted(self.place_of), "chances", ("chances",), "are not those of the units of the list")
        for unit, place in self.place_of.items():
            made = self.totals[place] / (self.sizes[place] * total)
            need(same(told[unit], made), "chances", ("chances", unit), f"the tickets make it {made}")

    def least(self) -> None:
        """The least chance of those who are in any set, and of all."""
        total = self.record["total"]
        shares = [Fraction(number, size * total) for number, size in zip(self.totals, self.sizes)]
        self.smallest = min(share for share in shares if share)
        need(same(self.record["min"], float(self.smallest)), "min", ("min",), f"is {float(self.smallest)}")
        need(same(self.record["min_all"], float(min(shares))), "min", ("min_all",), f"is {float(min(shares))}")

    def certificate(self) -> None:
        """The bound that the weights and prices prove, by exact arithmetic."""
        proof = self.record["certificate"]
        scale, weights = proof["scale"], [0] * len(self.sizes)
        need(whole(scale, 1), "certificate", ("certificate", "scale"), "is not a whole number from 1")
        for name, weight in proof["weights"].items():
            where = ("certificate", "weights", name)
            need(whole(weight, 1) and self.totals[self.by_name[name]], "certificate", where, "is no weight of a chance")
            weights[self.by_name[name]] = weight
        everyone = sum(weight * size for weight, size in zip(weights, self.sizes))
        bound = Fraction(1)
        if everyone:
            bound = min(bound, Fraction(self.heaviest(proof["proof"], weights), everyone))
        told = float(bound)
        need(same(self.record["bound"], told), "bound", ("bound",), f"the weights and prices prove {told}")
        made = self.left_out(proof["impossible"], scale) and bound - self.smallest <= CLOSE
        need(self.record["proven"] is made, "proven", ("proven",), f"is {str(made).lower()}")

    def left_out(self, proofs: dict[str, Any], scale: int) -> bool:
        without = {self.names[place] for place, total in enumerate(self.totals) if not total}
        where = ("certificate", "impossible")
        need(set(proofs) == without, "certificate", where, "are not the types without a chance")
        return all(
            self.heaviest(proof, [scale * (one == name) for one in self.names]) < scale
            for name, proof in proofs.items()
        )

    def heaviest(self, proof: dict[str, Any], weights: list[int]) -> int:
        """What a set weighs at most. A proof is prices of rows, or two cases that leave nothing out."""
        boxes = [(0, size) for size in self.sizes]
        todo, weighed = [(proof, boxes)], list[int]()
        while todo:
            one, boxes = todo.pop()
            if "prices" in one:
                weighed.append(self.by_prices(one["prices"], weights, boxes))
                continue
            at, cut = self.by_name[one["type"]], one["most"]
            low, high = boxes[at]
            need(whole(cut), "certificate", ("certificate",), "has a case that is no whole number")
            todo.append((one["if"], [*boxes[:at], (low, min(high, cut)), *boxes[at + 1 :]]))
            todo.append((one["else"], [*boxes[:at], (max(low, cut + 1), high), *boxes[at + 1 :]]))
        return max(weighed)

    def by_prices(self, prices: dict[str, int], weights: list[int], boxes: list[tuple[int, int]]) -> int:
        """The cost of the rows, and what the units weigh above the prices of their rows."""
        above, cost = list(weights), 0
        for row, price in prices.items():
            need(type(price) is int, "certificate", ("certificate",), "has a price that is no whole number")
            need(row.isdecimal() and int(row) < len(self.bounds), "certificate", ("certificate",), f"has no row {row}")
            inside, lower, upper = self.bounds[int(row)]
            cost += price * (upper if price > 0 else lower)
            for at in inside:
                above[at] -= price
        return cost + sum(rest * (high if rest > 0 else low) for rest, (low, high) in zip(above, boxes))

    def drawn(self) -> None:
        """The value gives the ticket, the ticket the set, the lots the units of each type and the order of all."""
        value, told = self.record.get("value"), self.record.get("result")
        need(type(value) is str and value and value == tidy(value), "value", ("value",), "is not written as it counts")
        need(isinstance(told, dict), "result", (), "has a value but no result")
        ticket = ticket_of(self.record["commitment"], value, self.record["total"])
        need(told["ticket"] == ticket, "ticket", ("result", "ticket"), f"the value gives {ticket}")
        place = self.panel_of(ticket)
        need(told["panel"] == place, "panel", ("result", "panel"), f"ticket {ticket} is in set {place}")
        lots = {unit: sha256([LOT, self.record["commitment"], value, unit]) for unit in self.place_of}
        chosen = []
        for name, count in self.record["panels"][place]["counts"].items():
            members = self.record["types"][self.by_name[name]]["members"]
            chosen += sorted(members, key=lots.__getitem__)[:count]
        order = sorted(self.place_of, key=lambda unit: (self.tier_of[unit], lots[unit]))
        made = [unit for unit in order if unit in set(chosen)]
        self.differ(told["chosen"], made, "chosen")
        taken = set(chosen)
        self.differ(told["reserves"], [unit for unit in order if unit not in taken], "reserves")

    def panel_of(self, ticket: int) -> int:
        for place, panel in enumerate(self.record["panels"]):
            ticket -= panel["tickets"]
            if ticket < 0:
                return place
        raise Fault("panel", ("result", "ticket"), "is in no set")

    def differ(self, told: list[str], made: list[str], part: str) -> None:
        for place, unit in enumerate(made):
            right = place < len(told) and told[place] == unit
            need(right, part, ("result", part, place), f"the value gives {unit}")
        need(len(told) == len(made), part, ("result", part, len(made)), "is one too many")

    def withdrawals(self) -> None:
        """Every seat that was given up went to the first reserve with whom the rest keep all quotas, or the nearest."""
        result = self.record["result"]
        sitting, line = list(result["chosen"]), list(result["reserves"])
        for place, one in enumerate(self.record.get("withdrawals", [])):
            where = ("withdrawals", place)
            need(one["id"] in sitting, "withdrawals", (*where, "id"), "has no seat to give up")
            sitting.remove(one["id"])
            first, misses = self.next_in_line(sitting, line)
            told = one["successor"]
            need(told == first, "withdrawals", (*where, "successor"), f"the first reserve that fits is {first}")
            need(one["misses"] == misses, "withdrawals", (*where, "misses"), f"the quotas are missed by {misses}")
            if told is not None:
                line.remove(told)
                sitting.append(told)

    def next_in_line(self, sitting: list[str], line: list[str]) -> tuple[str | None, int]:
        """The reserve with whom the quotas are missed least, the first of several; and by how much."""
        quotas = range(1, len(self.record["quotas"]) + 1)
        counts = [0] * len(self.bounds)
        for unit in sitting:
            for row in self.rows_of[self.place_of[unit]]:
                counts[row] += 1
        best, least = None, 0
        for unit in line:
            mine = self.rows_of[self.place_of[unit]]
            both = ((counts[row] + (row in mine), self.bounds[row]) for row in quotas)
            misses = sum(max(lower - count, count - upper, 0) for count, (_, lower, upper) in both)
            if best is None or misses < least:
                best, least = unit, misses
            if not misses:
                break
        return best, least


def same(told: object, made: float) -> bool:
    """Whether a number is told as it is, to the last digit that a number of JSON has."""
    return type(told) in (int, float) and told == made


def tidy(value: str) -> str:
    """The value as it counts: composed letters, no space around it, none at all between digits."""
    text = unicodedata.normalize("NFC", value).strip()
    bare = "".join(text.split())
    return bare if bare.isdecimal() and bare.isascii() else text


def ticket_of(commitment: str, value: str, total: int) -> int:
    """Twelve digits: the first six are the ticket. Any other text: its SHA-256 with the commitment, by the total."""
    if len(value) == 12 and value.isascii() and value.isdecimal():
        return int(value[:6])
    return int(sha256([LOT, commitment, value]), 16) % total


def line_of(text: str, path: tuple[str | int, ...]) -> int:
    """The line on which a part of the JSON text begins; that of the part around it if it is not there."""
    scan, at = json.JSONDecoder(), after(text, 0)
    for step in path:
        here, place = after(text, at + 1), 0
        while here < len(text) and text[here] not in "]}":
            key: str | int = place
            if text[at] == "{":
                key, here = scan.raw_decode(text, here)
                here = after(text, after(text, here) + 1)
            if key == step:
                break
            here = after(text, scan.raw_decode(text, here)[1])
            here, place = after(text, here + (text[here] == ",")), place + 1
        else:
            break
        at = here
    return text.count("\n", 0, at) + 1


def after(text: str, at: int) -> int:
    """The next place that is no space."""
    return len(text) - len(text[at:].lstrip()) if text[at : at + 1].isspace() else at


def say(text: str, fault: Fault) -> str:
    """A fault with its line and path."""
    path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in fault.where).lstrip(".")
    return f"line {line_of(text, fault.where)}: {path or 'the record'} {fault.sentence} [{fault.code}]"


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object in which no key stands twice; JSON would silently take the last."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found


def main(arguments: list[str]) -> int:
    """The exit code."""
    if len(arguments) != 1:
        print("python3 verify.py FILE", file=sys.stderr)
        return 2
    try:
        with open(arguments[0], encoding="utf-8") as file:
            text = file.read()
        record = json.loads(text, object_pairs_hook=once)
    except (OSError, ValueError, RecursionError) as error:
        print(f"{arguments[0]} cannot be read: {error}", file=sys.stderr)
        return 1
    faults = Check(record).run()
    for fault in faults:
        print(say(text, fault), file=sys.stderr)
    if not faults:
        print("All of it holds.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
