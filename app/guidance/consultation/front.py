"""What consultation asks of people on their front pages: answers, rounds that run, heads who have been asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from app.clock import local_day
from app.cycle.domain import NextStep
from app.guidance.consultation import comments, examples, rounds
from app.guidance.consultation.examples import ExampleState
from app.guidance.domain import GuidanceState
from app.guidance.drafting import drafts
from app.guidance.models import Guidance
from app.people.models import Person


def staff_steps(session: Session, guidance: Guidance | None, now: dt.datetime, due: dt.date) -> Iterator[NextStep]:
    """For who writes the guidance; `due` is the day of the adoption."""
    if guidance is None or guidance.state is GuidanceState.PUBLISHED:
        return
    waiting = len(comments.unanswered(session, guidance))
    if waiting:
        yield NextStep(
            sentence=ngettext(
                "%(num)s kommentar til udkastet venter på svar.",
                "%(num)s kommentarer til udkastet venter på svar.",
                waiting,
            ),
            otherwise=_("Ellers kan ledetråden ikke vedtages, og de, der skrev, hører intet."),
            button=_("Svar på dem"),
            endpoint="guidance.comments",
            args={"year": guidance.year},
            due=due,
            waits=True,
            rank=52,
        )
    yield from _rounds(session, guidance, now)
    yield from _examples(session, guidance, due)


def _rounds(session: Session, guidance: Guidance, now: dt.datetime) -> Iterator[NextStep]:
    for found in rounds.rounds_of(session, guidance):
        if rounds.is_open(found, today=local_day(now)):
            yield NextStep(
                sentence=_("Høringen “%(title)s” er åben.", title=found.title),
                otherwise=_("Ved fristen lukker den af sig selv."),
                button=_("Se høringen"),
                endpoint="guidance.round",
                args={"round_id": found.id},
                due=found.deadline,
                rank=70,
            )


def _examples(session: Session, guidance: Guidance, due: dt.date) -> Iterator[NextStep]:
    if not examples.is_any(session, guidance):
        return
    for row in examples.examples_of(session, drafts.draft_of(session, guidance)):
        if row.state is ExampleState.WAITING:
            yield NextStep(
                sentence=_("%(name)s har ikke svaret på, om eksemplet må bringes.", name=row.example.person.name),
                otherwise=_("Uden et ja må sætningen ud af ledetråden."),
                button=_("Se eksemplet"),
                endpoint="guidance.examples",
                args={"year": guidance.year},
                due=due,
                rank=58,
            )


def head_steps(session: Session, person: Person) -> Iterator[NextStep]:
    """For a head who has been asked about a sentence: to answer, and as long as she can, to take her yes back."""
    for one in examples.waiting_for(session, person):
        row = examples.row_of(session, one)
        if row.state in (ExampleState.WAITING, ExampleState.YES):
            yield _head_step(one.id, one.element.guidance.year, waiting=row.state is ExampleState.WAITING)


def _head_step(example_id: int, year: int, *, waiting: bool) -> NextStep:
    return NextStep(
        sentence=_("Må Ledetråd %(year)s bringe et eksempel fra jer?", year=year)
        if waiting
        else _("Du har sagt ja til et eksempel i Ledetråd %(year)s.", year=year),
        otherwise=_("Uden dit ja bliver sætningen ikke udsendt.")
        if waiting
        else _("Du kan fortryde, indtil ledetråden er udsendt."),
        button=_("Se sætningen"),
        endpoint="guidance.example",
        args={"example_id": example_id},
        waits=waiting,
        rank=20 if waiting else 90,
    )
