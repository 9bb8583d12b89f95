"""Passages: what was acknowledged is never lost, what somebody else wrote is never overwritten unseen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from app.cycle.domain import Level
from app.dialogues import queries
from app.dialogues.domain import (
    EmptyPassage,
    Keep,
    KindsDiffer,
    NoteClosed,
    NoteState,
    NotForMinutes,
    PassageElsewhere,
    PassageKind,
    PersonnelMatter,
    StaleText,
)
from app.dialogues.models import Note, Passage
from app.dialogues.writing import passages, pasting, texts
from app.domain import NotFound
from app.people.domain import Role
from app.people.models import Person
from tests.dialogues.meetings import DAY, NOW, new_id, open_cycle, open_held_note, say, themes

SECOND = dt.timedelta(seconds=1)
Persons = Callable[..., Person]


@pytest.fixture
def note(session: Session) -> Note:
    return open_held_note(session, open_cycle(session))


@pytest.fixture
def writer(add_person: Persons) -> Person:
    return add_person(Role.SECRETARIAT, name="Birgitte Nørgaard")


def wordings(session: Session, passage: Passage) -> list[tuple[int, str]]:
    """Every wording, the oldest first."""
    return [(one.number, one.text) for one in reversed(texts.history(session, passage))]


def shown(session: Session, note: Note, person: Person) -> list[str]:
    """What a person reads of a note."""
    return [one.current.text for one in queries.passages_for(session, note, person, DAY)]


def test_create_that_comes_twice_makes_one_passage(session: Session, note: Note, writer: Person) -> None:
    passage_id = new_id()
    for _ in range(2):
        passages.add_passage(session, note=note, passage_id=passage_id, text=" Ja  tak ", by=writer, now=NOW)
    assert shown(session, note, writer) == ["Ja tak"]


def test_passage_of_another_note_is_refused(session: Session, note: Note) -> None:
    passage = say(session, note, "Her")
    cycle = queries.dialogue(session, note.dialogue_id).seat.draw.cycle
    other = open_held_note(session, cycle, name="Skovbrynets Skole")
    with pytest.raises(PassageElsewhere):
        passages.add_passage(session, note=other, passage_id=passage.id, text="Her", now=NOW)


def test_lines_become_passages_and_a_repeat_changes_nothing(session: Session, note: Note, writer: Person) -> None:
    first, dialogue = new_id(), queries.dialogue(session, note.dialogue_id)
    for _ in range(2):
        pasting.write_down(session, dialogue=dialogue, passage_id=first, text="En\n\nTo\nTre", by=writer, now=NOW)
    assert shown(session, note, writer) == ["En", "To", "Tre"]


def test_passage_goes_where_it_is_put(session: Session, note: Note, writer: Person) -> None:
    first, last = say(session, note, "Først"), say(session, note, "Sidst")
    say(session, note, "Imellem", after=first.id)
    assert shown(session, note, writer) == ["Først", "Imellem", "Sidst"]
    passages.move_passage(session, passage=first, after=last.id)
    assert shown(session, note, writer) == ["Imellem", "Sidst", "Først"]
    assert (first.revision, first.rank_version) == (1, 2)


def test_own_saves_go_into_the_open_revision(session: Session, note: Note, writer: Person) -> None:
    passage = say(session, note, "Vi", by=writer)
    for base, text in enumerate(["Vi ringer", "Vi ringer til tre"], 1):
        passages.save_passage(session, passage=passage, text=text, base_revision=base, by=writer, now=NOW + SECOND)
    assert wordings(session, passage) == [(3, "Vi ringer til tre")]


def test_save_after_five_quiet_minutes_is_a_new_revision(session: Session, note: Note, writer: Person) -> None:
    passage = say(session, note, "Før", by=writer)
    later = NOW + dt.timedelta(minutes=5)
    passages.save_passage(session, passage=passage, text="Efter", base_revision=1, by=writer, now=later)
    assert wordings(session, passage) == [(1, "Før"), (2, "Efter")]


def test_save_by_another_closes_what_stood(session: Session, note: Note, writer: Person, add_person: Persons) -> None:
    passage = say(session, note, "Hendes", by=writer)
    other = add_person(Role.SECRETARIAT)
    passages.save_passage(session, passage=passage, text="Hans", base_revision=1, by=other, now=NOW + SECOND)
    assert wordings(session, passage) == [(1, "Hendes"), (2, "Hans")]
    assert [one.closed_at for one in texts.history(session, passage)] == [None, NOW + SECOND]


def test_cited_words_stay_when_their_author_writes_on(session: Session, note: Note, writer: Person) -> None:
    passage = say(session, note, "Citeret", by=writer)
    cited = passage.current
    passages.close_revision(session, revision=cited, now=NOW)
    passages.save_passage(session, passage=passage, text="Rettet", base_revision=1, by=writer, now=NOW)
    assert (cited.text, passage.current.text) == ("Citeret", "Rettet")


def test_save_that_comes_twice_changes_nothing(session: Session, note: Note, writer: Person) -> None:
    passage, key = say(session, note, "Før", by=writer), new_id()
    for _ in range(2):
        passages.save_passage(
            session, passage=passage, text="Efter", base_revision=1, save_key=key, by=writer, now=NOW + SECOND
        )
    assert (passage.revision, passage.current.text) == (2, "Efter")


def test_stale_save_of_ones_own_other_tab_is_told(session: Session, note: Note, writer: Person) -> None:
    passage = say(session, note, "Før", by=writer)
    passages.save_passage(session, passage=passage, text="Den ene fane", base_revision=1, by=writer, now=NOW)
    with pytest.raises(StaleText) as refused:
        passages.save_passage(session, passage=passage, text="Den anden fane", base_revision=1, by=writer, now=NOW)
    assert refused.value.data == {"name": "Birgitte Nørgaard", "theirs": "Den ene fane", "revision": 2}


def test_stale_save_of_the_same_words_is_no_conflict(session: Session, note: Note, writer: Person) -> None:
    passage = say(session, note, "Før", by=writer)
    for _ in range(2):
        passages.save_passage(session, passage=passage, text="Efter", base_revision=1, by=writer, now=NOW)
    assert passage.revision == 2


@pytest.mark.parametrize(
    ("keep", "expected"),
    [(Keep.MINE, ["Min"]), (Keep.THEIRS, ["Din"]), (Keep.BOTH, ["Din", "Min"])],
)
def test_of_two_texts_a_person_chooses(
    session: Session, note: Note, writer: Person, add_person: Persons, keep: Keep, expected: list[str]
) -> None:
    passage, other = say(session, note, "Før", by=writer), add_person(Role.SECRETARIAT)
    passages.save_passage(session, passage=passage, text="Din", base_revision=1, by=other, now=NOW)
    passages.keep_late(session, passage=passage, text="Min", by=writer, now=NOW)
    [late] = texts.unsettled_texts(session, note)
    assert (late.text, late.passage.current.text) == ("Min", "Din")
    passages.choose_text(session, late=late, keep=keep, base_revision=passage.revision, by=writer, now=NOW)
    assert shown(session, note, writer) == expected
    assert texts.unsettled_texts(session, note) == []
    assert {"Før", "Din", "Min"} == {text for _, text in wordings(session, passage)}


def test_choice_made_on_old_grounds_is_told(session: Session, note: Note, writer: Person, add_person: Persons) -> None:
    passage, other = say(session, note, "Før", by=writer), add_person(Role.SECRETARIAT)
    passages.save_passage(session, passage=passage, text="Din", base_revision=1, by=other, now=NOW)
    late = passages.keep_late(session, passage=passage, text="Min", by=writer, now=NOW)
    passages.save_passage(session, passage=passage, text="Din igen", base_revision=2, by=other, now=NOW)
    with pytest.raises(StaleText):
        passages.choose_text(session, late=late, keep=Keep.MINE, base_revision=2, by=writer, now=NOW)


@pytest.mark.parametrize(("text", "refusal"), [("  ", EmptyPassage), ("Ring om 010203-1234", NotForMinutes)])
def test_passage_without_words_or_with_a_cpr_number_is_refused(
    session: Session, note: Note, text: str, refusal: type[Exception]
) -> None:
    passage = say(session, note, "Før")
    with pytest.raises(refusal):
        say(session, note, text)
    with pytest.raises(refusal):
        passages.save_passage(session, passage=passage, text=text, base_revision=1, now=NOW)


def test_minutes_under_the_heads_eyes_are_closed_but_own_notes_are_not(session: Session, note: Note) -> None:
    minutes, own = say(session, note, "Referat"), say(session, note, "Eget", kind=PassageKind.OWN)
    note.state = NoteState.ASKED
    session.flush()
    with pytest.raises(NoteClosed):
        passages.save_passage(session, passage=minutes, text="Nyt", base_revision=1, now=NOW)
    with pytest.raises(NoteClosed):
        passages.remove_passage(session, passage=minutes, now=NOW)
    passages.save_passage(session, passage=own, text="Nyt", base_revision=1, now=NOW)
    assert own.current.text == "Nyt"


def test_removed_passage_keeps_its_words(session: Session, note: Note, writer: Person) -> None:
    passage = say(session, note, "Ud")
    passages.remove_passage(session, passage=passage, now=NOW)
    assert (shown(session, note, writer), wordings(session, passage)) == ([], [(1, "Ud")])


def test_passage_removed_while_somebody_wrote_in_it_comes_back(session: Session, note: Note, writer: Person) -> None:
    passage = say(session, note, "Før", by=writer)
    passages.remove_passage(session, passage=passage, now=NOW)
    passages.save_passage(session, passage=passage, text="Efter", base_revision=1, by=writer, now=NOW)
    assert shown(session, note, writer) == ["Efter"]


def test_passage_changes_theme_without_a_text_revision(session: Session, note: Note) -> None:
    passage, theme = say(session, note, "Her"), themes(session)[1]
    passages.classify_passage(session, passage=passage, edition_id=theme.id, level=Level.CITIZENS)
    assert (passage.edition_id, passage.level, passage.revision) == (theme.id, Level.CITIZENS, 1)


def test_split_passage_tells_where_its_tail_came_from(session: Session, note: Note, writer: Person) -> None:
    passage = say(session, note, "Først det ene. Så det andet.", by=writer)
    whole = passage.current
    tail = passages.split_passage(
        session, passage=passage, at=14, tail_id=new_id(), base_revision=1, by=writer, now=NOW
    )
    assert shown(session, note, writer) == ["Først det ene.", "Så det andet."]
    [(origin, parent)] = texts.origins(session, tail)
    assert (parent, parent.text[origin.start : origin.end]) == (whole, " Så det andet.")


def test_merged_passages_keep_the_first_ones_id(session: Session, note: Note, writer: Person) -> None:
    first, second = say(session, note, "Det ene."), say(session, note, "Det andet.")
    passages.merge_passages(session, first=first, second=second, by=writer, now=NOW)
    assert shown(session, note, writer) == ["Det ene. Det andet."]
    [(_, parent)] = texts.origins(session, first)
    assert (parent.passage_id, parent.text) == (second.id, "Det andet.")


def test_merging_twice_or_with_itself_changes_nothing(session: Session, note: Note, writer: Person) -> None:
    first, second = say(session, note, "Det ene."), say(session, note, "Det andet.")
    passages.merge_passages(session, first=first, second=second, by=writer, now=NOW)
    for gone in (second, first):
        with pytest.raises(NotFound):
            passages.merge_passages(session, first=first, second=gone, by=writer, now=NOW)
    assert shown(session, note, writer) == ["Det ene. Det andet."]


def test_own_notes_are_never_merged_into_the_minutes(session: Session, note: Note) -> None:
    minutes, own = say(session, note, "Referat"), say(session, note, "Eget", kind=PassageKind.OWN)
    with pytest.raises(KindsDiffer):
        passages.merge_passages(session, first=minutes, second=own, by=None, now=NOW)


@pytest.mark.parametrize("kind", list(PassageKind))
def test_personnel_matter_is_refused_in_passages_of_both_kinds(session: Session, note: Note, kind: PassageKind) -> None:
    with pytest.raises(PersonnelMatter) as refused:
        say(session, note, "Hun har fået en advarsel.", kind=kind)
    assert refused.value.data == {"word": "advarsel", "who": "Hun"}
