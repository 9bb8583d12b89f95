"""What insights are called on a page."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.cycle.domain import Level
from app.cycle.labels import level_word
from app.insights.domain import About, ChainLink, Tone
from app.insights.models import Insight

TONES = {
    Tone.WORKS: _("Virker"),
    Tone.BARRIER: _("Barriere"),
    Tone.WISH: _("Ønske"),
    Tone.QUESTION: _("Spørgsmål"),
}
ABOUTS = {
    About.THEME: _("Et tema"),
    About.FORM: _("Ledetrådens form"),
    About.PROCESS: _("Selve dialogerne"),
}

CHAIN = {
    ChainLink.RESOURCE: _("Ressource"),
    ChainLink.PROCESS: _("Proces"),
    ChainLink.SERVICE: _("Ydelse"),
    ChainLink.RESULT: _("Resultat"),
    ChainLink.EFFECT: _("Effekt"),
}
"""From what is put in to what it is good for."""


def levels() -> list[tuple[str, str]]:
    """The levels as an address and a page call them."""
    return [(one.value, level_word(one)) for one in Level]


def rest_title() -> str:
    """What the row is called that belongs to no theme."""
    return str(gettext("Ledetrådens form og andet"))


def kind_sentence(insight: Insight) -> str:
    """What it says, for whom, and where in the chain: "Barriere · organisationen · led i effektkæden: ydelse"."""
    parts = [str(TONES[insight.tone])]
    if insight.about is not About.THEME:
        parts.append(str(ABOUTS[insight.about]).lower())
    if insight.level:
        parts.append(level_word(insight.level).lower())
    if insight.chain:
        parts.append(gettext("led i effektkæden: %(link)s", link=str(CHAIN[insight.chain]).lower()))
    return " · ".join(parts)


def short(sentence: str) -> str:
    """The beginning of a sentence, to name the insight on a button."""
    bare = sentence.rstrip(".")
    return bare if len(bare) <= 40 else bare[:38].rsplit(" ", 1)[0] + " …"
