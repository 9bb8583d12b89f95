"""The minutes as page, PDF and Word: for the staff, for the head on her page and by her link, and never own notes."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable

import docx
import pikepdf
import pytest
from docx.oxml.ns import qn
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.cycle.models import Cycle
from app.dialogues import queries, services
from app.dialogues.domain import ConfirmationAnswer, NoteState, PassageKind
from app.dialogues.minutes import files as minutes
from app.dialogues.models import Attendance, Confirmation, Note
from app.mail.models import OutboxMessage
from app.people.domain import Role
from app.people.models import Person
from app.word import WORD
from tests.dialogues.meetings import NOW, head_of, open_cycle, open_held_note, say, themes

Client = Callable[[Person | None], FlaskClient]
CANARY, OWN = "Kanariefugl i referatet", "Kanariefugl i egne noter"
DEADLINE = dt.date(2027, 3, 31)
KINDS = ("", ".pdf", ".docx")


@pytest.fixture
def cycle(app: Flask, session: Session) -> Cycle:
    return open_cycle(session)


@pytest.fixture
def note(session: Session, cycle: Cycle) -> Note:
    note = open_held_note(session, cycle)
    say(session, note, CANARY, edition_id=themes(session)[1].id)
    say(session, note, OWN, kind=PassageKind.OWN)
    dialogue = queries.dialogue(session, note.dialogue_id)
    services.add_action(session, dialogue=dialogue, text="Send listen", owner=None, due=DEADLINE, now=NOW)
    session.add(Attendance(note_id=note.id, name="Ole Brandt", title="tillidsrepræsentant", came=True, remark="fra 10"))
    session.add(Attendance(note_id=note.id, name="Søren Vang", came=False))
    return note


def ask(session: Session, note: Note, now: dt.datetime = NOW, deadline: dt.date = DEADLINE) -> Confirmation:
    return services.ask_confirmation(session, note=note, deadline=deadline, by=None, now=now)


def link(session: Session) -> str:
    raw = session.scalars(select(OutboxMessage.raw).order_by(OutboxMessage.id.desc())).first() or b""
    return "/referat/" + raw.decode().replace("=\r\n", "").partition("/referat/")[2].split()[0]


def content(session: Session, note: Note, now: dt.datetime = NOW) -> minutes.Content:
    session.flush()
    session.expire_all()
    dialogue = queries.dialogue(session, note.dialogue_id)
    standing = queries.note_of(session, dialogue)
    assert standing is not None
    return minutes.content_of(session, dialogue=dialogue, note=standing, body="Eksempel Kommune", now=now)


def lines_of(word: bytes) -> list[tuple[str, str]]:
    return [(one.style.name or "", one.text) for one in docx.Document(io.BytesIO(word)).paragraphs]


def test_status_is_never_a_yes_that_nobody_gave(session: Session, note: Note) -> None:
    def status(now: dt.datetime = NOW) -> str:
        return str(content(session, note, now)["status"])

    assert status() == "Udkast – ikke bekræftet"
    asked = ask(session, note)
    name = asked.person.name
    assert status() == "Udkast – ikke bekræftet"
    assert status(clock.at(DEADLINE, 12)) == "Udkast – ikke bekræftet"
    assert status(clock.at(DEADLINE + dt.timedelta(days=1), 1)) == "Intet svar senest 31. marts 2027"
    correction = ConfirmationAnswer.CORRECTION
    services.answer_confirmation(session, confirmation=asked, answer=correction, word="Hver anden", now=NOW)
    assert status() == f"Udkast – ikke bekræftet. {name} har en rettelse"
    again = ask(session, note)
    services.answer_confirmation(session, confirmation=again, answer=ConfirmationAnswer.RIGHT, now=NOW)
    assert status(clock.at(DEADLINE, 12)) == f"Bekræftet 16. marts 2027 af {name}"
    services.take_back(session, note=note, by=None, now=NOW)
    assert status() == "Udkast – ikke bekræftet"


def test_word_file_has_headings_language_people_and_promises(session: Session, note: Note) -> None:
    made = minutes.as_word(content(session, note))
    document = docx.Document(io.BytesIO(made))
    assert lines_of(made) == [
        ("Heading 1", "Referat: dialog med Åkandens Børnehus"),
        ("Normal", "Tirsdag 16. marts 2027 kl. 9.00"),
        ("Normal", content(session, note)["place"]),
        ("Normal", "Udkast – ikke bekræftet"),
        ("Heading 2", "Til stede"),
        ("List Bullet", "Ole Brandt, tillidsrepræsentant, fra 10"),
        ("List Bullet", "Søren Vang, afbud"),
        ("Heading 2", "Samarbejde på tværs"),
        ("Normal", CANARY),
        ("Heading 2", "Aftalt"),
        ("List Bullet", "Send listen (Ingen ansvarlig endnu · senest 31. marts)"),
    ]
    language = document.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}").get(qn("w:val"))
    assert (language, document.core_properties.title) == ("da-DK", "Referat: Åkandens Børnehus")


def test_pdf_is_tagged_and_the_same_for_the_same_words(session: Session, note: Note) -> None:
    ask(session, note)
    first, second = (minutes.as_pdf(content(session, note)) for _ in range(2))
    assert first == second
    with pikepdf.open(io.BytesIO(first)) as pdf:
        assert (str(pdf.Root.Lang), bool(pdf.Root.MarkInfo.Marked)) == ("da", True)
        assert str(pdf.docinfo.Title) == "Referat: Åkandens Børnehus"


def test_words_that_a_file_cannot_hold_do_not_stop_it(session: Session, note: Note) -> None:
    say(session, note, "Et\x07To")
    assert ("Normal", "EtTo") in lines_of(minutes.as_word(content(session, note)))


@pytest.mark.parametrize("state", list(NoteState))
def test_head_has_them_when_she_has_been_asked_and_own_notes_are_in_none(
    client_of: Client, session: Session, note: Note, state: NoteState
) -> None:
    ask(session, note, clock.now(), clock.local_day(clock.now()) + dt.timedelta(days=40))
    address, head = link(session), head_of(session, note)
    note.state = state
    bases = (
        (client_of(head), f"/dialoger/dialog/{note.dialogue_id}/udskrift"),
        (client_of(None), f"{address}/udskrift"),
    )
    for client, base in bases:
        answers = [client.get(f"{base}{kind}") for kind in KINDS]
        if state is NoteState.OPEN:
            assert [one.status_code for one in answers] == [404] * 3
            continue
        assert [one.mimetype for one in answers] == ["text/html", "application/pdf", WORD]
        assert (CANARY in answers[0].text, OWN in answers[0].text) == (True, False)
        told = " ".join(text for _style, text in lines_of(answers[2].data))
        assert (CANARY in told, OWN in told) == (True, False)


@pytest.mark.parametrize("role", [Role.SECRETARIAT, Role.DIRECTOR])
def test_staff_have_the_draft_too_without_own_notes(
    client_of: Client, session: Session, note: Note, add_person: Callable[..., Person], role: Role
) -> None:
    client, base = client_of(add_person(role)), f"/dialoger/dialog/{note.dialogue_id}/udskrift"
    page = client.get(base).text
    assert (CANARY in page, OWN in page, "Udkast – ikke bekræftet" in page) == (True, False, True)
    assert [client.get(f"{base}{kind}").status_code for kind in KINDS] == [200] * 3


def test_another_head_finds_nothing(client_of: Client, session: Session, note: Note, cycle: Cycle) -> None:
    ask(session, note)
    other = client_of(head_of(session, open_held_note(session, cycle, name="Skovbrynets Skole")))
    base = f"/dialoger/dialog/{note.dialogue_id}/udskrift"
    assert [other.get(f"{base}{kind}").status_code for kind in KINDS] == [404] * 3
