"""Insights are tied to words; cited words stand for ever."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cycle import services as cycles
from app.cycle.domain import Level
from app.cycle.models import Cycle
from app.dialogues.domain import NotForMinutes, PassageKind
from app.dialogues.models import Note, Passage
from app.dialogues.writing import passages
from app.domain import NotFound
from app.insights import queries, services
from app.insights.domain import (
    About,
    Meaning,
    Quote,
    QuoteNotThere,
    Stance,
    Tone,
    WithoutSentence,
    WithoutTheme,
    WithoutWords,
)
from app.insights.models import Evidence, Insight
from app.people.domain import Role
from app.people.models import Person
from tests.dialogues.meetings import NOW, open_cycle, open_held_note, say, themes

SENTENCE = "Når flere er med i en sag, er der ingen, der ejer den."


@pytest.fixture
def cycle(session: Session) -> Cycle:
    return open_cycle(session)


@pytest.fixture
def note(session: Session, cycle: Cycle) -> Note:
    return open_held_note(session, cycle)


@pytest.fixture
def passage(session: Session, note: Note) -> Passage:
    return say(session, note, "Jeg har en elev med syv voksne på. Alle syv tror, at en af de andre har bolden.")


def add(session: Session, cycle: Cycle, *quotes: Quote, **given: object) -> Insight:
    by, said = given.pop("by", None), {"about": About.THEME, "edition_id": themes(session)[1].id, "sentence": SENTENCE}
    meaning = Meaning(tone=Tone.BARRIER, **(said | given))  # type: ignore[arg-type]
    insight = services.add_insight(session, cycle=cycle, meaning=meaning, evidence=quotes, by=by, now=NOW)  # type: ignore[arg-type]
    return read(session, insight)


def read(session: Session, insight: Insight) -> Insight:
    session.expire(insight)
    return queries.insight(session, insight.id)


def whole(passage: Passage, stance: Stance = Stance.SUPPORTS) -> Quote:
    return Quote(revision_id=passage.current.id, stance=stance)


def test_insight_stands_on_the_words_that_were_picked(
    session: Session, cycle: Cycle, passage: Passage, add_person: Callable[..., Person]
) -> None:
    author = add_person(Role.SECRETARIAT)
    quote = Quote(revision_id=passage.current.id, quote="“Alle syv tror, at en af de andre har bolden.”")
    insight = add(session, cycle, quote, level=Level.ORGANISATION, by=author)
    assert (insight.sentence, insight.tone, insight.level) == (SENTENCE, Tone.BARRIER, Level.ORGANISATION)
    assert (insight.author, insight.edition) == (author, themes(session)[1])
    assert [one.words for one in insight.evidence] == ["Alle syv tror, at en af de andre har bolden."]


def test_cited_words_stay_when_the_passage_is_rewritten(session: Session, cycle: Cycle, passage: Passage) -> None:
    words = passage.current.text
    insight = add(session, cycle, whole(passage))
    passages.save_passage(session, passage=passage, text="Noget andet", base_revision=1, now=NOW)
    passages.remove_passage(session, passage=passage, now=NOW)
    assert [one.words for one in read(session, insight).evidence] == [words]


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"sentence": " "}, WithoutSentence),
        ({"sentence": "Det gjaldt 010203-1234"}, NotForMinutes),
        ({"edition_id": None}, WithoutTheme),
    ],
)
def test_insight_that_says_nothing_or_too_much_is_refused(
    session: Session, cycle: Cycle, passage: Passage, given: dict[str, object], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        add(session, cycle, whole(passage), **given)


def test_insight_without_words_is_refused(session: Session, cycle: Cycle) -> None:
    with pytest.raises(WithoutWords):
        add(session, cycle)


def test_words_that_do_not_stand_there_are_refused(session: Session, cycle: Cycle, passage: Passage) -> None:
    with pytest.raises(QuoteNotThere) as refused:
        add(session, cycle, Quote(revision_id=passage.current.id, quote="seks voksne"))
    assert refused.value.data == {"quote": "seks voksne"}


def test_words_of_another_year_or_that_came_too_late_are_refused(
    session: Session, cycle: Cycle, passage: Passage
) -> None:
    late = passages.keep_late(session, passage=passage, text="For sent", now=NOW)
    with pytest.raises(NotFound):
        add(session, cycle, Quote(revision_id=late.id))
    other = cycles.open_year(session, year=2099, subject=None, now=NOW)
    with pytest.raises(NotFound):
        add(session, other, whole(passage))


def test_insight_about_the_form_belongs_to_no_theme(session: Session, cycle: Cycle, passage: Passage) -> None:
    insight = add(session, cycle, whole(passage), about=About.FORM)
    assert (insight.about, insight.edition_id) == (About.FORM, None)


def test_strength_counts_institutions_behind_and_not_passages(
    session: Session, cycle: Cycle, note: Note, passage: Passage
) -> None:
    other = open_held_note(session, cycle, name="Skovbrynets Skole")
    against = say(session, open_held_note(session, cycle, name="Plejecenter Havblik"), "Hos os virker det.")
    insight = add(
        session,
        cycle,
        whole(passage),
        whole(say(session, note, "Det er mor, der kører papirerne rundt.")),
        whole(say(session, other, "Ingen af os vidste det.")),
        whole(against, Stance.AGAINST),
    )
    assert queries.strength(insight) == 2
    assert [one.name for one in queries.behind(insight)] == ["Åkandens Børnehus", "Skovbrynets Skole"]
    assert [one.name for one in queries.behind(insight, Stance.AGAINST)] == ["Plejecenter Havblik"]


def test_same_words_are_tied_once_and_may_change_sides(session: Session, cycle: Cycle, passage: Passage) -> None:
    insight = add(session, cycle, whole(passage))
    services.add_evidence(session, insight=insight, quotes=[whole(passage, Stance.AGAINST)], now=NOW)
    assert [one.stance for one in read(session, insight).evidence] == [Stance.AGAINST]


def test_evidence_can_be_narrowed_to_exact_words(session: Session, cycle: Cycle, passage: Passage) -> None:
    [evidence] = add(session, cycle, whole(passage)).evidence
    services.change_evidence(session, evidence=evidence, quote="syv voksne", stance=Stance.AGAINST, now=NOW)
    assert (evidence.quote, evidence.stance) == ("syv voksne", Stance.AGAINST)
    services.change_evidence(session, evidence=evidence, quote="", stance=Stance.SUPPORTS, now=NOW)
    assert queries.evidence(session, evidence.id).words == passage.current.text


def test_last_words_behind_an_insight_stay(session: Session, cycle: Cycle, note: Note, passage: Passage) -> None:
    against = say(session, note, "Hos os virker det.")
    insight = add(session, cycle, whole(passage), whole(against, Stance.AGAINST))
    behind, opposed = insight.evidence
    with pytest.raises(WithoutWords):
        services.remove_evidence(session, evidence=behind, now=NOW)
    services.remove_evidence(session, evidence=opposed, now=NOW)
    assert session.scalars(select(Evidence.id)).all() == [behind.id]


def test_insight_changes_its_wording_and_keeps_its_words(session: Session, cycle: Cycle, passage: Passage) -> None:
    insight = add(session, cycle, whole(passage))
    services.change_insight(
        session,
        insight=insight,
        meaning=Meaning(sentence="Ingen ejer sagen.", about=About.PROCESS, tone=Tone.QUESTION),
        now=NOW,
    )
    insight = read(session, insight)
    assert (insight.sentence, insight.about, insight.tone, insight.edition) == (
        "Ingen ejer sagen.",
        About.PROCESS,
        Tone.QUESTION,
        None,
    )
    assert len(insight.evidence) == 1


def test_insight_on_own_notes_is_as_closed_as_they_are(session: Session, cycle: Cycle, note: Note) -> None:
    own = say(session, note, "Mellem os sagt", kind=PassageKind.OWN)
    assert queries.closed(add(session, cycle, whole(own)))
    assert not queries.closed(add(session, cycle, whole(say(session, note, "Til referat"))))
