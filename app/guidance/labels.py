"""What the things of the guidance are called, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.cycle.domain import Level, Lineage
from app.cycle.models import ThemeEdition
from app.dates import day_short
from app.guidance import queries
from app.guidance.consultation.examples import ExampleRow, ExampleState
from app.guidance.domain import AnswerKind, CommentSource, ElementKind, FateKind, Gate, GateKind, Party
from app.guidance.drafting.board import Edition, Text
from app.guidance.drafting.board import Part as ThemeOnPage
from app.guidance.drafting.drafts import ThemePart
from app.guidance.earlier import Part
from app.guidance.models import Answer, Comment, Element, Fate
from app.guidance.wording import lines
from app.listing import listed


def element_kind(element: Element | Text) -> str:
    """The small word above a text of the draft."""
    return kind_word(element.kind.value, element.level.value if element.level else "")


def kind_word(kind: str, level: str) -> str:
    """The same from the values that a frozen copy holds."""
    if kind == ElementKind.INTRODUCTION.value:
        return _("Indledning")
    if kind == ElementKind.QUESTION.value:
        return _("Til at tale om")
    if level == Level.CITIZENS.value:
        return _("For borgerne")
    if level == Level.ORGANISATION.value:
        return _("For organisationen")
    return _("For medarbejderne") if level == Level.EMPLOYEES.value else _("Budskab")


def element_name(element: Element | Text) -> str:
    """A text as it is spoken of in a sentence."""
    if element.kind is ElementKind.INTRODUCTION:
        return _("Indledningen")
    theme = element.theme if isinstance(element, Text) else element.edition.title if element.edition else ""
    if element.kind is ElementKind.QUESTION:
        return _("Spørgsmålene i “%(theme)s”", theme=theme)
    if element.level is Level.CITIZENS:
        return _("Budskabet om borgerne i “%(theme)s”", theme=theme)
    if element.level is Level.ORGANISATION:
        return _("Budskabet om organisationen i “%(theme)s”", theme=theme)
    if element.level is Level.EMPLOYEES:
        return _("Budskabet om medarbejderne i “%(theme)s”", theme=theme)
    return _("Budskabet i “%(theme)s”", theme=theme)


def lineage_from(edition: ThemeEdition | Edition) -> str:
    """Where a theme comes from, as a line of its own."""
    kind = queries.lineage_kind(edition).value if edition.forerunners else "new"
    return came_from(kind, edition.title, queries.forerunner_titles(edition), edition.year - 1)


def came_from(kind: str, title: str, forerunners: Sequence[str], before: int) -> str:
    """The same from its parts. A theme that kept its name need not repeat it; of the first year nothing is known."""
    if kind == Lineage.CONTINUED.value and list(forerunners) == [title]:
        return _("Videreført fra %(year)s", year=before)
    titles = listed([f"“{one}”" for one in forerunners])
    if kind == Lineage.CONTINUED.value:
        return _("Videreført fra %(titles)s i %(year)s", titles=titles, year=before)
    if kind == Lineage.DEVELOPED.value:
        return _("Udviklet fra %(titles)s i %(year)s", titles=titles, year=before)
    return _("Nyt tema") if kind == "new" else ""


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


def finished_line(part: ThemePart | ThemeOnPage) -> str:
    """What lies folded together: “3 budskaber og 2 spørgsmål, alle med grundlag.”"""
    asked = sum(len(lines(row.text)) for row in part.rows if row.element.kind is ElementKind.QUESTION)
    told = sum(row.element.kind is ElementKind.MESSAGE for row in part.rows)
    messages = ngettext("%(num)s budskab", "%(num)s budskaber", told)
    questions = ngettext("%(num)s spørgsmål", "%(num)s spørgsmål", asked)
    return _("%(messages)s og %(questions)s, alle med grundlag.", messages=messages, questions=questions)


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


FOLDED = (GateKind.FATE, GateKind.COMMENTS)
"""Where there are several of these they are one line, the last of all."""
Told = tuple[str, str, Mapping[str, Any]]


def gate_lines(gates: Sequence[Gate], year: int) -> list[Told]:
    """The gates of a year's draft as lines, each with the place to mend it."""
    counts = {kind: sum(gate.kind is kind for gate in gates) for kind in FOLDED}
    shown = [gate_line(gate) for gate in gates if counts.get(gate.kind, 1) == 1]
    return [*shown, *(folded_line(kind, count, year) for kind, count in counts.items() if count > 1)]


def gate_line(gate: Gate) -> Told:
    """A gate as a line: its sentence, and endpoint and arguments of the place."""
    return gate.sentence, gate.endpoint, gate.args


def folded_line(kind: GateKind, count: int, year: int) -> Told:
    """Many of a kind as one line."""
    if kind is GateKind.FATE:
        return _("%(count)s indsigter har ingen skæbne.", count=count), "guidance.fates", {"year": year}
    return _("%(count)s kommentarer er ikke besvaret.", count=count), "guidance.comments", {"year": year}


def party_word(party: Party) -> str:
    """Who is consulted."""
    words = {
        Party.HEADS_FORUM: _("Chefforum"),
        Party.LEADERS_GROUP: _("Ledergruppen"),
        Party.JOINT_COMMITTEE: _("Hovedudvalget (MED)"),
        Party.OTHER: _("Andre"),
    }
    return words[party]


def comment_by(comment: Comment) -> str:
    """Who wrote a comment, as she is spoken of: by her name, else as one of those who were asked."""
    if comment.source is CommentSource.MINUTE and comment.round:
        return comment.name or comment.round.title
    if comment.author or comment.name:
        return comment.author.name if comment.author else comment.name
    return comment.round.title if comment.round else _("en i Word")


def comment_place(comment: Comment) -> str:
    """What a comment is about, inside a sentence."""
    name = element_name(comment.element) if comment.element else _("det hele")
    return name[:1].lower() + name[1:]


def comment_source(comment: Comment) -> str:
    """How a comment came."""
    words = {
        CommentSource.PAGE: _("skrevet her"),
        CommentSource.ROUND: _("høringen “%(title)s”", title=comment.round.title if comment.round else ""),
        CommentSource.MINUTE: _("referatpunkt, “%(title)s”", title=comment.round.title if comment.round else ""),
        CommentSource.WORD: _("fra Word"),
    }
    return words[comment.source]


def answer_word(answer: Answer) -> str:
    """What a comment led to, as the word before the colon."""
    return _("Ændret") if answer.kind is AnswerKind.CHANGED else _("Ikke ændret")


def example_words(row: ExampleRow) -> str:
    """How a question to a head stands, for the secretariat."""
    one = row.example
    words = {
        ExampleState.WAITING: _("Venter på svar"),
        ExampleState.YES: _("Har sagt ja %(day)s", day=day_short(one.answered_at or one.asked_at)),
        ExampleState.REFUSED: _("Har sagt nej"),
        ExampleState.WITHDRAWN: _("Har trukket sit ja tilbage"),
        ExampleState.CHANGED: _("Sætningen er ændret eller taget ud siden"),
        ExampleState.GONE: _("Gælder ikke mere"),
    }
    return words[row.state]


def example_told(row: ExampleRow) -> str:
    """The same for the head herself."""
    one = row.example
    words = {
        ExampleState.WAITING: _("Du har ikke svaret endnu."),
        ExampleState.YES: _("Du har sagt ja %(day)s.", day=day_short(one.answered_at or one.asked_at)),
        ExampleState.REFUSED: _("Du har sagt nej. Sætningen bliver ikke udsendt."),
        ExampleState.WITHDRAWN: _("Du har trukket dit ja tilbage. Sætningen bliver ikke udsendt."),
        ExampleState.CHANGED: _("Sætningen er ændret eller taget ud siden. Du bliver spurgt igen, hvis den skal med."),
        ExampleState.GONE: _("Vi spørger ikke mere. Sætningen, som den står her, bliver ikke udsendt."),
    }
    return words[row.state]
