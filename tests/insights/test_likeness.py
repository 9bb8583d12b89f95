"""What resembles what: Danish words, compounds, and the same answers whatever was put in or taken out before."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.insights.likeness import Likeness, folded, stem, words_in

SAID = {
    "hjem": "Hospitalet sender hjem fredag eftermiddag, og hjælpemidlerne kommer tirsdag.",
    "bold": "Alle syv tror, at en af de andre har bolden.",
    "folkeskole": "Folkeskolen ligger langt fra børnehuset.",
    "mad": "Vi sparer ikke på maden eller hænderne.",
    "navn": "Vi mangler et navn og et nummer, ikke en ny procedure.",
}


@pytest.fixture
def index() -> Likeness:
    return filled(SAID)


def filled(texts: dict[str, str]) -> Likeness:
    index = Likeness()
    for key, text in texts.items():
        index.put(key, text)
    return index


def keys(index: Likeness, text: str, **given: object) -> list[str]:
    return [one.key for one in index.like(text, limit=5, **given)]  # type: ignore[arg-type]


def test_text_is_folded_without_making_danish_letters_into_others() -> None:
    assert folded("Én IDÉ på Åen, Æblet") == "en ide på åen, æblet"
    assert folded("A\u030aen") == "åen"


def test_words_that_say_nothing_are_left_out() -> None:
    assert words_in("Det er mor, der kører papirerne rundt mellem jer i 2027.") == [
        *("mor", "kører", "papirerne", "rundt", "mellem", "2027"),
    ]


def test_forms_of_a_word_have_one_stem() -> None:
    assert len({stem(word) for word in ("bold", "bolden", "boldene")}) == 1


def test_nearest_text_is_found_by_stems(index: Likeness) -> None:
    assert keys(index, "Hvem har bolde?", least=0.1) == ["bold"]


def test_part_of_a_compound_finds_the_whole(index: Likeness) -> None:
    assert keys(index, "skolerne", least=0.05) == ["folkeskole"]
    assert keys(index, "hjælpemiddelcentralen", least=0.03) == ["hjem"]


def test_ring_makes_another_letter() -> None:
    index = filled({"river": "Huset ved åen", "harbour": "Huset ved anen"})
    assert keys(index, "åen") == ["river"]


def test_same_words_score_far_above_others(index: Likeness) -> None:
    first, *rest = index.like(SAID["navn"], limit=5)
    assert first.key == "navn"
    assert first.score > 0.9
    assert all(one.score < 0.2 for one in rest)


def test_what_is_left_out_of_the_answer_is_not_in_it(index: Likeness) -> None:
    assert keys(index, SAID["navn"], without={"navn", "nobody"}, least=0.2) == []


def test_question_without_words_has_no_answer(index: Likeness) -> None:
    assert keys(index, "og det er ikke") == []
    assert keys(Likeness(), "bold") == []


def test_word_that_nearly_everybody_says_tells_nothing() -> None:
    index = filled({f"{number:02}": f"møde {number}" for number in range(60)})
    assert keys(index, "møde 7") == ["07"]


def test_text_in_another_wording_is_found_by_that_one(index: Likeness) -> None:
    index.put("navn", "Telefonen ringer.")
    assert keys(index, "procedure") == []
    assert keys(index, "telefoner") == ["navn"]
    index.keep({"bold"})
    assert (len(index), keys(index, "telefon bolden")) == (1, ["bold"])


def test_equal_texts_come_in_the_order_of_their_keys() -> None:
    assert keys(filled({"c": "en bold", "a": "en bold", "b": "en bold"}), "bold") == ["a", "b", "c"]


WORDS = st.lists(
    st.sampled_from(["bold", "skole", "folkeskole", "møde", "åen", "mad", "papir"]), min_size=1, max_size=5
)
STEPS = st.lists(st.tuples(st.sampled_from("abcdef"), st.none() | WORDS.map(" ".join)), max_size=30)


@given(steps=STEPS, asked=WORDS.map(" ".join))
def test_answers_do_not_depend_on_what_was_there_before(steps: list[tuple[str, str | None]], asked: str) -> None:
    index, standing = Likeness(), dict[str, str]()
    for key, text in steps:
        if text is None:
            index.drop(key)
            standing.pop(key, None)
        else:
            index.put(key, text)
            standing[key] = text
    anew = filled(dict(sorted(standing.items())))
    assert index.like(asked, limit=9) == anew.like(asked, limit=9)


def test_index_that_is_rewritten_for_long_is_put_in_anew() -> None:
    index, dice = filled(SAID), random.Random(1)
    for turn in range(1_500):
        index.put(dice.choice(list(SAID)), f"ord {turn}")
    index = _back(index)
    assert index.like("bolden", limit=3) == filled(SAID).like("bolden", limit=3)


def _back(index: Likeness) -> Likeness:
    for key, text in SAID.items():
        index.put(key, text)
    return index
