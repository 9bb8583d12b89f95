"""Use cases of comments: what somebody said of an element of the draft, or of the whole."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.guidance.domain import CommentSource
from app.guidance.models import Comment, ConsultationRound, Element, Guidance
from app.people.models import Person


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
    """Keeps what somebody said; the same `save_key` again gives what stands already."""
    if save_key is not None:
        standing = session.scalars(select(Comment).where(Comment.save_key == save_key)).one_or_none()
        if standing is not None:
            return standing
    comment = Comment(
        guidance_id=guidance.id,
        element_id=element.id if element else None,
        revision=revision,
        round_id=round.id if round else None,
        source=source,
        author_id=author.id if author else None,
        name=name,
        text=text,
        written_at=now,
        save_key=save_key,
    )
    session.add(comment)
    session.flush()
    return comment
