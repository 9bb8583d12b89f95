"""A year as its pages read it: every table asked once, whatever the number of its rows (rows.py)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, bindparam, func, or_, select
from sqlalchemy.orm import Session, lazyload

from app.cycle.domain import YearUnknown
from app.cycle.models import Cycle, ThemeEdition
from app.dialogues.models import Discussion, Note, Passage, PassageRevision
from app.insights.domain import About
from app.insights.models import Evidence, Insight
from app.insights.queries import IN_MINUTES, STANDING
from app.insights.rows import Edition, Learned, Occasion, Reading, Said, Tie
from app.institutions.models import Institution
from app.people.models import Person
from app.scheduling.models import Dialogue
from app.selection.models import Seat

VOICE = func.coalesce(Institution.name, Discussion.title, "")
YEAR = select(Cycle).where(Cycle.year == bindparam("year")).options(lazyload("*"))
ALL_THEMES = select(ThemeEdition.id, ThemeEdition.year, ThemeEdition.number, ThemeEdition.title).order_by(
    ThemeEdition.year.desc(), ThemeEdition.number
)
THEMES = ALL_THEMES.where(ThemeEdition.year == bindparam("year"))
INSIGHTS = (
    select(
        *(Insight.id, Insight.sentence, Insight.about, Insight.edition_id, Insight.tone, Insight.level, Insight.chain),
        *(Insight.created_at, func.coalesce(Person.name, "")),
    )
    .outerjoin(Insight.author)
    .where(Insight.cycle_id == bindparam("cycle"), STANDING)
    .order_by(Insight.id)
)
TIES = (
    select(
        *(Evidence.id, Evidence.insight_id, PassageRevision.passage_id, Note.id, Note.dialogue_id, Seat.institution_id),
        *(Evidence.stance, Evidence.quote, PassageRevision.text, Passage.kind, VOICE, Insight.sentence, Insight.tone),
    )
    .join_from(Evidence, Evidence.insight)
    .join(Evidence.revision)
    .join(PassageRevision.passage)
    .join(Passage.note)
    .outerjoin(Note.dialogue)
    .outerjoin(Dialogue.seat)
    .outerjoin(Seat.institution)
    .outerjoin(Note.discussion)
    .where(Insight.cycle_id == bindparam("cycle"), STANDING)
    .order_by(Evidence.id)
)
OCCASIONS = (
    select(Note.id, Note.dialogue_id, Note.discussion_id, Note.state, VOICE, Dialogue.starts_at, Discussion.held_on)
    .add_columns(Seat.institution_id)
    .outerjoin(Note.dialogue)
    .outerjoin(Dialogue.seat)
    .outerjoin(Seat.institution)
    .outerjoin(Note.discussion)
    .where(Note.cycle_id == bindparam("cycle"))
    .order_by(Note.dialogue_id.is_(None), Dialogue.starts_at, Note.id)
)
"""The dialogues in the order in which they were held, then the other forums."""
SAID = (
    select(Passage.id, Passage.note_id, PassageRevision.id, PassageRevision.text, Passage.kind, Passage.level)
    .join(Passage.current)
    .join(Passage.note)
    .where(Note.cycle_id == bindparam("cycle"))
)
CHOSEN = Passage.id.in_(bindparam("chosen", expanding=True))
STANDS = SAID.where(Passage.removed_at.is_(None)).order_by(Passage.rank, Passage.id)
UNDER_THEME = STANDS.where(or_(Passage.edition_id == bindparam("edition"), CHOSEN))
UNDER_NONE = STANDS.where(or_(Passage.edition_id.is_(None), CHOSEN))
IN_THE_MINUTES = SAID.where(CHOSEN, *IN_MINUTES)


def year_of(session: Session, year: int) -> Cycle:
    """The cycle of a year without its days and its subject, which no page here shows; raises YearUnknown."""
    cycle = session.scalars(YEAR, {"year": year}).one_or_none()
    if cycle is None:
        raise YearUnknown(year=year)
    return cycle


def themes_of(session: Session, year: int) -> list[Edition]:
    """The year's themes in their order."""
    return [Edition(*row) for row in _rows(session, THEMES, year=year)]


def all_themes(session: Session) -> list[Edition]:
    """The themes of every year, the newest year first."""
    return [Edition(*row) for row in _rows(session, ALL_THEMES)]


def insights_of(session: Session, cycle: Cycle) -> list[Learned]:
    """The insights of a year, each with its words and whose they are; no tombstones."""
    ties: dict[int, list[Tie]] = {}
    for row in _rows(session, TIES, cycle=cycle.id):
        tie = Tie(*row)
        ties.setdefault(tie.insight_id, []).append(tie)
    return [Learned(ties.get(row[0], []), *row) for row in _rows(session, INSIGHTS, cycle=cycle.id)]


def occasions_of(session: Session, cycle: Cycle) -> dict[int, Occasion]:
    """The notes of a year by their id, in the order in which they are read."""
    return {row[0]: Occasion(*row) for row in _rows(session, OCCASIONS, cycle=cycle.id)}


def words_of(
    session: Session,
    cycle: Cycle,
    edition_id: int | None,
    *,
    insights: Sequence[Learned],
    occasions: Mapping[int, Occasion],
) -> list[Reading]:
    """What was said about a theme (None: the form of the guidance, and all else), dialogue by dialogue, in order.

    Passages that stand under another theme are here too when an insight about this one rests on them.
    """
    tied = {tie.passage_id for one in insights if _concerns(one, edition_id) for tie in one.evidence}
    query = UNDER_NONE if edition_id is None else UNDER_THEME
    given = {} if edition_id is None else {"edition": edition_id}
    found: dict[int, list[Said]] = {note_id: [] for note_id in occasions}
    for said in _said(_rows(session, query, cycle=cycle.id, chosen=list(tied), **given), insights):
        found[said.note_id].append(said)
    return [Reading(note=occasions[note_id], said=said) for note_id, said in found.items() if said]


def said(session: Session, cycle: Cycle, ids: Collection[str], *, insights: Sequence[Learned]) -> dict[str, Said]:
    """Chosen passages that stand in the minutes, and what they are tied to."""
    rows = _rows(session, IN_THE_MINUTES, cycle=cycle.id, chosen=list(ids))
    return {one.id: one for one in _said(rows, insights)}


def _said(rows: Iterable[Sequence[Any]], insights: Sequence[Learned]) -> Iterable[Said]:
    ties: dict[str, list[Tie]] = {}
    for tie in sorted(tie for one in insights for tie in one.evidence):
        ties.setdefault(tie.passage_id, []).append(tie)
    return (Said(ties.get(row[0], []), *row) for row in rows)


def _concerns(insight: Learned, edition_id: int | None) -> bool:
    return insight.about is not About.THEME if edition_id is None else insight.edition_id == edition_id


def _rows(session: Session, query: Select[*tuple[Any, ...]], **given: object) -> Sequence[Sequence[Any]]:
    """Rows and no more; the queries stand above ready made, for making one costs more than asking it."""
    return session.connection().execute(query, given).all()
