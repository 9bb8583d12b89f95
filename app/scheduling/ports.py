"""The port by which a later room says how far a time is known to others: planning again weighs by it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from flask import current_app
from sqlalchemy.orm import Session

from app.scheduling.domain import DialogueState
from app.scheduling.models import Dialogue
from app.scheduling.planner.replan import Known

TOLD = "ledetraad.told"
Told = Callable[[Session, Sequence[Dialogue]], Mapping[int, Known]]


def known_of(session: Session, dialogues: Sequence[Dialogue]) -> dict[int, Known]:
    """How far each dialogue's time is known, by its id: a proposal to nobody; else what the invitations say."""
    told: Told = current_app.extensions[TOLD]
    agreed = [one for one in dialogues if one.state is not DialogueState.PROPOSED]
    return {one.id: Known.DRAFT for one in dialogues} | dict(told(session, agreed))
