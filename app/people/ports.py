"""Ports of people: who may see a room's object, and what stands in the menus of a role."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.people.domain import Role
from app.people.models import Person


@dataclass(frozen=True)
class ObjectRule:
    """A named rule of the permission table: whether this person may open the object that the address names."""

    name: str
    holds: Callable[[Session, Person, Mapping[str, Any]], bool]


@dataclass(frozen=True)
class Menus:
    """Endpoints and their words (Danish, for gettext), by role: the main menu, and what lies under one's own name."""

    main: Mapping[Role, tuple[tuple[str, str], ...]]
    own: Mapping[Role, tuple[tuple[str, str], ...]]

    def main_of(self, person: Person) -> tuple[tuple[str, str], ...]:
        """The menu of her first role in the order of the table."""
        return next((items for role, items in self.main.items() if person.has(role)), ())

    def own_of(self, person: Person) -> tuple[tuple[str, str], ...]:
        """What her roles keep in order; what several of them have is there once."""
        return tuple(dict.fromkeys(item for role, items in self.own.items() if person.has(role) for item in items))
