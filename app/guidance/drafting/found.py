"""What a draft reads of the year that feeds it, as rows and no entities: insights, their words, what became of them.

A draft beside hundreds of insights costs what it shows; their names are those of Insight, Evidence and Fate.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Select, bindparam, func, or_, select
from sqlalchemy.orm import Session

from app.cycle.domain import Level
from app.cycle.models import ThemeEdition
from app.dialogues.domain import PassageKind
from app.dialogues.models import Discussion, Note, Passage, PassageRevision
from app.guidance.domain import FateKind, TieKind
from app.guidance.models import Element, Fate, Tie
from app.insights.domain import About, Stance, Tone
from app.insights.models import Evidence, Insight
from app.insights.rows import Occasion
from app.institutions.models import Institution
from app.scheduling.models import Dialogue
from app.selection.models import Seat

IN_YEAR = Insight.cycle_id == bindparam("cycle")
LEARNED = (
    select(Insight.id, Insight.sentence, Insight.about, Insight.edition_id, Insight.tone, Insight.level)
    .add_columns(func.coalesce(ThemeEdition.number, 0), Insight.merged_into_id)
    .outerjoin(Insight.edition)
    .order_by(Insight.id)
)
WORD = (
    *(Evidence.id, Evidence.insight_id, Passage.note_id, Passage.id, Evidence.stance == Stance.AGAINST),
    *(Evidence.quote, PassageRevision.text, Passage.kind == PassageKind.OWN),
    *(Passage.removed_at.is_not(None), PassageRevision.number != Passage.revision),
)
SAID = (
    select(*WORD)
    .join_from(Evidence, Evidence.insight)
    .join(Evidence.revision)
    .join(PassageRevision.passage)
    .where(Insight.merged_into_id.is_(None))
    .order_by(Evidence.id)
)
BECAME = select(Fate.insight_id, Fate.kind, Fate.element_id, Fate.sentence, Fate.reason, Fate.recipient).join(
    Fate.insight
)
INSIGHTS, WORDS, FATES = (query.where(IN_YEAR) for query in (LEARNED, SAID, BECAME))
IS_CHOSEN = or_(*(one.in_(bindparam("chosen", expanding=True)) for one in (Insight.id, Insight.merged_into_id)))
"""Some insights, and those that have become part of them."""
CHOSEN, CHOSEN_WORDS, CHOSEN_FATES = (query.where(IS_CHOSEN) for query in (LEARNED, SAID, BECAME))
NOTES = (
    select(Note.id, Note.dialogue_id, Note.discussion_id, Note.state)
    .add_columns(func.coalesce(Institution.name, Discussion.title, ""), Dialogue.starts_at, Discussion.held_on)
    .add_columns(Seat.institution_id)
    .outerjoin(Note.dialogue)
    .outerjoin(Dialogue.seat)
    .outerjoin(Seat.institution)
    .outerjoin(Note.discussion)
    .where(Note.id.in_(bindparam("notes", expanding=True)))
)
TIES = (
    select(Tie.id, Tie.element_id, Tie.insight_id, Tie.kind, Tie.revision)
    .join(Tie.element)
    .where(Element.guidance_id == bindparam("guidance"))
    .order_by(Tie.id)
)
FateT = TypeVar("FateT", "Became", Fate)


class Words(NamedTuple):
    """Words behind an insight as they were cited; whether their passage is gone, or reads otherwise, since."""

    note: Occasion
    id: int
    insight_id: int
    note_id: int
    passage_id: str
    against: bool
    quote: str
    text: str
    own: bool
    removed: bool
    changed: bool

    @property
    def words(self) -> str:
        """The exact words that were picked, else the whole passage as it stood."""
        return self.quote or self.text

    @property
    def voice(self) -> str:
        """Whose words these are: an institution's, or another forum's."""
        return self.note.voice


class Learned(NamedTuple):
    """An insight; `number` is its theme's in addresses (0: none)."""

    id: int
    sentence: str
    about: About
    edition_id: int | None
    tone: Tone
    level: Level | None
    number: int
    merged_into_id: int | None


class Tied(NamedTuple):
    """A text is based on an insight, or speaks against it. `revision` is the wording it was tied to."""

    id: int
    element_id: int
    insight_id: int
    kind: TieKind
    revision: int


class Became(NamedTuple):
    """What became of an insight."""

    insight_id: int
    kind: FateKind
    element_id: int | None
    sentence: str
    reason: str
    recipient: str


@dataclass(frozen=True, kw_only=True)
class FoundRow:
    """An insight as it stands beside the draft: whose words are behind it, and what became of it.

    `merged` are those that have become part of it since. What was tied to one of them is tied to this one, and its
    fate is this one's as long as nobody has decided another.
    """

    insight: Learned
    fate: Became | None
    evidence: Sequence[Words]
    merged: Sequence[Learned] = ()

    @cached_property
    def ids(self) -> frozenset[int]:
        """Under which numbers it is tied."""
        return frozenset((self.insight.id, *(one.id for one in self.merged)))

    def part(self, tie: Tied) -> Learned | None:
        """The insight that a tie was made to, when that one is now a part of this one."""
        return next((one for one in self.merged if one.id == tie.insight_id), None)

    @cached_property
    def institutions(self) -> frozenset[int]:
        """Who stands behind it, by number: the strength of an insight is how many they are."""
        spoken = (one.note.institution_id for one in self.evidence if not one.against)
        return frozenset(one for one in spoken if one is not None)

    @cached_property
    def closed(self) -> bool:
        """Derived from the secretariat's own notes, and therefore as closed as they are."""
        return any(one.own for one in self.evidence)

    @property
    def number(self) -> int:
        """The number of its theme in addresses."""
        return self.insight.number

    @property
    def words(self) -> list[tuple[str, str, bool]]:
        """Institution, words, and whether they speak against it."""
        return [(one.voice, one.words, one.against) for one in self.evidence]


def found_in(session: Session, cycle_id: int | None) -> dict[int, FoundRow]:
    """The insights of a year by number, in a fixed number of queries; none for a guidance that no year feeds."""
    if cycle_id is None:
        return {}
    return _found(session, INSIGHTS, FATES, WORDS, cycle=cycle_id)


def found_among(session: Session, numbers: Sequence[int]) -> dict[int, FoundRow]:
    """Some insights by number, as found_in() gives those of a whole year."""
    if not numbers:
        return {}
    return _found(session, CHOSEN, CHOSEN_FATES, CHOSEN_WORDS, chosen=numbers)


def _found(session: Session, *queries: Select[*tuple[Any, ...]], **given: object) -> dict[int, FoundRow]:
    insights, fates_of, words_of = (rows_of(session, query, **given) for query in queries)
    merged: dict[int | None, list[Learned]] = {}
    for row in insights:
        merged.setdefault(row[-1], []).append(Learned(*row))
    words, fates = _by_insight(session, words_of), {row[0]: Became(*row) for row in fates_of}
    return {
        one.id: FoundRow(
            insight=one,
            fate=fate_of([one.id, *(part.id for part in merged.get(one.id, ()))], fates),
            evidence=words.get(one.id, ()),
            merged=merged.get(one.id, ()),
        )
        for one in merged.get(None, ())
    }


def ties_in(session: Session, guidance_id: int) -> dict[int, list[Tied]]:
    """The ties of a guidance, by text."""
    found: dict[int, list[Tied]] = {}
    for row in rows_of(session, TIES, guidance=guidance_id):
        found.setdefault(row[1], []).append(Tied(*row))
    return found


def fate_of(numbers: Sequence[int], fates: Mapping[int, FateT]) -> FateT | None:
    """The fate of an insight, else of one which has become part of it; being in the guidance goes first."""
    known = [fates[one] for one in numbers if one in fates]
    return next((one for one in known if one.kind is FateKind.IN_GUIDANCE), known[0] if known else None)


def _by_insight(session: Session, rows: Sequence[Sequence[Any]]) -> dict[int, list[Words]]:
    notes = sources_of(session, {row[2] for row in rows})
    found: dict[int, list[Words]] = {}
    for row in rows:
        found.setdefault(row[1], []).append(Words(notes[row[2]], *row))
    return found


def sources_of(session: Session, note_ids: Collection[int]) -> dict[int, Occasion]:
    """The notes that words stand in, by number."""
    if not note_ids:
        return {}
    return {row[0]: Occasion(*row) for row in rows_of(session, NOTES, notes=sorted(note_ids))}


def rows_of(session: Session, query: Select[*tuple[Any, ...]], **given: object) -> Sequence[Sequence[Any]]:
    """Rows and no more; the queries stand above ready made, for making one costs more than asking it.

    Who is writing is asked after what she has written, as the session's own queries are.
    """
    if session.autoflush:
        session.flush()
    return session.connection().execute(query, given).all()
