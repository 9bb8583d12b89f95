"""What the things of the guidance are called, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence

from flask import url_for
from flask_babel import gettext as _

from app.cycle.domain import Level, Lineage
from app.cycle.models import ThemeEdition
from app.guidance import queries
from app.guidance.domain import ElementKind, FateKind, Gate, GateKind
from app.guidance.earlier import Part
from app.guidance.models import Element, Fate


def element_kind(element: Element) -> str:
    """The small word above a text of the draft."""
    if element.kind is ElementKind.INTRODUCTION:
        return _("Indledning")
    if element.kind is ElementKind.QUESTION:
        return _("Til at tale om")
    words = {
        Level.CITIZENS: _("For borgerne"),
        Level.ORGANISATION: _("For organisationen"),
        Level.EMPLOYEES: _("For medarbejderne"),
    }
    return words[element.level] if element.level else _("Budskab")


def element_name(element: Element) -> str:
    """A text as it is spoken of in a sentence."""
    theme = element.edition.title if element.edition else ""
    if element.kind is ElementKind.INTRODUCTION:
        return _("Indledningen")
    if element.kind is ElementKind.QUESTION:
        return _("Spørgsmålene i “%(theme)s”", theme=theme)
    words = {
        Level.CITIZENS: _("Budskabet om borgerne i “%(theme)s”", theme=theme),
        Level.ORGANISATION: _("Budskabet om organisationen i “%(theme)s”", theme=theme),
        Level.EMPLOYEES: _("Budskabet om medarbejderne i “%(theme)s”", theme=theme),
    }
    return words[element.level] if element.level else _("Budskabet i “%(theme)s”", theme=theme)


def lineage_from(edition: ThemeEdition) -> str:
    """Where a theme comes from, as a line of its own."""
    kind = queries.lineage_kind(edition).value if edition.forerunners else "new"
    return came_from(kind, edition.title, queries.forerunner_titles(edition), edition.year - 1)


def came_from(kind: str, title: str, forerunners: Sequence[str], before: int) -> str:
    """The same from its parts. A theme that kept its name need not repeat it; of the first year nothing is known."""
    if kind == Lineage.CONTINUED.value and list(forerunners) == [title]:
        return _("Videreført fra %(year)s", year=before)
    titles = listed([f"“{one}”" for one in forerunners])
    words = {
        Lineage.CONTINUED.value: _("Videreført fra %(titles)s i %(year)s", titles=titles, year=before),
        Lineage.DEVELOPED.value: _("Udviklet fra %(titles)s i %(year)s", titles=titles, year=before),
        "new": _("Nyt tema"),
    }
    return words.get(kind, "")


def fate_word(kind: FateKind) -> str:
    """What became of an insight, as the word before the colon."""
    words = {
        FateKind.IN_GUIDANCE: _("I ledetråden"),
        FateKind.NOT_THIS_YEAR: _("Ikke i år"),
        FateKind.PASSED_ON: _("Givet videre"),
    }
    return words[kind]


def fate_words(fate: Fate) -> str:
    """The rest of the line: the sentence, the reason, or to whom and why."""
    if fate.kind is FateKind.IN_GUIDANCE:
        return f"“{fate.sentence}”"
    if fate.kind is FateKind.NOT_THIS_YEAR:
        return fate.reason
    return ". ".join(part for part in (_("til %(recipient)s", recipient=fate.recipient), fate.reason) if part)


def parts() -> list[tuple[str, str]]:
    """What a piece of an earlier guidance can be, with its word."""
    words = {
        Part.SKIP: _("Tages ikke med"),
        Part.INTRODUCTION: _("Indledning"),
        Part.THEME: _("Temaets navn"),
        Part.SUMMARY: _("Temaet i én sætning"),
        Part.CITIZENS: _("For borgerne"),
        Part.ORGANISATION: _("For organisationen"),
        Part.EMPLOYEES: _("For medarbejderne"),
        Part.QUESTION: _("Spørgsmål"),
    }
    return [(part.value, word) for part, word in words.items()]


def gate_lines(gates: Sequence[Gate]) -> list[tuple[str, str]]:
    """The gates as lines with their addresses; insights without a fate stand together in one."""
    fates = [gate for gate in gates if gate.kind is GateKind.FATE]
    shown = [
        (gate.sentence, url_for(gate.endpoint, **gate.args)) for gate in gates if gate not in fates or len(fates) == 1
    ]
    if len(fates) > 1:
        args = {name: value for name, value in fates[0].args.items() if name != "_anchor"}
        shown.append((_("%(count)s indsigter har ingen skæbne.", count=len(fates)), url_for(fates[0].endpoint, **args)))
    return shown


def listed(words: Sequence[str]) -> str:
    """“a”, “a og b”, “a, b og c”."""
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s og %(last)s", first=", ".join(words[:-1]), last=words[-1])
