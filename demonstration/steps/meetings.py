"""What is done at and after every dialogue, in both years: notes, promises, the head's yes, insights."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy.orm import Session

from app.clock import add_working_days, at, local_day, working_day_from
from app.cycle import queries as cycles
from app.cycle.models import Cycle
from app.database import transaction
from app.dialogues import attendance
from app.dialogues import queries as dialogues
from app.dialogues import services as writing
from app.dialogues.domain import Attendee, ConfirmationAnswer, PassageKind, attendance_seal
from app.dialogues.writing import passages
from app.insights import services as insights
from app.insights.domain import Meaning, Quote
from app.people.models import Person
from app.scheduling import queries as scheduling
from app.scheduling.models import Dialogue
from demonstration.steps.stage import Spoken, Stage, director, passage_id, secretary
from demonstration.story.people import COMPANIONS, LATE
from demonstration.story.said import FORM, Learnt, Said, Talk

MINUTE = dt.timedelta(minutes=1)
DAYS_TO_ANSWER = 8


def hold(stage: Stage, cycle: Cycle, dialogue: Dialogue, talk: Talk) -> None:
    """The meeting: its agenda, what was said theme by theme, own notes, promises; then it has been held."""
    assert dialogue.starts_at and dialogue.ends_at
    begins = dialogue.starts_at
    with transaction() as session:
        agreed = scheduling.dialogue(session, dialogue.id)
        writing.prepare_agenda(session, dialogue=agreed, now=begins - dt.timedelta(days=7))
    with transaction() as session:
        _write(session, stage, cycle, scheduling.dialogue(session, dialogue.id), talk)
        _attend(session, scheduling.dialogue(session, dialogue.id), now=dialogue.ends_at)
    with transaction() as session:
        held = scheduling.dialogue(session, dialogue.id)
        for promise in talk.promises:
            writing.add_action(
                session,
                dialogue=held,
                text=promise.text,
                owner=director(session, promise.owner),
                due=working_day_from(local_day(begins) + dt.timedelta(weeks=promise.weeks)),
                now=dialogue.ends_at,
            )
        writing.hold(session, dialogue=held, now=dialogue.ends_at)


def _write(session: Session, stage: Stage, cycle: Cycle, dialogue: Dialogue, talk: Talk) -> None:
    assert dialogue.starts_at
    editions = {edition.number: edition.id for edition in cycles.themes_of(session, cycle.year)}
    own = [Said(FORM, text) for text in talk.own_notes]
    note, by = passages.open_note(session, dialogue=dialogue, now=dialogue.starts_at), secretary(session)
    for number, said in enumerate((*talk.said, *own)):
        passage = passages.add_passage(
            session,
            note=note,
            passage_id=passage_id(cycle.year, dialogue.seat.number, number),
            text=said.text,
            edition_id=editions.get(said.theme),
            level=said.level,
            kind=PassageKind.OWN if said in own else PassageKind.MINUTES,
            by=by,
            now=dialogue.starts_at + (8 + 6 * number) * MINUTE,
        )
        stage.spoken.setdefault(cycle.year, []).append(Spoken(said, passage.id, dialogue.id))


def _attend(session: Session, dialogue: Dialogue, *, now: dt.datetime) -> None:
    """Who came: the invited, of whom one was late, and a colleague whom the head brought along."""
    note = passages.open_note(session, dialogue=dialogue, now=now)
    invited = attendance.attendees_of(session, note, attendance.participants_of(session, dialogue))
    name, title = COMPANIONS[dialogue.seat.number % len(COMPANIONS)]
    late = replace(invited[-1], remark=LATE)
    attendance.write_attendance(
        session,
        note=note,
        dialogue=dialogue,
        attendees=[*invited[:-1], late, Attendee(name=name, title=title)],
        seal=attendance_seal(invited),
        by=secretary(session),
        now=now,
    )


def ask(stage: Stage, dialogue: Dialogue, *, hour: int = 9, minute: int = 0) -> Person:
    """The working day after the meeting the head is asked, by mail, whether the minutes are right."""
    assert dialogue.ends_at
    day = add_working_days(local_day(dialogue.ends_at), 1)
    with transaction() as session:
        held = scheduling.dialogue(session, dialogue.id)
        note = passages.open_note(session, dialogue=held, now=at(day, hour, minute))
        deadline = add_working_days(day, DAYS_TO_ANSWER)
        by, now = secretary(session), at(day, hour, minute)
        head = writing.ask_confirmation(session, note=note, deadline=deadline, by=by, now=now).person
    stage.deliver(at(day, hour, minute + 5))
    return head


def confirm(dialogue: Dialogue) -> None:
    """Some days later the head says that they are."""
    assert dialogue.ends_at
    now = at(add_working_days(local_day(dialogue.ends_at), 4), 14)
    with transaction() as session:
        note = dialogues.note_of(session, dialogue)
        confirmation = dialogues.confirmation(session, note) if note else None
        assert confirmation is not None
        writing.answer_confirmation(session, confirmation=confirmation, answer=ConfirmationAnswer.RIGHT, now=now)


def code(stage: Stage, year: int, learnt: Iterable[Learnt], now: dt.datetime) -> tuple[int, int]:
    """Writes the insights for which somebody has said something; gives how many, and how many passages lie behind."""
    quotes = 0
    for one in learnt:
        behind = [spoken for spoken in stage.spoken.get(year, ()) if spoken.said.behind == one.key]
        if not behind:
            continue
        with transaction() as session:
            cycle = cycles.by_year(session, year)
            editions = {edition.number: edition.id for edition in cycles.themes_of(session, year)}
            insight = insights.add_insight(
                session,
                cycle=cycle,
                meaning=Meaning(
                    sentence=one.sentence,
                    about=one.about,
                    tone=one.tone,
                    level=one.level,
                    chain=one.chain,
                    edition_id=editions.get(one.theme),
                ),
                evidence=[_quote(session, spoken) for spoken in behind],
                by=secretary(session),
                now=now,
            )
            stage.insights[year, one.key] = insight.id
        quotes += len(behind)
        now += 7 * MINUTE
    return sum(key[0] == year for key in stage.insights), quotes


def _quote(session: Session, spoken: Spoken) -> Quote:
    revision = dialogues.passage(session, spoken.passage_id).current
    return Quote(revision_id=revision.id, quote=spoken.said.words, stance=spoken.said.stance)
