"""The year as a picture: the same bytes each time, everything in its place, nothing on top of anything else."""

from __future__ import annotations

import datetime as dt
from itertools import combinations, pairwise
from math import pi
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cycle.domain import Tense, default_milestones, phases_of
from app.cycle.lettering import INSIDE, place_names
from app.cycle.strip import clear_of, draw_strip
from app.cycle.wheel import Arc, Dot, DotState, Words, angle, draw_wheel, first_day, spread

SVG = "{http://www.w3.org/2000/svg}"
NAMES = ("Udvælgelse", "Dialoger", "Indsigter", "Udkast", "Høring", "Vedtagelse", "Udsendelse")
TODAY = dt.date(2027, 5, 11)
JANUARY = dt.date(2027, 1, 1)
WORDS = Words(
    title="Årshjulet 2027",
    description="Tolv måneder & syv faser.",
    months=("jan", "feb", "marts", "apr", "maj", "juni", "juli", "aug", "sep", "okt", "nov", "dec"),
    today="11. maj, uge 19",
)
DOTS = (
    Dot(1, dt.date(2027, 3, 16), DotState.DONE, "Åkandens Børnehus, holdt"),
    Dot(2, dt.date(2027, 5, 27), DotState.WAITS, "Børnehuset <Regnbuen>, mangler en tid"),
    Dot(3, dt.date(2027, 6, 9), DotState.NEXT, "Engvejens Skole, aftalt"),
)


def arcs_on(today: dt.date) -> list[Arc]:
    spans = phases_of(default_milestones(2027))
    return [Arc(name, one.first, one.last, one.tense(today)) for name, one in zip(NAMES, spans, strict=True)]


def drawn(today: dt.date | None = TODAY) -> ElementTree.Element:
    picture = draw_wheel(2027, arcs_on(today or TODAY), DOTS, today, WORDS)
    return ElementTree.fromstring(picture.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


def texts(picture: ElementTree.Element) -> list[str]:
    return ["".join(one.itertext()) for one in picture.iter(f"{SVG}text")]


def test_picture_has_the_same_bytes_each_time() -> None:
    pictures = {draw_wheel(2027, arcs_on(TODAY), DOTS, TODAY, WORDS) for _ in range(3)}
    assert len(pictures) == 1


def test_picture_names_months_phases_and_today() -> None:
    said = texts(drawn())
    assert said[:12] == list(WORDS.months)
    assert [name for name in NAMES if name not in said] == []
    assert said[-2:] == ["2027", "11. maj, uge 19"]


def test_words_cannot_break_out_of_the_picture() -> None:
    titles = [one.text for one in drawn().iter(f"{SVG}title")]
    assert titles == [WORDS.title, *(dot.title for dot in DOTS)]


def test_what_lies_behind_is_filled_and_what_lies_ahead_is_hollow() -> None:
    shapes = [one.get("class") for one in drawn().iter(f"{SVG}path") if "wheel-phase" in (one.get("class") or "")]
    behind, present, ahead = ["wheel-phase is-filled"], ["wheel-phase", "wheel-phase is-filled"], ["wheel-phase"] * 5
    assert shapes == behind + present + ahead


def test_another_year_has_no_hand() -> None:
    hands = [one for one in drawn(today=None).iter(f"{SVG}line") if one.get("class") == "wheel-hand"]
    assert hands == []


def test_dots_stand_in_the_order_of_their_days() -> None:
    groups = list(drawn().iter(f"{SVG}g"))
    assert [group.get("class") for group in groups] == ["wheel-dot done", "wheel-dot waits", "wheel-dot next"]
    assert [group.findtext(f"{SVG}text") for group in groups] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("day", "turn"),
    [(dt.date(2027, 1, 1), 0), (dt.date(2027, 7, 2), pi), (dt.date(2026, 12, 1), 0), (dt.date(2028, 2, 1), 2 * pi)],
)
def test_angle_goes_round_with_the_year_and_stops_at_its_ends(day: dt.date, turn: float) -> None:
    assert angle(JANUARY, day) == pytest.approx(turn, abs=0.01)


@given(st.dates(dt.date(2027, 1, 1), dt.date(2027, 12, 31)))
def test_names_never_cover_one_another_or_the_hand(today: dt.date) -> None:
    spans = [(arc.name, angle(JANUARY, arc.first), angle(JANUARY, arc.last)) for arc in arcs_on(today)]
    hand = angle(JANUARY, today)
    boxes = [place.box for place in place_names(spans, hand)]
    assert [(one, other) for one, other in combinations(boxes, 2) if one.meets(other)] == []
    assert [box for box in boxes if box.under(hand) or box.reach() > INSIDE + 1] == []


@given(st.lists(st.floats(0, 1000), min_size=1, max_size=12).map(sorted))
def test_spread_keeps_the_order_and_the_gap(places: list[float]) -> None:
    moved = spread(places, 26)
    assert all(after - before >= 26 - 1e-6 for before, after in pairwise(moved))


def test_spread_leaves_alone_what_has_room() -> None:
    assert spread([0, 50, 100], 26) == [0, 50, 100]
    assert spread([10, 10], 26) == [-3, 23]


@given(st.lists(st.floats(0, 500), max_size=8).map(sorted), st.floats(0, 500))
def test_names_of_the_strip_stand_clear_of_today(places: list[float], hand: float) -> None:
    moved = clear_of(hand, spread(places, 21))
    assert all(after - before >= 21 - 1e-6 for before, after in pairwise(moved))
    assert [y for y in moved if hand - 12 < y < hand + 31] == []


def test_strip_tells_the_same_as_the_wheel() -> None:
    strip = draw_strip(2027, arcs_on(TODAY), DOTS, TODAY, WORDS)
    picture = ElementTree.fromstring(strip.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))
    assert set(texts(picture)) == {*WORDS.months, *NAMES, "1", "2", "3", WORDS.today}


def test_tense_is_told_from_today() -> None:
    assert [arc.tense for arc in arcs_on(TODAY)] == [Tense.DONE, Tense.NOW, *[Tense.NEXT] * 5]


def test_twelve_months_begin_later_in_a_year_that_runs_into_the_next() -> None:
    late = [Arc("Dialoger", dt.date(2026, 10, 5), dt.date(2027, 1, 4), Tense.NOW)]
    sent = [*late, Arc("Udsendelse", dt.date(2027, 3, 30), dt.date(2027, 4, 26), Tense.NEXT)]
    assert first_day(2027, arcs_on(TODAY)) == JANUARY
    assert first_day(2026, late) == dt.date(2026, 2, 1)
    assert first_day(2026, sent) == dt.date(2026, 5, 1)
    picture = ElementTree.fromstring(draw_wheel(2026, sent, (), dt.date(2026, 11, 23), WORDS))
    assert ["".join(one.itertext()) for one in picture.iter("text")][:3] == ["maj", "juni", "juli"]
