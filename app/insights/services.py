"""Use cases of the insights: a sentence is tied to the words that it came from, and they stand from then on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cycle.models import Cycle
from app.dialogues.domain import NotForMinutes
from app.dialogues.models import PassageRevision
from app.dialogues.writing import passages
from app.dialogues.writing.words import holds_cpr, tidy
from app.domain import N_, NotFound
from app.insights import queries
from app.insights.domain import (
    About,
    InsightMerged,
    Meaning,
    Quote,
    QuoteNotThere,
    Stance,
    WithoutSentence,
    WithoutTheme,
    WithoutWords,
)
from app.insights.models import Evidence, Insight
from app.people.models import Person
from app.trail import services as trail


def add_insight(
    session: Session,
    *,
    cycle: Cycle,
    meaning: Meaning,
    evidence: Sequence[Quote],
    now: dt.datetime,
    by: Person | None = None,
) -> Insight:
    """One sentence with the words behind it; raises WithoutWords, or QuoteNotThere for words that do not stand."""
    if not evidence:
        raise WithoutWords()
    insight = Insight(cycle_id=cycle.id, author_id=by.id if by else None, created_at=now, evidence=[])
    describe(insight, meaning)
    session.add(insight)
    session.flush()
    for quote in evidence:
        _tie(session, insight, quote, by=by, now=now)
    trail.record(session, by=by, action="insights.added", thing=f"insight:{insight.id}", now=now)
    return insight


def change_insight(
    session: Session, *, insight: Insight, meaning: Meaning, now: dt.datetime, by: Person | None = None
) -> None:
    """Another wording or another place; the words behind it stay."""
    _must_stand(session, insight.id)
    describe(insight, meaning)
    session.flush()
    trail.record(session, by=by, action="insights.changed", thing=f"insight:{insight.id}", now=now)


def add_evidence(
    session: Session, *, insight: Insight, quotes: Sequence[Quote], now: dt.datetime, by: Person | None = None
) -> list[Evidence]:
    """More words behind an insight, or against it. Words that are tied already are not tied twice."""
    _must_stand(session, insight.id)
    found = [_tie(session, insight, quote, by=by, now=now) for quote in quotes]
    details = {"evidence": [one.id for one in found]}
    trail.record(session, by=by, action="insights.words-tied", thing=f"insight:{insight.id}", details=details, now=now)
    return found


def change_evidence(
    session: Session, *, evidence: Evidence, quote: str, stance: Stance, now: dt.datetime, by: Person | None = None
) -> None:
    """Only these words of the passage, or the other way round: for instead of against."""
    _must_stand(session, evidence.insight_id)
    revision = session.get_one(PassageRevision, evidence.revision_id)
    evidence.quote, evidence.stance = _standing_words(revision, quote), stance
    session.flush()
    thing, details = f"insight:{evidence.insight_id}", {"evidence": evidence.id}
    trail.record(session, by=by, action="insights.words-changed", thing=thing, details=details, now=now)


def remove_evidence(session: Session, *, evidence: Evidence, now: dt.datetime, by: Person | None = None) -> None:
    """Unties words; the last ones that support an insight stay, or it would be an opinion.

    One at a time, so that two people do not each untie what the other counts on.
    """
    _must_stand(session, evidence.insight_id)
    if evidence.stance is Stance.SUPPORTS and queries.supporting(session, evidence.insight_id) == [evidence.id]:
        raise WithoutWords()
    thing, details = f"insight:{evidence.insight_id}", {"evidence": evidence.id}
    session.delete(evidence)
    session.flush()
    trail.record(session, by=by, action="insights.words-untied", thing=thing, details=details, now=now)


def describe(insight: Insight, meaning: Meaning) -> None:
    """What an insight says and where it stands; raises WithoutSentence, WithoutTheme, or NotForMinutes for a CPR."""
    insight.sentence = tidy(meaning.sentence)
    if not insight.sentence:
        raise WithoutSentence()
    if holds_cpr(insight.sentence):
        raise NotForMinutes()
    if meaning.about is About.THEME and meaning.edition_id is None:
        raise WithoutTheme()
    insight.about, insight.tone, insight.level, insight.chain = (
        meaning.about,
        meaning.tone,
        meaning.level,
        meaning.chain,
    )
    insight.edition_id = meaning.edition_id if meaning.about is About.THEME else None


def _must_stand(session: Session, insight_id: int) -> None:
    """One at a time works on an insight, and nobody on one that has become part of another."""
    query = select(Insight.merged_into_id).where(Insight.id == insight_id).with_for_update()
    if session.scalars(query).one() is not None:
        raise InsightMerged()


def _tie(session: Session, insight: Insight, quote: Quote, *, by: Person | None, now: dt.datetime) -> Evidence:
    revision = queries.citable(session, insight.cycle_id, quote.revision_id)
    if revision is None:
        raise NotFound(N_("Ordene"), quote.revision_id)
    words = _standing_words(revision, quote.quote)
    known = queries.same_evidence(session, insight, revision, words)
    if known is not None:
        known.stance = quote.stance
        return known
    passages.close_revision(session, revision=revision, now=now)
    author_id = by.id if by else None
    return tie(session, insight, revision, quote=words, stance=quote.stance, author_id=author_id, at=now)


def tie(
    session: Session,
    insight: Insight,
    revision: PassageRevision,
    *,
    quote: str,
    stance: Stance,
    author_id: int | None,
    at: dt.datetime,
) -> Evidence:
    """Puts words behind an insight that does not have them yet."""
    evidence = Evidence(insight=insight, revision=revision, quote=quote, stance=stance, author_id=author_id, tied_at=at)
    session.add(evidence)
    session.flush()
    return evidence


def _standing_words(revision: PassageRevision, quote: str) -> str:
    """The words if they stand in the revision letter for letter; nothing when they are the whole of it."""
    words = tidy(quote).strip('“”»«"')
    if words not in revision.text:
        raise QuoteNotThere(quote=words)
    return "" if words == revision.text else words
