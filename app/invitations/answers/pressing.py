"""What the form of an answer says beside it, in order; and the same form sent twice, which is one answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.invitations import queries
from app.invitations.models import InvitationAnswer, Participant

MOMENT = dt.timedelta(minutes=1)
BRINGS_AT_MOST = 2
LONGEST_NAME = 200


def names_of(brings: Sequence[str]) -> list[str]:
    """Whom she brings, without the fields that were left empty."""
    return [name.strip() for name in brings if name.strip()][:BRINGS_AT_MOST]


def one_name(name: str) -> str:
    """Who comes in her place, on one line."""
    return " ".join(name.split())[:LONGEST_NAME]


def pressed_before(
    session: Session,
    participant: Participant,
    kept: InvitationAnswer,
    brings: Sequence[str] | None,
    substitute: str | None,
) -> InvitationAnswer | None:
    """What was kept a moment ago, if the form now says the very same: a double click, or a page that was sent again.

    Later it is an answer of its own, since what was given last is what counts.
    """
    before = next(iter(queries.answers_of(session, participant)), None)
    if before is None or not (before.counted and kept.counted) or kept.received_at - before.received_at > MOMENT:
        return None
    same = all(getattr(before, name) == getattr(kept, name) for name in ("answer", "channel", "sequence", "word"))
    others = brings is None or names_of(brings) == participant.brings
    instead = substitute is None or one_name(substitute) == participant.substitute
    return before if same and others and instead else None
