"""Use cases of the dialogues: agenda, note, holding the meeting, what was promised, and the institution's yes.

Those of single passages stand in writing/, those of other forums in discussions/, who came in attendance.py.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.clock import at, local_day
from app.cycle.domain import NoSubject
from app.cycle.services import require_open
from app.dialogues import mail_texts, queries
from app.dialogues.attendance import settle_attendance
from app.dialogues.domain import (
    DAYS_AFTER_DEADLINE,
    AlreadyAnswered,
    ConfirmationAnswer,
    CorrectionWithoutWords,
    DeadlineTooEarly,
    MinutesTakenBack,
    NoHead,
    NotAsked,
    NoteState,
    NotHeld,
    NothingRemarked,
    NothingToRead,
    NothingToSettle,
    YesWithWords,
)
from app.dialogues.models import Action, Agenda, Confirmation, ConfirmedRevision, Note
from app.dialogues.writing.passages import (
    check_theme,
    checked,
    close_revision,
    lock_note,
    open_note,
)
from app.dialogues.writing.placing import place_itself
from app.dialogues.writing.ranks import after_last
from app.dialogues.writing.words import refuse_private, tidy
from app.institutions import queries as institutions
from app.mail import queries as outbox
from app.mail import services as mail
from app.mail.writing import texts
from app.mail.writing.words import absolute, language_of
from app.people import services as people
from app.people.models import Person
from app.scheduling import services as scheduling
from app.scheduling.domain import DialogueSettled, DialogueState
from app.scheduling.models import Dialogue
from app.trail import services as trail

LINK_PURPOSE = "minutes"


def prepare_agenda(
    session: Session, *, dialogue: Dialogue, now: dt.datetime, wishes: str = "", by: Person | None = None
) -> Agenda:
    """The year's reflection questions and the institution's own wishes; prepared again, only the wishes change.

    After the meeting it lies fast: it is what was asked.
    """
    session.execute(select(Dialogue.id).where(Dialogue.id == dialogue.id).with_for_update())
    meeting, agenda = queries.dialogue(session, dialogue.id), session.get(Agenda, dialogue.id)
    cycle = meeting.seat.draw.cycle
    if cycle.subject is None:
        raise NoSubject(year=cycle.year)
    if agenda is not None and meeting.state is DialogueState.HELD:
        raise DialogueSettled(institution=meeting.seat.institution.name)
    if agenda is None:
        themes = cycle.subject.content["themes"]
        agenda = Agenda(dialogue_id=dialogue.id, questions=[text for one in themes for text in one["questions"]])
        session.add(agenda)
        trail.record(session, by=by, action="dialogues.agenda-prepared", thing=f"dialogue:{dialogue.id}", now=now)
    agenda.wishes = wishes.strip()
    session.flush()
    return agenda


def hold(session: Session, *, dialogue: Dialogue, now: dt.datetime, by: Person | None = None) -> Note:
    """The meeting has been held: its seat counts as visited, and there is a note to finish."""
    scheduling.mark_held(session, dialogue=queries.dialogue(session, dialogue.id), by=by, now=now)
    note = open_note(session, dialogue=dialogue, now=now)
    settle_attendance(session, note=note, dialogue=dialogue)
    return note


def add_action(
    session: Session,
    *,
    dialogue: Dialogue,
    text: str,
    owner: Person | None,
    due: dt.date | None,
    now: dt.datetime,
    edition_id: int | None = None,
    save_key: str | None = None,
    by: Person | None = None,
) -> Action:
    """Something was promised in a dialogue: what, who, by when. It keeps the place where it was said.

    One that comes again because its answer was lost (the same `save_key`) changes nothing.
    """
    note = open_note(session, dialogue=dialogue, now=now)
    lock_note(session, note)
    action = queries.promised_with(session, save_key)
    if action is not None:
        return action
    check_theme(session, edition_id)
    action = Action(
        dialogue_id=dialogue.id,
        text=checked(text),
        owner_id=owner.id if owner else None,
        due=due,
        edition_id=edition_id,
        rank=after_last(queries.last_rank(session, note)),
        save_key=save_key,
    )
    session.add(action)
    note.side_mark = note.mark
    session.flush()
    trail.record(session, by=by, action="dialogues.promised", thing=f"action:{action.id}", now=now)
    return action


def finish_action(session: Session, *, action: Action, outcome: str, by: Person | None, now: dt.datetime) -> None:
    """A promise was kept; the outcome is a sentence that the institution can read in its letter."""
    refuse_private(outcome)
    action.done_on, action.outcome = local_day(now), tidy(outcome)
    trail.record(session, by=by, action="dialogues.promise-kept", thing=f"action:{action.id}", now=now)


def ask_confirmation(
    session: Session, *, note: Note, deadline: dt.date, by: Person | None, now: dt.datetime
) -> Confirmation:
    """Asks the head by mail whether the minutes are right. The words lie fast until she has answered.

    Asked again, a correction that stood open counts as settled: this is the answer to it.
    """
    session.refresh(note, ["state"], with_for_update=True)
    dialogue = queries.dialogue(session, note.dialogue_id)
    require_open(session, cycle=dialogue.seat.draw.cycle)
    if dialogue.state is not DialogueState.HELD:
        raise NotHeld()
    if note.state is NoteState.CONFIRMED:
        raise AlreadyAnswered()
    if deadline <= local_day(now):
        raise DeadlineTooEarly()
    minutes = queries.minutes(session, note)
    if not minutes:
        raise NothingToRead()
    institution = dialogue.seat.institution
    head = institutions.head_of(session, institution, local_day(now))
    if head is None:
        raise NoHead(institution=institution.name)
    for passage in minutes:
        close_revision(session, revision=passage.current, now=now)
    _settle(session, note, now)
    confirmation = Confirmation(note=note, person=head, asked_at=now, deadline=deadline, remarks={})
    note.state = NoteState.ASKED
    session.add(confirmation)
    session.flush()
    _mail_link(session, confirmation, dialogue, once=f"minutes:{confirmation.id}", now=now)
    trail.record(session, by=by, action="dialogues.asked", thing=f"note:{note.id}", now=now)
    return confirmation


def remind(session: Session, *, note: Note, by: Person | None, now: dt.datetime, once_only: bool = False) -> bool:
    """Asks once more, with a fresh link; at most one mail a day. Says whether one was written.

    `once_only`: the reminder that goes out by itself, once for each question, and not on a day when a person has sent
    one.
    """
    session.refresh(note, ["state"], with_for_update=True)
    confirmation = queries.confirmation(session, note)
    if confirmation is None or note.state is not NoteState.ASKED:
        raise NotAsked()
    dialogue = queries.dialogue(session, note.dialogue_id)
    require_open(session, cycle=dialogue.seat.draw.cycle)
    today, alone = f"minutes:{confirmation.id}:{local_day(now)}", f"minutes:{confirmation.id}:reminder"
    if outbox.is_written(session, today) or (once_only and outbox.is_written(session, alone)):
        return False
    once = alone if once_only else today
    _mail_link(session, confirmation, dialogue, once=once, now=now, reminder=True)
    trail.record(session, by=by, action="dialogues.reminded", thing=f"note:{note.id}", now=now)
    return True


def answer_confirmation(
    session: Session,
    *,
    confirmation: Confirmation,
    answer: ConfirmationAnswer,
    now: dt.datetime,
    word: str = "",
    remarks: Mapping[str, str] | None = None,
    placements: Mapping[int, int] | None = None,
) -> None:
    """The head's answer, once. Yes freezes every revision that she read; a correction stays open until settled.

    `placements`: where the institution places itself, theme by theme, if it wishes to.
    """
    said = {passage_id: tidy(text) for passage_id, text in (remarks or {}).items() if tidy(text)}
    if answer is ConfirmationAnswer.CORRECTION and not (tidy(word) or said):
        raise CorrectionWithoutWords()
    if answer is ConfirmationAnswer.RIGHT and (tidy(word) or said):
        raise YesWithWords()
    for text in (word, *said.values()):
        refuse_private(text)
    note = session.get_one(Note, confirmation.note_id)
    _take_answer(session, note, confirmation, answer, now)
    confirmation.word, confirmation.remarks = word.strip(), said
    place_itself(session, confirmation=confirmation, placements=placements or {})
    if answer is ConfirmationAnswer.RIGHT:
        _freeze(session, note, confirmation, now)
    note.state = NoteState.CONFIRMED if answer is ConfirmationAnswer.RIGHT else NoteState.DISPUTED
    session.flush()
    trail.record(session, by=confirmation.person, action=f"dialogues.{answer.value}", thing=f"note:{note.id}", now=now)


def settle_correction(session: Session, *, note: Note, by: Person | None, now: dt.datetime) -> None:
    """The correction has been dealt with: the note is open again, and the institution is asked anew."""
    session.refresh(note, ["state"], with_for_update=True)
    if note.state is not NoteState.DISPUTED:
        raise NothingToSettle()
    _settle(session, note, now)
    _reopen(session, note)
    trail.record(session, by=by, action="dialogues.correction-settled", thing=f"note:{note.id}", now=now)


def settle_remark(session: Session, *, note: Note, passage_id: str, by: Person | None, now: dt.datetime) -> None:
    """What the head said of one passage has been dealt with; her correction stays open until all of it has."""
    session.refresh(note, ["state"], with_for_update=True)
    confirmation = queries.confirmation(session, note)
    if note.state is not NoteState.DISPUTED or confirmation is None or passage_id not in confirmation.remarks:
        raise NothingRemarked()
    settled = {passage_id: local_day(now).isoformat(), **confirmation.settled_remarks}
    confirmation.settled_remarks = settled
    trail.record(session, by=by, action="dialogues.remark-settled", thing=f"passage:{passage_id}", now=now)


def take_back(session: Session, *, note: Note, by: Person | None, now: dt.datetime) -> None:
    """Opens minutes that lie with the institution, or were confirmed; the yes of before stays on record."""
    _reopen(session, note)
    trail.record(session, by=by, action="dialogues.taken-back", thing=f"note:{note.id}", now=now)


def _take_answer(
    session: Session, note: Note, confirmation: Confirmation, answer: ConfirmationAnswer, now: dt.datetime
) -> None:
    """One conditional statement, so that two clicks have one effect; an older question is not answered any more."""
    session.refresh(note, ["state"], with_for_update=True)
    if note.state is NoteState.OPEN:
        raise MinutesTakenBack()
    newest = select(func.max(Confirmation.id)).where(Confirmation.note_id == note.id).scalar_subquery()
    taking = (
        update(Confirmation)
        .where(Confirmation.id == confirmation.id, Confirmation.id == newest, Confirmation.answer.is_(None))
        .values(answer=answer, answered_at=now)
        .returning(Confirmation.id)
    )
    if session.scalar(taking) is None:
        raise AlreadyAnswered()
    session.refresh(confirmation)


def _freeze(session: Session, note: Note, confirmation: Confirmation, now: dt.datetime) -> None:
    for passage in queries.minutes(session, note):
        close_revision(session, revision=passage.current, now=now)
        session.add(ConfirmedRevision(confirmation_id=confirmation.id, revision_id=passage.current.id))


def _reopen(session: Session, note: Note) -> None:
    session.refresh(note, ["state"], with_for_update=True)
    note.state = NoteState.OPEN
    session.flush()


def _settle(session: Session, note: Note, now: dt.datetime) -> None:
    session.execute(
        update(Confirmation)
        .where(
            Confirmation.note_id == note.id,
            Confirmation.answer == ConfirmationAnswer.CORRECTION,
            Confirmation.settled_at.is_(None),
        )
        .values(settled_at=now)
    )


def _mail_link(
    session: Session,
    confirmation: Confirmation,
    dialogue: Dialogue,
    *,
    once: str,
    now: dt.datetime,
    reminder: bool = False,
) -> None:
    ends_at = at(confirmation.deadline + dt.timedelta(days=DAYS_AFTER_DEADLINE), 23, 59)
    token = people.issue_link(
        session,
        person=confirmation.person,
        purpose=LINK_PURPOSE,
        subject_id=confirmation.note_id,
        ends_at=ends_at,
        now=now,
    )
    with language_of(confirmation.person):
        link = absolute(f"/referat/{token}")
        values = mail_texts.values_with_deadline(dialogue, link=link, deadline=confirmation.deadline)
    written = texts.write(
        session,
        cycle_id=dialogue.seat.draw.cycle_id,
        kind=mail_texts.REMINDER if reminder else mail_texts.MINUTES,
        person=confirmation.person,
        values=values,
    )
    thread, person = f"dialogue:{dialogue.id}", confirmation.person
    mail.enqueue(session, once=once, kind="minutes", thread=thread, person=person, written=written, now=now)
