"""Every registration between rooms, on one screen: pages, commands, navigation, and what the ports are filled with.

Nothing registers by being imported; create_app() and the jobs process call connect().
"""

from __future__ import annotations

from importlib import import_module

import click
from flask import Blueprint, Flask

from app.cycle.ports import FRONT_PAGE, FrontPage
from app.people.domain import Role
from app.people.models import Person

ROOMS_WITH_PAGES: tuple[str, ...] = ("people", "cycle")
ROOMS_WITH_COMMANDS: tuple[str, ...] = ("people", "cycle")

NAVIGATION: dict[Role, tuple[tuple[str, str], ...]] = {
    Role.SECRETARIAT: (
        ("cycle.front", "Overblik"),
        ("institutions.overview", "Institutioner"),
        ("selection.overview", "Udvælgelse"),
        ("scheduling.overview", "Tider"),
        ("invitations.overview", "Invitationer"),
        ("dialogues.overview", "Dialoger"),
        ("insights.overview", "Indsigter"),
        ("guidance.overview", "Ledetråd"),
        ("follow_up.overview", "Opfølgning"),
    ),
    Role.DIRECTOR: (
        ("cycle.front", "Overblik"),
        ("dialogues.overview", "Dialoger"),
        ("insights.overview", "Indsigter"),
        ("guidance.overview", "Ledetråd"),
    ),
    Role.LEADER: (("cycle.front", "Vores dialog"),),
}


OWN_PAGES: dict[Role, tuple[tuple[str, str], ...]] = {
    Role.SECRETARIAT: (("people.overview", "Personer"), ("cycle.years", "Årene"), ("cycle.first_start", "Kom i gang")),
}


def blueprints() -> list[Blueprint]:
    """The pages of every room."""
    return [import_module(f"app.{room}.views").blueprint for room in ROOMS_WITH_PAGES]


def command_groups() -> list[click.Group]:
    """The commands of every room."""
    return [group for room in ROOMS_WITH_COMMANDS for group in import_module(f"app.{room}.commands").GROUPS]


def navigation_of(person: Person) -> tuple[tuple[str, str], ...]:
    """The main menu of a person: that of her first role in the order secretariat, director, leader."""
    return next((items for role, items in NAVIGATION.items() if person.has(role)), ())


def own_pages_of(person: Person) -> tuple[tuple[str, str], ...]:
    """What lies under a person's own name: her page, then what her roles keep in order."""
    kept = (item for role, items in OWN_PAGES.items() if person.has(role) for item in items)
    return ("people.my_page", "Min side"), *kept


def connect(app: Flask) -> None:
    """Fills the ports."""
    from app.cycle import front  # here, for it needs app.web, which needs this module

    app.extensions[FRONT_PAGE] = FrontPage(start=[front.own_start_steps])
