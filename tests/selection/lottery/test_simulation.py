"""Forty made-up years: nobody is forgotten, every group stays near its due, and the same seed gives the same years."""

from __future__ import annotations

import pytest

from app.selection.lottery.simulation import Course, picture, simulate

ROUND = 41 / 6


@pytest.mark.parametrize("by_lot", [False, True])
def test_forty_years_forget_nobody(by_lot: bool) -> None:
    told = simulate(Course(seed=2027, by_lot=by_lot))
    figures = told.as_data()
    assert figures["longest_wait"] <= 3 * ROUND
    assert sum(group["had"] for group in figures["groups"]) == 2 * 40 * 6
    assert max(abs(group["widest"]) for group in figures["groups"]) < 12
    assert sum(figures["gaps"].values()) > 150


def test_same_seed_gives_the_same_years_and_picture() -> None:
    course = Course(years=6, seed=3)
    assert simulate(course).as_data() == simulate(course).as_data()
    drawn = picture(simulate(course))
    assert drawn == picture(simulate(course))
    assert "<title>" in drawn
    assert "<desc>" in drawn


def test_without_openings_and_withdrawals_everyone_comes_in_turn() -> None:
    figures = simulate(Course(years=14, units=42, seats=6, withdraw=0, open_close=0, seed=5)).as_data()
    assert figures["open"] == 42
    assert figures["withdrawn"] == 0
    assert set(figures["visits"]) <= {1, 2, 3}
