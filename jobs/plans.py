"""The planned jobs, each with its time of day."""

from __future__ import annotations

from collections.abc import Mapping

from app.dialogues.minutes import reminders as heads
from app.follow_up import plan_mails, promises
from app.institutions.events import writing as event_writing
from app.invitations.sending import reminders
from app.mail import keeping
from app.scheduling.polls import services as polls
from jobs.planned import Job
from jobs.planner import Daily

PLANS: Mapping[str, Job] = {
    "turn-units": Job(
        when=Daily(hour=0, minute=5),
        items=event_writing.due,
        effect=lambda session, event, now: event_writing.put_in_force(session, event, now=now),
    ),
    "remind": Job(
        when=Daily(hour=7),
        items=reminders.to_remind,
        effect=lambda session, invitation, now: reminders.remind(session, invitation_id=invitation, now=now),
    ),
    "remind-polls": Job(
        when=Daily(hour=7, minute=30),
        items=polls.to_remind,
        effect=lambda session, poll, now: polls.remind(session, poll_id=poll, now=now),
    ),
    "remind-heads": Job(
        when=Daily(hour=7, minute=30),
        items=heads.to_remind,
        effect=lambda session, note, now: heads.remind_head(session, note, now=now),
    ),
    "remind-plans": Job(
        when=Daily(hour=7, minute=30),
        items=plan_mails.to_remind,
        effect=lambda session, year, now: plan_mails.remind(session, year=year, now=now),
    ),
    "remind-promises": Job(
        when=Daily(hour=7, minute=30),
        items=promises.to_remind,
        effect=lambda session, action, now: promises.remind(session, action_id=action, now=now),
    ),
    "forget-mails": Job(
        when=Daily(hour=3),
        items=keeping.to_forget,
        effect=lambda session, message, now: keeping.forget(session, message_id=message, now=now),
    ),
    "forget-sent-mails": Job(
        when=Daily(hour=3),
        items=keeping.sent_to_forget,
        effect=lambda session, message, now: keeping.forget_sent(session, message_id=message, now=now),
    ),
}
