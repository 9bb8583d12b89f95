"""The reasons in words: unknown is said to be unknown, and a bound is named only where it decided."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from app.selection import labels
from app.selection.domain import AppointedFor, ExcludedFor, Quota, Relaxation, Verdict, Way
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
        (
            {"known_since": None},
            "Ingen tidligere dialoger er skrevet på, så vi ved ikke, om den har været med.",
        ),
    ],
)
def test_history_never_says_never(given: dict[str, Any], said: str) -> None:
    assert labels.say_history({**SINCE, **given}) == said


def _fill(dimension: str, value: str, seats: int, lower: int, upper: int) -> dict[str, Any]:
    return {"dimension": dimension, "value": value, "seats": seats, "lower": lower, "upper": upper, "eligible": 9}


def test_why_names_the_lot_and_the_quotas_that_had_to_be_filled() -> None:
    fills = [_fill("area", "Nord", 1, 1, 2), _fill("kind", "day-care", 2, 1, 2), _fill("area", "Syd", 0, 0, 1)]
    assert labels.say_why({**SINCE, "longest": True, "lot_of": 4, "fills": fills})[1:] == [
        "Der var 4 at trække lod mellem.",
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
        ("lot", [], "Var med i lodtrækningen. Andre blev trukket."),
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


def test_lot_is_not_named_where_it_decided_nothing() -> None:
    certain: dict[str, Any] = {**SINCE, "longest": False, "lot_of": 4, "fills": [], "chance": 1.0}
    assert labels.say_why(certain)[1:] == []


def test_seat_that_a_person_gave_says_so_and_no_more() -> None:
    given: dict[str, Any] = {**SINCE, "appointed": "promised", "longest": True, "lot_of": 0, "fills": []}
    assert labels.say_why(given) == ["Fik pladsen uden lodtrækning: Blev lovet en plads et tidligere år."]


@pytest.mark.parametrize(
    ("chance", "said"), [(0.0, "0"), (0.001, "under 1"), (0.264, "26"), (0.999, "over 99"), (1.0, "100")]
)
def test_chance_of_a_hundred_never_rounds_to_none_or_certain(chance: float, said: str) -> None:
    assert labels.say_chance(chance) == said


@pytest.mark.parametrize(("ticket", "said"), [(0, "000.000"), (417205, "417.205"), (999_999, "999.999")])
def test_number_has_six_figures(ticket: int, said: str) -> None:
    assert labels.say_number(ticket) == said


@pytest.mark.parametrize(("lower", "upper", "said"), [(1, 3, "plads til én til tre"), (2, 3, "plads til to eller tre")])
def test_bounds_that_are_far_apart_are_a_range(lower: int, upper: int, said: str) -> None:
    assert labels.say_bounds(lower, upper) == said


def test_withdrawals_of_a_record_name_who_follows_and_no_reason() -> None:
    record = {
        "names": {"a": "Ene", "b": "Anden"},
        "withdrawals": [{"id": "a", "successor": "b"}, {"id": "b", "successor": None}],
    }
    assert labels.say_withdrawals(record) == [
        "Ene kan ikke være med i år. Anden har fået pladsen.",
        "Anden kan ikke være med i år. Pladsen står tom.",
    ]


def test_every_code_of_a_persons_reason_has_words() -> None:
    assert set(labels.APPOINTED) == set(AppointedFor)
    assert set(labels.EXCLUDED) == set(ExcludedFor)
    assert set(labels.WAYS) == set(labels.WAY_HINTS) == set(Way)
