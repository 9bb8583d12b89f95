"""Every main page of every role in the demonstration: it opens, nothing hangs over, no barrier.

Danish on a phone in each run; both widths and both languages with `make axe`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from app.people.models import Person
from demonstration.visitors import visitor
from tests.e2e.axe import violations
from tests.e2e.conftest import Site, open_context, served
from tests.e2e.tour import WIDTHS, Stop, stops
from tests.staged import application_of, copy_of

ALL = [
    pytest.param(width, language, marks=() if (width, language) == (390, "da") else pytest.mark.axe)
    for width in WIDTHS
    for language in ("da", "en")
]


@pytest.fixture(scope="module")
def staged(built_demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = copy_of(built_demonstration, tmp_path_factory.mktemp("tour") / "instance")
    with served(lambda url: application_of(folder, BASE_URL=url)) as site:
        yield site


@pytest.mark.parametrize(("width", "language"), ALL)
def test_no_page_has_a_barrier(browser: Browser, staged: Site, width: int, language: str) -> None:
    with staged.database.read() as session:
        tour = [(stop, visitor(session, stop.role.value) if stop.role else None) for stop in stops(session)]
    found: list[str] = []
    for _role, stops_of_one in groupby(tour, key=lambda one: one[0].role):
        found += walk(browser, staged, list(stops_of_one), width, language)
    assert found == []


def walk(browser: Browser, site: Site, tour: list[tuple[Stop, Person | None]], width: int, language: str) -> list[str]:
    """What is wrong with the pages of one who looks, each by its address, a line each."""
    context = open_context(browser, site, tour[0][1], width=width, language=language)
    page = context.new_page()
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text))
    found = [f"{stop.name}: {line}" for stop, _person in tour for line in faults(page, stop, heard)]
    context.close()
    return found


def faults(page: Page, stop: Stop, heard: list[str]) -> list[str]:
    """What is wrong with one page, a line each."""
    answer = page.goto(stop.path)
    assert answer
    overhang = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    found = [f"answers {answer.status}"] if answer.status != 200 else []
    found += [f"{overhang} px over the edge"] if overhang > 0 else []
    found += violations(page)
    found += heard
    heard.clear()
    return found
