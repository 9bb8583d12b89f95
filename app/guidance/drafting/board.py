"""The page of a draft as rows: each text as it reads, how well it is founded, and last year's beside it.

Nobody reads hundreds of insights to see a draft: of those this asks for numbers alone (which notes they rest on, and
how), and for their words only where somebody opens a text (open_text.py) or something is wrong (waiting.py). Names are
those of Draft, Guidance and Element, so that gates and labels take either.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import Text as Words
from sqlalchemy import and_, bindparam, case, cast, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.cycle.domain import Level, Lineage
from app.cycle.models import ThemeEdition, ThemeLineage
from app.dialogues.domain import PassageKind
from app.dialogues.models import Passage, PassageRevision
from app.guidance.domain import ElementKind, GuidanceState, GuidanceUnknown, TieKind
from app.guidance.drafting.found import rows_of, sources_of
from app.guidance.models import Element, ElementRevision, Guidance, Tie
from app.guidance.wording import WORDLESS, Block, blocks
from app.insights.domain import Stance
from app.insights.models import Evidence, Insight
from app.insights.rows import Occasion

YEAR = select(Guidance.id, Guidance.year, Guidance.cycle_id, Guidance.state).where(Guidance.year == bindparam("year"))
THEMES = (
    select(ThemeEdition.id, ThemeEdition.year, ThemeEdition.number, ThemeEdition.title, ThemeEdition.summary)
    .add_columns(ThemeEdition.ended_reason)
    .where(ThemeEdition.year.in_((bindparam("year"), bindparam("before"))))
    .order_by(ThemeEdition.number)
)
BEFORE = aliased(ThemeEdition)
LINES = (
    select(ThemeLineage.edition_id, ThemeLineage.kind, ThemeLineage.forerunner_id, BEFORE.title)
    .join(ThemeLineage.edition)
    .join(BEFORE, BEFORE.id == ThemeLineage.forerunner_id)
    .where(ThemeEdition.year == bindparam("year"))
    .order_by(ThemeLineage.forerunner_id)
)
STANDS, LAST, LAST_STANDS = ElementRevision, aliased(Element), aliased(ElementRevision)
TEXTS = (
    select(Element.id, Element.kind, Element.level, Element.edition_id, Element.position, Element.own)
    .add_columns(Element.revision, Element.english, func.coalesce(STANDS.text, ""), cast(STANDS.bold, Words))
    .add_columns(func.coalesce(LAST_STANDS.text, ""), cast(LAST_STANDS.bold, Words))
    .outerjoin(STANDS, and_(STANDS.element_id == Element.id, STANDS.number == Element.revision))
    .outerjoin(LAST, LAST.id == Element.forerunner_id)
    .outerjoin(LAST_STANDS, and_(LAST_STANDS.element_id == LAST.id, LAST_STANDS.number == LAST.revision))
    .where(Element.guidance_id == bindparam("guidance"))
    .order_by(Element.position)
)
SAVED = (
    select(ElementRevision.saved_at, ElementRevision.element_id)
    .join(ElementRevision.element)
    .where(Element.guidance_id == bindparam("guidance"))
    .order_by(ElementRevision.saved_at.desc(), ElementRevision.id.desc())
    .limit(1)
)
BASED, SUPPORTS, OWN, DOUBTFUL = 1, 2, 4, 8
"""What a number says of a tie and of the words behind it; DOUBTFUL words are looked at one by one (waiting.py)."""


def _bit(condition: Any, bit: int) -> Any:
    return case((condition, bit), else_=0)


TIES = (
    select(Tie.element_id, func.max(_bit(Tie.kind == TieKind.BASED_ON, 1)))
    .add_columns(func.max(_bit(Tie.revision != Element.revision, 1)))
    .join(Tie.element)
    .where(Element.guidance_id == bindparam("guidance"))
    .group_by(Tie.element_id)
)
SPACED = " " + PassageRevision.text + " "
NOT_AS_WORDS = func.replace(SPACED, " " + Evidence.quote + " ", "") == SPACED
IN_DOUBT = or_(
    PassageRevision.number != Passage.revision,
    Passage.removed_at.is_not(None),
    and_(Evidence.quote != "", NOT_AS_WORDS),
    func.trim(case((Evidence.quote != "", Evidence.quote), else_=PassageRevision.text), WORDLESS) == "",
)
"""Words that may not stand as they were cited: not those of a passage that nobody has touched, if they are words."""
BEHIND = (
    select(Tie.element_id, Passage.note_id)
    .add_columns(
        _bit(Tie.kind == TieKind.BASED_ON, BASED)
        + _bit(Evidence.stance == Stance.SUPPORTS, SUPPORTS)
        + _bit(Passage.kind == PassageKind.OWN, OWN)
        + _bit(IN_DOUBT, DOUBTFUL)
    )
    .join_from(Element, Tie, Tie.element_id == Element.id)
    .join(Insight, Insight.id == Tie.insight_id)
    .join(Evidence, Evidence.insight_id == func.coalesce(Insight.merged_into_id, Insight.id))
    .join(Evidence.revision)
    .join(PassageRevision.passage)
    .where(Element.guidance_id == bindparam("guidance"))
    .distinct()
)
"""Which notes stand behind which text, and how: some hundred rows, however many words they are."""


class Head(NamedTuple):
    """A guidance."""

    id: int
    year: int
    cycle_id: int | None
    state: GuidanceState


class Saved(NamedTuple):
    """When a draft was written in last, and where."""

    saved_at: dt.datetime
    element_id: int


class Line(NamedTuple):
    """Where a theme came from."""

    kind: Lineage
    forerunner_id: int
    title: str

    @property
    def forerunner(self) -> Line:
        """The theme of the year before: this knows its name."""
        return self


class Edition(NamedTuple):
    """A theme of one year; `forerunners` only of the year that is drafted."""

    id: int
    year: int
    number: int
    title: str
    summary: str
    ended_reason: str | None
    forerunners: tuple[Line, ...]


class Text(NamedTuple):
    """One text of the draft, last year's beside it, and how well it is founded. Equal ones look the same."""

    id: int
    kind: ElementKind
    level: Level | None
    edition_id: int | None
    position: int
    own: bool
    revision: int
    english: str
    text: str
    bold: tuple[str, ...]
    last_text: str
    last_bold: tuple[str, ...]
    theme: str
    institutions: int
    tied: bool
    based: bool
    look_again: bool

    @property
    def element(self) -> Text:
        """The element is this very row: whoever asks a row of a draft for its element may ask this one."""
        return self

    @property
    def blocks(self) -> list[Block]:
        """The text as it is read: paragraphs and lists with what stands in bold; questions are one list."""
        return blocks(self.text, self.bold, every_line=self.kind is ElementKind.QUESTION)

    @property
    def last_blocks(self) -> list[Block]:
        return blocks(self.last_text, self.last_bold, every_line=self.kind is ElementKind.QUESTION)

    @property
    def founded(self) -> bool:
        """An empty text claims nothing; any other rests on an insight or is the directorate's own."""
        return not self.text or self.own or self.based


@dataclass(frozen=True, slots=True)
class Part:
    """One theme of the draft with its texts."""

    edition: Edition
    rows: Sequence[Text]

    @property
    def finished(self) -> bool:
        """Every text is written and rests on something that still holds: there is nothing to do here."""
        return all(row.text and row.founded and not row.look_again for row in self.rows)


@dataclass(frozen=True, kw_only=True)
class Board:
    """Everything that the page of a draft shows while no text is open."""

    guidance: Head
    rows: Sequence[Text]
    editions: Mapping[int, Edition]
    last: Sequence[Edition]
    behind: Sequence[Sequence[int]]
    notes: Mapping[int, Occasion]

    @cached_property
    def introduction(self) -> list[Text]:
        return [row for row in self.rows if row.kind is ElementKind.INTRODUCTION]

    @cached_property
    def themes(self) -> list[Part]:
        """The themes that have texts, in their order."""
        found: dict[int, list[Text]] = {}
        for row in self.rows:
            if row.edition_id is not None:
                found.setdefault(row.edition_id, []).append(row)
        return [Part(edition, found[number]) for number, edition in self.editions.items() if number in found]

    def row(self, element_id: int | None) -> Text | None:
        return next((row for row in self.rows if row.id == element_id), None)


def head_of(session: Session, year: int) -> Head:
    """The guidance of a year; raises GuidanceUnknown."""
    found = rows_of(session, YEAR, year=year)
    if not found:
        raise GuidanceUnknown(year=year)
    return Head(*found[0])


def last_saved(session: Session, head: Head) -> Saved | None:
    """The newest wording in a draft."""
    return next((Saved(*row) for row in rows_of(session, SAVED, guidance=head.id)), None)


def board_of(session: Session, head: Head) -> Board:
    """The draft as it stands now, in a fixed number of queries."""
    editions, last = _editions(session, head.year)
    behind = rows_of(session, BEHIND, guidance=head.id)
    notes = sources_of(session, {row[1] for row in behind})
    heard = _heard(behind, notes)
    ties = {row[0]: row for row in rows_of(session, TIES, guidance=head.id)}
    rows = [
        _text(row, editions, len(heard.get(row[0], ())), ties.get(row[0]))
        for row in rows_of(session, TEXTS, guidance=head.id)
    ]
    return Board(guidance=head, rows=rows, editions=editions, last=last, behind=behind, notes=notes)


def texts_of(session: Session, head: Head) -> list[Text]:
    """The texts alone, whatever they rest on."""
    editions, _last = _editions(session, head.year)
    return [_text(row, editions, 0, None) for row in rows_of(session, TEXTS, guidance=head.id)]


def _editions(session: Session, year: int) -> tuple[dict[int, Edition], list[Edition]]:
    """The themes of the year and of the one before, in their order."""
    lines: dict[int, list[Line]] = {}
    for row in rows_of(session, LINES, year=year):
        lines.setdefault(row[0], []).append(Line(*row[1:]))
    found = [
        Edition._make((*row, tuple(lines.get(row[0], ()))))
        for row in rows_of(session, THEMES, year=year, before=year - 1)
    ]
    return {one.id: one for one in found if one.year == year}, [one for one in found if one.year != year]


def _heard(behind: Iterable[Sequence[int]], notes: Mapping[int, Occasion]) -> dict[int, set[int]]:
    """The institutions that stand behind each text."""
    wanted, heard = BASED | SUPPORTS, dict[int, set[int]]()
    for element, note in {(element, note) for element, note, bits in behind if bits & wanted == wanted}:
        institution = notes[note].institution_id
        if institution is not None:
            heard.setdefault(element, set()).add(institution)
    return heard


def _text(row: Sequence[Any], editions: Mapping[int, Edition], heard: int, tie: Sequence[int] | None) -> Text:
    *words, text, bold, last_text, last_bold = row
    edition = editions.get(row[3])
    founded = (tie is not None, tie is not None and tie[1] == 1, tie is not None and tie[2] == 1)
    read = (text, _phrases(bold), last_text, _phrases(last_bold))
    return Text._make((*words, *read, edition.title if edition else "", heard, *founded))


def _phrases(bold: str | None) -> tuple[str, ...]:
    """Asked for as it is stored: most texts have no bold, and then there is nothing to read."""
    return tuple(json.loads(bold)) if bold and bold != "[]" else ()
