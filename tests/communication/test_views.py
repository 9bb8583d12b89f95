"""The pages of the communication: the secretariat's way through them, what a director sees, and refusals in words."""

from __future__ import annotations

import re
from functools import partial

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.communication import plans, queries
from app.communication.domain import Channel
from app.communication.models import Course, CoursePlace, PlanStep
from app.guidance import queries as guidances
from app.mail.models import OutboxMessage
from app.people.domain import Role
from tests.communication import telling
from tests.counting import count_queries
from tests.guidance.drafting import making as drafting

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.starts_from(make=telling.publish)]


@pytest.fixture
def secretary(add_person):
    return add_person(Role.SECRETARIAT, name="Birgitte Nørgaard")


def row_of(session: Session, channel: Channel) -> int:
    return session.scalars(select(PlanStep.id).where(PlanStep.channel == channel)).first() or 0


def test_plan_is_proposed_laid_and_changed(session: Session, client_of, secretary) -> None:
    telling.publish(session)
    client = client_of(secretary)
    assert "Brug planen" in client.get("/kommunikation").text
    page = client.post("/kommunikation/2028/plan", follow_redirects=True).text
    assert "Mail: ledercirklen" in page
    assert "Brug planen" not in page
    assert client.post("/kommunikation/2028/plan").status_code == 409
    number = row_of(session, Channel.SEMINAR)
    form = {"channel": "seminar", "audience": "alle ledere", "day": "2027-12-10", "owner": str(secretary.id)}
    page = client.post(f"/kommunikation/raekke/{number}", data=form, follow_redirects=True).text
    assert "Fredag 10. december 2027, Birgitte Nørgaard" in page
    assert "Hent som PowerPoint" in page
    client.post(f"/kommunikation/raekke/{number}/gjort")
    assert "Gjort" in client.get(f"/kommunikation/raekke/{number}").text
    client.post(f"/kommunikation/raekke/{number}/gjort", data={"open": "y"})
    client.post(f"/kommunikation/raekke/{number}/fjern")
    assert "Seminar: alle ledere" not in client.get("/kommunikation/2028").text
    assert client.post("/kommunikation/2028/raekker", data={"channel": "portal"}).status_code == 422
    added = client.post("/kommunikation/2028/raekker", data=form | {"channel": "other"}, follow_redirects=True).text
    assert "Andet: alle ledere" in added


def test_overview_has_no_id_twice_and_no_column_without_a_name(session: Session, client_of, secretary) -> None:
    guidance = telling.publish(session).guidance
    client = client_of(secretary)
    ids = re.findall(r' id="([^"]+)"', client.get("/kommunikation/2028").text)
    assert [one for one in ids if ids.count(one) > 1] == []
    facts = {"title": "Kursus", "day": "2099-01-14", "starts": "09:00", "ends": "12:00", "place": "Rådhuset"}
    at = client.post(f"/kommunikation/{guidance.year}/kurser", data=facts).location
    client.post(f"{at}/deltagere", data={"everyone": "y"})
    page = client.get(at).text
    assert ('<th scope="col"></th>' in page, '<td data-title="Fjern">' in page) == (False, True)


def test_mail_is_shown_before_it_is_sent_and_can_be_stopped(session: Session, client_of, secretary) -> None:
    telling.plan(session, telling.publish(session).guidance)
    head = queries.managers_circle(session, telling.DAY).people[0]
    client, number = client_of(secretary), row_of(session, Channel.MAIL)
    page = client.get(f"/kommunikation/raekke/{number}").text
    assert "Send 3 mails" in page
    assert head.address in page
    assert "Årets temaer:" in page
    client.post(f"/kommunikation/raekke/{number}/tekst", data={"text": "Kære alle"})
    assert "Kære alle" in client.get(f"/kommunikation/raekke/{number}").text
    sent = client.post(f"/kommunikation/raekke/{number}/send", follow_redirects=True).text
    assert "3 mails går om fem minutter." in sent
    assert "0 af 3 er afleveret." in sent
    assert client.post(f"/kommunikation/raekke/{number}/send").status_code == 409
    assert len(session.scalars(select(OutboxMessage.id).where(OutboxMessage.kind == "guidance-sent")).all()) == 3
    assert "3 mails er stoppet." in client.post(f"/kommunikation/raekke/{number}/stop", follow_redirects=True).text


def test_portal_text_stands_to_be_copied(session: Session, client_of, secretary) -> None:
    rows = telling.plan(session, telling.publish(session).guidance)
    page = client_of(secretary).get(f"/kommunikation/raekke/{rows[Channel.PORTAL].id}").text
    assert "Ledetråd 2028 er her" in page
    assert "/ledetraad/2028" in page


@pytest.mark.starts_from(make=drafting.begin)
def test_slides_wait_for_the_publication(session: Session, client_of, secretary) -> None:
    rows = telling.plan(session, drafting.begin(session).guidance)
    client = client_of(secretary)
    assert client.get("/kommunikation/2028/slides.pptx").status_code == 409
    page = client.get(f"/kommunikation/raekke/{rows[Channel.SEMINAR].id}").text
    assert "når den er udsendt" in page
    assert client.get("/kommunikation/2027/slides.pptx").status_code == 200


def test_course_is_entered_its_people_invited_and_noted(session: Session, client_of, secretary) -> None:
    telling.publish(session)
    client = client_of(secretary)
    form = {"title": "Årsplaner", "day": "2020-12-14", "starts": "09:00", "ends": "08:00", "place": "Rådhuset"}
    refused = client.post("/kommunikation/2028/kurser", data=form)
    assert (refused.status_code, "før det begynder" in refused.text) == (422, True)
    ahead = form | {"day": "2099-12-14", "ends": "12:00"}
    page = client.post("/kommunikation/2028/kurser", data=ahead, follow_redirects=True).text
    assert "mandag 14. december 2099 kl. 9.00–12.00" in page
    number = session.scalars(select(Course.id)).one()
    client.post(f"/kommunikation/kursus/{number}/deltagere", data={"everyone": "y"})
    people = list(session.scalars(select(CoursePlace.person_id).order_by(CoursePlace.person_id)))
    client.post(f"/kommunikation/kursus/{number}/deltagere/{people[0]}/fjern")
    assert "Send 2 invitationer" in client.get(f"/kommunikation/kursus/{number}").text
    assert (
        "2 invitationer er på vej."
        in client.post(f"/kommunikation/kursus/{number}/inviter", follow_redirects=True).text
    )
    early = client.post(f"/kommunikation/kursus/{number}/fremmoede", data={"came": people[1]})
    assert (early.status_code, client.post(f"/kommunikation/kursus/{number}/fjern").status_code) == (409, 409)
    past = form | {"ends": "12:00"}
    moved = client.post(f"/kommunikation/kursus/{number}", data=past, follow_redirects=True).text
    assert "De inviterede har ikke fået det at vide endnu." in moved
    noted = client.post(
        f"/kommunikation/kursus/{number}/fremmoede", data={"came": people[1]}, follow_redirects=True
    ).text
    assert (noted.count("Kom ikke"), len(re.findall(r"Kom</span>", noted))) == (1, 1)
    assert "2 personer, 1 kom" in client.get("/kommunikation/2028").text


def test_paper_is_written_edited_renewed_and_closed(session: Session, client_of, secretary) -> None:
    telling.plan(session, telling.publish(session).guidance)
    client = client_of(secretary)
    first = client.get("/kommunikation/2028/sag").text
    assert 'value="Økonomiudvalget"' in first
    assert 'value="2027-11-14"' in first
    head = {"committee": "Økonomiudvalget", "meeting_on": "2020-11-16", "case_number": "27/4180"}
    assert client.post("/kommunikation/2028/sag", data={}).status_code == 422
    page = client.post("/kommunikation/2028/sag", data=head, follow_redirects=True).text
    assert "Sag 27/4180" in page
    assert 'name="base"' not in page
    assert 'href="/kommunikation/2028/sag?ret=1">Ret sætningerne' in page
    editing = client.get("/kommunikation/2028/sag?ret=1").text
    number, base = re.findall(r'saetning/(\d+)".*?name="base" value="(\w+)"', editing, flags=re.DOTALL)[0]
    form = {"text": "Kort sagt.", "base": base, "what": "save", "ret": "1"}
    saved = client.post(f"/kommunikation/saetning/{number}", data=form)
    assert saved.location == f"/kommunikation/2028/sag?ret=1#s-{number}"
    assert client.post(f"/kommunikation/saetning/{number}", data=form).status_code == 409
    assert "rettet af en person" in client.get("/kommunikation/2028/sag").text
    client.post(f"/kommunikation/saetning/{number}", data={"what": "renew"})
    assert "rettet af en person" not in client.get("/kommunikation/2028/sag").text
    client.post("/kommunikation/2028/sag/saetninger", data={"part": "action", "text": "Vi glæder os."})
    assert "Vi glæder os." in client.get("/kommunikation/2028/sag").text
    client.post("/kommunikation/2028/sag/hoved", data=head | {"committee": "Byrådet"})
    assert "2 ting er ikke længere, som sagen siger." in client.get("/kommunikation/2028/sag").text
    assert "2 sætninger er skrevet om." in client.post("/kommunikation/2028/sag/forny", follow_redirects=True).text
    decision = {"decision": "Taget til efterretning.", "day": "2099-11-16"}
    assert client.post("/kommunikation/2028/sag/beslutning", data=decision).status_code == 422
    closed = client.post(
        "/kommunikation/2028/sag/beslutning", data=decision | {"day": "2020-11-16"}, follow_redirects=True
    ).text
    assert "Sagen er lukket af beslutningen" in closed
    assert client.post("/kommunikation/2028/sag/forny").status_code == 409
    assert "Ret sætningerne" not in closed
    for ending in ("pdf", "docx"):
        assert client.get(f"/kommunikation/2028/sag.{ending}").status_code == 200


def test_director_reads_and_a_head_finds_nothing(session: Session, client_of, add_person) -> None:
    paper = telling.told(session)
    director, head = client_of(add_person(Role.DIRECTOR)), client_of(add_person(Role.LEADER))
    number = queries.steps_of(session, guidances.of_year(session, 2028))[0].id
    for path in ("/kommunikation", "/kommunikation/2028", f"/kommunikation/raekke/{number}", "/kommunikation/2028/sag"):
        page = director.get(path)
        assert (page.status_code, 'action="/kommunikation' in page.text, head.get(path).status_code) == (
            200,
            False,
            404,
        )
    assert director.post("/kommunikation/2028/sag/forny").status_code == 404
    assert paper.closed_at is None


@pytest.mark.starts_from(make=None)
def test_nothing_to_tell_of_is_said(client_of, secretary) -> None:
    assert "Der er ikke noget at fortælle om endnu" in client_of(secretary).get("/kommunikation").text


def test_pages_ask_the_database_no_more_often_for_more_rows(session: Session, client_of, secretary) -> None:
    paper = telling.told(session)

    def add(count: int) -> None:
        for number in range(count):
            plans.add_step(
                session,
                guidance=paper.guidance,
                channel=Channel.OTHER,
                audience=f"gruppe {number}",
                day=telling.DAY,
                owner=secretary,
                by=None,
                now=telling.NOW,
            )
        session.commit()

    def asked() -> list[int]:
        paths = ("/kommunikation/2028", "/kommunikation/2028/sag")
        return [count_queries(session, partial(client.get, path)) for path in paths]

    add(1)
    client = client_of(secretary)
    asked()
    before = asked()
    add(3)
    assert asked() == before
