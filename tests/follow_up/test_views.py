"""The pages of follow-up: the letters for the secretariat, and for a head her own and nobody else's."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.dialogues.models import Action
from app.follow_up import queries, services
from app.follow_up.domain import LetterState
from app.mail.models import OutboxMessage
from app.people.domain import Role
from tests.dialogues import meetings
from tests.follow_up import harvest
from tests.guidance.drafting import making as drafting

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.starts_from(make=harvest.publish)]


@pytest.fixture
def secretary(add_person):
    return add_person(Role.SECRETARIAT, name="Birgitte Nørgaard")


def test_letters_are_written_read_adopted_and_sent(session: Session, client_of, secretary) -> None:
    year = harvest.publish(session)
    client, dialogue_id = client_of(secretary), year.notes[0].dialogue_id or 0
    assert "Skriv brevene" in client.get("/opfoelgning/2027").text
    client.post("/opfoelgning/2027/breve")
    assert client.get("/opfoelgning/2027").text.count("Skal læses og godkendes") == 3
    page = client.get(f"/opfoelgning/brev/{dialogue_id}").text
    assert drafting.SAID in page
    assert "Godkend brevet" in page
    client.post(f"/opfoelgning/brev/{dialogue_id}/godkend")
    assert "Send 1 brev" in client.get("/opfoelgning/2027").text
    client.post("/opfoelgning/2027/send")
    session.expire_all()
    assert queries.letters_of(session, year.cycle)[dialogue_id].state is LetterState.SENT
    assert client.get(f"/opfoelgning/brev/{dialogue_id}/pdf").data[:8] == b"%PDF-1.7"


def test_year_is_closed_and_opened_again_from_its_page(session: Session, client_of, secretary) -> None:
    year = harvest.publish(session)
    letters = harvest.letters(session, year)
    client = client_of(secretary)
    refused = client.post("/aar/2027/luk")
    assert (refused.status_code, "er ikke sendt endnu. Send det" in refused.text) == (409, True)
    for letter in letters:
        harvest.adopt(session, letter)
    services.send_letters(session, cycle=year.cycle, by=None, now=harvest.NOW)
    session.commit()
    assert client.post("/aar/2027/luk").status_code == 302
    assert "Året er lukket." in client.get("/aar/2027").text
    assert "Året 2027 er åbent igen." in client.post("/aar/2027/genaabn", follow_redirects=True).text


def test_head_sees_her_letter_when_it_is_sent(session: Session, client_of) -> None:
    year = harvest.publish(session)
    head, dialogue_id = meetings.head_of(session, year.notes[0]), year.notes[0].dialogue_id
    harvest.letters(session, year)
    client = client_of(head)
    assert client.get(f"/opfoelgning/brev/{dialogue_id}").status_code == 404
    harvest.send(session, year)
    session.commit()
    page = client.get(f"/opfoelgning/brev/{dialogue_id}")
    assert page.status_code == 200
    assert [words in page.text for words in (drafting.SAID, "Gjort 16. august 2027", "På vej")] == [True] * 3
    assert "Godkend brevet" not in page.text


def test_head_of_another_institution_finds_nothing(session: Session, client_of) -> None:
    year = harvest.publish(session)
    harvest.send(session, year)
    other = client_of(meetings.head_of(session, year.notes[1]))
    dialogue_id = year.notes[0].dialogue_id
    for path in (f"/opfoelgning/brev/{dialogue_id}", f"/opfoelgning/brev/{dialogue_id}/pdf", "/opfoelgning/2027"):
        assert other.get(path).status_code == 404


def test_link_of_the_mail_opens_the_letter_and_nothing_else(session: Session, client_of) -> None:
    year = harvest.publish(session)
    harvest.send(session, year)
    raw = session.scalars(select(OutboxMessage.raw).where(OutboxMessage.kind == "letter")).one()
    token = re.search(r"/brev/([\w-]+)", raw.decode().replace("=\r\n", ""))
    assert token is not None
    anyone = client_of(None)
    page = anyone.get(f"/brev/{token[1]}")
    assert page.status_code == 200
    assert drafting.SAID in page.text
    assert anyone.get(f"/brev/{token[1]}/pdf").mimetype == "application/pdf"
    assert anyone.get(f"/brev/{token[1]}x").status_code == 404


def test_kept_promise_is_written_down_with_its_outcome(session: Session, client_of, secretary) -> None:
    year = harvest.publish(session)
    action = session.scalars(select(Action).where(Action.done_on.is_(None))).one()
    answer = client_of(secretary).post(f"/opfoelgning/aftale/{action.id}", data={"outcome": "Listen er ude."})
    assert answer.headers["Location"] == f"/opfoelgning/{year.cycle.year}#aftaler"
    session.expire_all()
    assert session.get_one(Action, action.id).outcome == "Listen er ude."


@pytest.mark.starts_from(make=drafting.begin)
def test_letters_wait_for_publication(session: Session, client_of, secretary) -> None:
    drafting.begin(session)
    client = client_of(secretary)
    assert "Brevene skrives, når Ledetråd 2028 er udsendt." in client.get("/opfoelgning").text
    assert client.post("/opfoelgning/2027/breve").status_code == 409
