"""Whose answer a mail is: which of the invited its ATTENDEE is, and whether the sender may speak for her.

From is all that a mail says of its sender; what our own server found out about it (DMARC) is asked where there is such
a finding. Who is not the person, one of her known addresses, or her delegate, is shown to a person.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from app.invitations.answers.replies import Said
from app.invitations.answers.reply_calendar import Given
from app.invitations.models import Invitation, Participant
from app.mail.inbox.reading import Sender
from app.people import queries as people
from app.people.models import Person

_TAG = re.compile(r"\+[^@]*@")


@dataclass(frozen=True, kw_only=True)
class Claim:
    """What was found. `reason` is empty where the sender may answer; else it says why not, and `waits` whether that
    is for a person to decide. `link` is an address that a person could link to the one it seems to belong to."""

    given: Given | None = None
    participant: Participant | None = None
    sender: Person | None = None
    reason: str = ""
    waits: bool = False
    link: str = ""

    @property
    def person_id(self) -> int | None:
        """Whose answer it is, or seems to be."""
        return self.participant.person_id if self.participant else None


def claim_of(session: Session, invitation: Invitation, said: Said, *, trusted: bool) -> Claim:
    """Whose answer it is. `trusted`: a person has looked, and says that it is from whom it says."""
    asked = [one for one in invitation.participants if one.told_sequence is not None and one.removed_at is None]
    known = people.addresses_of(session, [one.person_id for one in asked])
    parts = {one.person_id: one for one in asked}
    sender = people.by_address(session, said.sender.address) if said.sender.certain else None
    given = _own_line(session, said, known, sender)
    if given is None:
        reason = "sender-other" if said.event and said.event.given else "no-attendee"
        return Claim(sender=sender, reason=reason, waits=True)
    if _contradicts(said, given):
        found = parts.get(known.get(given.address, 0))
        return Claim(participant=found, sender=sender, reason="contradiction", waits=found is not None)
    participant = parts.get(known.get(given.address, 0))
    if participant is None:
        passed_on = parts.get(known.get(given.from_whom, 0))
        if passed_on is not None:
            return Claim(participant=passed_on, sender=sender, reason="delegated", waits=True)
        return _claim_of_unknown(said, given, sender, asked, trusted=trusted)
    reason = "" if trusted else _doubt(session, said, sender, participant)
    link = said.sender.address if reason == "sender-other" and sender is None else ""
    return Claim(given=given, participant=participant, sender=sender, reason=reason, waits=bool(reason), link=link)


def _claim_of_unknown(
    said: Said, given: Given, sender: Person | None, asked: Sequence[Participant], *, trusted: bool
) -> Claim:
    """Of an address that nobody who is asked has: someone's by the looks of it, or nobody's."""
    seems = _resembling(given, said.sender, asked)
    if seems is None:
        nobody = "@" not in given.address and sender is not None
        return Claim(sender=sender, reason="no-attendee" if nobody else "not-invited", waits=nobody)
    claim = Claim(given=given, participant=seems, sender=sender)
    return claim if trusted else replace(claim, reason="address-unknown", waits=True, link=given.address)


def _own_line(session: Session, said: Said, known: Mapping[str, int], sender: Person | None) -> Given | None:
    """The ATTENDEE line that counts: the only one, else the sender's own, else the one for whom she may answer."""
    lines = list(dict.fromkeys(said.event.given)) if said.event else []
    if len({one.address for one in lines}) <= 1:
        return lines[0] if lines else None
    own = [one for one in lines if one.address == said.sender.address]
    if not own and sender is not None:
        own = [one for one in lines if known.get(one.address) == sender.id]
        own = own or [
            one for one in lines if one.address in known and people.may_answer_for(session, sender, known[one.address])
        ]
    return own[0] if len({one.address for one in own}) == 1 else None


def _contradicts(said: Said, given: Given) -> bool:
    """Whether the mail holds two answers of the same person."""
    lines = said.event.given if said.event else ()
    return len({one.partstat for one in lines if one.address == given.address}) > 1


def _doubt(session: Session, said: Said, sender: Person | None, participant: Participant) -> str:
    """Why the sender is not believed; empty if she is."""
    if not said.sender.certain:
        return "sender-unclear"
    if sender is None or not people.may_answer_for(session, sender, participant.person_id):
        return "sender-other"
    return "dmarc-failed" if said.dmarc == "fail" else ""


def _resembling(given: Given, sender: Sender, asked: Sequence[Participant]) -> Participant | None:
    """The one of the invited to whom an unknown address seems to belong: by a plus tag, or by the name beside it."""
    plain = _TAG.sub("@", given.address)
    tagged = [one for one in asked if plain == one.person.address and plain != given.address]
    if tagged:
        return tagged[0]
    name = given.name or (sender.name if sender.address == given.address else "")
    named = [one for one in asked if name and name_key(name) == name_key(one.person.name)]
    return named[0] if len(named) == 1 else None


def name_key(name: str) -> str:
    """A name for comparing: "Holst, Lene" is Lene Holst."""
    last, comma, first = name.partition(",")
    return " ".join(f"{first} {last}".split() if comma else name.split()).casefold()
