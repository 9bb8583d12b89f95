"""Puts the pages of the invitations together: what each shows, in words where it waits on somebody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.cycle.models import Cycle
from app.invitations import asking, queries, waits
from app.invitations.asking import Turnover
from app.invitations.domain import Answer, Attendance, Change, Part, Slot
from app.invitations.forms import AnswerForm
from app.invitations.models import Invitation, InvitationAnswer, Participant
from app.invitations.queries import Outgoing, institution_of
from app.invitations.sending import letters, reminders, taking_back
from app.invitations.sending.telling import thread_of
from app.invitations.sending.texts import facts_for
from app.mail import queries as outbox
from app.mail.models import OutboxMessage
from app.mail.writing.markup import Section
from app.people.models import Person
from app.scheduling.domain import DialogueState
from app.scheduling.rules import working_time
from app.scheduling.rules.domain import RuleKind

WEEK = dt.timedelta(weeks=1)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One meeting in the matrix: its time, and everyone asked, in the order of the columns."""

    invitation: Invitation
    institution: str
    slot: Slot | None
    cells: Sequence[Participant | None]
    guests: Sequence[Participant]
    seeking: bool


@dataclass(frozen=True, kw_only=True)
class Undo:
    """The last sending, while it can be taken back."""

    count: int
    until: dt.datetime
    seconds: int


@dataclass(frozen=True, kw_only=True)
class Overview:
    """The page of all meetings and all who are asked."""

    cycle: Cycle
    directors: Sequence[Person]
    rows: Sequence[Row]
    waits: Sequence[waits.Wait]
    outgoing: int
    asked: int
    answered: int
    missing: int
    undo: Undo | None


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One mail of the preview."""

    outgoing: Outgoing
    subject: str
    text: str

    @property
    def can_be_left_out(self) -> bool:
        """Who may come, and has not been asked yet, can be left out before anything is sent."""
        one = self.outgoing
        return one.change is Change.NEW and one.participant.attendance is Attendance.OPTIONAL


@dataclass(frozen=True, kw_only=True)
class Batch:
    """What the invitees of one meeting will be sent, and what to know before. `short_of`: the weeks of notice that the
    year asks for, where there are fewer left; else 0."""

    institution: str
    institution_id: int
    slot: Slot | None
    before: Slot | None
    letters: Sequence[Letter]
    without_head: bool
    turnover: Turnover
    answers_go_to: str
    short_of: int


@dataclass(frozen=True, kw_only=True)
class Preview:
    """Exactly who will be sent what."""

    cycle: Cycle
    batches: Sequence[Batch]
    undo: Undo | None = None

    @property
    def count(self) -> int:
        """How many mails there are."""
        return sum(len(batch.letters) for batch in self.batches)

    @property
    def turned_over(self) -> bool:
        """Whether somebody has come or gone since the people of the meetings were set."""
        return any(batch.turnover for batch in self.batches)

    @property
    def can_send(self) -> bool:
        """An invitation without the head of the institution asks nobody, and nobody is asked who is gone."""
        return self.count > 0 and not self.turned_over and not any(batch.without_head for batch in self.batches)


@dataclass(frozen=True, kw_only=True)
class PersonPage:
    """One person's part in one meeting."""

    participant: Participant
    institution: str
    slot: Slot | None
    answers: Sequence[InvitationAnswer]
    messages: Sequence[OutboxMessage]
    open: bool


@dataclass(frozen=True, kw_only=True)
class AnswerPage:
    """What an invitee sees: the meeting, her answer, and what she wants to know."""

    participant: Participant
    institution: str
    slot: Slot | None
    facts: Sequence[Section]
    is_head: bool
    open: bool
    seeking: bool
    sequence: int


def overview_of(session: Session, *, cycle: Cycle, now: dt.datetime) -> Overview:
    """The matrix of meetings and people, and what waits."""
    invitations = queries.invitations_of(session, cycle)
    asked = [one for invitation in invitations for one in queries.present(invitation) if one.told_sequence is not None]
    directors = {one.person_id: one.person for one in asked if one.part is Part.DIRECTOR}
    columns = sorted(directors.values(), key=lambda person: person.name)
    return Overview(
        cycle=cycle,
        directors=columns,
        rows=[_row(invitation, columns) for invitation in invitations],
        waits=waits.of_year(session, invitations, now=now),
        outgoing=sum(len(queries.changes(invitation, now)) for invitation in invitations),
        asked=len(asked),
        answered=sum(one.answer is not Answer.NEEDS_ACTION for one in asked),
        missing=_missing(session, invitations, now),
        undo=_undo(session, cycle, now),
    )


def _missing(session: Session, invitations: Sequence[Invitation], now: dt.datetime) -> int:
    """How many have been asked about a time that stands, and have not answered."""
    standing = [one for one in invitations if one.dialogue.state is DialogueState.AGREED]
    return len(reminders.silent(session, standing, now))


def preview_of(session: Session, *, cycle: Cycle, now: dt.datetime) -> Preview:
    """What sending would do now."""
    invitations, notice = queries.invitations_of(session, cycle), working_time.weeks_of(session, cycle, RuleKind.NOTICE)
    turnovers = asking.turnovers(session, invitations, now)
    batches = [_batch(session, one, turnovers[one.id], notice, now) for one in invitations]
    shown = [batch for batch in batches if batch.letters or batch.turnover]
    return Preview(cycle=cycle, batches=shown, undo=_undo(session, cycle, now))


def _undo(session: Session, cycle: Cycle, now: dt.datetime) -> Undo | None:
    sending = taking_back.open_sending(session, cycle, now)
    if sending is None:
        return None
    left = (sending.until - now) // dt.timedelta(seconds=1)
    return Undo(count=len(sending.messages), until=sending.until, seconds=left)


def person_of(session: Session, *, participant_id: int, now: dt.datetime) -> PersonPage:
    """One person's answers and mails."""
    participant = queries.participant(session, participant_id)
    invitation = participant.invitation
    return PersonPage(
        participant=participant,
        institution=institution_of(invitation),
        slot=queries.shown(invitation),
        answers=queries.answers_of(session, participant),
        messages=outbox.to_person(session, participant.person_id, thread_of(invitation)),
        open=queries.is_open(participant, now),
    )


def answer_of(session: Session, participant: Participant, *, now: dt.datetime) -> AnswerPage:
    """The answer page of one invitee."""
    invitation = participant.invitation
    is_head = participant.part is Part.HEAD
    return AnswerPage(
        participant=participant,
        institution=institution_of(invitation),
        slot=queries.shown(invitation),
        facts=facts_for(session, invitation) if is_head else [],
        is_head=is_head,
        open=queries.is_open(participant, now),
        seeking=invitation.dialogue.state is DialogueState.NEEDS_TIME,
        sequence=invitation.sequence,
    )


def filled(form: AnswerForm, page: AnswerPage) -> AnswerForm:
    """The form with what she has said before; what she has just typed stays."""
    if not form.is_submitted():
        answer = page.participant.answer
        first, second = [*page.participant.brings, "", ""][:2]
        form.process(
            data={
                "answer": None if answer is Answer.NEEDS_ACTION else answer.value,
                "first": first,
                "second": second,
                "substitute": page.participant.substitute,
                "word": page.participant.word,
            }
        )
    return form


def _row(invitation: Invitation, directors: Sequence[Person]) -> Row:
    present = {one.person_id: one for one in queries.present(invitation)}
    head = next((one for one in present.values() if one.part is Part.HEAD), None)
    return Row(
        invitation=invitation,
        institution=institution_of(invitation),
        slot=queries.stands(invitation),
        cells=[head, *(present.get(person.id) for person in directors)],
        guests=[one for one in present.values() if one.part in (Part.CENTRE, Part.GUEST)],
        seeking=invitation.dialogue.state is DialogueState.NEEDS_TIME,
    )


def _batch(
    session: Session, invitation: Invitation, turnover: Turnover, notice: dt.timedelta, now: dt.datetime
) -> Batch:
    changes, slot = sorted(queries.changes(invitation, now), key=_head_first), queries.stands(invitation)
    asks = any(one.change in (Change.NEW, Change.TIME) for one in changes)
    return Batch(
        institution=institution_of(invitation),
        institution_id=invitation.dialogue.seat.institution_id,
        slot=slot,
        before=queries.told(invitation),
        letters=[_letter(session, one, slot or queries.told(invitation), now) for one in changes],
        answers_go_to=letters.moved_from(invitation),
        turnover=turnover,
        without_head=slot is not None and not any(one.part is Part.HEAD for one in queries.present(invitation)),
        short_of=notice // WEEK if asks and slot is not None and slot.start - now < notice else 0,
    )


def _head_first(one: Outgoing) -> int:
    return asking.ORDER.index(one.participant.part)


def _letter(session: Session, one: Outgoing, slot: Slot | None, now: dt.datetime) -> Letter:
    if slot is None:
        return Letter(outgoing=one, subject="", text="")
    told = letters.tell(
        session,
        one.invitation,
        one.participant,
        one.change,
        slot=slot,
        before=queries.told(one.invitation),
        url=letters.answer_url("…"),
        now=now,
    )
    return Letter(outgoing=one, subject=told.words.subject, text=told.words.text)
