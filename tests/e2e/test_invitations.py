"""Sending with a way back, answering without scripts, and looking at a mail: in a real browser."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from app.invitations import services
from app.invitations.domain import Answer
from app.invitations.models import InvitationAnswer, Participant
from app.mail.domain import MessageState
from app.mail.models import OutboxMessage
from app.people import services as people
from app.people.domain import Role
from app.people.models import Person
from tests.conftest import NOW
from tests.e2e.axe import violations
from tests.e2e.conftest import Site, Visit
from tests.invitations.conftest import make_year
from tests.invitations.reading import read_outbox

SHOWN = os.environ.get("E2E_PICTURES", "")


@pytest.fixture
def secretary(site: Site) -> Person:
    """Who sends; the times of the year are agreed, and nothing has been sent."""
    with site.app.app_context(), site.database.write.begin() as session:
        year = make_year(session)
        services.prepare_from_plan(session, cycle=year.cycle, by=None, now=NOW)
        return people.add_person(
            session, name="Sekretær", address="sekretariat@example.dk", roles=[Role.SECRETARIAT], now=NOW
        )


def picture(page: Page, name: str) -> None:
    if SHOWN:
        page.screenshot(path=str(Path(SHOWN) / f"{name}.png"), full_page=True)


def states(site: Site) -> set[MessageState]:
    with site.database.read() as session:
        return set(session.scalars(select(OutboxMessage.state)))


def links(site: Site) -> list[str]:
    """Every link of every mail, in the order of the mails."""
    with site.database.read() as session:
        return [link for one in read_outbox(session) for link in re.findall(r"http://\S+", one.text)]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_sending_is_previewed_and_taken_back(site: Site, visit: Visit, secretary: Person, scripts: bool) -> None:
    page = visit(secretary, scripts=scripts)
    page.goto("/indkaldelser/2027/send")
    expect(page.get_by_text("får det", exact=False).or_(page.get_by_text("indkaldes")).first).to_be_visible()
    picture(page, "preview")
    page.get_by_role("button", name="Send de ni mails").click()
    expect(page.get_by_role("heading", name=re.compile("De ni mails går kl"))).to_be_visible()
    picture(page, "undo")
    if scripts:
        assert violations(page) == []
    page.get_by_role("button", name="Fortryd, og tag dem tilbage").click()
    expect(page.get_by_role("button", name="Send de ni mails")).to_be_visible()
    assert states(site) == {MessageState.TAKEN_BACK}


def test_scanner_that_gets_and_heads_every_link_in_every_mail_changes_nothing(
    site: Site, visit: Visit, secretary: Person
) -> None:
    page = visit(secretary)
    page.goto("/indkaldelser/2027/send")
    page.get_by_role("button", name="Send de ni mails").click()
    found = links(site)
    assert len(found) == 9
    for link in found:
        for method in ("HEAD", "GET", "GET"):
            with urlopen(Request(link, method=method), timeout=20) as answer:
                assert answer.status == 200
        scanner = visit()
        scanner.goto(link)  # some scanners run scripts
    with site.database.read() as session:
        assert session.scalar(select(func.count(InvitationAnswer.id))) == 0
        assert set(session.scalars(select(Participant.answer))) == {Answer.NEEDS_ACTION}


def test_head_answers_on_a_phone_without_scripts_and_names_who_comes(
    site: Site, visit: Visit, secretary: Person
) -> None:
    page = visit(secretary)
    page.goto("/indkaldelser/2027/send")
    page.get_by_role("button", name="Send de ni mails").click()
    phone = visit(width=390, scripts=False)
    phone.goto(links(site)[0])
    picture(phone, "answer")
    phone.get_by_label("Ja, jeg kommer").check()
    phone.get_by_text("Kan en anden komme for dig?").click()
    phone.get_by_label("Kommer en anden i dit sted?").fill("Bo Ek, souschef")
    phone.get_by_label("Et ord til sekretariatet").fill("Vi glæder os.")
    phone.get_by_role("button", name="Send svar").click()
    expect(phone.get_by_role("main")).to_contain_text("Vi har dit svar: ja")
    picture(phone, "answered")
    page.goto("/indkaldelser/2027")
    expect(page.get_by_role("main")).to_contain_text("Bo Ek, souschef kommer i stedet")


def test_mail_and_its_text_are_looked_at(site: Site, visit: Visit, secretary: Person, console: list[str]) -> None:
    page = visit(secretary)
    page.goto("/indkaldelser/2027/send")
    page.get_by_role("button", name="Send de ni mails").click()
    page.goto("/mails")
    picture(page, "mails")
    assert violations(page) == []
    page.get_by_role("link", name=re.compile("Strategisk drøftelse med direktionen")).first.click()
    inner = page.frame_locator("iframe")
    expect(inner.get_by_role("heading", level=1)).to_contain_text("Direktionen vil gerne tale med jer")
    picture(page, "mail")
    page.goto("/mails/tekster/2027/invitation-head/da")
    picture(page, "text")
    assert violations(page) == []
    page.get_by_label("Tekst", exact=False).first.fill("# Hej {{ fornvn }}")
    page.get_by_role("button", name="Gem teksten").click()
    expect(page.get_by_role("alert").first).to_contain_text("Linje 1: “fornvn”")
    picture(page, "fault")
    assert [complaint for complaint in console if "422" not in complaint] == []
    console.clear()  # the browser tells of the page that says what is wrong
