"""The picture of the themes: the same words give the same bytes, and every word can be read from it."""

from __future__ import annotations

from functools import partial
from xml.etree import ElementTree

import pytest

from app.guidance.editions.illustration import LONGEST, UNBROKEN, Picture, Strand, shortened
from app.guidance.editions.illustration import lying as drawn_lying
from app.guidance.editions.illustration import upright as drawn_upright
from config import COLOURS

LEVELS = ("Borgerne", "Organisationen", "Medarbejderne")
lying, upright = partial(drawn_lying, colours=COLOURS), partial(drawn_upright, colours=COLOURS)
FORMS = pytest.mark.parametrize("form", [lying, upright])
SPACE = "{http://www.w3.org/2000/svg}"


def picture(count: int = 3, message: str = "Borgerne bliver spurgt undervejs.") -> Picture:
    strands = [Strand(name=f"Tema {number} & venner", messages=(message, "", message)) for number in range(count)]
    return Picture(title="Ledetråd 2028", description="Tre tråde <i ét reb>.", levels=LEVELS, strands=strands)


@FORMS
def test_same_words_give_the_same_bytes(form) -> None:
    assert form(picture()) == form(picture())
    assert form(picture()) != form(picture(message="Borgerne bliver hørt undervejs."))


@FORMS
@pytest.mark.parametrize("count", [1, 2, 5])
def test_title_and_description_stand_in_for_the_picture(form, count: int) -> None:
    root = ElementTree.fromstring(form(picture(count)))
    title, desc = root.find(f"{SPACE}title"), root.find(f"{SPACE}desc")
    assert (title.text, desc.text) == ("Ledetråd 2028", "Tre tråde <i ét reb>.")
    assert root.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    assert root.get("role") == "img"


@FORMS
def test_every_theme_level_and_message_is_written(form) -> None:
    root = ElementTree.fromstring(form(picture(2)))
    texts = [" ".join(part.text or "" for part in text) or text.text for text in root.iter(f"{SPACE}text")]
    assert [texts.count(level) for level in LEVELS] == [1, 1, 1]
    assert texts.count("Borgerne bliver spurgt undervejs") == 4
    assert texts.count("Tema 1 & venner") == 1


@FORMS
def test_nothing_is_drawn_outside_of_the_picture(form) -> None:
    root = ElementTree.fromstring(form(picture(5, "Et langt budskab om det, vi gør sammen, når det gælder, hver dag.")))
    width, height = (float(one) for one in root.get("viewBox").split()[2:])
    for circle in root.iter(f"{SPACE}circle"):
        x, y, radius = (float(circle.get(name, "")) for name in ("cx", "cy", "r"))
        assert 0 <= x - radius < x + radius <= width
        assert 0 <= y - radius < y + radius <= height
    for line in root.iter(f"{SPACE}tspan"):
        assert 0 <= float(line.get("x", "")) < width


def test_threads_differ_in_pattern_as_well_as_in_colour() -> None:
    looks = []
    for number in range(5):
        root = ElementTree.fromstring(lying(picture(5)))
        own = [one for one in root.iter(f"{SPACE}path") if one.get("stroke") == COLOURS[number]]
        looks.append({(one.get("stroke-dasharray"), one.get("stroke-linecap")) for one in own})
    assert looks[0] == looks[1] == looks[2] == {(None, None)}  # told apart by what is drawn upon them
    assert len({frozenset(look) for look in looks[3:]}) == 2


@FORMS
def test_body_may_have_colours_of_its_own(form) -> None:
    own = ("#113355", "#224466", "#335577", "#446688", "#557799")
    drawn = form(picture(5), colours=own)
    assert [colour in drawn for colour in own] == [True] * 5
    assert [colour in drawn for colour in COLOURS] == [False] * 5


@FORMS
def test_three_colours_are_enough_for_five_themes(form) -> None:
    own = ("#113355", "#224466", "#335577")
    root = ElementTree.fromstring(form(picture(5), colours=own))
    numbers = [one for one in root.iter(f"{SPACE}text") if one.get("text-anchor") == "middle"]
    beads = [one.get("fill") for one in root.iter(f"{SPACE}circle") if one.get("fill") in own]
    assert len(numbers) == len(beads)
    assert beads[:5] == [*own, *own[:2]]


def test_message_is_shortened_to_its_first_sentence() -> None:
    assert shortened("Vi lytter. Og så handler vi.") == "Vi lytter"
    assert shortened("Vi vælger få mål:\n• som kan kendes\n• som følges") == "Vi vælger få mål"
    assert shortened("") == ""
    long = shortened("ord " * 60)
    assert (len(long) <= LONGEST + 2, long.endswith(f"ord{UNBROKEN}…")) == (True, True)
