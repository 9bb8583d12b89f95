"""Two insights become one, or one becomes two, and no words behind them are lost on the way.

Merging keeps the second as a tombstone with its own evidence and gives the first a copy of what it did not have, so
that whatever points to the second still finds its words. Dividing moves evidence, for it is cited once only.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain import N_, NotFound
from app.insights import queries
from app.insights.domain import InsightMerged, Meaning, NothingLeft, NotMergeable, Stance
from app.insights.models import Evidence, Insight
from app.insights.services import describe, tie
from app.people.models import Person
from app.trail import services as trail


def merge_insights(
    session: Session, *, first: Insight, second: Insight, now: dt.datetime, by: Person | None = None
) -> list[Evidence]:
    """The second becomes part of the first; returns what the first got. Raises NotMergeable, InsightMerged.

    What was merged into the second before is counted in the first from now on: no tombstone points to another.
    """
    if first.id == second.id or first.cycle_id != second.cycle_id:
        raise NotMergeable()
    _hold(session, first.id, second.id)
    copied = [_copy(session, one, to=first) for one in _evidence_of(session, second.id)]
    found = [one for one in copied if one is not None]
    session.execute(update(Insight).where(Insight.merged_into_id == second.id).values(merged_into_id=first.id))
    second.merged_into_id = first.id
    session.flush()
    _forget(session, first, second)
    details = {"merged": second.id, "evidence": [one.id for one in found]}
    trail.record(session, by=by, action="insights.merged", thing=f"insight:{first.id}", details=details, now=now)
    return found


def split_insight(
    session: Session,
    *,
    insight: Insight,
    evidence_ids: Collection[int],
    meaning: Meaning,
    now: dt.datetime,
    by: Person | None = None,
) -> Insight:
    """A new insight takes the chosen evidence of another; raises NothingLeft unless support stays on both sides."""
    _hold(session, insight.id)
    moved = _chosen(session, insight.id, evidence_ids)
    part = Insight(
        cycle_id=insight.cycle_id,
        author_id=by.id if by else None,
        created_at=now,
        split_from_id=insight.id,
        evidence=[],
    )
    describe(part, meaning)
    session.add(part)
    session.flush()
    for one in moved:
        one.insight_id = part.id
    session.flush()
    _forget(session, insight, part)
    details = {"into": part.id, "evidence": [one.id for one in moved]}
    trail.record(session, by=by, action="insights.split", thing=f"insight:{insight.id}", details=details, now=now)
    return part


def _hold(session: Session, *insight_ids: int) -> None:
    """One person at a time, always in the same order; a tombstone is not worked on."""
    query = select(Insight.merged_into_id).where(Insight.id.in_(insight_ids)).order_by(Insight.id)
    if any(number is not None for number in session.scalars(query.with_for_update())):
        raise InsightMerged()


def _evidence_of(session: Session, insight_id: int) -> list[Evidence]:
    return list(session.scalars(queries.evidence_rows(insight_id)))


def _copy(session: Session, evidence: Evidence, *, to: Insight) -> Evidence | None:
    """The same words behind another insight, tied by whom and when they were; nothing where it has them already."""
    if queries.same_evidence(session, to, evidence.revision, evidence.quote) is not None:
        return None
    return tie(
        session,
        to,
        evidence.revision,
        quote=evidence.quote,
        stance=evidence.stance,
        author_id=evidence.author_id,
        at=evidence.tied_at,
    )


def _chosen(session: Session, insight_id: int, evidence_ids: Collection[int]) -> list[Evidence]:
    """The evidence that moves; support must move along and some must stay."""
    mine = _evidence_of(session, insight_id)
    moved = [one for one in mine if one.id in evidence_ids]
    if len(moved) != len(set(evidence_ids)):
        raise NotFound(N_("Henvisningen"), insight_id)
    stays = [one for one in mine if one.id not in evidence_ids]
    if not (_supports(moved) and _supports(stays)):
        raise NothingLeft()
    return moved


def _supports(evidence: Collection[Evidence]) -> bool:
    return any(one.stance is Stance.SUPPORTS for one in evidence)


def _forget(session: Session, *insights: Insight) -> None:
    for one in insights:
        session.expire(one, ["evidence"])
