"""The pages of the insights as their templates show them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from flask import url_for
from sqlalchemy.orm import Session

from app.cycle import queries as cycles
from app.cycle.models import Cycle, ThemeEdition
from app.dialogues.models import PassageRevision
from app.domain import N_, NotFound
from app.insights import queries, reading, suggestions
from app.insights.domain import About, Stance
from app.insights.matrix import EVERYTHING, Matrix, Shown, matrix_of
from app.insights.models import Insight
from app.insights.rows import Edition, Learned, Occasion, Reading, Said, Tie

FIRST = 10
"""So many passages of each dialogue stand on the page of a theme at once; the rest of a long one is a link away."""


@dataclass(frozen=True, kw_only=True)
class Overview:
    """The matrix, and every insight of the year under its theme (None: the form, and all else)."""

    cycle: Cycle
    matrix: Matrix
    insights: Sequence[Learned]
    shown: Shown = EVERYTHING

    def listed(self, edition: Edition | None) -> list[Learned]:
        """Those among them that the reader has narrowed the page to."""
        return [one for one in self.of(edition) if self.shown.counts(one.level, one.tone)]

    def of(self, edition: Edition | None) -> Sequence[Learned]:
        """The insights about a theme, the strongest first."""
        return self._by_theme.get(edition.id if edition else None, ())

    @cached_property
    def _by_theme(self) -> Mapping[int | None, Sequence[Learned]]:
        found: dict[int | None, list[Learned]] = {}
        for one in sorted(self.insights, key=lambda one: (-queries.strength(one), one.id)):
            found.setdefault(one.edition_id, []).append(one)
        return found


@dataclass(frozen=True, kw_only=True)
class Suggested:
    """What resembles the insight that lies open: words that could be tied to it, insights that may be the same."""

    words: Sequence[Said] = ()
    insights: Sequence[Learned] = ()


@dataclass(frozen=True, kw_only=True)
class ThemePage:
    """What was said about one theme on the left, tied to the insight that lies open on the right.

    `whole` is the note of which everything is shown.
    """

    overview: Overview
    edition: Edition | None
    occasions: Mapping[int, Occasion]
    readings: Sequence[Reading]
    open: Learned | None
    changed: tuple[str, dt.datetime] | None
    suggested: Suggested
    whole: int | None

    @property
    def shown(self) -> Shown:
        """What the words are narrowed to."""
        return self.overview.shown

    @property
    def number(self) -> int:
        """The theme's number in addresses; 0 for the form, and all else."""
        return self.edition.number if self.edition else 0

    @cached_property
    def said(self) -> list[Said]:
        """Every passage about the theme, whatever is shown of them."""
        return [said for one in self.readings for said in one.said]

    @property
    def uncoded(self) -> int:
        """How many of them are not coded."""
        return sum(said.uncoded for said in self.said)

    @property
    def others(self) -> list[Learned]:
        """The other insights about the theme."""
        return [one for one in self.overview.of(self.edition) if one is not self.open]

    @cached_property
    def parts(self) -> tuple[Sequence[Reading], Sequence[Reading]]:
        """The readings that the thread runs along, down to the last one that is tied, and those below it."""
        readings = [self._narrowed(one) for one in self.readings]
        readings = [one for one in readings if one.said]
        tied = [place for place, one in enumerate(readings, 1) if any(said.tie_to(self.open) for said in one.said)]
        end = tied[-1] if tied else 0
        return readings[:end], readings[end:]

    def _narrowed(self, words: Reading) -> Reading:
        """What is shown of a dialogue: its first words, and whatever the open insight rests on further down."""
        asked = [said for said in words.said if self.shown.holds(said)]
        if words.note.id == self.whole:
            return Reading(note=words.note, said=asked)
        said = asked[:FIRST] + [one for one in asked[FIRST:] if one.tie_to(self.open)]
        return Reading(note=words.note, said=said, more=len(asked) - len(said))


def overview_of(session: Session, cycle: Cycle, shown: Shown = EVERYTHING) -> Overview:
    """The year's page."""
    insights = reading.insights_of(session, cycle)
    matrix = matrix_of(session, cycle, shown, insights=insights)
    return Overview(cycle=cycle, matrix=matrix, insights=insights, shown=shown)


def theme_page(
    session: Session,
    cycle: Cycle,
    number: int,
    *,
    insight_id: int | None,
    shown: Shown,
    suggests: bool,
    whole: int | None = None,
) -> ThemePage:
    """The page of a theme by its number (0: the form, and all else); for who codes, suggestions. Raises NotFound."""
    overview = overview_of(session, cycle, shown)
    editions = {row.edition.number if row.edition else 0: row.edition for row in overview.matrix.rows}
    if number not in editions:
        raise NotFound(N_("Temaet"), number)
    edition, occasions = editions[number], reading.occasions_of(session, cycle)
    edition_id, insights = edition.id if edition else None, overview.insights
    mine = overview.of(edition)
    chosen = next((one for one in mine if one.id == insight_id), mine[0] if mine else None)
    return ThemePage(
        overview=overview,
        edition=edition,
        occasions=occasions,
        readings=reading.words_of(session, cycle, edition_id, insights=insights, occasions=occasions),
        open=chosen,
        changed=queries.last_change(session, chosen.id) if chosen else None,
        suggested=_suggested(session, overview, chosen) if chosen and suggests else Suggested(),
        whole=whole,
    )


def _suggested(session: Session, overview: Overview, insight: Learned) -> Suggested:
    text, insights = suggestions.text_of(insight), overview.insights
    return Suggested(
        words=suggestions.words_like(session, overview.cycle, insight, insights),
        insights=suggestions.insights_like(session, overview.cycle, insights, text, without=[insight.id]),
    )


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """The words that an insight is about to be made of."""

    cycle: Cycle
    revisions: Sequence[PassageRevision]
    themes: Sequence[ThemeEdition]
    alike: Sequence[Learned]

    @property
    def edition_id(self) -> int | None:
        """The theme that they were said under, if it was one."""
        found = {one.passage.edition_id for one in self.revisions}
        return found.pop() if len(found) == 1 else None


def chosen_words(session: Session, cycle: Cycle, revision_ids: Sequence[int]) -> Chosen:
    """The chosen revisions, each with whose words they are, and the insights that resemble them."""
    found = queries.revisions(session, cycle, revision_ids)
    insights, text = reading.insights_of(session, cycle), " ".join(one.text for one in found)
    return Chosen(
        cycle=cycle,
        revisions=found,
        themes=cycles.themes_of(session, cycle.year),
        alike=suggestions.insights_like(session, cycle, insights, text),
    )


def default_about(chosen: Chosen) -> About:
    """Words that were said under a theme are taken to be about it."""
    return About.THEME if chosen.edition_id else About.FORM


def voices(insight: Learned) -> list[tuple[str, bool, list[Tie]]]:
    """Who said what: voice, whether it speaks against, and its words; support first, each in the order of tying."""
    found: dict[tuple[bool, str], list[Tie]] = {}
    for one in sorted(insight.evidence, key=lambda one: (one.stance is Stance.AGAINST, one.id)):
        found.setdefault((one.stance is Stance.AGAINST, one.voice), []).append(one)
    return [(voice, against, words) for (against, voice), words in found.items()]


def address_of(insight: Insight, year: int) -> str:
    """The page on which an insight lies open beside its words."""
    number = insight.edition.number if insight.edition else 0
    return url_for("insights.theme", year=year, number=number, indsigt=insight.id, _anchor="laes")
