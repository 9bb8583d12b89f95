"""What the heads said of their minutes: a correction of two passages, a change after a yes, and where they stand.

Invented. Each fits whichever institution was drawn: the passages are found by their theme and level.
"""

from __future__ import annotations

from app.cycle.domain import Level
from demonstration.story.said import CITIZENS, EMPLOYEES, ORGANISATION, Said

Spot = tuple[int, Level]

WORD = "To steder er ikke helt, som vi sagde det. Resten er rigtigt."
SETTLED: Spot = (3, ORGANISATION)
SETTLED_REMARK = "Skriv gerne, at det lykkes nogle uger. Ellers lyder det værre, end det er."
SETTLED_BY = " Nogle uger lykkes det."
OPEN: Spot = (2, CITIZENS)
OPEN_REMARK = "Det er ikke kun os. Det gælder også dem, vi deler planen med. Kan det komme med?"

SINCE_YES: Spot = (3, EMPLOYEES)
ADDED_SINCE = " Vi spørger også den næste."

PLACES: tuple[dict[int, int], ...] = ({1: 4, 2: 3, 3: 2}, {1: 3, 2: 2}, {1: 4, 2: 2, 3: 3})
"""Where the three place themselves on the year's themes; the second left one out."""


def is_at(said: Said, spot: Spot) -> bool:
    """Whether a passage is the one that is meant."""
    return (said.theme, said.level) == spot
