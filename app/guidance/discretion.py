"""What may not be told outside: who of the six said what, and anything of the secretariat's own notes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from app.cycle.models import Cycle
from app.dialogues.domain import PassageKind
from app.dialogues.models import Note, Passage, PassageRevision
from app.guidance.models import Element, Example, Guidance
from app.guidance.naming import ClosedTexts, masked, names_by
from app.guidance.refusals import ClosedWords, NamedWords
from app.institutions.models import Institution, Leadership
from app.people.models import Person
from app.scheduling.models import Dialogue
from app.selection import queries as selection
from app.selection.models import Seat


@dataclass(frozen=True)
class Discretion:
    """The names of the year's six and of who has headed them meanwhile, by institution; and the closed texts."""

    names: Mapping[int, tuple[str, ...]]
    closed: ClosedTexts

    def named_in(self, text: str) -> list[int]:
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


def discretion_of(session: Session, guidance: Guidance) -> Discretion:
    """What the year that feeds a guidance has to keep to itself; nothing for a year that was taken over."""
    cycle = session.get(Cycle, guidance.cycle_id) if guidance.cycle_id else None
    if cycle is None:
        return Discretion({}, ClosedTexts(()))
    return Discretion(_names(session, cycle), ClosedTexts(own_texts(session, cycle)))


def _names(session: Session, cycle: Cycle) -> dict[int, tuple[str, ...]]:
    six = {seat.institution_id: seat.institution for seat in selection.active_seats(session, cycle)}
    six |= _carried_over(session, cycle)
    names = {key: [one.name] for key, one in six.items()}
    units = {(one.head_id or one.id): key for key, one in six.items()}
    query = (
        select(Leadership.institution_id, Person.name)
        .join(Leadership.person)
        .where(Leadership.institution_id.in_(units), _since(cycle))
    )
    for unit, name in session.execute(query):
        names[units[unit]].append(name)
    return {key: tuple(dict.fromkeys(found)) for key, found in names.items()}


def _carried_over(session: Session, cycle: Cycle) -> dict[int, Institution]:
    """Last year's yes was to last year's guidance: a text that begins with those words may not keep them."""
    query = (
        select(Institution)
        .join(Seat, Seat.institution_id == Institution.id)
        .join(Dialogue, Dialogue.seat_id == Seat.id)
        .join(Example, Example.dialogue_id == Dialogue.id)
        .join(Example.element)
        .join(Element.guidance)
        .where(Guidance.year == cycle.year)
    )
    return {one.id: one for one in session.scalars(query)}


def _since(cycle: Cycle) -> ColumnElement[bool]:
    """Whoever headed it when the year's dialogues were held, or has done so since."""
    first = min(one.day for one in cycle.milestones)
    return or_(Leadership.to_day.is_(None), Leadership.to_day >= first)


def own_texts(session: Session, cycle: Cycle) -> Iterable[str]:
    """Everything that has stood in the secretariat's own notes of a year, in every wording."""
    query = (
        select(PassageRevision.text)
        .join(PassageRevision.passage)
        .join(Passage.note)
        .where(Passage.kind == PassageKind.OWN, Note.cycle_id == cycle.id)
        .distinct()
    )
    return session.scalars(query)
