"""The published guidance with every stylesheet blocked, on a phone: the document alone carries it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from app.cycle import queries as cycles
from app.guidance import queries as guidances
from tests.e2e.conftest import Site, Visit, served
from tests.staged import application_of, copy_of

# For each piece of text: its words, whether anybody sees it, and where it stands. Words beside a picture inside of an
# SVG are the picture's; they are placed by it.
TEXTS = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  while (walker.nextNode()) {
    const node = walker.currentNode, words = node.textContent.trim();
    if (!words || node.parentElement.closest("script, style, svg, noscript, template")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const style = getComputedStyle(node.parentElement);
    const boxes = [...range.getClientRects()].filter(one => one.width > 0 && one.height > 0)
      .map(one => [one.left, one.top + scrollY, one.right, one.bottom + scrollY]);
    found.push({words, boxes, seen: boxes.length > 0 && style.visibility === "visible" && style.opacity === "1",
      size: parseFloat(style.fontSize), colour: style.color, hidden: !!node.parentElement.closest("[hidden]")});
  }
  return found;
}"""
OPEN = "document.querySelectorAll('details').forEach(one => { one.open = true; })"
HEADINGS = "[...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(one => Number(one.tagName[1]))"
TITLES = "[...document.querySelectorAll('.theme h2')].map(one => one.textContent)"
LINKS = "[...document.querySelectorAll('a[href]')].map(one => (one.textContent || one.ariaLabel || '').trim())"
IMAGES = "[...document.querySelectorAll('main img')].map(one => one.alt)"


@pytest.fixture
def site(built_demonstration: Path, tmp_path: Path) -> Iterator[Site]:
    """The demonstration instead of an empty body."""
    folder = copy_of(built_demonstration, tmp_path / "instance")
    with served(lambda url: application_of(folder, BASE_URL=url)) as site:
        yield site


@pytest.fixture
def plain(site: Site, visit: Visit, console: list[str]) -> Page:
    """The page of whoever gets the text and no looks."""
    with site.database.read() as session:
        cycle = cycles.current(session)
        assert cycle
        year = guidances.published(session, cycle.year).year
    page = visit(width=390)
    page.route("**/*.css*", lambda route: route.abort())
    page.goto(f"/ledetraad/{year}")
    assert console and all(".css" in complaint for complaint in console)  # they are blocked, and nothing else is wrong
    console.clear()
    page.evaluate(OPEN)
    return page


def test_headings_are_in_order_and_links_and_pictures_named(plain: Page) -> None:
    levels: list[int] = plain.evaluate(HEADINGS)
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    titles: list[str] = plain.evaluate(TITLES)
    assert sum(title.startswith(f"Tema {number}: ") for number, title in enumerate(titles, 1)) == len(titles) > 1
    assert all(plain.evaluate(LINKS))
    assert all(plain.evaluate(IMAGES))


def test_every_text_is_seen_apart_from_the_others_in_the_order_of_the_document(plain: Page) -> None:
    texts: list[dict[str, Any]] = [one for one in plain.evaluate(TEXTS) if not one["hidden"]]
    assert [one["words"] for one in texts if not one["seen"]] == []
    assert min(one["size"] for one in texts) >= 10
    assert [one["words"] for one in texts if one["boxes"][0][0] < 0] == []
    assert _overlapping(texts) == []
    tops = [one["boxes"][0][1] for one in texts]
    late = [after["words"] for before, after, up in _neighbours(texts, tops) if up > LINE]
    assert late == []


LINE = 12
"""How far up a text may stand beside the one before it: on one line, small letters and large ones."""


def _neighbours(texts: list[dict[str, Any]], tops: list[float]) -> list[tuple[dict[str, Any], dict[str, Any], float]]:
    pairs = pairwise(zip(texts, tops, strict=True))
    return [(before, after, above - below) for (before, above), (after, below) in pairs]


def _overlapping(texts: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Texts of which one covers the other by more than letters lean into each other."""
    boxes = [(box, number) for number, one in enumerate(texts) for box in one["boxes"]]
    found = set()
    for place, (one, first) in enumerate(boxes):
        for other, second in boxes[place + 1 :]:
            wide = min(one[2], other[2]) - max(one[0], other[0])
            high = min(one[3], other[3]) - max(one[1], other[1])
            if first != second and wide > 2 and high > 4:
                found.add((texts[first]["words"], texts[second]["words"]))
    return sorted(found)
