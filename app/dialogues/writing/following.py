"""What a writing page is told when it asks again: what has changed since it was last told, and who writes.

Two queries when nothing has: the note with its mark, and who has written lately.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.dialogues import queries
from app.dialogues.attendance import attendees_of, participants_of
from app.dialogues.domain import Attendee, PassageKind, may_write
from app.dialogues.models import Action, Note, Passage
from app.dialogues.pages import FRESH, Clash, clashes_of
from app.people.models import Person


@dataclass(frozen=True, kw_only=True)
class Side:
    """What stands beside the notes: what was promised and who came."""

    actions: Sequence[Action]
    attendance: Sequence[Attendee]

    @property
    def came(self) -> int:
        """How many were there."""
        return sum(one.came for one in self.attendance)


@dataclass(frozen=True, kw_only=True)
class Changes:
    """What is new since a mark. `side` only if something of it has changed."""

    mark: int
    is_open: bool = True
    standing: Sequence[Passage] = ()
    removed: Sequence[str] = ()
    clashes: Mapping[str, Sequence[Clash]]
    writers: Sequence[Person] = ()
    side: Side | None = None


def changes_since(session: Session, at: Mapping[str, int], since: int, me: Person, now: dt.datetime) -> Changes:
    """What has changed in the note of an occasion after a mark; a note that nobody has opened has nothing."""
    note = queries.bare_note(session, at)
    if note is None:
        return Changes(mark=0, clashes={})
    writers = [one for one in queries.writers(session, note, now - FRESH) if one.id != me.id]
    if note.mark <= since:
        return Changes(mark=note.mark, clashes={}, writers=writers)
    changed = queries.changed_passages(session, note, since)
    return Changes(
        mark=note.mark,
        is_open=may_write(note.state, PassageKind.MINUTES),
        standing=[one for one in changed if one.removed_at is None],
        removed=[one.id for one in changed if one.removed_at is not None],
        clashes=clashes_of(session, note) if changed else {},
        writers=writers,
        side=side_of(session, note) if note.dialogue_id and note.side_mark > since else None,
    )


def side_of(session: Session, note: Note) -> Side:
    """What was promised and who came, now."""
    dialogue = queries.dialogue(session, note.dialogue_id)
    return Side(
        actions=queries.actions_of(session, [dialogue]),
        attendance=attendees_of(session, note, participants_of(session, dialogue)),
    )
