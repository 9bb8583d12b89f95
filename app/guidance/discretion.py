"""What may not be told outside: who of the six said what, and anything of the secretariat's own notes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session

from app.cycle.models import Cycle, Milestone
from app.dialogues.domain import PassageKind
from app.dialogues.models import Note, Passage, PassageRevision
from app.guidance.consultation.refusals import ClosedWords, NamedWords
from app.guidance.drafting.board import Head
from app.guidance.drafting.found import rows_of
from app.guidance.models import Element, Example, Guidance
from app.guidance.naming import ClosedTexts, masked, names_by
from app.institutions.models import Institution, Leadership
from app.people.models import Person
from app.scheduling.models import Dialogue
from app.selection import queries as selection
from app.selection.models import Draw, Seat

UNIT = (Institution.id, Institution.name, func.coalesce(Institution.head_id, Institution.id))
SIX = (
    select(*UNIT)
    .join(Seat, Seat.institution_id == Institution.id)
    .join(Seat.draw)
    .where(Draw.cycle_id == bindparam("cycle"), Seat.state.in_(selection.IN_PLACE))
    .order_by(Seat.number)
)
CARRIED = (
    select(*UNIT)
    .distinct()
    .join(Seat, Seat.institution_id == Institution.id)
    .join(Dialogue, Dialogue.seat_id == Seat.id)
    .join(Example, Example.dialogue_id == Dialogue.id)
    .join(Example.element)
    .join(Element.guidance)
    .join(Cycle, Cycle.year == Guidance.year)
    .where(Cycle.id == bindparam("cycle"))
    .order_by(Institution.id)
)
"""Last year's yes was to last year's guidance: a text that begins with those words may not keep them."""
FIRST_DAY = select(func.min(Milestone.day)).where(Milestone.cycle_id == bindparam("cycle")).scalar_subquery()
HEADS = (
    select(Leadership.institution_id, Person.name)
    .join(Leadership.person)
    .where(Leadership.institution_id.in_(bindparam("units", expanding=True)))
    .where(or_(Leadership.to_day.is_(None), Leadership.to_day >= FIRST_DAY))
    .order_by(Leadership.id)
)
"""Whoever headed it when the year's dialogues were held, or has done so since."""
OWN_TEXTS = (
    select(PassageRevision.text)
    .join(PassageRevision.passage)
    .join(Passage.note)
    .where(Passage.kind == PassageKind.OWN, Note.cycle_id == bindparam("cycle"))
    .distinct()
)


@dataclass(frozen=True)
class Discretion:
    """The names of the year's six and of who has headed them meanwhile, by institution; and the closed texts."""

    names: Mapping[int, tuple[str, ...]]
    closed: ClosedTexts

    def named_in(self, text: str) -> Sequence[int]:
        """The institutions of the six that a text names, by themselves or by their head."""
        return names_by(self.names, text)

    def shown(self, text: str) -> str:
        """A text as readers outside of the house may see it: names masked, closed words withheld."""
        if self.closed.repeated_in(text):
            return str(_("Ordene vises ikke her."))
        return masked(text, (name for names in self.names.values() for name in names))

    def shown_name(self, name: str) -> str:
        """How somebody calls herself, without the name of one of the six."""
        return masked(name, (names[0] for names in self.names.values()))

    def require_open(self, text: str, *, name: str) -> None:
        """Raises ClosedWords (naming the text so) if it repeats closed words."""
        if self.closed.repeated_in(text):
            raise ClosedWords(name=name)

    def require_discreet(self, text: str, *, name: str) -> None:
        """For words published beside the texts: raises ClosedWords, or NamedWords if one of the six is named."""
        self.require_open(text, name=name)
        if self.named_in(text):
            raise NamedWords(name=name)


def discretion_of(session: Session, guidance: Guidance | Head) -> Discretion:
    """What the year that feeds a guidance has to keep to itself; nothing for a year that was taken over."""
    if guidance.cycle_id is None:
        return Discretion({}, ClosedTexts(()))
    return Discretion(_names(session, guidance.cycle_id), ClosedTexts(own_texts(session, guidance.cycle_id)))


def _names(session: Session, cycle_id: int) -> dict[int, tuple[str, ...]]:
    six = {row[0]: row for row in (*rows_of(session, SIX, cycle=cycle_id), *rows_of(session, CARRIED, cycle=cycle_id))}
    names = {key: [name] for key, name, _unit in six.values()}
    units = {unit: key for key, _name, unit in six.values()}
    for unit, name in rows_of(session, HEADS, cycle=cycle_id, units=list(units)) if units else ():
        names[units[unit]].append(name)
    return {key: tuple(dict.fromkeys(found)) for key, found in names.items()}


def own_texts(session: Session, cycle_id: int) -> Iterable[str]:
    """Everything that has stood in the secretariat's own notes of a year, in every wording."""
    return (row[0] for row in rows_of(session, OWN_TEXTS, cycle=cycle_id))
