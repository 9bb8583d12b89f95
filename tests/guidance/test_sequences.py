"""Whatever is done in whatever order: nothing is published with a gate open, no evidence link is lost, and nothing of
the secretariat's own notes or of who said what comes out."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, ClassVar

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cycle.domain import Level
from app.dialogues import queries as dialogues
from app.domain import Refused
from app.guidance import queries, services
from app.guidance.consultation import answers, comments, examples, rounds
from app.guidance.domain import AnswerKind, CommentSource, Edition, FateKind, GuidanceState, Party, TieKind
from app.guidance.drafting import ties
from app.guidance.editions import publishing, readopting
from app.guidance.editions.edition import content_of
from app.guidance.models import Comment, ConsultationRound, Element, Example, Guidance, Publication, Tie
from app.insights.models import Insight
from tests.guidance import standing
from tests.guidance.consultation.test_examples import SENTENCE, TEXT
from tests.guidance.drafting import making as drafting
from tests.guidance.drafting.making import NOW, Year

pytestmark = pytest.mark.usefixtures("app")
CANARY = "i fortrolighed at søge nyt arbejde"
PLAIN = "Det virker."
TEXTS = st.sampled_from([PLAIN, PLAIN, "Vi ringer. Så lytter vi.", TEXT, SENTENCE, drafting.SECRET, ""])
WORDS = st.sampled_from([PLAIN, PLAIN, drafting.SECRET])
SMALL = st.integers(0, 2)
NEVER_PUBLISHED = (CANARY, "Åkandens Børnehus", "Plejecenter Havblik", *(f"Leder {number}" for number in range(9)))


class Body(RuleBasedStateMachine):
    """A finished draft, and everything that a secretariat, readers and a head can do with it."""

    session: Session
    year: Year
    published: ClassVar[list[bool]] = []

    def __init__(self) -> None:
        super().__init__()
        self.start = self.session.begin_nested()
        self.session.expire_all()
        self.ties = self.standing_ties()
        self.saves = 0

    def standing_ties(self) -> set[tuple[int, int]]:
        return {(one.element_id, one.insight_id) for one in self.session.scalars(select(Tie))}

    def teardown(self) -> None:
        self.start.rollback()
        self.session.expunge_all()

    def act(self, do: Callable[[], object]) -> bool:
        """Does it as a request does: all of it, or refused and nothing of it."""
        attempt = self.session.begin_nested()
        try:
            do()
        except Refused:
            attempt.rollback()
            return False
        attempt.commit()
        return True

    @property
    def guidance(self) -> Guidance:
        return queries.by_id(self.session, self.year.guidance_id)  # type: ignore[attr-defined]

    @property
    def state(self) -> GuidanceState | None:
        ours = Guidance.id == self.year.guidance_id  # type: ignore[attr-defined]
        return self.session.scalar(select(Guidance.state).where(ours))

    def element(self, number: int) -> Element:
        return queries.element(self.session, self.year.element_ids[number])  # type: ignore[attr-defined]

    def insight(self, number: int) -> Insight:
        ids = (self.year.owner_id, self.year.fixed_time_id, self.year.counting_id)  # type: ignore[attr-defined]
        return self.session.get_one(Insight, ids[number])

    def newest(self, kind: type[Any]) -> Any:
        return self.session.scalars(select(kind).order_by(kind.id.desc()).limit(1)).first()

    @rule(number=SMALL, text=TEXTS)
    def write(self, number: int, text: str) -> None:
        element = self.element(number)
        self.act(
            lambda: services.write_element(
                self.session, element=element, text=text, base_revision=element.revision, by=None, now=NOW
            )
        )

    @rule(number=SMALL)
    def look_again(self, number: int) -> None:
        self.act(lambda: ties.affirm_ties(self.session, element=self.element(number), by=None, now=NOW))

    @rule(number=SMALL, other=SMALL, kind=st.sampled_from(TieKind))
    def tie(self, number: int, other: int, kind: TieKind) -> None:
        element, insight = self.element(number), self.insight(other)
        if self.act(lambda: ties.tie(self.session, element=element, insight=insight, kind=kind, by=None, now=NOW)):
            self.ties.add((element.id, insight.id))

    @rule(number=SMALL, other=SMALL)
    def untie(self, number: int, other: int) -> None:
        element, insight = self.element(number), self.insight(other)
        if self.act(lambda: ties.untie(self.session, element=element, insight=insight, by=None, now=NOW)):
            self.ties.discard((element.id, insight.id))

    @rule(other=SMALL, reason=WORDS)
    def put_off(self, other: int, reason: str) -> None:
        given: dict[str, Any] = {"insight": self.insight(other), "kind": FateKind.NOT_THIS_YEAR, "reason": reason}
        self.act(lambda: ties.decide_fate(self.session, by=None, now=NOW, **given))

    @rule(number=SMALL, text=WORDS)
    def comment(self, number: int, text: str) -> None:
        given: dict[str, Any] = {
            "element": self.element(number),
            "revision": None,
            "source": CommentSource.PAGE,
            "name": "Jens",
        }
        self.act(lambda: comments.add_comment(self.session, guidance=self.guidance, text=text, now=NOW, **given))

    @rule(kind=st.sampled_from(AnswerKind), why=WORDS)
    def answer(self, kind: AnswerKind, why: str) -> None:
        waiting = comments.unanswered(self.session, self.guidance)
        for said in waiting[:1]:
            revision = said.element.revision if said.element else None
            given: dict[str, Any] = {"comment": said, "kind": kind, "why": why, "revision": revision}
            self.act(partial(comments.answer_comment, self.session, by=None, now=NOW, **given))

    @rule(title=st.sampled_from(["Chefforum", drafting.SECRET]))
    def open_round(self, title: str) -> None:
        given: dict[str, Any] = {"party": Party.OTHER, "title": title, "deadline": NOW.date() + dt.timedelta(days=9)}
        self.act(lambda: rounds.open_round(self.session, guidance=self.guidance, by=None, now=NOW, **given))

    @precondition(lambda self: self.newest(ConsultationRound))
    @rule(text=TEXTS, number=SMALL, minute=st.booleans())
    def answer_round(self, text: str, number: int, minute: bool) -> None:
        found = rounds.round_of(self.session, self.newest(ConsultationRound).id)
        self.saves += 1
        if minute:
            self.act(lambda: rounds.enter_minute(self.session, round=found, text=text, name="Pkt. 4", by=None, now=NOW))
            return
        given: dict[str, Any] = {"element_id": self.element(number).id, "name": "Mette", "save_key": f"{self.saves}"}
        self.act(lambda: rounds.write_in_round(self.session, round=found, text=text, now=NOW, **given))

    @rule(number=SMALL, sentence=st.sampled_from([SENTENCE, SENTENCE, PLAIN, drafting.SECRET]))
    def ask(self, number: int, sentence: str) -> None:
        dialogue = dialogues.dialogue(self.session, self.year.dialogue_id)  # type: ignore[attr-defined]
        given: dict[str, Any] = {"element": self.element(number), "dialogue": dialogue, "sentence": sentence}
        self.act(lambda: examples.ask_example(self.session, by=None, now=NOW, **given))

    @precondition(lambda self: self.newest(Example))
    @rule(what=st.sampled_from(["yes", "yes", "no", "back"]))
    def answer_example(self, what: str) -> None:
        example = examples.example_of(self.session, self.newest(Example).id)
        if what == "back":
            self.act(lambda: examples.take_back_example(self.session, example=example, by=None, now=NOW))
        else:
            self.act(
                lambda: examples.answer_example(self.session, example=example, yes=what == "yes", by=None, now=NOW)
            )

    @precondition(lambda self: self.state is GuidanceState.DRAFT)
    @rule()
    def adopt(self) -> None:
        given: dict[str, Any] = {"guidance": self.guidance, "day": NOW.date(), "agenda_item": "4"}
        self.act(lambda: publishing.adopt(self.session, by=None, now=NOW, **given))

    @precondition(lambda self: self.state is GuidanceState.ADOPTED)
    @rule()
    def take_back(self) -> None:
        self.act(lambda: readopting.take_back_adoption(self.session, guidance=self.guidance, by=None, now=NOW))

    @rule()
    def publish(self) -> None:
        adopted = self.state is GuidanceState.ADOPTED
        found = standing.open_gates(self.session, self.guidance, now=NOW)
        content = content_of(self.session, self.guidance, now=NOW) if adopted else {}
        edition = Edition(content=content, pdf=b"%PDF-1.7")
        given: dict[str, Any] = {"guidance": self.guidance, "edition": edition}
        done = self.act(lambda: publishing.publish(self.session, by=None, now=NOW, **given))
        assert done == (adopted and not found)
        self.published.append(done)

    @invariant()
    def no_evidence_link_is_lost(self) -> None:
        assert self.standing_ties() == self.ties

    @invariant()
    def published_words_are_adopted_words_and_tell_on_nobody(self) -> None:
        for edition in self.session.scalars(select(Publication)):
            told = json.dumps(edition.content, ensure_ascii=False)
            assert [one for one in NEVER_PUBLISHED if one in told] == []
            assert "Skovbrynets Skole" not in told.replace(SENTENCE, "")
            asked = self.session.scalars(select(Example).order_by(Example.id)).all()
            assert SENTENCE not in told or [one for one in asked if one.answer and one.withdrawn_at is None]

    @invariant()
    def own_notes_and_names_stay_in_the_house(self) -> None:
        for told in self.told_outside():
            assert CANARY not in told
            assert "Skovbrynets" not in told

    def told_outside(self) -> Iterator[str]:
        """What readers of a round see, and the report; a head's question aside, which is hers."""
        for found in self.session.scalars(select(ConsultationRound.id)):
            round_of = rounds.round_of(self.session, found)
            yield json.dumps(round_of.content, ensure_ascii=False)
            yield json.dumps(answers.report_of(self.session, round_of, body="Kommune"), ensure_ascii=False)
        for example in self.session.scalars(select(Example)):
            yield example.sentence.replace(SENTENCE, "")


def test_no_sequence_publishes_with_a_gate_open_or_lets_a_closed_word_out(session: Session) -> None:
    year: Any = drafting.begin(session)
    drafting.finish(session, year)
    year.owner_id, year.fixed_time_id, year.counting_id = year.owner.id, year.fixed_time.id, year.counting.id
    year.guidance_id, year.dialogue_id = year.guidance.id, year.notes[1].dialogue_id
    places = ((1, Level.CITIZENS), (2, Level.ORGANISATION), (1, Level.EMPLOYEES))
    year.element_ids = [drafting.element(session, year.guidance, theme, level).id for theme, level in places]
    session.flush()
    Body.session, Body.year = session, year
    quick = settings(max_examples=50, stateful_step_count=10, derandomize=True, deadline=None, phases=[Phase.generate])
    run_state_machine_as_test(Body, settings=quick)
    assert session.scalars(select(Comment)).first() is None  # each began anew
    assert any(Body.published)  # the way to the end is gone, too
