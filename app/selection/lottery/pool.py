"""A pool from a file and quotas from a command: rows of institutions with features, and bounds on them.

Whatever cannot be meant is refused with a sentence; nothing is guessed. Engine: standard library only.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from app.selection.lottery.problem import APPOINTED, TIER, Problem, Row, seats_row
from app.selection.lottery.refusals import (
    CellsMissing,
    ColumnTwice,
    FeatureUnknown,
    HeaderUnfit,
    IdMissing,
    IdTwice,
    PoolTooSmall,
    PoolUnreadable,
    QuotaTwice,
    QuotaUnreadable,
    SeatsImpossible,
    ValueUnknown,
    YearsUnreadable,
)
from app.selection.lottery.tiers import overdue_after, tiers_of, with_tiers
from app.selection.refusals import NamedTwice, TooManyAppointed, UnitUnknown

ID, WAITING = "id", "waiting"
NO_TIER = -1
QUOTA = re.compile(r"(?P<feature>[^:]+):(?P<value>.*):(?P<lower>\d{0,9})((?P<to>-)(?P<upper>\d{0,9}))?", re.DOTALL)
YEARS = re.compile(r"\d{1,9}(?:[.,]\d{1,9})?")
MOST_NAMED = 12
"""So many known values does a refusal name; of more it says how many there are."""


@dataclass(frozen=True)
class Bound:
    """At least `lower` and at most `upper` seats for the institutions with one value of a feature."""

    feature: str
    value: str
    lower: int
    upper: int


@dataclass(frozen=True)
class Pool:
    """The features of each institution by id, and its years of waiting if the file has them.

    `appointed` have a seat for certain; whoever waited longer than `late` is overdue (None: by the size of the pool).
    """

    columns: tuple[str, ...]
    features: Mapping[str, Mapping[str, str]]
    waiting: Mapping[str, Fraction] | None
    appointed: frozenset[str] = frozenset()
    late: Fraction | None = None

    def with_named(self, appointed: Iterable[str], excluded: Iterable[str]) -> Pool:
        """The pool in which some have a seat for certain and others are left out. Raises UnitUnknown, NamedTwice."""
        given, out = [composed(unit) for unit in appointed], {composed(unit) for unit in excluded}
        for unit in (*given, *sorted(out)):
            if unit not in self.features:
                raise UnitUnknown(unit=unit)
            if (unit in out) + given.count(unit) > 1:
                raise NamedTwice(name=unit)
        left = {unit: row for unit, row in self.features.items() if unit not in out}
        waiting = self.waiting and {unit: years for unit, years in self.waiting.items() if unit not in out}
        return replace(self, features=left, waiting=waiting, appointed=frozenset(given))

    def tiers(self, seats: int, steps: Sequence[int] | None) -> dict[str, int | None]:
        """The tier of each institution; the appointed stand before the first, and without waiting there are none."""
        late = overdue_after(len(self.features), seats) if self.late is None else self.late
        waiting = {unit: years for unit, years in (self.waiting or {}).items() if unit not in self.appointed}
        found = tiers_of(waiting, late, steps)
        return {unit: APPOINTED if unit in self.appointed else found.get(unit) for unit in self.features}


@dataclass(frozen=True)
class Kind:
    """One type: institutions whose features that quotas name are equal, and their tier."""

    features: tuple[str, ...]
    tier: int | None
    members: tuple[str, ...]


@dataclass(frozen=True)
class Typed:
    """The types of a pool in their order, the bounds in theirs, and the problem that they are."""

    features: tuple[str, ...]
    kinds: tuple[Kind, ...]
    bounds: tuple[Bound, ...]
    problem: Problem


def read_pool(data: bytes) -> Pool:
    """The pool of a CSV file (`;`, `,` or tab; UTF-8 or cp1252). Raises PoolUnreadable."""
    text = composed(_decoded(data))
    if "\0" in text:
        raise PoolUnreadable(line=1)
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    except csv.Error as error:
        raise PoolUnreadable(line=1) from error
    try:
        lines = [(rows.line_num, [cell.strip() for cell in row]) for row in rows if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise PoolUnreadable(line=rows.line_num) from error
    if not lines:
        raise PoolUnreadable(line=1)
    (line, header), *body = lines
    return _pool(_columns(header, line), body)


def composed(text: str) -> str:
    """Letters in one spelling (NFC): an å may come as one character or as an a with a ring."""
    return unicodedata.normalize("NFC", text)


def _delimiter(text: str) -> str:
    """What stands between the cells of the first line: with it there is an id, and there are more of them."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    headers = {one: [cell.strip().casefold() for cell in next(csv.reader([first], delimiter=one))] for one in ";,\t"}
    return max(headers, key=lambda one: (ID in headers[one], len(headers[one])))


def _columns(header: Sequence[str], line: int) -> list[str]:
    """The names of the columns: ours may be in capitals, and one without a name is nobody's and may stand often."""
    names = [name.casefold() if name.casefold() in (ID, WAITING) else name for name in header]
    if ID not in names:
        raise HeaderUnfit(line=line)
    for place, name in enumerate(names):
        if name and name in names[:place]:
            raise ColumnTwice(line=line, column=name)
    return names


def _decoded(data: bytes) -> str:
    guesses = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252")
    for encoding in guesses:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise PoolUnreadable(line=1)


def _pool(header: Sequence[str], body: Iterable[tuple[int, list[str]]]) -> Pool:
    features: dict[str, dict[str, str]] = {}
    waiting: dict[str, Fraction] = {}
    for line, cells in body:
        if len(cells) != len(header):
            raise CellsMissing(line=line, found=len(cells), expected=len(header))
        row = {name: cell for name, cell in zip(header, cells, strict=True) if name}
        unit = row.pop(ID)
        if not unit:
            raise IdMissing(line=line)
        if unit in features:
            raise IdTwice(line=line, unit=unit)
        if WAITING in header:
            waiting[unit] = _years(row.pop(WAITING), line)
        features[unit] = row
    columns = tuple(name for name in header if name and name not in (ID, WAITING))
    return Pool(columns, features, waiting if WAITING in header else None)


def _years(text: str, line: int) -> Fraction:
    if not YEARS.fullmatch(text):
        raise YearsUnreadable(line=line, text=text)
    return Fraction(text.replace(",", "."))


def read_quota(text: str, seats: int) -> Bound:
    """`kind:school:1-3`; `2` is exactly two, `1-` at least one, `-3` at most three. Raises QuotaUnreadable."""
    parts = QUOTA.fullmatch(composed(text))
    if parts is None or not (parts["lower"] or parts["upper"]):
        raise QuotaUnreadable(quota=text)
    lower = int(parts["lower"] or 0)
    upper = int(parts["upper"] or seats) if parts["to"] else lower
    if upper < lower:
        raise QuotaUnreadable(quota=text)
    return Bound(parts["feature"].strip(), parts["value"].strip(), lower, upper)


def check_values(pool: Pool, bounds: Iterable[Bound]) -> None:
    """Every quota is for a value that somebody in the file has: a misspelt one would bind nobody, and say nothing.

    Raises FeatureUnknown, ValueUnknown.
    """
    for bound in bounds:
        _check_feature(pool, bound)
        known = sorted({row[bound.feature] for row in pool.features.values()})
        if known and bound.value not in known:
            named = ", ".join(known[:MOST_NAMED]) + (f", … ({len(known)})" if len(known) > MOST_NAMED else "")
            raise ValueUnknown(feature=bound.feature, value=bound.value, known=named)


def _check_feature(pool: Pool, bound: Bound) -> None:
    if bound.feature not in pool.columns:
        raise FeatureUnknown(feature=bound.feature, known=", ".join(pool.columns) or "id")


def typed(
    pool: Pool,
    *,
    seats: int,
    bounds: Sequence[Bound],
    steps: Sequence[int] | None = None,
    cap: Fraction = Fraction(1),
) -> Typed:
    """The types and their problem without the seats of the tiers (`tiered` adds them). Refuses what cannot be meant."""
    if seats < 1:
        raise SeatsImpossible()
    for bound in bounds:
        _check_feature(pool, bound)
        if sum((one.feature, one.value) == (bound.feature, bound.value) for one in bounds) > 1:
            raise QuotaTwice(feature=bound.feature, value=bound.value)
    if len(pool.features) < seats:
        raise PoolTooSmall(eligible=len(pool.features), seats=seats)
    if len(pool.appointed) > seats:
        raise TooManyAppointed(appointed=len(pool.appointed), seats=seats)
    names = tuple(sorted({bound.feature for bound in bounds}))
    tiers = pool.tiers(seats, steps)
    members: dict[tuple[tuple[str, ...], int], list[str]] = {}
    for unit, row in pool.features.items():
        tier = NO_TIER if (told := tiers[unit]) is None else told
        members.setdefault((tuple(row[name] for name in names), tier), []).append(unit)
    kinds = tuple(
        Kind(key[0], None if key[1] == NO_TIER else key[1], tuple(sorted(inside)))
        for key, inside in sorted(members.items())
    )
    ordered = tuple(sorted(bounds, key=lambda bound: (bound.feature, bound.value)))
    return Typed(names, kinds, ordered, _problem(names, kinds, ordered, seats, cap))


def _problem(
    names: Sequence[str], kinds: Sequence[Kind], bounds: Sequence[Bound], seats: int, cap: Fraction
) -> Problem:
    rows = [seats_row(seats, len(kinds))]
    for bound in bounds:
        at = names.index(bound.feature)
        inside = tuple(place for place, kind in enumerate(kinds) if kind.features[at] == bound.value)
        rows.append(Row(bound.feature, bound.value, inside, bound.lower, bound.upper))
    certain = _of_tier(kinds, APPOINTED)
    if certain:
        taken = sum(len(kinds[place].members) for place in certain)
        rows.append(Row(TIER, str(APPOINTED), certain, taken, taken))
    return Problem(tuple(len(kind.members) for kind in kinds), tuple(rows), cap, frozenset(certain))


def _of_tier(kinds: Sequence[Kind], tier: int) -> tuple[int, ...]:
    return tuple(place for place, kind in enumerate(kinds) if kind.tier == tier)


def tiered(found: Typed) -> Problem:
    """The problem with the seats of each tier. Raises NoSuchSet."""
    tiers = sorted({kind.tier for kind in found.kinds if kind.tier})
    return with_tiers(found.problem, [_of_tier(found.kinds, tier) for tier in tiers])
