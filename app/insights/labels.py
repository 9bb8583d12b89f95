"""What insights are called on a page."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _

from app.cycle.domain import Level
from app.cycle.labels import level_word
from app.insights.domain import About, ChainLink, Tone
from app.insights.models import Insight
from app.insights.rows import Learned

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


def kind_sentence(insight: Insight | Learned) -> str:
    """What it says, for whom, and where in the chain: "Barriere · organisationen · led i effektkæden: ydelse"."""
    return kind_of(insight.tone, insight.about, insight.level, insight.chain)


def kind_of(tone: Tone, about: About, level: Level | None, chain: ChainLink | None) -> str:
    """The words of kind_sentence()."""
    parts = [str(TONES[tone])]
    if about is not About.THEME:
        parts.append(str(ABOUTS[about]).lower())
    if level:
        parts.append(level_word(level).lower())
    if chain:
        parts.append(gettext("led i effektkæden: %(link)s", link=str(CHAIN[chain]).lower()))
    return " · ".join(parts)


def institutions(count: int) -> str:
    """How many they are."""
    return str(ngettext("%(num)s institution", "%(num)s institutioner", count))


def institutions_behind(count: int) -> str:
    """How many they are that stand behind an insight."""
    return str(ngettext("%(num)s institution bag", "%(num)s institutioner bag", count))


def for_a_list() -> dict[str, Callable[..., str]]:
    """What a long list says again and again, each worded once for the page that is being made."""
    return {one.__name__: cache(one) for one in (kind_of, institutions, institutions_behind)}


def short(sentence: str) -> str:
    """The beginning of a sentence, to name the insight on a button."""
    bare = sentence.rstrip(".")
    return bare if len(bare) <= 40 else bare[:38].rsplit(" ", 1)[0] + " …"
