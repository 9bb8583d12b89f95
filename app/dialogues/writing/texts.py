"""Reads of a passage's words: what stands, what stood before, what came over from others, what came too late."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, aliased, contains_eager, joinedload

from app.dialogues.models import Note, Passage, PassageOrigin, PassageRevision
from app.domain import N_, NotFound

_OTHER = aliased(PassageRevision)
_NEWEST = select(func.max(_OTHER.number)).where(_OTHER.passage_id == Passage.id).scalar_subquery()
STANDING = (
    select(PassageRevision, Passage.removed_at, _NEWEST)
    .join(Passage, (Passage.id == PassageRevision.passage_id) & (Passage.revision == PassageRevision.number))
    .where(Passage.id == bindparam("passage_id"))
    .with_for_update(of=PassageRevision)
    .execution_options(populate_existing=True)
)
"""Every save asks it, so it is made once."""


@dataclass(frozen=True)
class Standing:
    """What stands of a passage in the database now, and the number that its next text takes."""

    revision: PassageRevision
    removed_at: dt.datetime | None
    next_number: int


def standing_text(session: Session, passage: Passage) -> Standing:
    """The words of a passage that stand now; locked, so that nobody cites what is overwritten."""
    revision, removed_at, newest = session.execute(STANDING, {"passage_id": passage.id}).one()
    return Standing(revision, removed_at, newest + 1)


def history(session: Session, passage: Passage) -> list[PassageRevision]:
    """Every wording of a passage with its author, the newest first."""
    query = (
        select(PassageRevision)
        .where(PassageRevision.passage_id == passage.id)
        .order_by(PassageRevision.number.desc())
        .options(joinedload(PassageRevision.author))
    )
    return list(session.scalars(query))


def origins(session: Session, passage: Passage) -> list[tuple[PassageOrigin, PassageRevision]]:
    """Where words of a passage came over from, when it was split off or others were merged into it."""
    query = (
        select(PassageOrigin, PassageRevision)
        .join(PassageRevision, PassageRevision.id == PassageOrigin.parent_revision_id)
        .where(PassageOrigin.child_id == passage.id)
        .order_by(PassageRevision.id)
    )
    return [(origin, revision) for origin, revision in session.execute(query)]


def saved_with(session: Session, save_key: str | None) -> PassageRevision | None:
    """The revision that a save with this key made, if it has been made."""
    if save_key is None:
        return None
    return session.scalars(select(PassageRevision).where(PassageRevision.save_key == save_key)).one_or_none()


def unsettled_texts(session: Session, note: Note) -> list[PassageRevision]:
    """Texts that came too late and wait for a person's choice, with their author and what stands."""
    query = (
        select(PassageRevision)
        .join(PassageRevision.passage)
        .where(
            Passage.note_id == note.id,
            Passage.removed_at.is_(None),
            PassageRevision.late,
            PassageRevision.closed_at.is_(None),
        )
        .order_by(PassageRevision.id)
        .options(
            joinedload(PassageRevision.author),
            contains_eager(PassageRevision.passage).joinedload(Passage.current).joinedload(PassageRevision.author),
        )
    )
    return list(session.scalars(query))


def late_text(session: Session, revision_id: int) -> PassageRevision:
    """One text that came too late, with its passage and what stands; raises NotFound when it has been settled."""
    query = (
        select(PassageRevision)
        .where(PassageRevision.id == revision_id, PassageRevision.late, PassageRevision.closed_at.is_(None))
        .options(
            joinedload(PassageRevision.author),
            joinedload(PassageRevision.passage).joinedload(Passage.current).joinedload(PassageRevision.author),
        )
    )
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFound(N_("Rettelsen"), revision_id)
    return found
