"""The draft as its page shows it: each text with last year's beside it, and the insights with what became of them.

Read in a fixed number of queries, however many texts and insights there are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy.orm import Session

from app.cycle.models import ThemeEdition
from app.guidance.domain import ElementKind, TieKind
from app.guidance.drafting.found import FoundRow, Tied, fate_of, found_in, ties_in
from app.guidance.models import Element, Fate, Guidance, Tie
from app.guidance.queries import Wording, cycle_of, fates_of, texts_of_year, wordings_of
from app.guidance.wording import Block, blocks
from app.insights import queries as insights
from app.insights.domain import Stance
from app.insights.models import Evidence, Insight
from app.institutions.models import Institution


@dataclass(frozen=True, kw_only=True)
class InsightRow:
    """What FoundRow is, for who goes on from an insight to all that is known of its words: traces and letters."""

    insight: Insight
    fate: Fate | None
    merged: Sequence[Insight] = ()

    @cached_property
    def ids(self) -> set[int]:
        """Under which numbers it is tied."""
        return {self.insight.id, *(one.id for one in self.merged)}

    def part(self, tie: Tie) -> Insight | None:
        """The insight that a tie was made to, when that one is now a part of this one."""
        return next((one for one in self.merged if one.id == tie.insight_id), None)

    @property
    def evidence(self) -> Sequence[Evidence]:
        return self.insight.evidence

    @cached_property
    def institutions(self) -> list[Institution]:
        """Who stands behind it: the strength of an insight is their number."""
        return insights.behind(self.insight)

    @property
    def closed(self) -> bool:
        """Derived from the secretariat's own notes, and therefore as closed as they are."""
        return insights.closed(self.insight)

    @property
    def number(self) -> int:
        """The number of its theme in addresses."""
        return self.insight.edition.number if self.insight.edition else 0

    @property
    def words(self) -> list[tuple[str, str, bool]]:
        """Institution, words, and whether they speak against it."""
        return [(item.voice, item.words, item.stance is Stance.AGAINST) for item in self.evidence]


@dataclass(frozen=True, kw_only=True)
class ElementRow:
    """One text of the draft, last year's beside it, and how well it is founded."""

    element: Element
    text: str
    last_text: str
    institutions: int
    ties: Sequence[Tied]
    bold: Sequence[str] = ()
    last_bold: Sequence[str] = ()

    @property
    def blocks(self) -> list[Block]:
        """The text as it is read: paragraphs and lists with what stands in bold; questions are one list."""
        return blocks(self.text, self.bold, every_line=self.element.kind is ElementKind.QUESTION)

    @property
    def last_blocks(self) -> list[Block]:
        return blocks(self.last_text, self.last_bold, every_line=self.element.kind is ElementKind.QUESTION)

    @cached_property
    def based_on(self) -> list[Tied]:
        return [tie for tie in self.ties if tie.kind is TieKind.BASED_ON]

    @property
    def tied(self) -> bool:
        return bool(self.ties)

    @property
    def founded(self) -> bool:
        """An empty text claims nothing; any other rests on an insight or is the directorate's own."""
        return not self.text or self.element.own or bool(self.based_on)

    @property
    def look_again(self) -> bool:
        """The words have changed since they were tied."""
        return any(tie.revision != self.element.revision for tie in self.ties)

    def tie_to(self, row: FoundRow | InsightRow) -> Tied | None:
        """What ties the text to an insight, or to one that has become part of it."""
        return next((tie for tie in self.ties if tie.insight_id in row.ids), None)


@dataclass(frozen=True, kw_only=True)
class ThemePart:
    """One theme of the draft with its elements."""

    edition: ThemeEdition
    rows: Sequence[ElementRow]

    @property
    def finished(self) -> bool:
        """Every text is written and rests on something that still holds: there is nothing to do here."""
        return all(row.text and row.founded and not row.look_again for row in self.rows)


@dataclass(frozen=True, kw_only=True)
class Draft:
    """Everything that the draft page shows, read in a fixed number of queries."""

    guidance: Guidance
    introduction: Sequence[ElementRow]
    themes: Sequence[ThemePart]
    insights: Mapping[int, FoundRow]

    @cached_property
    def rows(self) -> list[ElementRow]:
        return [*self.introduction, *(row for part in self.themes for row in part.rows)]

    @cached_property
    def _by_number(self) -> Mapping[int, FoundRow]:
        return {number: row for row in self.insights.values() for number in row.ids}

    def insight_of(self, tie: Tied) -> FoundRow | None:
        """The insight that a tie leads to now."""
        return self._by_number.get(tie.insight_id)

    def behind(self, row: ElementRow) -> list[FoundRow]:
        """The insights that a text is tied to, in their order."""
        found = self._by_number
        tied = {one.insight.id: one for tie in row.ties if (one := found.get(tie.insight_id))}
        return [one for _number, one in sorted(tied.items())]

    def row(self, element_id: int | None) -> ElementRow | None:
        return next((row for row in self.rows if row.element.id == element_id), None)


def draft_of(session: Session, guidance: Guidance) -> Draft:
    """The draft as it stands now, whatever of it was read before."""
    return draft_as_read(session, texts_of_year(session, guidance.year))


def draft_as_read(session: Session, guidance: Guidance) -> Draft:
    """The draft of a guidance that texts_of_year() has just given."""
    found = found_in(session, guidance.cycle_id)
    texts = wordings_of(
        session,
        [one.id for one in guidance.elements] + [one.forerunner_id for one in guidance.elements if one.forerunner_id],
    )
    known = {number: row for row in found.values() for number in row.ids}
    ties = ties_in(session, guidance.id)
    rows = [_element_row(one, ties.get(one.id, ()), texts, known) for one in guidance.elements]
    editions = {row.element.edition_id: row.element.edition for row in rows if row.element.edition}
    return Draft(
        guidance=guidance,
        introduction=[row for row in rows if row.element.kind is ElementKind.INTRODUCTION],
        themes=[
            ThemePart(edition=edition, rows=[row for row in rows if row.element.edition_id == number])
            for number, edition in sorted(editions.items(), key=lambda item: item[1].number)
        ],
        insights=found,
    )


def insight_rows(session: Session, guidance: Guidance) -> dict[int, InsightRow]:
    """The insights that feed a guidance, with their fates; none for a year that was taken over."""
    cycle = cycle_of(session, guidance)
    if cycle is None:
        return {}
    found = insights.insights_of(session, cycle)
    merged = insights.merged_into(session, [one.id for one in found])
    fates = fates_of(session, guidance)
    return {one.id: insight_row(one, merged.get(one.id, ()), fates) for one in found}


def insight_row(insight: Insight, merged: Sequence[Insight], fates: Mapping[int, Fate]) -> InsightRow:
    """An insight with its own fate, else that of one which has become part of it; being in the guidance goes first."""
    fate = fate_of([one.id for one in (insight, *merged)], fates)
    return InsightRow(insight=insight, fate=fate, merged=merged)


def _element_row(
    element: Element, ties: Sequence[Tied], texts: Mapping[int, Wording], found: Mapping[int, FoundRow]
) -> ElementRow:
    based_on = {tie.insight_id for tie in ties if tie.kind is TieKind.BASED_ON}
    rows = (found[number] for number in based_on if number in found)
    behind = {institution for row in rows for institution in row.institutions}
    text, bold = texts.get(element.id, ("", []))
    last_text, last_bold = texts.get(element.forerunner_id or 0, ("", []))
    return ElementRow(
        element=element,
        ties=ties,
        text=text,
        bold=bold,
        last_text=last_text,
        last_bold=last_bold,
        institutions=len(behind),
    )
