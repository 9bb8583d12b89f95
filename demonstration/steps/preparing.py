"""What is known before a meeting: annual plans, the institution's own wishes, the directors' briefing."""

from __future__ import annotations

import datetime as dt

from app.clock import add_working_days, at, local_day
from app.cycle import queries as cycles
from app.database import transaction
from app.dialogues import services as writing
from app.dialogues.before import agendas, briefings, plans
from app.dialogues.before.documents import Document, examine
from app.institutions.domain import Kind
from app.invitations import queries as invited
from app.invitations.domain import Part
from app.people.models import Person
from app.scheduling import queries as scheduling
from app.scheduling.models import Dialogue
from demonstration.handed_in import plan_pdf
from demonstration.steps.stage import Stage, looking, secretary
from demonstration.story.before import AHEAD, TAKES_UP_BRIEFLY, WEB_ADDRESS

BEFORE_THE_MEETING = dt.timedelta(weeks=3)
AGENDA_AHEAD = dt.timedelta(days=9)


def prepare(stage: Stage, *, held: list[Dialogue], following: Dialogue, later: Dialogue) -> str:
    """Plans of those that were held, of the next and of a later one; the next has its agenda and its briefing too."""
    for dialogue in (*held, later):
        hand_in(stage, dialogue, takes_up={1: TAKES_UP_BRIEFLY} if dialogue in held else {})
    name, kind = following.seat.institution.name, following.seat.institution.kind
    content = plan_pdf(AHEAD[kind], name=name, year=stage.story.this.year, moment=at(stage.story.this.invited, 8))
    aims = {number: aim.place for number, aim in enumerate(AHEAD[kind].aims, start=1)}
    hand_in(stage, following, takes_up=aims, file=examine("Årsplan.pdf", content))
    mails = send_agenda(stage, following, kind)
    write_briefing(stage, following, kind)
    return f"{len(held) + 2} annual plans, one of them a file; {name} has its agenda ({mails} mails) and its briefing"


def hand_in(stage: Stage, dialogue: Dialogue, *, takes_up: dict[int, str], file: Document | None = None) -> None:
    """The head hands in the plan three weeks ahead: as a file, or as the address where it stands."""
    link = "" if file else WEB_ADDRESS.format(number=dialogue.seat.institution.number.lower())
    with transaction() as session:
        themes = {one.number: one.id for one in cycles.themes_of(session, stage.story.this.year)}
        found = scheduling.dialogue(session, dialogue.id)
        invitation = invited.invitation_of(session, found)
        assert invitation
        head: Person = next(one.person for one in invitation.participants if one.part is Part.HEAD)
        plans.hand_in_plan(
            session,
            dialogue=found,
            document=file,
            link=link,
            takes_up={themes[number]: words for number, words in takes_up.items()},
            by=head,
            now=_ahead(stage, dialogue, BEFORE_THE_MEETING),
        )


def send_agenda(stage: Stage, dialogue: Dialogue, kind: Kind) -> int:
    """The agenda with what the institution itself wishes to talk about, in time, to all who come."""
    now = _ahead(stage, dialogue, AGENDA_AHEAD)
    with transaction() as session:
        found = scheduling.dialogue(session, dialogue.id)
        writing.prepare_agenda(session, dialogue=found, wishes=AHEAD[kind].wishes, now=now)
        count = agendas.send_agenda(session, dialogue=found, by=secretary(session), now=now)
    stage.deliver(now + dt.timedelta(minutes=1))
    return count


def write_briefing(stage: Stage, dialogue: Dialogue, kind: Kind) -> None:
    """The directors' one page."""
    ahead = AHEAD[kind]
    with transaction() as session:
        briefings.write_briefing(
            session,
            dialogue=scheduling.dialogue(session, dialogue.id),
            about=ahead.about,
            plan_lines=ahead.plan_lines,
            questions=ahead.questions,
            by=secretary(session),
            now=at(stage.story.this.yesterday, 8),
        )


def by_time(stage: Stage) -> list[Dialogue]:
    """This year's meetings, the first of them first."""
    with looking() as session:
        cycle = cycles.by_year(session, stage.story.this.year)
        return sorted(scheduling.dialogues_of(session, cycle), key=lambda dialogue: str(dialogue.starts_at))


def _ahead(stage: Stage, dialogue: Dialogue, time: dt.timedelta) -> dt.datetime:
    """That long before the meeting, on a working day, and not after yesterday."""
    assert dialogue.starts_at
    day = add_working_days(local_day(dialogue.starts_at - time), -1)
    return at(min(day, stage.story.this.yesterday), 7, 30)
