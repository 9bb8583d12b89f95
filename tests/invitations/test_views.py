"""The pages: looking changes nothing, pressing saves; whose page is whose; how many statements a page costs."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from app import clock
from app.invitations import pages, queries, services
from app.invitations.domain import Answer, Channel
from app.mail.domain import Delivery, MessageState
from app.mail.models import OutboxMessage
from app.people.domain import Role
from app.people.models import Person
from app.scheduling import queries as scheduling
from app.scheduling.domain import DialogueState
from tests.counting import count_queries
from tests.invitations.conftest import DAYS, NOW, Year
from tests.invitations.reading import read_outbox

Client = Callable[[Person | None], FlaskClient]
PAGES = ("app.invitations.views.now", "app.invitations.answers.views.now")
CLOCKS = (*PAGES, "app.people.access.clock.now", "app.clock.now")


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages are opened on the day after the invitations were sent."""
    for place in (*PAGES, "app.clock.now"):
        monkeypatch.setattr(place, lambda: NOW + dt.timedelta(days=1))


@pytest.fixture
def secretary(sent: Year, add_person: Callable[..., Person], client_of: Client) -> FlaskClient:
    return client_of(add_person(Role.SECRETARIAT))


def link_of(year: Year, person: Person) -> str:
    """The path of the answer page, as it stands in the person's mail."""
    mail = next(one for one in read_outbox(year.session) if one.row.person_id == person.id)
    found = re.search(r"http://127\.0\.0\.1:8000(/svar/\S+)", mail.text)
    assert found is not None
    return found[1]


def press(client: FlaskClient, path: str, answer: str, **given: str) -> tuple[int, str]:
    page = client.post(path, data={"answer": answer, "sequence": "0", **given}, follow_redirects=True)
    return page.status_code, page.text


def test_signed_in_person_answers_her_own_meeting_and_no_other(sent: Year, client_of: Client) -> None:
    client = client_of(sent.heads[0])
    own, other = (f"/indkaldelser/mit-svar/{sent.invitation(number).id}" for number in (0, 1))
    assert press(client, own, "accepted")[0] == 200
    assert sent.part_of(sent.heads[0]).answer is Answer.ACCEPTED
    assert [client.get(other).status_code, client.post(other).status_code] == [404, 404]


@pytest.mark.parametrize("path", ["/indkaldelser/mit-svar/{}", "/indkaldelser/mit-svar/{}/moede.ics"])
def test_meeting_that_she_has_not_been_told_of_is_not_there(year: Year, client_of: Client, path: str) -> None:
    services.prepare_from_plan(year.session, cycle=year.cycle, by=None, now=NOW)
    own = path.format(year.invitation().id)
    asked = [year.heads[0], year.directors[0]]
    assert [client_of(person).get(own).status_code for person in asked] == [404, 404]
    year.send()
    year.session.commit()
    assert [client_of(person).get(own).status_code for person in asked] == [200, 200]


def test_overview_says_what_waits(sent: Year, secretary: FlaskClient) -> None:
    session = sent.session
    services.answer(
        session, participant=sent.part_of(sent.directors[0], 1), answer=Answer.DECLINED, channel=Channel.MAIL, now=NOW
    )
    services.mark_bounced(
        session,
        Delivery(
            message_id=1,
            kind="invitation",
            thread=f"invitation:{sent.invitation(2).id}",
            person_id=sent.heads[2].id,
            address=sent.heads[2].address,
            sent=False,
            words="550",
        ),
        NOW,
    )
    session.commit()
    page = secretary.get("/indkaldelser/2027").text
    assert "1 af 9 har svaret." in page
    assert re.findall(r'<h3 class="next-what">(.*?)</h3>', page) == [
        "Mailen til Lene nr. 2 kom tilbage.",
        "Anne Bæk kan ikke den dag, Birkely Skole skulle komme.",
        "Lene nr. 0, Anne Bæk, Carl Dam har ikke svaret.",
        "Lene nr. 1, Carl Dam har ikke svaret.",
        "Anne Bæk, Carl Dam har ikke svaret.",
    ]


def test_year_without_invitations_says_what_to_do(
    year: Year, add_person: Callable[..., Person], client_of: Client
) -> None:
    page = client_of(add_person(Role.SECRETARIAT)).get("/indkaldelser").text
    assert "Der er ingen indkaldelser endnu" in page


def test_before_the_first_year_the_page_says_what_to_do(add_person: Callable[..., Person], client_of: Client) -> None:
    client = client_of(add_person(Role.SECRETARIAT))
    assert "Der er ikke åbnet et år endnu" in client.get("/indkaldelser").text
    assert client.get("/indkaldelser/2027").status_code == 404


def test_preview_shows_each_mail_and_sends_with_one_button(
    year: Year, add_person: Callable[..., Person], client_of: Client
) -> None:
    services.prepare_from_plan(year.session, cycle=year.cycle, by=None, now=NOW)
    client = client_of(add_person(Role.SECRETARIAT))
    page = client.get("/indkaldelser/2027/send").text
    assert page.count("<summary>Læs mailen:") == 9
    assert page.count('action="/indkaldelser/2027/send"') == 1
    assert read_outbox(year.session) == []
    sent = client.post("/indkaldelser/2027/send", follow_redirects=True)
    assert "9 mails er på vej." in sent.text
    assert len(read_outbox(year.session)) == 9
    assert client.post("/indkaldelser/2027/send").status_code == 409
    assert len(read_outbox(year.session)) == 9


def test_preview_of_a_move_shows_both_times(sent: Year, secretary: FlaskClient) -> None:
    sent.move(0, DAYS[0] + dt.timedelta(days=1), 13)
    sent.session.commit()
    page = secretary.get("/indkaldelser/2027/send").text
    assert page.count("får den nye tid og bliver spurgt igen") == 3
    assert "<s><time" in page
    assert "onsdag 17. marts 2027" in page


def test_secretary_writes_an_answer_in_by_telephone(sent: Year, secretary: FlaskClient) -> None:
    part = sent.part_of(sent.heads[0]).id
    page = secretary.post(
        f"/indkaldelser/deltager/{part}/svar",
        data={"answer": "tentative", "word": "Ringer fredag"},
        follow_redirects=True,
    ).text
    assert "Svaret er skrevet ind." in page
    assert "Måske (sagt til sekretariatet 13. januar)." in page
    assert secretary.post(f"/indkaldelser/deltager/{part}/svar", data={}).status_code == 422


def test_wrong_address_is_corrected_and_asked_again(sent: Year, secretary: FlaskClient) -> None:
    part = sent.part_of(sent.heads[0]).id
    path = f"/indkaldelser/deltager/{part}/adresse"
    assert secretary.post(path, data={"address": "ikke en adresse"}).status_code == 422
    assert secretary.post(path, data={"address": "jørgen@example.dk"}).status_code == 422
    assert secretary.post(path, data={"address": sent.heads[1].address}).status_code == 409
    page = secretary.post(path, data={"address": "ny@example.dk"}, follow_redirects=True).text
    assert "indkaldelsen er på vej igen" in page
    assert [one.row.address for one in read_outbox(sent.session)][-1] == "ny@example.dk"


def test_link_that_went_to_the_wrong_address_opens_nothing_more(
    sent: Year, secretary: FlaskClient, client_of: Client
) -> None:
    head, client = sent.heads[0], client_of(None)
    old, others = link_of(sent, head), link_of(sent, sent.heads[1])
    secretary.post(f"/indkaldelser/deltager/{sent.part_of(head).id}/adresse", data={"address": "ny@example.dk"})
    new = re.findall(r"http://127\.0\.0\.1:8000(/svar/\S+)", read_outbox(sent.session)[-1].text)[0]
    assert [client.get(path).status_code for path in (old, new, others)] == [404, 200, 200]


def test_mail_is_sent_again_byte_for_byte_and_only_from_its_own_page(sent: Year, secretary: FlaskClient) -> None:
    row = read_outbox(sent.session)[0].row
    row.state = MessageState.SENT
    sent.session.commit()
    own, other = sent.part_of(sent.heads[0]).id, sent.part_of(sent.heads[1], 1).id
    assert secretary.post(f"/indkaldelser/deltager/{other}/send-igen/{row.id}").status_code == 404
    page = secretary.post(f"/indkaldelser/deltager/{own}/send-igen/{row.id}", follow_redirects=True)
    assert "Mailen er på vej igen." in page.text
    assert sent.session.get_one(OutboxMessage, row.id, populate_existing=True).state is MessageState.WAITING
    assert secretary.post(f"/indkaldelser/deltager/{own}/send-igen/{row.id}").status_code == 409


def test_reminders_go_to_the_silent_once_a_day(sent: Year, secretary: FlaskClient) -> None:
    head = sent.part_of(sent.heads[0])
    services.answer(sent.session, participant=head, answer=Answer.ACCEPTED, channel=Channel.WEB, now=NOW)
    sent.session.commit()
    path = f"/indkaldelser/{sent.invitation().id}/rykker"
    assert "2 påmindelser er på vej." in secretary.post(path, follow_redirects=True).text
    again = secretary.post(path, follow_redirects=True).text
    assert "Ingen er påmindet nu" in again
    assert "påmindelser er på vej" not in again
    reminders = read_outbox(sent.session, kind="reminder")
    assert {one.row.person_id for one in reminders} == {person.id for person in sent.directors}
    assert len(reminders) == 2


def test_move_from_the_times_page_waits_for_the_button(sent: Year, secretary: FlaskClient) -> None:
    dialogue, known = sent.invitation().dialogue_id, len(read_outbox(sent.session))
    answer = secretary.post(
        f"/indkaldelser/dialog/{dialogue}/flyt", data={"starts_at": "2027-03-17T13:00", "version": ""}
    )
    assert answer.headers["Location"] == "/indkaldelser/2027/send"
    assert len(read_outbox(sent.session)) == known
    slot = queries.stands(sent.invitation())
    assert slot is not None
    assert slot.start == clock.at(dt.date(2027, 3, 17), 13)
    assert secretary.post(f"/indkaldelser/dialog/{dialogue}/flyt", data={"starts_at": "snart"}).status_code == 422


def test_meeting_is_called_off_with_a_reason_and_told_when_the_secretariat_sends(
    sent: Year, secretary: FlaskClient
) -> None:
    sent.session.execute(update(OutboxMessage).values(state=MessageState.SENT, attempt=1))
    path = f"/indkaldelser/dialog/{sent.invitation().dialogue_id}/aflys"
    sent.session.commit()
    assert "Lene nr. 0, Anne Bæk, Carl Dam er indkaldt" in secretary.get(path).text
    assert secretary.post(path, data={"reason": " "}).status_code == 422
    known = len(read_outbox(sent.session))
    answer = secretary.post(path, data={"reason": "Skolen er lukket."})
    assert answer.location == "/indkaldelser/2027/send"
    assert len(read_outbox(sent.session)) == known
    preview = secretary.get(answer.location).text
    assert preview.count("får at vide, at mødet er aflyst") == 3
    assert "Skolen er lukket." not in preview
    secretary.post("/indkaldelser/2027/send")
    told = read_outbox(sent.session)[known:]
    assert [one.calendar.method.value for one in told if one.calendar] == ["CANCEL"] * 3
    assert all("Skolen er lukket." not in one.text for one in told)
    assert "Aflyst: Skolen er lukket." in secretary.get("/tider/2027").text
    assert [secretary.get(path).status_code, secretary.post(path, data={"reason": "Igen"}).status_code] == [409, 409]


def test_meeting_agreed_elsewhere_is_written_in_without_a_mail(
    year: Year, add_person: Callable[..., Person], client_of: Client
) -> None:
    dialogue = scheduling.dialogues_of(year.session, year.cycle)[0]
    dialogue.state = DialogueState.WITHOUT_TIME
    secretary = client_of(add_person(Role.SECRETARIAT))
    fields = {"seat": str(dialogue.seat_id), "day": "2027-01-12", "time": "13:00", "room": str(year.room.id)}
    page = secretary.post("/indkaldelser/2027/aftalt", data=fields, follow_redirects=True).text
    assert "Aftalt uden for Ledetråd." in page
    invitation = year.invitation()
    assert (invitation.dialogue.starts_at, len(invitation.participants)) == (clock.at(dt.date(2027, 1, 12), 13), 3)
    assert {one.answer for one in invitation.participants} == {Answer.ACCEPTED}
    assert read_outbox(year.session) == []
    assert "Lene nr. 0" in secretary.get("/indkaldelser/2027").text


def test_one_more_is_asked_and_taken_out_again_and_nobody_else_hears_of_it(
    sent: Year, secretary: FlaskClient, add_person: Callable[..., Person]
) -> None:
    sent.session.execute(update(OutboxMessage).values(state=MessageState.SENT, attempt=1))
    guest = add_person(name="Gro Gæst")
    sent.session.commit()
    path = f"/indkaldelser/{sent.invitation().id}/inviter"
    choices = re.findall(r'<option value="\d+">(.*?)</option>', secretary.get(path).text)
    assert "Gro Gæst" in choices
    assert "Anne Bæk" not in choices
    assert secretary.post(path, data={"person": str(sent.directors[0].id)}).status_code == 422
    assert "Vælg en person." in secretary.post(path, data={"person": ""}).text  # nobody is chosen by not choosing
    known = len(read_outbox(sent.session))
    assert secretary.post(path, data={"person": str(guest.id)}).location == "/indkaldelser/2027/send"
    secretary.post("/indkaldelser/2027/send")
    [mail] = read_outbox(sent.session)[known:]
    assert (mail.row.person_id, mail.calendar.vevent.attendee.params["ROLE"]) == (guest.id, ["OPT-PARTICIPANT"])
    assert "Gro Gæst" in secretary.get("/indkaldelser/2027").text
    sent.session.execute(update(OutboxMessage).values(state=MessageState.SENT, attempt=1))
    sent.session.commit()
    part, head = sent.part_of(guest), sent.part_of(sent.heads[0])
    assert secretary.post(f"/indkaldelser/deltager/{part.id}/tag-af").status_code == 302
    assert secretary.post(f"/indkaldelser/deltager/{head.id}/tag-af").status_code == 409
    secretary.post("/indkaldelser/2027/send")
    [mail] = read_outbox(sent.session)[known + 1 :]
    assert (mail.row.person_id, mail.calendar.method.value) == (guest.id, "CANCEL")


def test_time_can_be_kept_from_the_page(sent: Year, secretary: FlaskClient) -> None:
    head = sent.part_of(sent.heads[0])
    for answer in (Answer.DECLINED, Answer.ACCEPTED):
        services.answer(sent.session, participant=head, answer=answer, channel=Channel.WEB, now=NOW)
    sent.session.commit()
    page = secretary.get("/indkaldelser").text
    assert "Ingen siger nej til tiden for Åkandens Børnehus mere." in page
    secretary.post(f"/indkaldelser/dialog/{sent.invitation().dialogue_id}/behold")
    assert sent.invitation().dialogue.state is DialogueState.AGREED


def test_overview_costs_the_same_for_one_meeting_and_three(sent: Year, session: Session) -> None:
    def cost() -> int:
        session.expire_all()
        return count_queries(session, lambda: pages.overview_of(session, cycle=sent.cycle, now=NOW))

    three = cost()
    for number in (1, 2):
        for one in sent.invitation(number).participants:
            session.delete(one)
        session.flush()
        session.delete(sent.invitation(number))
    session.flush()
    assert cost() == three
