"""The secretariat reads a register in, is asked about a unit that is gone, and says who counts as one."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.institutions import queries
from app.institutions.domain import Kind, Ownership
from app.institutions.events import services as events
from app.institutions.events.life import NewUnit
from app.institutions.models import Institution
from app.institutions.register import services as register_services
from app.people import services as people
from app.people.domain import Role
from app.people.models import Person
from tests.conftest import DATA, NOW
from tests.e2e.axe import violations
from tests.e2e.conftest import Site, Visit

OURS = DATA / "institutioner_fredensborg_2026.csv"
SKOVHUSET = (
    "G99999;Børnehuset Skovhuset;dagtilbud;boernehave;kommunal;Fredensborg;Skovvej 1;2990;Nivå;55.9;12.4;;boernehave"
)


@pytest.fixture
def secretary(site: Site) -> Person:
    with site.database.write.begin() as session:
        register_services.import_register(session, content=OURS.read_bytes(), file_name=OURS.name, by=None, now=NOW)
        return people.add_person(
            session, name="Sekretær", address="sekretariat@example.dk", roles=[Role.SECRETARIAT], now=NOW
        )


def _open(site: Site) -> set[str]:
    """The names of the units that nobody has closed."""
    with site.database.read() as session:
        return set(session.scalars(select(Institution.name).where(Institution.active_to.is_(None))))


def _barriers(page: Page) -> list[object]:
    return [*violations(page)]


@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (390, False)])
def test_a_unit_that_is_gone_is_closed_after_a_question(
    visit: Visit, site: Site, secretary: Person, console: list[str], tmp_path: Path, width: int, scripts: bool
) -> None:
    less = tmp_path / "register.csv"
    less.write_text(
        "\n".join(line for line in OURS.read_text(encoding="utf-8-sig").splitlines() if "Langebjergskolen" not in line),
        encoding="utf-8",
    )
    page = visit(secretary, width=width, scripts=scripts)
    page.goto("/institutioner/indlaes")
    page.get_by_label("Filen").set_input_files(less)
    page.get_by_role("button", name="Se, hvad der vil ske").click()
    expect(page.get_by_role("heading", name="1 åben enhed står ikke i filen")).to_be_visible()
    if scripts:
        assert _barriers(page) == []
    page.get_by_role("button", name="Læs registeret ind").click()
    expect(page.get_by_role("alert").get_by_text("Svar på, om enhederne skal lukkes.")).to_be_visible()
    assert "Langebjergskolen" in _open(site)
    assert all("422" in complaint for complaint in console)
    console.clear()
    page.get_by_label("Luk kun dem, jeg har sat kryds ved").check(force=True)
    page.get_by_label("Luk Langebjergskolen").check(force=True)
    page.get_by_role("button", name="Læs registeret ind").click()
    expect(page.get_by_text("1 lukkede. Ingen er slettet.")).to_be_visible()
    assert "Langebjergskolen" not in _open(site)


@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (390, False)])
def test_who_counts_as_one_is_answered_and_remembered(
    visit: Visit, site: Site, secretary: Person, width: int, scripts: bool
) -> None:
    page = visit(secretary, width=width, scripts=scripts)
    page.goto("/institutioner/ledere")
    expect(page.get_by_text("Lige nu: 48 ledere for 53 åbne enheder.")).to_be_visible()
    if scripts:
        assert _barriers(page) == []
    page.get_by_role("button", name="Fredensborg Skole Vilhelmsro har sin egen leder").click()
    page.get_by_role("button", name="Humlebækskole, 6. - 9. klasse hører under Humlebæk Skole").click()
    expect(page.get_by_text("Lige nu: 47 ledere for 53 åbne enheder.")).to_be_visible()
    page.get_by_role("button", name="Ja til alle").click()
    area = page.get_by_role("region", name="Er det et område med én leder? BH Kokkedal venteliste og administration")
    area.get_by_label("Områdets navn").fill("Børnehuse i Kokkedal")
    area.get_by_label("Græstedgård").uncheck(force=True)
    area.get_by_role("button", name="Ja, de har én leder").click()
    expect(page.get_by_text("Lige nu: 40 ledere for 53 åbne enheder.")).to_be_visible()
    if scripts:
        assert _barriers(page) == []
    _read_in_again(site)
    page.reload()
    expect(page.get_by_text("Lige nu: 40 ledere for 53 åbne enheder.")).to_be_visible()
    with site.database.read() as session:
        below = queries.below(session, queries.find(session, text="Børnehuse i Kokkedal"))
    assert [unit.name for unit in below] == ["Blomsterengen", "Børneengen", "Fasangården", "Troldeengen", "Ådalen"]


def _read_in_again(site: Site) -> None:
    with site.database.write.begin() as session:
        register_services.import_register(session, content=OURS.read_bytes(), file_name=OURS.name, by=None, now=NOW)


def test_the_rules_have_no_barriers(visit: Visit, secretary: Person) -> None:
    page = visit(secretary, width=390)
    for address in ("grupper", "grupper/kind", "grupper/district", "grupper/size", "tidligere"):
        page.goto(f"/institutioner/{address}")
        assert _barriers(page) == []


@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (390, False)])
def test_a_unit_that_was_opened_here_gets_its_number_after_a_question(
    visit: Visit, site: Site, secretary: Person, console: list[str], tmp_path: Path, width: int, scripts: bool
) -> None:
    with site.database.write.begin() as session:
        unit = NewUnit(name="Skovhuset", kind=Kind.DAY_CARE, ownership=Ownership.MUNICIPAL)
        made = events.open_unit(session, unit=unit, day=NOW.date(), by=None, now=NOW).parts[0].institution_id
    more = tmp_path / "register.csv"
    known = OURS.read_text(encoding="utf-8-sig").rstrip("\n")
    more.write_text(f"{known}\n{SKOVHUSET}\n", encoding="utf-8")
    page = visit(secretary, width=width, scripts=scripts)
    page.goto("/institutioner/indlaes")
    page.get_by_label("Filen").set_input_files(more)
    page.get_by_role("button", name="Se, hvad der vil ske").click()
    expect(page.get_by_role("heading", name="1 ser ud til at være en, I selv har åbnet")).to_be_visible()
    if scripts:
        assert _barriers(page) == []
    page.get_by_role("button", name="Læs registeret ind").click()
    expect(page.get_by_role("alert").get_by_text("Svar på, om enhederne er dem, I selv har åbnet.")).to_be_visible()
    console.clear()
    page.get_by_label("Enheden i linje 55").select_option(str(made))
    page.get_by_role("button", name="Læs registeret ind").click()
    expect(page.get_by_text("0 nye, 1 ændrede, 0 lukkede. Ingen er slettet.")).to_be_visible()
    page.goto(f"/institutioner/{made}")
    expect(page.get_by_text("Får nummeret G99999 i registeret. Havde før N1.")).to_be_visible()
