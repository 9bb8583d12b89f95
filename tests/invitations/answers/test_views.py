"""The answer page: one form, looked at without changing anything, sent once, for one person and one meeting."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app import clock
from app.invitations.domain import Answer, Channel
from app.invitations.models import InvitationAnswer
from app.people.models import Person
from app.scheduling.domain import DialogueState
from tests.invitations.conftest import DAYS, NOW, Year
from tests.invitations.reading import read_outbox

Client = Callable[[Person | None], FlaskClient]


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages are opened on the day after the invitations were sent."""
    for place in ("app.invitations.answers.views.now", "app.clock.now"):
        monkeypatch.setattr(place, lambda: NOW + dt.timedelta(days=1))


def link_of(year: Year, person: Person) -> str:
    """The path of the answer page, as it stands in the person's mail."""
    mail = next(one for one in read_outbox(year.session) if one.row.person_id == person.id)
    found = re.search(r"http://127\.0\.0\.1:8000(/svar/\S+)", mail.text)
    assert found is not None
    return found[1]


def press(client: FlaskClient, path: str, answer: str, **given: str) -> tuple[int, str]:
    page = client.post(path, data={"answer": answer, "sequence": "0", **given}, follow_redirects=True)
    return page.status_code, page.text


def test_scanner_that_opens_every_link_changes_nothing(sent: Year, client_of: Client) -> None:
    client = client_of(None)
    for mail in read_outbox(sent.session):
        for path in re.findall(r"http://127\.0\.0\.1:8000(/\S+)", mail.text):
            assert [client.get(path).status_code, client.head(path).status_code] == [200, 200]
            assert client.get(f"{path}/moede.ics").status_code == 200
    assert sent.session.scalar(select(func.count(InvitationAnswer.id))) == 0
    assert sent.part_of(sent.heads[0]).answer is Answer.NEEDS_ACTION


def test_answer_page_is_one_form_with_three_equal_choices_and_nothing_chosen(sent: Year, client_of: Client) -> None:
    page = client_of(None).get(link_of(sent, sent.heads[0])).text
    [form] = re.findall(r'<form method="post" class="reply">.*?</form>', page, re.DOTALL)
    choices = re.findall(r'<input [^>]*type="radio"[^>]*>', form)
    assert [re.findall(r'value="([\w-]+)"', one) for one in choices] == [["accepted"], ["declined"], ["tentative"]]
    assert all("required" in one for one in choices)
    assert re.findall(r'name="([\w-]+)"', form) == [
        *("csrf_token", "sequence", "answer", "answer", "answer", "first", "second", "word", "substitute"),
    ]
    assert form.count('type="submit"') == 1
    assert "Tirsdag 16. marts 2027" in page
    assert "Vi har ikke fået dit svar endnu." in page
    assert "checked" not in page


def test_second_guest_that_is_refused_is_told_so_at_her_field(sent: Year, client_of: Client) -> None:
    path = link_of(sent, sent.heads[0])
    _status, page = press(client_of(None), path, "accepted", first="Amira Said", second="x" * 121)
    [first, second] = (re.search(rf'<input [^>]*name="{name}"[^>]*>', page) for name in ("first", "second"))
    assert first and second
    assert ('aria-invalid="true"' in first[0], 'aria-describedby="first-hint"' in first[0]) == (False, True)
    assert ('aria-invalid="true"' in second[0], 'aria-describedby="second-error"' in second[0]) == (True, True)
    assert '<span class="form-error-message" id="second-error"><span class="sr-only">Fejl: </span>' in page


def test_answer_from_the_mails_link_is_saved_and_shown(sent: Year, client_of: Client) -> None:
    client, path = client_of(None), link_of(sent, sent.heads[0])
    status, page = press(client, path, "accepted", first="Amira Said, souschef", second="", word="Tak")
    assert (status, "Vi har dit svar: ja (på siden 13. januar)." in page) == (200, True)
    head = sent.part_of(sent.heads[0])
    assert (head.answer, head.channel, head.brings, head.word) == (
        Answer.ACCEPTED,
        Channel.WEB,
        ["Amira Said, souschef"],
        "Tak",
    )


def test_no_from_the_page_means_another_time(sent: Year, client_of: Client) -> None:
    _, page = press(client_of(None), link_of(sent, sent.heads[0]), "declined")
    assert "Sekretariatet finder en ny tid og skriver til dig." in page
    assert sent.invitation().dialogue.state is DialogueState.NEEDS_TIME


def test_answer_on_a_page_that_showed_the_old_time_is_not_counted(sent: Year, client_of: Client) -> None:
    path = link_of(sent, sent.heads[0])
    sent.move(0, DAYS[0] + dt.timedelta(days=1), 9)
    sent.send()
    client = client_of(None)
    _, page = press(client, path, "accepted")
    assert "Mødet er flyttet, siden du åbnede siden." in page
    assert "Onsdag 17. marts 2027" in page
    assert sent.part_of(sent.heads[0]).answer is Answer.NEEDS_ACTION


def test_what_was_typed_on_a_page_with_the_old_time_stays_and_no_answer_is_chosen(
    sent: Year, client_of: Client
) -> None:
    path = link_of(sent, sent.heads[0])
    sent.move(0, DAYS[0] + dt.timedelta(days=1), 9)
    sent.send()
    status, page = press(client_of(None), path, "accepted", first="Amira Said", word="Vi glæder os")
    assert (status, "checked" in page) == (409, False)
    assert 'value="Amira Said"' in page
    assert "Vi glæder os</textarea>" in page
    assert re.findall(r'name="sequence" value="(\d+)"', page) == ["1"]
    status, page = press(client_of(None), path, "accepted", first="Amira Said", sequence="1")
    assert (status, sent.part_of(sent.heads[0]).answer) == (200, Answer.ACCEPTED)


def test_present_answer_is_chosen_when_the_page_is_opened_again(sent: Year, client_of: Client) -> None:
    client, path = client_of(None), link_of(sent, sent.heads[0])
    press(client, path, "tentative")
    [chosen] = [one for one in re.findall(r'<input [^>]*type="radio"[^>]*>', client.get(path).text) if "checked" in one]
    assert 'value="tentative"' in chosen


def test_same_form_sent_twice_is_one_answer(sent: Year, client_of: Client) -> None:
    client, path = client_of(None), link_of(sent, sent.heads[0])
    for _ in range(2):
        press(client, path, "accepted", first="Amira Said, souschef", second="", substitute="", word="Tak")
    assert sent.session.scalar(select(func.count(InvitationAnswer.id))) == 1
    press(client, path, "accepted", first="Bo Ek", second="", substitute="", word="Tak")
    assert sent.part_of(sent.heads[0]).brings == ["Bo Ek"]
    assert sent.session.scalar(select(func.count(InvitationAnswer.id))) == 2


def test_same_answer_given_anew_later_is_the_newest(sent: Year, client_of: Client, monkeypatch) -> None:
    client, path = client_of(None), link_of(sent, sent.heads[0])
    press(client, path, "accepted")
    monkeypatch.setattr("app.invitations.answers.views.now", lambda: NOW + dt.timedelta(days=2))
    press(client, path, "accepted")
    assert sent.session.scalar(select(func.count(InvitationAnswer.id))) == 2


@pytest.mark.parametrize("answer", ["", "needs-action", "noget andet"])
def test_other_words_than_the_buttons_are_not_saved(sent: Year, client_of: Client, answer: str) -> None:
    status, page = press(client_of(None), link_of(sent, sent.heads[0]), answer, word="Vi glæder os")
    assert (status, "Vi glæder os</textarea>" in page) == (422, True)
    assert sent.session.scalar(select(func.count(InvitationAnswer.id))) == 0


def test_link_opens_its_own_page_only_and_dies_with_the_meeting(
    sent: Year, client_of: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, path = client_of(None), link_of(sent, sent.heads[0])
    assert client.get("/svar/noget-helt-andet").status_code == 404
    assert client.get(path.replace("/svar/", "/referat/")).status_code == 404
    monkeypatch.setattr("app.invitations.answers.views.now", lambda: clock.at(DAYS[0], 10, 31))
    assert client.get(path).status_code == 404


def test_download_is_the_meeting_and_names_nobody(sent: Year, client_of: Client) -> None:
    answer = client_of(None).get(f"{link_of(sent, sent.heads[0])}/moede.ics")
    assert answer.mimetype == "text/calendar"
    assert b"METHOD:PUBLISH" in answer.data
    assert b"DTSTART;TZID=Europe/Copenhagen:20270316T090000" in answer.data
    assert b"ATTENDEE" not in answer.data
