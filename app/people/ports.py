"""The port by which other rooms tell who may see one of their objects."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.people.models import Person


@dataclass(frozen=True)
class ObjectRule:
    """A named rule of the permission table: whether this person may open the object that the address names."""

    name: str
    holds: Callable[[Session, Person, Mapping[str, Any]], bool]
