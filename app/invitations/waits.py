"""What of the year's invitations waits on somebody, as sentences with their buttons."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from app.cycle.domain import TRIAL
from app.dates import day_short, moment
from app.invitations import queries
from app.invitations.domain import Answer, Attendance
from app.invitations.models import Invitation, Participant
from app.invitations.queries import institution_of
from app.invitations.sending import reminders
from app.invitations.sending.telling import KIND
from app.mail import queries as outbox
from app.mail.inbox import queries as inbox
from app.mail.inbox import watching
from app.mail.models import OutboxMessage
from app.scheduling.domain import DialogueState

FAILURES_SHOWN_FOR = dt.timedelta(days=14)


@dataclass(frozen=True, kw_only=True)
class Wait:
    """Something that waits on a person: what, what it means, and the button; `posts` says that it acts at once."""

    what: str
    otherwise: str = ""
    endpoint: str = ""
    args: Mapping[str, object] = field(default_factory=dict)
    button: str = ""
    posts: bool = False


def of_year(session: Session, invitations: Sequence[Invitation], *, now: dt.datetime) -> list[Wait]:
    """What came in first, then bounced mails, meetings that somebody has said no to, and who has not answered."""
    bounced, declined, missing = [], [], []
    silent = reminders.silent(session, invitations, now)
    for invitation in invitations:
        people = [one for one in queries.present(invitation) if queries.is_open(one, now)]
        bounced += [_bounced(one) for one in people if one.bounced_at]
        missing += _missing(invitation, [one for one in silent if one.invitation_id == invitation.id])
        if invitation.dialogue.state is DialogueState.NEEDS_TIME:
            declined.append(_declined(invitation, people))
    return [*_inbox(session, now), *bounced, *declined, *missing, *_failures(session, now)]


def _inbox(session: Session, now: dt.datetime) -> list[Wait]:
    """Mails that wait for a person; and a mailbox that cannot be read, in which answers may lie."""
    found, count, unread = [], inbox.count_waiting(session), watching.unread_mailbox(session, now=now)
    if count:
        found.append(
            Wait(
                what=ngettext("En mail skal læses af jer.", "%(num)s mails skal læses af jer.", count),
                otherwise=_("Der kan være svar imellem, som ikke er talt med."),
                endpoint="invitations.inbox",
                button=_("Åbn indbakken"),
            )
        )
    if unread is not None:
        found.append(
            Wait(
                what=_("Postkassen er ikke læst siden %(when)s", when=moment(unread.read_at or unread.tried_since))
                + ".",
                otherwise=_("Svar fra kalendere bliver ikke talt med, før den kan læses igen."),
                endpoint="invitations.inbox",
                button=_("Åbn indbakken"),
            )
        )
    return found


def _bounced(participant: Participant) -> Wait:
    return Wait(
        what=_("Mailen til %(name)s kom tilbage.", name=participant.person.name),
        otherwise=_("Ingen ved, om %(name)s kender til mødet.", name=participant.person.name),
        endpoint="invitations.show",
        args={"participant_id": participant.id},
        button=_("Ret adressen"),
    )


def _declined(invitation: Invitation, people: Sequence[Participant]) -> Wait:
    institution = institution_of(invitation)
    refusing = [
        one.person.name for one in people if one.answer is Answer.DECLINED and one.attendance is Attendance.REQUIRED
    ]
    if not refusing:
        return Wait(
            what=_("Ingen siger nej til tiden for %(institution)s mere.", institution=institution),
            otherwise=_("Behold tiden, eller find en anden."),
            endpoint="invitations.keep_time",
            args={"dialogue_id": invitation.dialogue_id},
            button=_("Behold tiden"),
            posts=True,
        )
    return Wait(
        what=_(
            "%(names)s kan ikke den dag, %(institution)s skulle komme.",
            names=", ".join(refusing),
            institution=institution,
        ),
        otherwise=_("Et nej betyder en anden tid. Den gamle tid står, til I vælger en ny."),
        endpoint="scheduling.new_time",
        args={"dialogue_id": invitation.dialogue_id},
        button=_("Find en ny tid"),
    )


def _missing(invitation: Invitation, people: Sequence[Participant]) -> list[Wait]:
    silent = [one.person.name for one in people]
    slot = queries.told(invitation)
    if not silent or slot is None:
        return []
    return [
        Wait(
            what=_("%(names)s har ikke svaret.", names=", ".join(silent)),
            otherwise=_("%(institution)s, %(day)s.", institution=institution_of(invitation), day=day_short(slot.start)),
            endpoint="invitations.remind",
            args={"invitation_id": invitation.id},
            button=ngettext("Send en påmindelse", "Send %(num)s påmindelser", len(silent)),
            posts=True,
        )
    ]


def _failures(session: Session, now: dt.datetime) -> list[Wait]:
    """Other rooms' mails that were given up: nobody else would tell."""
    failed = outbox.failed_since(session, now - FAILURES_SHOWN_FOR)
    return [_failure(one) for one in failed if one.kind != KIND]


def _failure(message: OutboxMessage) -> Wait:
    trial = message.kind == TRIAL
    return Wait(
        what=_(
            "Mailen “%(subject)s” kunne ikke leveres til %(address)s.",
            subject=message.subject,
            address=message.address,
        ),
        otherwise=message.last_words,
        endpoint="cycle.first_start" if trial else "people.change" if message.person_id else "people.overview",
        args={"person_id": message.person_id} if message.person_id and not trial else {},
        button=_("Se, hvad der mangler") if trial else _("Tjek adressen"),
    )
