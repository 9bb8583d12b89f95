"""Danish words: what one key holds together, and what it keeps apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search import danish, lexicon
from tests.search.made_up import sentences

VOCABULARY = sorted({word for sentence in sentences() for word in danish.plain(sentence).split()} | set(lexicon.SIMPLE))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("skole", "skolernes"),
        ("barn", "børnene"),
        ("bog", "bøger"),
        ("center", "centrene"),
        ("trivsel", "trivslen"),
        ("bus", "busserne"),
        ("kollega", "kollegerne"),
        ("uge", "ugerne"),
        ("ressourcecenter", "ressourcecentrenes"),
        ("skolebarn", "skolebørnene"),
        ("personlig", "personligt"),
    ],
)
def test_inflections_share_a_key(one: str, other: str) -> None:
    assert danish.key(one) == danish.key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("får", "far"),
        ("leder", "ledelse"),
        ("tale", "tal"),
        ("som", "sommer"),
        ("væg", "vægt"),
        ("person", "personlig"),
    ],
)
def test_other_words_have_other_keys(one: str, other: str) -> None:
    assert danish.key(one) != danish.key(other)


@pytest.mark.parametrize(
    ("compound", "made_of"),
    [
        ("folkeskolen", ["folk", "skole"]),
        ("arbejdsmiljøet", ["arbejde", "miljø"]),
        ("plejehjemsbeboere", ["pleje", "hjem", "beboer"]),
        ("hjælpemidlerne", ["hjælp", "middel"]),
        ("støvsugerskole", ["støvsuger", "skole"]),
        ("skolemåltidet", ["skole", "måltid"]),
        ("temaaften", ["tema", "aften"]),
        ("lederskab", ["leder"]),
    ],
)
def test_compounds_have_the_keys_of_their_parts(compound: str, made_of: list[str]) -> None:
    assert danish.parts(compound) == tuple(map(danish.key, made_of))


@pytest.mark.parametrize(
    "word", ["måltider", "formål", "indhold", "kolleger", "mandagen", "formulere", "elevator", "skoler"]
)
def test_what_only_looks_like_a_compound_has_no_parts(word: str) -> None:
    assert danish.parts(word) == ()


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Århus, AARHUS og A\u030arhus", "århus århus og århus"),
        ("På caféen i Malmö", "på cafeen i malmø"),
        ("Æblegrød på Ærø", "æblegrød på ærø"),
        ("SFO-lederens 2. møde", "sfo lederens 2 møde"),
        ("Temaaften om dataarbejde", "temaaften om dataarbejde"),
        ("Isaac på Kirkegaardsvej", "isaac på kirkegårdsvej"),
        ("bør\u00adne\u00adhave", "børnehave"),
        ("¶ – !", ""),
    ],
)
def test_texts_become_plain_words(text: str, plain: str) -> None:
    assert danish.plain(text) == plain


@given(st.text())
def test_plain_words_stay_as_they_are_and_have_keys_that_every_index_takes(text: str) -> None:
    plain = danish.plain(text)
    assert danish.plain(plain) == plain
    assert all(key and key.isalnum() and len(key.encode()) < 2_000 for key in danish.keys(plain).split())


def test_a_root_of_the_key_stands_in_every_word_that_is_found_by_it() -> None:
    for key in {danish.key(word) for word in VOCABULARY}:
        found = [word for word in VOCABULARY if key in danish.keys_of(word).split()]
        assert [word for word in found if not any(root in word for root in danish.roots(key))] == [], key
