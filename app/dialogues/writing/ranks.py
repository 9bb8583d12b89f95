"""Places in a list that can always take one more between two: decimal fractions written as digits.

Digits only, because every database sorts them alike (a Danish one puts "aa" after "z"). Equal places are allowed:
who reads them sorts by the passage's id as well.
"""

from __future__ import annotations

WIDTH = 6
LONGEST = 60


def after_last(last: str | None) -> str:
    """A place after all others: the next whole number of six digits."""
    return str(int((last or "0")[:WIDTH]) + 1).zfill(WIDTH)


def between(before: str, after: str) -> str:
    """A place between two. With no room left (some 160 insertions at one spot) it is the first one's own."""
    digits = max(len(before), len(after)) + 1
    low, high = (int(rank.ljust(digits, "0")) for rank in (before, after))
    found = str((low + high) // 2).zfill(digits).rstrip("0").ljust(WIDTH, "0")
    return found if low < high and len(found) <= LONGEST else before
