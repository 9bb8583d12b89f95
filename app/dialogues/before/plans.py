"""Use cases of the institution's annual plan: a file or a link, and where it takes up each theme."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from urllib.parse import urlsplit

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, joinedload, undefer

from app.cycle import queries as cycles
from app.dialogues import queries
from app.dialogues.before.documents import Document
from app.dialogues.domain import LinkNotWeb, PlanInTwoPlaces, PlanMissing
from app.dialogues.models import AnnualPlan, PlanDocument
from app.dialogues.writing.words import tidy
from app.domain import N_, NotFound
from app.people.models import Person
from app.scheduling.models import Dialogue
from app.trail import services as trail

LONGEST_LINK = 500
LONGEST_WORDS = 500


def plan_of(session: Session, dialogue: Dialogue) -> AnnualPlan | None:
    """The annual plan that lies before a dialogue, with its file's name but not its bytes."""
    query = select(AnnualPlan).where(AnnualPlan.dialogue_id == dialogue.id).options(joinedload(AnnualPlan.document))
    return session.scalars(query).one_or_none()


def file_of(session: Session, dialogue: Dialogue) -> PlanDocument:
    """The file with its bytes; raises NotFound where none was handed in."""
    query = (
        select(PlanDocument)
        .join(AnnualPlan, AnnualPlan.document_id == PlanDocument.id)
        .where(AnnualPlan.dialogue_id == dialogue.id)
        .options(undefer(PlanDocument.content))
    )
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFound(N_("Årsplanen"), dialogue.id)
    return found


def hand_in_plan(
    session: Session,
    *,
    dialogue: Dialogue,
    document: Document | None,
    link: str,
    takes_up: Mapping[int, str] | None,
    by: Person | None,
    now: dt.datetime,
) -> AnnualPlan:
    """The plan as it is from now on; what was handed in before is kept no longer. `received_at` stays the first day.

    `takes_up` (edition → where it stands; None: leave what is known) alone changes nothing else.
    """
    session.execute(select(Dialogue.id).where(Dialogue.id == dialogue.id).with_for_update())
    plan, link = plan_of(session, dialogue), link.strip()
    if document is not None and link and not (plan and plan.link == link):
        raise PlanInTwoPlaces()
    if document is None and not link and plan is None:
        raise PlanMissing()
    if plan is None:
        plan = AnnualPlan(dialogue_id=dialogue.id, received_at=now, takes_up={})
    if document is not None:
        _put(session, plan, document=_kept(session, document, now), link="", by=by)
    elif link and link != plan.link:
        _put(session, plan, document=None, link=web_address(link), by=by)
    if takes_up is not None:
        plan.takes_up = _known_words(session, dialogue, takes_up)
    session.flush()
    trail.record(session, by=by, action="dialogues.plan-handed-in", thing=f"dialogue:{dialogue.id}", now=now)
    return plan


def _put(session: Session, plan: AnnualPlan, *, document: PlanDocument | None, link: str, by: Person | None) -> None:
    before, plan.document_id = plan.document_id, document.id if document else None
    plan.link, plan.by_id = link, by.id if by else None
    session.add(plan)
    session.flush()
    session.expire(plan, ["document"])
    if before is not None:
        session.execute(delete(PlanDocument).where(PlanDocument.id == before))


def _kept(session: Session, document: Document, now: dt.datetime) -> PlanDocument:
    kept = PlanDocument(
        name=document.name,
        kind=document.kind,
        size=len(document.content),
        sha256=document.sha256,
        uploaded_at=now,
        content=document.content,
    )
    session.add(kept)
    session.flush()
    return kept


def web_address(link: str) -> str:
    """The link, if a browser can open it; raises LinkNotWeb."""
    try:
        parts = urlsplit(link)
        host = parts.hostname
    except ValueError:
        raise LinkNotWeb() from None
    plain = link.isprintable() and " " not in link and len(link) <= LONGEST_LINK
    if parts.scheme not in ("https", "http") or not host or not plain:
        raise LinkNotWeb()
    return link


def _known_words(session: Session, dialogue: Dialogue, takes_up: Mapping[int, str]) -> dict[str, str]:
    year = queries.dialogue(session, dialogue.id).seat.draw.cycle.year
    known = [one.id for one in cycles.themes_of(session, year)]
    words = {str(one): tidy(takes_up.get(one, ""))[:LONGEST_WORDS] for one in known}
    return {edition: text for edition, text in words.items() if text}
