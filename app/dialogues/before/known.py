"""What is known before a meeting, and which of its lead times are broken or about to be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import local_day
from app.cycle.models import Cycle
from app.dialogues.before.lead_times import LeadTime, LeadWarning, lead_warnings
from app.dialogues.models import Agenda, AnnualPlan, Briefing
from app.invitations.models import Invitation
from app.scheduling.domain import DialogueState
from app.scheduling.models import Dialogue
from app.scheduling.rules import working_time
from app.scheduling.rules.domain import RuleKind
from app.selection.models import Draw, Seat


@dataclass(frozen=True, kw_only=True)
class Before:
    """How far one meeting has been prepared."""

    plan: dt.datetime | None
    briefing: dt.datetime | None
    agenda: dt.datetime | None
    warnings: Sequence[LeadWarning]


def before_of(session: Session, dialogues: Sequence[Dialogue], now: dt.datetime) -> dict[int, Before]:
    """Each meeting by its number, in as many queries for many as for one."""
    ids = [one.id for one in dialogues]
    columns = (
        (Invitation.dialogue_id, Invitation.sent_at),
        (AnnualPlan.dialogue_id, AnnualPlan.received_at),
        (Briefing.dialogue_id, Briefing.written_at),
        (Agenda.dialogue_id, Agenda.sent_at),
    )
    known = [dict(list(session.execute(select(key, done).where(key.in_(ids))))) for key, done in columns]
    invited, plans, briefings, agendas = known
    notices = _notices(session, ids)
    return {
        one.id: Before(
            plan=plans.get(one.id),
            briefing=briefings.get(one.id),
            agenda=agendas.get(one.id),
            warnings=_warnings(
                one,
                {
                    LeadTime.INVITATION: invited.get(one.id),
                    LeadTime.PLAN: plans.get(one.id),
                    LeadTime.AGENDA: agendas.get(one.id),
                },
                notices[one.id],
                now,
            ),
        )
        for one in dialogues
    }


def _notices(session: Session, dialogue_ids: Sequence[int]) -> dict[int, int]:
    """The notice of each dialogue's year."""
    years = select(Dialogue.id, Cycle).join(Dialogue.seat).join(Seat.draw).join(Draw.cycle)
    cycles = dict(list(session.execute(years.where(Dialogue.id.in_(dialogue_ids)))))
    weeks = {cycle.id: notice_of(session, cycle) for cycle in set(cycles.values())}
    return {dialogue_id: weeks[cycle.id] for dialogue_id, cycle in cycles.items()}


def notice_of(session: Session, cycle: Cycle | None) -> int:
    """How many weeks before a meeting the year wants everybody invited, as its rule of the times says."""
    return working_time.rules_of(session, cycle)[RuleKind.NOTICE].number


def _warnings(
    dialogue: Dialogue, done: Mapping[LeadTime, dt.datetime | None], notice: int, now: dt.datetime
) -> list[LeadWarning]:
    """Only a meeting with a time has lead times; who was invited elsewhere is not told that no invitation was sent,
    and where a year asks for no notice, no invitation is late.
    """
    if dialogue.state is not DialogueState.AGREED or dialogue.starts_at is None:
        return []
    unwatched = notice == 0 or (dialogue.taken_over and done[LeadTime.INVITATION] is None)
    days = {
        what: local_day(when) if when else None
        for what, when in done.items()
        if not (unwatched and what is LeadTime.INVITATION)
    }
    return lead_warnings(
        meeting=local_day(dialogue.starts_at), today=local_day(now), done=days, notice=dt.timedelta(weeks=notice)
    )
