"""What was said can be found: passages as a source of the search, and what keeps the search in step with them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import ColumnElement, bindparam, select, true
from sqlalchemy.orm import Session, joinedload

from app.cycle.models import Cycle
from app.dialogues.domain import PassageKind
from app.dialogues.models import Note, Passage, PassageRevision
from app.dialogues.queries import passage_visible_to
from app.domain import N_
from app.people.domain import Role
from app.people.models import Person
from app.scheduling.models import Dialogue
from app.search import services as search
from app.search.domain import Found, Row
from app.search.models import SearchEntry
from app.search.ports import Source
from app.selection.models import Seat

NAME = "passages"
YEAR = select(Cycle.year).join(Note, Note.cycle_id == Cycle.id).where(Note.id == bindparam("note_id"))


def keep_found(session: Session, passage: Passage, text: str) -> None:
    """The words that stand now are found, in the transaction that writes them."""
    search.index_text(
        session,
        source=NAME,
        thing=passage.id,
        subject_id=passage.note_id,
        year=lambda: session.scalars(YEAR, {"note_id": passage.note_id}).one(),
        text=text,
    )


def leave_out(session: Session, passage: Passage) -> None:
    """A removed passage is not found any more."""
    search.remove_text(session, source=NAME, thing=passage.id)


def rows_visible_to(person: Person, day: dt.date) -> ColumnElement[bool]:
    """Whose words a person may find: what she may read. Staff read everything that is in the index."""
    if person.has(Role.SECRETARIAT, Role.DIRECTOR):
        return true()
    query = select(Passage.id).join(Passage.note).outerjoin(Note.dialogue)
    mine = (Passage.id == SearchEntry.thing, Passage.removed_at.is_(None), passage_visible_to(person, day))
    return query.where(*mine).exists()


def found(session: Session, ids: Sequence[str], person: Person | None, day: dt.date) -> Mapping[str, Found]:
    """Passages as they are shown among what was found, if the person may see them."""
    query = (
        select(Passage)
        .join(Passage.note)
        .outerjoin(Note.dialogue)
        .where(
            Passage.id.in_(ids),
            Passage.removed_at.is_(None),
            passage_visible_to(person, day) if person is not None else true(),
        )
        .options(
            joinedload(Passage.current),
            joinedload(Passage.edition),
            joinedload(Passage.note).joinedload(Note.dialogue).joinedload(Dialogue.seat).joinedload(Seat.institution),
            joinedload(Passage.note).joinedload(Note.discussion),
        )
    )
    return {passage.id: _shown(passage) for passage in session.scalars(query)}


def _shown(passage: Passage) -> Found:
    note = passage.note
    endpoint, args = note.page
    return Found(
        text=passage.current.text,
        whose=note.voice,
        theme=passage.edition.title if passage.edition else "",
        day=note.held_on,
        endpoint=endpoint,
        args={**args, "_anchor": f"afsnit-{passage.id}"},
        facts={"passage": passage.id, "dialogue": note.dialogue_id},
        closed=passage.kind is PassageKind.OWN,
        note=note.id,
    )


def rows(session: Session) -> Iterator[Row]:
    """Every passage that stands, in the order in which they were begun."""
    query = (
        select(Passage.created_at, Passage.id, Passage.note_id, Cycle.year, PassageRevision.text)
        .join(Passage.current)
        .join(Passage.note)
        .join(Cycle, Cycle.id == Note.cycle_id)
        .where(Passage.removed_at.is_(None))
        .order_by(Passage.created_at, Passage.id)
    )
    for at, thing, note_id, year, text in session.execute(query.execution_options(yield_per=search.BATCH)):
        yield Row(at=at, thing=thing, subject_id=note_id, year=year, text=text)


SOURCE = Source(
    name=NAME,
    label=N_("Det, der blev sagt"),
    rows_visible_to=rows_visible_to,
    found=found,
    rows=rows,
)
