"""Which units a name that nobody has may have meant: the same letters in nearly the same order, nothing cleverer.

Engine: standard library only. It proposes; a person chooses.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher

LEAST = 0.7
MOST = 4
_COMPARED = 24


def squash(name: str) -> str:
    """A name by its letters and digits alone, in small letters."""
    return "".join(char for char in name.casefold() if char.isalnum())


class Likeness:
    """Names to look among, indexed by their runs of three letters, so that thousands cost little."""

    def __init__(self, names: Mapping[int, str]) -> None:
        self._squashed = {one: squash(name) for one, name in names.items()}
        self._having: dict[str, list[int]] = defaultdict(list)
        for one, text in self._squashed.items():
            for run in _runs(text):
                self._having[run].append(one)

    def near(self, name: str) -> list[int]:
        """The keys of the names that resemble it, the nearest first; at most four, none if none does."""
        wanted = squash(name)
        shared = Counter(one for run in _runs(wanted) for one in self._having.get(run, ()))
        scored = ((_ratio(wanted, self._squashed[one]), one) for one, _ in shared.most_common(_COMPARED))
        best = sorted(
            ((ratio, one) for ratio, one in scored if ratio >= LEAST), key=lambda found: (-found[0], found[1])
        )
        return [one for _, one in best[:MOST]]


def _runs(text: str) -> Iterable[str]:
    padded = f" {text} "
    return {padded[place : place + 3] for place in range(len(padded) - 2)}


def _ratio(wanted: str, name: str) -> float:
    """1 for equal names; a name that wholly begins or ends with the other is near, however long the rest."""
    ratio = SequenceMatcher(None, wanted, name, autojunk=False).ratio()
    shorter, longer = sorted((wanted, name), key=len)
    whole = len(shorter) >= 5 and (longer.startswith(shorter) or longer.endswith(shorter))
    return max(ratio, 0.8) if whole else ratio
