"""Pure text: what a reader sees as changed, as one sentence, as copied."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.dialogues.writing.words import changes
from app.guidance.wording import borrows, lines, nearest, paragraphs, sentences, stands_in, tidy


def test_tidy_keeps_paragraphs_and_drops_stray_space() -> None:
    assert tidy("  Én  linje. \r\n\r\n\r\n\r\nEn ny.\t") == "Én linje.\n\nEn ny."


def test_paragraphs_part_at_an_empty_line_only() -> None:
    assert paragraphs("Første\nlinje.\n\nAndet afsnit.") == ["Første linje.", "Andet afsnit."]


def test_lines_leave_out_what_is_empty() -> None:
    assert lines("Hvad virker?\n\n Hvordan ved I det? ") == ["Hvad virker?", "Hvordan ved I det?"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vi lytter. Vi svarer.", ["Vi lytter.", "Vi svarer."]),
        ("Mødet er kl. 9 i f.eks. salen.", ["Mødet er kl. 9 i f.eks. salen."]),
        ("Hvem? Os!\nOg jer.", ["Hvem?", "Os!", "Og jer."]),
        ("", []),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_changes_mark_the_words_that_are_new_and_gone() -> None:
    assert changes("Hvert center vælger mål og følger dem.", "Hvert center vælger få mål og måler dem.") == [
        ("same", "Hvert center vælger "),
        ("added", "få "),
        ("same", "mål og "),
        ("removed", "følger "),
        ("added", "måler "),
        ("same", "dem."),
    ]


def test_changes_keep_a_space_when_the_last_word_was_replaced() -> None:
    assert changes("Vi ringer.", "Vi skriver.") == [("same", "Vi "), ("removed", "ringer. "), ("added", "skriver.")]


@given(st.text(max_size=60), st.text(max_size=60))
def test_changes_always_give_the_new_words_back(before: str, after: str) -> None:
    kept = "".join(text for change, text in changes(before, after) if change != "removed")
    assert kept == after


def test_nearest_finds_the_sentence_it_grew_out_of() -> None:
    old = ["Vi måler det, der er let at måle.", "Den, der afleverer, sikrer en god overlevering."]
    assert nearest("Den, der afleverer, følger op efter seks uger.", old) == old[1]


def test_nearest_is_empty_when_nothing_is_alike() -> None:
    assert nearest("Ring til hinanden.", ["Borgerne bliver spurgt undervejs."]) == ""


def test_stands_in_sees_through_case_and_punctuation() -> None:
    assert stands_in("har bolden", "Alle tror, at en anden “Har Bolden”.")
    assert not stands_in("bold", "Alle tror, at en anden har bolden.")
    assert not stands_in("", "Noget.")


def test_borrows_finds_six_words_in_a_row() -> None:
    source = "Lederen sagde i fortrolighed at hun overvejer at sige op"
    assert borrows("Vi hører, at hun overvejer at sige fra", source) is False
    assert borrows("Nogen sagde i fortrolighed at hun overvejer det", source) is True


def test_borrows_finds_all_of_a_short_source() -> None:
    assert borrows("Skriv ikke dette: fortroligt ord.", "fortroligt ord")
    assert not borrows("Skriv dette.", "")
