"""Use cases of single passages: nothing that was acknowledged is lost, nothing is overwritten unseen.

Every one of them first locks the note (on SQLite the transaction does), so that two who write at once come one after
the other and the second is told.
"""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from app.cycle.domain import Level
from app.cycle.models import ThemeEdition
from app.dialogues import finding, queries
from app.dialogues.domain import (
    LONGEST,
    EmptyPassage,
    Keep,
    KindsDiffer,
    NoteClosed,
    NoteState,
    PassageElsewhere,
    PassageKind,
    PassageTooLong,
    StaleText,
    may_overwrite,
    may_write,
)
from app.dialogues.models import Discussion, Note, Passage, PassageOrigin, PassageRevision
from app.dialogues.writing import ranks, texts, words
from app.domain import N_, NotFound
from app.people.models import Person
from app.scheduling.models import Dialogue
from app.selection.models import Draw, Seat

LOCKED = (
    update(Note)
    .where(Note.id == bindparam("note_id"))
    .values(mark=Note.mark + 1)
    .returning(Note.state, Note.mark)
    .execution_options(synchronize_session=False)
)
"""Every save asks it, so it is made once."""


def open_note(session: Session, *, dialogue: Dialogue | Discussion, now: dt.datetime) -> Note:
    """The note of a dialogue; opened the first time that somebody writes in it. A discussion has had one all along."""
    if isinstance(dialogue, Discussion):
        return queries.discussion_note(session, dialogue)
    note = queries.note_of(session, dialogue)
    if note is None:  # two may open it at once: who comes second waits here, and finds it open
        session.execute(select(Dialogue.id).where(Dialogue.id == dialogue.id).with_for_update())
        note = queries.note_of(session, dialogue)
    if note is None:
        cycle = select(Draw.cycle_id).join(Seat, Seat.draw_id == Draw.id).where(Seat.id == dialogue.seat_id)
        cycle_id = session.scalars(cycle).one()
        note = Note(cycle_id=cycle_id, dialogue_id=dialogue.id, state=NoteState.OPEN, opened_at=now, confirmations=[])
        session.add(note)
        session.flush()
    return note


def add_passage(
    session: Session,
    *,
    note: Note,
    passage_id: str,
    text: str,
    now: dt.datetime,
    edition_id: int | None = None,
    level: Level | None = None,
    kind: PassageKind = PassageKind.MINUTES,
    after: str | None = None,
    by: Person | None = None,
) -> Passage:
    """A new passage after another, else last. The id is the client's, so that a repeated create changes nothing.

    One that comes with other words than the passage ever had is no repeat: it is a save that did not know of the first.
    """
    _lock(session, note, kind)
    standing = session.get(Passage, passage_id)
    if standing is not None:
        return _repeated(session, _same_note(standing, note), text)
    check_theme(session, edition_id)
    wanted = checked(text)
    passage = Passage(
        id=passage_id,
        note_id=note.id,
        edition_id=edition_id,
        level=level,
        kind=kind,
        rank=_place(session, note, after),
        revision=0,
        created_at=now,
    )
    session.add(passage)
    _write(session, passage, wanted, number=1, by=by, now=now)
    return passage


def save_passage(
    session: Session,
    *,
    passage: Passage,
    text: str,
    base_revision: int,
    now: dt.datetime,
    save_key: str | None = None,
    by: Person | None = None,
) -> Passage:
    """The words of a passage anew, if `base_revision` is what the writer saw; else StaleText, and `keep_late` follows.

    A save that comes again because its answer was lost (the same `save_key`) changes nothing. A passage that somebody
    removed while it was written in comes back: words are not lost because two met.
    """
    _lock(session, session.get_one(Note, passage.note_id), passage.kind)
    standing = _standing(session, passage)
    if base_revision != standing.revision.number and _has_come(session, save_key):
        return passage
    wanted = checked(text)
    if wanted != standing.revision.text:
        _same_revision(session, standing.revision, base_revision)
        passage.removed_at = None
        number, open_one = standing.next_number, standing.revision
        _write(session, passage, wanted, number=number, save_key=save_key, by=by, now=now, standing=open_one)
    return passage


def _has_come(session: Session, save_key: str | None) -> bool:
    """Whether the save with this key stands, or stood; numbers only grow, so who knows the newest has no such save."""
    done = texts.saved_with(session, save_key)
    return done is not None and not done.late


def keep_late(
    session: Session,
    *,
    passage: Passage,
    text: str,
    now: dt.datetime,
    save_key: str | None = None,
    by: Person | None = None,
) -> PassageRevision:
    """Keeps a text that came after somebody else's save, beside the one that stands, until a person chooses.

    A passage that was removed meanwhile comes back, so that there is something to choose between.
    """
    lock_note(session, session.get_one(Note, passage.note_id))
    number = _standing(session, passage).next_number
    done = texts.saved_with(session, save_key)
    if done is not None:
        return done
    late = PassageRevision(
        passage_id=passage.id,
        number=number,
        text=checked(text),
        author_id=by.id if by else None,
        saved_at=now,
        save_key=save_key,
        late=True,
    )
    session.add(late)
    passage.removed_at = None
    _touch(session, passage)
    finding.keep_found(session, passage, passage.current.text)
    return late


def choose_text(
    session: Session, *, late: PassageRevision, keep: Keep, base_revision: int, by: Person | None, now: dt.datetime
) -> None:
    """A person has chosen between a late text and the one that stands; the other stays in the history."""
    passage = session.get_one(Passage, late.passage_id)
    lock_note(session, session.get_one(Note, passage.note_id))
    if keep is Keep.MINE:
        save_passage(session, passage=passage, text=late.text, base_revision=base_revision, by=by, now=now)
    if keep is Keep.BOTH:
        add_passage(
            session,
            note=session.get_one(Note, passage.note_id),
            passage_id=derived(passage.id, f"late {late.id}"),
            text=late.text,
            edition_id=passage.edition_id,
            level=passage.level,
            kind=passage.kind,
            after=passage.id,
            by=by,
            now=now,
        )
    late.closed_at = now
    _touch(session, passage)


def classify_passage(session: Session, *, passage: Passage, edition_id: int | None, level: Level | None) -> None:
    """Puts a passage under another theme or level. It makes no text revision, and nobody's citation moves."""
    _lock(session, session.get_one(Note, passage.note_id), passage.kind)
    check_theme(session, edition_id)
    passage.edition_id, passage.level = edition_id, level
    _touch(session, passage)


def move_passage(session: Session, *, passage: Passage, after: str | None) -> None:
    """Moves a passage behind another, or to the end. Order has its own version; the words keep theirs."""
    note = session.get_one(Note, passage.note_id)
    _lock(session, note, passage.kind)
    passage.rank = _place(session, note, after)
    passage.rank_version += 1
    _touch(session, passage)


def remove_passage(session: Session, *, passage: Passage, now: dt.datetime) -> None:
    """Takes a passage out. A tombstone stays: who cited it still finds the words."""
    _lock(session, session.get_one(Note, passage.note_id), passage.kind)
    passage.removed_at = passage.removed_at or now
    _touch(session, passage)
    finding.leave_out(session, passage)


def split_passage(
    session: Session,
    *,
    passage: Passage,
    at: int,
    tail_id: str,
    base_revision: int,
    by: Person | None,
    now: dt.datetime,
) -> Passage:
    """Divides a passage before character `at`: the head keeps the id, the tail is new and knows where it came from."""
    note = session.get_one(Note, passage.note_id)
    _lock(session, note, passage.kind)
    standing = _standing(session, passage)
    whole = standing.revision
    _same_revision(session, whole, base_revision)
    close_revision(session, revision=whole, now=now)
    head, tail = checked(whole.text[:at]), checked(whole.text[at:])
    _write(session, passage, head, number=standing.next_number, by=by, now=now)
    found = add_passage(
        session,
        note=note,
        passage_id=tail_id,
        text=tail,
        edition_id=passage.edition_id,
        level=passage.level,
        kind=passage.kind,
        after=passage.id,
        by=by,
        now=now,
    )
    _came_from(session, found, whole, start=at)
    return found


def merge_passages(
    session: Session, *, first: Passage, second: Passage, by: Person | None, now: dt.datetime
) -> Passage:
    """Puts the second passage's words behind the first's; the first keeps its id, the second becomes a tombstone."""
    if first.kind is not second.kind or first.note_id != second.note_id:
        raise KindsDiffer()
    _lock(session, session.get_one(Note, first.note_id), first.kind)
    standing, other = _standing(session, first), _standing(session, second).revision
    if second.removed_at is not None or second.id == first.id:
        raise NotFound(N_("Afsnittet"), second.id)
    whole = f"{standing.revision.text} {other.text}"
    for revision in (standing.revision, other):
        close_revision(session, revision=revision, now=now)
    _write(session, first, whole, number=standing.next_number, by=by, now=now)
    _came_from(session, first, other)
    second.removed_at = now
    _touch(session, second)
    finding.leave_out(session, second)
    return first


def close_revision(session: Session, *, revision: PassageRevision, now: dt.datetime) -> None:
    """From now on these words stand as they are: they were cited, confirmed, or touched by somebody else."""
    revision.closed_at = revision.closed_at or now
    session.flush()


def checked(text: str) -> str:
    """The text as it is stored; raises EmptyPassage, PassageTooLong, NotForMinutes or PersonnelMatter."""
    found = words.tidy(text)
    if not found:
        raise EmptyPassage()
    if len(found) > LONGEST:
        raise PassageTooLong(most=LONGEST)
    words.refuse_private(found)
    return found


def lock_note(session: Session, note: Note) -> None:
    """The first lock that anyone takes, so that nobody waits crosswise; its mark is that of the change to be made."""
    state, mark = session.execute(LOCKED, {"note_id": note.id}).one()
    set_committed_value(note, "state", state)
    set_committed_value(note, "mark", mark)


def _touch(session: Session, passage: Passage) -> None:
    """A page that shows the passage is told of it the next time that it asks."""
    passage.mark = session.get_one(Note, passage.note_id).mark
    session.flush()


def _lock(session: Session, note: Note, kind: PassageKind) -> None:
    lock_note(session, note)
    if not may_write(note.state, kind):
        raise NoteClosed()


def _same_revision(session: Session, standing: PassageRevision, base_revision: int) -> None:
    if base_revision != standing.number:
        author = session.get(Person, standing.author_id) if standing.author_id else None
        name = author.name if author else ""
        raise StaleText(name=name, theirs=standing.text, revision=standing.number)


def _same_note(passage: Passage, note: Note) -> Passage:
    if passage.note_id != note.id:
        raise PassageElsewhere()
    return passage


def _repeated(session: Session, passage: Passage, text: str) -> Passage:
    standing = _standing(session, passage).revision
    if words.tidy(text) not in {one.text for one in texts.history(session, passage) if not one.late}:
        _same_revision(session, standing, 0)
    return passage


def check_theme(session: Session, edition_id: int | None) -> None:
    """Raises NotFound for a theme that is not there."""
    if edition_id is not None and session.get(ThemeEdition, edition_id) is None:
        raise NotFound(N_("Temaet"), edition_id)


def _place(session: Session, note: Note, after: str | None) -> str:
    before = session.get(Passage, after) if after else None
    if before is None or before.note_id != note.id:
        return ranks.after_last(queries.last_rank(session, note))
    following = queries.rank_after(session, before)
    return ranks.between(before.rank, following) if following else ranks.after_last(before.rank)


def _standing(session: Session, passage: Passage) -> texts.Standing:
    """What stands in the database now; the passage is brought into line with it."""
    standing = texts.standing_text(session, passage)
    set_committed_value(passage, "revision", standing.revision.number)
    set_committed_value(passage, "removed_at", standing.removed_at)
    set_committed_value(passage, "current", standing.revision)
    return standing


def _write(
    session: Session,
    passage: Passage,
    text: str,
    *,
    number: int,
    by: Person | None,
    now: dt.datetime,
    save_key: str | None = None,
    standing: PassageRevision | None = None,
) -> None:
    """Into the open revision if it is the writer's own, else into a new one; either way the number grows."""
    by_id = by.id if by else None
    if standing is not None and not may_overwrite(
        author_id=standing.author_id, saved_at=standing.saved_at, closed_at=standing.closed_at, by_id=by_id, now=now
    ):
        close_revision(session, revision=standing, now=now)
        standing = None
    revision = standing or PassageRevision(passage_id=passage.id, author_id=by_id)
    revision.number, revision.text, revision.saved_at, revision.save_key = number, text, now, save_key
    session.add(revision)
    passage.revision = number
    _touch(session, passage)
    set_committed_value(passage, "current", revision)
    finding.keep_found(session, passage, text)


def _came_from(session: Session, child: Passage, parent: PassageRevision, *, start: int = 0) -> None:
    session.add(PassageOrigin(child_id=child.id, parent_revision_id=parent.id, start=start, end=len(parent.text)))
    session.flush()


def derived(passage_id: str, what: str) -> str:
    """An id that follows from another, so that whoever makes it twice makes it once."""
    return str(uuid.uuid5(uuid.UUID(passage_id), what))
