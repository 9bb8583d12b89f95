"""Use cases of other input to the year: a dated row for a forum that is none of the six, and its note."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app.cycle.models import Cycle
from app.dialogues import queries
from app.dialogues.domain import LONGEST_TITLE, Forum, NoteState, NotForMinutes, NothingToRead, NoTitle
from app.dialogues.models import Discussion, Note
from app.dialogues.writing.passages import close_revision
from app.dialogues.writing.words import holds_cpr, tidy
from app.people.models import Person
from app.trail import services as trail


def add_discussion(
    session: Session, *, cycle: Cycle, forum: Forum, title: str, held_on: dt.date, by: Person | None, now: dt.datetime
) -> Discussion:
    """A forum that is none of the six has its say: the row and its note, with no plan and no invitation."""
    name = tidy(title)
    if not 0 < len(name) <= LONGEST_TITLE:
        raise NoTitle(most=LONGEST_TITLE)
    if holds_cpr(name):
        raise NotForMinutes()
    discussion = Discussion(cycle=cycle, forum=forum, title=name, held_on=held_on, created_at=now)
    session.add(discussion)
    session.flush()
    session.add(Note(cycle_id=cycle.id, discussion_id=discussion.id, state=NoteState.OPEN, opened_at=now))
    session.flush()
    trail.record(session, by=by, action="dialogues.discussion-added", thing=f"discussion:{discussion.id}", now=now)
    return discussion


def close_discussion(session: Session, *, discussion: Discussion, by: Person | None, now: dt.datetime) -> None:
    """It has been read through: the words lie fast. Nobody outside is asked about it."""
    note = queries.discussion_note(session, discussion)
    session.refresh(note, ["state"], with_for_update=True)
    said = queries.all_passages(session, note)
    if not said:
        raise NothingToRead()
    for passage in said:
        close_revision(session, revision=passage.current, now=now)
    _set_state(session, note, NoteState.CONFIRMED)
    trail.record(session, by=by, action="dialogues.discussion-closed", thing=f"discussion:{discussion.id}", now=now)


def reopen_discussion(session: Session, *, discussion: Discussion, by: Person | None, now: dt.datetime) -> None:
    """Opens it for a correction."""
    note = queries.discussion_note(session, discussion)
    session.refresh(note, ["state"], with_for_update=True)
    _set_state(session, note, NoteState.OPEN)
    trail.record(session, by=by, action="dialogues.discussion-opened", thing=f"discussion:{discussion.id}", now=now)


def _set_state(session: Session, note: Note, state: NoteState) -> None:
    note.state = state
    session.flush()
