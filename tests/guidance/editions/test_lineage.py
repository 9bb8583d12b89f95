"""The picture of the themes over all years: which thread goes where, without a database."""

from __future__ import annotations

from app.guidance.editions.lineage import COLUMN, LANE, LEFT, TOP, Spot, picture_of

FIRST = [Spot(id=1, theme=1, title="Effekt"), Spot(id=2, theme=2, title="Samarbejde", ended=True)]
SECOND = [
    Spot(id=3, theme=1, title="Effekt for borgerne", forerunners=(1, 2)),
    Spot(id=4, theme=3, title="Et langt navn på et helt nyt tema, som ingen kan huske"),
]


def test_theme_keeps_its_lane_and_a_new_one_takes_the_free_one() -> None:
    picture = picture_of([(2017, FIRST), (2018, SECOND)])
    assert [(point.x, point.y, point.strand, point.begins) for point in picture.points] == [
        (LEFT, TOP, 1, True),
        (LEFT, TOP + LANE, 2, True),
        (LEFT + COLUMN, TOP, 1, False),
        (LEFT + COLUMN, TOP + LANE, 3, True),
    ]
    assert picture.years == [(LEFT, 2017), (LEFT + COLUMN, 2018)]


def test_threads_go_straight_bend_or_end() -> None:
    paths = [(thread.path, thread.strand) for thread in picture_of([(2017, FIRST), (2018, SECOND)]).threads]
    assert paths == [("M24 132H64", 2), ("M24 48H232", 1), ("M24 132C128 132 128 48 232 48", 2)]


def test_long_name_stands_on_two_lines_and_no_years_are_an_empty_picture() -> None:
    picture = picture_of([(2017, SECOND[1:])])
    assert picture.points[0].lines == ("Et langt navn på et helt", "nyt tema, som ingen …")
    assert picture_of([]).points == []
