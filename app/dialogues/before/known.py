"""What is known before a meeting, and which of its lead times are broken or about to be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import local_day
from app.dialogues.before.lead_times import LeadTime, LeadWarning, lead_warnings
from app.dialogues.models import Agenda, AnnualPlan, Briefing
from app.invitations.models import Invitation
from app.scheduling.domain import DialogueState
from app.scheduling.models import Dialogue


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
    return {
        one.id: Before(
            plan=plans.get(one.id),
            briefing=briefings.get(one.id),
            agenda=agendas.get(one.id),
            warnings=_warnings(one, invited.get(one.id), plans.get(one.id), agendas.get(one.id), now),
        )
        for one in dialogues
    }


def _warnings(
    dialogue: Dialogue,
    invited: dt.datetime | None,
    plan: dt.datetime | None,
    agenda: dt.datetime | None,
    now: dt.datetime,
) -> list[LeadWarning]:
    """Only a meeting with a time has lead times; who was invited elsewhere is not told that no invitation was sent."""
    if dialogue.state is not DialogueState.AGREED or dialogue.starts_at is None:
        return []
    done = {LeadTime.INVITATION: invited, LeadTime.PLAN: plan, LeadTime.AGENDA: agenda}
    if dialogue.taken_over and invited is None:
        del done[LeadTime.INVITATION]
    days = {what: local_day(when) if when else None for what, when in done.items()}
    return lead_warnings(meeting=local_day(dialogue.starts_at), today=local_day(now), done=days)
