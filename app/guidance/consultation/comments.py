"""Comments and their answers: what somebody said of a text as it stood then, and what it led to.

Every comment is answered once: the text was changed (into which revision) or it was not, and a sentence why.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import Session, joinedload

from app.dialogues.writing.words import Part, changes, holds_cpr
from app.domain import N_, NotFound
from app.guidance.consultation.refusals import (
    AnswerWithoutChange,
    AnswerWithoutWhy,
    CommentAnswered,
    CommentEmpty,
    CommentPrivate,
    CommentsClosed,
    MinuteEntered,
    RevisionUnknown,
    ThemeCommented,
)
from app.guidance.discretion import discretion_of
from app.guidance.domain import (
    LONGEST_NAME,
    AnswerKind,
    CommentSource,
    GuidanceFrozen,
    GuidanceState,
    check_length,
)
from app.guidance.drafting.board import Head
from app.guidance.models import Answer, Comment, ConsultationRound, Element, ElementRevision, Example, Guidance
from app.guidance.wording import tidy
from app.people.models import Person
from app.trail import services as trail

LONGEST_COMMENT = 10_000
FOR_READERS = (CommentSource.ROUND, CommentSource.MINUTE)
Wordings = dict[tuple[int, int], str]


@dataclass(frozen=True, kw_only=True)
class CommentRow:
    """A comment with the words that it was about (`before`), and those that stand now or came of it (`after`)."""

    comment: Comment
    before: str
    after: str

    @property
    def answer(self) -> Answer | None:
        return self.comment.answer

    @property
    def is_changed(self) -> bool:
        """Whether its answer says that the text was changed."""
        return self.answer is not None and self.answer.kind is AnswerKind.CHANGED

    @property
    def can_be_changed(self) -> bool:
        """Whether the text has been changed since, so that an answer can point at it."""
        comment = self.comment
        return comment.element is None or comment.element.revision > (comment.revision or 0)

    @property
    def difference(self) -> list[Part]:
        """How the words that were commented on became the others, word by word."""
        return changes(self.before, self.after)


def add_comment(
    session: Session,
    *,
    guidance: Guidance,
    element: Element | None,
    revision: int | None,
    text: str,
    source: CommentSource,
    name: str = "",
    author: Person | None = None,
    round: ConsultationRound | None = None,
    save_key: str | None = None,
    now: dt.datetime,
) -> Comment:
    """What somebody says of an element at one revision, or (no element) of the whole; the same save_key, once.

    Without a revision it is about the words that stand.
    """
    text, name = tidy(text), " ".join(name.split())
    _check(text, name)
    session.refresh(guidance, ["state"], with_for_update=True)
    if (standing := _saved_as(session, save_key)) is not None:
        return standing
    if guidance.state is not GuidanceState.DRAFT:
        raise CommentsClosed(year=guidance.year)
    if source is CommentSource.MINUTE:
        _require_first_minute(session, guidance, round, text)
    comment = Comment(
        guidance_id=guidance.id,
        element_id=element.id if element else None,
        revision=_revision(guidance, element, revision),
        round_id=round.id if round else None,
        source=source,
        author_id=author.id if author else None,
        name=name,
        text=text,
        written_at=now,
        save_key=save_key,
    )
    return _keep(session, comment, by=author, now=now)


def _keep(session: Session, comment: Comment, *, by: Person | None, now: dt.datetime) -> Comment:
    session.add(comment)
    session.flush()
    details = {"source": comment.source.value, "round": comment.round_id}
    trail.record(session, by=by, action="guidance.commented", thing=f"comment:{comment.id}", details=details, now=now)
    return comment


def _check(text: str, name: str) -> None:
    if not text:
        raise CommentEmpty()
    check_length(text, LONGEST_COMMENT)
    check_length(name, LONGEST_NAME)
    if holds_cpr(text):
        raise CommentPrivate()


def _saved_as(session: Session, save_key: str | None) -> Comment | None:
    if save_key is None:
        return None
    return session.scalars(select(Comment).where(Comment.save_key == save_key)).one_or_none()


def _require_first_minute(session: Session, guidance: Guidance, round: ConsultationRound | None, text: str) -> None:
    """A committee's answer is entered once for its round, and what others will read repeats no own notes."""
    if round is None:
        raise NotFound(N_("Høringen"))
    entered = select(Comment.id).where(Comment.round_id == round.id, Comment.source == CommentSource.MINUTE)
    if session.scalar(entered.limit(1)) is not None:
        raise MinuteEntered(title=round.title)
    discretion_of(session, guidance).require_open(text, name=_("Punktet"))


def _revision(guidance: Guidance, element: Element | None, revision: int | None) -> int | None:
    if element is None:
        return None
    if element.guidance_id != guidance.id:
        raise NotFound(N_("Teksten"), element.id)
    revision = element.revision if revision is None else revision
    if not 1 <= revision <= element.revision:
        raise RevisionUnknown()
    return revision


def answer_comment(
    session: Session,
    *,
    comment: Comment,
    kind: AnswerKind,
    why: str,
    revision: int | None = None,
    element: Element | None = None,
    by: Person | None,
    now: dt.datetime,
) -> Answer:
    """Answers a comment, once, with a sentence why. `changed` names a revision that came after the words it was about.

    A comment on the whole that led to a change is put at the `element` that was changed.
    """
    guidance = _hold(session, comment)
    why = tidy(why)
    if not why:
        raise AnswerWithoutWhy()
    check_length(why, LONGEST_COMMENT)
    if comment.source in FOR_READERS:
        discretion_of(session, guidance).require_open(why, name=_("Svaret"))
    if kind is AnswerKind.CHANGED:
        _put_at(session, comment, element)
        revision = _changed_to(session, comment, revision)
    answer = Answer(
        comment_id=comment.id,
        kind=kind,
        revision=revision if kind is AnswerKind.CHANGED else None,
        why=why,
        answered_at=now,
        answered_by_id=by.id if by else None,
    )
    session.add(answer)
    session.flush()
    session.expire(comment, ["answer"])
    details = {"kind": kind.value, "element": comment.element_id, "revision": answer.revision}
    trail.record(session, by=by, action="guidance.answered", thing=f"comment:{comment.id}", details=details, now=now)
    return answer


def _hold(session: Session, comment: Comment) -> Guidance:
    """The guidance, held, so that of two answers one stands and none comes after the publication."""
    guidance = session.get_one(Guidance, comment.guidance_id)
    session.refresh(guidance, ["state"], with_for_update=True)
    if guidance.state is GuidanceState.PUBLISHED:
        raise GuidanceFrozen(year=guidance.year)
    if session.get(Answer, comment.id) is not None:
        raise CommentAnswered()
    return guidance


def _put_at(session: Session, comment: Comment, element: Element | None) -> None:
    """Where a comment on the whole belongs, in the wording that its writer read."""
    if comment.element_id is not None or element is None:
        return
    if element.guidance_id != comment.guidance_id:
        raise NotFound(N_("Teksten"), element.id)
    comment.revision = _read_revision(session, comment, element)
    comment.element_id = element.id
    session.flush()
    session.expire(comment, ["element"])


def _read_revision(session: Session, comment: Comment, element: Element) -> int:
    """The frozen one of its round, else the one that stood when it was written."""
    round_read = session.get(ConsultationRound, comment.round_id) if comment.round_id else None
    if round_read is not None:
        for part in round_read.content["parts"]:
            for one in part["elements"]:
                if one["element"] == element.id:
                    return int(one["revision"])
    stood = select(ElementRevision.number).where(
        ElementRevision.element_id == element.id, ElementRevision.saved_at <= comment.written_at
    )
    return session.scalar(stood.order_by(ElementRevision.number.desc()).limit(1)) or 1


def _changed_to(session: Session, comment: Comment, revision: int | None) -> int:
    element = session.get(Element, comment.element_id) if comment.element_id else None
    if element is None or revision is None or not (comment.revision or 0) < revision <= element.revision:
        raise AnswerWithoutChange()
    return revision


def require_none(session: Session, *, elements: Iterable[int], title: str) -> None:
    """Raises ThemeCommented if anything was said of one of these elements, or asked about it."""
    ids = list(elements)
    said = exists().where(Comment.element_id.in_(ids)), exists().where(Example.element_id.in_(ids))
    if any(session.scalar(select(one)) for one in said):
        raise ThemeCommented(title=title)


def comment_of(session: Session, comment_id: int) -> Comment:
    """One comment with its answer and its element; raises NotFound."""
    found = session.scalars(_query(Comment.id == comment_id)).one_or_none()
    if found is None:
        raise NotFound(N_("Kommentaren"), comment_id)
    return found


def comments_of(session: Session, guidance: Guidance | Head) -> list[CommentRow]:
    """Every comment on a guidance: those without an answer first, then as they were written."""
    return _rows(session, Comment.guidance_id == guidance.id)


def comments_at(session: Session, element_id: int) -> list[CommentRow]:
    """The comments on one text."""
    return _rows(session, Comment.element_id == element_id)


def comments_in(session: Session, round: ConsultationRound) -> list[CommentRow]:
    """The comments of one round."""
    return _rows(session, Comment.round_id == round.id)


def unanswered(session: Session, guidance: Guidance | Head) -> list[Comment]:
    """The comments that wait for an answer, as they were written."""
    return list(session.scalars(_query(Comment.guidance_id == guidance.id, ~Comment.answer.has())))


def _query(*conditions: ColumnElement[bool]) -> Select[Comment]:
    return (
        select(Comment)
        .where(*conditions)
        .options(joinedload(Comment.element).joinedload(Element.edition), joinedload(Comment.round))
        .options(joinedload(Comment.answer))
        .order_by(Comment.written_at, Comment.id)
    )


def _rows(session: Session, condition: ColumnElement[bool]) -> list[CommentRow]:
    found = list(session.scalars(_query(condition)))
    words = _wordings(session, [one.element_id for one in found if one.element_id])
    rows = [_row(one, words) for one in found]
    return sorted(rows, key=lambda row: row.answer is not None)


def _wordings(session: Session, elements: Sequence[int]) -> Wordings:
    query = select(ElementRevision.element_id, ElementRevision.number, ElementRevision.text)
    found = session.execute(query.where(ElementRevision.element_id.in_(set(elements)))).all()
    return {(element, number): text for element, number, text in found}


def _row(comment: Comment, words: Wordings) -> CommentRow:
    if comment.element is None:
        return CommentRow(comment=comment, before="", after="")
    number = comment.answer.revision if comment.answer and comment.answer.revision else comment.element.revision
    key = comment.element.id
    return CommentRow(comment=comment, before=words.get((key, comment.revision or 1), ""), after=words[key, number])
