"""What a mail that came in changes: the rules of docs/adr/0015, one after the other, each with its reason code.

A mail is read by replies.py; here it meets those who are invited. It never adds anyone, never changes another's answer,
and what no rule settles is left to a person.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from app.invitations import queries, services
from app.invitations.answers import reports
from app.invitations.answers.identity import Claim, claim_of
from app.invitations.answers.replies import Kind, Said, read
from app.invitations.answers.reply_calendar import Event
from app.invitations.domain import COUNTER, Answer, Channel, Uncounted
from app.invitations.models import Invitation, Participant
from app.mail.domain import Arrived, InboxOutcome, Verdict

APPLIED, STALE = InboxOutcome.APPLIED, InboxOutcome.STALE
IGNORED, WAITS = InboxOutcome.IGNORED, InboxOutcome.NEEDS_PERSON


def receive(session: Session, arrived: Arrived, now: dt.datetime) -> Verdict:
    """Applies one mail; gives its one outcome. Registered with the mail room as the receiver of what comes in."""
    said = read(arrived.raw, own=arrived.own, authserv_id=arrived.authserv_id)
    if said.kind is Kind.BOUNCE:
        verdict = reports.bounce(session, said, now)
    elif said.event is not None:
        verdict = _answer(session, arrived, said, said.event, now)
    else:
        verdict = _read_only(session, said)
    return replace(
        verdict,
        sender=said.sender.address,
        sender_name=said.sender.name,
        subject=said.subject,
        waits=verdict.waits or verdict.outcome is WAITS,
    )


def _read_only(session: Session, said: Said) -> Verdict:
    """What changes nothing: a machine's mail, for nobody; a person's own words, and what we cannot read, for one."""
    if said.kind is Kind.PERSONAL and said.sender.certain and queries.is_organizer(session, said.sender.address):
        return Verdict(outcome=IGNORED, reason="own-mail")  # sent by us before the sender's address became another
    outcome, reason = WAITS if said.kind in (Kind.PERSONAL, Kind.UNCLEAR) else IGNORED, said.reason
    if said.own_words and reports.is_a_persons(session, said):
        outcome, reason = WAITS, "person-mail"
    if said.about and not reports.is_ours(session, said.about):
        outcome, reason = IGNORED, "bounce-unknown"
    person_id, dialogue_id = reports.about(session, said)
    return Verdict(outcome=outcome, reason=reason, person_id=person_id, dialogue_id=dialogue_id)


def _answer(session: Session, arrived: Arrived, said: Said, event: Event, now: dt.datetime) -> Verdict:
    """A calendar's answer: the first rule that stands against it decides; else it is applied."""
    invitation = queries.invitation_called(session, event.uid, lock=True)
    if invitation is None:
        return Verdict(outcome=IGNORED, reason="unknown-meeting")
    claim = claim_of(session, invitation, said, trusted=arrived.trusted)
    matter = _Matter(arrived=arrived, said=said, event=event, invitation=invitation, claim=claim, now=now)
    against = next((found for rule in RULES if (found := rule(matter)) is not None), None)
    if against is not None:
        return matter.verdict(*against)
    if said.kind is Kind.REFRESH:
        return reports.refresh(session, matter.participant, matter.verdict, now)
    return _count(session, matter)


@dataclass(frozen=True, kw_only=True)
class _Matter:
    """One answer with everything that the rules look at."""

    arrived: Arrived
    said: Said
    event: Event
    invitation: Invitation
    claim: Claim
    now: dt.datetime

    @property
    def participant(self) -> Participant:
        """Who answers; the rules have seen to it that there is someone."""
        if self.claim.participant is None:
            raise ValueError("nobody answers")
        return self.claim.participant

    @property
    def answer(self) -> Answer | None:
        """What is answered: a proposal of another time is a maybe."""
        if self.said.kind is Kind.COUNTER:
            return Answer.TENTATIVE
        return self.claim.given.answer if self.claim.given else None

    def verdict(self, outcome: InboxOutcome, reason: str) -> Verdict:
        """A verdict about this meeting, this person and this answer, with what the secretariat is shown beside it."""
        event = self.event
        details = {
            "word": event.comment,
            "start": event.start.isoformat() if event.start else "",
            "end": event.end.isoformat() if event.end else "",
            "zone": event.unknown_zone if self.said.kind is Kind.COUNTER else "",
            "link": self.claim.link,
        }
        return Verdict(
            outcome=outcome,
            reason=reason,
            dialogue_id=self.invitation.dialogue_id,
            person_id=self.claim.person_id,
            answer=self.answer.value if self.answer else "",
            details={name: value for name, value in details.items() if value},
        )


_Against = tuple[InboxOutcome, str] | None


def _over(matter: _Matter) -> _Against:
    """A past or cancelled meeting: kept, and nothing else."""
    return (IGNORED, "meeting-over") if queries.is_over(matter.invitation, matter.now) else None


def _of_nobody(matter: _Matter) -> _Against:
    """An answer never adds anyone; one that seems to be an invited person's is shown to a person."""
    claim = matter.claim
    if claim.given is not None and claim.participant is not None:
        return None
    return (WAITS if claim.waits else IGNORED), claim.reason


def _says_nothing(matter: _Matter) -> _Against:
    """DELEGATED is for a person; any other word that is no answer asks for nothing."""
    if matter.said.kind is not Kind.REPLY or matter.answer is not None:
        return None
    delegated = matter.claim.given is not None and matter.claim.given.partstat == "DELEGATED"
    return (WAITS, "delegated") if delegated else (IGNORED, "no-answer")


def _in_doubt(matter: _Matter) -> _Against:
    """The sender is not the person, none of her addresses, and no delegate of hers; or our own server doubts it."""
    return (WAITS, matter.claim.reason) if matter.claim.reason else None


def _of_the_future(matter: _Matter) -> _Against:
    """A version that we have not sent."""
    later = (matter.event.sequence or 0) > matter.invitation.sequence
    return (WAITS, Uncounted.UNKNOWN_VERSION.value) if later and not matter.arrived.trusted else None


RULES: tuple[Callable[[_Matter], _Against], ...] = (_over, _of_nobody, _says_nothing, _in_doubt, _of_the_future)


def _count(session: Session, matter: _Matter) -> Verdict:
    """Keeps the answer, in its place in the order; a proposal of another time waits for the secretariat as well."""
    event, counter = matter.event, matter.said.kind is Kind.COUNTER
    kept = services.answer(
        session,
        participant=matter.participant,
        answer=matter.answer or Answer.TENTATIVE,
        channel=Channel.MAIL,
        word=event.comment,
        sequence=None if event.sequence is None else min(event.sequence, matter.invitation.sequence),
        stamp=event.stamp,
        received_at=matter.arrived.received_at,
        inbox_id=matter.arrived.id,
        by=matter.claim.sender,
        now=matter.now,
    )
    if not kept.counted:
        return matter.verdict(STALE, kept.reason)
    return replace(matter.verdict(APPLIED, COUNTER if counter else "answered"), waits=counter)
