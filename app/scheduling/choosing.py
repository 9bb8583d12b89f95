"""Puts the page of one new time together: three offers, the weeks behind them, and why there are no more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.cycle.models import Cycle
from app.institutions import queries as institutions
from app.people.models import Person
from app.scheduling import queries, services
from app.scheduling.domain import Blocker, Meeting, NearMiss, Problem, Start, Without
from app.scheduling.labels import (
    Names,
    blocked_words,
    lane_words,
    off_words,
    opens_words,
    start_words,
    without_words,
)
from app.scheduling.models import Dialogue
from app.scheduling.planner.explain import at_slot, conflict, explain, offers
from app.scheduling.planner.openings import Board
from app.scheduling.problems import lost_time
from app.scheduling.queries import Knowledge
from app.scheduling.rules import working_time
from app.scheduling.rules.domain import RuleKind
from app.scheduling.weeks import DAY, Scene, WeekPicture, monday_of

WEEKS_SHOWN = 4


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A start that one can choose, and what to know before one does."""

    start: Start
    words: str
    chosen: bool


@dataclass(frozen=True, kw_only=True)
class Tried:
    """A start that somebody thought of: who can, or what stands in its way. A person may choose it all the same."""

    at: dt.datetime
    words: list[str]
    open: bool


@dataclass(frozen=True, kw_only=True)
class WithoutRow:
    """What one would have to do without, and how much it would open; `percent` of the most."""

    phrase: str
    opens: str
    percent: int


@dataclass(frozen=True, kw_only=True)
class Choice:
    """The page of one new time: three offers, the weeks behind them, and why there are no more."""

    dialogue: Dialogue
    meeting: Meeting
    count: int
    offers: list[Offer]
    weeks: list[WeekPicture]
    lanes: list[str]
    without: list[WithoutRow]
    near: tuple[NearMiss, ...]
    names: Names
    known: list[Knowledge]
    last: dt.date
    hours: tuple[str, str]
    times: list[dt.time]
    tried: Tried | None
    attending: list[str]
    conflict: list[str]

    @property
    def following(self) -> dt.date | None:
        """The first Monday that is not shown, if there is anything to see from there."""
        monday = self.weeks[-1].monday + 7 * DAY
        return monday if monday <= self.last else None

    @property
    def chosen(self) -> Start | None:
        """The start that is picked on the page."""
        return next((one.start for one in self.offers if one.chosen), None)


def choice_of(
    session: Session,
    *,
    dialogue: Dialogue,
    now: dt.datetime,
    picked: dt.datetime | None = None,
    monday: dt.date | None = None,
    whole: bool = False,
) -> Choice:
    """Everything there is to say of a new time for one dialogue. `picked` is a local start, `monday` the first week
    shown; `whole` shows every week from there."""
    notice = working_time.weeks_of(session, dialogue.seat.draw.cycle, RuleKind.MOVE_NOTICE)
    problem = services.move_request(session, dialogue=dialogue, now=now, notice=notice)
    board, meeting = Board(problem), problem.meetings[0]
    found = explain(board, meeting)
    names, people = names_of(session, dialogue, problem, now=now)
    offered = _offers(found.starts, picked, names)
    tried = _tried(board, meeting, picked, names) if picked else None
    chosen = tried.at if tried else next((one.start.at for one in offered if one.chosen), None)
    first = monday or (monday_of(tried.at.date()) if tried else _first_monday(problem.first, offered))
    count = max(1, (problem.last - first).days // 7 + 1) if whole else WEEKS_SHOWN
    return Choice(
        dialogue=dialogue,
        meeting=meeting,
        count=len(found.starts),
        offers=offered,
        weeks=_scene(session, board, dialogue, chosen).weeks(first, count),
        lanes=_lanes(board, meeting, names),
        without=_without(found.without, names, notice, meeting.latest),
        near=found.near,
        names=names,
        known=queries.knowledge_of(session, people, problem.first, problem.last, now=now),
        last=problem.last,
        hours=(f"{problem.opens:%-H.%M}", f"{problem.closes:%-H.%M}"),
        times=board.times_of_day(meeting),
        tried=tried,
        attending=[lane_words(person, names) for person in meeting.required],
        conflict=_together(board, meeting, names, notice),
    )


def _together(board: Board, meeting: Meeting, names: Names, notice: dt.timedelta) -> list[str]:
    """The fewest things that shut every start; none where one is open."""
    return [without_words(one, names, notice=notice, latest=meeting.latest) for one in conflict(board, meeting)]


def _scene(session: Session, board: Board, dialogue: Dialogue, chosen: dt.datetime | None) -> Scene:
    problem, meeting = board.problem, board.problem.meetings[0]
    return Scene(
        board=board,
        meeting=meeting,
        starts=board.starts(meeting),
        closed=off_words(working_time.days_off(session, dialogue.seat.draw.cycle, problem.first, problem.last)),
        chosen=chosen,
        lost=lost_time(dialogue),
    )


def why_not(
    session: Session, *, dialogue: Dialogue, now: dt.datetime, slot: dt.datetime | None = None
) -> dict[str, Any]:
    """For programs, and with its words: what stands in the way of a start, or of the dialogue as a whole."""
    notice = working_time.weeks_of(session, dialogue.seat.draw.cycle, RuleKind.MOVE_NOTICE)
    problem = services.move_request(session, dialogue=dialogue, now=now, notice=notice)
    board, meeting = Board(problem), problem.meetings[0]
    names, _people = names_of(session, dialogue, problem, now=now)

    def said(blocker: Blocker) -> dict[str, Any]:
        words = without_words(blocker, names, notice=notice, latest=meeting.latest)
        return {"cause": blocker.cause.value, "id": blocker.id, "words": words}

    if slot:
        return {
            "slot": slot.isoformat(timespec="minutes"),
            "blocked": [
                {**said(one), "words": blocked_words(one, names, latest=meeting.latest)}
                for one in at_slot(board, meeting, slot)
            ],
        }
    found = explain(board, meeting)
    return {
        "open": len(found.starts),
        "without": [
            {**said(one.blocker), "opens": one.opens, "words": f"{said(one.blocker)['words']} {opens_words(one.opens)}"}
            for one in found.without
        ],
        "conflict": [said(one) for one in conflict(board, meeting)],
        "near": [
            {
                "start": one.at.isoformat(timespec="minutes"),
                "person": one.person,
                "words": f"{one.at:%d.%m.%Y %H.%M}: {lane_words(one.person, names)}",
            }
            for one in found.near
        ],
    }


def what_would_help(
    session: Session, *, cycle: Cycle, dialogues: Sequence[Dialogue], names: Names, now: dt.datetime
) -> dict[int, str]:
    """For each dialogue without a time the three things that hold most starts shut while the others stand, in words.

    One problem and one board for all of them, so that a page costs as much for six as for one.
    """
    if not dialogues:
        return {}
    notice, kind = working_time.weeks_of(session, cycle, RuleKind.NOTICE), RuleKind.NOTICE
    problem = services.moves_request(session, cycle=cycle, dialogues=dialogues, now=now, kind=kind)
    heads = institutions.heads_of(session, [one.seat.institution_id for one in dialogues], problem.first)
    board, told = Board(problem), {}
    for dialogue, meeting in zip(dialogues, problem.meetings, strict=False):
        found = explain(board, meeting)
        known = _with_head(names, dialogue, heads.get(dialogue.seat.institution_id))
        rows = _without(found.without, known, notice, meeting.latest)
        told[dialogue.id] = _help_words(len(found.starts), rows)
    return told


def _help_words(count: int, rows: Sequence[WithoutRow]) -> str:
    if count:
        return _("Nu er der tider: vælg en af dem.")
    told = [f"{one.phrase} {one.opens}" for one in rows[:3]]
    return "; ".join(told) + "." if told else _("Ingen enkelt ting står i vejen: flere skal flyttes på en gang.")


def _offers(starts: Sequence[Start], picked: dt.datetime | None, names: Names) -> list[Offer]:
    """The three best, and the picked one before them if it is another open start."""
    best = list(offers(starts))
    wanted = next((start for start in starts if start.at == picked), None)
    if wanted and wanted not in best:
        best = [wanted, *best]
    chosen = wanted or (best[0] if best else None)
    return [Offer(start=one, words=start_words(one, names), chosen=one is chosen) for one in best]


def _tried(board: Board, meeting: Meeting, at: dt.datetime, names: Names) -> Tried:
    """What is to be known of a start: who can, what stands in its way, or that nobody meets then at all."""
    start = next((one for one in board.starts(meeting) if one.at == at), None)
    if start is not None:
        return Tried(at=at, words=[start_words(start, names)], open=True)
    if not board.bit(at) & board.fitting(meeting):
        return Tried(at=at, words=[_("Det er uden for de dage og timer, der bliver holdt møder i.")], open=False)
    blocked = at_slot(board, meeting, at)
    words = [blocked_words(one, names, latest=meeting.latest) for one in blocked]
    return Tried(at=at, words=words, open=False)


def _first_monday(first: dt.date, offered: Sequence[Offer]) -> dt.date:
    """The week before the first offer, but none that is over."""
    return monday_of(max(first, min((one.start.at.date() for one in offered), default=first) - 7 * DAY))


def _without(found: Sequence[Without], names: Names, notice: dt.timedelta, latest: dt.date | None) -> list[WithoutRow]:
    most = max((one.opens for one in found), default=1)
    return [
        WithoutRow(
            phrase=without_words(one.blocker, names, notice=notice, latest=latest),
            opens=opens_words(one.opens),
            percent=round(100 * one.opens / most),
        )
        for one in found
    ]


def names_of(session: Session, dialogue: Dialogue, problem: Problem, *, now: dt.datetime) -> tuple[Names, list[Person]]:
    """What the ids of a problem are called, and the people whose calendars it rests on."""
    directors = queries.attending(session, [dialogue.seat_id])[dialogue.seat_id]
    heads = institutions.heads_of(session, [dialogue.seat.institution_id], problem.first)
    seats = [one.seat for one in queries.dialogues_of(session, dialogue.seat.draw.cycle)]
    names = Names.of(directors, queries.rooms(session), seats)
    head = heads.get(dialogue.seat.institution_id)
    people = directors if head is None or head in directors else [*directors, head]
    unknown = queries.unknown_of(session, people, now=now)
    names = replace(names, unknown=tuple(str(one.id) for one in people if one.id in unknown))
    return _with_head(names, dialogue, head), people


def _with_head(names: Names, dialogue: Dialogue, head: Person | None) -> Names:
    """The head of the meeting in question is called that, unless she is known as a director already."""
    if head is None or str(head.id) in names.persons:
        return names
    words = _("lederen af %(name)s", name=dialogue.seat.institution.name)
    return replace(names, persons={**names.persons, str(head.id): words}, head=str(head.id))


def _lanes(board: Board, meeting: Meeting, names: Names) -> list[str]:
    """Whose line is which, from the top: the required persons, then the rooms."""
    people = [lane_words(person, names) for person in meeting.required]
    return [*people, *(names.rooms.get(room.id, room.id) for room in board.problem.rooms)]
