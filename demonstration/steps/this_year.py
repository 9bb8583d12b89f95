"""This year as far as it has come: three dialogues held, their insights, a draft begun, and what waits on somebody."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.clock import add_working_days, at, local_day
from app.cycle import queries as cycles
from app.database import transaction
from app.dialogues.discussions import services as discussions
from app.dialogues.writing import passages
from app.guidance.domain import ElementKind
from app.institutions.domain import Kind
from app.invitations import queries as invited
from app.invitations import services as invitations
from app.invitations.domain import Answer, Channel, Part
from app.invitations.models import Invitation
from app.mail.domain import MessageState
from app.scheduling import queries as scheduling
from app.scheduling import services as times
from app.scheduling.models import Dialogue
from demonstration.steps import choosing, corrections, drafting, meetings, preparing
from demonstration.steps.stage import Stage, looking, passage_id, secretary
from demonstration.story.corrections import PLACES
from demonstration.story.dialogues_this_year import TALKS
from demonstration.story.discussions import FORUM, SAID, TITLE
from demonstration.story.guidance_next import REWRITTEN
from demonstration.story.insights_this_year import INSIGHTS, OPEN
from demonstration.story.people import DIRECTORS
from demonstration.story.said import Director, Talk

HELD, SAID_NO, CAME_BACK = 3, 4, 5
"""How many of the six have been held, and which of the others, in the order of time, stand how."""

OTHERS = 90
"""In the ids of passages, where a dialogue has the number of its seat."""

WHO_SAID_NO = Director.CITY
WORDS_OF_NO = "Budgetmødet er flyttet til den formiddag. De fleste andre dage i de to uger kan jeg godt."


def hold_dialogues(stage: Stage) -> str:
    """Three have been held. One head has confirmed the notes, one has corrections, the third is asked once more."""
    with looking() as session:
        cycle = cycles.by_year(session, stage.story.this.year)
    agreed = preparing.by_time(stage)
    left = {kind: list(talks) for kind, talks in TALKS.items()}
    for dialogue in agreed[:HELD]:
        meetings.hold(stage, cycle, dialogue, _talk(left, dialogue))
        meetings.ask(stage, dialogue)
    first, second, third = agreed[:HELD]
    assert first.ends_at
    now = at(add_working_days(local_day(first.ends_at), 4), 14)
    corrections.answer(stage, first, now=now, places=PLACES[0])
    corrections.dispute(stage, second, places=PLACES[1])
    corrections.change_after_yes(stage, third, places=PLACES[2])
    waiting, said = third.seat.institution.name, len(stage.spoken[cycle.year])
    return f"{HELD} held, {said} passages; the notes of {waiting} wait for its head"


def prepare_next(stage: Stage) -> str:
    """The plans come in, and the next meeting is prepared."""
    agreed = preparing.by_time(stage)
    return preparing.prepare(stage, held=agreed[:HELD], following=agreed[HELD], later=agreed[CAME_BACK])


def hear_others(stage: Stage) -> str:
    """The heads' forum has talked about the first dialogues: a dated row with its notes, read through."""
    this = stage.story.this
    now = at(this.yesterday, 8, 30)
    with transaction() as session:
        cycle, by = cycles.by_year(session, this.year), secretary(session)
        editions = {edition.number: edition.id for edition in cycles.themes_of(session, this.year)}
        forum = discussions.add_discussion(
            session, cycle=cycle, forum=FORUM, title=TITLE, held_on=this.yesterday, by=by, now=now
        )
        note = passages.open_note(session, dialogue=forum, now=now)
        for number, said in enumerate(SAID):
            passages.add_passage(
                session,
                note=note,
                passage_id=passage_id(this.year, OTHERS, number),
                text=said.text,
                edition_id=editions.get(said.theme),
                level=said.level,
                by=by,
                now=now,
            )
        discussions.close_discussion(session, discussion=forum, by=by, now=now)
    return f"{TITLE}, {len(SAID)} passages"


def _talk(left: dict[Kind, list[Talk]], dialogue: Dialogue) -> Talk:
    """What is said there: nothing is said in two places."""
    return left[dialogue.seat.institution.kind].pop(0)


def code_insights(stage: Stage) -> str:
    """What the three have taught so far."""
    this = stage.story.this
    count, quotes = meetings.code(stage, this.year, INSIGHTS, at(this.yesterday, 9))
    return f"{count} insights with {quotes} passages behind them"


def begin_draft(stage: Stage) -> str:
    """Next year's guidance is begun with this year's text; two insights have no fate yet."""
    this = stage.story.this
    drafting.start(this.year, with_last_text=True, now=at(this.yesterday, 10, 30))
    for number, ((theme, level), line) in enumerate(REWRITTEN.items()):
        place = (theme, ElementKind.MESSAGE, level)
        drafting.put(stage, this.year, place, line, now=at(this.yesterday, 11, number * 6))
    return f"the guidance of {this.year + 1}, {len(REWRITTEN)} sentences rewritten, {len(OPEN)} insights without a fate"


def _invitation(session: Session, dialogue: Dialogue) -> Invitation:
    found = invited.invitation_of(session, dialogue)
    assert found is not None
    return found


def say_no(stage: Stage) -> str:
    """A director cannot at the time that was agreed; the calendars, read again, have other openings."""
    this, name = stage.story.this, DIRECTORS[WHO_SAID_NO].name
    dialogue = preparing.by_time(stage)[SAID_NO]
    with transaction() as session:
        invitation = _invitation(session, dialogue)
        one = next(one for one in invitation.participants if one.person.name == name)
        now = at(this.yesterday, 12)
        invitations.answer(
            session, participant=one, answer=Answer.DECLINED, channel=Channel.WEB, word=WORDS_OF_NO, now=now
        )
    openings = {*this.meetings, *this.other_times} - {this.meetings[SAID_NO]}
    busy = {this.meetings[SAID_NO]: WHO_SAID_NO}
    choosing.read_calendars(stage, openings=openings, busy=busy, now=at(this.yesterday, 12, 30))
    return f"{name} says no to {dialogue.seat.institution.name}, which needs another time"


def lose_mail(stage: Stage) -> str:
    """A meeting has got another room, and the mail that tells its head comes back."""
    this = stage.story.this
    dialogue = preparing.by_time(stage)[CAME_BACK]
    with transaction() as session:
        head = next(one.person for one in _invitation(session, dialogue).participants if one.part is Part.HEAD)
    stage.catcher.refuse(head.address)
    with transaction() as session:
        by, now = secretary(session), at(this.yesterday, 13)
        moving = scheduling.dialogue(session, dialogue.id)
        other = next(room for room in scheduling.rooms(session) if room.id != moving.room_id)
        assert moving.starts_at
        times.move(session, dialogue=moving, starts_at=moving.starts_at, room=other, by=by, now=now)
        invitations.update_time(session, dialogue=moving, by=by, now=now)
    tally = stage.deliver(at(this.yesterday, 13, 5))
    sent, failed = tally[MessageState.SENT.value], tally[MessageState.FAILED.value]
    return f"{sent} mails about a new room sent, and {failed}, to {dialogue.seat.institution.name}, came back"
