"""Use cases of follow-up: writing the letters of a year, adopting and sending them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.clock import local_day
from app.cycle.models import Cycle
from app.cycle.services import require_open
from app.follow_up import letters, queries
from app.follow_up.domain import (
    GuidanceMissing,
    LetterOutdated,
    LetterSettled,
    LetterState,
    LettersUnsent,
    NothingToSend,
    NotPublished,
)
from app.follow_up.models import Letter
from app.guidance import queries as guidances
from app.guidance.domain import GuidanceState
from app.institutions import queries as institutions
from app.mail import services as mail
from app.mail.writing.words import absolute
from app.people import services as people
from app.people.models import Person
from app.trail import services as trail

LINK_PURPOSE = "letter"
LINK_LIFE = dt.timedelta(days=500)  # the next letters come a year later; until then this one is to be read


def require_finished(session: Session, cycle: Cycle, now: dt.datetime) -> None:
    """The gate before a year is closed: the next one has its guidance, and everyone who can be written to has a letter.

    An institution that nobody heads any more cannot be written to, and holds nothing up.
    """
    guidance = guidances.fed_by(session, cycle)
    if guidance is None or guidance.state is not GuidanceState.PUBLISHED:
        raise GuidanceMissing(year=cycle.year, next=cycle.year + 1)
    held = queries.held_dialogues(session, cycle)
    heads = institutions.heads_of(session, [one.seat.institution_id for one in held], local_day(now))
    standing = queries.letters_of(session, cycle)
    owed = [one for one in held if one.id in standing or one.seat.institution_id in heads]
    unsent = [one for one in owed if one.id not in standing or standing[one.id].state is not LetterState.SENT]
    if unsent:
        raise LettersUnsent(names=", ".join(one.seat.institution.name for one in unsent))


def write_letters(session: Session, *, cycle: Cycle, by: Person | None, now: dt.datetime) -> list[Letter]:
    """Writes a letter to each of the six from what became of their words; one that is adopted stays as it is.

    An institution without a head gets none until it has one.
    """
    session.refresh(cycle, ["state"], with_for_update=True)
    guidance = guidances.fed_by(session, cycle)
    if guidance is None or guidance.state is not GuidanceState.PUBLISHED:
        raise NotPublished(year=cycle.year + 1)
    held = queries.held_dialogues(session, cycle)
    heads = institutions.heads_of(session, [one.seat.institution_id for one in held], local_day(now))
    found = letters.harvest(session, guidance, held)
    standing = queries.letters_of(session, cycle)
    written = []
    for dialogue in held:
        head = heads.get(dialogue.seat.institution_id)
        if head is not None:
            letter = standing.get(dialogue.id) or Letter(dialogue_id=dialogue.id, state=LetterState.DRAFT)
            _write(letter, head, letters.letter_to(dialogue, head, found), now=now)
            session.add(letter)
            written.append(letter)
    session.flush()
    trail.record(session, by=by, action="follow-up.letters-written", thing=f"cycle:{cycle.id}", now=now)
    return written


def _write(letter: Letter, head: Person, content: dict[str, Any], *, now: dt.datetime) -> None:
    if letter.state is LetterState.DRAFT:
        letter.person, letter.content, letter.written_at = head, content, now


def adopt_letter(
    session: Session, *, letter: Letter, content: Mapping[str, Any], pdf: bytes, by: Person | None, now: dt.datetime
) -> None:
    """A person has read the letter: it stands as it is. `pdf` was set from `content`, which must still be its words."""
    session.refresh(letter, ["content"], with_for_update=True)
    if letter.content != content:
        raise LetterOutdated()
    draft = update(Letter).where(Letter.id == letter.id, Letter.state == LetterState.DRAFT)
    adopted = draft.values(state=LetterState.ADOPTED, adopted_at=now, pdf=pdf)
    if session.execute(adopted.returning(Letter.id)).first() is None:
        raise LetterSettled()
    session.refresh(letter, ["state", "adopted_at"])
    trail.record(session, by=by, action="follow-up.letter-adopted", thing=f"letter:{letter.id}", now=now)


def send_letters(session: Session, *, cycle: Cycle, by: Person | None, now: dt.datetime) -> int:
    """Sends every adopted letter of a year, each once: a mail with a link to the letter. Returns how many."""
    require_open(session, cycle=cycle)
    sent = [letter for letter in queries.adopted_letters(session, cycle) if _take_for_sending(session, letter, now)]
    if not sent:
        raise NothingToSend()
    for letter in sent:
        _mail_link(session, letter, now)
        trail.record(session, by=by, action="follow-up.letter-sent", thing=f"letter:{letter.id}", now=now)
    return len(sent)


def _take_for_sending(session: Session, letter: Letter, now: dt.datetime) -> bool:
    """One conditional statement: of two who press the button, one sends this letter."""
    adopted = update(Letter).where(Letter.id == letter.id, Letter.state == LetterState.ADOPTED)
    taken = session.execute(adopted.values(state=LetterState.SENT, sent_at=now).returning(Letter.id)).first()
    session.refresh(letter, ["state", "sent_at"])
    return taken is not None


def _mail_link(session: Session, letter: Letter, now: dt.datetime) -> None:
    token = people.issue_link(
        session,
        person=letter.person,
        purpose=LINK_PURPOSE,
        subject_id=letter.id,
        ends_at=now + LINK_LIFE,
        now=now,
    )
    mail.enqueue_plain(
        session,
        once=f"letter:{letter.id}",
        kind="letter",
        thread=f"dialogue:{letter.dialogue_id}",
        person=letter.person,
        subject=_("Det blev der af jeres ord"),
        template="letter",
        context={"content": letter.content, "url": absolute(f"/brev/{token}")},
        now=now,
    )
