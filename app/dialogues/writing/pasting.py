"""Use cases of a text that comes in as several passages at once, and of the way back."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app.dialogues import queries
from app.dialogues.domain import PassageKind
from app.dialogues.models import Discussion, Note, Passage
from app.dialogues.writing import words
from app.dialogues.writing.passages import add_passage, derived, merge_passages, open_note
from app.domain import N_, NotFound
from app.people.models import Person
from app.scheduling.models import Dialogue

MOST = 200


def write_down(
    session: Session,
    *,
    dialogue: Dialogue | Discussion,
    passage_id: str,
    text: str,
    now: dt.datetime,
    edition_id: int | None = None,
    kind: PassageKind = PassageKind.MINUTES,
    by: Person | None = None,
) -> list[Passage]:
    """A passage for each line of a text; the ids of the later ones follow from the first, so a repeat is harmless."""
    note = queries.note_to_write(session, dialogue) or open_note(session, dialogue=dialogue, now=now)
    lines = words.paragraphs(text) or [""]
    return [
        add_passage(session, note=note, passage_id=one, text=line, edition_id=edition_id, kind=kind, by=by, now=now)
        for one, line in zip(ids_of(passage_id, len(lines)), lines, strict=True)
    ]


def gather(
    session: Session, *, note: Note, passage_id: str, count: int, by: Person | None, now: dt.datetime
) -> Passage:
    """Makes one passage again of those that a text was divided into; what was taken out meanwhile stays out.

    The first keeps its id and knows where its words came from; the others become tombstones.
    """
    ids = ids_of(passage_id, min(count, MOST))
    made = {one.id: one for one in queries.passages_in(session, note, ids)}
    standing = [made[one] for one in ids if one in made]
    if not standing:
        raise NotFound(N_("Afsnittet"), passage_id)
    first, *others = standing
    for other in others:
        merge_passages(session, first=first, second=other, by=by, now=now)
    return first


def ids_of(passage_id: str, count: int) -> list[str]:
    """The ids of the passages that a text was divided into."""
    return [passage_id, *(derived(passage_id, f"line {place}") for place in range(1, count))]
