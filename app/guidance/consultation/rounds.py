"""Consultation rounds: a frozen copy of the draft behind a link that needs no account, with a deadline.

Readers see the frozen text and nothing of what it rests on; later, at the same link, what each comment led to.
"""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext
from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app.clock import local_day
from app.dates import day_short
from app.domain import N_, NotFound
from app.guidance.closed_gates import own_note_gates
from app.guidance.consultation import comments
from app.guidance.consultation.refusals import (
    ClosedWords,
    CommentNameless,
    RecipientUnknown,
    RoundClosed,
    RoundEmpty,
    RoundTooShort,
    RoundUntitled,
)
from app.guidance.discretion import Discretion, discretion_of
from app.guidance.domain import (
    LONGEST_NAME,
    CommentSource,
    GuidanceFrozen,
    GuidanceState,
    Party,
    check_length,
)
from app.guidance.drafting import drafts
from app.guidance.drafting.drafts import Draft, ElementRow
from app.guidance.models import Answer, Comment, ConsultationRound, Element, Guidance
from app.mail import queries as outbox
from app.mail import services as mail
from app.mail.writing.words import absolute
from app.people import queries as people
from app.people.domain import LinkDead, fit_address
from app.people.models import Person
from app.trail import services as trail

MOST_RECIPIENTS = 200


def open_round(
    session: Session,
    *,
    guidance: Guidance,
    party: Party,
    title: str,
    deadline: dt.date,
    by: Person | None,
    now: dt.datetime,
) -> ConsultationRound:
    """Lays the draft as it stands now before somebody: what they read is frozen, and a link to it is made."""
    session.refresh(guidance, ["state"], with_for_update=True)
    if guidance.state is not GuidanceState.DRAFT:
        raise GuidanceFrozen(year=guidance.year)
    title = " ".join(title.split())
    if not title:
        raise RoundUntitled()
    check_length(title, LONGEST_NAME)
    if deadline < local_day(now):
        raise RoundTooShort()
    made = ConsultationRound(
        guidance=guidance,
        party=party,
        title=title,
        deadline=deadline,
        key=new_key(),
        content=_frozen(session, guidance, title),
        opened_at=now,
        opened_by_id=by.id if by else None,
    )
    session.add(made)
    session.flush()
    _record(session, "opened", made, by=by, now=now)
    return made


def new_key() -> str:
    """192 random bits, as the links to persons have."""
    return secrets.token_urlsafe(24)


def _frozen(session: Session, guidance: Guidance, title: str) -> dict[str, Any]:
    """The texts with their revisions, names masked; raises ClosedWords where own notes shine through."""
    draft, discretion = drafts.draft_of(session, guidance), discretion_of(session, guidance)
    discretion.require_open(title, name=f"“{title}”")
    for gate in own_note_gates(session, draft, discretion):
        if not gate.thing.startswith("insight:"):  # fates are not laid before anybody
            raise ClosedWords(name=gate.name)
    parts = [part for part in _parts(draft, discretion) if part["elements"]]
    if not parts:
        raise RoundEmpty()
    return {"year": guidance.year, "parts": parts}


def _parts(draft: Draft, discretion: Discretion) -> Iterable[dict[str, Any]]:
    yield {"number": 0, "title": "", "summary": "", "elements": _elements(draft.introduction, discretion)}
    for part in draft.themes:
        yield {
            "number": part.edition.number,
            "title": discretion.shown(part.edition.title),
            "summary": discretion.shown(part.edition.summary),
            "elements": _elements(part.rows, discretion),
        }


def _elements(rows: Iterable[ElementRow], discretion: Discretion) -> list[dict[str, Any]]:
    return [
        {
            "element": row.element.id,
            "revision": row.element.revision,
            "kind": row.element.kind.value,
            "level": row.element.level.value if row.element.level else "",
            "text": discretion.shown(row.text),
        }
        for row in rows
        if row.text
    ]


def is_open(found: ConsultationRound, *, today: dt.date) -> bool:
    """Whether its readers may write: until the deadline is over, it is closed, or the text is adopted."""
    return found.closed_at is None and today <= found.deadline and found.guidance.state is GuidanceState.DRAFT


def write_in_round(
    session: Session,
    *,
    round: ConsultationRound,
    element_id: int | None,
    text: str,
    name: str,
    save_key: str,
    now: dt.datetime,
) -> Comment:
    """A reader's comment on a text as she read it, or on the whole; sent twice it comes in once."""
    session.refresh(round, ["closed_at", "deadline"], with_for_update={"read": True})
    if not is_open(round, today=local_day(now)):
        raise RoundClosed(day=day_short(round.deadline))
    if not name.strip():
        raise CommentNameless()
    return comments.add_comment(
        session,
        guidance=round.guidance,
        element=session.get(Element, element_id) if element_id else None,
        revision=frozen_revision(round, element_id) if element_id else None,
        text=text,
        source=CommentSource.ROUND,
        name=name,
        round=round,
        save_key=saved_as(round, save_key),
        now=now,
    )


def saved_as(found: ConsultationRound, save_key: str) -> str:
    """A reader's key, which can be that of no other round and no other way in."""
    return f"round:{found.id}:{save_key[:40]}"


def frozen_revision(found: ConsultationRound, element_id: int) -> int:
    """Which wording of a text was laid before the readers; raises NotFound for a text that was not."""
    for part in found.content["parts"]:
        for one in part["elements"]:
            if one["element"] == element_id:
                return int(one["revision"])
    raise NotFound(N_("Teksten"), element_id)


def enter_minute(
    session: Session, *, round: ConsultationRound, text: str, name: str = "", by: Person | None, now: dt.datetime
) -> Comment:
    """What a committee has put into its minutes: one item, entered once for its round, also after the deadline."""
    session.refresh(round, ["title"], with_for_update=True)
    return comments.add_comment(
        session,
        guidance=round.guidance,
        element=None,
        revision=None,
        text=text,
        source=CommentSource.MINUTE,
        name=name,
        author=by,
        round=round,
        now=now,
    )


def renew_link(session: Session, *, round: ConsultationRound, by: Person | None, now: dt.datetime) -> None:
    """Makes another link; the old one is dead."""
    round.key = new_key()
    session.flush()
    _record(session, "link-renewed", round, by=by, now=now)


def close_round(session: Session, *, round: ConsultationRound, by: Person | None, now: dt.datetime) -> None:
    """Ends a round before its deadline; what was written stays, and the link goes on showing the answers."""
    if round.closed_at is None:
        round.closed_at = now
        session.flush()
        _record(session, "closed", round, by=by, now=now)


def _record(session: Session, what: str, found: ConsultationRound, *, by: Person | None, now: dt.datetime) -> None:
    details = {"party": found.party.value}
    trail.record(session, by=by, action=f"guidance.round-{what}", thing=f"round:{found.id}", details=details, now=now)


def mail_link(
    session: Session, *, round: ConsultationRound, recipients: str, by: Person | None, now: dt.datetime
) -> int:
    """Mails the link to persons of the register or typed addresses, one a line; each gets one link once.

    When every comment has its answer, the mail says so, and whoever had the link is told. Gives how many were written.
    """
    told = is_answered(session, round)
    written = [one for one in recipients_of(session, recipients) if _mail(session, round, one, told=told, now=now)]
    details = {"count": len(written), "answers": told}
    thing = f"round:{round.id}"
    trail.record(session, by=by, action="guidance.round-mailed", thing=thing, details=details, now=now)
    return len(written)


def recipients_of(session: Session, typed: str) -> list[Person]:
    """Addresses and names, one a line or parted by semicolons. A typed address makes nobody part of the register."""
    lines = [line.strip() for line in re.split(r"[\n;]", typed) if line.strip()][:MOST_RECIPIENTS]
    found = [_recipient(session, line) for line in lines]
    return list({one.address: one for one in found}.values())


def _recipient(session: Session, typed: str) -> Person:
    if "@" in typed:
        address = fit_address(typed)
        return people.by_address(session, address) or Person(name="", address=address, language=None)
    named = [one for one in people.everyone(session) if one.active and one.name.casefold() == typed.casefold()]
    if len(named) != 1:
        raise RecipientUnknown(name=typed)
    return named[0]


def _mail(session: Session, found: ConsultationRound, person: Person, *, told: bool, now: dt.datetime) -> bool:
    once = f"round:{found.id}:{found.key[:12]}:{'told' if told else 'asked'}:{person.address}"[:200]
    if outbox.is_written(session, once):
        return False
    year = found.guidance.year
    asked, answered = (
        lazy_gettext("Ledetråd %(year)s i høring", year=year),
        lazy_gettext("Svar på høringen om Ledetråd %(year)s", year=year),
    )
    mail.enqueue_plain(
        session,
        once=once,
        kind="consultation",
        thread=f"round:{found.id}:{person.address}"[:80],
        person=person,
        subject=answered if told else asked,
        template="consultation",
        context={"round": found, "year": year, "told": told, "url": absolute(address_of(found))},
        now=now,
    )
    return True


def address_of(found: ConsultationRound) -> str:
    """The path of the readers' page."""
    return f"/ledetraad/i-hoering/{found.key}"


def is_answered(session: Session, found: ConsultationRound) -> bool:
    """Whether there were comments, and each has its answer."""
    written, answered = counts_of(session, [found.id]).get(found.id, (0, 0))
    return written > 0 and written == answered


def counts_of(session: Session, round_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """How many comments each round has, and how many of them are answered."""
    query = (
        select(Comment.round_id, func.count(Comment.id), func.count(Answer.comment_id))
        .outerjoin(Answer, Answer.comment_id == Comment.id)
        .where(Comment.round_id.in_(list(round_ids)))
        .group_by(Comment.round_id)
    )
    return {key: (written, answered) for key, written, answered in session.execute(query) if key is not None}


def rounds_of(session: Session, guidance: Guidance) -> list[ConsultationRound]:
    """The rounds of a guidance, the newest first."""
    query = select(ConsultationRound).where(ConsultationRound.guidance_id == guidance.id)
    return list(
        session.scalars(query.options(joinedload(ConsultationRound.guidance)).order_by(ConsultationRound.id.desc()))
    )


def round_of(session: Session, round_id: int) -> ConsultationRound:
    """One round with its guidance; raises NotFound."""
    query = select(ConsultationRound).options(joinedload(ConsultationRound.guidance))
    found = session.scalars(query.where(ConsultationRound.id == round_id)).one_or_none()
    if found is None:
        raise NotFound(N_("Høringen"), round_id)
    return found


def round_behind(session: Session, key: str) -> ConsultationRound:
    """The round that a link opens; raises LinkDead."""
    query = select(ConsultationRound).options(joinedload(ConsultationRound.guidance))
    found = session.scalars(query.where(ConsultationRound.key == key)).one_or_none()
    if found is None:
        raise LinkDead()
    return found


def minute_of(session: Session, found: ConsultationRound) -> Comment | None:
    """The committee's item, once it is entered."""
    query = select(Comment).where(Comment.round_id == found.id, Comment.source == CommentSource.MINUTE)
    return session.scalars(query).first()


def written_with(session: Session, found: ConsultationRound, save_key: str) -> Comment | None:
    """What a reader has just written, for the one who knows the key that she sent it with."""
    if not save_key:
        return None
    return session.scalars(select(Comment).where(Comment.save_key == saved_as(found, save_key))).one_or_none()


def mailed_to(session: Session, found: ConsultationRound) -> list[str]:
    """The addresses that have had a link to it."""
    return outbox.addresses_of(session, thread_start=f"round:{found.id}:")
