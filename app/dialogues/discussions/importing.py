"""The use case of notes that come in from a file: all of them, or none and the line that stood in the way."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.cycle import queries as cycles
from app.cycle.models import Cycle
from app.dialogues.discussions.incoming import Block, Heading, Placed, placed
from app.dialogues.domain import LineRefused, PassageKind
from app.dialogues.models import Discussion, Passage
from app.dialogues.writing.passages import add_passage, checked, open_note
from app.domain import Refused
from app.people.models import Person
from app.scheduling.models import Dialogue
from app.trail import services as trail

IDS = uuid.UUID("6d3f6f0e-3c0f-5d0c-9a3b-0d1c1d7b2f55")
BEGINS = 40


@dataclass(frozen=True)
class Made:
    """A passage that a line of the file became."""

    passage_id: str
    heading: Heading
    kind: PassageKind
    text: str


@dataclass(frozen=True)
class Imported:
    """What came of a file: the passages that were made, and how many of its lines were there already."""

    made: Sequence[Made]
    standing: int


def import_notes(
    session: Session, *, occasion: Dialogue | Discussion, blocks: Sequence[Block], by: Person | None, now: dt.datetime
) -> Imported:
    """A passage for each block under its heading; the same file again makes nothing. Raises LineRefused.

    An id follows from the words, their place and how often they have stood there before, so that a file that has
    grown brings only what is new, behind what stood before it in the file.
    """
    note = open_note(session, dialogue=occasion, now=now)
    lines = placed(blocks, _headings(session, session.get_one(Cycle, note.cycle_id)))
    seen: Counter[str] = Counter()
    made, before = [], None
    for line in lines:
        text = _checked(line)
        passage_id = _id_of(note.id, line, text, seen)
        if session.get(Passage, passage_id) is None:
            add_passage(
                session,
                note=note,
                passage_id=passage_id,
                text=text,
                edition_id=line.heading.edition_id,
                kind=line.kind,
                after=before,
                by=by,
                now=now,
            )
            made.append(Made(passage_id, line.heading, line.kind, text))
        before = passage_id
    trail.record(session, by=by, action="dialogues.notes-imported", thing=f"note:{note.id}", now=now)
    return Imported(made=made, standing=len(lines) - len(made))


def _headings(session: Session, cycle: Cycle) -> list[Heading]:
    themes = [Heading(one.number, one.title, one.id) for one in cycles.themes_of(session, cycle.year)]
    return [*themes, Heading(None, _("Ledetrådens form og andet"), None)]


def _checked(line: Placed) -> str:
    try:
        return checked(line.text)
    except Refused as refused:
        begins = re.sub(r"\d", "•", " ".join(line.text.split())[:BEGINS])
        raise LineRefused(line=line.line, begins=begins, why=_(refused.sentence, **refused.data)) from refused


def _id_of(note_id: int, line: Placed, text: str, seen: Counter[str]) -> str:
    words = hashlib.sha256(text.encode()).hexdigest()
    key = f"{note_id}:{line.heading.edition_id or 0}:{line.kind.value}:{words}"
    seen[key] += 1
    return str(uuid.uuid5(IDS, f"{key}:{seen[key]}"))
