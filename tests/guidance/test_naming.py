"""Whether a text names somebody, and whether it repeats what is closed."""

from __future__ import annotations

import pytest

from app.guidance.naming import ClosedTexts, exact_sentences, masked, names_in, without

NAMES = ["Åkandens Børnehus", "Skovbrynets Skole", "Birkely"]
SECRET = "Lederen virkede træt og overvejer i fortrolighed at søge nyt arbejde."


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("I Åkandens Børnehus går det godt.", ["Åkandens Børnehus"]),
        ("i ÅKANDENS  børnehus’ køkken", ["Åkandens Børnehus"]),
        ("Skovbrynets Skoles elever", ["Skovbrynets Skole"]),
        ("Skovbrynets\nSkole", ["Skovbrynets Skole"]),
        ("Børnehuset ved åkanden", []),
        ("Birkelys have", ["Birkely"]),
        ("et birkely", []),  # a name of one word is one only with its capital letter
        ("Skovbrynets Skolegård", []),
    ],
)
def test_name_is_found_however_it_is_written(text: str, found: list[str]) -> None:
    assert names_in(text, NAMES) == found


def test_names_are_masked_and_nothing_else() -> None:
    assert masked("Både Birkely og Skovbrynets Skoles elever.", NAMES) == "Både […] og […] elever."


def test_sentences_stand_without_the_mark_of_a_list() -> None:
    text = "• Vi ringer. Så lytter vi.\n• Birkely gør det."
    assert exact_sentences(text) == ["Vi ringer.", "Så lytter vi.", "Birkely gør det."]
    assert without(text, ["Birkely gør det."]) == "Vi ringer.\nSå lytter vi."


@pytest.mark.parametrize(
    ("text", "repeated"),
    [
        ("Hun overvejer i fortrolighed at søge nyt arbejde nu.", True),
        ("Hun vil søge nyt arbejde.", False),
        ("Det var så vores egen tanke", True),
        ("Vi er enige.", False),
        ("Et ord: kanariefugl", True),
        ("", False),
    ],
)
def test_closed_words_are_recognised_in_a_row_or_whole(text: str, repeated: bool) -> None:
    closed = ClosedTexts([SECRET, "Vores egen tanke.", "Enige", "Kanariefugl", ""])
    assert closed.repeated_in(text) is repeated
