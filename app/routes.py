"""The pages of a room as a list: where each stands, by which methods it is reached, and what answers.

Most pages stand beside their function (`@blueprint.get`); a part of a room lists its own, and the room's views.py adds
them to its blueprint.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from flask import Blueprint
from flask.typing import ResponseReturnValue


class Route(NamedTuple):
    """One page; `name` is what it is called in `url_for`, its function's name if left out."""

    rule: str
    methods: Sequence[str]
    view: Callable[..., ResponseReturnValue]
    name: str | None = None


def add_routes(blueprint: Blueprint, routes: Iterable[Route]) -> None:
    """Adds them in their order."""
    for route in routes:
        blueprint.add_url_rule(route.rule, route.name, route.view, methods=list(route.methods))
