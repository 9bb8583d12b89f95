"""What was said of last year's draft, and the example that one of the six has said yes to. Made up, like all of it."""

from __future__ import annotations

from dataclasses import dataclass

from app.cycle.domain import Level
from app.guidance.domain import ElementKind
from demonstration.story.said import CITIZENS, ORGANISATION


@dataclass(frozen=True)
class Remark:
    """A reader's comment on a text, and the sentence that answers it."""

    place: tuple[int, ElementKind, Level | None]
    name: str
    text: str
    why: str


FORUM, COMMITTEE = "Chefforum i august", "Hovedudvalget i september"
SHOW_US = Remark(
    (1, ElementKind.MESSAGE, CITIZENS),
    "Signe Hollunder, centerchef",
    "Det er rigtigt, men det er luftigt. Kan I vise ét sted, hvor det allerede er sådan?",
    "Vi har sat et eksempel ind, som lederen har sagt ja til.",
)
TOO_SHORT = Remark(
    (3, ElementKind.MESSAGE, ORGANISATION),
    "Torben Engelsholm, skoleleder",
    "Fire uger er for kort tid i et skoleår. Skriv hellere et halvt.",
    "Flere af de seks fortalte, at det, der venter, aldrig bliver prøvet. Timen behøver ikke at være lang.",
)
EXAMPLE = "I Børnehuset Strandsneglen spørger de forældrene i uge tre, for da kan de stadig nå at lave afleveringen om."
ASKED = 0
"""Which of the six the example is about."""

ITEM = "Hovedudvalget, punkt 6"
ITEM_TEXT = "Udvalget bakker op om de tre temaer og beder om, at der også i år bliver fulgt op på arbejdsmængden."
ITEM_WHY = "Tak. Arbejdsmængden bliver fulgt i trivselsmålingen, så ledetråden gentager den ikke."
