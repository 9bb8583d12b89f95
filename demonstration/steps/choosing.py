"""This year until its meetings stand: six drawn, six times found, invitations sent, answers taken."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections import Counter
from collections.abc import Collection, Mapping

from app.clock import add_working_days, at, local_day
from app.cycle import queries as cycles
from app.database import transaction
from app.invitations import queries as invited
from app.invitations import services as invitations
from app.invitations.domain import Answer, Channel, Part
from app.mail.domain import MessageState
from app.scheduling import services as times
from app.scheduling.calendars import freebusy, sources
from app.scheduling.planner import solver
from app.selection import queries as seats
from app.selection import services as selection
from app.selection.domain import DrawSettings, Verdict, Way
from app.selection.models import Draw
from demonstration.diaries import Opening, calendars
from demonstration.steps.stage import Stage, director, looking, secretary
from demonstration.story.said import Director

DAY, MIDNIGHT = dt.timedelta(days=1), dt.time()
DAYS_TO_ANSWER = 8
DRAWN_HOW = "ti kugler i en pose, lagt tilbage hver gang, på ledermødet"
WITNESSES = "Sanne Ørbæk og Torben Lykkegaard"


def choose_six(stage: Stage) -> str:
    """A public lot: the list is published three working days before the digits are drawn."""
    this = stage.story.this
    with transaction() as session:
        cycle, by = cycles.by_year(session, this.year), secretary(session)
        public = DrawSettings(way=Way.BY_PUBLIC_LOT)
        draw = selection.prepare(session, cycle=cycle, settings=public, by=by, now=at(this.listed, 9))
        selection.publish(session, draw=draw, by=by, now=at(this.listed, 10))
    digits = "".join(random.Random(this.year).choices("0123456789", k=12))
    with transaction() as session:
        cycle = cycles.by_year(session, this.year)
        listed = seats.draw_of(session, cycle)
        assert listed is not None
        selection.draw(
            session,
            draw=listed,
            value=digits,
            how=DRAWN_HOW,
            witnesses=WITNESSES,
            by=secretary(session),
            now=at(this.chosen, 10),
        )
    with looking() as session:
        six = [seat.institution.name for seat in seats.active_seats(session, cycle)]
    return f"{_pool(draw)}; the digits {digits} choose {', '.join(six[:-1])} and {six[-1]}"


def _pool(draw: Draw) -> str:
    """How many can be chosen, and how many of them were not in dialogue too short a time ago."""
    verdicts = Counter(unit["verdict"] for unit in json.loads(draw.record)["year"]["units"])
    eligible, cooling = verdicts[Verdict.ELIGIBLE.value], verdicts[Verdict.COOL_DOWN.value]
    return f"of {eligible + cooling} that can be chosen, {eligible} have waited long enough"


def find_times(stage: Stage) -> str:
    """Reads four calendars, plans six meetings in them, and a person accepts the plan."""
    this = stage.story.this
    read_calendars(stage, openings=this.meetings, now=at(this.planned, 9))
    with looking() as session:
        problem = times.plan_request(session, cycle=cycles.by_year(session, this.year), now=at(this.planned, 10))
    plan = solver.solve(problem)
    with transaction() as session:
        cycle, by = cycles.by_year(session, this.year), secretary(session)
        times.store_plan(session, cycle=cycle, result=plan, by=by, now=at(this.planned, 10))
        agreed = times.accept_plan(session, cycle=cycle, by=by, now=at(this.planned, 15))
    quality = "proven to be the best plan" if plan.proven else "a good plan"
    return f"{len(agreed)} of {len(problem.meetings)}, {quality}"


def read_calendars(
    stage: Stage, *, openings: Collection[Opening], now: dt.datetime, busy: Mapping[Opening, Director] | None = None
) -> None:
    """The directors' calendars as they are on a day, from then until the guidance is adopted."""
    first, last = local_day(now), max(stage.story.this.milestones.values())
    files = calendars(first, last, openings=openings, seed=stage.story.this.year, busy=busy or {})
    begins, ends = dt.datetime.combine(first, MIDNIGHT), dt.datetime.combine(last + DAY, MIDNIGHT)
    for which, content in files.items():
        found = freebusy.read(content, begins, ends)
        with transaction() as session:
            person, by = director(session, which), secretary(session)
            sources.keep_file(session, person=person, found=found, window=(first, last), by=by, now=now)


def send_invitations(stage: Stage) -> str:
    """To the head and four directors each, and who heads the centre above, with the meeting for their calendars."""
    this = stage.story.this
    with transaction() as session:
        cycle, by = cycles.by_year(session, this.year), secretary(session)
        invitations.prepare_from_plan(session, cycle=cycle, by=by, now=at(this.invited, 9))
    with transaction() as session:
        cycle, by = cycles.by_year(session, this.year), secretary(session)
        invitations.send(session, cycle=cycle, by=by, now=at(this.invited, 9, 30))
    sent = stage.deliver(at(this.invited, 9, 31))
    return f"{sent[MessageState.SENT.value]} mails over SMTP, on {this.invited}"


def take_answers(stage: Stage) -> str:
    """Within two weeks all but one have said yes, by calendar or by the link in the mail."""
    return _answers(stage, set(Part))


def take_directors_answers(stage: Stage) -> str:
    """Only those who are made up have said anything; the heads of real units have not."""
    return f"{_answers(stage, {Part.DIRECTOR})}; no head has answered"


def _answers(stage: Stage, parts: Collection[Part]) -> str:
    this = stage.story.this
    with looking() as session:
        found = invited.invitations_of(session, cycles.by_year(session, this.year))
        there = [one for invitation in found for one in invitation.participants if one.part in parts]
        silent = [one for one in there if one.part is Part.DIRECTOR][-1]  # a director whose answer is still to come
        asked = [one.id for one in there if one is not silent]
    tally: Counter[Channel] = Counter()
    for number, participant_id in enumerate(asked):
        now = at(add_working_days(this.invited, number % DAYS_TO_ANSWER), 10, number)
        channel = Channel.MAIL if number % 3 else Channel.WEB
        with transaction() as session:
            one = invited.participant(session, participant_id)
            invitations.answer(session, participant=one, answer=Answer.ACCEPTED, channel=channel, now=now)
        tally[channel] += 1
    ways = f"{tally[Channel.MAIL]} by calendar and {tally[Channel.WEB]} by the link in the mail"
    return f"{len(asked)} yes, {ways}; one director has not answered"
