"""How far the time of a meeting is known to those who are asked: planning again moves first what fewest know."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.invitations import queries
from app.invitations.domain import Answer, Part
from app.invitations.models import Invitation
from app.scheduling.models import Dialogue
from app.scheduling.planner.replan import Known


def known_of(session: Session, dialogues: Sequence[Dialogue]) -> dict[int, Known]:
    """By dialogue: a draft that nobody has been sent, sent, or accepted by the head; agreed elsewhere is accepted."""
    invited = {one.dialogue_id: one for one in queries.invitations_to(session, [one.id for one in dialogues])}
    return {one.id: _known(one, invited.get(one.id)) for one in dialogues}


def _known(dialogue: Dialogue, invitation: Invitation | None) -> Known:
    if invitation is None or queries.told(invitation) is None:
        return Known.ACCEPTED if dialogue.taken_over else Known.DRAFT
    head = next((one for one in queries.present(invitation) if one.part is Part.HEAD), None)
    return Known.ACCEPTED if head and head.answer is Answer.ACCEPTED else Known.SENT
