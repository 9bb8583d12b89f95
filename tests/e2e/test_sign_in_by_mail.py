"""The whole way of signing in by mail, in real browsers: ask, read the mail, the link here or the digits from there."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from app.people import services as people
from app.people.domain import Role
from app.people.models import Person
from tests.conftest import NOW
from tests.e2e.axe import violations
from tests.e2e.conftest import Site, Visit
from tests.people.test_codes import mail_of


@pytest.fixture
def head(site: Site) -> Person:
    with site.database.write.begin() as session:
        return people.add_person(session, name="Lene Holst", address="leder@example.dk", roles=[Role.LEADER], now=NOW)


def ask(page: Page, site: Site, head: Person) -> tuple[str, str]:
    """Asks from the page that she wanted to see; gives the link and the digits of the mail."""
    page.goto("/min-side")
    page.get_by_label("Din mailadresse").fill(head.address)
    page.get_by_role("button", name="Send mig et link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Se i din mail")
    assert violations(page) == []
    with site.database.read() as session:
        token, digits = mail_of(session)
    return f"/log-ind/link/{token}", digits


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("site", ["sqlite", "postgresql"], indirect=True)
def test_the_link_lets_in_the_browser_that_asked(visit: Visit, site: Site, head: Person, scripts: bool) -> None:
    page = visit(scripts=scripts, width=390)
    link, _digits = ask(page, site, head) if scripts else ask_without_scripts(page, site, head)
    page.goto(link)
    page.get_by_role("button", name="Log på").click()
    expect(page).to_have_url(f"{site.url}/min-side")
    expect(page.get_by_role("heading", level=1)).to_have_text("Lene Holst")


def ask_without_scripts(page: Page, site: Site, head: Person) -> tuple[str, str]:
    """As `ask`, where nothing can be looked at by axe."""
    page.goto("/min-side")
    page.get_by_label("Din mailadresse").fill(head.address)
    page.get_by_role("button", name="Send mig et link").click()
    with site.database.read() as session:
        token, digits = mail_of(session)
    return f"/log-ind/link/{token}", digits


def test_the_digits_of_a_mail_that_is_read_elsewhere(visit: Visit, site: Site, head: Person) -> None:
    page, phone = visit(), visit(width=390)
    link, digits = ask(page, site, head)
    phone.goto(link)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Skriv de seks cifre, hvor du bad om linket")
    expect(phone.get_by_role("button", name="Log på")).to_have_count(0)
    assert violations(phone) == []
    page.get_by_label("De seks cifre").fill(digits)
    page.get_by_role("button", name="Log på").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lene Holst")
