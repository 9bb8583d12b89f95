"""What the committee paper rests on: the facts of a year as they are today, each with a name that lasts.

Only that things took place, when, and how many: no passage and no note is read for it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.clock import local_day
from app.communication import queries
from app.communication.domain import Channel, Fact, Part
from app.communication.models import CommitteePaper
from app.cycle import queries as cycles
from app.cycle.domain import MilestoneKind
from app.cycle.models import Cycle, ThemeEdition
from app.dialogues import queries as dialogues
from app.dialogues.domain import Forum
from app.guidance import queries as guidances
from app.guidance.domain import AnswerKind, ElementKind, Party
from app.guidance.models import Answer, Comment, ConsultationRound, Guidance
from app.scheduling import queries as scheduling
from app.scheduling.domain import DialogueState

FORUM_OF = {
    MilestoneKind.DISCUSSED: (Forum.DIRECTORATE, None),
    MilestoneKind.HEADS_FORUM: (Forum.HEADS_FORUM, Party.HEADS_FORUM),
    MilestoneKind.JOINT_COMMITTEE: (Forum.COMMITTEE, Party.JOINT_COMMITTEE),
}
"""A day of the year wheel is told by what is known of it: as a discussion or a consultation where there is one."""


def facts_of(session: Session, paper: CommitteePaper, day: dt.date) -> list[Fact]:
    """Everything that the paper tells, in its order, as it stands on a day."""
    guidance = guidances.of_year(session, paper.guidance.year)
    cycle = guidances.cycle_of(session, guidance)
    committee, year = paper.committee, guidance.year
    found = [Fact(source="purpose", part=Part.PURPOSE, data={"committee": committee, "year": year})]
    if cycle is not None:
        found += _came_about(session, guidance, cycle, day)
    found += _themes(session, guidance)
    found += _action(session, guidance, cycle)
    found.append(Fact(source="economy", part=Part.ECONOMY))
    found.append(Fact(source="appropriation", part=Part.APPROPRIATION))
    found.append(Fact(source="competence", part=Part.COMPETENCE, data={"committee": committee}))
    found += _communication(session, guidance)
    found.append(Fact(source="recommendation", part=Part.RECOMMENDATION))
    return found


def _came_about(session: Session, guidance: Guidance, cycle: Cycle, day: dt.date) -> Iterator[Fact]:
    """What took place, by its day; the sentence that sums it up stands before, the one on the answers after."""
    dated = sorted(_dated(session, guidance, cycle, day), key=lambda one: (one.data["on"], one.source))
    held = sum(one.data["count"] for one in dated if one.kind == "dialogues")
    yield _cause("basis", year=guidance.year, dialogues=held)
    yield from dated
    yield from _answers(session, guidance)


def _dated(session: Session, guidance: Guidance, cycle: Cycle, day: dt.date) -> Iterator[Fact]:
    held = [one for one in scheduling.dialogues_of(session, cycle) if one.state is DialogueState.HELD]
    days = sorted(local_day(one.starts_at) for one in held if one.starts_at)
    if days:
        yield _cause("dialogues", on=days[0].isoformat(), to=days[-1].isoformat(), count=len(held))
    others = [one for one, _state, _count in dialogues.discussions_of(session, cycle) if one.held_on <= day]
    for one in others:
        data = {"on": one.held_on.isoformat(), "forum": one.forum.value, "title": one.title}
        yield _cause(f"discussion:{one.id}", **data)
    rounds = _rounds(session, guidance)
    for found, count in rounds:
        data = {"on": local_day(found.opened_at).isoformat(), "to": found.deadline.isoformat(), "title": found.title}
        yield _cause(f"round:{found.id}", **data, comments=count)
    told = {one.forum for one in others} | {found.party for found, _count in rounds}
    for kind, known in FORUM_OF.items():
        if cycle.day(kind) <= day and told.isdisjoint(known):
            yield _cause(f"milestone:{kind.value}", on=cycle.day(kind).isoformat(), kind=kind.value)
    if guidance.adopted_on:
        yield _cause("adopted", on=guidance.adopted_on.isoformat(), item=guidance.agenda_item)


def _rounds(session: Session, guidance: Guidance) -> Sequence[tuple[ConsultationRound, int]]:
    query = (
        select(ConsultationRound, func.count(Comment.id))
        .outerjoin(Comment, Comment.round_id == ConsultationRound.id)
        .where(ConsultationRound.guidance_id == guidance.id)
        .group_by(ConsultationRound.id)
    )
    return [(found, count) for found, count in session.execute(query)]


def _answers(session: Session, guidance: Guidance) -> Iterator[Fact]:
    """How many of the comments in consultation led to a change, and whether all have been answered."""
    changed = func.count(Answer.comment_id).filter(Answer.kind == AnswerKind.CHANGED)
    query = (
        select(func.count(Comment.id), func.count(Answer.comment_id), changed)
        .outerjoin(Comment.answer)
        .where(Comment.guidance_id == guidance.id, Comment.round_id.is_not(None))
    )
    comments, answered, led_to_change = session.execute(query).one()
    if comments:
        yield _cause("answers", comments=comments, answered=answered, changed=led_to_change)


def _cause(source: str, **data: object) -> Fact:
    return Fact(source=source, part=Part.CAME_ABOUT, data=data)


def _themes(session: Session, guidance: Guidance) -> Iterator[Fact]:
    """The year's themes with where they come from, then those that ended."""
    before = cycles.themes_of(session, guidance.year - 1)
    for edition in cycles.themes_of(session, guidance.year):
        data = {
            "year": guidance.year,
            "title": edition.title,
            "summary": edition.summary,
            "kind": _lineage(edition, first=not before),
            "forerunners": list(guidances.forerunner_titles(edition)),
        }
        yield Fact(source=f"theme:{edition.id}", part=Part.THEMES, data=data)
    for edition in before:
        if edition.ended_reason:
            data = {"title": edition.title, "why": edition.ended_reason}
            yield Fact(source=f"ended:{edition.id}", part=Part.THEMES, data=data)


def _lineage(edition: ThemeEdition, *, first: bool) -> str:
    if edition.forerunners:
        return guidances.lineage_kind(edition).value
    return "first" if first else "new"


def _action(session: Session, guidance: Guidance, cycle: Cycle | None) -> Iterator[Fact]:
    """From words to action: the days that follow, as the years have set them."""
    opened = next((one for one in cycles.all_years(session) if one.year == guidance.year), None)
    if opened is not None or cycle is not None:
        ahead = {one.kind: one.day for one in opened.milestones} if opened else None
        days = ahead or cycles.proposed_days(session, guidance.year)
        yield _step("annual-plans", on=days[MilestoneKind.ANNUAL_PLANS].isoformat())
    if _asks_in_every_theme(session, guidance):
        yield _step("questions")
    if opened is not None or cycle is not None:
        first, last = days[MilestoneKind.DIALOGUES_FROM], days[MilestoneKind.DIALOGUES_TO]
        yield _step("next-dialogues", on=first.isoformat(), to=last.isoformat())
    yield _step("follow-up")


def _asks_in_every_theme(session: Session, guidance: Guidance) -> bool:
    """A place for questions stands in every theme; only where somebody has written them are there any."""
    asked = [one.id for one in guidance.elements if one.kind is ElementKind.QUESTION]
    texts = guidances.texts_of(session, asked)
    return bool(asked) and all(texts[one] for one in asked)


def _step(source: str, **data: object) -> Fact:
    return Fact(source=source, part=Part.ACTION, data=data)


def _communication(session: Session, guidance: Guidance) -> Iterator[Fact]:
    """When it was published, and the plan's rows by their day; a course is told by itself, not by the plan's row."""
    published_at = queries.first_published_at(session, guidance)
    if published_at is not None:
        on = local_day(published_at).isoformat()
        yield Fact(source="published", part=Part.COMMUNICATION, data={"on": on})
    every = queries.courses_of(session, guidance)
    off = queries.called_off(session, every)
    courses = [one for one in every if one.id not in off]
    silent = {Channel.COMMITTEE, Channel.COURSE} if courses else {Channel.COMMITTEE}
    rows = [
        (one.done_on or one.day, f"step:{one.id}", _told(one.channel, one.audience, done=one.done_on is not None))
        for one in queries.steps_of(session, guidance)
        if one.channel not in silent
    ]
    rows += [
        (local_day(one.starts_at), f"course:{one.id}", {"title": one.title, "place": one.place}) for one in courses
    ]
    for day, source, data in sorted(rows, key=lambda row: row[:2]):
        yield Fact(source=source, part=Part.COMMUNICATION, data={"on": day.isoformat(), **data})


def _told(channel: Channel, audience: str, *, done: bool) -> dict[str, object]:
    return {"channel": channel.value, "audience": audience, "done": done}
