"""The made-up content holds together, is made up, and has the shape of a real municipality."""

from __future__ import annotations

import csv
import itertools
from collections import Counter
from pathlib import Path

import pytest

from app.dialogues.writing.words import tidy
from app.insights.domain import Stance
from app.institutions.register.reading import read_register
from config import ROOT
from demonstration.story import guidance_now, insights_last_year, insights_this_year
from demonstration.story.dialogues_last_year import SIX
from demonstration.story.dialogues_this_year import TALKS
from demonstration.story.guidance_next import REWRITTEN
from demonstration.story.people import ASSISTANT, DIRECTORS, SECRETARY
from demonstration.story.said import Said, Talk
from demonstration.story.visits import YEARS_AGO

OURS, REAL = ROOT / "demonstration" / "data", ROOT / "tests" / "data"
DISTRICTS = {"9991": "3480", "9992": "2980", "9993": "3050", "9994": "2990", "9995": "3490", "9996": "3450"}
ALL_TALKS = [talk for _number, talk in SIX] + [talk for talks in TALKS.values() for talk in talks]


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def shape(row: dict[str, str], postcode: str) -> tuple[str, ...]:
    return (
        row["kategori"],
        row["type"],
        row["ejerforhold"],
        postcode,
        "venteliste" if "venteliste" in row["navn"] else "",
    )


def test_register_has_the_shape_of_the_real_one() -> None:
    real = rows(REAL / "institutioner_fredensborg_2026.csv")
    invented = rows(OURS / "register.csv")
    assert Counter(shape(row, DISTRICTS[row["postnr"]]) for row in invented) == Counter(
        shape(row, row["postnr"]) for row in real
    )
    for one, other in zip(invented, real, strict=True):
        assert abs(int(one["elevtal"] or 0) - int(other["elevtal"] or 0)) <= 15


@pytest.mark.parametrize("name", ["institutioner_dk_2026.csv", "institutionsregister_2016.csv"])
def test_no_unit_of_the_register_exists(name: str) -> None:
    known = read_register((REAL / name).read_bytes()).rows
    names = {row.name.casefold() for row in known} | {row.key for row in known}
    ours = rows(OURS / "register.csv") + rows(OURS / "centres_and_care_homes.csv")
    assert {row["navn"] for row in ours if row["navn"].casefold() in names} == set()
    assert {row["id"] for row in ours if row["id"] in names} == set()


def test_everyone_has_an_address_that_nobody_has() -> None:
    people = [*DIRECTORS.values(), SECRETARY, ASSISTANT]
    addresses = [row["mail"] for row in rows(OURS / "heads.csv")] + [who.address for who in people]
    assert len(set(addresses)) == len(addresses)
    assert {address.rpartition("@")[2] for address in addresses} == {"example.dk"}


def test_who_has_visited_can_be_chosen_and_stands_once() -> None:
    visits = [number for numbers in YEARS_AGO.values() for number in numbers]
    assert len(visits) == len(set(visits)) == 42
    assert set(visits) <= {row["nummer"] for row in rows(OURS / "heads.csv")}


@pytest.mark.parametrize("talk", ALL_TALKS)
def test_words_that_are_quoted_stand_in_what_was_said(talk: Talk) -> None:
    for said in talk.said:
        assert said.words in said.text
        assert tidy(said.text) == said.text


def test_nothing_is_said_twice() -> None:
    texts = [said.text for talk in ALL_TALKS for said in talk.said]
    assert [text for text, count in Counter(texts).items() if count > 1] == []


def behind(talks: list[Talk]) -> set[str]:
    said: list[Said] = [one for talk in talks for one in talk.said]
    return {one.behind for one in said if one.behind and one.stance is Stance.SUPPORTS}


def test_every_insight_of_last_year_has_words_and_every_word_an_insight() -> None:
    assert behind([talk for _number, talk in SIX]) == {one.key for one in insights_last_year.INSIGHTS}


def test_every_insight_of_this_year_has_words_from_any_three() -> None:
    wanted = {one.key for one in insights_this_year.INSIGHTS}
    talks = [talk for talks in TALKS.values() for talk in talks]
    assert all(behind(list(three)) == wanted for three in itertools.combinations(talks, 3))


def test_every_insight_of_last_year_has_one_fate() -> None:
    text = guidance_now.GUIDANCE_NOW
    lines = [
        text.introduction,
        *(line for theme in text.themes for line in (*theme.messages.values(), *theme.questions)),
    ]
    tied = {key for line in lines for key in line.based_on}
    answered = [fate.insight for fate in text.fates]
    assert sorted({*tied, *answered}) == sorted(one.key for one in insights_last_year.INSIGHTS)
    assert tied & set(answered) == set()


def test_two_insights_of_this_year_have_no_fate_yet() -> None:
    tied = {key for line in REWRITTEN.values() for key in line.based_on}
    assert {one.key for one in insights_this_year.INSIGHTS} - tied == set(insights_this_year.OPEN)
