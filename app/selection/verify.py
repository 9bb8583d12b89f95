"""Checks the record of a choice, by Python alone and with nothing of the program that drew: python3 verify.py FILE

Exit 0 only if all of it holds; else each line that does not is named. Why it is enough: docs/selection-record.md.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import unicodedata
from collections import Counter
from fractions import Fraction
from itertools import accumulate
from typing import Any

SCHEMA, LOT = "ledetraad-lottery/2", "ledetråd-1"
MADE = ("types", "appointed", "quotas", "tiers", "panels", "certificate", "solver", "year")
HASHED = ("schema", "seats", "total", "cap", "features", *MADE)
FIGURES = ("commitment", "chances", "min", "min_all", "max", "bound", "proven")
KEYS = {"types": 4, "appointed": 2, "quotas": 4, "tiers": 2, "panels": 2, "withdrawals": 3}
KEYS |= {"certificate": 6, "result": 4, "year": 9}
REASONS = ("promised", "called-off", "theme", "new-head", "decided")
TOTAL, CLOSE, SPACE = 1_000_000, Fraction(2, 1_000_000), re.compile(r"\s*")


class Fault(Exception):
    """One thing that does not hold: `where` is the path of keys and places in the record."""

    def __init__(self, code: str, where: tuple[str | int, ...], sentence: str) -> None:
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


class Check:
    """The record, and what the checks before have made of it."""

    def __init__(self, record: Any) -> None:
        self.record, self.faults = record, list[Fault]()

    def run(self) -> list[Fault]:
        """All faults; the checks that need what an earlier one did not find are left out."""
        readable = self.holds(self.shape) and self.holds(self.keys, self.commitment, self.types)
        if readable and self.holds(self.year, self.rows) and self.holds(self.panels):
            self.holds(self.chances, self.certificate)
            if {"value", "result", "withdrawals"} & set(self.record) and self.holds(self.drawn):
                self.holds(self.withdrawals)
        return self.faults

    def holds(self, *steps: Any) -> bool:
        """Goes all these steps; whether the last one found nothing."""
        for step in steps:
            before = len(self.faults)
            try:
                step()
            except Fault as fault:
                self.faults.append(fault)
            except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError) as error:
                self.faults.append(Fault("shape", (step.__name__,), f"is not as documented ({error})"))
        return len(self.faults) == before

    def shape(self) -> None:
        """The schema, and that every part of the list is there."""
        known = type(self.record) is dict and self.record.get("schema") == SCHEMA
        need(known, "schema", ("schema",), f"is not {SCHEMA}")
        for key in (*HASHED, *FIGURES):
            need(key in self.record, "shape", (), f"has no {key}")

    def keys(self) -> None:
        """Nothing stands there that is not documented: nobody would check it."""
        for key, told in self.record.items():
            need(key in {*HASHED, *FIGURES, "names", "value", "result", "withdrawals"}, "keys", (key,), "is unknown")
            for place, one in enumerate(told if isinstance(told, list) else [told]):
                where = (key, place)[: 1 + isinstance(told, list)]
                need(key not in KEYS or one is None or len(one) == KEYS[key], "keys", where, "has other keys than due")

    def commitment(self) -> None:
        """The fingerprint of the list as it stands."""
        made = sha256({key: self.record[key] for key in HASHED})
        need(self.record["commitment"] == made, "commitment", ("commitment",), f"the list has the fingerprint {made}")

    def types(self) -> None:
        """Types and their members: each unit once, in order; those of tier 0 are the appointed."""
        kinds, features = self.record["types"], self.record["features"]
        self.names, self.sizes = [one["id"] for one in kinds], [len(one["members"]) for one in kinds]
        self.by_name = {name: place for place, name in enumerate(self.names)}
        self.place_of = {unit: place for place, one in enumerate(kinds) for unit in one["members"]}
        self.tier_of = {unit: kinds[place]["tier"] for unit, place in self.place_of.items()}
        need(features == sorted(set(features)), "types", ("features",), "are not sorted, or one stands twice")
        need(self.names == sorted(set(self.names)), "types", ("types",), "are not in order, or one stands twice")
        for place, one in enumerate(kinds):
            where, tier, members = ("types", place), one["tier"], one["members"]
            need(sorted(one["features"]) == features, "types", (*where, "features"), "are not those of the record")
            need(tier is None or whole(tier), "types", (*where, "tier"), "is neither a whole number nor null")
            need(members and members == sorted(set(members)), "types", (*where, "members"), "are not in order")
        need(len(self.place_of) == sum(self.sizes), "types", ("types",), "hold a unit that stands twice")
        named = [(one["id"], one["reason"] in REASONS) for one in self.record["appointed"]]
        certain = [(unit, True) for unit in sorted(self.tier_of) if self.tier_of[unit] == 0]
        need(named == certain, "appointed", ("appointed",), "are not those of tier 0, with a reason of the list")

    def year(self) -> None:
        """The year's list is this list: who could be chosen, in which groups, and what was due, with what gave way."""
        year, listed = self.record["year"], set[str]()
        if year is None:
            return
        settings, cap = year["settings"], year["settings"]["cap"]
        asked = (settings["seats"], None if cap in (None, 100) else cap * TOTAL // 100)
        need(asked == (self.record["seats"], self.record["cap"]), "year", ("year", "settings"), "have another number")
        named = sorted(settings["appointed"], key=lambda one: one["id"])
        need(named == self.record["appointed"], "year", ("appointed",), "are not those of the settings")
        for place, unit in enumerate(year["units"]):
            if unit["verdict"] == "eligible":
                told = self.record["types"][self.place_of.get(unit["id"], 0)]["features"]
                fits = unit["id"] not in listed and all(unit[name] == value for name, value in told.items())
                need(fits, "year", ("year", "units", place), "is in another type, or stands twice")
                listed.add(unit["id"])
        need(listed == set(self.place_of), "year", ("types",), "do not hold the units that could be chosen")
        bounds = {(one["dimension"], one["value"]): {**one} for one in year["quotas"]}
        for place, one in enumerate(year["relaxations"]):
            bound = bounds.get((one["dimension"], one["value"]), {"given": one["side"] != "cool-down"})
            fits = not bound["given"] and bound.get(one["side"], one["before"]) == one["before"]
            need(fits, "year", ("year", "relaxations", place), "is not what gave way, or a person gave the bound")
            bound[one["side"]] = one["after"]
        made = [(*group, bounds[group]["lower"], bounds[group]["upper"]) for group in sorted(bounds)]
        quotas = [(one["feature"], one["value"], one["lower"], one["upper"]) for one in self.record["quotas"]]
        need(quotas == made, "year", ("quotas",), "are not those that were due, with what gave way")

    def rows(self) -> None:
        """The bounds on a set: all seats, the quotas, the tiers; in that order."""
        seats, types = self.record["seats"], self.record["types"]
        need(whole(seats, 1), "rows", ("seats",), "is not a whole number from 1")
        need(self.record["total"] == TOTAL, "rows", ("total",), f"is not {TOTAL}")
        self.bounds = [("all seats", list(range(len(types))), seats, seats)]
        for place, one in enumerate(self.record["quotas"]):
            feature, value, lower, upper = one["feature"], one["value"], one["lower"], one["upper"]
            need(feature in self.record["features"], "rows", ("quotas", place), "has no feature of the record")
            need(whole(lower) and whole(upper, lower), "rows", ("quotas", place), "has no whole numbers from 0 upwards")
            inside = [at for at, kind in enumerate(types) if kind["features"][feature] == value]
            self.bounds.append((f"{feature} {value}", inside, lower, upper))
        tiers = sorted({kind["tier"] for kind in types if kind["tier"] is not None})
        need([one["tier"] for one in self.record["tiers"]] == tiers, "rows", ("tiers",), "are not those of the types")
        for place, one in enumerate(self.record["tiers"]):
            inside = [at for at, kind in enumerate(types) if kind["tier"] == one["tier"]]
            seats = one["seats"] if one["tier"] else sum(self.sizes[at] for at in inside)
            need(whole(one["seats"]) and one["seats"] == seats, "rows", ("tiers", place, "seats"), "is not its number")
            self.bounds.append((f"tier {one['tier']}", inside, seats, seats))
        self.rows_of = [list[int]() for _ in types]
        for row, at in ((row, at) for row, bound in enumerate(self.bounds) for at in bound[1]):
            self.rows_of[at].append(row)

    def panels(self) -> None:
        """Every set keeps every bound; they stand in order; the tickets are all there."""
        totals, given, before = [0] * len(self.sizes), 0, list[int]()
        for place, panel in enumerate(self.record["panels"]):
            tickets, vector, sums = panel["tickets"], [0] * len(self.sizes), [0] * len(self.bounds)
            need(whole(tickets, 1), "tickets", ("panels", place, "tickets"), "is not a whole number from 1")
            for name, count in panel["counts"].items():
                at, where = self.by_name[name], ("panels", place, "counts", name)
                fits = whole(count, 1) and count <= self.sizes[at]
                need(fits, "panels", where, f"is not a whole number between 1 and {self.sizes[at]}")
                vector[at], totals[at] = count, totals[at] + tickets * count
                for row in self.rows_of[at]:
                    sums[row] += count
            for (row_name, _, lower, upper), made in zip(self.bounds, sums):
                told = f"{row_name}: {made} seats, not {lower} to {upper}"
                need(lower <= made <= upper, "quotas", ("panels", place, "counts"), told)
            need(before < vector, "panels", ("panels", place), "does not follow the one before")
            given, before = given + tickets, vector
        need(given == TOTAL, "tickets", ("panels",), f"have {given} tickets in all, not {TOTAL}")
        self.shares = [Fraction(total, size * TOTAL) for total, size in zip(totals, self.sizes)]
        self.least = min(share for share in self.shares if share)

    def chances(self) -> None:
        """The chance of each unit is what the tickets of its type make it; none but of the appointed is above a cap."""
        told, cap = self.record["chances"], self.record["cap"]
        need(sorted(told) == sorted(self.place_of), "chances", ("chances",), "are not those of the units of the list")
        need(cap is None or whole(cap, 1), "cap", ("cap",), "is neither a whole number of tickets nor null")
        for unit, place in self.place_of.items():
            made, fits = float(self.shares[place]), cap is None or self.tier_of[unit] == 0
            need(canonical(told[unit]) == canonical(made), "chances", ("chances", unit), f"the tickets make it {made}")
            need(fits or self.shares[place] * TOTAL <= cap, "cap", ("chances", unit), "is above the cap")
        for key, share in (("min", self.least), ("min_all", min(self.shares)), ("max", max(self.shares))):
            need(canonical(self.record[key]) == canonical(float(share)), key, (key,), f"is {float(share)}")

    def certificate(self) -> None:
        """The bound that the weights and prices prove, by exact arithmetic; and what else makes it proven."""
        proof, scale = self.record["certificate"], self.record["certificate"]["scale"]
        need(whole(scale, 1), "certificate", ("certificate", "scale"), "is not a whole number from 1")
        weights, caps = self.by_type(proof["weights"], "weights"), self.by_type(proof["caps"], "caps")
        capped = any(caps) and Fraction(self.record["cap"], TOTAL) * sum(map(int.__mul__, caps, self.sizes))
        everyone, bound = sum(map(int.__mul__, weights, self.sizes)), Fraction(1)
        if everyone:
            left = [weight - price for weight, price in zip(weights, caps)]
            bound = min(bound, (self.heaviest(proof["proof"], left) + Fraction(capped)) / everyone)
        told = canonical(float(bound))
        need(canonical(self.record["bound"]) == told, "bound", ("bound",), f"the weights and prices prove {told}")
        shown, nobody = proof["impossible"], {name for name, share in zip(self.names, self.shares) if not share}
        need(set(shown) == nobody, "certificate", ("certificate", "impossible"), "has other types")
        made = all(self.heaviest(shown[name], [scale * (one == name) for one in self.names]) < scale for name in nobody)
        made = made and self.tiered(proof["tiers"], scale) and bound - self.least <= CLOSE
        need(self.record["proven"] is made, "proven", ("proven",), f"is {str(made).lower()}")

    def by_type(self, told: dict[str, int], part: str) -> list[int]:
        found = [0] * len(self.sizes)
        for name, number in told.items():
            place = self.by_name[name]
            fits = part == "weights" or (self.record["cap"] and self.record["types"][place]["tier"] != 0)
            fits = fits and whole(number, 1) and self.shares[place]
            need(fits, "certificate", ("certificate", part, name), "is no number for a type with a chance or a cap")
            found[place] = number
        return found

    def tiered(self, proofs: dict[str, Any], scale: int) -> bool:
        """Whether it is proven of each tier that no set which keeps the tiers before holds more of it."""
        first, left, proven = 1 + len(self.record["quotas"]), self.record["seats"], True
        tiers = {str(one["tier"]) for one in self.record["tiers"]}
        need(set(proofs) <= tiers, "certificate", ("certificate", "tiers"), "has a tier that is not there")
        for place, one in enumerate(self.record["tiers"]):
            if left and one["tier"]:
                weights = [scale * (kind["tier"] == one["tier"]) for kind in self.record["types"]]
                proof, more = proofs.get(str(one["tier"])), (one["seats"] + 1) * scale
                proven = proven and proof is not None and self.heaviest(proof, weights, first + place) < more
            left -= one["seats"]
        return proven

    def heaviest(self, proof: dict[str, Any], weights: list[int], rows: int | None = None) -> int:
        """What a set weighs at most. A proof is prices of rows, or two cases that leave nothing out."""
        boxes = [(0, size) for size in self.sizes]
        todo, weighed = [(proof, boxes)], list[int]()
        while todo:
            one, boxes = todo.pop()
            if "prices" in one:
                weighed.append(self.by_prices(one["prices"], weights, boxes, self.bounds[:rows]))
                continue
            at, cut = self.by_name[one["type"]], one["most"]
            low, high = boxes[at]
            need(whole(cut), "certificate", ("certificate",), "has a case that is no whole number")
            todo.append((one["if"], [*boxes[:at], (low, min(high, cut)), *boxes[at + 1 :]]))
            todo.append((one["else"], [*boxes[:at], (max(low, cut + 1), high), *boxes[at + 1 :]]))
        return max(weighed)

    def by_prices(self, prices: dict[str, int], weights: list[int], boxes: list[tuple[int, int]], rows: Any) -> int:
        """The cost of the rows, and what the units weigh above the prices of their rows."""
        above, cost = list(weights), 0
        for row, price in prices.items():
            fits = type(price) is int and row.isdecimal() and int(row) < len(rows)
            need(fits, "certificate", ("certificate",), f"has no row {row} here, or no whole number as its price")
            _, inside, lower, upper = rows[int(row)]
            cost += price * (upper if price > 0 else lower)
            for at in inside:
                above[at] -= price
        return cost + sum(rest * (high if rest > 0 else low) for rest, (low, high) in zip(above, boxes))

    def drawn(self) -> None:
        """The value gives the ticket, the ticket the set, the lots the units of each type and the order of all."""
        value, told = self.record["value"], self.record["result"]
        need(type(value) is str and value and value == tidy(value), "value", ("value",), "is not written as it counts")
        ticket = ticket_of(self.record["commitment"], value)
        need(canonical(told["ticket"]) == str(ticket), "ticket", ("result", "ticket"), f"the value gives {ticket}")
        ends = accumulate(panel["tickets"] for panel in self.record["panels"])
        place = next(at for at, end in enumerate(ends) if ticket < end)
        need(canonical(told["panel"]) == str(place), "panel", ("result", "panel"), f"ticket {ticket} is in set {place}")
        lots = {unit: sha256([LOT, self.record["commitment"], value, unit]) for unit in self.place_of}
        taken: set[str] = set()
        for name, count in self.record["panels"][place]["counts"].items():
            members = self.record["types"][self.by_name[name]]["members"]
            taken.update(sorted(members, key=lots.__getitem__)[:count])
        order = sorted(self.place_of, key=lambda unit: (self.tier_of[unit] or 0, lots[unit]))
        self.line = [unit for unit in order if unit not in taken]
        parts = [("chosen", [unit for unit in order if unit in taken]), ("reserves", self.line)]
        for part, made in parts if told["reserves"] is not None else parts[:1]:  # the file for everyone tells none
            wrong = (at for at, pair in enumerate(zip(told[part], made)) if pair[0] != pair[1])
            at = next(wrong, min(len(made), len(told[part])))
            need(told[part] == made, part, ("result", part, at), f"the value gives {[*made, 'nobody more'][at]}")

    def withdrawals(self) -> None:
        """Every seat that was given up went to the first reserve with whom the rest keep all quotas, or the nearest."""
        sitting, line = list(self.record["result"]["chosen"]), list(self.line)
        for place, one in enumerate(self.record["withdrawals"]):
            where = ("withdrawals", place)
            need(one["id"] in sitting, "withdrawals", (*where, "id"), "has no seat to give up")
            sitting.remove(one["id"])
            first, gave_way = self.next_in_line(sitting, line)
            need(one["successor"] == first, "withdrawals", (*where, "successor"), f"the reserve that fits is {first}")
            told = canonical(gave_way)
            need(canonical(one["gave_way"]) == told, "withdrawals", (*where, "gave_way"), f"is {told}")
            if first is not None:
                line.remove(first)
                sitting.append(first)

    def next_in_line(self, sitting: list[str], line: list[str]) -> tuple[str | None, list[Any]]:
        """The reserve with whom the quotas are missed least, the first of several; and the bounds that are missed."""
        best: tuple[int, str | None, list[Any]] = (-1, None, [])
        seated = Counter(row for one in sitting for row in self.rows_of[self.place_of[one]])
        for unit in line:
            held, gave_way = seated + Counter(self.rows_of[self.place_of[unit]]), []
            for row, quota in enumerate(self.record["quotas"], 1):
                group, to = {"feature": quota["feature"], "value": quota["value"]}, held[row]
                sides = ["lower"] * (to < quota["lower"]) + ["upper"] * (to > quota["upper"])
                gave_way += [{**group, "side": side, "from": quota[side], "to": to} for side in sides]
            misses = sum(abs(one["to"] - one["from"]) for one in gave_way)
            if best[0] < 0 or misses < best[0]:
                best = (misses, unit, gave_way)
            if not misses:
                break
        return best[1:]


def whole(value: object, least: int = 0) -> bool:
    """Whether it is a whole number, at least so large."""
    return type(value) is int and value >= least


def tidy(value: str) -> str:
    """The value as it counts: composed letters, no space around it, none at all between digits."""
    text = unicodedata.normalize("NFC", value).strip()
    bare = "".join(text.split())
    return bare if bare.isdecimal() and bare.isascii() else text


def ticket_of(commitment: str, value: str) -> int:
    """Six or twelve digits: the first six are the ticket. Any other text: its SHA-256 with the commitment."""
    if len(value) in (6, 12) and value.isascii() and value.isdecimal():
        return int(value[:6])
    return int(sha256([LOT, commitment, value]), 16) % TOTAL


def after(text: str, at: int = 0) -> int:
    """The next place that is no space."""
    return next(SPACE.finditer(text, at)).end()


def line_of(text: str, path: tuple[str | int, ...]) -> int:
    """The line on which a part of the JSON text begins; that of the part around it if it is not there."""
    scan, at = json.JSONDecoder(), after(text)
    for step in path:
        here, place = after(text, at + 1), 0
        while text[at] in "[{" and here < len(text) and text[here] not in "]}":
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


def say(text: str, fault: Fault) -> str:
    """A fault with its line and path."""
    path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in fault.where).lstrip(".")
    return f"line {line_of(text, fault.where)}: {path or 'the record'} {fault.sentence} [{fault.code}]"


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object in which no key stands twice; JSON would silently take the last."""
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a key stands twice")
    return dict(pairs)


def main(arguments: list[str]) -> int:
    """The exit code."""
    if len(arguments) != 1:
        print("python3 verify.py FILE", file=sys.stderr)
        return 2
    try:
        with open(arguments[0], encoding="utf-8") as file:
            text = file.read()
        faults = Check(json.loads(text, object_pairs_hook=once)).run()
    except (OSError, ValueError, RecursionError) as error:
        print(f"{arguments[0]} cannot be read: {error}", file=sys.stderr)
        return 1
    told = "\n".join(say(text, fault) for fault in faults) or "All of it holds."
    print(told, file=sys.stderr if faults else sys.stdout)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
