"""Use cases of the mail to the managers' circle: looked at, sent once, and stopped while it has not left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.clock import local_day
from app.communication import queries, texts
from app.communication.domain import (
    STOP_WITHIN,
    AlreadySent,
    Channel,
    NobodyToSend,
    NotAMail,
    TextsNotReady,
    TooLateToStop,
)
from app.communication.models import PlanStep
from app.communication.plans import LANGUAGE
from app.communication.queries import Circle
from app.cycle import queries as cycles
from app.cycle.services import require_open
from app.guidance.models import Guidance
from app.mail import queries as outbox
from app.mail import services as mail
from app.mail.domain import MessageState
from app.mail.models import OutboxMessage
from app.mail.writing.words import absolute
from app.people.models import Person
from app.trail import services as trail

KIND = "guidance-sent"


@dataclass(frozen=True, kw_only=True)
class ReadyMail:
    """What would be sent, word for word, and to whom."""

    subject: str
    text: str
    url: str
    circle: Circle


def thread_of(step: PlanStep) -> str:
    """How the outbox names the mails of one row."""
    return f"plan-step:{step.id}"


def address_of(guidance: Guidance) -> str:
    """Where everyone can read the guidance."""
    return absolute(f"/ledetraad/{guidance.year}")


def ready_mail(session: Session, *, step: PlanStep, body: str, now: dt.datetime) -> ReadyMail:
    """The mail of a row as it would be sent now. Raises TextsNotReady before there is something to tell of."""
    content = queries.published_content(session, step.guidance)
    if content is None:
        raise TextsNotReady(year=step.guidance.year)
    with force_locale(LANGUAGE):
        subject = str(_("Ledetråd %(year)s er udsendt", year=step.guidance.year))
    return ReadyMail(
        subject=subject,
        text=step.text or texts.mail_text(content, body=body),
        url=address_of(step.guidance),
        circle=queries.managers_circle(session, local_day(now)),
    )


def send_mail(session: Session, *, step: PlanStep, body: str, by: Person | None, now: dt.datetime) -> int:
    """Writes a mail to each of the managers' circle, once; it leaves in a few minutes. Returns how many."""
    if step.channel is not Channel.MAIL:
        raise NotAMail()
    _require_living(session, step.guidance)
    ready = ready_mail(session, step=step, body=body, now=now)
    if not ready.circle.people:
        raise NobodyToSend()
    _take_for_sending(session, step, ready.text, now)
    for person in ready.circle.people:
        mail.enqueue_plain(
            session,
            once=f"{thread_of(step)}:{int(now.timestamp())}:{person.id}",
            kind=KIND,
            thread=thread_of(step),
            person=person,
            subject=ready.subject,
            template="guidance_sent",
            context={"year": step.guidance.year, "blocks": blocks_of(ready.text), "url": ready.url},
            now=now,
            due_at=now + STOP_WITHIN,
        )
    trail.record(session, by=by, action="communication.mail-sent", thing=thread_of(step), now=now)
    return len(ready.circle.people)


def _require_living(session: Session, guidance: Guidance) -> None:
    """Nothing is sent of a guidance whose own year is over; the year that fed it may be."""
    cycle = next((one for one in cycles.all_years(session) if one.year == guidance.year), None)
    if cycle is not None:
        require_open(session, cycle=cycle)


def _take_for_sending(session: Session, step: PlanStep, text: str, now: dt.datetime) -> None:
    """One conditional statement: of two who press the button, one sends. The row keeps the words as they were sent."""
    unsent = update(PlanStep).where(PlanStep.id == step.id, PlanStep.sent_at.is_(None))
    taking = unsent.values(sent_at=now, done_on=local_day(now), text=text).returning(PlanStep.id)
    taken = session.execute(taking).first()
    session.refresh(step, ["sent_at", "done_on", "text"])
    if taken is None:
        raise AlreadySent()


def stop_mail(session: Session, *, step: PlanStep, by: Person | None, now: dt.datetime) -> int:
    """Takes the whole mail back while all of it waits; the row can be sent again. Returns how many were stopped."""
    session.refresh(step, ["sent_at"], with_for_update=True)
    written = outbox.in_thread(session, thread_of(step))
    stopped = mail.take_back_thread(session, thread=thread_of(step), now=now)
    if step.sent_at is None or not stopped or stopped != len(written):
        raise TooLateToStop()
    step.sent_at = step.done_on = None
    trail.record(session, by=by, action="communication.mail-stopped", thing=thread_of(step), now=now)
    return stopped


@dataclass(frozen=True, kw_only=True)
class Delivered:
    """How far the mails of a row are: those that there are, how many have left, and those that were given up."""

    written: Sequence[OutboxMessage]
    left: int
    waiting: int
    lost: Sequence[OutboxMessage]

    @property
    def can_stop(self) -> bool:
        """Nothing has left yet."""
        return 0 < self.waiting == len(self.written)


def delivered(session: Session, step: PlanStep) -> Delivered:
    """What became of a row's mails."""
    found = outbox.in_thread(session, thread_of(step))
    untried = [one for one in found if one.state in (MessageState.WAITING, MessageState.HELD) and not one.attempt]
    return Delivered(
        written=found,
        left=sum(one.state is MessageState.SENT for one in found),
        waiting=len(untried),
        lost=[one for one in found if one.state is MessageState.FAILED],
    )


def blocks_of(text: str) -> list[dict[str, object]]:
    """The paragraphs of a plain text, and its lists: what the mail's page shows as one or the other."""
    blocks: list[dict[str, object]] = []
    for paragraph in text.split("\n\n"):
        lines = [line for line in paragraph.split("\n") if line]
        plain = [line for line in lines if not line.startswith(texts.BULLET)]
        points = [line.removeprefix(texts.BULLET) for line in lines if line.startswith(texts.BULLET)]
        blocks.append({"lines": plain, "points": points})
    return blocks
