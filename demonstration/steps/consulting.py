"""How last year's draft was laid before others: readers' comments, a committee's one item, an example with consent."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app.clock import add_working_days, at, working_day_from
from app.cycle import queries as cycles
from app.cycle.domain import MilestoneKind, default_milestones
from app.database import transaction
from app.dialogues import queries as dialogues
from app.guidance import queries as guidances
from app.guidance import services as guidance
from app.guidance.consultation import comments, examples, rounds
from app.guidance.domain import AnswerKind, Party
from app.guidance.drafting import ties
from app.guidance.models import Comment, Element
from app.scheduling import queries as scheduling
from demonstration.steps import drafting
from demonstration.steps.stage import Stage, secretary
from demonstration.story.consultation_last_year import (
    ASKED,
    COMMITTEE,
    EXAMPLE,
    FORUM,
    ITEM,
    ITEM_TEXT,
    ITEM_WHY,
    SHOW_US,
    TOO_SHORT,
    Remark,
)

HOUR = dt.timedelta(hours=1)


def consult(stage: Stage) -> str:
    """Two readers write, and one text is changed; the committee answers with one item; a head says yes."""
    year, days = stage.story.last.year, default_milestones(stage.story.last.year)
    opened = at(add_working_days(working_day_from(stage.story.last.drafted), 6), 10)
    forum = _lay(year, Party.HEADS_FORUM, FORUM, days[MilestoneKind.HEADS_FORUM], opened)
    said = {one: _remark(forum, year, one, opened + 2 * HOUR) for one in (SHOW_US, TOO_SHORT)}
    changed = at(add_working_days(days[MilestoneKind.HEADS_FORUM], 1), 9)
    revision = _show(stage, year, changed)
    _answer(said[SHOW_US], SHOW_US.why, changed + 5 * HOUR, revision=revision)
    _answer(said[TOO_SHORT], TOO_SHORT.why, changed + 5 * HOUR)
    later = at(add_working_days(days[MilestoneKind.HEADS_FORUM], 2), 9)
    committee = _lay(year, Party.JOINT_COMMITTEE, COMMITTEE, days[MilestoneKind.JOINT_COMMITTEE], later)
    entered = at(add_working_days(days[MilestoneKind.JOINT_COMMITTEE], 1), 9)
    with transaction() as session:
        found, by = rounds.round_of(session, committee), secretary(session)
        item = rounds.enter_minute(session, round=found, text=ITEM_TEXT, name=ITEM, by=by, now=entered).id
    _answer(item, ITEM_WHY, entered + HOUR)
    return "two rounds, three comments answered, one example that its head has said yes to"


def _lay(year: int, party: Party, title: str, deadline: dt.date, now: dt.datetime) -> int:
    with transaction() as session:
        draft, by = guidances.of_year(session, year + 1), secretary(session)
        opened = rounds.open_round(session, guidance=draft, party=party, title=title, deadline=deadline, by=by, now=now)
        return opened.id


def _remark(round_id: int, year: int, one: Remark, now: dt.datetime) -> int:
    """By the readers' link, as they do it."""
    with transaction() as session:
        found = rounds.round_behind(session, rounds.round_of(session, round_id).key)
        element = _element(session, year, one)
        return rounds.write_in_round(
            session, round=found, element_id=element.id, text=one.text, name=one.name, save_key=one.name, now=now
        ).id


def _element(session: Session, year: int, one: Remark) -> Element:
    return drafting.element_at(session, year, one.place)


def _show(stage: Stage, year: int, now: dt.datetime) -> int:
    """The text gets its example, the head is asked about the exact sentence, and says yes on her page."""
    with transaction() as session:
        element, by = _element(session, year, SHOW_US), secretary(session)
        before = guidances.texts_of(session, [element.id])[element.id]
        revision = guidance.write_element(
            session, element=element, text=f"{before} {EXAMPLE}", base_revision=element.revision, by=by, now=now
        )
        ties.affirm_ties(session, element=element, by=by, now=now)
    with transaction() as session:
        asked = scheduling.dialogues_of(session, cycles.by_year(session, year))[ASKED]
        example = examples.ask_example(
            session,
            element=_element(session, year, SHOW_US),
            dialogue=dialogues.dialogue(session, asked.id),
            sentence=EXAMPLE,
            by=secretary(session),
            now=now + HOUR,
        ).id
    stage.deliver(now + HOUR)
    with transaction() as session:
        found = examples.example_of(session, example)
        examples.answer_example(session, example=found, yes=True, by=found.person, now=now + 4 * HOUR)
    return revision


def _answer(comment_id: int, why: str, now: dt.datetime, *, revision: int | None = None) -> None:
    with transaction() as session:
        comments.answer_comment(
            session,
            comment=session.get_one(Comment, comment_id),
            kind=AnswerKind.CHANGED if revision else AnswerKind.NOT_CHANGED,
            why=why,
            revision=revision,
            by=secretary(session),
            now=now,
        )
