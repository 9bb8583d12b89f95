"""Who may answer for a person, who comes in her place, and who heads the centre above."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from app.institutions import services as institutions
from app.institutions.domain import Kind, Ownership
from app.institutions.models import Institution
from app.invitations import services
from app.invitations.domain import Answer, Attendance, Channel, Part
from app.invitations.sending import reminders
from app.mail.domain import MessageState
from app.mail.models import OutboxMessage
from app.people import services as people
from app.people.domain import Role
from app.people.models import Person
from app.trail.models import TrailEntry
from tests.invitations.conftest import NOW, Year
from tests.invitations.reading import read_outbox

Client = Callable[[Person | None], FlaskClient]


def test_delegate_answers_for_the_director_and_the_trail_knows_who_it_was(
    sent: Year, add_person: Callable[..., Person], client_of: Client
) -> None:
    director, secretary = sent.directors[0], add_person(Role.LEADER, name="Sekretæren")
    path = f"/indkaldelser/svar-for/{sent.part_of(director).id}"
    assert client_of(secretary).get(path).status_code == 404
    people.add_delegate(sent.session, person=director, delegate=secretary, by=None, now=NOW)
    client = client_of(secretary)
    assert "Du svarer for Anne Bæk" in client.get(path).text
    assert "Kan Anne Bæk komme" in client.get("/").text
    assert client.get(f"{path}/moede.ics").status_code == 200
    client.post(path, data={"answer": "accepted", "sequence": "0"})
    part = sent.part_of(director)
    assert (part.answer, part.channel) == (Answer.ACCEPTED, Channel.WEB)
    entry = sent.session.query(TrailEntry).filter_by(action="invitation.answered").one()
    assert entry.person_id == secretary.id
    people.remove_delegate(sent.session, person=director, delegate=secretary, by=None, now=NOW)
    assert client_of(secretary).get(path).status_code == 404


def test_delegates_are_added_and_taken_away_on_the_persons_page(
    sent: Year, add_person: Callable[..., Person], client_of: Client
) -> None:
    director, secretary = sent.directors[0], add_person(Role.LEADER, name="Sekretæren")
    client = client_of(add_person(Role.SECRETARIAT))
    path = f"/personer/{director.id}/stedfortraeder"
    page = client.post(path, data={"delegate": str(secretary.id)}, follow_redirects=True).text
    assert "Sekretæren kan svare for Anne Bæk." in page
    assert f"{path}/{secretary.id}/fjern" in page
    page = client.post(f"{path}/{secretary.id}/fjern", follow_redirects=True).text
    assert f"{path}/{secretary.id}/fjern" not in page
    assert client.post(path, data={"delegate": "0"}).status_code == 404


def test_substitute_is_named_on_the_page_and_shown_to_the_secretariat(
    sent: Year, add_person: Callable[..., Person], client_of: Client
) -> None:
    head = sent.heads[0]
    client = client_of(head)
    path = f"/indkaldelser/mit-svar/{sent.invitation().id}"
    client.post(path, data={"answer": "accepted", "sequence": "0"})
    page = client.get(path).text
    assert 'name="substitute"' in page
    client.post(path, data={"answer": "accepted", "sequence": "0", "substitute": " Bo  Ek, souschef "})
    assert sent.part_of(head).substitute == "Bo Ek, souschef"
    assert 'value="Bo Ek, souschef"' in client.get(path).text
    assert "Bo Ek, souschef kommer i stedet" in client_of(add_person(Role.SECRETARIAT)).get("/indkaldelser").text


def with_a_centre(year: Year, chief: Person, *, area: str = "Børn") -> Institution:
    """A centre that this person heads; the second of the three institutions is in the area "Børn"."""
    centre = institutions.open_institution(
        year.session,
        number="C1",
        name="Center for Børn",
        kind=Kind.CENTRE,
        ownership=Ownership.MUNICIPAL,
        area=area,
        by=None,
        now=NOW,
    )
    institutions.set_head(
        year.session, institution=centre, person=chief, from_day=dt.date(2020, 1, 1), by=None, now=NOW
    )
    year.session.query(Institution).filter_by(name="Birkely Skole").update({"area": "Børn"})
    year.session.flush()
    return centre


@pytest.mark.parametrize(("area", "closed"), [("Ældre", {}), ("", {}), ("Børn", {"active_to": dt.date(2027, 2, 1)})])
def test_centre_of_another_area_or_a_closed_one_is_not_above(
    year: Year, add_person: Callable[..., Person], area: str, closed: dict[str, dt.date]
) -> None:
    centre = with_a_centre(year, add_person(Role.LEADER, name="Centerchefen"), area=area)
    for name, day in closed.items():
        setattr(centre, name, day)
    services.prepare_from_plan(year.session, cycle=year.cycle, by=None, now=NOW)
    assert [len(year.invitation(number).participants) for number in range(3)] == [3, 3, 3]


def test_head_of_the_centre_above_is_left_out_before_anything_is_sent(
    year: Year, add_person: Callable[..., Person], client_of: Client
) -> None:
    chief = add_person(Role.LEADER, name="Centerchefen")
    with_a_centre(year, chief)
    services.prepare_from_plan(year.session, cycle=year.cycle, by=None, now=NOW)
    client = client_of(add_person(Role.SECRETARIAT))
    page = client.post(f"/indkaldelser/deltager/{year.part_of(chief, 1).id}/tag-af", follow_redirects=True).text
    assert "Centerchefen" not in page
    services.prepare_from_plan(year.session, cycle=year.cycle, by=None, now=NOW)  # a new time does not bring her back
    assert year.send() == 9
    assert [one for one in read_outbox(year.session) if one.row.person_id == chief.id] == []


def test_head_of_the_centre_above_is_asked_as_optional(
    year: Year, add_person: Callable[..., Person], client_of: Client
) -> None:
    chief = add_person(Role.LEADER, name="Centerchefen")
    with_a_centre(year, chief)
    services.prepare_from_plan(year.session, cycle=year.cycle, by=None, now=NOW)
    found = [(one.person.name, one.part, one.attendance) for one in year.invitation(1).participants]
    assert found[-1] == ("Centerchefen", Part.CENTRE, Attendance.OPTIONAL)
    assert len(year.invitation(0).participants) == 3
    client = client_of(add_person(Role.SECRETARIAT))
    shown = client.get("/indkaldelser/2027/send").text
    assert "Centerchefen" in shown
    assert shown.count("må gerne være med, men mødet bliver holdt uden") == shown.count("/tag-af") == 1
    assert year.send() == 10
    mail = next(one for one in read_outbox(year.session) if one.row.person_id == chief.id)
    assert mail.calendar.vevent.attendee.params["ROLE"] == ["OPT-PARTICIPANT"]
    assert "også hvis du ikke kan" in mail.text


def test_everyone_who_is_missing_is_reminded_in_one_step(
    sent: Year, add_person: Callable[..., Person], client_of: Client
) -> None:
    head = sent.part_of(sent.heads[0])
    services.answer(sent.session, participant=head, answer=Answer.TENTATIVE, channel=Channel.WEB, now=NOW)
    sent.session.execute(update(OutboxMessage).values(state=MessageState.SENT))
    client = client_of(add_person(Role.SECRETARIAT))
    assert "Mind alle 8, der mangler at svare, om det" in client.get("/indkaldelser/2027").text
    assert "8 påmindelser er på vej." in client.post("/indkaldelser/2027/rykkere", follow_redirects=True).text
    assert reminders.remind_year(sent.session, cycle=sent.cycle, now=sent_later()) == 8
    assert client.post("/indkaldelser/2027/rykkere").status_code == 302


def sent_later() -> dt.datetime:
    return NOW + dt.timedelta(days=3)
