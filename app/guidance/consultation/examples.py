"""Examples with consent: a head is asked about one exact sentence, says yes or no, and may withdraw until publication.

A sentence that was changed is another one: she is asked again. Without her yes it is not published.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session, joinedload

from app.clock import local_day
from app.dialogues.domain import NoHead
from app.domain import N_, NotFound
from app.guidance.consultation.refusals import (
    ClosedWords,
    ExampleAsked,
    ExampleNotInText,
    ExampleOutdated,
    ExamplePublished,
    ExampleStands,
)
from app.guidance.discretion import discretion_of
from app.guidance.domain import GuidanceFrozen, GuidanceState
from app.guidance.drafting import drafts
from app.guidance.drafting.board import Board, Head, Text
from app.guidance.drafting.drafts import Draft, ElementRow
from app.guidance.drafting.found import rows_of
from app.guidance.models import Element, Example, Guidance
from app.guidance.naming import exact_sentences, without
from app.institutions import queries as institutions
from app.mail import services as mail
from app.mail.writing.words import absolute
from app.people import services as people
from app.people.models import Person
from app.people.ports import ObjectRule
from app.scheduling.models import Dialogue
from app.selection.models import Seat
from app.trail import services as trail

LINK_PURPOSE = "example"
LINK_LIFE = dt.timedelta(days=400)


class ExampleState(Enum):
    """How a question stands. CHANGED: its sentence is no longer in the text. GONE: nobody asks any more."""

    WAITING = "waiting"
    YES = "yes"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True, kw_only=True)
class ExampleRow:
    """A question with how it stands; `newest` is false for one that was asked again with the same words."""

    example: Example
    stands: bool
    newest: bool = True

    @property
    def institution_id(self) -> int:
        return self.example.dialogue.seat.institution_id

    @property
    def held(self) -> bool:
        """Whether the sentence may be published."""
        return self.state is ExampleState.YES

    @property
    def state(self) -> ExampleState:
        """How it stands now."""
        one = self.example
        if not self.newest or (one.withdrawn_at and (one.answer is None or not self.stands)):
            return ExampleState.GONE
        if one.answer is False:
            return ExampleState.REFUSED if self.stands else ExampleState.GONE
        if not self.stands:
            return ExampleState.CHANGED
        if one.withdrawn_at:
            return ExampleState.WITHDRAWN
        return ExampleState.YES if one.answer else ExampleState.WAITING


def ask_example(
    session: Session, *, element: Element, dialogue: Dialogue, sentence: str, by: Person | None, now: dt.datetime
) -> Example:
    """Asks the head of a dialogue's institution by mail whether this exact sentence may stand as an example."""
    guidance, sentence = element.guidance, " ".join(sentence.split())
    _require_draft(session, guidance)
    row, head = _row_of(session, element), _head(session, dialogue, guidance, now)
    if sentence not in sentences_of(row):
        raise ExampleNotInText()
    _require_open(session, row, sentence)
    example = Example(
        element_id=element.id,
        dialogue_id=dialogue.id,
        person_id=head.id,
        sentence=sentence,
        asked_at=now,
        asked_by_id=by.id if by else None,
    )
    _end_outdated(session, row, example, head)
    session.add(example)
    session.flush()
    _mail_link(session, example, guidance, head, now)
    _record(session, "asked", example, by=by, now=now)
    return example


def _head(session: Session, dialogue: Dialogue, guidance: Guidance, now: dt.datetime) -> Person:
    """Who heads the institution of one of the year's dialogues today; raises NoHead."""
    if dialogue.seat.draw.cycle_id != guidance.cycle_id:
        raise NotFound(N_("Dialogen"), dialogue.id)
    head = institutions.head_of(session, dialogue.seat.institution, local_day(now))
    if head is None:
        raise NoHead(institution=dialogue.seat.institution.name)
    return head


def _require_draft(session: Session, guidance: Guidance) -> None:
    session.refresh(guidance, ["state"], with_for_update=True)
    if guidance.state is not GuidanceState.DRAFT:
        raise GuidanceFrozen(year=guidance.year)


def _row_of(session: Session, element: Element) -> ElementRow:
    rows = drafts.draft_of(session, element.guidance).rows
    return next(row for row in rows if row.element.id == element.id)


def _require_open(session: Session, row: ElementRow, sentence: str) -> None:
    """Nothing of the secretariat's own notes goes out in a question either."""
    draft = drafts.draft_of(session, row.element.guidance)
    ties = {tie.insight_id for tie in row.ties}
    if any(one.closed and one.ids & ties for one in draft.insights.values()):
        raise ClosedWords(name=f"“{sentence}”")
    discretion_of(session, row.element.guidance).require_open(sentence, name=f"“{sentence}”")


def _end_outdated(session: Session, row: ElementRow, asked: Example, head: Person) -> None:
    """Earlier questions about words that are gone are over; the same words are not asked about twice at a time."""
    mine = (Example.element_id == asked.element_id, Example.dialogue_id == asked.dialogue_id)
    for one in session.scalars(select(Example).where(*mine, Example.withdrawn_at.is_(None)).order_by(Example.id)):
        same = one.sentence == asked.sentence
        if same and one.answer is not False and one.person_id == asked.person_id:
            raise ExampleAsked(name=head.name)
        if same or one.sentence not in sentences_of(row):
            one.withdrawn_at = asked.asked_at


def answer_example(session: Session, *, example: Example, yes: bool, by: Person | None, now: dt.datetime) -> None:
    """Her yes or no to the very words that she was shown; a no after a yes takes the yes back. Until publication."""
    guidance = _hold(session, example)
    if guidance.state is GuidanceState.PUBLISHED:
        raise ExamplePublished(year=guidance.year)
    if yes and (_is_over(session, example) or example.sentence not in sentences_of(_row_of(session, example.element))):
        raise ExampleOutdated()
    if not yes and example.answer:
        example.withdrawn_at = example.withdrawn_at or now
    else:
        example.answer, example.answered_at, example.withdrawn_at = yes, now, None if yes else example.withdrawn_at
    session.flush()
    action = "yes" if yes else "withdrawn" if example.answer else "no"
    _record(session, action, example, by=by, now=now)


def _hold(session: Session, example: Example) -> Guidance:
    """The guidance, held: nothing is published between her answer and the look at it."""
    guidance = session.get_one(Guidance, example.element.guidance_id)
    session.refresh(guidance, ["state"], with_for_update=True)
    session.refresh(example, ["answer", "answered_at", "withdrawn_at"])
    return guidance


def _is_over(session: Session, example: Example) -> bool:
    """Taken back by the secretariat, or asked again since."""
    later = select(Example.id).where(
        Example.element_id == example.element_id,
        Example.dialogue_id == example.dialogue_id,
        Example.sentence == example.sentence,
        Example.id > example.id,
    )
    return (example.withdrawn_at is not None and example.answer is None) or session.scalar(later.limit(1)) is not None


def take_back_example(session: Session, *, example: Example, by: Person | None, now: dt.datetime) -> None:
    """Nobody asks any more: before she has answered, or once her sentence is out of the text."""
    guidance = _hold(session, example)
    if guidance.state is GuidanceState.PUBLISHED:
        raise ExamplePublished(year=guidance.year)
    if example.answer is not None and example.sentence in sentences_of(_row_of(session, example.element)):
        raise ExampleStands(name=example.person.name)
    example.withdrawn_at = example.withdrawn_at or now
    session.flush()
    _record(session, "taken-back", example, by=by, now=now)


def _record(session: Session, what: str, example: Example, *, by: Person | None, now: dt.datetime) -> None:
    details = {"element": example.element_id, "dialogue": example.dialogue_id}
    action, thing = f"guidance.example-{what}", f"example:{example.id}"
    trail.record(session, by=by, action=action, thing=thing, details=details, now=now)


def _mail_link(session: Session, example: Example, guidance: Guidance, head: Person, now: dt.datetime) -> None:
    token = people.issue_link(
        session, person=head, purpose=LINK_PURPOSE, subject_id=example.id, ends_at=now + LINK_LIFE, now=now
    )
    mail.enqueue_plain(
        session,
        once=f"example:{example.id}",
        kind="example",
        thread=f"example:{example.id}",
        person=head,
        subject=_("Må vi bringe et eksempel fra jer?"),
        template="example",
        context={
            "sentence": example.sentence,
            "year": guidance.year,
            "url": absolute(f"/ledetraad/et-eksempel/{token}"),
        },
        now=now,
    )


def sentences_of(row: ElementRow | Text) -> list[str]:
    """The sentences of a text and of its English, as they may be asked about."""
    return exact_sentences(f"{row.text}\n{row.element.english}")


def left_of(row: ElementRow | Text, spoken_for: Iterable[str]) -> str:
    """The rest of a text and its English, without the sentences that may stand."""
    return without(f"{row.text}\n{row.element.english}", spoken_for)


def _query() -> Select[Example]:
    return select(Example).options(
        joinedload(Example.dialogue).joinedload(Dialogue.seat).joinedload(Seat.institution),
        joinedload(Example.element).joinedload(Element.edition),
        joinedload(Example.element).joinedload(Element.guidance),
    )


def example_of(session: Session, example_id: int) -> Example:
    """One question with its text, its dialogue and its head; raises NotFound."""
    found = session.scalars(_query().where(Example.id == example_id)).one_or_none()
    if found is None:
        raise NotFound(N_("Eksemplet"), example_id)
    return found


def row_of(session: Session, example: Example) -> ExampleRow:
    """One question with how it stands."""
    draft = drafts.draft_of(session, example.element.guidance)
    return next(one for one in examples_of(session, draft) if one.example.id == example.id)


def examples_of(session: Session, draft: Draft | Board) -> list[ExampleRow]:
    """Every question about a draft, in the order in which they were asked."""
    if not is_any(session, draft.guidance):
        return []
    query = _query().join(Example.element).where(Element.guidance_id == draft.guidance.id).order_by(Example.id)
    found = list(session.scalars(query))
    newest = {(one.element_id, one.dialogue_id, one.sentence): one.id for one in found}
    return [
        ExampleRow(
            example=one,
            stands=(row := draft.row(one.element_id)) is not None and one.sentence in sentences_of(row),
            newest=newest[one.element_id, one.dialogue_id, one.sentence] == one.id,
        )
        for one in found
    ]


ASKED = select(Example.id).join(Example.element).where(Element.guidance_id == bindparam("guidance")).limit(1)


def is_any(session: Session, guidance: Guidance | Head) -> bool:
    """Whether anybody has ever been asked."""
    return bool(rows_of(session, ASKED, guidance=guidance.id))


def waiting_for(session: Session, person: Person) -> Sequence[Example]:
    """What a head has been asked and can still answer or take back, the newest first."""
    query = _query().join(Example.element).join(Element.guidance)
    mine = query.where(Example.person_id == person.id, Guidance.state != GuidanceState.PUBLISHED)
    return list(session.scalars(mine.order_by(Example.id.desc())))


def may_see(session: Session, person: Person, args: Mapping[str, Any]) -> bool:
    """The head to whom the question was put, and nobody in her place."""
    example = session.get(Example, args.get("example_id"))
    return example is not None and example.person_id == person.id


OWN_EXAMPLE = ObjectRule("own-example", may_see)
