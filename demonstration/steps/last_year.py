"""Last year from end to end: chosen and held before the system was there, written down, coded, published, answered."""

from __future__ import annotations

import datetime as dt

from app.clock import add_working_days, at, local_day, working_day_from
from app.cycle import queries as cycles
from app.cycle import services as cycle_services
from app.cycle.ports import year_gates
from app.database import transaction
from app.dialogues import queries as dialogues
from app.dialogues import services as writing
from app.follow_up import queries as letters
from app.follow_up import services as follow_up
from app.follow_up.models import Letter
from app.follow_up.reading import printed
from app.institutions import queries as institutions
from app.invitations import services as invitations
from app.mail.domain import MessageState
from app.scheduling import queries as scheduling
from app.selection import queries as seats
from app.selection import services as selection
from app.settings import settings
from demonstration.steps import drafting, meetings
from demonstration.steps.stage import Stage, looking, secretary
from demonstration.story.dialogues_last_year import SIX
from demonstration.story.guidance_now import GUIDANCE_NOW, ITEM_NUMBER
from demonstration.story.insights_last_year import INSIGHTS
from demonstration.story.people import ROOMS


def take_over_choice(stage: Stage) -> str:
    """The six were chosen before: they are entered, and nothing is drawn."""
    year, now = stage.story.last.year, at(stage.story.last.chosen, 10)
    with transaction() as session:
        found = institutions.finder(session)
        six = [found.find(number) for number, _talk in SIX]
        selection.take_over(
            session, cycle=cycles.by_year(session, year), institutions=six, by=secretary(session), now=now
        )
    return f"{len(six)} chosen by the directorate, taken over"


def hold_dialogues(stage: Stage) -> str:
    """Six meetings that were agreed outside of the system; what was said is written here, and each head says yes."""
    year = stage.story.last.year
    with transaction() as session:
        cycle = cycles.by_year(session, year)
        room, now = scheduling.room_named(session, ROOMS[0][0]), at(stage.story.last.chosen, 13)
        for seat, (day, hour) in zip(seats.active_seats(session, cycle), stage.story.last.meetings, strict=True):
            by = secretary(session)
            invitations.take_over(session, seat=seat, starts_at=at(day, hour), room=room, by=by, now=now)
    with looking() as session:
        cycle = cycles.by_year(session, year)
        agreed = scheduling.dialogues_of(session, cycle)
    for dialogue, (_number, talk) in zip(agreed, SIX, strict=True):
        meetings.hold(stage, cycle, dialogue, talk)
        meetings.ask(stage, dialogue)
        meetings.confirm(dialogue)
    return f"{len(agreed)} held, {len(stage.spoken[year])} passages, {len(agreed)} notes confirmed by their heads"


def code_insights(stage: Stage) -> str:
    """What the six have taught."""
    last = stage.story.last
    count, quotes = meetings.code(stage, last.year, INSIGHTS, at(last.coded, 9))
    return f"{count} insights with {quotes} passages behind them"


def keep_promises(stage: Stage) -> str:
    """What was promised in the dialogues and has been done by the time of the draft."""
    return _keep(stage, first=stage.story.begins, last=stage.story.last.drafted)


def keep_late_promises(stage: Stage) -> str:
    """What took longer than the letters, in which it was on its way."""
    return _keep(stage, first=stage.story.last.published, last=stage.story.this.yesterday)


def _keep(stage: Stage, *, first: dt.date, last: dt.date) -> str:
    outcomes = {promise.text: promise.outcome for _number, talk in SIX for promise in talk.promises}
    with transaction() as session:
        agreed = scheduling.dialogues_of(session, cycles.by_year(session, stage.story.last.year))
        promised = dialogues.actions_of(session, agreed)
        kept = [action for action in promised if action.due and first < action.due <= last]
        for action in kept:
            assert action.due
            now, outcome = at(action.due, 12), outcomes[action.text]
            writing.finish_action(session, action=action, outcome=outcome, by=secretary(session), now=now)
    return f"{len(kept)} of {len(promised)}"


def draft_guidance(stage: Stage) -> str:
    """What the insights become: sentences that rest on them, and a reason for those that became none."""
    last = stage.story.last
    day = working_day_from(last.drafted)
    drafting.start(last.year, with_last_text=False, now=at(day, 9))
    tied = drafting.write(stage, last.year, GUIDANCE_NOW, now=at(add_working_days(day, 3), 10))
    drafting.decide(stage, last.year, GUIDANCE_NOW.fates, now=at(add_working_days(day, 5), 13))
    return f"{tied} ties from sentences to insights, {len(GUIDANCE_NOW.fates)} insights answered with a reason"


def publish_guidance(stage: Stage) -> str:
    """Adopted at a meeting of the directorate, published with its printed pages; the next year is open by it."""
    last, this = stage.story.last, stage.story.this
    drafting.adopt(last.year, day=last.adopted, item=ITEM_NUMBER, now=at(last.adopted, 14))
    pages = drafting.publish(last.year, now=at(last.published, 9))
    with transaction() as session:
        cycle = cycles.by_year(session, this.year)
        by, now = secretary(session), at(last.published, 15)
        cycle_services.set_milestones(session, cycle=cycle, days=this.milestones, by=by, now=now)
    return f"the guidance of {this.year}, {pages // 1000} kB of PDF, and {this.year} is open"


def send_letters(stage: Stage) -> str:
    """To each of the six: your words, and what became of them. Then the year is closed."""
    last = stage.story.last
    now = at(last.published, 11)
    with transaction() as session:
        cycle, by = cycles.by_year(session, last.year), secretary(session)
        written = follow_up.write_letters(session, cycle=cycle, by=by, now=now)
    for letter in written:
        _adopt(letter, now=now + dt.timedelta(hours=1))
    now += dt.timedelta(hours=3)
    with transaction() as session:
        follow_up.send_letters(session, cycle=cycles.by_year(session, last.year), by=secretary(session), now=now)
    sent = stage.deliver(now + dt.timedelta(minutes=1))
    with transaction() as session:
        cycle = cycles.by_year(session, last.year)
        closed = at(last.published, 16)
        cycle_services.close_year(session, cycle=cycle, gates=year_gates(), by=secretary(session), now=closed)
    return f"{sent[MessageState.SENT.value]} letters sent on {last.published}"


def _adopt(letter: Letter, *, now: dt.datetime) -> None:
    """A person has read the letter; its printed page is set before the transaction."""
    known = settings()
    pdf = printed(letter.content, body=known.body_name, sender=known.sender_address, day=local_day(now))
    with transaction() as session:
        follow_up.adopt_letter(
            session,
            letter=letters.by_id(session, letter.id),
            content=letter.content,
            pdf=pdf,
            by=secretary(session),
            now=now,
        )
