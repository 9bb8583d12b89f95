"""The six in a real browser, by each of the three ways; and a witness without an account, who checks it by herself.

No page of these needs JavaScript; the public lot is walked without.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from app import create_app
from app.cycle import queries as cycles
from app.cycle.services import open_year
from app.institutions import services as institutions
from app.institutions.domain import Kind, Ownership
from app.people import services as people
from app.people.domain import Role
from app.people.models import Person
from app.selection import queries
from tests.conftest import NOW, copy_template, make_settings
from tests.e2e.conftest import Site, Visit, served

YEAR = "/udvaelgelse/2027"
PUBLIC = f"{YEAR}/offentlig"
KINDS = (Kind.SCHOOL, Kind.DAY_CARE, Kind.DAY_CARE, Kind.CARE_HOME, Kind.CENTRE)
FILE = "udvaelgelse-2027.json"


@pytest.fixture
def site(request: pytest.FixtureRequest, tmp_path: Path, worker: str) -> Iterator[Site]:
    """A body with forty units that lets its public lots be read outside the house."""
    url = copy_template(request.config, "sqlite", tmp_path, worker)
    settings = {"instance_dir": tmp_path, "public_lots": True}
    with served(lambda base: create_app(make_settings(url, base_url=base, **settings))) as site:
        with site.database.write.begin() as session:
            _fill(session)
        yield site


def _fill(session: Session) -> None:
    for number in range(40):
        unit = institutions.open_institution(
            session,
            number=f"U{number:02}",
            name=f"Enhed {number}",
            kind=KINDS[number % 5],
            ownership=Ownership.MUNICIPAL,
            area=("Nord", "Syd", "Vest")[number % 3],
            by=None,
            now=NOW,
        )
        if number % 4:
            institutions.record_visit(session, institution_id=unit.id, year=2016 + number % 8, source="own")
    open_year(session, year=2027, subject=None, now=NOW)


@pytest.fixture
def secretary(site: Site) -> Person:
    with site.database.write.begin() as session:
        return people.add_person(
            session, name="Mette Sekretær", address="sekretariat@example.dk", roles=[Role.SECRETARIAT], now=NOW
        )


def _press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


def _decide(page: Page, way: str) -> None:
    page.goto(YEAR)
    page.get_by_role("link", name="Vælg en anden måde").click()
    page.get_by_label(way).check()
    _press(page, "Lav listen")
    expect(page.get_by_text("Listen er lavet. Ingen er valgt endnu.")).to_be_visible()


def _six(page: Page) -> list[str]:
    page.wait_for_load_state()
    return page.locator(".chosen h3").all_inner_texts()


def test_by_turn_is_one_page_and_one_button_at_a_time(visit: Visit, secretary: Person) -> None:
    page = visit(secretary)
    page.goto(YEAR)
    _press(page, "Lav listen")
    _press(page, "Vælg de seks")
    expect(page.get_by_role("heading", name="De seks er fundet, og alle kan efterprøve hvordan")).to_be_visible()
    six = _six(page)
    assert len(set(six)) == 6
    page.get_by_role("link", name="Melder fra").first.click()
    page.wait_for_load_state()
    said = page.locator("main").inner_text()
    successor = re.findall(r"(Enhed \d+)(?:, og alle hensyn holdes stadig| er tættest på)", said)
    page.get_by_label("Hvorfor?").fill("Ombygning hele foråret")
    if "Det bliver ikke holdt" in said:
        page.get_by_label("Ja, den nærmeste reserve").check()
    _press(page, "Giv pladsen videre")
    expect(page.locator(".chosen h3")).to_have_text([*successor, *six[1:]])
    page.get_by_role("link", name="Kontrollér nu").click()
    expect(page.get_by_role("heading", name="Alt stemmer")).to_be_visible()


def test_by_lot_in_the_house_with_a_seat_given_and_bounds_mended_by_one_press(
    visit: Visit, secretary: Person, console: list[str]
) -> None:
    page = visit(secretary, width=390)
    page.set_default_timeout(60_000)  # the solver is loaded within the press, on a machine with others
    page.goto(f"{YEAR}/indstil")
    page.get_by_label("Lodtrækning her i huset").check()
    page.locator("summary", has_text="Skal have en plads").click()
    page.get_by_label("Institution").first.fill("Enhed 7")
    page.locator("summary", has_text="Tal, I selv").click()
    for row, group in enumerate(("Skoler", "Centre")):
        page.get_by_label("Gruppe").nth(row).select_option(label=group)
        page.get_by_label("Mindst").nth(row).fill("4")
    _press(page, "Lav listen")
    expect(page.get_by_text("De mindste ændringer, der gør det muligt", exact=True)).to_be_visible()
    page.get_by_role("button", name="Ret det, og lav listen").first.click()
    expect(page.get_by_role("heading", name="Listen for 2027 er klar. Nu kan I vælge.")).to_be_visible()
    _press(page, "Vælg de seks")
    assert "Enhed 7" in _six(page)
    expect(page.get_by_text("Fik pladsen uden lodtrækning: Blev lovet en plads et tidligere år.")).to_be_visible()
    _only(console, "409")


def test_public_lot_and_a_witness_without_an_account(
    visit: Visit, secretary: Person, site: Site, tmp_path: Path, console: list[str]
) -> None:
    page, witness = visit(secretary, scripts=False), visit(width=390, scripts=False)
    assert _status(witness, PUBLIC) == 404
    _decide(page, "Offentlig lodtrækning")
    assert _status(witness, PUBLIC) == 404
    _press(page, "Læg listen frem")
    before = _fetch(witness, tmp_path / "before")
    assert _verify(tmp_path / "before") == (0, "All of it holds.\n")
    page.get_by_role("link", name="Skriv tallet").click()
    page.get_by_label("Tallet", exact=True).fill("417205 883016")
    page.get_by_label("Hvordan blev det trukket?").fill("ti kugler i en pose på ledermødet")
    page.get_by_label("Hvem så på?").fill("To ledere")
    _press(page, "Se tallet igennem")
    expect(page.get_by_text("Nummeret er 417.205.")).to_be_visible()
    _press(page, "Ja, vælg de seks")
    six = _six(page)
    page.get_by_role("link", name="Åbn siden, som alle kan se").click()
    expect(page).to_have_url(site.url + PUBLIC)
    after = _fetch(witness, tmp_path / "after")
    told = witness.locator("section", has=witness.locator("#six-h")).get_by_role("listitem").all_inner_texts()
    assert sorted(told) == sorted(six)
    assert _verify(tmp_path / "after") == (0, "All of it holds.\n")
    assert before["commitment"] == after["commitment"]
    _alter(tmp_path / "after" / FILE)
    code, _said = _verify(tmp_path / "after")
    assert code == 1
    _only(console, "404")


def _only(console: list[str], code: str) -> None:
    """The browser tells of refusals as of errors; these were meant."""
    assert [line for line in console if code not in line] == []
    console.clear()


def _status(page: Page, path: str) -> int:
    answer = page.goto(path)
    assert answer
    return answer.status


def _fetch(witness: Page, folder: Path) -> dict[str, str]:
    """Goes to the page and saves what it offers: the file, the program, the list on paper."""
    folder.mkdir()
    assert _status(witness, PUBLIC) == 200
    for name in ("Hent filen", "Hent kontrolprogrammet"):
        with witness.expect_download() as download:
            witness.get_by_role("link", name=name).click()
        download.value.save_as(folder / download.value.suggested_filename)
    paper = witness.get_by_role("link", name="Hent listen som PDF").get_attribute("href")
    assert paper
    assert witness.request.get(paper).body().startswith(b"%PDF-")
    said = witness.locator(".fingerprint code").inner_text()
    return {"commitment": said.replace(" ", "")}


def _verify(folder: Path) -> tuple[int, str]:
    """As the page says: in an empty folder, with Python and nothing else."""
    command = [sys.executable, "-I", "-S", "verify.py", FILE]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env={})
    return done.returncode, done.stdout


def _alter(file: Path) -> None:
    """One figure of one line of the list."""
    text = file.read_text(encoding="utf-8")
    altered = re.sub(r'"tickets": (\d+)', lambda found: f'"tickets": {int(found[1]) + 1}', text, count=1)
    assert altered != text
    file.write_text(altered, encoding="utf-8")


def test_two_tabs_and_fifty_clicks_are_one_choice(
    visit: Visit, secretary: Person, site: Site, console: list[str]
) -> None:
    one, other = visit(secretary), visit(secretary)
    one.goto(YEAR)
    _press(one, "Lav listen")
    other.goto(YEAR)
    token = one.locator('form[action$="/vaelg"] input[name="csrf_token"]').get_attribute("value")
    cookie = "; ".join(f"{kept['name']}={kept['value']}" for kept in one.context.cookies())

    def click(_number: int) -> str:
        data = f"csrf_token={token}&value=".encode()
        asked = Request(f"{site.url}{YEAR}/vaelg", data=data, headers={"Cookie": cookie})
        try:
            with urlopen(asked) as answer:
                return str(answer.status)
        except OSError as error:
            return str(getattr(error, "code", error))

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(click, range(50)))
    assert sorted(answers) == ["200", *["409"] * 49]
    _press(other, "Vælg de seks")
    expect(other.get_by_text("De er allerede valgt for 2027.")).to_be_visible()
    with site.database.read() as session:
        cycle = cycles.by_year(session, 2027)
        assert len(queries.active_seats(session, cycle)) == 6
        draw = queries.prepared_draw(session, cycle)
    one.goto(YEAR)
    assert one.locator("ol.digits").get_attribute("aria-label") == f"Tallet: {' '.join(draw.value)}"
    _only(console, "409")
