"""Where a sentence comes from, and what became of a passage: element ↔ insights ↔ words ↔ dialogues, read both ways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app.dialogues.domain import PassageKind
from app.dialogues.models import Note, Passage, PassageRevision
from app.domain import N_, NotFound
from app.guidance import queries
from app.guidance.drafting.drafts import InsightRow, insight_row
from app.guidance.models import Element, Fate, Tie
from app.insights import queries as insights
from app.insights.models import Evidence, Insight


@dataclass(frozen=True, kw_only=True)
class ElementTrace:
    """A text, and every insight that it is tied to with the words behind it."""

    element: Element
    text: str
    steps: Sequence[tuple[Tie, InsightRow]]


@dataclass(frozen=True, kw_only=True)
class PassageTrace:
    """A passage, and every insight that cites it with the texts that are tied to that."""

    passage: Passage
    steps: Sequence[tuple[InsightRow, Sequence[tuple[Tie, str]]]]


def trace_element(session: Session, element_id: int) -> ElementTrace:
    """From a sentence back to the meeting."""
    element = queries.element(session, element_id)
    found = _rows(session, [tie.insight_id for tie in element.ties])
    return ElementTrace(
        element=element,
        text=queries.texts_of(session, [element.id]).get(element.id, ""),
        steps=[(tie, row) for tie in element.ties for row in found.values() if tie.insight_id in row.ids],
    )


def trace_passage(session: Session, passage_id: str) -> PassageTrace:
    """From what was said forward to what became of it."""
    passage = _passage(session, passage_id)
    cited = select(Evidence.insight_id).join(Evidence.revision).where(PassageRevision.passage_id == passage_id)
    found = _rows(session, list(session.scalars(cited.distinct().order_by(Evidence.insight_id))))
    ties = (
        select(Tie)
        .where(Tie.insight_id.in_([number for row in found.values() for number in row.ids]))
        .order_by(Tie.id)
        .options(*(joinedload(Tie.element).joinedload(path) for path in (Element.edition, Element.guidance)))
    )
    tied = list(session.scalars(ties))
    texts = queries.texts_of(session, [tie.element_id for tie in tied])
    return PassageTrace(
        passage=passage,
        steps=[
            (row, [(tie, texts[tie.element_id]) for tie in tied if tie.insight_id in row.ids]) for row in found.values()
        ],
    )


def _rows(session: Session, insight_ids: Sequence[int]) -> dict[int, InsightRow]:
    """The insights, and in the place of one that has become part of another that one: nothing ends at a tombstone."""
    standing = select(func.coalesce(Insight.merged_into_id, Insight.id)).where(Insight.id.in_(insight_ids))
    query = (
        select(Insight)
        .where(Insight.id.in_(standing))
        .order_by(Insight.id)
        .options(insights.WORDS, joinedload(Insight.edition))
    )
    found = list(session.scalars(query))
    merged = _parts(session, found)
    numbers = [one.id for one in found] + [one.id for parts in merged.values() for one in parts]
    fates = {one.insight_id: one for one in session.scalars(select(Fate).where(Fate.insight_id.in_(numbers)))}
    return {one.id: insight_row(one, merged.get(one.id, ()), fates) for one in found}


def _parts(session: Session, found: Sequence[Insight]) -> dict[int, list[Insight]]:
    """What has become part of each."""
    query = select(Insight).where(Insight.merged_into_id.in_([one.id for one in found])).order_by(Insight.id)
    parts: dict[int, list[Insight]] = {}
    for one in session.scalars(query):
        parts.setdefault(one.merged_into_id or 0, []).append(one)
    return parts


def _passage(session: Session, passage_id: str) -> Passage:
    occasion = joinedload(Passage.note).options(*insights.OCCASION)
    query = select(Passage).where(Passage.id == passage_id).options(occasion, joinedload(Passage.current))
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFound(N_("Afsnittet"), passage_id)
    return found


def element_as_json(trace: ElementTrace) -> dict[str, Any]:
    """The trace of a text for programs."""
    return {
        "element": _element(trace.element, trace.text),
        "insights": [
            {
                "tie": tie.kind.value,
                "tied_to_revision": tie.revision,
                "tied_to_part": part.id if (part := row.part(tie)) else None,
                **_insight(row),
            }
            for tie, row in trace.steps
        ],
    }


def passage_as_json(trace: PassageTrace) -> dict[str, Any]:
    """The trace of a passage for programs."""
    passage = trace.passage
    own = passage.kind is PassageKind.OWN
    return {
        "passage": {"id": passage.id, "words": "" if own else passage.current.text, "own": own},
        "dialogue": _occasion(passage.note),
        "insights": [
            {
                "id": row.insight.id,
                "sentence": "" if row.closed else row.insight.sentence,
                "fate": row.fate.kind.value if row.fate else None,
                "elements": [{"tie": tie.kind.value, **_element(tie.element, text)} for tie, text in ties],
            }
            for row, ties in trace.steps
        ],
    }


def _element(element: Element, text: str) -> dict[str, Any]:
    return {
        "id": element.id,
        "year": element.guidance.year,
        "kind": element.kind.value,
        "level": element.level.value if element.level else None,
        "theme": element.edition.title if element.edition else None,
        "text": text,
        "revision": element.revision,
    }


def _insight(row: InsightRow) -> dict[str, Any]:
    return {
        "id": row.insight.id,
        "sentence": "" if row.closed else row.insight.sentence,
        "passages": [_words(item) for item in row.evidence],
    }


def _words(item: Evidence) -> dict[str, Any]:
    """Own notes are named and not told, here as everywhere outside of the secretariat's own pages."""
    passage = item.revision.passage
    own = passage.kind is PassageKind.OWN
    return {
        "id": passage.id,
        "revision": item.revision.number,
        "words": "" if own else item.words,
        "own": own,
        "stance": item.stance.value,
        "institution": item.voice,
        "dialogue": _occasion(passage.note),
    }


def _occasion(note: Note) -> dict[str, Any]:
    """The dialogue in which it was said; without a number when it was another forum's discussion."""
    return {
        "id": note.dialogue_id,
        "institution": note.voice,
        "date": note.held_on.isoformat() if note.held_on else None,
    }
