"""Whatever is done to passages afterwards, each citation shows its words for ever."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cycle.models import Cycle
from app.dialogues.domain import StaleText
from app.dialogues.models import Note, Passage, PassageRevision
from app.dialogues.writing import passages as dialogues_passages
from app.insights import merging, queries, services
from app.insights.domain import About, Meaning, Quote, Tone
from app.insights.models import Evidence, Insight
from app.people.domain import Role
from app.people.models import Person
from tests.dialogues.meetings import NOW, new_id, open_cycle, open_held_note, say

WORDS = st.lists(st.sampled_from(["vi", "ringer", "ikke", "sagen", "bolden", "møde"]), min_size=2, max_size=6)
ACTS = (
    *("save", "cite", "cite words", "split", "merge", "move", "remove", "late save"),
    *("merge insights", "split insight"),
)
PLACE = st.integers(min_value=0, max_value=5)
STEPS = st.lists(st.tuples(st.sampled_from(ACTS), PLACE, PLACE, WORDS.map(" ".join)), max_size=15)


@dataclass
class Writing:
    """Two people who write in one note, and what was cited of it on the way."""

    session: Session
    note: Note
    cycle: Cycle
    writers: list[Person]
    now: dt.datetime = NOW
    passages: list[Passage] = field(default_factory=list)
    insights: list[Insight] = field(default_factory=list)
    cited: dict[int, str] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)

    def do(self, act: str, one: int, other: int, text: str) -> None:
        """One step; a passage that was removed is written to no more."""
        self.now += dt.timedelta(seconds=100)
        standing = [passage for passage in self.passages if passage.removed_at is None]
        if not standing:
            return
        passage, writer = standing[one % len(standing)], self.writers[other % 2]
        getattr(self, act.replace(" ", "_"))(passage, standing[other % len(standing)], text, writer)

    def save(self, passage: Passage, _other: Passage, text: str, writer: Person) -> None:
        self.save_from(passage, passage.revision, text, writer)

    def late_save(self, passage: Passage, _other: Passage, text: str, writer: Person) -> None:
        """From a tab that saw an older text: told, and kept beside."""
        try:
            self.save_from(passage, passage.revision - 1, text, writer)
        except StaleText:
            dialogues_passages.keep_late(self.session, passage=passage, text=text, by=writer, now=self.now)
            self.closed.add(text)

    def save_from(self, passage: Passage, base: int, text: str, writer: Person) -> None:
        before, words = passage.current, passage.current.text
        dialogues_passages.save_passage(
            self.session, passage=passage, text=text, base_revision=base, by=writer, now=self.now
        )
        assert passage.current.text == text
        if passage.current is not before:
            self.closed.add(words)

    def merge_insights(self, _passage: Passage, _other: Passage, text: str, writer: Person) -> None:
        """The first two that stand become one; what is cited by the tombstone stays cited."""
        if len(self.insights) > 1:
            first, second = self.insights[:2] if len(text) % 2 else self.insights[1::-1]
            merging.merge_insights(self.session, first=first, second=second, by=writer, now=self.now)
            self.insights.remove(second)

    def split_insight(self, _passage: Passage, _other: Passage, _text: str, writer: Person) -> None:
        """The newest words of the first insight that has more than one go to one of their own."""
        for insight in self.insights:
            ids = list(self.session.scalars(select(Evidence.id).where(Evidence.insight_id == insight.id)))
            if len(ids) > 1:
                part = merging.split_insight(
                    self.session,
                    insight=insight,
                    evidence_ids=ids[-1:],
                    meaning=Meaning(sentence="En anden.", about=About.PROCESS, tone=Tone.WISH),
                    by=writer,
                    now=self.now,
                )
                self.insights.append(part)
                return

    def cite(self, passage: Passage, _other: Passage, _text: str, writer: Person) -> None:
        self.tie(passage, "", writer)

    def cite_words(self, passage: Passage, _other: Passage, _text: str, writer: Person) -> None:
        self.tie(passage, passage.current.text.partition(" ")[2], writer)

    def tie(self, passage: Passage, words: str, writer: Person) -> None:
        insight = services.add_insight(
            self.session,
            cycle=self.cycle,
            meaning=Meaning(sentence="En indsigt.", about=About.PROCESS, tone=Tone.WISH),
            evidence=[Quote(revision_id=passage.current.id, quote=words)],
            by=writer,
            now=self.now,
        )
        self.insights.append(insight)
        self.cited[insight.evidence[0].id] = words or passage.current.text

    def split(self, passage: Passage, _other: Passage, _text: str, writer: Person) -> None:
        at = passage.current.text.find(" ")
        if at > 0:
            tail = dialogues_passages.split_passage(
                self.session,
                passage=passage,
                at=at,
                tail_id=new_id(),
                base_revision=passage.revision,
                by=writer,
                now=self.now,
            )
            self.passages.append(tail)

    def merge(self, passage: Passage, other: Passage, _text: str, writer: Person) -> None:
        if passage is not other:
            dialogues_passages.merge_passages(self.session, first=passage, second=other, by=writer, now=self.now)

    def move(self, passage: Passage, other: Passage, _text: str, _writer: Person) -> None:
        dialogues_passages.move_passage(self.session, passage=passage, after=other.id)

    def remove(self, passage: Passage, _other: Passage, _text: str, _writer: Person) -> None:
        dialogues_passages.remove_passage(self.session, passage=passage, now=self.now)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_citation_shows_its_words_for_ever(
    session: Session, add_person: Callable[..., Person], steps: list[tuple[str, int, int, str]]
) -> None:
    with session.begin_nested() as attempt:
        cycle, writers = open_cycle(session), [add_person(Role.SECRETARIAT), add_person(Role.SECRETARIAT)]
        note = open_held_note(session, cycle)
        writing = Writing(session, note, cycle, writers)
        writing.passages = [say(session, note, text, by=writers[0]) for text in ("vi ringer", "ikke sagen", "bolden")]
        for step in steps:
            writing.do(*step)
        assert {number: queries.evidence(session, number).words for number in writing.cited} == writing.cited
        assert writing.closed <= set(session.scalars(select(PassageRevision.text)))
        attempt.rollback()
