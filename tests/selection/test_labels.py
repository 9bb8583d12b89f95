"""The reasons in words: unknown is said to be unknown, and a bound is named only where it decided."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from app.selection import labels
from app.selection.domain import Quota, Relaxation, Verdict
from tests.selection.units import unit

pytestmark = pytest.mark.usefixtures("app")
SINCE = {"waited": 9, "last": None, "opened": None, "known_since": 2018}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "Ikke med siden 2018. Før det ved vi det ikke."),
        ({"last": 2018}, "Ventet 9 år, sidst med i 2018."),
        ({"opened": 2021}, "Åbnet i 2021 og ikke med endnu."),
        ({"opened": 1954}, "Ikke med siden 2018. Før det ved vi det ikke."),
    ],
)
def test_history_never_says_never(given: dict[str, Any], said: str) -> None:
    assert labels.say_history({**SINCE, **given}) == said


def _fill(dimension: str, value: str, seats: int, lower: int, upper: int) -> dict[str, Any]:
    return {"dimension": dimension, "value": value, "seats": seats, "lower": lower, "upper": upper, "eligible": 9}


def test_why_names_the_lot_and_the_quotas_that_had_to_be_filled() -> None:
    fills = [_fill("area", "Nord", 1, 1, 2), _fill("kind", "day-care", 2, 1, 2), _fill("area", "Syd", 0, 0, 1)]
    assert labels.say_why({**SINCE, "longest": True, "lot_of": 4, "fills": fills})[1:] == [
        "Lodtrækning mellem 4, der har ventet lige længe.",
        "Område Nord skulle have mindst én.",
    ]
    assert labels.say_why({**SINCE, "longest": True, "lot_of": 0, "fills": []})[1:] == ["Ingen har ventet længere."]


@pytest.mark.parametrize(
    ("lower", "upper", "said"),
    [
        (0, 0, "ingen plads i år"),
        (1, 1, "plads til én"),
        (0, 1, "plads til højst én"),
        (2, 3, "plads til to eller tre"),
    ],
)
def test_room_of_a_group(lower: int, upper: int, said: str) -> None:
    quota = Quota(dimension="area", value="", members=9, eligible=9, had=0, target="1", lower=lower, upper=upper)
    assert labels.say_room(quota) == said


def test_unit_that_rests_is_told_since_when() -> None:
    resting = unit(1, unit(1).kind, "Nord", 2022, 2025, 2027)
    assert labels.say_verdict(Verdict.COOL_DOWN, resting, 2027) == "Var med i 2025 og holder pause."
    assert labels.say_verdict(Verdict.PRIVATE, resting, 2027) == "Er privat. Direktionen bestemmer ikke over den."


@pytest.mark.parametrize(
    ("side", "said"),
    [
        ("lower", "Skoler skulle have mindst 2, men det blev 1."),
        ("upper", "Skoler kunne højst få 2, men det blev 1."),
        ("cool-down", "Pausen efter en dialog blev 1 år i stedet for 2."),
    ],
)
def test_what_gave_way_is_said(side: str, said: str) -> None:
    given_way = Relaxation(side=side, dimension="kind", value="school", before=2, after=1)
    assert labels.say_relaxation(given_way) == said


@pytest.mark.parametrize(
    ("because", "full", "said"),
    [
        ("lot", [], "Andre, der har ventet lige længe, blev trukket."),
        ("shorter", [], "De valgte har ventet længere."),
        ("full", [["area", "Nord"], ["kind", "centre"]], "Område Nord og Centre havde ikke flere pladser i år."),
        ("due-elsewhere", [], "Pladserne skulle gå til andre grupper."),
    ],
)
def test_why_not_is_said(because: str, full: list[list[str]], said: str) -> None:
    assert labels.say_not_chosen({"because": because, "full": full}) == said


def test_every_verdict_has_words(app: Flask) -> None:
    assert set(labels.VERDICTS) == set(Verdict)
    assert {labels.say_left_out(verdict, 2) for verdict in Verdict}.isdisjoint({""})
