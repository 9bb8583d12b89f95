"""The themes of 2016 and 2017 as they really were called, and nothing more: no message is invented for them.

From a committee paper of November 2016 (case 16/9040, "Direktionens Ledetråd 2017"). Where the paper tells of a theme
of 2016 without naming it, the title here is its description.
"""

from __future__ import annotations

from app.cycle.domain import Lineage

THEMES_2016: tuple[str, ...] = (
    "Effekt for borgerne",
    "Samspil med borgeren om velfærd",
    "Trivsel og faglighed",
)

THEMES_2017: tuple[tuple[str, int, Lineage], ...] = (
    ("Effekt for borgerne – indsatser der virker", 1, Lineage.CONTINUED),
    ("Grænsekrydsende samarbejde – helhedsorienteret indsats", 2, Lineage.DEVELOPED),
    ("Faglighed og kompetence – et arbejdsliv i udvikling", 3, Lineage.CONTINUED),
)
"""Title, the number of its forerunner in 2016, and how it came from it."""
