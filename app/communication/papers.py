"""Use cases of the committee paper: written from the year, renewed, edited by a person, and closed by the decision.

A sentence that was made from a fact keeps the fact; what a person has written stands until she changes it.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.clock import local_day
from app.communication import facts, queries
from app.communication.domain import (
    HEADING_OF,
    LONGEST_TEXT,
    OWN_WORDS_FROM,
    DecisionAhead,
    Fact,
    PaperClosed,
    PaperExists,
    Part,
    SentenceChanged,
    SentenceFixed,
    TextTooLong,
    WordsMissing,
    first_position,
    part_at,
    seal,
)
from app.communication.models import CommitteePaper, PaperSentence
from app.communication.sentences import sentence_of
from app.domain import one_line
from app.guidance.domain import GuidanceState, NotAdopted
from app.guidance.models import Guidance
from app.guidance.wording import tidy
from app.people.models import Person
from app.trail import services as trail

LONGEST_COMMITTEE, LONGEST_NUMBER = 200, 40


def write_paper(
    session: Session,
    *,
    guidance: Guidance,
    committee: str,
    meeting_on: dt.date,
    case_number: str,
    by: Person | None,
    now: dt.datetime,
) -> CommitteePaper:
    """The paper as the year writes it. A draft is nothing to tell a committee of."""
    session.refresh(guidance, ["state"], with_for_update=True)
    if guidance.state is GuidanceState.DRAFT:
        raise NotAdopted(year=guidance.year)
    if queries.paper_of(session, guidance) is not None:
        raise PaperExists()
    paper = CommitteePaper(guidance_id=guidance.id, guidance=guidance, written_at=now, meeting_on=meeting_on)
    _put_head(paper, committee, case_number)
    session.add(paper)
    session.flush()
    session.refresh(paper, ["sentences"])
    _renew(session, paper, now)
    trail.record(session, by=by, action="communication.paper-written", thing=_thing(paper), now=now)
    return paper


def change_paper(
    session: Session,
    *,
    paper: CommitteePaper,
    committee: str,
    meeting_on: dt.date,
    case_number: str,
    by: Person | None,
    now: dt.datetime,
) -> None:
    """Another committee, meeting or case number. Sentences that name the committee are stale until they are renewed."""
    _hold(session, paper)
    paper.meeting_on, paper.written_at = meeting_on, now
    _put_head(paper, committee, case_number)
    trail.record(session, by=by, action="communication.paper-changed", thing=_thing(paper), now=now)


def renew_paper(session: Session, *, paper: CommitteePaper, by: Person | None, now: dt.datetime) -> int:
    """Writes every sentence anew whose fact is another now; a person's words stay. Returns how many were written."""
    _hold(session, paper)
    count = _renew(session, paper, now)
    trail.record(session, by=by, action="communication.paper-renewed", thing=_thing(paper), now=now)
    return count


def edit_sentence(
    session: Session,
    *,
    paper: CommitteePaper,
    sentence: PaperSentence,
    text: str,
    base: str,
    seen: str,
    by: Person | None,
    now: dt.datetime,
) -> None:
    """A person's words instead; empty: the sentence is left out of the paper.

    `base` seals the words that she started from. `seen` seals the fact that her page showed: if it still holds, she has
    judged it, and the sentence is no longer stale.
    """
    _hold(session, paper)
    _require_standing(session, sentence)
    if seal(sentence.text) != base:
        raise SentenceChanged()
    sentence.text = _fit(text)
    if sentence.source is None and not sentence.text:
        raise WordsMissing()
    fact = _today(session, paper, now).get(sentence.source or "")
    if fact is not None and seal(dict(fact.data)) == seen:
        sentence.facts = dict(fact.data)
    sentence.edited = sentence.source is not None and (fact is None or sentence.text != sentence_of(fact))
    _touched(session, paper, by, "communication.sentence-edited", now)


def renew_sentence(
    session: Session, *, paper: CommitteePaper, sentence: PaperSentence, by: Person | None, now: dt.datetime
) -> None:
    """Gives a person's words up for those that the fact makes now; without the fact the sentence goes."""
    _hold(session, paper)
    _require_standing(session, sentence)
    if sentence.source is None:
        return
    fact = _today(session, paper, now).get(sentence.source)
    if fact is None:
        session.execute(delete(PaperSentence).where(PaperSentence.id == sentence.id))
    else:
        _tell(sentence, fact)
    _touched(session, paper, by, "communication.sentence-renewed", now)


def add_sentence(
    session: Session, *, paper: CommitteePaper, part: Part, text: str, by: Person | None, now: dt.datetime
) -> PaperSentence:
    """A person's own words at the end of a part. Nothing renews them."""
    _hold(session, paper)
    words = _fit(text)
    if not words:
        raise WordsMissing()
    own = [one.position for one in paper.sentences if one.source is None and part_at(one.position) is part]
    position = max(own, default=first_position(part) + OWN_WORDS_FROM - 1) + 1
    sentence = PaperSentence(
        guidance_id=paper.guidance_id, heading=HEADING_OF[part], position=position, source=None, facts={}, text=words
    )
    session.add(sentence)
    _touched(session, paper, by, "communication.sentence-added", now)
    return sentence


def remove_sentence(
    session: Session, *, paper: CommitteePaper, sentence: PaperSentence, by: Person | None, now: dt.datetime
) -> None:
    """Takes a person's own words out."""
    _hold(session, paper)
    _require_standing(session, sentence)
    if sentence.source is not None:
        raise SentenceFixed()
    session.execute(delete(PaperSentence).where(PaperSentence.id == sentence.id))
    _touched(session, paper, by, "communication.sentence-removed", now)


def decide(
    session: Session, *, paper: CommitteePaper, decision: str, day: dt.date, by: Person | None, now: dt.datetime
) -> None:
    """What the committee has decided, and when: the paper is closed by it, and the plan's row with it."""
    words = _fit(decision)
    if not words:
        raise WordsMissing()
    if day > local_day(now):
        raise DecisionAhead()
    standing = update(CommitteePaper).where(
        CommitteePaper.guidance_id == paper.guidance_id, CommitteePaper.closed_at.is_(None)
    )
    closing = standing.values(decision=words, decided_on=day, closed_at=now).returning(CommitteePaper.guidance_id)
    if session.execute(closing).first() is None:
        raise PaperClosed(committee=paper.committee)
    session.refresh(paper, ["decision", "decided_on", "closed_at"])
    for step in queries.open_committee_step(session, paper.guidance):
        step.done_on = day
    trail.record(session, by=by, action="communication.paper-closed", thing=_thing(paper), now=now)


def _renew(session: Session, paper: CommitteePaper, now: dt.datetime) -> int:
    today = facts.facts_of(session, paper, local_day(now))
    standing = {one.source: one for one in paper.sentences if one.source}
    gone = [one for source, one in standing.items() if source not in {fact.source for fact in today} and not one.edited]
    session.execute(delete(PaperSentence).where(PaperSentence.id.in_([one.id for one in gone])))
    written = len(gone)
    for position, fact in _in_order(today):
        sentence = standing.get(fact.source) or PaperSentence(guidance_id=paper.guidance_id, source=fact.source)
        sentence.position = position
        if sentence.id is None or (not sentence.edited and not _tells(sentence, fact)):
            _tell(sentence, fact)
            session.add(sentence)
            written += 1
    session.flush()
    session.refresh(paper, ["sentences"])
    if written:
        paper.written_at = now
    return written


def _in_order(today: Sequence[Fact]) -> Iterator[tuple[int, Fact]]:
    """Each fact with its place: counted on within its part."""
    counts: Counter[Part] = Counter()
    for fact in today:
        yield first_position(fact.part) + counts[fact.part], fact
        counts[fact.part] += 1


def _tell(sentence: PaperSentence, fact: Fact) -> None:
    sentence.heading, sentence.facts = HEADING_OF[fact.part], dict(fact.data)
    sentence.text, sentence.edited = sentence_of(fact), False


def _tells(sentence: PaperSentence, fact: Fact) -> bool:
    return sentence.facts == fact.data and sentence.text == sentence_of(fact)


def _today(session: Session, paper: CommitteePaper, now: dt.datetime) -> dict[str, Fact]:
    return {fact.source: fact for fact in facts.facts_of(session, paper, local_day(now))}


def _put_head(paper: CommitteePaper, committee: str, case_number: str) -> None:
    paper.committee = one_line(committee, longest=LONGEST_COMMITTEE)
    paper.case_number = one_line(case_number, longest=LONGEST_NUMBER, may_be_empty=True)


def _fit(text: str) -> str:
    words = tidy(text)
    if len(words) > LONGEST_TEXT:
        raise TextTooLong(most=LONGEST_TEXT)
    return words


def _hold(session: Session, paper: CommitteePaper) -> None:
    """Nothing is written after the decision, nor between the look and the change."""
    session.refresh(paper, ["closed_at"], with_for_update=True)
    if paper.closed_at is not None:
        raise PaperClosed(committee=paper.committee)
    session.refresh(paper, ["sentences"])


def _require_standing(session: Session, sentence: PaperSentence) -> None:
    """Another may have renewed it away while this one waited; else it is read again as it stands."""
    if session.scalar(select(PaperSentence.id).where(PaperSentence.id == sentence.id)) is None:
        raise SentenceChanged()
    session.refresh(sentence)


def _touched(session: Session, paper: CommitteePaper, by: Person | None, action: str, now: dt.datetime) -> None:
    paper.written_at = now
    session.flush()
    session.refresh(paper, ["sentences"])
    trail.record(session, by=by, action=action, thing=_thing(paper), now=now)


def _thing(paper: CommitteePaper) -> str:
    return f"committee-paper:{paper.guidance_id}"
