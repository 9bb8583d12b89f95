"""What a letter says, as data: whose words became which sentence, why the rest did not, what was promised.

Only words of the minutes are in it, and only the institution's own; nothing of the secretariat's own notes, nor of an
insight that is derived from them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.clock import local_day
from app.dialogues import queries as dialogues
from app.dialogues.domain import PassageKind
from app.dialogues.models import Action, Note, Passage
from app.dialogues.writing.words import changes
from app.guidance import queries as guidances
from app.guidance.domain import FateKind
from app.guidance.drafting.drafts import InsightRow, insight_rows
from app.guidance.models import Element, Guidance
from app.guidance.wording import nearest, sentences
from app.insights.models import Evidence
from app.people.models import Person
from app.scheduling.models import Dialogue


@dataclass(frozen=True, kw_only=True)
class Harvest:
    """What one year's dialogues gave, read once for all of its letters."""

    guidance: Guidance
    elements: Mapping[int, Element]
    before: Mapping[int, str]
    rows: Sequence[InsightRow]
    actions: Sequence[Action]
    silent: Mapping[int, int]


def harvest(session: Session, guidance: Guidance, held: Sequence[Dialogue]) -> Harvest:
    """Everything that the letters of a year are made of, in a fixed number of queries."""
    elements = {one.id: one for one in guidances.of_year(session, guidance.year).elements}
    before = guidances.texts_of(session, [one.forerunner_id for one in elements.values() if one.forerunner_id])
    rows = [row for row in insight_rows(session, guidance).values() if row.fate is not None and not row.closed]
    return Harvest(
        guidance=guidance,
        elements=elements,
        before=before,
        rows=rows,
        actions=dialogues.actions_of(session, held),
        silent=_silent(session, held, rows),
    )


def _silent(session: Session, held: Sequence[Dialogue], rows: Iterable[InsightRow]) -> dict[int, int]:
    """How many passages of each dialogue's minutes no insight was made of."""
    cited = {item.revision.passage_id for row in rows for item in row.evidence}
    query = (
        select(Note.dialogue_id, func.count(Passage.id))
        .join(Passage.note)
        .where(
            Note.dialogue_id.in_([one.id for one in held]),
            Passage.kind == PassageKind.MINUTES,
            Passage.removed_at.is_(None),
            Passage.id.not_in(cited),
        )
        .group_by(Note.dialogue_id)
    )
    return {dialogue_id: count for dialogue_id, count in session.execute(query) if dialogue_id is not None}


def letter_to(dialogue: Dialogue, person: Person, found: Harvest) -> dict[str, Any]:
    """The letter to the institution of one dialogue."""
    said = [(row, item) for row in found.rows for item in row.evidence if _theirs(item, dialogue)]
    return {
        "year": found.guidance.year,
        "institution": dialogue.seat.institution.name,
        "person": person.name,
        "held_on": local_day(dialogue.starts_at).isoformat() if dialogue.starts_at else None,
        "pairs": list(_pairs(said, found)),
        "rest": list(_rest(said)),
        "promises": [_promise(one, person) for one in found.actions if one.dialogue_id == dialogue.id],
        "silent": found.silent.get(dialogue.id, 0),
    }


def _theirs(item: Evidence, dialogue: Dialogue) -> bool:
    passage = item.revision.passage
    return passage.note.dialogue_id == dialogue.id and passage.kind is PassageKind.MINUTES


def _pairs(said: Iterable[tuple[InsightRow, Evidence]], found: Harvest) -> Iterator[dict[str, Any]]:
    """Your words, and the sentence that they became with what is new in it. The same words stand there once."""
    seen = set()
    for row, item in said:
        fate, words = row.fate, item.words
        if fate is None or fate.kind is not FateKind.IN_GUIDANCE or fate.element_id is None:
            continue
        if (words, fate.element_id, fate.sentence) in seen:
            continue
        seen.add((words, fate.element_id, fate.sentence))
        element = found.elements[fate.element_id]
        earlier = sentences(found.before.get(element.forerunner_id or 0, ""))
        yield {
            "said": words,
            "theme": element.edition.title if element.edition else "",
            "level": element.level.value if element.level else "",
            "became": [list(part) for part in changes(nearest(fate.sentence, earlier), fate.sentence)],
            "insight": row.insight.id,
            "element": element.id,
        }


def _rest(said: Iterable[tuple[InsightRow, Evidence]]) -> Iterator[dict[str, Any]]:
    """What did not come into the guidance, with the reason or the one who has it now."""
    for row, item in said:
        fate = row.fate
        if fate is not None and fate.kind is not FateKind.IN_GUIDANCE:
            yield {
                "fate": fate.kind.value,
                "said": item.words,
                "reason": fate.reason,
                "recipient": fate.recipient,
                "insight": row.insight.id,
            }


def _promise(action: Action, head: Person) -> dict[str, Any]:
    return {
        "text": action.text,
        "owner": action.owner.name if action.owner else "",
        "theirs": action.owner_id == head.id,
        "due": action.due.isoformat() if action.due else None,
        "done_on": action.done_on.isoformat() if action.done_on else None,
        "outcome": action.outcome,
    }
