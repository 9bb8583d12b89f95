"""The inbox page: what waits and why, and what a press does. Looking changes nothing; no mail is ever deleted."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace
from email import message_from_bytes, policy

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from app.invitations.answers import replies
from app.invitations.domain import Answer, Channel
from app.invitations.inbox.labels import OUTCOMES, REASONS, RESOLUTIONS
from app.invitations.models import InvitationAnswer
from app.mail.domain import InboxOutcome, Resolution
from app.mail.models import InboxMessage, MailboxState, OutboxMessage
from app.people.domain import Role
from app.people.models import Person, PersonAlias
from app.scheduling import queries as scheduling
from app.scheduling import services as times
from app.scheduling.domain import DialogueState
from app.settings import SETTINGS
from app.trail.models import TrailEntry
from tests.invitations.answering import MINUTE, mail, reply, take, text
from tests.invitations.conftest import DAYS, NOW, Year
from tests.test_house import ROOT, files

Client = Callable[[Person | None], FlaskClient]
LATER = NOW + dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def a_day_later(monkeypatch: pytest.MonkeyPatch) -> None:
    for place in ("app.invitations.inbox.views.now", "app.invitations.views.now", "app.clock.now"):
        monkeypatch.setattr(place, lambda: LATER)


@pytest.fixture
def secretary(sent: Year, add_person: Callable[..., Person], client_of: Client) -> FlaskClient:
    return client_of(add_person(Role.SECRETARIAT, name="Birgitte Nørgaard"))


def kept(year: Year, message: InboxMessage) -> InboxMessage:
    year.session.expire_all()
    return year.session.get_one(InboxMessage, message.id)


def press(client: FlaskClient, message: InboxMessage, way: str, **data: object) -> str:
    page = client.post(f"/indbakke/{message.id}/{way}", data=data, follow_redirects=True)
    assert page.status_code == 200, page.text
    return page.text


def other(year: Year, **given: object) -> InboxMessage:
    """An answer for the head from an address that nobody knows."""
    message = take(year, reply(year.invitation(), year.heads[0].address, sender="privat@example.com"))
    year.session.commit()
    return message


def test_what_waits_comes_first_with_its_words_and_its_reason(sent: Year, secretary: FlaskClient) -> None:
    take(sent, mail("Ole <ole@example.com>", text("Hej <b>alle</b>\x07, kan vi tales ved?")))
    take(sent, reply(sent.invitation(), sent.heads[0].address))
    sent.session.commit()
    page = secretary.get("/indbakke").text
    waiting, _, rest = page.partition("Talt med</h2>")
    assert "ole@example.com" in waiting
    assert "Hej &lt;b&gt;alle&lt;/b&gt; , kan vi tales ved?" in waiting
    assert "En mail, som et menneske har skrevet." in waiting
    assert "Svaret er talt med." in rest


def test_front_page_and_overview_say_that_a_mail_waits(sent: Year, secretary: FlaskClient) -> None:
    other(sent)
    for path in ("/", "/indkaldelser/2027"):
        assert "En mail skal læses af jer." in secretary.get(path).text


def test_address_is_linked_by_one_press_and_the_mail_is_read_again(sent: Year, secretary: FlaskClient) -> None:
    message = other(sent)
    page = press(secretary, message, "knyt", person=sent.heads[0].id)
    assert "svaret er talt med" in page
    assert sent.session.get_one(PersonAlias, "privat@example.com").person_id == sent.heads[0].id
    again = kept(sent, message)
    assert (again.outcome, again.resolution, again.waits) == (InboxOutcome.APPLIED, Resolution.LINKED, False)
    assert (sent.part_of(sent.heads[0]).answer, sent.part_of(sent.heads[0]).channel) == (Answer.ACCEPTED, Channel.MAIL)


def test_address_of_somebody_else_is_not_linked(sent: Year, secretary: FlaskClient) -> None:
    message = take(sent, reply(sent.invitation(), sent.heads[0].address, sender=sent.heads[1].address))
    sent.session.commit()
    answer = secretary.post(f"/indbakke/{message.id}/knyt", data={"person": sent.heads[0].id})
    assert answer.status_code == 409
    assert kept(sent, message).waits


def test_answer_counts_by_one_press_and_once(sent: Year, secretary: FlaskClient) -> None:
    message = other(sent)
    assert "Tæl med: ja" in secretary.get("/indbakke").text
    press(secretary, message, "tael")
    assert sent.part_of(sent.heads[0]).answer is Answer.ACCEPTED
    assert secretary.post(f"/indbakke/{message.id}/tael").status_code == 409
    assert sent.session.scalar(select(func.count(InvitationAnswer.id))) == 1
    assert kept(sent, message).resolution is Resolution.COUNTED


def test_counting_does_not_undo_a_newer_answer(sent: Year, secretary: FlaskClient) -> None:
    message = other(sent)
    take(sent, reply(sent.invitation(), sent.heads[0].address, "TENTATIVE", at=NOW + 9 * MINUTE), now=LATER)
    sent.session.commit()
    assert "tæller ikke" in press(secretary, message, "tael")
    assert sent.part_of(sent.heads[0]).answer is Answer.TENTATIVE
    assert kept(sent, message).outcome is InboxOutcome.STALE


def test_own_words_are_counted_as_the_secretariat_reads_them(sent: Year, secretary: FlaskClient) -> None:
    message = take(sent, mail(sent.heads[0].address, text("Desværre, jeg kan ikke den dag.")))
    part_of = sent.part_of(sent.heads[0])
    sent.session.commit()
    press(secretary, message, "tael", participant=part_of.id, answer="declined")
    head = sent.part_of(sent.heads[0])
    assert (head.answer, head.channel) == (Answer.DECLINED, Channel.SECRETARY)
    assert sent.invitation().dialogue.state is DialogueState.NEEDS_TIME
    assert kept(sent, message).reason == "read-by-person"


def test_mail_without_an_answer_cannot_be_counted_as_it_is(sent: Year, secretary: FlaskClient) -> None:
    message = take(sent, mail(sent.heads[0].address, text("Hej")))
    sent.session.commit()
    assert secretary.post(f"/indbakke/{message.id}/tael").status_code == 409
    assert kept(sent, message).waits


@pytest.mark.parametrize(
    ("page", "data", "said"),
    [
        ("knyt", {}, "Vælg en person."),
        ("tael", {"participant": "1"}, "Vælg, hvem der har svaret hvad."),
        ("svar", {"text": " "}, "Skriv et svar på højst 5.000 tegn."),
    ],
)
def test_form_without_a_choice_leads_back_to_its_mail_and_says_what_is_missing(
    sent: Year, secretary: FlaskClient, page: str, data: dict[str, str], said: str
) -> None:
    message = other(sent)
    answer = secretary.post(f"/indbakke/{message.id}/{page}", data=data)
    assert (answer.status_code, answer.location) == (302, f"/indbakke#mail-{message.id}")
    assert said in secretary.get("/indbakke").text
    assert kept(sent, message).waits


def test_mail_is_laid_aside_and_stays(sent: Year, secretary: FlaskClient) -> None:
    message = other(sent)
    press(secretary, message, "laeg-til-side")
    after = kept(sent, message)
    assert (after.waits, after.resolution, after.handled_at) == (False, Resolution.IGNORED, LATER)
    assert "Lagt til side af Birgitte Nørgaard" in secretary.get("/indbakke").text
    assert sent.session.scalar(select(func.count(InboxMessage.id))) == 1


def written(session: Session, kind: str = "inbox-answer") -> list[OutboxMessage]:
    query = select(OutboxMessage).where(OutboxMessage.kind == kind).options(undefer(OutboxMessage.raw))
    return list(session.scalars(query.execution_options(populate_existing=True)))


def test_mail_is_answered_by_the_outbox_to_where_it_came_from(sent: Year, secretary: FlaskClient) -> None:
    message = take(sent, mail("Ole <ole@example.com>", text("Hvor er det?")))
    sent.session.commit()
    press(secretary, message, "svar", text="På rådhuset.\n\nHilsen")
    [answer] = written(sent.session)
    read = message_from_bytes(answer.raw, policy=policy.default)
    assert (answer.address, answer.person_id, read["Subject"]) == ("ole@example.com", None, "Sv: Accepted")
    assert "På rådhuset." in read.get_body(("plain",)).get_content()
    assert sent.session.scalar(select(func.count(Person.id)).where(Person.address == "ole@example.com")) == 0
    assert secretary.post(f"/indbakke/{message.id}/svar", data={"text": "igen"}).status_code == 409


def test_proposal_is_turned_down_in_words_and_for_the_calendar(sent: Year, secretary: FlaskClient) -> None:
    raw = reply(sent.invitation(), sent.heads[0].address, "TENTATIVE", "DTSTART:20270317T120000Z", method="COUNTER")
    message = take(sent, raw)
    sent.session.commit()
    assert "Foreslår onsdag 17. marts kl. 13.00" in secretary.get("/indbakke").text
    press(secretary, message, "behold-tiden", text="Det kan desværre ikke lade sig gøre.")
    [answer] = written(sent.session)
    assert (answer.address, answer.person_id) == (sent.heads[0].address, sent.heads[0].id)
    said = replies.read(answer.raw)
    assert said.reason == "not-an-answer"
    [found] = [one for one in message_from_bytes(answer.raw).walk() if one.get_content_type() == "text/calendar"]
    body = found.get_payload(decode=True).decode()  # type: ignore[union-attr]
    assert re.search(r"METHOD:DECLINECOUNTER\r\n", body)
    assert f"UID:{sent.invitation().uid}" in body.replace("\r\n ", "")


def test_only_a_proposal_is_turned_down(sent: Year, secretary: FlaskClient) -> None:
    message = other(sent)
    assert secretary.post(f"/indbakke/{message.id}/behold-tiden", data={"text": "nej"}).status_code == 409


def test_raw_mail_is_a_file_and_never_a_page(sent: Year, secretary: FlaskClient) -> None:
    raw = mail("x@example.com", text("<script>alert(1)</script>"))
    message = take(sent, raw)
    repeat = take(sent, raw)
    sent.session.commit()
    answer = secretary.get(f"/indbakke/{message.id}/mail.eml")
    assert (answer.data, answer.mimetype) == (raw, "message/rfc822")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert secretary.get(f"/indbakke/{repeat.id}/mail.eml").status_code == 404


def test_what_was_done_is_on_the_trail_without_a_word_of_it(sent: Year, secretary: FlaskClient) -> None:
    message = other(sent)
    press(secretary, message, "laeg-til-side")
    entry = sent.session.scalars(select(TrailEntry).order_by(TrailEntry.id.desc())).first()
    assert (entry.action, entry.thing, entry.details) == (
        "inbox.handled",
        f"inbox:{message.id}",
        {"resolution": "ignored"},
    )


def test_looking_changes_nothing(sent: Year, secretary: FlaskClient) -> None:
    message = other(sent)
    for path in ("/indbakke", f"/indbakke/{message.id}/mail.eml"):
        secretary.get(path)
        secretary.head(path)
    for way in ("knyt", "tael", "laeg-til-side", "svar", "behold-tiden"):
        assert secretary.get(f"/indbakke/{message.id}/{way}").status_code == 405
    assert kept(sent, message).waits


def test_mailbox_that_is_not_read_is_said_where_one_is_set(
    sent: Year, secretary: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent.session.add(MailboxState(mailbox="INBOX", tried_since=NOW, read_at=NOW, fault="LOGIN: NO", failures=0))
    sent.session.commit()
    assert "Postkassen er ikke læst" not in secretary.get("/indbakke").text
    settings = secretary.application.extensions[SETTINGS]
    monkeypatch.setitem(secretary.application.extensions, SETTINGS, replace(settings, imap_host="x"))
    assert "LOGIN: NO" in secretary.get("/indbakke").text
    assert "Postkassen er ikke læst siden" in secretary.get("/indkaldelser/2027").text


def test_several_hundred_waiting_mails_are_one_short_page(sent: Year, secretary: FlaskClient) -> None:
    for number in range(53):
        take(sent, mail("ole@example.com", text(f"Nummer {number}")))
    sent.session.commit()
    page = secretary.get("/indbakke").text
    assert page.count('id="mail-') == 50
    assert "Der er 3 mails mere." in page


def test_each_reason_outcome_and_resolution_has_its_sentence() -> None:
    assert set(OUTCOMES) == set(InboxOutcome)
    assert set(RESOLUTIONS) == set(Resolution)
    source = "".join(
        (ROOT / path).read_text(encoding="utf-8")
        for path in files("app/invitations/answers/*.py", "app/invitations/inbox/*.py", "app/mail/inbox/*.py")
    )
    named = re.findall(r'(?:reason=|Unclear\(|MailUnreadable\(|IGNORED, |WAITS, |APPLIED, |STALE, )"([a-z-]+)"', source)
    assert len(set(named)) > 25
    assert set(named) - set(REASONS) == set()


def test_proposal_is_answered_by_the_new_time_that_is_sent_and_says_so(sent: Year, secretary: FlaskClient) -> None:
    message = proposal(sent, sent.heads[0])
    of_another = proposal(sent, sent.heads[1], number=1)
    sent.move(0, DAYS[0] + dt.timedelta(days=1), 13)
    sent.session.commit()
    assert kept(sent, message).waits  # choosing a time is not sending it
    secretary.post("/indkaldelser/2027/send")
    again = kept(sent, message)
    assert (again.waits, again.resolution, again.handled_at) == (False, Resolution.MOVED, LATER)
    assert "Besvaret med en ny tid af Birgitte Nørgaard" in secretary.get("/indbakke").text
    assert kept(sent, of_another).waits
    assert secretary.post(f"/indbakke/{message.id}/behold-tiden", data={"text": "nej"}).status_code == 409


def test_proposal_waits_again_when_the_new_time_is_taken_back(sent: Year, secretary: FlaskClient) -> None:
    message = proposal(sent, sent.heads[0])
    sent.move(0, DAYS[0] + dt.timedelta(days=1), 13)
    sent.session.commit()
    secretary.post("/indkaldelser/2027/send")
    secretary.post("/indkaldelser/2027/fortryd")
    again = kept(sent, message)
    assert (again.waits, again.resolution, again.handled_by_id) == (True, None, None)


def test_proposal_is_answered_by_a_cancellation_but_not_by_another_room(sent: Year, secretary: FlaskClient) -> None:
    message = proposal(sent, sent.heads[0])
    sent.move(0, DAYS[0], 9, room=sent.other)
    sent.session.commit()
    secretary.post("/indkaldelser/2027/send")
    assert kept(sent, message).waits
    dialogue = scheduling.dialogue(sent.session, sent.invitation().dialogue_id)
    times.cancel(sent.session, dialogue=dialogue, reason="Lukket.", by=None, now=LATER)
    sent.session.commit()
    secretary.post("/indkaldelser/2027/send")
    assert (kept(sent, message).waits, kept(sent, message).resolution) == (False, Resolution.CALLED_OFF)


def proposal(year: Year, head: Person, *, number: int = 0) -> InboxMessage:
    """The head's calendar proposes another time."""
    line = "DTSTART:20270317T120000Z"
    message = take(year, reply(year.invitation(number), head.address, "TENTATIVE", line, method="COUNTER"))
    assert (message.outcome, message.waits) == (InboxOutcome.APPLIED, True)
    return message
