"""Who was there: the invited are taken to have come, others come along, and a person mends the list."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.dialogues import attendance, queries, services
from app.dialogues.attendance import attendees_of, participants_of
from app.dialogues.domain import AttendanceChanged, Attendee, PersonnelMatter, attendance_seal
from app.dialogues.models import Attendance
from app.dialogues.writing import passages
from app.invitations.domain import Answer, InvitationState, Part
from app.invitations.domain import Attendance as Asked
from app.invitations.models import Invitation, Participant
from app.people.domain import Role
from app.people.models import Person
from app.scheduling.models import Dialogue
from tests.dialogues.meetings import NOW, agree_dialogue, open_cycle

Persons = Callable[..., Person]
Client = Callable[[Person | None], FlaskClient]


@pytest.fixture
def dialogue(session: Session, add_person: Persons) -> Dialogue:
    """A meeting to which a head is asked who brings two, and a director who has declined."""
    dialogue = agree_dialogue(session, open_cycle(session), name="Engvejens Skole")
    head = add_person(Role.LEADER, name="Ulla Steen")
    director = add_person(Role.DIRECTOR, name="Peter Juhl")
    head.title, director.title = "skoleleder", "direktør"
    invitation = Invitation(dialogue_id=dialogue.id, uid="1@example.dk", state=InvitationState.SENT, created_at=NOW)
    session.add(invitation)
    session.flush()
    for person, answer, brings in (
        (head, Answer.ACCEPTED, ["Amira Said, souschef", "Ole Brandt"]),
        (director, Answer.DECLINED, []),
    ):
        session.add(
            Participant(
                invitation_id=invitation.id,
                person_id=person.id,
                part=Part.HEAD if brings else Part.DIRECTOR,
                attendance=Asked.REQUIRED,
                answer=answer,
                brings=brings,
            )
        )
    session.flush()
    return dialogue


def listed(session: Session, dialogue: Dialogue) -> list[Attendee]:
    note = queries.bare_note(session, {"dialogue_id": dialogue.id})
    return attendees_of(session, note, participants_of(session, dialogue))


def mend(session: Session, dialogue: Dialogue, attendees: list[Attendee], *, seen: list[Attendee]) -> None:
    attendance.write_attendance(
        session,
        note=passages.open_note(session, dialogue=dialogue, now=NOW),
        dialogue=dialogue,
        attendees=attendees,
        seal=attendance_seal(seen),
        by=None,
        now=NOW,
    )


def test_the_invited_and_whom_they_bring_are_taken_to_have_come(session: Session, dialogue: Dialogue) -> None:
    assert [(one.name, one.title, one.came) for one in listed(session, dialogue)] == [
        ("Ulla Steen", "skoleleder", True),
        ("Amira Said", "souschef", True),
        ("Ole Brandt", "", True),
        ("Peter Juhl", "direktør", False),
    ]


def test_holding_the_meeting_writes_the_list_down_once(session: Session, dialogue: Dialogue) -> None:
    seen = listed(session, dialogue)
    mend(session, dialogue, [*seen[:3], Attendee(name="Søren Vang", came=False)], seen=seen)
    services.hold(session, dialogue=dialogue, now=NOW)
    names = session.scalars(select(Attendance.name).order_by(Attendance.id)).all()
    assert names == ["Ulla Steen", "Amira Said", "Ole Brandt", "Søren Vang"]


def test_holding_the_meeting_keeps_whom_the_invitation_named(session: Session, dialogue: Dialogue) -> None:
    services.hold(session, dialogue=dialogue, now=NOW)
    for one in participants_of(session, dialogue):
        one.removed_at = NOW
    session.flush()
    assert [one.came for one in listed(session, dialogue)] == [True, True, True, False]


def test_list_that_was_mended_meanwhile_is_not_overwritten(session: Session, dialogue: Dialogue) -> None:
    seen = listed(session, dialogue)
    mend(session, dialogue, seen[:1], seen=seen)
    with pytest.raises(AttendanceChanged):
        mend(session, dialogue, seen[1:], seen=seen)
    assert [one.name for one in listed(session, dialogue)] == ["Ulla Steen"]


def test_remark_beside_a_name_is_no_place_for_an_illness(session: Session, dialogue: Dialogue) -> None:
    seen = listed(session, dialogue)
    with pytest.raises(PersonnelMatter):
        mend(session, dialogue, [Attendee(name="Søren Vang", came=False, remark="sygemeldt")], seen=seen)


def test_list_is_mended_on_its_page_and_shown_where_the_minutes_are(
    client_of: Client, session: Session, dialogue: Dialogue, add_person: Persons
) -> None:
    client, at = client_of(add_person(Role.SECRETARIAT)), f"/dialoger/dialog/{dialogue.id}"
    seal = attendance_seal(listed(session, dialogue))
    fields = {
        "seal": seal,
        "people-0-name": "Jens Lauridsen",
        "people-0-title": "direktør",
        "people-0-came": "y",
        "people-0-remark": "fra 10.20",
        "people-1-name": "Søren Vang",
        "people-2-name": " ",
    }
    assert client.post(f"{at}/fremmoede", data=fields).location == f"{at}/referat#fremmoede"
    page = client.get(f"{at}/referat").text
    assert ("Fremmøde (1 af 2)" in page, '<dt class="absent">Søren Vang</dt><dd>afbud</dd>' in page) == (True, True)
    review = client.get(f"{at}/gennemlaes").text
    assert "Til stede: Jens Lauridsen (direktør, fra 10.20)." in review
    assert "Afbud: Søren Vang." in review
    again = client.post(f"{at}/fremmoede", data={**fields, "people-0-name": "Jens Holm"})
    assert (again.status_code, "En anden har rettet fremmødet imens." in again.text) == (409, True)
    assert ("Jens Holm" in again.text, "Til stede: Jens Lauridsen" in again.text) == (True, True)


def test_page_of_who_was_there_opens_before_anything_is_written(
    client_of: Client, dialogue: Dialogue, add_person: Persons
) -> None:
    page = client_of(add_person(Role.SECRETARIAT)).get(f"/dialoger/dialog/{dialogue.id}/fremmoede")
    assert (page.status_code, page.text.count('value="Ulla Steen"')) == (200, 1)
