"""The blocked half-days of four directors for a spring: marked in few enough presses for two minutes, either way."""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from app.people import services as people
from app.people.domain import Role
from app.people.models import Person
from app.scheduling import views
from app.scheduling.calendars import views as source_views
from app.scheduling.models import BusyDay
from tests.e2e.axe import violations
from tests.e2e.conftest import Site, Visit
from tests.scheduling.conftest import FEBRUARY, Year, make_year

PRESSES_OF_THE_MOUSE = 40
"""Three seconds for each: to find the place, to point and to press."""
PRESSES_OF_KEYS = 240
"""Half a second for each."""

SPRING = (
    {"every": ["0:morning"], "whole": ["2027-04-12"], "half": ["2027-05-11:morning", "2027-05-11:afternoon"]},
    {"every": ["4:afternoon", "2:morning"], "half": ["2027-04-20:morning", "2027-06-08:afternoon"]},
    {"whole": ["2027-03-29", "2027-05-31"], "half": ["2027-04-27:morning", "2027-05-20:afternoon"]},
    {"every": ["1:afternoon"], "half": ["2027-04-15:morning", "2027-05-12:morning", "2027-06-03:afternoon"]},
)
"""What stands in the way of each: a meeting of every week, a week away, single half-days."""

BOXES = """() => [...document.querySelectorAll(".halves input")].map((box) => {
const cell = box.closest("th, td");
return [box.value, cell.parentElement.rowIndex, cell.cellIndex, [...cell.querySelectorAll("input")].indexOf(box)]; })"""
Box = tuple[str, int, int, int]


@pytest.fixture
def year(site: Site, monkeypatch: pytest.MonkeyPatch) -> Year:
    for module in (views, source_views):
        monkeypatch.setattr(module, "now", lambda: FEBRUARY)
    with site.database.write.begin() as session:
        return make_year(session)


@pytest.fixture
def secretary(site: Site) -> Person:
    with site.database.write.begin() as session:
        return people.add_person(
            session, name="Sekretær", address="sekretariat@example.dk", roles=[Role.SECRETARIAT], now=FEBRUARY
        )


def marked(site: Site, person: Person) -> dict[dt.date, list[int]]:
    """The beginnings of the blocked halves of each day."""
    with site.database.read() as session:
        days = session.scalars(select(BusyDay).where(BusyDay.person_id == person.id))
        return {day.day: [int(begin) for begin, _end, _strength in day.spans] for day in days if day.spans}


def test_by_mouse(visit: Visit, site: Site, year: Year, secretary: Person) -> None:
    page, presses = visit(secretary), 0
    page.goto("/tider/2027/kalendere")
    for director, spring in zip(year.directors, SPRING, strict=True):
        page.get_by_role("link", name=director.name, exact=True).click()
        wanted = [value for values in spring.values() for value in values]
        for value in wanted:
            page.locator("label.half", has=page.locator(f"input[value='{value}']")).click()
        page.get_by_role("button", name="Gem markeringerne").click()
        presses += len(wanted) + 2
    assert presses <= PRESSES_OF_THE_MOUSE
    asta, bo = (marked(site, one) for one in year.directors[:2])
    assert [asta[dt.date(2027, 4, day)] for day in (12, 13, 14, 15, 16)] == [[0, 720]] * 5
    assert asta[dt.date(2027, 6, 14)] == [0]
    assert asta[dt.date(2027, 5, 11)] == [0, 720]
    assert {day.weekday() for day in bo if bo[day] == [720] and day != dt.date(2027, 6, 8)} == {4}


def test_by_keyboard(visit: Visit, site: Site, year: Year, secretary: Person) -> None:
    page, presses = visit(secretary), 0

    def press(key: str) -> None:
        nonlocal presses
        presses += 1
        page.keyboard.press(key)

    for director, spring in zip(year.directors, SPRING, strict=True):
        page.goto(f"/tider/2027/kalendere/{director.id}")
        press("Tab")
        press("Enter")
        boxes: list[Box] = [tuple(one) for one in page.evaluate(BOXES)]
        wanted = {value for values in spring.values() for value in values}
        press("Tab")
        while page.evaluate("() => !document.activeElement.closest('.halves')"):
            press("Tab")
        here = boxes[0]
        for there in [one for one in boxes if one[0] in wanted]:
            for key in way(boxes, here, there):
                press(key)
            assert page.evaluate("() => document.activeElement.value") == there[0]
            press("Space")
            here = there
        press("Enter")
        page.wait_for_url("**/kalendere*")
    assert presses <= PRESSES_OF_KEYS
    assert marked(site, year.directors[2])[dt.date(2027, 5, 20)] == [720]
    assert marked(site, year.directors[3])[dt.date(2027, 6, 15)] == [720]


def way(boxes: list[Box], here: Box, there: Box) -> list[str]:
    """The shortest way with Tab and the arrow keys."""
    ways: dict[Box, list[str]] = {here: []}
    queue = deque([here])
    while there not in ways:
        one = queue.popleft()
        for key, next_one in steps(boxes, one):
            if next_one not in ways:
                ways[next_one] = [*ways[one], key]
                queue.append(next_one)
    return ways[there]


def steps(boxes: list[Box], one: Box) -> Iterator[tuple[str, Box]]:
    """Where each key leads."""
    place, column = boxes.index(one), [other for other in boxes if other[2:] == one[2:]]
    for key, among, at in (("Tab", boxes, place), ("Arrow", column, column.index(one))):
        if at + 1 < len(among):
            yield key if key == "Tab" else "ArrowDown", among[at + 1]
        if at:
            yield "Shift+Tab" if key == "Tab" else "ArrowUp", among[at - 1]


@pytest.mark.parametrize("width", [390, 1280])
def test_the_pages_of_calendars_have_no_barriers(visit: Visit, year: Year, secretary: Person, width: int) -> None:
    page = visit(secretary, width=width)
    for path in (f"/tider/2027/kalendere/{year.directors[0].id}", f"/tider/kalender/{year.directors[0].id}"):
        page.goto(path)
        for closed in page.locator("main details").all():
            closed.locator("summary").click()
        assert violations(page) == []
