"""What happens to units, in a real browser: two day-care centres become one, are seen, and are two again."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from app.institutions import services
from app.institutions.domain import Kind, Ownership
from app.people import services as people
from app.people.domain import Role
from app.people.models import Person
from tests.conftest import NOW
from tests.e2e.axe import violations
from tests.e2e.conftest import Site, Visit


@pytest.fixture
def secretary(site: Site) -> Person:
    """The secretary, and a register with two day-care centres."""
    with site.database.write.begin() as session:
        for number, name, year in (("1", "Mariehøj", 2020), ("2", "Skovhuset", 2024)):
            one = services.open_institution(
                session,
                number=number,
                name=name,
                kind=Kind.DAY_CARE,
                ownership=Ownership.MUNICIPAL,
                area="Nord",
                by=None,
                now=NOW,
            )
            services.record_visit(session, institution_id=one.id, year=year, source="liste")
        return people.add_person(
            session, name="Sekretær", address="sekretariat@example.dk", roles=[Role.SECRETARIAT], now=NOW
        )


def _cells(page: Page, name: str) -> list[str]:
    """The row of a unit in the table of what follows."""
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=name))
    return [" ".join(text.split()) for text in row.get_by_role("cell").all_inner_texts()]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_two_centres_are_merged_seen_and_undone(visit: Visit, secretary: Person, scripts: bool) -> None:
    page = visit(secretary, scripts=scripts, width=1280 if scripts else 390)
    page.goto("/institutioner/")
    page.get_by_role("link", name="Mariehøj").click()
    page.get_by_role("link", name="Den lægges sammen med andre").click()
    if scripts:
        assert violations(page) == []
    page.get_by_label("De andre enheder").fill("Skovhuset")
    page.get_by_label("En ny enhed").check(force=True)
    page.get_by_label("Navn eller nummer på den enhed").fill("Solbakken")
    page.get_by_label("Fra hvilken dag?").fill("2026-01-05")
    page.get_by_role("button", name="Se, hvad der følger af det").click()
    expect(page.get_by_text("Mariehøj har ventet længst.")).to_be_visible()
    assert [cell.lower() for cell in _cells(page, "Solbakken")][1:] == ["2020, 2024", "–", "2 år"]
    if scripts:
        assert violations(page) == []
    page.get_by_role("button", name="Skriv det ind").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Solbakken")
    expect(page.get_by_text("Bliver til af Mariehøj og Skovhuset.")).to_be_visible()
    if scripts:
        assert violations(page) == []
    page.goto("/institutioner/?q=mariehøj")
    page.get_by_role("link", name="Solbakken").click()
    page.get_by_role("link", name="Fortryd hændelsen").click()
    page.get_by_label("Hvorfor fortrydes den?").fill("Byrådet udsatte sagen.")
    page.get_by_role("button", name="Fortryd hændelsen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mariehøj")
    page.goto("/institutioner/?status=all")
    assert page.get_by_role("rowheader").all_inner_texts()[0].startswith("Mariehøj")
    expect(page.get_by_role("link", name="Solbakken")).to_have_count(0)
