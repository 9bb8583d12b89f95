"""What the pages of a year read, as rows and no entities: a page of a thousand passages costs what it shows.

Learned and Tie answer to the same names as Insight and Evidence do, through which everything is written.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.clock import local_day
from app.cycle.domain import Level
from app.dialogues.domain import NoteState, PassageKind
from app.insights.domain import About, ChainLink, Stance, Tone
from app.insights.models import Insight


class Edition(NamedTuple):
    """A theme of one year."""

    id: int
    year: int
    number: int
    title: str


class Tie(NamedTuple):
    """Words that support an insight or speak against it, as they stood, whose they are, and what the insight says."""

    id: int
    insight_id: int
    passage_id: str
    note_id: int
    dialogue_id: int | None
    institution_id: int | None
    stance: Stance
    quote: str
    text: str
    kind: PassageKind
    voice: str
    sentence: str
    tone: Tone

    @property
    def words(self) -> str:
        """The exact words that were picked, else the whole passage."""
        return self.quote or self.text

    @property
    def own(self) -> bool:
        """Whether it is the secretariat's own note."""
        return self.kind is PassageKind.OWN


@dataclass(frozen=True, slots=True)
class Learned:
    """An insight with the words behind it and against it."""

    evidence: Sequence[Tie]
    id: int
    sentence: str
    about: About
    edition_id: int | None
    tone: Tone
    level: Level | None
    chain: ChainLink | None
    created_at: dt.datetime
    author_name: str


class Occasion(NamedTuple):
    """A note: of which dialogue or discussion, whose words it holds, and how far it has come."""

    id: int
    dialogue_id: int | None
    discussion_id: int | None
    state: NoteState
    voice: str
    starts_at: dt.datetime | None
    discussed_on: dt.date | None
    institution_id: int | None

    @property
    def held_on(self) -> dt.date | None:
        """The day on which it was said."""
        return self.discussed_on or (local_day(self.starts_at) if self.starts_at else None)

    @property
    def is_silent(self) -> bool:
        """Whether an institution was asked if its minutes are right, and has not answered."""
        return self.dialogue_id is not None and self.state is NoteState.ASKED

    @property
    def page(self) -> tuple[str, dict[str, int]]:
        """Endpoint and arguments of the page that tells of the occasion."""
        if self.dialogue_id is not None:
            return "dialogues.show", {"dialogue_id": self.dialogue_id}
        return "dialogues.discussion", {"discussion_id": self.discussion_id or 0}


@dataclass(frozen=True, slots=True)
class Said:
    """A passage as it is read for coding: what stands now, and the evidence that its words give."""

    ties: Sequence[Tie]
    id: str
    note_id: int
    revision_id: int
    text: str
    kind: PassageKind
    level: Level | None

    @property
    def uncoded(self) -> bool:
        """Whether it is not coded: as queries.UNCODED says it of what has not been read."""
        return self.kind is PassageKind.MINUTES and not self.ties

    def tie_to(self, insight: Insight | Learned | None) -> Tie | None:
        """What ties the passage to one insight, if anything does."""
        return next((one for one in self.ties if insight is not None and one.insight_id == insight.id), None)

    def span(self, tie: Tie) -> tuple[int, int] | None:
        """Where the cited words stand now; None when they have been changed since."""
        start = self.text.find(tie.words)
        return None if start < 0 else (start, start + len(tie.words))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was said in one dialogue (or another forum) about one theme; `more` is how much of it is not shown."""

    note: Occasion
    said: Sequence[Said]
    more: int = 0
