"""The texts of the guidance can be found: elements as a source of the search."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session, joinedload

from app.domain import N_
from app.guidance import labels
from app.guidance.domain import GuidanceState
from app.guidance.models import Element, ElementRevision, Guidance
from app.people.domain import Role
from app.people.models import Person
from app.search import services as search
from app.search.domain import Found, Row
from app.search.models import SearchEntry
from app.search.ports import Source

NAME = "guidance"


def keep_found(session: Session, element: Element, text: str, *, year: int) -> None:
    """The words that stand now are found, in the transaction that writes them."""
    search.index_text(session, source=NAME, thing=str(element.id), subject_id=element.id, year=lambda: year, text=text)


def leave_out(session: Session, element: Element) -> None:
    """A text that was taken out of the draft is not found any more."""
    search.remove_text(session, source=NAME, thing=str(element.id))


def readable_by(person: Person) -> ColumnElement[bool]:
    """Which guidance a person may read, as a condition on Guidance: staff the drafts too, everyone else what is out."""
    if person.has(Role.SECRETARIAT, Role.DIRECTOR):
        return true()
    return Guidance.state == GuidanceState.PUBLISHED


def rows_visible_to(person: Person, _day: dt.date) -> ColumnElement[bool]:
    """Whose entries a person may find."""
    query = select(Element.id).join(Element.guidance)
    return query.where(Element.id == SearchEntry.subject_id, readable_by(person)).exists()


def found(session: Session, ids: Sequence[str], person: Person | None, _day: dt.date) -> Mapping[str, Found]:
    """Elements as they are shown among what was found, if the person may read them."""
    query = (
        select(Element, ElementRevision.text)
        .join(Element.guidance)
        .join(
            ElementRevision, (ElementRevision.element_id == Element.id) & (ElementRevision.number == Element.revision)
        )
        .where(Element.id.in_([int(one) for one in ids]), readable_by(person) if person is not None else true())
        .options(joinedload(Element.guidance), joinedload(Element.edition))
    )
    return {str(element.id): _shown(element, text) for element, text in session.execute(query)}


def _shown(element: Element, text: str) -> Found:
    guidance, kind = element.guidance, labels.element_kind(element)
    return Found(
        text=text,
        whose=_("Ledetråd %(year)s", year=guidance.year),
        theme=f"{element.edition.title} · {kind}" if element.edition else kind,
        day=guidance.adopted_on,
        **_place(element),
        facts={"element": element.id, "year": guidance.year},
    )


def _place(element: Element) -> dict[str, Any]:
    """A draft is read on its own page; what is out, where everyone reads it."""
    year = element.guidance.year
    if element.guidance.state is not GuidanceState.PUBLISHED:
        anchor = f"element-{element.id}"
        return {"endpoint": "guidance.draft", "args": {"year": year, "element": element.id, "_anchor": anchor}}
    anchor = f"tema-{element.edition.number}" if element.edition else "letter-h"
    return {"endpoint": "guidance.show", "args": {"year": year, "_anchor": anchor}}


def rows(session: Session) -> Iterator[Row]:
    """Every text that stands, in the order in which they were written."""
    query = (
        select(ElementRevision.saved_at, Element.id, Guidance.year, ElementRevision.text)
        .join(
            ElementRevision, (ElementRevision.element_id == Element.id) & (ElementRevision.number == Element.revision)
        )
        .join(Guidance, Guidance.id == Element.guidance_id)
        .order_by(ElementRevision.saved_at, Element.id)
    )
    for at, number, year, text in session.execute(query):
        yield Row(at=at, thing=str(number), subject_id=number, year=year, text=text)


SOURCE = Source(
    name=NAME,
    label=N_("Ledetrådene"),
    rows_visible_to=rows_visible_to,
    found=found,
    rows=rows,
)
