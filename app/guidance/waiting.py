"""What a draft's page says is missing: the lines of the gates, found without reading what they are about.

The rules are those of gates.py and closed_gates.py, asked of numbers (board.py); a sentence is made for a line that is
shown. tests/guidance/standing.py holds the two against each other wherever a test opens or shuts a gate.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache, partial
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, exists, func, select
from sqlalchemy.orm import Session, aliased

from app import clock
from app.dialogues.domain import PassageKind
from app.dialogues.models import Passage, PassageRevision
from app.guidance import gates, labels
from app.guidance.closed_gates import closed_fates, closed_texts, repeated_quotes, telling_gates
from app.guidance.consultation import comments
from app.guidance.discretion import discretion_of
from app.guidance.domain import FateKind, Gate, GateKind
from app.guidance.drafting.board import DOUBTFUL, IN_DOUBT, OWN, Board, Head
from app.guidance.drafting.found import WORD, Words, found_in, rows_of
from app.guidance.labels import Told
from app.guidance.models import Answer, Comment, Element, Fate, Tie
from app.guidance.wording import stands_in
from app.insights.models import Evidence, Insight

PART = aliased(Insight)
FATELESS = (
    select(func.count(Insight.id), func.max(Insight.id), func.max(Insight.sentence))
    .where(Insight.cycle_id == bindparam("cycle"), Insight.merged_into_id.is_(None))
    .where(~exists().where(Fate.insight_id == Insight.id))
    .where(~exists().where(PART.merged_into_id == Insight.id, Fate.insight_id == PART.id))
)
"""How many they are; of one alone, which."""
IN_GUIDANCE = (Insight.cycle_id == bindparam("cycle"), Fate.kind == FateKind.IN_GUIDANCE)
QUOTED = (
    select(Fate.element_id, Fate.sentence)
    .distinct()
    .join(Fate.insight)
    .where(*IN_GUIDANCE, Insight.merged_into_id.is_(None))
)
WHOLE = aliased(Fate)
QUOTED_OF_PARTS = (
    select(Insight.merged_into_id, Fate.element_id, Fate.sentence)
    .join(Fate.insight)
    .where(*IN_GUIDANCE, Insight.merged_into_id.is_not(None))
    .where(~exists().where(WHOLE.insight_id == Insight.merged_into_id, WHOLE.kind == FateKind.IN_GUIDANCE))
    .order_by(Insight.id.desc())
)
"""An insight that is not in the guidance by itself is there as the first of its parts that is (found.fate_of)."""
TALLY = (
    select(Comment.element_id, func.count(Comment.id), func.count(Answer.comment_id))
    .outerjoin(Comment.answer)
    .where(Comment.guidance_id == bindparam("guidance"))
    .group_by(Comment.element_id)
)
WORDS = (
    select(Tie.element_id, *WORD)
    .join_from(Element, Tie, Tie.element_id == Element.id)
    .join(Insight, Insight.id == Tie.insight_id)
    .join(Evidence, Evidence.insight_id == func.coalesce(Insight.merged_into_id, Insight.id))
    .join(Evidence.revision)
    .join(PassageRevision.passage)
    .where(Element.guidance_id == bindparam("guidance"), Passage.kind != PassageKind.OWN)
    .order_by(Evidence.insight_id, Evidence.id)
)
DOUBTED = WORDS.where(IN_DOUBT)
HEARD = WORDS.where(Passage.note_id.in_(bindparam("notes", expanding=True)))
stands_in_text = lru_cache(maxsize=2048)(stands_in)
"""Of sentences of the guidance alone: they and the texts seldom change between two sights of a draft."""


class Tally(NamedTuple):
    """How many comments stand at a text, and how many of them wait for an answer."""

    said: int
    waiting: int


Line = tuple[GateKind, Callable[[], Gate]]
"""Something that is missing, and how to say it."""


def tallies_of(session: Session, head: Head) -> dict[int | None, Tally]:
    """The comments at each text; those on the whole under None."""
    rows = rows_of(session, TALLY, guidance=head.id)
    return {element: Tally(said, said - answered) for element, said, answered in rows}


def lines_of(
    session: Session, board: Board, tallies: Mapping[int | None, Tally], *, now: dt.datetime
) -> list[Callable[[], Told]]:
    """What labels.gate_lines() makes of gates.open_gates(), each put into words when it is called."""
    fateless, number, sentence = rows_of(session, FATELESS, cycle=board.guidance.cycle_id)[0]
    waiting = sum(one.waiting for one in tallies.values())
    found: list[Line] = [
        *_by_themselves(session, board),
        *([(GateKind.FATE, partial(gates.fate_gate, board, number, sentence))] if fateless == 1 else []),
        *_behind(session, board, today=clock.local_day(now)),
        *_closed(session, board),
        *([(GateKind.COMMENTS, partial(_comment, session, board))] if waiting == 1 else []),
    ]
    found.sort(key=lambda line: ORDER[line[0]])
    year, folded = board.guidance.year, ((GateKind.FATE, fateless), (GateKind.COMMENTS, waiting))
    return [
        *(partial(_told, gate) for _kind, gate in found),
        *(partial(labels.folded_line, kind, count, year) for kind, count in folded if count > 1),
    ]


ORDER = {kind: place for place, kind in enumerate(GateKind)}


def _told(gate: Callable[[], Gate]) -> Told:
    return labels.gate_line(gate())


def _made(found: Iterable[Gate]) -> Iterator[Line]:
    """Of gates that are rare, and are made where they are found."""
    return ((gate.kind, partial(_same, gate)) for gate in found)


def _same(gate: Gate) -> Gate:
    return gate


def _comment(session: Session, board: Board) -> Gate:
    (comment,) = comments.unanswered(session, board.guidance)
    return gates.comment_gate(comment, board.guidance.year)


def _by_themselves(session: Session, board: Board) -> Iterator[Line]:
    """What the themes and the texts lack."""
    yield from _made(gates.theme_gates(board))
    yield from _made(gates.ended_gates(board, board.last))
    yield from _made(gate for part in board.themes for gate in gates.message_gates(board, part))
    said = _quoted(session, board.guidance.cycle_id)
    for row in board.rows:
        gone = not all(stands_in_text(sentence, row.text) for sentence in said.get(row.id, ()))
        for kind in gates.open_of(row, sentence_gone=gone):
            yield kind, partial(gates.text_gate, board, row, kind)


def _quoted(session: Session, cycle_id: int | None) -> dict[int | None, list[str]]:
    """The sentences that stand in a text because of an insight."""
    of_parts = {row[0]: row[1:] for row in rows_of(session, QUOTED_OF_PARTS, cycle=cycle_id)}
    said: dict[int | None, list[str]] = {}
    for element, sentence in (*rows_of(session, QUOTED, cycle=cycle_id), *of_parts.values()):
        said.setdefault(element, []).append(sentence)
    return said


def _behind(session: Session, board: Board, *, today: dt.date) -> Iterator[Line]:
    """Words that stand no longer, and minutes that are not settled."""
    told = [(note, bits) for _element, note, bits in board.behind if not bits & OWN]
    if any(bits & DOUBTFUL for _note, bits in told):
        words = {one.id: one for _element, one in _words(session, DOUBTED, board)}
        yield from _made(gates.changed_words(session, list(words.values())))
    notes = {note: board.notes[note] for note, _bits in told}
    yield from _made(gates.open_minutes(session, notes, today=today))


def _closed(session: Session, board: Board) -> Iterator[Line]:
    """What may not be told."""
    silent = [one.id for one in board.notes.values() if one.is_silent]
    said: dict[int, list[Words]] = {}
    for element, one in _words(session, HEARD, board, notes=silent) if silent else ():
        said.setdefault(element, []).append(one)
    for row in board.rows:
        yield from _made(repeated_quotes(board, row, said.get(row.id, ())))
    discretion = discretion_of(session, board.guidance)
    based = {element for element, _note, bits in board.behind if bits & OWN}
    yield from _made(closed_texts(board, discretion, board.last, based))
    if discretion.closed.runs:
        yield from _made(closed_fates(board, discretion, found_in(session, board.guidance.cycle_id).values()))
    yield from _made(telling_gates(session, board, discretion, board.last))


def _words(session: Session, query: Select[*tuple[Any, ...]], board: Board, **given: object) -> list[tuple[int, Words]]:
    """Words behind the texts, each with its text; in the order of the insights."""
    rows = rows_of(session, query, guidance=board.guidance.id, **given)
    return [(element, Words(board.notes[word[2]], *word)) for element, *word in rows]
