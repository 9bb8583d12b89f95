"""Suggestions while coding: found by likeness, read from what stands, never own notes, never what is tied already."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.cycle.models import Cycle
from app.dialogues.domain import PassageKind
from app.dialogues.models import Note
from app.dialogues.writing import passages
from app.insights import queries, suggestions
from app.insights.models import Insight
from tests.counting import count_queries
from tests.dialogues.meetings import NOW, open_cycle, open_held_note
from tests.insights.coding import learn, read, speak

OWNER = "Når flere er med i en sag, er der ingen, der ejer den."


@pytest.fixture
def cycle(session: Session) -> Cycle:
    return open_cycle(session)


@pytest.fixture
def note(session: Session, cycle: Cycle) -> Note:
    return open_held_note(session, cycle)


@pytest.fixture
def owner(session: Session, cycle: Cycle, note: Note) -> Insight:
    """An insight about cases without an owner, among words that have nothing to do with it."""
    speak(session, note, "Maden er god.", "Telefonen ringer hele dagen.", "Vi cykler om tirsdagen.")
    return learn(session, cycle, *speak(session, note, "Sagen har syv voksne og ingen ejer."), sentence=OWNER)


def suggested(session: Session, cycle: Cycle, insight: Insight) -> list[str]:
    return [one.text for one in suggestions.words_like(session, cycle, read(session, insight), [])]


def test_words_that_resemble_an_insight_are_suggested_the_nearest_first(
    session: Session, cycle: Cycle, note: Note, owner: Insight
) -> None:
    speak(session, note, "Hvem ejer sagerne, når der er flere voksne?", "En sag fylder.", theme=1)
    assert suggested(session, cycle, owner) == ["Hvem ejer sagerne, når der er flere voksne?", "En sag fylder."]


def test_index_follows_what_is_written_changed_and_removed(
    session: Session, cycle: Cycle, note: Note, owner: Insight
) -> None:
    assert suggested(session, cycle, owner) == []
    [passage] = speak(session, note, "Ingen ejer sagen.")
    assert suggested(session, cycle, owner) == ["Ingen ejer sagen."]
    passages.save_passage(session, passage=passage, text="Ejeren af sagen mangler.", base_revision=1, now=NOW)
    assert suggested(session, cycle, owner) == ["Ejeren af sagen mangler."]
    passages.remove_passage(session, passage=passage, now=NOW)
    assert suggested(session, cycle, owner) == []


def test_own_notes_and_words_of_other_years_are_not_suggested(
    session: Session, cycle: Cycle, note: Note, owner: Insight
) -> None:
    speak(session, note, "Ingen ejer sagen, mellem os sagt.", kind=PassageKind.OWN)
    assert suggested(session, cycle, owner) == []


def test_insights_that_say_much_the_same_are_suggested(
    session: Session, cycle: Cycle, note: Note, owner: Insight
) -> None:
    twin = learn(
        session, cycle, *speak(session, note, "Ingen tager sagen."), sentence="Sager uden en ejer ligger stille."
    )
    learn(session, cycle, *speak(session, note, "Mere frugt."), sentence="Maden bør være grønnere.")
    insights = queries.insights_of(session, cycle)
    text = suggestions.text_of(read(session, owner))
    found = suggestions.insights_like(session, cycle, insights, text, without=[owner.id])
    assert [one.id for one in found] == [twin.id]
    assert suggestions.insights_like(session, cycle, insights, "Grøntsager i maden")[0].sentence.startswith("Maden")


def test_words_are_read_again_only_when_somebody_has_written(
    session: Session, cycle: Cycle, note: Note, owner: Insight
) -> None:
    insight = read(session, owner)

    def count() -> int:
        return count_queries(session, lambda: suggestions.words_like(session, cycle, insight, []))

    first, second = count(), count()
    assert (first, second) == (3, 2)
    speak(session, note, *(f"Ord nummer {number} om sagen" for number in range(20)))
    assert count() == 3


def test_years_that_nobody_asks_for_are_forgotten(session: Session, cycle: Cycle) -> None:
    first = suggestions.index_of(session, 1)
    assert suggestions.index_of(session, 1) is first
    for number in range(2, 2 + suggestions.MOST_YEARS):
        suggestions.index_of(session, number)
    assert suggestions.index_of(session, 1) is not first
