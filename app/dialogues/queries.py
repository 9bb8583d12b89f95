"""Named reads of the dialogues: the meeting, its note and passages, what the institution was asked, what was promised.

Scope stands in SQL: the secretariat and the directors see everything, a head her own institution's minutes and never
an own note.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, bindparam, false, func, select, true
from sqlalchemy.orm import Load, Session, contains_eager, joinedload, raiseload, selectinload

from app.clock import local_day, now
from app.cycle.models import Cycle
from app.dialogues.domain import NoteState, PassageKind
from app.dialogues.models import (
    Action,
    Agenda,
    Attendance,
    Confirmation,
    Discussion,
    Note,
    Passage,
    PassageRevision,
)
from app.domain import N_, NotFound
from app.institutions import queries as institutions
from app.people.domain import Role
from app.people.models import Person
from app.people.ports import ObjectRule
from app.scheduling.domain import DialogueState
from app.scheduling.models import Dialogue
from app.selection.domain import SeatState
from app.selection.models import Draw, Seat

T = TypeVar("T")
PASSAGE = (
    select(Passage)
    .where(Passage.id == bindparam("passage_id"))
    .options(joinedload(Passage.current, innerjoin=True), joinedload(Passage.note, innerjoin=True))
)
"""Every save asks it, so it is made once."""
SHOWN_TO_THE_HEAD = (NoteState.ASKED, NoteState.CONFIRMED, NoteState.DISPUTED)


def dialogue_visible_to(person: Person, day: dt.date) -> ColumnElement[bool]:
    """Which dialogues a person may see, as a condition on Dialogue: staff all, a head those of her own institution."""
    if person.has(Role.SECRETARIAT, Role.DIRECTOR):
        return true()
    if not person.has(Role.LEADER):
        return false()
    return Dialogue.seat_id.in_(select(Seat.id).where(Seat.institution_id.in_(institutions.led_ids(person, day))))


def passage_visible_to(person: Person, day: dt.date) -> ColumnElement[bool]:
    """Which passages a person may see; needs Passage joined to Note and Dialogue.

    A head reads the minutes when she has been asked about them, not over the secretary's shoulder.
    """
    if person.has(Role.SECRETARIAT, Role.DIRECTOR):
        return true()
    shown = (Passage.kind == PassageKind.MINUTES) & Note.state.in_(SHOWN_TO_THE_HEAD)
    return shown & dialogue_visible_to(person, day)


def may_see(session: Session, person: Person, view_args: Mapping[str, Any]) -> bool:
    """Whether a person may open the pages of the dialogue that the address names."""
    wanted = (Dialogue.id == view_args["dialogue_id"], dialogue_visible_to(person, local_day(now())))
    return session.scalar(select(Dialogue.id).where(*wanted)) is not None


OWN_DIALOGUE = ObjectRule("own-dialogue", may_see)


def _meeting() -> tuple[Load, ...]:
    """A dialogue with institution, year and room, in the one query that reads it."""
    seat = Load(Dialogue).joinedload(Dialogue.seat)
    return (
        seat.joinedload(Seat.institution),
        seat.joinedload(Seat.draw).joinedload(Draw.cycle),
        Load(Dialogue).joinedload(Dialogue.room),
    )


def dialogue_for(session: Session, dialogue_id: int | None, person: Person, day: dt.date) -> Dialogue:
    """A dialogue with institution, year and room, if the person may see it; else NotFound."""
    query = select(Dialogue).where(Dialogue.id == dialogue_id, dialogue_visible_to(person, day)).options(*_meeting())
    return _one(session.scalars(query).one_or_none(), N_("Dialogen"), dialogue_id)


def dialogue(session: Session, dialogue_id: int | None) -> Dialogue:
    """A dialogue with institution, year and room, for services and commands; NotFound for the note of a forum, too."""
    query = select(Dialogue).where(Dialogue.id == dialogue_id).options(*_meeting())
    return _one(session.scalars(query).one_or_none(), N_("Dialogen"), dialogue_id)


def dialogues_of_head(session: Session, person: Person, day: dt.date) -> list[Dialogue]:
    """The dialogues that a head may see, the newest first; nothing for who heads nothing."""
    query = (
        select(Dialogue)
        .join(Dialogue.seat)
        .join(Seat.draw)
        .join(Draw.cycle)
        .where(
            dialogue_visible_to(person, day),
            Dialogue.state != DialogueState.CANCELLED,
            Seat.state != SeatState.WITHDRAWN,
        )
        .order_by(Cycle.year.desc(), Dialogue.id)
        .options(*_meeting())
    )
    return list(session.scalars(query)) if person.has(Role.LEADER) else []


def agenda_of(session: Session, dialogue: Dialogue) -> Agenda | None:
    """The agenda, if it has been prepared."""
    return session.get(Agenda, dialogue.id)


def agendas_of(session: Session, dialogues: Sequence[Dialogue]) -> dict[int, Agenda]:
    """The agendas of many dialogues, by dialogue."""
    query = select(Agenda).where(Agenda.dialogue_id.in_([one.id for one in dialogues]))
    return {agenda.dialogue_id: agenda for agenda in session.scalars(query)}


def note_of(session: Session, dialogue: Dialogue) -> Note | None:
    """The note of a dialogue with what the institution was asked, if one has been opened."""
    query = select(Note).where(Note.dialogue_id == dialogue.id).options(selectinload(Note.confirmations))
    return session.scalars(query).one_or_none()


def note_to_write(session: Session, dialogue: Dialogue | Discussion) -> Note | None:
    """The note of a dialogue or a discussion with nothing around it, if one has been opened."""
    return bare_note(session, {f"{dialogue.__tablename__}_id": dialogue.id})


def bare_note(session: Session, at: Mapping[str, int]) -> Note | None:
    """The note of an occasion with nothing around it, if one has been opened."""
    if "discussion_id" in at:
        return session.scalars(select(Note).where(Note.discussion_id == at["discussion_id"])).one_or_none()
    return session.scalars(select(Note).where(Note.dialogue_id == at["dialogue_id"])).one_or_none()


def discussion(session: Session, discussion_id: int) -> Discussion:
    """What another forum had to say, with its year; raises NotFound."""
    return _one(session.get(Discussion, discussion_id), N_("Drøftelsen"), discussion_id)


def discussion_note(session: Session, discussion: Discussion) -> Note:
    """The note of a discussion; it is made with it."""
    query = select(Note).where(Note.discussion_id == discussion.id).options(selectinload(Note.confirmations))
    return _one(session.scalars(query).one_or_none(), N_("Drøftelsen"), discussion.id)


def occasion(session: Session, at: Mapping[str, int]) -> Dialogue | Discussion:
    """The dialogue or the discussion that an address names; raises NotFound."""
    if "discussion_id" in at:
        return discussion(session, at["discussion_id"])
    return dialogue(session, at["dialogue_id"])


def bare_occasion(session: Session, at: Mapping[str, int]) -> Dialogue | Discussion:
    """The same with nothing around it, to be written about."""
    if "discussion_id" in at:
        return discussion(session, at["discussion_id"])
    return _one(session.get(Dialogue, at["dialogue_id"]), N_("Dialogen"), at["dialogue_id"])


def discussions_of(session: Session, cycle: Cycle) -> list[tuple[Discussion, NoteState, int]]:
    """The year's discussions in other forums by their day, each with how far its note is and how much it holds."""
    query = (
        select(Discussion, Note.state, func.count(Passage.id))
        .join(Note, Note.discussion_id == Discussion.id)
        .outerjoin(Passage, (Passage.note_id == Note.id) & Passage.removed_at.is_(None))
        .where(Discussion.cycle_id == cycle.id)
        .group_by(Discussion.id, Note.state)
        .order_by(Discussion.held_on, Discussion.id)
    )
    return [(one, state, count) for one, state, count in session.execute(query)]


def notes_of(session: Session, dialogues: Sequence[Dialogue]) -> dict[int, Note]:
    """The notes of many dialogues with what the institutions were asked, by dialogue."""
    query = (
        select(Note)
        .where(Note.dialogue_id.in_([one.id for one in dialogues]))
        .options(selectinload(Note.confirmations))
    )
    return {note.dialogue_id: note for note in session.scalars(query) if note.dialogue_id is not None}


def passages_for(session: Session, note: Note, person: Person, day: dt.date) -> list[Passage]:
    """The passages of a note that a person may see, in their order, with the words and who wrote them."""
    query = (
        select(Passage)
        .join(Passage.note)
        .outerjoin(Note.dialogue)
        .where(Passage.note_id == note.id, Passage.removed_at.is_(None), passage_visible_to(person, day))
        .order_by(Passage.rank, Passage.id)
        .options(joinedload(Passage.current).joinedload(PassageRevision.author))
    )
    return list(session.scalars(query))


def all_passages(session: Session, note: Note) -> list[Passage]:
    """Every passage of a note in its order, own notes too: for who may write in it, and for commands."""
    query = (
        select(Passage)
        .where(Passage.note_id == note.id, Passage.removed_at.is_(None))
        .order_by(Passage.rank, Passage.id)
        .options(joinedload(Passage.current))
    )
    return list(session.scalars(query))


def passages_in(session: Session, note: Note, ids: Sequence[str]) -> list[Passage]:
    """Those of some passages that stand in a note."""
    wanted = (Passage.note_id == note.id, Passage.id.in_(ids), Passage.removed_at.is_(None))
    return list(session.scalars(select(Passage).where(*wanted).options(joinedload(Passage.current))))


def minutes(session: Session, note: Note) -> list[Passage]:
    """The passages that the institution is asked about: in their order, without own notes."""
    query = (
        select(Passage)
        .where(Passage.note_id == note.id, Passage.removed_at.is_(None), Passage.kind == PassageKind.MINUTES)
        .order_by(Passage.rank, Passage.id)
        .options(joinedload(Passage.current))
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(query))


def passage(session: Session, passage_id: str, *, removed: bool = False) -> Passage:
    """A passage with its words and note, to be written in; raises NotFound. `removed`: a tombstone too."""
    found = session.scalars(PASSAGE, {"passage_id": passage_id}).one_or_none()
    return _one(found if found and (removed or found.removed_at is None) else None, N_("Afsnittet"), passage_id)


def passage_shown(session: Session, passage_id: str) -> Passage:
    """A passage with its words, who wrote them, and the meeting or discussion; raises NotFound."""
    query = (
        select(Passage)
        .where(Passage.id == passage_id, Passage.removed_at.is_(None))
        .options(
            joinedload(Passage.current).joinedload(PassageRevision.author),
            joinedload(Passage.note).joinedload(Note.dialogue).options(*_meeting()),
            joinedload(Passage.note).joinedload(Note.discussion),
        )
    )
    return _one(session.scalars(query).one_or_none(), N_("Afsnittet"), passage_id)


def last_rank(session: Session, note: Note) -> str | None:
    """The last place that is taken in a note."""
    return session.scalar(select(func.max(Passage.rank)).where(Passage.note_id == note.id))


def rank_after(session: Session, passage: Passage) -> str | None:
    """The first taken place after a passage's own; removed passages keep theirs."""
    query = select(func.min(Passage.rank)).where(Passage.note_id == passage.note_id, Passage.rank > passage.rank)
    return session.scalar(query)


def changed_passages(session: Session, note: Note, since: int) -> list[Passage]:
    """The passages of a note that changed after a mark, tombstones too, with the words and who wrote them."""
    query = (
        select(Passage)
        .where(Passage.note_id == note.id, Passage.mark > since)
        .order_by(Passage.rank, Passage.id)
        .options(joinedload(Passage.current).joinedload(PassageRevision.author))
    )
    return list(session.scalars(query))


def writers(session: Session, note: Note, since: dt.datetime) -> list[Person]:
    """Who has saved words in a note lately."""
    recent = (
        select(PassageRevision.author_id)
        .join(PassageRevision.passage)
        .where(Passage.note_id == note.id, PassageRevision.saved_at > since)
    )
    query = select(Person).where(Person.id.in_(recent)).order_by(Person.name).options(raiseload("*"))
    return list(session.scalars(query))


def attendance_of(session: Session, note: Note) -> list[Attendance]:
    """Who was there, as it was written down."""
    return list(session.scalars(select(Attendance).where(Attendance.note_id == note.id).order_by(Attendance.id)))


def promised_with(session: Session, save_key: str | None) -> Action | None:
    """The promise that was written down with this key, if it has been."""
    if save_key is None:
        return None
    return session.scalars(select(Action).where(Action.save_key == save_key)).one_or_none()


def confirmation(session: Session, note: Note) -> Confirmation | None:
    """The last time that the institution was asked."""
    query = select(Confirmation).where(Confirmation.note_id == note.id).order_by(Confirmation.id.desc()).limit(1)
    return session.scalars(query).one_or_none()


def confirmation_of(session: Session, note_id: int, person: Person) -> Confirmation:
    """The newest question to a person about a note, with the meeting; NotFound if it went to somebody else."""
    query = (
        select(Confirmation)
        .where(Confirmation.note_id == note_id)
        .order_by(Confirmation.id.desc())
        .limit(1)
        .options(joinedload(Confirmation.note).joinedload(Note.dialogue).options(*_meeting()))
    )
    found = session.scalars(query).one_or_none()
    return _one(found if found is not None and found.person_id == person.id else None, N_("Referatet"), note_id)


def questions_to(session: Session, person: Person) -> list[Confirmation]:
    """The minutes that wait for a head's answer, with the meeting."""
    query = (
        select(Confirmation)
        .join(Confirmation.note)
        .where(Confirmation.person_id == person.id, Confirmation.answer.is_(None), Note.state == NoteState.ASKED)
        .order_by(Confirmation.deadline)
        .options(contains_eager(Confirmation.note).joinedload(Note.dialogue).options(*_meeting()))
    )
    newest: dict[int, Confirmation] = {one.note_id: one for one in session.scalars(query)}
    return list(newest.values())


def actions_of(session: Session, dialogues: Sequence[Dialogue]) -> list[Action]:
    """What was promised in these dialogues, in the order in which it was written down."""
    query = select(Action).where(Action.dialogue_id.in_([one.id for one in dialogues])).order_by(Action.id)
    return list(session.scalars(query))


def action(session: Session, action_id: int) -> Action:
    """One promise; raises NotFound."""
    return _one(session.get(Action, action_id), N_("Aftalen"), action_id)


def _one(found: T | None, thing: str, which: object) -> T:
    if found is None:
        raise NotFound(thing, which)
    return found
