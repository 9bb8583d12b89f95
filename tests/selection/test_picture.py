"""The picture of waiting or chance: a lane a kind, a dot a unit, names that do not run into each other."""

from __future__ import annotations

from app.selection.picture import MOST_DOTS, Point, draw_picture


def _point(name: str, value: int, *, lane: str = "Skoler", chosen: bool = False) -> Point:
    return Point(lane=lane, name=name, value=value, chosen=chosen)


def test_each_unit_is_a_dot_in_its_lane() -> None:
    points = [_point("A", 3), _point("B", 9, chosen=True), _point("C", 9), _point("D", 4, lane="Centre")]
    picture = draw_picture(points, {"Skoler": "1 plads"})
    assert [(lane.name, lane.note) for lane in picture.lanes] == [("Skoler", "1 plads"), ("Centre", "")]
    stacks = picture.lanes[0].stacks
    assert [[dot.point.name for dot in stack.dots] for stack in stacks] == [["A"], ["B", "C"]]
    assert [stack.percent for stack in stacks] == [34.67, 96.0]
    assert [(tag.names, tag.to_the_left) for tag in picture.lanes[0].tags] == [("B", True)]


def test_no_two_dots_of_a_stack_are_in_one_place() -> None:
    (lane,) = draw_picture([_point(f"E{number}", 5) for number in range(30)], {}).lanes
    (stack,) = lane.stacks
    assert len({(dot.x, dot.y) for dot in stack.dots}) == 30
    assert all(0 < dot.y < lane.base for dot in stack.dots)


def test_stack_that_is_too_large_says_how_many_more() -> None:
    (lane,) = draw_picture([_point(f"E{number}", 5) for number in range(MOST_DOTS + 7)], {}).lanes
    assert (len(lane.stacks[0].dots), lane.stacks[0].more) == (MOST_DOTS, 7)


def test_names_fill_lines_of_their_own() -> None:
    names = ["Fasangården", "Græstedgård", "Lærkereden", "Center for Læring, Fritid og Sundhed"]
    (lane,) = draw_picture([_point(name, 2, chosen=True) for name in names] + [_point("Z", 9, chosen=True)], {}).lanes
    assert [tag.names for tag in lane.tags] == [
        "Fasangården, Græstedgård",
        "Lærkereden",
        "Center for Læring, Fritid og Sundhed",
        "Z",
    ]
    assert [tag.y for tag in lane.tags] == [18, 36, 54, 72]
    assert lane.depth > 72


def test_nobody_has_waited_and_the_axis_still_stands() -> None:
    assert draw_picture([_point("A", 0)], {}).ticks == ((4.0, 0), (96.0, 1))
    assert draw_picture([], {}).lanes == ()


def test_axis_of_chances_steps_by_round_numbers() -> None:
    ticks = draw_picture([_point("A", 44), _point("B", 12)], {}).ticks
    assert [value for _, value in ticks] == [0, 10, 20, 30, 40]


def test_lane_says_between_which_values_it_lies() -> None:
    (lane,) = draw_picture([_point("A", 44), _point("B", 12), _point("C", 12)], {}).lanes
    assert (lane.count, lane.least, lane.most) == (3, 12, 44)
