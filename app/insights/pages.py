"""The pages of the insights as their templates show them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from sqlalchemy.orm import Session

from app.cycle import queries as cycles
from app.cycle.models import Cycle, ThemeEdition
from app.dialogues.models import PassageRevision
from app.domain import N_, NotFound
from app.insights import queries, suggestions
from app.insights.domain import About, Stance
from app.insights.matrix import EVERYTHING, Matrix, Shown, matrix_of
from app.insights.models import Evidence, Insight
from app.insights.queries import Reading, Said


@dataclass(frozen=True, kw_only=True)
class Overview:
    """The matrix, and every insight of the year under its theme (None: the form, and all else)."""

    cycle: Cycle
    matrix: Matrix
    insights: Sequence[Insight]
    shown: Shown = EVERYTHING

    def listed(self, edition: ThemeEdition | None) -> list[Insight]:
        """Those among them that the reader has narrowed the page to."""
        return [one for one in self.of(edition) if self.shown.counts(one.level, one.tone)]

    def of(self, edition: ThemeEdition | None) -> list[Insight]:
        """The insights about a theme, the strongest first."""
        found = [one for one in self.insights if one.edition_id == (edition.id if edition else None)]
        return sorted(found, key=lambda one: (-queries.strength(one), one.id))


@dataclass(frozen=True, kw_only=True)
class Suggested:
    """What resembles the insight that lies open: words that could be tied to it, insights that may be the same."""

    words: Sequence[Said] = ()
    insights: Sequence[Insight] = ()


@dataclass(frozen=True, kw_only=True)
class ThemePage:
    """What was said about one theme on the left, tied to the insight that lies open on the right."""

    overview: Overview
    edition: ThemeEdition | None
    readings: Sequence[Reading]
    open: Insight | None
    changed: tuple[str, dt.datetime] | None
    suggested: Suggested

    @property
    def shown(self) -> Shown:
        """What the words are narrowed to."""
        return self.overview.shown

    @property
    def number(self) -> int:
        """The theme's number in addresses; 0 for the form, and all else."""
        return self.edition.number if self.edition else 0

    @property
    def said(self) -> list[Said]:
        """Every passage about the theme, whatever is shown of them."""
        return [said for reading in self.readings for said in reading.said]

    @property
    def uncoded(self) -> int:
        """How many of them stand behind no insight."""
        return sum(not said.ties for said in self.said)

    @property
    def others(self) -> list[Insight]:
        """The other insights about the theme."""
        return [one for one in self.overview.of(self.edition) if one is not self.open]

    @property
    def parts(self) -> tuple[Sequence[Reading], Sequence[Reading]]:
        """The readings that the thread runs along, down to the last one that is tied, and those below it."""
        readings = [self._narrowed(one) for one in self.readings]
        readings = [one for one in readings if one.said]
        tied = [place for place, one in enumerate(readings, 1) if any(said.tie_to(self.open) for said in one.said)]
        end = tied[-1] if tied else 0
        return readings[:end], readings[end:]

    def _narrowed(self, reading: Reading) -> Reading:
        return Reading(note=reading.note, said=[said for said in reading.said if self.shown.holds(said)])


def overview_of(session: Session, cycle: Cycle, shown: Shown = EVERYTHING) -> Overview:
    """The year's page."""
    matrix, insights = matrix_of(session, cycle, shown), queries.insights_of(session, cycle)
    return Overview(cycle=cycle, matrix=matrix, insights=insights, shown=shown)


def theme_page(
    session: Session, cycle: Cycle, number: int, *, insight_id: int | None, shown: Shown, suggests: bool
) -> ThemePage:
    """The page of a theme by its number (0: the form, and all else); for who codes, suggestions. Raises NotFound."""
    editions: dict[int, ThemeEdition | None] = {one.number: one for one in cycles.themes_of(session, cycle.year)}
    editions[0] = None
    if number not in editions:
        raise NotFound(N_("Temaet"), number)
    edition, overview = editions[number], overview_of(session, cycle, shown)
    mine = overview.of(edition)
    chosen = next((one for one in mine if one.id == insight_id), mine[0] if mine else None)
    return ThemePage(
        overview=overview,
        edition=edition,
        readings=queries.words_of(session, cycle, edition.id if edition else None),
        open=chosen,
        changed=queries.last_change(session, chosen.id) if chosen else None,
        suggested=_suggested(session, overview, chosen) if chosen and suggests else Suggested(),
    )


def _suggested(session: Session, overview: Overview, insight: Insight) -> Suggested:
    text = suggestions.text_of(insight)
    return Suggested(
        words=suggestions.words_like(session, overview.cycle, insight),
        insights=suggestions.insights_like(session, overview.cycle, overview.insights, text, without=[insight.id]),
    )


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """The words that an insight is about to be made of."""

    cycle: Cycle
    revisions: Sequence[PassageRevision]
    themes: Sequence[ThemeEdition]
    alike: Sequence[Insight]

    @property
    def edition_id(self) -> int | None:
        """The theme that they were said under, if it was one."""
        found = {one.passage.edition_id for one in self.revisions}
        return found.pop() if len(found) == 1 else None


def chosen_words(session: Session, cycle: Cycle, revision_ids: Sequence[int]) -> Chosen:
    """The chosen revisions, each with whose words they are, and the insights that resemble them."""
    found = queries.revisions(session, cycle, revision_ids)
    insights, text = queries.insights_of(session, cycle), " ".join(one.text for one in found)
    return Chosen(
        cycle=cycle,
        revisions=found,
        themes=cycles.themes_of(session, cycle.year),
        alike=suggestions.insights_like(session, cycle, insights, text),
    )


def default_about(chosen: Chosen) -> About:
    """Words that were said under a theme are taken to be about it."""
    return About.THEME if chosen.edition_id else About.FORM


def voices(insight: Insight) -> list[tuple[str, bool, list[Evidence]]]:
    """Who said what: voice, whether it speaks against, and its words; support first, each in the order of tying."""
    found: dict[tuple[bool, str], list[Evidence]] = {}
    for one in sorted(insight.evidence, key=lambda one: (one.stance is Stance.AGAINST, one.id)):
        found.setdefault((one.stance is Stance.AGAINST, queries.whose(one)), []).append(one)
    return [(voice, against, words) for (against, voice), words in found.items()]


def address_of(insight: Insight, year: int) -> str:
    """The page on which an insight lies open beside its words."""
    number = insight.edition.number if insight.edition else 0
    return url_for("insights.theme", year=year, number=number, indsigt=insight.id, _anchor="laes")
