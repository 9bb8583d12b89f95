"""Signing in, in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from app.people import services as people
from app.people.domain import Role
from app.people.models import Person
from tests.conftest import NOW
from tests.e2e.axe import violations
from tests.e2e.conftest import Site, Visit

PASSWORD = "kaffe på terrassen"


@pytest.fixture
def secretary(site: Site) -> Person:
    with site.database.write.begin() as session:
        person = people.add_person(
            session, name="Sekretær", address="sekretariat@example.dk", roles=[Role.SECRETARIAT], now=NOW
        )
        people.set_password(session, person=person, password_hash=people.hash_password(PASSWORD), now=NOW)
    return person


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("site", ["sqlite", "postgresql"], indirect=True)
def test_the_secretary_signs_in_with_her_password(visit: Visit, secretary: Person, scripts: bool) -> None:
    page = visit(scripts=scripts, width=390)
    page.goto("/personer")
    page.get_by_label("Mailadresse", exact=True).fill(secretary.address)
    page.get_by_role("textbox", name="Adgangskode").fill(PASSWORD)
    page.get_by_role("button", name="Log på").click()
    expect(page).to_have_url(re.compile("/personer$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Personer")


@pytest.mark.parametrize("width", [390, 1280])
def test_the_sign_in_page_has_no_barriers(visit: Visit, width: int) -> None:
    page = visit(width=width)
    page.goto("/log-ind")
    assert violations(page) == []


def test_a_person_who_is_signed_in_meets_her_page(visit: Visit, secretary: Person) -> None:
    page = visit(secretary)
    answer = page.goto("/personer")
    assert answer
    assert answer.status == 200
    assert violations(page) == []
