"""What may not be written, how a text divides, where two texts differ, and places in a list."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.dialogues.writing import ranks, words


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


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("Lone er sygemeldt igen.", [("sygemeldt", "Lone")]),
        ("Vi talte om, at Bodil Holm har fået en advarsel.", [("advarsel", "Bodil")]),
        ("Det gik galt. Hun har fået en skriftlig advarsel.", [("advarsel", "Hun")]),
        ("Lederen vil afskedige ham til sommer.", [("afskedige", "ham")]),
        ("Hans diagnose fylder meget i teamet.", [("diagnose", "Hans")]),
        ("Lones stresssygemelding kom uventet.", [("stresssygemelding", "Lones")]),
        ("Opsigelsen af Karsten blev sendt i går.", [("Opsigelsen", "Karsten")]),
        ("En kollega blev fyret, og hun er ked af det.", [("blev fyret", "hun")]),
        ("Der skal holdes en tjenstlig samtale med Mette på fredag.", [("tjenstlig", "Mette")]),
    ],
)
def test_personnel_matter_is_found_with_its_reason(text: str, signs: list[tuple[str, str]]) -> None:
    assert [(one.word, one.who) for one in words.personnel_signs(text)] == signs


HARMLESS = """
vi har sygefravær på 5 procent
Sygefraværet er faldet, siden Hanne begyndte at gå med på runderne.
Vi har haft tre afskedigelser i foråret, og det mærkes.
Sygemeldinger fylder mindre, end de gjorde sidste år.
Når en medarbejder bliver sygemeldt, ringer hun selv til sin leder.
Hvis en borger får en diagnose, ved hun ikke, hvem hun skal spørge.
En borger med en demensdiagnose bliver ringet op, når hun udskrives.
Borgeren fik en ny diagnose, og så begyndte hun forfra hos os.
Vi fik en advarsel fra Arbejdstilsynet om støjen.
Kommunen har opsagt lejemålet i Vestergade.
Opsigelsen af kontrakten med Jensen & Søn betyder, at hun må finde en ny vognmand.
Børn med diagnoser fylder mere i Odense end her.
Der kom en advarsel på Aula om glatte veje.
Hun siger, at ventetiden er det værste.
Peter Juhl lovede at se på det.
Vi vil gerne have færre sygemeldinger, siger Ledetråden.
Fyret i kælderen larmer, så han flyttede mødet.
Tre af os har været til samtale om den nye ledetråd.
Man bliver ikke sygemeldt af travlhed, men af ikke at vide, hvem der bestemmer.
Advarslerne i systemet er der ingen, der læser.
Misbrug fylder i flere familier, end vi troede.
Vi taler om afskedigelser, før vi taler om opgaver.
""".strip().splitlines()


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_sentence_is_no_personnel_matter(text: str) -> None:
    assert words.personnel_signs(text) == []


PASTED = [
    ("•\tVi ringer til tre\n•\tSå går der en uge", ["Vi ringer til tre", "Så går der en uge"]),
    ("o\tVi ringer\no\tog venter", ["Vi ringer", "og venter"]),
    ("–\u00a0Vi ringer\n– Vi venter", ["Vi ringer", "Vi venter"]),
    ("1.\tVi ringer\n2.\tVi venter\n2.1\tEn uge", ["Vi ringer", "Vi venter", "En uge"]),
    ("1. Vi ringer\n2. Vi venter", ["Vi ringer", "Vi venter"]),
    ("a) Vi ringer\nb) Vi venter", ["Vi ringer", "Vi venter"]),
    ("3. klasse ringer\n4. klasse venter", ["3. klasse ringer", "4. klasse venter"]),
    ("3. Vi ringer\nSå venter vi", ["3. Vi ringer", "Så venter vi"]),
    ("– sagde hun", ["– sagde hun"]),
    ("Sags\u00adbehandling\u00a0og ventetid\r\n\u00a0\r\n\r\nSidst", ["Sagsbehandling og ventetid", "Sidst"]),
    ("Linje\u000bny linje\u2028og en til", ["Linje", "ny linje", "og en til"]),
    ("•\n\t\n-", ["-"]),
]


@pytest.mark.parametrize(("text", "lines"), PASTED)
def test_pasted_list_divides_without_its_marks(text: str, lines: list[str]) -> None:
    assert words.paragraphs(text) == lines
