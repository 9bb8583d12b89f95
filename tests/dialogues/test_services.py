"""Agenda, holding a dialogue, promises, and the institution's answer to its minutes."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import at
from app.cycle import services as cycles
from app.cycle.domain import NoSubject
from app.cycle.models import Cycle
from app.dialogues import queries, services
from app.dialogues.domain import (
    AlreadyAnswered,
    ConfirmationAnswer,
    CorrectionWithoutWords,
    DeadlineTooEarly,
    MinutesTakenBack,
    NoHead,
    NoteClosed,
    NoteState,
    NotForMinutes,
    NotHeld,
    NothingToRead,
    NothingToSettle,
    PassageKind,
    PersonnelMatter,
    YesWithWords,
)
from app.dialogues.models import Confirmation, ConfirmedRevision, Note
from app.dialogues.writing import passages
from app.institutions.models import Leadership
from app.mail.models import OutboxMessage
from app.people.queries import follow_link
from app.scheduling.domain import DialogueSettled, DialogueState
from app.selection.domain import SeatState
from tests.dialogues.meetings import DAY, NOW, agree_dialogue, head_of, open_cycle, open_held_note, say

DEADLINE = dt.date(2027, 3, 31)


@pytest.fixture
def cycle(session: Session) -> Cycle:
    return open_cycle(session)


@pytest.fixture
def note(app: Flask, session: Session, cycle: Cycle) -> Note:
    return open_held_note(session, cycle)


def ask(session: Session, note: Note) -> Confirmation:
    return services.ask_confirmation(session, note=note, deadline=DEADLINE, by=None, now=NOW)


def link_in_mail(session: Session) -> str:
    """The token in the newest mail."""
    raw = session.scalars(select(OutboxMessage.raw).order_by(OutboxMessage.id.desc())).first()
    return (raw or b"").decode().replace("=\r\n", "").partition("/referat/")[2].split()[0]


def test_agenda_holds_the_years_questions_and_the_wishes(session: Session, cycle: Cycle) -> None:
    dialogue = agree_dialogue(session, cycle, name="Engvejens Skole")
    services.prepare_agenda(session, dialogue=dialogue, now=NOW)
    agenda = services.prepare_agenda(session, dialogue=dialogue, wishes=" Tal om PPR ", now=NOW)
    assert agenda.questions == ["Spørgsmål 1?", "Spørgsmål 2?", "Spørgsmål 3?"]
    assert agenda.wishes == "Tal om PPR"


def test_agenda_lies_fast_after_the_meeting(session: Session, cycle: Cycle) -> None:
    dialogue = agree_dialogue(session, cycle, name="Engvejens Skole")
    services.prepare_agenda(session, dialogue=dialogue, wishes="PPR", now=NOW)
    services.hold(session, dialogue=dialogue, now=NOW)
    with pytest.raises(DialogueSettled):
        services.prepare_agenda(session, dialogue=dialogue, wishes="Noget andet", now=NOW)


def test_agenda_of_a_year_without_guidance_is_refused(session: Session) -> None:
    cycle = cycles.open_year(session, year=2031, subject=None, now=NOW)
    dialogue = agree_dialogue(session, cycle, name="Engvejens Skole")
    with pytest.raises(NoSubject):
        services.prepare_agenda(session, dialogue=dialogue, now=NOW)


def test_held_dialogue_counts_for_its_seat(session: Session, cycle: Cycle) -> None:
    dialogue = agree_dialogue(session, cycle, name="Engvejens Skole")
    notes = {services.hold(session, dialogue=dialogue, now=NOW).id for _ in range(2)}
    assert (dialogue.state, dialogue.seat.state, len(notes)) == (DialogueState.HELD, SeatState.HELD, 1)


def test_note_is_opened_once(session: Session, note: Note) -> None:
    dialogue = queries.dialogue(session, note.dialogue_id)
    assert passages.open_note(session, dialogue=dialogue, now=NOW) is note


def test_promise_is_kept_with_a_sentence(session: Session, note: Note) -> None:
    dialogue = queries.dialogue(session, note.dialogue_id)
    head = head_of(session, note)
    action = services.add_action(session, dialogue=dialogue, text="Send listen", owner=head, due=DEADLINE, now=NOW)
    services.finish_action(session, action=action, outcome="Sendt.", by=None, now=NOW)
    assert queries.actions_of(session, [dialogue]) == [action]
    assert (action.owner, action.done_on, action.outcome) == (head, DAY, "Sendt.")


def test_head_is_asked_by_mail_with_a_link_to_her_minutes(session: Session, note: Note) -> None:
    say(session, note, "Det er mor, der kører papirerne rundt.")
    confirmation = ask(session, note)
    link = follow_link(session, token=link_in_mail(session), purpose=services.LINK_PURPOSE, now=NOW)
    assert (link.person, link.subject_id) == (head_of(session, note), note.id)
    assert (note.state, confirmation.deadline, confirmation.answer) == (NoteState.ASKED, DEADLINE, None)


def test_question_too_early_or_about_nothing_is_refused(session: Session, note: Note, cycle: Cycle) -> None:
    say(session, note, "Eget", kind=PassageKind.OWN)
    with pytest.raises(NothingToRead):
        ask(session, note)
    with pytest.raises(DeadlineTooEarly):
        services.ask_confirmation(session, note=note, deadline=DAY, by=None, now=NOW)
    agreed = agree_dialogue(session, cycle, name="Engvejens Skole")
    with pytest.raises(NotHeld):
        ask(session, passages.open_note(session, dialogue=agreed, now=NOW))


def test_question_without_a_head_is_refused(session: Session, note: Note) -> None:
    say(session, note, "Ja")
    for leadership in session.scalars(select(Leadership)):
        leadership.to_day = DAY - dt.timedelta(days=1)
    session.flush()
    with pytest.raises(NoHead) as refused:
        ask(session, note)
    assert refused.value.data == {"institution": "Åkandens Børnehus"}


def test_yes_freezes_what_the_head_read(session: Session, note: Note) -> None:
    passage = say(session, note, "Ja")
    say(session, note, "Eget", kind=PassageKind.OWN)
    confirmation = ask(session, note)
    services.answer_confirmation(session, confirmation=confirmation, answer=ConfirmationAnswer.RIGHT, now=NOW)
    assert session.scalars(select(ConfirmedRevision.revision_id)).all() == [passage.current.id]
    assert (note.state, confirmation.answer, confirmation.answered_at) == (
        NoteState.CONFIRMED,
        ConfirmationAnswer.RIGHT,
        NOW,
    )
    with pytest.raises(NoteClosed):
        passages.save_passage(session, passage=passage, text="Nej", base_revision=1, now=NOW)


def test_second_answer_is_refused(session: Session, note: Note) -> None:
    say(session, note, "Ja")
    confirmation = ask(session, note)
    services.answer_confirmation(session, confirmation=confirmation, answer=ConfirmationAnswer.RIGHT, now=NOW)
    with pytest.raises(AlreadyAnswered):
        services.answer_confirmation(
            session, confirmation=confirmation, answer=ConfirmationAnswer.CORRECTION, word="Nej", now=NOW
        )
    assert confirmation.answer is ConfirmationAnswer.RIGHT


def test_correction_stays_open_until_it_is_settled(session: Session, note: Note) -> None:
    passage = say(session, note, "Hver onsdag")
    confirmation = ask(session, note)
    remarks = {passage.id: " Det var hver anden onsdag. ", "other": " "}
    services.answer_confirmation(
        session, confirmation=confirmation, answer=ConfirmationAnswer.CORRECTION, remarks=remarks, now=NOW
    )
    assert (note.state, confirmation.settled_at) == (NoteState.DISPUTED, None)
    assert confirmation.remarks == {passage.id: "Det var hver anden onsdag."}
    passages.save_passage(session, passage=passage, text="Hver anden onsdag", base_revision=1, now=NOW)
    services.settle_correction(session, note=note, by=None, now=NOW)
    session.refresh(confirmation)
    assert (note.state, confirmation.settled_at) == (NoteState.OPEN, NOW)


def test_confirmed_minutes_are_not_opened_by_settling(session: Session, note: Note) -> None:
    say(session, note, "Hver onsdag")
    confirmation = ask(session, note)
    services.answer_confirmation(session, confirmation=confirmation, answer=ConfirmationAnswer.RIGHT, now=NOW)
    with pytest.raises(NothingToSettle):
        services.settle_correction(session, note=note, by=None, now=NOW)
    assert note.state is NoteState.CONFIRMED


def test_asking_again_settles_the_correction_that_it_answers(session: Session, note: Note) -> None:
    say(session, note, "Hver onsdag")
    first = ask(session, note)
    services.answer_confirmation(
        session, confirmation=first, answer=ConfirmationAnswer.CORRECTION, word="Hver anden", now=NOW
    )
    second = ask(session, note)
    session.refresh(first)
    assert (first.settled_at, second.answer, note.state) == (NOW, None, NoteState.ASKED)
    with pytest.raises(AlreadyAnswered):
        services.answer_confirmation(session, confirmation=first, answer=ConfirmationAnswer.RIGHT, now=NOW)


@pytest.mark.parametrize(
    ("word", "refusal"),
    [
        (" ", CorrectionWithoutWords),
        ("Det gjaldt 010203-1234", NotForMinutes),
        ("Lone er ikke sygemeldt.", PersonnelMatter),
    ],
)
def test_correction_says_what_is_wrong_without_what_is_private(
    session: Session, note: Note, word: str, refusal: type[Exception]
) -> None:
    say(session, note, "Ja")
    confirmation = ask(session, note)
    with pytest.raises(refusal):
        services.answer_confirmation(
            session, confirmation=confirmation, answer=ConfirmationAnswer.CORRECTION, word=word, now=NOW
        )
    assert note.state is NoteState.ASKED


def test_remark_and_promise_hold_no_personnel_matter(session: Session, note: Note) -> None:
    passage = say(session, note, "Ja")
    confirmation = ask(session, note)
    private = "Hun har fået en advarsel."
    with pytest.raises(PersonnelMatter):
        services.answer_confirmation(
            session,
            confirmation=confirmation,
            answer=ConfirmationAnswer.CORRECTION,
            remarks={passage.id: private},
            now=NOW,
        )
    dialogue = queries.dialogue(session, note.dialogue_id)
    with pytest.raises(PersonnelMatter):
        services.add_action(session, dialogue=dialogue, text=private, owner=None, due=None, now=NOW)


def test_yes_with_a_remark_is_asked_about(session: Session, note: Note) -> None:
    passage = say(session, note, "Hver onsdag")
    confirmation = ask(session, note)
    with pytest.raises(YesWithWords):
        services.answer_confirmation(
            session,
            confirmation=confirmation,
            answer=ConfirmationAnswer.RIGHT,
            remarks={passage.id: "Hver anden"},
            now=NOW,
        )


def test_minutes_that_were_taken_back_cannot_be_confirmed(session: Session, note: Note) -> None:
    say(session, note, "Ja")
    confirmation = ask(session, note)
    services.take_back(session, note=note, by=None, now=NOW)
    with pytest.raises(MinutesTakenBack):
        services.answer_confirmation(session, confirmation=confirmation, answer=ConfirmationAnswer.RIGHT, now=NOW)


def test_reminder_goes_out_once_a_day(session: Session, note: Note) -> None:
    say(session, note, "Ja")
    ask(session, note)
    for _ in range(2):
        services.remind(session, note=note, by=None, now=NOW)
    services.remind(session, note=note, by=None, now=NOW + dt.timedelta(days=1))
    assert len(session.scalars(select(OutboxMessage.id)).all()) == 3
    follow_link(session, token=link_in_mail(session), purpose=services.LINK_PURPOSE, now=at(DEADLINE, 12))
