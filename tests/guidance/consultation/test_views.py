"""The pages of consultation: what the staff does, what a reader with a link sees and writes, what a head answers."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from app import clock
from app.cycle.domain import Level
from app.database import EXTENSION
from app.dialogues import queries as dialogues
from app.guidance import queries, services
from app.guidance.consultation import comments, examples, rounds
from app.guidance.domain import AnswerKind, CommentSource, GuidanceState, Party
from app.guidance.editions import publishing
from app.guidance.models import Comment, ConsultationRound, Example
from app.mail.models import OutboxMessage
from app.people.domain import Role
from tests.guidance.consultation.test_examples import SENTENCE, TEXT
from tests.guidance.drafting import making as drafting
from tests.guidance.drafting.making import NOW, Year

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.starts_from(make=drafting.finished)]
BASE = "https://led.example.dk"


@pytest.fixture
def year(session: Session) -> Year:
    return drafting.finished(session)


@pytest.fixture
def secretary(add_person):
    return add_person(Role.SECRETARIAT, name="Birgitte Nørgaard")


def lay(session: Session, year: Year) -> ConsultationRound:
    """A round whose deadline lies ahead, on the year's calendar and on the clock's."""
    deadline = max(NOW, clock.now()).date() + dt.timedelta(days=7)
    return rounds.open_round(
        session,
        guidance=year.guidance,
        party=Party.HEADS_FORUM,
        title="Chefforum",
        deadline=deadline,
        by=None,
        now=NOW,
    )


def ask(session: Session, year: Year) -> Example:
    element = drafting.write(session, year, 1, Level.CITIZENS, TEXT)
    dialogue = dialogues.dialogue(session, year.notes[1].dialogue_id)
    return examples.ask_example(
        session, element=queries.element(session, element.id), dialogue=dialogue, sentence=SENTENCE, by=None, now=NOW
    )


@pytest.mark.parametrize("role", [Role.SECRETARIAT, Role.DIRECTOR])
def test_comment_is_written_beside_its_text_and_answered_there(session, client_of, add_person, year, role) -> None:
    element = drafting.element(session, year.guidance, 1, Level.CITIZENS)
    client = client_of(add_person(role, name="Jens Lauridsen"))
    data = {"element": element.id, "beside": element.id, "text": "Kan det siges kortere?"}
    answer = client.post("/ledetraad/2028/kommentarer", data=data)
    assert answer.location == f"/ledetraad/2028/udkast?element={element.id}#kommentarer"
    page = client.get(f"/ledetraad/2028/udkast?element={element.id}").text
    assert "Kan det siges kortere?" in page
    assert "Jens Lauridsen · " in page
    assert "1 kommentar" in client.get("/ledetraad/2028/udkast").text
    (said,) = session.scalars(select(Comment))
    data = {"kind": "not-changed", "why": "Det er kort nok.", "beside": element.id}
    assert client.post(f"/ledetraad/kommentar/{said.id}/svar", data=data).status_code == 302
    page = client.get("/ledetraad/2028/kommentarer").text
    assert "Alle er besvaret." in page
    assert "Det er kort nok." in page


def test_changed_answer_takes_the_wording_that_stands(session, client_of, secretary, year) -> None:
    element = drafting.element(session, year.guidance, 1, Level.CITIZENS)
    said = comments.add_comment(
        session,
        guidance=year.guidance,
        element=element,
        revision=None,
        text="Uklart.",
        source=CommentSource.PAGE,
        author=secretary,
        now=NOW,
    )
    client = client_of(secretary)
    page = client.get("/ledetraad/2028/kommentarer").text
    assert "Førte den til en ændring, så ret teksten først, og kom tilbage." in page
    drafting.write(session, year, 1, Level.CITIZENS, "Klarere nu.")
    session.commit()
    assert 'name="revision" value="3"' in client.get("/ledetraad/2028/kommentarer").text
    data = {"kind": "changed", "revision": 3, "why": "Det var rigtigt set."}
    client.post(f"/ledetraad/kommentar/{said.id}/svar", data=data)
    page = client.get("/ledetraad/2028/kommentarer").text
    assert "<ins>Klarere nu.</ins>" in page
    assert "Ændret:" in page


def test_answer_that_does_not_hold_keeps_what_was_typed(session, client_of, secretary, year) -> None:
    element = drafting.element(session, year.guidance, 1, Level.CITIZENS)
    given = {"guidance": year.guidance, "element": element, "revision": None, "text": "Uklart.", "now": NOW}
    said = comments.add_comment(session, source=CommentSource.PAGE, name="Jens", **given)
    client = client_of(secretary)
    page = client.post(f"/ledetraad/kommentar/{said.id}/svar", data={"kind": "changed", "why": "Fordi."})
    assert page.status_code == 422
    assert "Teksten er ikke ændret siden kommentaren." in page.text
    assert ">Fordi.</textarea>" in page.text
    assert client.post(f"/ledetraad/kommentar/{said.id}/svar", data={"why": "Fordi."}).status_code == 422


def test_comment_on_the_whole_is_answered_with_the_text_that_was_changed(session, client_of, secretary, year) -> None:
    given = {"guidance": year.guidance, "element": None, "revision": None, "text": "Kort den.", "now": NOW}
    said = comments.add_comment(session, source=CommentSource.PAGE, name="Jens", **given)
    element = drafting.element(session, year.guidance, 1, Level.CITIZENS)
    services.write_element(
        session, element=element, text="Kort.", base_revision=element.revision, by=None, now=NOW + dt.timedelta(days=1)
    )
    client = client_of(secretary)
    data = {"kind": "changed", "why": "Enig.", "element": element.id}
    assert client.post(f"/ledetraad/kommentar/{said.id}/svar", data=data).status_code == 302
    assert "<ins>Kort.</ins>" in client.get("/ledetraad/2028/kommentarer").text


def test_round_is_opened_mailed_renewed_and_closed(session, client_of, secretary, year) -> None:
    client = client_of(secretary)
    day = clock.add_working_days(clock.local_day(clock.now()), 5).isoformat()
    data = {"party": "joint-committee", "title": "Hovedudvalget", "deadline": day}
    there = client.post("/ledetraad/2028/hoering", data=data).location
    page = client.get(there).text
    (link,) = re.findall(r"<code>http://localhost(/ledetraad/i-hoering/[\w-]+)</code>", page) or re.findall(
        r"<code>\S*?(/ledetraad/i-hoering/[\w-]+)</code>", page
    )
    client.post(f"{there}/mail", data={"recipients": "en@example.dk"})
    (mail,) = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "consultation"))
    assert mail.address == "en@example.dk"
    assert client.post(f"{there}/mail", data={"recipients": "Ingen"}).status_code == 422
    assert client.get(link).status_code == 200
    client.post(f"{there}/nyt-link")
    assert client.get(link).status_code == 404
    data = {"name": "Hovedudvalget, punkt 4", "text": "Udvalget bakker op."}
    assert client.post(f"{there}/punkt", data=data).status_code == 302
    assert "allerede skrevet ind" in client.post(f"{there}/punkt", data=data).text
    client.post(f"{there}/luk")
    assert "Lukket. Fristen var" in client.get(there).text
    assert "Hovedudvalget" in client.get("/ledetraad/2028/hoering").text


def test_round_with_own_notes_is_refused_with_a_sentence(session, client_of, secretary, year) -> None:
    drafting.write(session, year, 1, Level.CITIZENS, drafting.SECRET)
    day = clock.add_working_days(clock.local_day(clock.now()), 5).isoformat()
    data = {"party": "other", "title": "Andre", "deadline": day}
    page = client_of(secretary).post("/ledetraad/2028/hoering", data=data)
    assert (page.status_code, "sekretariatets egne noter, som ikke må komme ud" in page.text) == (409, True)


def test_reader_reads_and_writes_without_account_cookie_or_token(app: Flask, session, client_of, year) -> None:
    opened = lay(session, year)
    element = drafting.element(session, year.guidance, 1, Level.CITIZENS)
    client_of(None)
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        client = app.test_client(use_cookies=False)
        here = rounds.address_of(opened)
        page = client.get(here)
        assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert '<meta name="robots" content="noindex, nofollow">' in page.text
        assert "Et nyt budskab 1 om citizens." in page.text
        data = {"element": element.id, "text": "Det er for langt.", "name": "Mette Krogh", "save_key": "abc"}
        there = client.post(here, data=data).location
        client.post(here, data=data)
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    told = client.get(there).text
    assert "Tak, Mette Krogh" in told
    assert "Din kommentar er kommet ind: “Det er for langt.”" in told
    (said,) = session.scalars(select(Comment))
    assert (said.source, said.element_id, said.revision, said.name) == (
        CommentSource.ROUND,
        element.id,
        2,
        "Mette Krogh",
    )
    assert "Det er for langt." not in client.get(here).text  # nobody else's until it has its answer


def test_reader_keeps_what_she_typed_when_something_is_missing(session, client_of, year) -> None:
    opened, client = lay(session, year), client_of(None)
    page = client.post(rounds.address_of(opened), data={"text": "Alt er godt.", "name": " ", "save_key": "k1"})
    assert page.status_code == 422
    assert "Skriv dit navn, så vi ved, hvem vi svarer." in page.text
    assert ">Alt er godt.</textarea>" in page.text
    assert 'name="save_key" value="k1"' in page.text


def test_reader_is_told_what_each_comment_led_to(session, client_of, year) -> None:
    opened = lay(session, year)
    element = drafting.element(session, year.guidance, 1, Level.CITIZENS)
    found = rounds.round_behind(session, opened.key)
    said = rounds.write_in_round(
        session, round=found, element_id=element.id, text="Uklart.", name="Mette", save_key="a", now=NOW
    )
    drafting.write(session, year, 1, Level.CITIZENS, "Et klart budskab 1 om citizens.")
    comments.answer_comment(
        session, comment=said, kind=AnswerKind.CHANGED, revision=3, why="Det er rettet.", by=None, now=NOW
    )
    rounds.close_round(session, round=found, by=None, now=NOW)
    page = client_of(None).get(rounds.address_of(opened)).text
    assert "Høringen sluttede" in page
    assert "Skriv en kommentar" not in page
    assert "<strong>Ændret:</strong> Det er rettet." in page
    assert re.search(r"<del>nyt\s*</del><ins>klart\s*</ins>", page)


def test_closed_round_says_so_to_who_writes_all_the_same(session, client_of, year) -> None:
    opened = lay(session, year)
    rounds.close_round(session, round=opened, by=None, now=NOW)
    page = client_of(None).post(rounds.address_of(opened), data={"text": "Hov.", "name": "Mette"})
    assert page.status_code == 409
    assert "Der kan ikke skrives flere kommentarer." in page.text


def test_readers_and_report_see_no_own_note_no_name_and_no_evidence(session, client_of, secretary, year) -> None:
    element = drafting.write(session, year, 1, Level.CITIZENS, TEXT)
    opened = lay(session, year)
    found = rounds.round_behind(session, opened.key)
    for number, text in enumerate((drafting.SECRET, "Åkandens Børnehus siger det samme.", "Uklart.")):
        said = rounds.write_in_round(
            session, round=found, element_id=element.id, text=text, name="Mette", save_key=f"{number}", now=NOW
        )
        services.write_element(
            session,
            element=queries.element(session, element.id),
            text=f"{drafting.SECRET} {number}",
            base_revision=queries.element(session, element.id).revision,
            by=None,
            now=NOW,
        )
        revision = queries.element(session, element.id).revision
        why = "Plejecenter Havblik har ret."
        comments.answer_comment(
            session, comment=said, kind=AnswerKind.CHANGED, revision=revision, why=why, by=None, now=NOW
        )
    client = client_of(secretary)
    pages = [
        client_of(None).get(rounds.address_of(opened)).text,
        client.get(f"/ledetraad/hoering/{opened.id}/svar").text,
        client.get(f"/ledetraad/hoering/{opened.id}/svar.csv").text,
    ]
    for page in pages:
        assert "Uklart." in page
        for closed in ("fortrolighed", "Åkandens", "Skovbrynets", "Havblik", drafting.SAID, "Når flere er med"):
            assert closed not in page
    pdf = client.get(f"/ledetraad/hoering/{opened.id}/svar.pdf")
    assert (pdf.mimetype, pdf.data[:5]) == ("application/pdf", b"%PDF-")


def test_head_is_asked_by_mail_and_answers_by_her_link(session, client_of, year) -> None:
    example = ask(session, year)
    query = select(OutboxMessage).where(OutboxMessage.kind == "example").options(undefer(OutboxMessage.raw))
    mail = session.scalars(query).one()
    (token,) = set(re.findall(rb"et-eksempel/([\w-]{32})", mail.raw.replace(b"=\r\n", b"")))
    client, here = client_of(None), f"/ledetraad/et-eksempel/{token.decode()}"
    assert SENTENCE in client.get(here).text
    session.refresh(example)
    assert example.answer is None  # a mail scanner that follows the link has answered nothing
    assert client.post(here, data={"answer": "yes"}).location == here
    page = client.get(here).text
    assert "Du har sagt ja" in page
    assert "Nej, jeg fortryder" in page
    client.post(here, data={"answer": "no"})
    assert "Du har trukket dit ja tilbage." in client.get(here).text
    session.expire_all()
    assert examples.example_of(session, example.id).withdrawn_at is not None


def test_example_is_on_her_own_page_and_on_nobody_elses(session, client_of, secretary, add_person, year) -> None:
    example = ask(session, year)
    here, person = f"/ledetraad/eksempel/{example.id}", example.person
    for other in (secretary, add_person(Role.DIRECTOR), add_person(Role.LEADER)):
        assert client_of(other).get(here).status_code == 404
    client = client_of(person)
    assert "Må Ledetråd 2028 bringe et eksempel fra jer?" in client.get("/").text
    client.post(here, data={"answer": "yes"})
    assert "Du har sagt ja til et eksempel i Ledetråd 2028." in client.get("/").text
    session.expire_all()
    queries.by_id(session, year.guidance.id).state = GuidanceState.PUBLISHED
    session.commit()
    page = client.post(here, data={"answer": "no"})
    assert page.status_code == 409
    assert "Ledetråd 2028 er udsendt. Svaret kan ikke ændres mere" in page.text


def test_secretariat_asks_about_a_sentence_from_the_page_of_examples(session, client_of, secretary, year) -> None:
    element = drafting.write(session, year, 1, Level.CITIZENS, TEXT)
    client = client_of(secretary)
    page = client.get("/ledetraad/2028/eksempler").text
    assert f"<option selected>{SENTENCE}</option>" in page
    data = {"sentence": SENTENCE, "dialogue": year.notes[1].dialogue_id}
    there = client.post(f"/ledetraad/tekst/{element.id}/eksempel", data=data).location
    assert there == f"/ledetraad/2028/eksempler#tekst-{element.id}"
    assert "Venter på svar" in client.get(there).text
    assert "allerede spurgt" in client.post(f"/ledetraad/tekst/{element.id}/eksempel", data=data).text
    (example,) = session.scalars(select(Example))
    client.post(f"/ledetraad/eksempel/{example.id}/tilbage")
    assert "Gælder ikke mere" in client.get("/ledetraad/2028/eksempler").text


def test_adoption_is_taken_back_where_a_gate_has_opened(session, client_of, secretary, year) -> None:
    publishing.adopt(session, guidance=year.guidance, day=NOW.date(), agenda_item="4", by=None, now=NOW)
    client = client_of(secretary)
    assert client.post("/ledetraad/2028/vedtagelse/tilbage").status_code == 409
    drafting.insight(session, year.cycle, drafting.editions(session, 2027)[0], "Sent.", [year.passages[0]])
    session.commit()
    assert "Tag vedtagelsen tilbage" in client.get("/ledetraad/2028/vedtagelse").text
    assert client.post("/ledetraad/2028/vedtagelse/tilbage").status_code == 302
    session.expire_all()
    assert queries.of_year(session, 2028).state is GuidanceState.DRAFT


def test_front_page_tells_of_rounds_comments_and_examples(session, client_of, secretary, year) -> None:
    found = rounds.round_behind(session, lay(session, year).key)
    rounds.write_in_round(session, round=found, element_id=None, text="Godt.", name="Mette", save_key="a", now=NOW)
    name = ask(session, year).person.name
    page = client_of(secretary).get("/").text
    assert "Høringen “Chefforum” er åben." in page
    assert "1 kommentar til udkastet venter på svar." in page
    assert f"{name} har ikke svaret på, om eksemplet må bringes." in page


def test_reader_writes_sixty_times_a_quarter_of_an_hour_at_most(live_app: Flask) -> None:
    with live_app.app_context(), live_app.extensions[EXTENSION].write.begin() as session:
        year = drafting.finished(session)
        here = rounds.address_of(lay(session, year))
    client = live_app.test_client(use_cookies=False)
    headers = {"X-Forwarded-For": "192.0.2.1"}
    codes = [client.post(here, data={}, headers=headers, base_url=BASE).status_code for _ in range(61)]
    assert codes == [422] * 60 + [429]
    assert client.get(here, headers=headers, base_url=BASE).status_code == 200
