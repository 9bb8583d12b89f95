"""What may not be written, how a text divides, where two texts differ, and places in a list."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.dialogues import ranks, words


@pytest.mark.parametrize(
    "text", ["Det var 010203-1234, der ringede", "0102031234", "010203 1234", "barnet (311299–4321)", "610203-1234"]
)
def test_cpr_number_is_found(text: str) -> None:
    assert words.holds_cpr(text)


@pytest.mark.parametrize(
    "text", ["Ring på 48 45 66 00", "sag 9912345678", "EAN 5798008800011", "0113991234", "12.500 kr. i 2027"]
)
def test_other_number_is_no_cpr_number(text: str) -> None:
    assert not words.holds_cpr(text)


def test_text_divides_at_its_lines() -> None:
    assert words.paragraphs("Første  linje\n\n anden\tlinje \r\n") == ["Første linje", "anden linje"]


def test_texts_differ_where_words_differ() -> None:
    mine, theirs = words.apart("Vi mødes hver sjette uge her", "Vi mødes hver 6. uge fast")
    assert mine == [(False, "Vi mødes hver "), (True, "sjette"), (False, " "), (False, "uge "), (True, "her")]
    assert theirs == [(False, "Vi mødes hver "), (True, "6."), (False, " "), (False, "uge "), (True, "fast")]


@given(st.text(max_size=60), st.text(max_size=60))
def test_pieces_joined_give_the_texts(one: str, other: str) -> None:
    assert tuple("".join(text for _, text in side) for side in words.apart(one, other)) == (one, other)


def test_place_after_the_last_is_the_next_number() -> None:
    assert [ranks.after_last(None), ranks.after_last("000009"), ranks.after_last("0000095")] == [
        "000001",
        "000010",
        "000010",
    ]


@given(st.lists(st.integers(min_value=0, max_value=50), max_size=60))
def test_place_between_two_lies_between_them(choices: list[int]) -> None:
    taken = ["000001", "000002"]
    for choice in choices:
        place = choice % (len(taken) - 1)
        taken.insert(place + 1, ranks.between(taken[place], taken[place + 1]))
    assert taken == sorted(set(taken))


def test_place_where_no_room_is_left_is_the_first_ones_own() -> None:
    assert ranks.between("000001", "000001") == "000001"
    assert ranks.between("0" * 59 + "1", "0" * 59 + "2") == "0" * 59 + "1"
