"""Taking an adoption back: something stands between the adopted text and its publication, and the text must change.

A head who withdraws her example after the meeting would otherwise hold the guidance up for ever.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app.guidance import gates
from app.guidance.consultation.refusals import AdoptionStands
from app.guidance.domain import GuidanceFrozen, GuidanceState, NotAdopted
from app.guidance.models import Guidance
from app.people.models import Person
from app.trail import services as trail


def take_back_adoption(session: Session, *, guidance: Guidance, by: Person | None, now: dt.datetime) -> None:
    """Makes the text a draft again, to be adopted anew; refused while nothing stands in the way of publication."""
    session.refresh(guidance, ["state"], with_for_update=True)
    if guidance.state is GuidanceState.PUBLISHED:
        raise GuidanceFrozen(year=guidance.year)
    if guidance.state is not GuidanceState.ADOPTED:
        raise NotAdopted(year=guidance.year)
    if not gates.open_gates(session, guidance, now=now):
        raise AdoptionStands()
    guidance.state, guidance.adopted_on, guidance.agenda_item = GuidanceState.DRAFT, None, ""
    session.flush()
    trail.record(session, by=by, action="guidance.adoption-taken-back", thing=f"guidance:{guidance.id}", now=now)
