"""The port by which rooms let their words be found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import Flask, current_app
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from app.people.models import Person
from app.search.domain import Found, Row

SOURCES = "ledetraad.search-sources"


@dataclass(frozen=True, kw_only=True)
class Source:
    """What a room lets be found, under a name that its entries carry. `label` is Danish, for gettext.

    `rows_visible_to`: whose entries a person may see, as a condition on SearchEntry. `found`: things as they are
    shown, for a person (None: for who runs the system), once more within what she may see. `rows`: everything that
    stands, in its order in time, for a new index.
    """

    name: str
    label: str
    rows_visible_to: Callable[[Person, dt.date], ColumnElement[bool]]
    found: Callable[[Session, Sequence[str], Person | None, dt.date], Mapping[str, Found]]
    rows: Callable[[Session], Iterable[Row]]


def register_source(app: Flask, source: Source) -> None:
    """A room lets its words be found."""
    known: dict[str, Source] = app.extensions.setdefault(SOURCES, {})
    known[source.name] = source


def sources() -> Mapping[str, Source]:
    """What is searched, by name, in the order in which it was registered."""
    found: Mapping[str, Source] = current_app.extensions[SOURCES]
    return found
