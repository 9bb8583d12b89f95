"""A question as it was typed, how well texts answer it, and which of their words are marked."""

from __future__ import annotations

import pytest

from app.search import danish
from app.search.matching import ask


@pytest.mark.parametrize(
    ("typed", "words", "phrases"),
    [
        ("Skole  skole!", ("skole",), ()),
        ("“fast tid” møde", ("fast", "tid", "møde"), (("fast", "tid"),)),
        ('"tid"', ("tid",), ()),
        ("»vi ved ikke«", ("vi", "ved", "ikke"), (("vi", "ved", "ikke"),)),
        ('"', (), ()),
        (" ", (), ()),
    ],
)
def test_a_question_is_words_and_phrases(typed: str, words: tuple[str, ...], phrases: object) -> None:
    question = ask(typed)
    assert (question.words, question.phrases) == (words, phrases)


def test_a_long_question_is_cut() -> None:
    assert len(ask(" ".join(f"ord{number}" for number in range(500))).words) == 12


@pytest.mark.parametrize(
    ("typed", "text", "grade"),
    [
        ("skole", "En skole.", (0, 0)),
        ("skole", "Skolen og folkeskolen.", (1, 1)),
        ("skole", "Folkeskolen.", (2, 2)),
        ("skole leder", "En leder på folkeskolen.", (2, 2)),
        ("skole", "Et museum.", None),
        ("skole museum", "Et museum.", None),
        ("“fast tid”", "Faste tider.", (1, 2)),
        ("“fast tid”", "Tid der er fast.", None),
        ("“skole leder”", "Skoleleder.", None),
    ],
)
def test_the_weakest_word_decides(typed: str, text: str, grade: tuple[int, int] | None) -> None:
    assert ask(typed).grade(danish.plain(text)) == grade


def marked(typed: str, text: str) -> list[str]:
    return [piece for is_marked, piece in ask(typed).excerpt(text) if is_marked]


@pytest.mark.parametrize(
    ("typed", "text", "words"),
    [
        ("skole", "Folkeskolen ved Aarhus Skole, og én SKOLE.", ["Folkeskolen", "Skole", "SKOLE"]),
        ("århus cafe", "Caféen i Aarhus, A\u030arhus", ["Caféen", "Aarhus", "A\u030arhus"]),
        ("leder", "SFO-lederen", ["lederen"]),
        ("barn", "Bør\u00adnene", ["Bør\u00adnene"]),
    ],
)
def test_the_original_words_are_marked(typed: str, text: str, words: list[str]) -> None:
    assert marked(typed, text) == words
    assert "".join(piece for _marked, piece in ask(typed).excerpt(text)) == text


@pytest.mark.parametrize("before", [0, 10, 300])
def test_of_a_long_text_the_words_around_the_first_mark_are_shown(before: int) -> None:
    text = "ord " * before + "skolen " + "ord " * 300 + "skolen"
    pieces = ask("skole").excerpt(text)
    shown = "".join(piece for _marked, piece in pieces)
    assert [piece for is_marked, piece in pieces if is_marked] == ["skolen"]
    assert len(shown) < 340 and shown.endswith(" …")
    assert shown.startswith("… ") is (before == 300)
