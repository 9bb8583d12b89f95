"""Both databases answer the judged questions alike, and the index keeps in step with what stands."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.dialogues import finding
from app.dialogues.models import Note, Passage
from app.dialogues.writing import passages
from app.search import danish, index, queries, services
from app.search.domain import Ranked
from app.search.matching import ask
from app.search.models import SearchEntry
from tests.dialogues import meetings
from tests.search.questions import questions

DAY = meetings.DAY
SOURCES = [finding.SOURCE]


def found(session: Session, typed: str) -> list[str]:
    """The passages that answer, the best first, for who runs the system."""
    return things(session, queries.find(session, ask(typed), person=None, day=DAY, sources=SOURCES))


def things(session: Session, ranked: Ranked) -> list[str]:
    """The passages behind entries."""
    return [session.get_one(SearchEntry, entry).thing for entry in ranked.entries]


def test_a_hundred_questions_are_answered_as_judged(session: Session, said: list[Passage]) -> None:
    number = {passage.id: place for place, passage in enumerate(said, start=1)}
    asked = dict(questions())
    assert len(asked) >= 100
    got = {typed: [number[one] for one in found(session, typed)] for typed in asked}
    assert got == asked


def test_a_new_index_answers_alike(session: Session, note: Note, said: list[Passage]) -> None:
    before = {typed: found(session, typed) for typed, _judged in questions()}
    assert services.rebuild(session, sources=SOURCES) == len(said)
    session.expire_all()
    assert {typed: set(found(session, typed)) for typed, _judged in questions()} == {
        typed: set(ids) for typed, ids in before.items()
    }
    more = meetings.say(session, note, "En skole til.")
    assert found(session, "skole")[0] == more.id


def test_changed_words_are_found_and_the_former_are_not(session: Session, note: Note) -> None:
    passage = meetings.say(session, note, "Skolen er lukket.")
    passages.save_passage(session, passage=passage, text="Havnen er åben.", base_revision=1, now=meetings.NOW)
    assert (found(session, "skole"), found(session, "havn")) == ([], [passage.id])
    assert keys_in_index(session) == set(danish.keys("havnen er åben").split())


def test_removed_words_are_found_when_they_come_back(session: Session, note: Note) -> None:
    passage = meetings.say(session, note, "Skolen er lukket.")
    passages.remove_passage(session, passage=passage, now=meetings.NOW)
    assert (found(session, "skole"), keys_in_index(session)) == ([], set())
    passages.keep_late(session, passage=passage, text="Skolen er åben.", now=meetings.NOW)
    assert found(session, "lukket") == [passage.id]


def test_split_and_merged_words_are_found_where_they_are(session: Session, note: Note) -> None:
    head = meetings.say(session, note, "Skolen er lukket. Havnen er åben.")
    tail = passages.split_passage(
        session, passage=head, at=17, tail_id=meetings.new_id(), base_revision=1, by=None, now=meetings.NOW
    )
    assert (found(session, "skole"), found(session, "havn")) == ([head.id], [tail.id])
    passages.merge_passages(session, first=head, second=tail, by=None, now=meetings.NOW)
    assert (found(session, "skole"), found(session, "havn")) == ([head.id], [head.id])


def test_words_by_older_rules_are_found_anew(session: Session, note: Note, monkeypatch: pytest.MonkeyPatch) -> None:
    passage = meetings.say(session, note, "Skolen er lukket.")
    monkeypatch.setattr(danish, "SHAPE", danish.SHAPE + 1)
    passages.save_passage(session, passage=passage, text="Havnen er åben.", base_revision=1, now=meetings.NOW)
    assert (found(session, "skole"), found(session, "havn")) == ([], [passage.id])


def test_what_has_no_words_is_not_in_the_index(session: Session, note: Note) -> None:
    meetings.say(session, note, "– !")
    assert session.scalar(select(func.count(SearchEntry.id))) == 0


def test_only_the_newest_are_ranked_and_that_is_told(
    session: Session, note: Note, monkeypatch: pytest.MonkeyPatch
) -> None:
    exact, *others = [meetings.say(session, note, words) for words in ("En skole", *["Skolen"] * 3, "En skole")]
    monkeypatch.setattr(queries, "MOST", 4)
    ranked = queries.find(session, ask("skole"), person=None, day=DAY, sources=SOURCES)
    assert ranked.more
    assert things(session, ranked) == [one.id for one in reversed(others)]
    monkeypatch.setattr(queries, "MOST", 5)
    ranked = queries.find(session, ask("skole"), person=None, day=DAY, sources=SOURCES)
    assert not ranked.more
    assert things(session, ranked)[:2] == [others[-1].id, exact.id]


def test_a_year_can_be_asked_for(session: Session, note: Note) -> None:
    passage = meetings.say(session, note, "Skolen er lukket.")
    counts = {
        year: things(session, queries.find(session, ask("skole"), person=None, day=DAY, sources=SOURCES, year=year))
        for year in (meetings.YEAR, meetings.YEAR + 1)
    }
    assert counts == {meetings.YEAR: [passage.id], meetings.YEAR + 1: []}


def keys_in_index(session: Session) -> set[str]:
    """Every key that the database holds."""
    if index.kind(session) == "sqlite":
        session.execute(text("CREATE VIRTUAL TABLE temp.search_keys USING fts5vocab('main', 'search_index', 'row')"))
        keys = set(session.scalars(text("SELECT term FROM temp.search_keys")))
        session.execute(text("DROP TABLE temp.search_keys"))
        return keys
    return set(session.scalars(text("SELECT DISTINCT unnest(tsvector_to_array(keys)) FROM search_index")))
