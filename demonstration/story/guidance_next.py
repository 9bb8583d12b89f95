"""Next year's guidance, begun: last year's text, some of it rewritten after the three dialogues that have been held."""

from __future__ import annotations

from app.cycle.domain import Level
from demonstration.story.said import CITIZENS, EMPLOYEES, ORGANISATION, Line

REWRITTEN: dict[tuple[int, Level], Line] = {
    (1, CITIZENS): Line(
        "Vi spørger kort, mens der er tid, og den, der svarede, får at se, hvad svaret blev til.", ("ask-short",)
    ),
    (1, ORGANISATION): Line(
        "Hver arbejdsplads har højst tre mål. Når et mål er strøget, holder indberetningen også op.", ("old-reports",)
    ),
    (2, EMPLOYEES): Line("Det er skrevet ned, hvad du kan svare på egen hånd. Brug det.", ("written-down",)),
    (3, ORGANISATION): Line(
        "Timen til at prøve det nye ligger fast. Den kan flyttes, men den bliver ikke aflyst.", ("hour-falls",)
    ),
    (3, EMPLOYEES): Line(
        "Nye kolleger bliver spurgt mere end én gang, hvad der undrer dem, og får svar.", ("asked-twice",)
    ),
}
"""By the theme's number and the level."""
