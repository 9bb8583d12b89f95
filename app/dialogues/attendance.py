"""Use cases of who was there: the invited are taken to have come, the head brings others, and a person mends it.

Nothing is stored until somebody mends the list or the meeting is held; until then it follows the invitation.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.dialogues import queries
from app.dialogues.domain import AttendanceChanged, Attendee, attendance_seal
from app.dialogues.models import Attendance, Note
from app.dialogues.writing.passages import lock_note
from app.dialogues.writing.words import refuse_private, tidy
from app.invitations import queries as invitations
from app.invitations.domain import Answer
from app.invitations.models import Participant
from app.people.models import Person
from app.scheduling.models import Dialogue
from app.trail import services as trail


def attendees_of(session: Session, note: Note | None, participants: Iterable[Participant]) -> list[Attendee]:
    """Who came, as far as it is known: what was written down, else whoever was asked and did not decline."""
    written = queries.attendance_of(session, note) if note is not None else []
    if not written:
        return expected(participants)
    return [
        Attendee(person_id=one.person_id, name=one.name, title=one.title, came=one.came, remark=one.remark)
        for one in written
    ]


def expected(participants: Iterable[Participant]) -> list[Attendee]:
    """Everybody who was asked, each followed by whom she brings ("Amira Said, souschef")."""
    found: list[Attendee] = []
    for one in participants:
        comes = one.answer is not Answer.DECLINED
        found.append(Attendee(person_id=one.person_id, name=one.person.name, title=one.person.title, came=comes))
        for name, _comma, title in (brought.partition(",") for brought in one.brings):
            found.append(Attendee(name=name.strip(), title=title.strip(), came=comes))
    return found


def write_attendance(
    session: Session,
    *,
    note: Note,
    dialogue: Dialogue,
    attendees: Sequence[Attendee],
    seal: str,
    by: Person | None,
    now: dt.datetime,
) -> None:
    """The list as a person has mended it; `seal` is that of the list she saw. Who has no name is taken off.

    A name beside a word for illness or dismissal is a personnel matter here as everywhere.
    """
    lock_note(session, note)
    if seal != attendance_seal(attendees_of(session, note, participants_of(session, dialogue))):
        raise AttendanceChanged()
    for one in attendees:
        refuse_private(f"{one.name}, {one.title}: {one.remark}")
    _store(session, note, [one for one in attendees if tidy(one.name)])
    trail.record(session, by=by, action="dialogues.attendance-written", thing=f"note:{note.id}", now=now)


def settle_attendance(session: Session, *, note: Note, dialogue: Dialogue) -> None:
    """The meeting is over: what nobody has written down is taken from the invitation, and stays."""
    lock_note(session, note)
    if not queries.attendance_of(session, note):
        _store(session, note, expected(participants_of(session, dialogue)))


def participants_of(session: Session, dialogue: Dialogue) -> list[Participant]:
    """Whoever is asked to the meeting now."""
    invitation = invitations.invitation_of(session, dialogue)
    return [one for one in invitation.participants if one.removed_at is None] if invitation else []


def _store(session: Session, note: Note, attendees: Iterable[Attendee]) -> None:
    session.execute(delete(Attendance).where(Attendance.note_id == note.id))
    for one in attendees:
        session.add(
            Attendance(
                note_id=note.id,
                person_id=one.person_id,
                name=tidy(one.name),
                title=tidy(one.title),
                came=one.came,
                remark=tidy(one.remark),
            )
        )
    note.side_mark = note.mark
    session.flush()
