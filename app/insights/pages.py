"""The pages of the insights as their templates show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.cycle import queries as cycles
from app.cycle.domain import Level
from app.cycle.models import Cycle, ThemeEdition
from app.dialogues.models import PassageRevision
from app.domain import N_, NotFound
from app.insights import queries
from app.insights.domain import About
from app.insights.matrix import Matrix, matrix_of
from app.insights.models import Insight
from app.insights.queries import Reading, Said


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What the reader has narrowed the words to."""

    uncoded: bool = False
    level: Level | None = None

    def holds(self, said: Said) -> bool:
        """Whether a passage is among what is shown."""
        return (not self.uncoded or not said.ties) and (self.level is None or said.passage.level is self.level)


@dataclass(frozen=True, kw_only=True)
class Overview:
    """The matrix, and every insight of the year under its theme (None: the form, and all else)."""

    cycle: Cycle
    matrix: Matrix
    insights: Sequence[Insight]

    def of(self, edition: ThemeEdition | None) -> list[Insight]:
        """The insights about a theme, the strongest first."""
        found = [one for one in self.insights if one.edition_id == (edition.id if edition else None)]
        return sorted(found, key=lambda one: (-queries.strength(one), one.id))


@dataclass(frozen=True, kw_only=True)
class ThemePage:
    """What was said about one theme on the left, tied to the insight that lies open on the right."""

    overview: Overview
    edition: ThemeEdition | None
    readings: Sequence[Reading]
    open: Insight | None
    shown: Shown

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


def overview_of(session: Session, cycle: Cycle) -> Overview:
    """The year's page."""
    return Overview(cycle=cycle, matrix=matrix_of(session, cycle), insights=queries.insights_of(session, cycle))


def theme_page(session: Session, cycle: Cycle, number: int, *, insight_id: int | None, shown: Shown) -> ThemePage:
    """The page of a theme by its number (0: the form, and all else); raises NotFound."""
    editions: dict[int, ThemeEdition | None] = {one.number: one for one in cycles.themes_of(session, cycle.year)}
    editions[0] = None
    if number not in editions:
        raise NotFound(N_("Temaet"), number)
    edition, overview = editions[number], overview_of(session, cycle)
    mine = overview.of(edition)
    return ThemePage(
        overview=overview,
        edition=edition,
        readings=queries.words_of(session, cycle, edition.id if edition else None),
        open=next((one for one in mine if one.id == insight_id), mine[0] if mine else None),
        shown=shown,
    )


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """The words that an insight is about to be made of."""

    cycle: Cycle
    revisions: Sequence[PassageRevision]
    themes: Sequence[ThemeEdition]

    @property
    def edition_id(self) -> int | None:
        """The theme that they were said under, if it was one."""
        found = {one.passage.edition_id for one in self.revisions}
        return found.pop() if len(found) == 1 else None


def chosen_words(session: Session, cycle: Cycle, revision_ids: Sequence[int]) -> Chosen:
    """The chosen revisions, each with whose words they are."""
    return Chosen(
        cycle=cycle,
        revisions=queries.revisions(session, cycle, revision_ids),
        themes=cycles.themes_of(session, cycle.year),
    )


def default_about(chosen: Chosen) -> About:
    """Words that were said under a theme are taken to be about it."""
    return About.THEME if chosen.edition_id else About.FORM
