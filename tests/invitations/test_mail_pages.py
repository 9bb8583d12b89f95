"""Pages of the mails: each one's life, safe to look at; and the texts that a year makes its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cycle import services as cycles
from app.invitations import services as invitations
from app.mail import services
from app.mail.domain import MessageState, Outcome
from app.mail.models import MailAttempt, MailText, OutboxMessage
from app.mail.writing import texts, words
from app.people.domain import Role
from app.people.models import Person
from app.trail.models import TrailEntry
from tests.invitations.conftest import NOW, Year
from tests.invitations.reading import read_outbox

Client = Callable[[Person | None], FlaskClient]
HEAD = "/mails/tekster/2027/invitation-head/da"


@pytest.fixture
def secretary(year: Year, add_person: Callable[..., Person], client_of: Client) -> FlaskClient:
    invitations.prepare_from_plan(year.session, cycle=year.cycle, by=None, now=NOW)
    return client_of(add_person(Role.SECRETARIAT))


def test_life_of_a_mail_shows_each_try_with_the_servers_words(year: Year, secretary: FlaskClient) -> None:
    year.send()
    row = read_outbox(year.session)[0].row
    for number, (outcome, phase, said) in enumerate(
        [(Outcome.TRANSIENT, "envelope", "451 later"), (Outcome.PERMANENT, "returned", "550 5.1.1 <b>No</b> such user")]
    ):
        year.session.add(
            MailAttempt(outbox_id=row.id, number=number + 1, at=NOW, outcome=outcome, phase=phase, words=said)
        )
    row.state = MessageState.FAILED
    year.session.commit()
    page = secretary.get(f"/mails/{row.id}").text
    assert "451 later" in page
    assert "(da mailen kom tilbage)" in page
    assert "550 5.1.1 &lt;b&gt;No&lt;/b&gt; such user" in page
    assert "Mailen kunne ikke leveres." in page
    overview = secretary.get("/mails").text
    assert f'href="/mails/{row.id}"' in overview
    assert f'href="/mails/{row.id}"' not in secretary.get("/mails?state=waiting").text


def test_mail_is_shown_as_its_reader_sees_it_and_nothing_in_it_works(year: Year, secretary: FlaskClient) -> None:
    year.send()
    mail = read_outbox(year.session)[0]
    link = next(word for word in mail.text.split() if "/svar/" in word)
    token = link.rpartition("/")[2]
    page = secretary.get(f"/mails/{mail.row.id}")
    inner = secretary.get(f"/mails/{mail.row.id}/side")
    assert "Direktionen vil gerne tale med jer, Lene" in inner.text
    assert "BEGIN:VEVENT" in page.text
    assert token not in page.text + inner.text
    policy = inner.headers["Content-Security-Policy"]
    assert policy.endswith("sandbox")
    assert "default-src 'none'" in policy
    assert "sandbox></iframe>" in page.text


def test_raw_mail_is_the_very_bytes_and_its_reading_is_trailed(year: Year, secretary: FlaskClient) -> None:
    year.send()
    row = read_outbox(year.session)[0].row
    assert secretary.get(f"/mails/{row.id}/raa").status_code == 405
    assert secretary.post(f"/mails/{row.id}/raa").data == row.raw
    entry = year.session.scalars(select(TrailEntry).where(TrailEntry.action == "mail.raw-read")).one()
    assert entry.thing == f"message:{row.id}"


def test_mail_that_lets_its_reader_in_is_shown_to_nobody(
    year: Year,
    secretary: FlaskClient,
    session: Session,
) -> None:
    person = year.heads[0]
    written = words.Words(subject="Log på", text="123456", html="<p>123456</p>")
    row = services.enqueue(
        session, once="in", kind="sign-in", thread="sign-in:1", person=person, written=written, now=NOW
    )
    session.commit()
    assert "123456" not in secretary.get(f"/mails/{row.id}").text
    assert secretary.get(f"/mails/{row.id}/side").status_code == 404
    assert secretary.post(f"/mails/{row.id}/raa").status_code == 404


def test_held_mail_is_released_from_the_page(year: Year, secretary: FlaskClient) -> None:
    year.send()
    services.hold_waiting(year.session)
    year.session.commit()
    assert "9 mails holdes tilbage" in secretary.get("/mails").text
    assert "9 mails er frigivet." in secretary.post("/mails/frigiv", follow_redirects=True).text


def test_every_text_is_listed_in_both_languages_with_a_standard(year: Year, secretary: FlaskClient) -> None:
    page = secretary.get("/mails/tekster/2027").text
    for kind in texts.kinds():
        for language in texts.LANGUAGES:
            assert f"/mails/tekster/2027/{kind}/{language}" in page
            assert texts.faults_of(texts.kinds()[kind], texts.standard(kind, language)) == []


def test_text_is_shown_with_real_data_in_its_own_language(secretary: FlaskClient) -> None:
    assert "Direktionen vil gerne tale med jer, Lene" in secretary.get(HEAD).text
    english = secretary.get(HEAD.replace("/da", "/en")).text
    assert "The directorate would like to talk with you, Lene" in english
    assert "Tuesday 16 March 2027" in english


def test_own_text_holds_for_what_is_written_from_now_on_and_the_standard_comes_back(
    year: Year,
    secretary: FlaskClient,
) -> None:
    written = {"subject": "Kom, {{ fornavn }}", "body": "# Hej {{ fornavn }}\r\n\r\n{{ forklaring }}", "reader": "0"}
    shown = secretary.post(HEAD, data={**written, "do": "preview"})
    assert "Hej Lene" in shown.text
    assert year.session.scalars(select(MailText)).all() == []
    assert secretary.post(HEAD, data={**written, "do": "save"}).status_code == 302
    year.session.expire_all()
    year.send()
    mails = {one.row.person_id: one for one in read_outbox(year.session)}
    head = mails[year.heads[0].id]
    assert head.row.subject == "Kom, Lene"
    assert head.text.startswith("Hej Lene\n\nHVORFOR JER")
    assert "Dialog med Solgården" in mails[year.directors[0].id].text
    assert "jeres egen tekst" in secretary.get(HEAD).text
    secretary.post(f"{HEAD}/standard")
    assert "standardtekst" in secretary.get(HEAD).text


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("Hej\n{{ fornvn }}", "Linje 2: “fornvn” er ikke et af de navne"),
        ("Hej\n\n{% if sted %}", "Linje 3: Linjen kan ikke læses"),
        ("{{ navn.upper() }}", "Linje 1: Her kan kun stå navnene"),
    ],
)
def test_fault_is_told_by_its_line_and_nothing_is_kept(
    year: Year,
    secretary: FlaskClient,
    body: str,
    said: str,
) -> None:
    answer = secretary.post(HEAD, data={"subject": "Emne", "body": body, "reader": "0", "do": "save"})
    assert answer.status_code == 422
    assert said in answer.text
    assert year.session.scalars(select(MailText)).all() == []


def test_text_of_one_year_is_not_that_of_another(year: Year, session: Session) -> None:
    kind = texts.kinds()["reminder-day"]
    given = texts.Wording(subject="Husk", body="Husk mødet.")
    other = cycles.open_year(session, year=2028, subject=None, now=NOW)
    texts.save(session, cycle=year.cycle, kind=kind, language="da", given=given, by=None, now=NOW)
    assert texts.wording(session, year.cycle.id, kind.name, "da").subject == "Husk"
    assert texts.wording(session, other.id, kind.name, "da") == texts.standard(kind.name, "da")


def test_what_the_head_reads_first_is_the_same_in_her_mail_and_on_her_page(
    year: Year,
    secretary: FlaskClient,
    client_of: Client,
) -> None:
    questions = "{% for s in alle_spørgsmål %}\n{{ loop.index }}. {{ s }}\n{% endfor %}"
    body = "## Hvorfor os?\nFordi det er {{ institution }}s tur.\n" + questions
    data = {"subject": "Det læser lederen først", "body": body, "reader": "0", "do": "save"}
    assert secretary.post("/mails/tekster/2027/facts/da", data=data).status_code == 302
    year.session.expire_all()
    year.send(now=NOW - dt.timedelta(days=30))
    text = read_outbox(year.session)[0].text
    assert "HVORFOR OS?\nFordi det er Åkandens Børnehuss tur.\n1. Hvad virker hos jer?" in text
    page = client_of(year.heads[0]).get(f"/indkaldelser/mit-svar/{year.invitation().id}").text
    assert "<dt>Hvorfor os?</dt>" in page
    assert "<li>Hvad virker hos jer?</li>" in page


def test_no_mail_is_lost_from_the_list(year: Year, secretary: FlaskClient) -> None:
    year.send()
    page = secretary.get("/mails").text
    assert all(f'href="/mails/{row}"' in page for row in year.session.scalars(select(OutboxMessage.id)))
