"""With JavaScript off: one form of each kind does its work, in the demonstration, in a real browser."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app import clock
from app.cycle import queries as cycles
from app.cycle.models import Cycle, Milestone
from app.dialogues.models import PassageRevision
from app.guidance.models import ElementRevision
from app.insights.models import Evidence, Insight
from app.institutions.models import Institution
from app.invitations.domain import Answer
from app.invitations.labels import BUTTONS
from app.invitations.models import Invitation, Participant
from app.invitations.queries import LINK_PURPOSE
from app.people import services as people
from app.people.domain import Role
from app.scheduling.domain import DialogueState
from app.scheduling.models import Dialogue
from demonstration.visitors import visitor
from tests.e2e.conftest import Site, Visit, served
from tests.staged import application_of, copy_of

Open = Callable[..., Page]

PASSWORD = "en lang og god adgangskode"
SAID = "Vi skriver også ned uden scripts."
LEARNED = "Det, der er enkelt, virker overalt."
REGISTER = "\ufeffid;navn;kategori;type;ejerforhold;kommune\nN1;Børnehuset Nybygget;dagtilbud;;kommunal;Eksempel\n"


@pytest.fixture
def site(built_demonstration: Path, tmp_path: Path) -> Iterator[Site]:
    """The demonstration instead of an empty body."""
    folder = copy_of(built_demonstration, tmp_path / "instance")
    with served(lambda url: application_of(folder, BASE_URL=url)) as site:
        yield site


@pytest.fixture
def cycle(site: Site) -> Cycle:
    with site.database.read() as session:
        found = cycles.current(session)
    assert found
    return found


@pytest.fixture
def open_as(visit: Visit, site: Site) -> Open:
    """A browser without scripts, signed in as one of the demonstration's three, or as nobody."""

    def open_page(role: Role | None, path: str, *, width: int = 1280) -> Page:
        with site.database.read() as session:
            person = visitor(session, role.value) if role else None
        page = visit(person, width=width, scripts=False)
        answer = page.goto(path)
        assert answer and answer.status == 200
        return page

    return open_page


def press(page: Page, name: str) -> None:
    """Presses the one button of that name, and waits for the page that follows."""
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


def test_signing_in_and_out(open_as: Open, site: Site) -> None:
    hashed = people.hash_password(PASSWORD)
    with site.database.write.begin() as session:
        person = visitor(session, "secretariat")
        assert person
        people.set_password(session, person=person, password_hash=hashed, now=clock.now())
        address = person.address
    page = open_as(None, "/log-ind?next=/personer")
    page.get_by_role("textbox", name="Mailadresse", exact=True).fill(address)
    page.get_by_role("textbox", name="Adgangskode").fill(PASSWORD)
    press(page, "Log på")
    expect(page).to_have_url(f"{site.url}/personer")
    page.locator("summary", has_text="Mette Rosendal").click()
    page.get_by_role("button", name="Log af").locator("visible=true").click()
    expect(page).to_have_url(f"{site.url}/log-ind")


def test_searching_the_register(open_as: Open, site: Site) -> None:
    page = open_as(Role.SECRETARIAT, "/institutioner/")
    with site.database.read() as session:
        name = session.scalars(select(Institution.name).order_by(Institution.id)).first()
    page.get_by_role("searchbox").fill(str(name))
    press(page, "Søg")
    expect(page.get_by_role("status")).to_contain_text("1 enhed")
    expect(page.get_by_role("main").get_by_role("link", name=str(name))).to_be_visible()


def test_reading_a_register_in(open_as: Open, site: Site) -> None:
    page = open_as(Role.SECRETARIAT, "/institutioner/indlaes")
    page.get_by_label("Filen").set_input_files(
        {"name": "register.csv", "mimeType": "text/csv", "buffer": REGISTER.encode()}
    )
    press(page, "Se, hvad der vil ske")
    expect(page.get_by_role("main")).to_contain_text("Børnehuset Nybygget")
    page.locator("main form[method=post] button.button-primary").click()
    with site.database.read() as session:
        assert session.scalars(select(Institution.name).where(Institution.number == "N1")).all() == [
            "Børnehuset Nybygget"
        ]


def test_answering_an_invitation(open_as: Open, site: Site) -> None:
    now = clock.now()
    with site.database.write.begin() as session:
        coming = (
            select(Participant)
            .join(Participant.invitation)
            .join(Invitation.dialogue)
            .where(Participant.answer == Answer.ACCEPTED, Dialogue.starts_at > now)
        )
        one = session.scalars(coming.order_by(Participant.id)).first()
        assert one
        token = people.issue_link(
            session, person=one.person, purpose=LINK_PURPOSE, subject_id=one.id, ends_at=now + dt.timedelta(1), now=now
        )
    page = open_as(None, f"/svar/{token}", width=390)
    page.get_by_label(str(BUTTONS[Answer.DECLINED])).check()
    press(page, "Send svar")
    expect(page.get_by_role("main")).to_contain_text("Vi har dit svar")
    with site.database.read() as session:
        assert session.get_one(Participant, one.id).answer is Answer.DECLINED


def test_marking_half_days(open_as: Open, site: Site, cycle: Cycle) -> None:
    with site.database.read() as session:
        director = visitor(session, "director")
    assert director
    page = open_as(Role.SECRETARIAT, f"/tider/{cycle.year}/kalendere/{director.id}")
    box = page.locator("input[name=half]:not(:checked)").first
    value = str(box.get_attribute("value"))
    page.locator("label", has=page.locator(f"input[value='{value}']")).click()
    press(page, "Gem markeringerne")
    page.goto(f"/tider/{cycle.year}/kalendere/{director.id}")
    expect(page.locator(f"input[value='{value}']")).to_be_checked()


def test_writing_a_passage(open_as: Open, site: Site, cycle: Cycle) -> None:
    with site.database.read() as session:
        dialogue = session.scalars(select(Dialogue.id).where(Dialogue.state == DialogueState.AGREED)).first()
    page = open_as(Role.SECRETARIAT, f"/dialoger/dialog/{dialogue}/referat")
    page.get_by_label("Nyt afsnit under").fill(SAID)
    page.get_by_text("Egne noter", exact=True).click()
    press(page, "Gem afsnittet")
    expect(page.get_by_text(SAID).first).to_be_visible()
    with site.database.read() as session:
        assert session.scalars(select(PassageRevision.text).where(PassageRevision.text == SAID)).all() == [SAID]


def test_an_insight_from_ticked_words(open_as: Open, site: Site, cycle: Cycle) -> None:
    page = open_as(Role.SECRETARIAT, f"/indsigter/{cycle.year}/tema/1")
    ticked = page.get_by_role("checkbox")
    ticked.nth(0).check()
    ticked.nth(1).check()
    press(page, "Ny indsigt")
    page.locator("[name=sentence]").fill(LEARNED)
    page.get_by_label("Virker").check()
    press(page, "Gem indsigten")
    with site.database.read() as session:
        behind = select(Evidence).join(Insight).where(Insight.sentence == LEARNED)
        assert len(session.scalars(behind).all()) == 2


def test_a_text_of_the_draft(open_as: Open, site: Site, cycle: Cycle) -> None:
    page = open_as(Role.DIRECTOR, f"/ledetraad/{cycle.year + 1}/udkast")
    page.get_by_role("link", name="Ret").first.click()
    page.locator("#text").fill(LEARNED)
    press(page, "Gem teksten")
    expect(page.get_by_text(LEARNED).first).to_be_visible()
    with site.database.read() as session:
        assert session.scalars(select(ElementRevision.text).where(ElementRevision.text == LEARNED)).all() == [LEARNED]


def test_moving_a_date(open_as: Open, site: Site, cycle: Cycle) -> None:
    page = open_as(Role.SECRETARIAT, f"/aar/{cycle.year}/dage")
    last = page.locator("main input:not([type=hidden])").last
    moved = dt.date.fromisoformat(last.input_value()) + dt.timedelta(days=1)
    last.fill(moved.isoformat())
    press(page, "Gem datoerne")
    with site.database.read() as session:
        days = session.scalars(select(Milestone.day).where(Milestone.cycle_id == cycle.id)).all()
    assert moved in days


def test_the_other_language(open_as: Open) -> None:
    page = open_as(Role.SECRETARIAT, "/institutioner/?q=skole")
    page.get_by_role("button", name="In English").locator("visible=true").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("button", name="På dansk").locator("visible=true").click()
    expect(page.locator("html")).to_have_attribute("lang", "da")
    expect(page.get_by_role("searchbox")).to_have_value("skole")


def test_the_menu_on_a_phone(open_as: Open, site: Site) -> None:
    page = open_as(Role.SECRETARIAT, "/", width=390)
    link = page.locator(".menu-phone").get_by_role("link", name="Dialoger")
    expect(link).to_be_hidden()
    page.get_by_text("Menu", exact=True).click()
    link.click()
    expect(page).to_have_url(f"{site.url}/dialoger")
