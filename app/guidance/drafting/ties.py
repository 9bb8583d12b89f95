"""Use cases of evidence: what a text is based on, the mark "the directorate's own", and the fate of each insight."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.guidance import queries
from app.guidance.domain import (
    LONGEST_NAME,
    FateIncomplete,
    FateKind,
    ForeignInsight,
    GuidanceFrozen,
    GuidanceState,
    InsightTied,
    TieKind,
    check_length,
)
from app.guidance.models import Element, Fate, Guidance, Tie
from app.guidance.wording import nearest, sentences, stands_in, stands_whole_in, tidy
from app.insights.domain import InsightMerged
from app.insights.models import Insight
from app.people.models import Person
from app.trail import services as trail


def mark_own(session: Session, *, element: Element, own: bool, by: Person | None, now: dt.datetime) -> None:
    """Marks a text as the directorate's own: it stands on the directorate's word and needs no insight behind it."""
    _must_be_unpublished(session, element.guidance)
    element.own = own
    trail.record(session, by=by, action="guidance.own", thing=f"element:{element.id}", details={"own": own}, now=now)


def tie(
    session: Session,
    *,
    element: Element,
    insight: Insight,
    kind: TieKind,
    sentence: str = "",
    by: Person | None,
    now: dt.datetime,
) -> None:
    """Ties an insight to a text as it stands now. What a text is based on has thereby its fate: in the guidance."""
    _must_be_unpublished(session, element.guidance)
    if insight.cycle_id != element.guidance.cycle_id:
        raise ForeignInsight()
    _hold(session, insight)
    _must_stand(insight)
    found = queries.tie_between(session, element, insight) or Tie(element_id=element.id, insight_id=insight.id)
    found.kind, found.revision = kind, element.revision
    session.add(found)
    session.flush()
    session.expire(element, ["ties"])
    if kind is TieKind.AGAINST:
        _find_fate_again(session, insight.id, left=element.id)
    elif not _lives_elsewhere(session, insight.id, element.id):
        _become(session, element, insight, sentence, by=by, now=now)
    details = {"insight": insight.id, "kind": kind.value}
    trail.record(session, by=by, action="guidance.tied", thing=f"element:{element.id}", details=details, now=now)


def untie(session: Session, *, element: Element, insight: Insight, by: Person | None, now: dt.datetime) -> None:
    """Takes a tie away. The insight keeps its place if another text is based on it, else it has no fate again."""
    _must_be_unpublished(session, element.guidance)
    _hold(session, insight)
    session.execute(delete(Tie).where(Tie.element_id == element.id, Tie.insight_id == insight.id))
    session.expire(element, ["ties"])
    _find_fate_again(session, insight.id, left=element.id)
    details = {"insight": insight.id}
    trail.record(session, by=by, action="guidance.untied", thing=f"element:{element.id}", details=details, now=now)


def affirm_ties(session: Session, *, element: Element, by: Person | None, now: dt.datetime) -> None:
    """Somebody has looked again: the text as it stands now still grows out of the insights that it is tied to."""
    _must_be_unpublished(session, element.guidance)
    carry(session, element)
    trail.record(session, by=by, action="guidance.affirmed", thing=f"element:{element.id}", now=now)


def carry(session: Session, element: Element) -> None:
    """The ties of a text follow to the wording that stands, and so do the sentences that insights became."""
    session.execute(update(Tie).where(Tie.element_id == element.id).values(revision=element.revision))
    text = queries.texts_of(session, [element.id]).get(element.id, "")
    for fate in session.scalars(select(Fate).where(Fate.element_id == element.id)):
        if not stands_whole_in(fate.sentence, text):
            fate.sentence = nearest(fate.sentence, sentences(text)) or text
    session.expire(element, ["ties"])


def decide_fate(
    session: Session,
    *,
    insight: Insight,
    kind: FateKind,
    element: Element | None = None,
    sentence: str = "",
    reason: str = "",
    recipient: str = "",
    by: Person | None,
    now: dt.datetime,
) -> None:
    """Says what became of an insight: in the guidance (which text), not this year (why), passed on (to whom)."""
    if kind is FateKind.IN_GUIDANCE:
        if element is None:
            raise FateIncomplete()
        tie(session, element=element, insight=insight, kind=TieKind.BASED_ON, by=by, now=now)
        _become(session, element, insight, sentence, by=by, now=now)
        return
    reason, recipient = tidy(reason), tidy(recipient)
    if not (reason if kind is FateKind.NOT_THIS_YEAR else recipient):
        raise FateIncomplete()
    check_length(recipient, LONGEST_NAME)
    _hold(session, insight)
    _must_stand(insight)
    if queries.based_on(session, insight.id):
        raise InsightTied()
    _set_fate(session, insight, kind, by=by, now=now, reason=reason, recipient=recipient)
    trail.record(
        session,
        by=by,
        action="guidance.fate",
        thing=f"insight:{insight.id}",
        details={"kind": kind.value},
        now=now,
    )


def _lives_elsewhere(session: Session, insight_id: int, element_id: int) -> bool:
    fate = session.get(Fate, insight_id)
    return fate is not None and fate.kind is FateKind.IN_GUIDANCE and fate.element_id != element_id


def _become(
    session: Session, element: Element, insight: Insight, sentence: str, *, by: Person | None, now: dt.datetime
) -> None:
    """The fate of an insight is one sentence of the text; the whole of it if nobody points to one."""
    text = queries.texts_of(session, [element.id]).get(element.id, "")
    chosen = sentence if sentence and stands_in(sentence, text) else text
    _set_fate(session, insight, FateKind.IN_GUIDANCE, by=by, now=now, element_id=element.id, sentence=chosen)


def _set_fate(
    session: Session,
    insight: Insight,
    kind: FateKind,
    *,
    by: Person | None,
    now: dt.datetime,
    element_id: int | None = None,
    sentence: str = "",
    reason: str = "",
    recipient: str = "",
) -> None:
    fate = session.get(Fate, insight.id) or Fate(insight_id=insight.id)
    fate.kind, fate.element_id, fate.sentence = kind, element_id, sentence
    fate.reason, fate.recipient = reason, recipient
    fate.decided_at, fate.decided_by_id = now, by.id if by else None
    session.add(fate)
    session.flush()


def _find_fate_again(session: Session, insight_id: int, *, left: int) -> None:
    """After a tie is gone: the fate follows another text that is based on the insight, else there is none."""
    fate = session.get(Fate, insight_id)
    if fate is None or fate.element_id != left:
        return
    others = queries.based_on(session, insight_id)
    if not others:
        session.delete(fate)
        session.flush()
        return
    fate.element_id = others[0]
    fate.sentence = queries.texts_of(session, others[:1]).get(others[0], "")


def _must_be_unpublished(session: Session, guidance: Guidance) -> None:
    """Ties and marks can be mended until the day of publication, for an insight may come after the adoption."""
    session.refresh(guidance, ["state"], with_for_update={"read": True})
    if guidance.state is GuidanceState.PUBLISHED:
        raise GuidanceFrozen(year=guidance.year)


def _hold(session: Session, insight: Insight) -> None:
    """One person at a time decides what becomes of an insight: two clicks make one tie."""
    session.refresh(insight, ["merged_into_id"], with_for_update=True)


def _must_stand(insight: Insight) -> None:
    """What is new is said of the insight that others have become part of."""
    if insight.merged_into_id is not None:
        raise InsightMerged()
