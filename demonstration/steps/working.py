"""Working time as this made-up municipality has it, and the poll that looks for a new time. Made up, like all of it."""

from __future__ import annotations

import datetime as dt

from app.clock import add_working_days, at, local_day, working_day_from
from app.cycle import queries as cycles
from app.cycle.domain import MilestoneKind
from app.database import transaction
from app.institutions import queries as institutions
from app.scheduling import bookings, places
from app.scheduling import queries as scheduling
from app.scheduling.polls import queries as poll_queries
from app.scheduling.polls import services as polls
from app.scheduling.polls.domain import Can
from app.scheduling.rules import school_year, working_time
from app.scheduling.rules.domain import RuleKind
from app.scheduling.rules.school_year import NAMES, Holiday
from demonstration.steps import preparing
from demonstration.steps.stage import Stage, looking, secretary
from demonstration.steps.this_year import HELD, SAID_NO
from demonstration.story.people import ROOMS

SOURCE = "skoleferier.csv"
SEMINAR = "Direktionens seminar"
OTHERS = "Oplæring af nye ledere"
MINUTES = {"9991": 5, "9992": 15, "9993": 25}
WORD = "Den gamle tid er faldet, så vi spørger om tre nye."
SAID = (Can.YES, Can.IF_NEED_BE, Can.NO)
WORDS_OF_HEAD = "Den første passer bedst, for så har vi pædagogisk dag bagefter."
WEEK = dt.timedelta(weeks=1)


def enter_working_time(stage: Stage) -> str:
    """The schools' holidays. This municipality meets in summer and at Christmas too: a visitor comes on any day."""
    now, years = at(stage.story.begins, 13, 30), range(stage.story.this.year - 3, stage.story.this.year + 2)
    with transaction() as session:
        for year in years:
            kept = [one for one in school_year.usual_holidays(year) if one.name in (NAMES[0], NAMES[2], NAMES[3])]
            holidays = [Holiday(name=one.name, first=one.first, last=one.last, source=SOURCE) for one in kept]
            working_time.save_holidays(session, year=year, holidays=holidays, by=secretary(session), now=now)
    return f"{len(years)} school years"


def ask_about_times(stage: Stage) -> str:
    """Two heads are asked about the times that have come up since; one has answered. And what else takes time ahead."""
    this = stage.story.this
    now = at(this.yesterday, 14)
    asked = preparing.by_time(stage)
    units = [asked[SAID_NO].seat.institution, asked[HELD].seat.institution]
    with looking() as session:
        heads = institutions.heads_of(session, [one.id for one in units], local_day(now))
        persons = [heads[one.id] for one in units]
    starts = [dt.datetime.combine(day, dt.time(hour)) for day, hour in this.other_times]
    with transaction() as session:
        cycle, by = cycles.by_year(session, this.year), secretary(session)
        deadline = add_working_days(stage.story.today, 4)
        poll = polls.start_poll(
            session, cycle=cycle, persons=persons, starts=starts, deadline=deadline, word=WORD, by=by, now=now
        )
        first = next(one.id for one in poll.asked if one.person_id == persons[0].id)
    stage.deliver(at(this.yesterday, 14, 5))
    with transaction() as session:
        one = poll_queries.asked(session, first)
        given = dict(zip([slot.id for slot in one.poll.slots], SAID, strict=True))
        polls.answer(session, asked=one, given=given, word=WORDS_OF_HEAD, now=at(this.yesterday, 15, 10))
    _enter_what_is_ahead(stage, now)
    return f"{len(starts)} times, one of {len(persons)} has answered"


def _enter_what_is_ahead(stage: Stage, now: dt.datetime) -> None:
    """A seminar, a room that others have, and how long it takes to drive."""
    after = stage.story.this.milestones[MilestoneKind.DIALOGUES_TO] + WEEK
    seminar, course = working_day_from(after), working_day_from(after + WEEK)
    with transaction() as session:
        by = secretary(session)
        working_time.add_span(
            session,
            kind=RuleKind.CLOSED,
            first=seminar,
            last=seminar,
            minutes=(0, 1440),
            word=SEMINAR,
            by=by,
            now=now,
        )
        bookings.book(
            session,
            room=scheduling.room_called(session, ROOMS[1][0]),
            starts_at=at(course, 9),
            ends_at=at(course, 12),
            word=OTHERS,
            by=by,
            now=now,
        )
        places.save_travel(session, minutes=dict(MINUTES), by=by, now=now)
