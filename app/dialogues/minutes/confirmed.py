"""What a head has said yes to: it stays on record, and when she is asked again she is shown what changed since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, joinedload

from app.cycle.models import ThemeEdition
from app.dialogues import queries
from app.dialogues.domain import ConfirmationAnswer
from app.dialogues.models import Confirmation, ConfirmedRevision, Note, Passage, PassageRevision
from app.dialogues.writing.words import Part, changes
from app.domain import NotFound
from app.scheduling.models import Dialogue


@dataclass(frozen=True, kw_only=True)
class Since:
    """What is other than it was when the head said yes; `parts` are the words of a passage that was changed."""

    confirmation: Confirmation
    changed: Sequence[tuple[Passage, Sequence[Part]]]
    added: Sequence[Passage]
    removed: Sequence[str]

    @property
    def any(self) -> bool:
        """Whether anything is."""
        return bool(self.changed or self.added or self.removed)


@dataclass(frozen=True, kw_only=True)
class ConfirmedPage:
    """One yes, with the words as they stood."""

    confirmation: Confirmation
    dialogue: Dialogue
    revisions: Sequence[PassageRevision]

    @property
    def sections(self) -> list[tuple[ThemeEdition | None, list[PassageRevision]]]:
        """The words by the heading that they stand under, all else last."""
        return [(edition, list(said)) for edition, said in groupby(self.revisions, lambda one: one.passage.edition)]


def changes_since(session: Session, confirmation: Confirmation, passages: Sequence[Passage]) -> Since | None:
    """What a head who is asked again has not seen yet; None if she has never said yes before."""
    query = (
        select(Confirmation)
        .where(
            Confirmation.note_id == confirmation.note_id,
            Confirmation.id < confirmation.id,
            Confirmation.answer == ConfirmationAnswer.RIGHT,
        )
        .order_by(Confirmation.id.desc())
        .limit(1)
    )
    before = session.scalars(query).one_or_none()
    if before is None:
        return None
    stood = {one.passage_id: one.text for one in revisions_of(session, before)}
    standing = {one.id for one in passages}
    return Since(
        confirmation=before,
        changed=[
            (one, changes(stood[one.id], one.current.text))
            for one in passages
            if one.id in stood and stood[one.id] != one.current.text
        ],
        added=[one for one in passages if one.id not in stood],
        removed=[text for passage_id, text in stood.items() if passage_id not in standing],
    )


def page_of(session: Session, confirmation_id: int) -> ConfirmedPage:
    """One yes with its words; raises NotFound for a question without one."""
    query = (
        select(Confirmation)
        .where(Confirmation.id == confirmation_id, Confirmation.answer == ConfirmationAnswer.RIGHT)
        .options(joinedload(Confirmation.note))
    )
    confirmation = session.scalars(query).one_or_none()
    if confirmation is None:
        raise NotFound()
    return ConfirmedPage(
        confirmation=confirmation,
        dialogue=queries.dialogue(session, session.get_one(Note, confirmation.note_id).dialogue_id),
        revisions=revisions_of(session, confirmation),
    )


def revisions_of(session: Session, confirmation: Confirmation) -> list[PassageRevision]:
    """The words that were confirmed, in the order of the note, each with its passage and heading."""
    query = (
        select(PassageRevision)
        .join(ConfirmedRevision, ConfirmedRevision.revision_id == PassageRevision.id)
        .join(PassageRevision.passage)
        .where(ConfirmedRevision.confirmation_id == confirmation.id)
        .order_by(Passage.edition_id.is_(None), Passage.edition_id, Passage.rank, Passage.id)
        .options(contains_eager(PassageRevision.passage).joinedload(Passage.edition))
    )
    return list(session.scalars(query))
