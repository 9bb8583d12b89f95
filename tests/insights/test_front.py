"""How far each of the six has come, as dots and as a sentence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import at
from app.cycle.domain import SeatRow
from app.cycle.models import Cycle
from app.dialogues import queries as notes
from app.dialogues import services as dialogues
from app.dialogues.domain import ConfirmationAnswer
from app.dialogues.models import Note
from app.dialogues.writing import passages
from app.insights import services
from app.insights.domain import About, Meaning, Quote, Tone
from app.insights.front import next_steps, seat_rows
from app.institutions.models import Institution
from app.invitations.domain import Answer, Attendance, InvitationState, Part
from app.invitations.models import Invitation, Participant
from app.people.domain import Role
from app.people.models import Person, RoleHeld
from app.scheduling.domain import DialogueState
from app.scheduling.models import Dialogue
from tests.counting import count_queries
from tests.dialogues.meetings import NOW, agree_dialogue, head_of, open_cycle, open_held_note, say, tell

DEADLINE = dt.date(2027, 3, 31)


@pytest.fixture
def cycle(app: Flask, session: Session) -> Cycle:
    return open_cycle(session)


SECRETARY, DIRECTOR = (
    Person(name="", address="", created_at=NOW, roles=[RoleHeld(role=role)])
    for role in (Role.SECRETARIAT, Role.DIRECTOR)
)


def only_row(session: Session, cycle: Cycle, now: dt.datetime = NOW, person: Person = SECRETARY) -> SeatRow:
    [row] = seat_rows(session, person, cycle, now)
    return row


def standing(session: Session, cycle: Cycle, now: dt.datetime = NOW) -> tuple[int, bool, str]:
    row = only_row(session, cycle, now)
    return row.reached, row.waiting, row.sentence


def invite(session: Session, dialogue: Dialogue, person: Person) -> Participant:
    """The invitation that has gone to one person."""
    invitation = Invitation(
        dialogue_id=dialogue.id, uid=f"u{dialogue.id}", state=InvitationState.SENT, created_at=NOW, sent_at=NOW
    )
    session.add(invitation)
    session.flush()
    participant = Participant(
        invitation_id=invitation.id, person_id=person.id, attendance=Attendance.REQUIRED, part=Part.DIRECTOR
    )
    session.add(participant)
    session.flush()
    return participant


def ask(session: Session, note: Note) -> None:
    say(session, note, "Ja")
    dialogues.ask_confirmation(session, note=note, deadline=DEADLINE, by=None, now=NOW)


def answer(session: Session, note: Note, given: ConfirmationAnswer) -> None:
    confirmation = notes.confirmation(session, note)
    assert confirmation is not None
    word = "Nej" if given is ConfirmationAnswer.CORRECTION else ""
    dialogues.answer_confirmation(session, confirmation=confirmation, answer=given, word=word, now=NOW)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (DialogueState.WITHOUT_TIME, (1, True, "Valgt. Mødet mangler en tid.")),
        (DialogueState.PROPOSED, (1, True, "En tid er foreslået. Den er ikke godkendt endnu.")),
        (DialogueState.NEEDS_TIME, (1, True, "Nyt tidspunkt mangler.")),
        (DialogueState.AGREED, (2, True, "Tiden er fundet. Indkaldelsen er ikke sendt.")),
        (DialogueState.CANCELLED, (1, False, "Mødet er aflyst.")),
    ],
)
def test_seat_before_the_invitation(
    session: Session, cycle: Cycle, state: DialogueState, expected: tuple[int, bool, str]
) -> None:
    agree_dialogue(session, cycle, name="Åkandens Børnehus").state = state
    session.flush()
    assert standing(session, cycle) == expected


def test_seat_of_an_invited_institution_follows_the_answers(
    session: Session, cycle: Cycle, add_person: Callable[..., Person]
) -> None:
    dialogue = agree_dialogue(session, cycle, name="Åkandens Børnehus")
    participant = invite(session, dialogue, add_person(Role.DIRECTOR, name="Jens Lauridsen"))
    assert standing(session, cycle) == (2, True, "1 mangler at svare.")
    participant.bounced_at = NOW
    session.flush()
    assert standing(session, cycle) == (2, True, "Mailen til Jens Lauridsen kom retur.")
    participant.bounced_at, participant.answer = None, Answer.ACCEPTED
    session.flush()
    assert standing(session, cycle) == (3, False, "Alle har svaret.")
    participant.answer, dialogue.state = Answer.DECLINED, DialogueState.NEEDS_TIME
    session.flush()
    assert standing(session, cycle) == (1, True, "Jens Lauridsen kan ikke. Nyt tidspunkt mangler.")
    assert only_row(session, cycle).struck


def test_seat_after_the_meeting_follows_minutes_and_insights(session: Session, cycle: Cycle) -> None:
    note = open_held_note(session, cycle)
    assert standing(session, cycle) == (4, True, "Holdt. Referatet er ikke læst igennem endnu.")
    ask(session, note)
    assert standing(session, cycle) == (4, True, "Holdt. Referatet venter på lederen.")
    late = NOW + dt.timedelta(days=30)
    assert standing(session, cycle, late) == (4, True, "Holdt. Intet svar på referatet senest 31. marts.")
    answer(session, note, ConfirmationAnswer.CORRECTION)
    assert standing(session, cycle) == (4, True, "Holdt. Lederen har en rettelse til referatet.")
    ask(session, note)
    answer(session, note, ConfirmationAnswer.RIGHT)
    assert standing(session, cycle) == (5, False, "Holdt. Referatet er bekræftet, ingen indsigter endnu.")
    [first, *_] = notes.minutes(session, note)
    quote = Quote(revision_id=first.current.id)
    services.add_insight(
        session,
        cycle=cycle,
        meaning=Meaning(sentence="En.", about=About.FORM, tone=Tone.WISH),
        evidence=[quote],
        now=NOW,
    )
    assert standing(session, cycle) == (6, False, "Holdt. Referatet er bekræftet, 1 indsigt.")


@pytest.mark.parametrize("state", [DialogueState.PROPOSED, DialogueState.AGREED])
def test_time_that_nobody_has_been_told_is_the_secretariats_own(
    session: Session, cycle: Cycle, state: DialogueState
) -> None:
    dialogue = agree_dialogue(session, cycle, name="Åkandens Børnehus")
    dialogue.state = state
    session.flush()
    assert only_row(session, cycle).start == dialogue.starts_at
    row = only_row(session, cycle, person=DIRECTOR)
    assert (row.start, row.reached, row.sentence) == (None, 1, "Valgt. Mødet mangler en tid.")


def test_time_that_is_being_moved_is_the_old_one_to_all_but_the_secretariat(session: Session, cycle: Cycle) -> None:
    dialogue = agree_dialogue(session, cycle, name="Åkandens Børnehus")
    told = tell(session, dialogue).told_start
    dialogue.starts_at, dialogue.ends_at = at(dt.date(2027, 4, 20), 9), at(dt.date(2027, 4, 20), 10, 30)
    session.flush()
    assert only_row(session, cycle, person=DIRECTOR).start == told
    assert only_row(session, cycle).start == dialogue.starts_at


def test_seat_leads_to_its_dialogue(session: Session, cycle: Cycle) -> None:
    note = open_held_note(session, cycle)
    row = only_row(session, cycle)
    assert (row.endpoint, row.args) == ("dialogues.show", {"dialogue_id": note.dialogue_id})
    assert (row.institution, row.institution_id) == ("Åkandens Børnehus", session.scalars(select(Institution.id)).one())


def test_rows_take_as_many_queries_for_six_as_for_one(session: Session, cycle: Cycle) -> None:
    counts = []
    for size in (1, 5):
        for place in range(size):
            dialogue = agree_dialogue(session, cycle, name=f"Hus {size}{place}")
            invite(session, dialogue, head_of(session, passages.open_note(session, dialogue=dialogue, now=NOW)))
        session.commit()
        session.expire_all()
        session.refresh(cycle)
        counts.append(count_queries(session, lambda: seat_rows(session, SECRETARY, cycle, NOW)))
    assert counts[0] == counts[1]


def test_secretariat_is_told_how_much_nobody_has_coded(
    session: Session, cycle: Cycle, add_person: Callable[..., Person]
) -> None:
    note, secretary = open_held_note(session, cycle), add_person(Role.SECRETARIAT)
    assert next_steps(session, secretary, cycle, NOW) == []
    say(session, note, "Ja")
    [step] = next_steps(session, secretary, cycle, NOW)
    assert (step.sentence, step.endpoint, step.due) == (
        "1 afsnit er ikke kodet",
        "insights.overview",
        dt.date(2027, 7, 1),
    )
    assert next_steps(session, add_person(Role.DIRECTOR), cycle, NOW) == []
