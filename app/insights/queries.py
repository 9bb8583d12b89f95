"""Named reads of the insights: the insights with their words, and the passages that can be cited.

The secretariat and the directors work here; nobody else comes in, so nothing is filtered by person.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Select, and_, bindparam, func, select
from sqlalchemy.orm import Load, Session, contains_eager, joinedload, selectinload

from app.cycle.models import Cycle
from app.dialogues.domain import PassageKind
from app.dialogues.models import Note, Passage, PassageRevision
from app.domain import N_, NotFound
from app.insights.domain import Stance
from app.insights.models import Evidence, Insight
from app.insights.rows import Learned
from app.institutions.models import Institution
from app.people.models import Person
from app.scheduling.models import Dialogue
from app.selection.domain import SeatState
from app.selection.models import Draw, Seat
from app.trail.models import TrailEntry

OCCASION = (
    Load(Note).joinedload(Note.dialogue).joinedload(Dialogue.seat).joinedload(Seat.institution),
    Load(Note).joinedload(Note.discussion),
)
"""A note with whose words it holds."""
WORDS = (
    selectinload(Insight.evidence)
    .joinedload(Evidence.revision)
    .joinedload(PassageRevision.passage)
    .joinedload(Passage.note)
    .options(*OCCASION)
)
"""The way from an insight to those whose words stand behind it: one more query for any number."""
STANDING = Insight.merged_into_id.is_(None)
"""What is listed and counted: an insight that has become part of another stays as a tombstone and is neither."""
SEATED = Seat.state.in_((SeatState.ACTIVE, SeatState.HELD))
"""The seats of the six; who has withdrawn has none."""
IN_TURN = (Note.dialogue_id.is_(None), Dialogue.starts_at, Note.id, Passage.rank, Passage.id)
"""The dialogues in the order in which they were held, then the other forums; each note in its own order."""


IN_MINUTES = (Passage.kind == PassageKind.MINUTES, Passage.removed_at.is_(None))
CITED = (
    select(PassageRevision.passage_id)
    .join(Evidence, Evidence.revision_id == PassageRevision.id)
    .join(Insight, Insight.id == Evidence.insight_id)
    .where(STANDING, Insight.cycle_id == bindparam("cycle"))
)
UNCODED = and_(*IN_MINUTES, Passage.id.not_in(CITED))
"""What "not coded" means, of the passages of a year (`cycle`): it stands in the minutes, and behind no insight. The
secretariat's own notes wait for nobody. A passage that has been read says the same of itself (rows.Said.uncoded)."""


def insights_of(session: Session, cycle: Cycle) -> list[Insight]:
    """The insights of a year, each with theme, author, and its words down to the institution; no tombstones."""
    query = (
        select(Insight)
        .where(Insight.cycle_id == cycle.id, STANDING)
        .order_by(Insight.id)
        .options(WORDS, joinedload(Insight.edition), joinedload(Insight.author))
    )
    return list(session.scalars(query))


def insight(session: Session, insight_id: int) -> Insight:
    """One insight as in insights_of(), and who tied each of its words; a tombstone too. Raises NotFound."""
    tied_by = selectinload(Insight.evidence).joinedload(Evidence.author)
    query = (
        select(Insight)
        .where(Insight.id == insight_id)
        .options(WORDS, tied_by, joinedload(Insight.edition), joinedload(Insight.author))
    )
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFound(N_("Indsigten"), insight_id)
    return found


def evidence(session: Session, evidence_id: int) -> Evidence:
    """One piece of evidence with its insight and revision; raises NotFound."""
    query = (
        select(Evidence)
        .where(Evidence.id == evidence_id)
        .options(joinedload(Evidence.insight), joinedload(Evidence.revision))
    )
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFound(N_("Henvisningen"), evidence_id)
    return found


def behind(insight: Insight, stance: Stance = Stance.SUPPORTS) -> list[Institution]:
    """The institutions whose words support an insight (or speak against it), each once; other forums do not count."""
    spoken = (one.revision.passage.note.institution for one in insight.evidence if one.stance is stance)
    return list({one.id: one for one in spoken if one is not None}.values())


def notes_behind(insights: Iterable[Insight | Learned]) -> set[int]:
    """The notes whose words stand behind these insights: for the trail, where they are shown."""
    return {one.note_id for insight in insights for one in insight.evidence}


def strength(insight: Insight | Learned) -> int:
    """The number of institutions behind an insight: five passages from one of them count once."""
    return len({one.institution_id for one in insight.evidence if one.stance is Stance.SUPPORTS} - {None})


def closed(insight: Insight | Learned) -> bool:
    """Whether own notes stand behind it: it is then as closed as they are."""
    return any(one.own for one in insight.evidence)


def last_change(session: Session, insight_id: int) -> tuple[str, dt.datetime] | None:
    """Who changed the sentence or its place last, and when; nothing while it stands as it was written."""
    query = (
        select(Person.name, TrailEntry.at)
        .select_from(TrailEntry)
        .outerjoin(Person, Person.id == TrailEntry.person_id)
        .where(TrailEntry.thing == f"insight:{insight_id}", TrailEntry.action == "insights.changed")
        .order_by(TrailEntry.id.desc())
        .limit(1)
    )
    found = session.execute(query).one_or_none()
    return (found[0] or "", found[1]) if found else None


def citable(session: Session, cycle_id: int, revision_id: int) -> PassageRevision | None:
    """A revision that stood in a note of the year; a text that came too late never did."""
    query = (
        select(PassageRevision)
        .join(PassageRevision.passage)
        .join(Passage.note)
        .where(PassageRevision.id == revision_id, PassageRevision.late.is_(False), Note.cycle_id == cycle_id)
    )
    query = query.with_for_update(of=PassageRevision).execution_options(populate_existing=True)
    return session.scalars(query).one_or_none()


def same_evidence(session: Session, insight: Insight, revision: PassageRevision, words: str) -> Evidence | None:
    """The same words of the same passage behind the same insight, if they are tied already."""
    query = (
        select(Evidence)
        .join(Evidence.revision)
        .where(
            Evidence.insight_id == insight.id,
            Evidence.quote == words,
            PassageRevision.passage_id == revision.passage_id,
            PassageRevision.text == revision.text,
        )
    )
    return session.scalars(query).first()


def evidence_rows(insight_id: int) -> Select[Evidence]:
    """Every piece of evidence of one insight with the words that it cites."""
    query = select(Evidence).where(Evidence.insight_id == insight_id).order_by(Evidence.id)
    return query.options(joinedload(Evidence.revision)).execution_options(populate_existing=True)


def merged_into(session: Session, insight_ids: Collection[int]) -> dict[int, list[Insight]]:
    """The tombstones that some insights have taken in, by the one that they are part of now."""
    found: dict[int, list[Insight]] = {}
    for one in session.scalars(select(Insight).where(Insight.merged_into_id.in_(insight_ids)).order_by(Insight.id)):
        found.setdefault(one.merged_into_id or 0, []).append(one)
    return found


def supporting(session: Session, insight_id: int) -> list[int]:
    """The evidence that supports an insight, by id."""
    query = select(Evidence.id).where(Evidence.insight_id == insight_id, Evidence.stance == Stance.SUPPORTS)
    return list(session.scalars(query))


def seats_of(session: Session, cycle: Cycle) -> list[tuple[Seat, Dialogue | None]]:
    """The year's six in their order, each with its dialogue if there is one."""
    query = (
        select(Seat, Dialogue)
        .join(Seat.draw)
        .outerjoin(Dialogue, Dialogue.seat_id == Seat.id)
        .where(Draw.cycle_id == cycle.id, SEATED)
        .order_by(Seat.number, Seat.id)
        .options(joinedload(Seat.institution), joinedload(Dialogue.room))
    )
    return [(seat, dialogue) for seat, dialogue in session.execute(query)]


def insight_counts(session: Session, cycle: Cycle) -> dict[int, int]:
    """How many insights have words from each dialogue."""
    query = (
        select(Note.dialogue_id, func.count(Insight.id.distinct()))
        .join_from(Evidence, Evidence.insight)
        .join(Evidence.revision)
        .join(PassageRevision.passage)
        .join(Passage.note)
        .where(Insight.cycle_id == cycle.id, STANDING, Note.dialogue_id.is_not(None))
        .group_by(Note.dialogue_id)
    )
    return {dialogue_id: count for dialogue_id, count in session.execute(query) if dialogue_id is not None}


def count_uncoded(session: Session, cycle: Cycle) -> int:
    """How many passages of a year are not coded, those of other forums too."""
    query = select(func.count(Passage.id)).join(Passage.note).where(Note.cycle_id == bindparam("cycle"), UNCODED)
    return session.scalar(query, {"cycle": cycle.id}) or 0


def texts(session: Session, cycle_id: int) -> dict[str, str]:
    """The words of every passage of a year that stands in the minutes."""
    query = select(Passage.id, PassageRevision.text).join(Passage.note).join(Passage.current)
    return dict(session.execute(query.where(Note.cycle_id == cycle_id, *IN_MINUTES)).all())


def newest_revision(session: Session) -> tuple[object, ...]:
    """What changes when anybody has written anything: the newest revision, and how far its writer has come with it."""
    what = (PassageRevision.id, PassageRevision.passage_id, PassageRevision.number, PassageRevision.saved_at)
    return tuple(session.execute(select(*what).order_by(PassageRevision.id.desc()).limit(1)).one_or_none() or ())


def passages(session: Session, cycle: Cycle, ids: Collection[str]) -> list[Passage]:
    """Chosen passages of a year with their words, in the order of the dialogues."""
    return list(session.scalars(_passages(cycle).where(Passage.id.in_(ids))))


def revisions(session: Session, cycle: Cycle, ids: Sequence[int]) -> list[PassageRevision]:
    """Chosen revisions of a year with passage and institution, in the order of the dialogues."""
    query = (
        select(PassageRevision)
        .join(PassageRevision.passage)
        .join(Passage.note)
        .outerjoin(Note.dialogue)
        .where(Note.cycle_id == cycle.id, PassageRevision.id.in_(ids), PassageRevision.late.is_(False))
        .order_by(*IN_TURN)
        .options(contains_eager(PassageRevision.passage).contains_eager(Passage.note).options(*OCCASION))
    )
    return list(session.scalars(query))


def _passages(cycle: Cycle) -> Select[Passage]:
    return (
        select(Passage)
        .join(Passage.note)
        .outerjoin(Note.dialogue)
        .where(Note.cycle_id == cycle.id, Passage.removed_at.is_(None))
        .order_by(*IN_TURN)
        .options(
            joinedload(Passage.current),
            contains_eager(Passage.note).options(*OCCASION, selectinload(Note.confirmations)),
        )
    )
