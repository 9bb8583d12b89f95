"""What the form of a year's settings needs to know: what was decided last, the units by name, the groups there are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.cycle.models import Cycle
from app.institutions import queries as institutions
from app.institutions.domain import Kind, alphabetical
from app.institutions.models import Institution
from app.selection import queries
from app.selection.domain import DIMENSIONS, DrawSettings
from app.selection.settings_form import Chosen, SettingsForm, as_fields, filled


@dataclass(frozen=True)
class Deciding:
    """`chosen` was decided last, or is the default; `groups` are (dimension, value), `names` {unit: what finds it}."""

    chosen: Chosen
    groups: tuple[tuple[str, str], ...]
    names: Mapping[str, str]
    unit_names: tuple[str, ...]
    finder: institutions.Finder

    @classmethod
    def of(cls, session: Session, cycle: Cycle, *, today: dt.date) -> Deciding:
        """As the register and the year stand."""
        units, draw = institutions.all_units(session), queries.draw_of(session, cycle)
        settings = DrawSettings.of_data(draw.settings) if draw else DrawSettings()
        texts = dict(_texts(units))
        return cls(
            chosen=Chosen(settings, draw.remarks if draw else {}),
            groups=tuple(_groups([one for one in units if _can_be_named(one, today)])),
            names={name: texts[one] for name, one in queries.ids_by_unit(session).items()},
            unit_names=tuple(sorted((texts[one.id] for one in units if _can_be_named(one, today)), key=alphabetical)),
            finder=institutions.finder(session, day=today),
        )

    def find(self, text: str) -> Institution:
        """A unit by name or number; raises what the register refuses."""
        return self.finder.find(text)

    def form(self, chosen: Chosen) -> SettingsForm:
        """The form with something decided in it."""
        return filled(chosen, self.names)

    def fields(self, chosen: Chosen) -> dict[str, str]:
        """The same for a form whose fields are hidden."""
        return as_fields(chosen, self.names)


def _can_be_named(unit: Institution, today: dt.date) -> bool:
    """One that closes later can: that is a reason to keep it out."""
    return not unit.pseudo and unit.head_id is None and unit.is_open(today)


def _texts(units: list[Institution]) -> Iterator[tuple[int, str]]:
    """What finds each unit: its name; its number where two open units share one, so that the text finds one of them."""
    seen: dict[str, int] = {}
    for unit in units:
        seen[unit.name.casefold()] = seen.get(unit.name.casefold(), 0) + 1
    for unit in units:
        yield unit.id, unit.name if seen[unit.name.casefold()] == 1 else unit.number


def _groups(units: list[Institution]) -> Iterator[tuple[str, str]]:
    """Every group that somebody belongs to, by dimension and then by value."""
    known = [queries.unit_of(unit) for unit in units]
    kinds = [kind.value for kind in Kind]
    for dimension in DIMENSIONS:
        values = {unit.feature(dimension) for unit in known}
        order = kinds.index if dimension == "kind" else alphabetical
        yield from ((dimension, value) for value in sorted(values, key=order))
