"""What the front pages say of the invitations: what the secretariat is asked to do, and whoever has not answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from app.clock import local_day
from app.cycle.domain import NextStep
from app.cycle.models import Cycle
from app.dates import moment
from app.invitations import queries, waits
from app.invitations.domain import Answer
from app.invitations.models import Invitation, Participant
from app.invitations.queries import institution_of
from app.people import queries as people
from app.people.domain import Role
from app.people.models import Person
from app.scheduling.domain import DialogueState

ANSWER_WITHIN = dt.timedelta(days=7)


def next_steps(session: Session, person: Person, cycle: Cycle | None, now: dt.datetime) -> list[NextStep]:
    """The secretariat's steps, or the person's own meetings that wait for her answer."""
    if cycle is None:
        return []
    invitations = queries.invitations_of(session, cycle)
    if person.has(Role.SECRETARIAT):
        return list(_of_secretariat(session, invitations, cycle, now))
    answers_for = {person.id} | people.principals_of(session, person)
    own = (one for invitation in invitations for one in invitation.participants if one.person_id in answers_for)
    return [_to_answer(one, person) for one in own if _waits_for(one, now)]


def _of_secretariat(
    session: Session, invitations: list[Invitation], cycle: Cycle, now: dt.datetime
) -> Iterator[NextStep]:
    outgoing = sum(len(queries.changes(invitation, now)) for invitation in invitations)
    if outgoing:
        yield NextStep(
            sentence=ngettext(
                "En indkaldelse er klar til at blive sendt", "%(num)s mails er klar til at blive sendt", outgoing
            ),
            otherwise=_("Intet bliver sendt, før I trykker."),
            button=_("Se, hvem der får hvad"),
            endpoint="invitations.preview",
            args={"year": cycle.year},
            rank=15,
        )
    for wait in waits.of_year(session, invitations, now=now):
        if wait.endpoint and not wait.posts:
            yield NextStep(
                sentence=wait.what,
                otherwise=wait.otherwise,
                button=wait.button,
                endpoint=wait.endpoint,
                args=wait.args,
                due=local_day(now),
                waits=True,
                rank=10,
            )


def _waits_for(participant: Participant, now: dt.datetime) -> bool:
    agreed = participant.invitation.dialogue.state is DialogueState.AGREED
    return agreed and participant.answer is Answer.NEEDS_ACTION and queries.is_open(participant, now)


def _to_answer(participant: Participant, reader: Person) -> NextStep:
    """Her own answer, or that of somebody for whom she may answer."""
    invitation, own = participant.invitation, participant.person_id == reader.id
    slot = queries.told(invitation)
    when = moment(slot.start) if slot else ""
    asked_for = _("Kan %(name)s komme %(when)s?", name=participant.person.name, when=when)
    return NextStep(
        sentence=_("Kan du komme %(when)s?", when=when) if own else asked_for,
        otherwise=_(
            "Strategisk drøftelse: %(institution)s. Har du svaret i Outlook, er det nok.",
            institution=institution_of(invitation),
        ),
        button=_("Svar"),
        endpoint="invitations.my_answer" if own else "invitations.answer_for",
        args={"invitation_id": invitation.id} if own else {"participant_id": participant.id},
        due=local_day(invitation.sent_at + ANSWER_WITHIN) if invitation.sent_at else None,
        waits=True,
        rank=10,
    )
