"""Two insights become one, and one becomes two: not a word is lost, and nothing stands twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cycle import services as cycles
from app.cycle.models import Cycle
from app.dialogues.models import Note
from app.domain import NotFound
from app.guidance import tracing
from app.insights import matrix, merging, queries, services
from app.insights.domain import (
    About,
    InsightMerged,
    Meaning,
    NothingLeft,
    NotMergeable,
    Quote,
    Stance,
    Tone,
    WithoutWords,
)
from app.insights.models import Evidence, Insight
from app.people.domain import Role
from app.people.models import Person
from app.trail.models import TrailEntry
from tests.dialogues.meetings import NOW, open_cycle, open_held_note
from tests.insights.coding import learn, read, speak, theme_id, theme_words, whole, words_behind

LATER = NOW + dt.timedelta(days=3)


@pytest.fixture
def cycle(session: Session) -> Cycle:
    return open_cycle(session)


@pytest.fixture
def note(session: Session, cycle: Cycle) -> Note:
    return open_held_note(session, cycle)


def merge(session: Session, first: Insight, second: Insight) -> None:
    merging.merge_insights(session, first=first, second=second, now=LATER)


def split(session: Session, insight: Insight, *evidence: Evidence, **given: object) -> Insight:
    described: dict[str, object] = {"sentence": "Den nye.", "about": About.PROCESS, "tone": Tone.WISH}
    return merging.split_insight(
        session,
        insight=insight,
        evidence_ids=[one.id for one in evidence],
        meaning=Meaning(**(described | given)),  # type: ignore[arg-type]
        now=LATER,
    )


def test_first_gets_the_words_that_it_did_not_have_and_the_second_keeps_its_own(
    session: Session, cycle: Cycle, note: Note, add_person: Callable[..., Person]
) -> None:
    author = add_person(Role.SECRETARIAT)
    one, two, three = speak(session, note, "Et", "To to", "Tre")
    first = learn(session, cycle, one, two)
    second = learn(session, cycle, two, Quote(revision_id=two.current.id, quote="to"), whole(three), by=author)
    merge(session, first, second)
    assert words_behind(session, first) == ["Et", "To to", "to", "Tre"]
    assert words_behind(session, second) == ["To to", "to", "Tre"]
    assert [(one.author_id, one.tied_at) for one in read(session, first).evidence[2:]] == [(author.id, NOW)] * 2
    assert second.merged_into_id == first.id
    [entry] = session.scalars(select(TrailEntry).where(TrailEntry.action == "insights.merged"))
    assert (entry.thing, entry.details["merged"]) == (f"insight:{first.id}", second.id)


def test_tombstone_is_neither_listed_nor_counted(session: Session, cycle: Cycle, note: Note) -> None:
    one, two = speak(session, note, "Et", "To")
    first, second = learn(session, cycle, one), learn(session, cycle, two)
    merge(session, first, second)
    session.expire_all()
    found = matrix.matrix_of(session, cycle)
    assert [each.id for each in queries.insights_of(session, cycle)] == [first.id]
    assert (found.insights, found.coded, found.rows[1].cells[0].insights) == (1, 2, 1)
    assert queries.insight_counts(session, cycle) == {note.dialogue_id: 1}
    [reading] = theme_words(session, cycle, theme_id(session))
    assert [[tie.insight_id for tie in said.ties] for said in reading.said] == [[first.id], [first.id]]


def test_words_that_only_a_tombstone_cites_are_not_coded(session: Session, cycle: Cycle, note: Note) -> None:
    one, two = speak(session, note, "Et", "To")
    first, second = learn(session, cycle, one), learn(session, cycle, two)
    merge(session, first, second)
    copied = read(session, first).evidence[1]
    services.remove_evidence(session, evidence=copied, now=LATER)
    assert queries.count_uncoded(session, cycle) == 1
    assert words_behind(session, second) == ["To"]


def test_what_was_merged_before_follows(session: Session, cycle: Cycle, note: Note) -> None:
    first, second, third = (learn(session, cycle, one) for one in speak(session, note, "Et", "To", "Tre"))
    merge(session, second, third)
    merge(session, first, second)
    session.expire_all()
    assert [one.id for one in queries.merged_into(session, [first.id])[first.id]] == [second.id, third.id]
    assert words_behind(session, first) == ["Et", "To", "Tre"]


def test_insight_is_merged_neither_with_itself_nor_across_years(session: Session, cycle: Cycle, note: Note) -> None:
    insight = learn(session, cycle, *speak(session, note, "Et"))
    other = Insight(
        cycle_id=cycles.open_year(session, year=2099, subject=None, now=NOW).id,
        sentence="Fra et andet år.",
        about=About.PROCESS,
        tone=Tone.WISH,
        created_at=NOW,
    )
    session.add(other)
    session.flush()
    for second in (insight, other):
        with pytest.raises(NotMergeable):
            merge(session, insight, second)


def test_tombstone_is_changed_no_more(session: Session, cycle: Cycle, note: Note) -> None:
    one, two, three = speak(session, note, "Et", "To", "Tre")
    first, second = learn(session, cycle, one), learn(session, cycle, two, three)
    merge(session, first, second)
    evidence = read(session, second).evidence
    meaning = Meaning(sentence="Ny", about=About.FORM, tone=Tone.WISH)
    for act in (
        lambda: merge(session, first, second),
        lambda: merge(session, second, first),
        lambda: split(session, second, evidence[0]),
        lambda: services.change_insight(session, insight=second, meaning=meaning, now=LATER),
        lambda: services.add_evidence(session, insight=second, quotes=[whole(one)], now=LATER),
        lambda: services.remove_evidence(session, evidence=evidence[0], now=LATER),
        lambda: services.change_evidence(session, evidence=evidence[0], quote="", stance=Stance.AGAINST, now=LATER),
    ):
        with pytest.raises(InsightMerged):
            act()


def test_new_insight_takes_the_chosen_words(session: Session, cycle: Cycle, note: Note) -> None:
    whole_one = learn(session, cycle, *speak(session, note, "Et", "To", "Tre"))
    part = split(session, whole_one, *whole_one.evidence[1:])
    assert (part.split_from_id, part.sentence, part.edition_id) == (whole_one.id, "Den nye.", None)
    assert words_behind(session, whole_one) == ["Et"]
    assert words_behind(session, part) == ["To", "Tre"]


def test_support_stays_on_both_sides(session: Session, cycle: Cycle, note: Note) -> None:
    one, two, three = speak(session, note, "Et", "To", "Tre")
    insight = learn(session, cycle, one, two, whole(three, Stance.AGAINST))
    first, second, against = insight.evidence
    for chosen in ((), (first, second), (first, second, against), (against,)):
        with pytest.raises(NothingLeft):
            split(session, insight, *chosen)
    elsewhere = learn(session, cycle, one)
    with pytest.raises(NotFound):
        split(session, insight, first, *elsewhere.evidence)
    assert words_behind(session, insight) == ["Et", "To", "Tre"]


ACTS = ("add", "tie", "untie", "merge", "split")
PLACE = st.integers(min_value=0, max_value=7)
STEPS = st.lists(st.tuples(st.sampled_from(ACTS), PLACE, PLACE), max_size=12)
Words = tuple[str, str]


@dataclass(frozen=True)
class Said:
    """A passage and its words, which nobody changes here."""

    passage_id: str
    revision_id: int
    text: str


@dataclass
class Coding:
    """Somebody codes, and what is to be behind each insight is written down beside."""

    session: Session
    cycle: Cycle
    said: list[Said]
    behind: dict[int, set[Words]] = field(default_factory=dict)
    buried: dict[int, set[Words]] = field(default_factory=dict)
    cited: set[int] = field(default_factory=set)

    def do(self, act: str, one: int, other: int) -> None:
        standing = sorted(self.behind)
        if act == "add" or not standing:
            self.add(self.said[one % len(self.said)])
            return
        getattr(self, act)(queries.insight(self.session, standing[one % len(standing)]), other)

    def quote(self, said: Said, part: int = 0) -> Quote:
        self.cited.add(said.revision_id)
        return Quote(revision_id=said.revision_id, quote=said.text[:2] if part % 2 else "")

    def add(self, said: Said) -> None:
        made = learn(self.session, self.cycle, self.quote(said))
        self.behind[made.id] = {(said.passage_id, said.text)}

    def tie(self, insight: Insight, other: int) -> None:
        said = self.said[other // 2 % len(self.said)]
        quote = self.quote(said, other)
        services.add_evidence(self.session, insight=insight, quotes=[quote], now=LATER)
        self.behind[insight.id].add((said.passage_id, quote.quote or said.text))

    def untie(self, insight: Insight, other: int) -> None:
        evidence = insight.evidence[other % len(insight.evidence)]
        try:
            services.remove_evidence(self.session, evidence=evidence, now=LATER)
        except WithoutWords:
            return
        self.behind[insight.id].discard(words_of(evidence))

    def merge(self, insight: Insight, other: int) -> None:
        second = sorted(self.behind)[other % len(self.behind)]
        if second == insight.id:
            return
        merge(self.session, insight, queries.insight(self.session, second))
        self.buried[second] = self.behind.pop(second)
        self.behind[insight.id] |= self.buried[second]

    def split(self, insight: Insight, other: int) -> None:
        evidence = insight.evidence[other % len(insight.evidence)]
        try:
            part = split(self.session, insight, evidence)
        except NothingLeft:
            return
        self.behind[part.id] = {words_of(evidence)}
        self.behind[insight.id].discard(words_of(evidence))

    def found(self, insight_ids: dict[int, set[Words]]) -> dict[int, set[Words]]:
        return {
            number: {words_of(one) for one in queries.insight(self.session, number).evidence} for number in insight_ids
        }


def words_of(evidence: Evidence) -> Words:
    return evidence.revision.passage_id, evidence.words


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_no_sequence_of_acts_loses_a_word(session: Session, steps: list[tuple[str, int, int]]) -> None:
    session.expunge_all()
    with session.begin_nested() as attempt:
        cycle = open_cycle(session)
        notes = [open_held_note(session, cycle, name=name) for name in ("Hus", "Skole")]
        said = [one for note in notes for one in speak(session, note, "Et to", "Tre fire")]
        coding = Coding(session, cycle, [Said(one.id, one.current.id, one.current.text) for one in said])
        for step in steps:
            coding.do(*step)
            session.expire_all()
        assert coding.found(coding.behind) == coding.behind
        assert coding.found(coding.buried) == coding.buried
        assert all(queries.citable(session, cycle.id, number) for number in coding.cited)
        assert {one.id for one in queries.insights_of(session, cycle)} == set(coding.behind)
        for passage_id in {words[0] for found in (coding.behind, coding.buried) for words in _all(found)}:
            traced = {row.insight.id for row, _ties in tracing.trace_passage(session, passage_id).steps}
            assert traced
            assert traced <= set(coding.behind)
        attempt.rollback()


def _all(found: dict[int, set[Words]]) -> set[Words]:
    return {words for each in found.values() for words in each}
