"""`flask --app app people …`: the first person of a new body, and passwords, which are read from standard input."""

from __future__ import annotations

import getpass
import sys

import click
from sqlalchemy.orm import Session

from app.clock import now
from app.commands import command_group, print_json
from app.database import reading, transaction
from app.people import queries, services
from app.people.domain import PersonUnknown, Role
from app.people.models import Person

people = command_group("people", "Persons, roles and passwords.")
GROUPS: list[click.Group] = [people]
ROLES = [role.value for role in Role]


def described(person: Person) -> dict[str, object]:
    """A person as the commands print her."""
    return {
        "address": person.address,
        "active": person.active,
        "id": person.id,
        "name": person.name,
        "roles": roles_of(person),
    }


def roles_of(person: Person) -> list[str]:
    """The words of her roles."""
    return [held.role.value for held in person.roles]


@people.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_people(as_json: bool) -> None:
    """Everyone, with roles."""
    found = queries.everyone(reading())
    if as_json:
        print_json([described(person) for person in found])
        return
    for person in found:
        click.echo(f"{person.name} <{person.address}> {', '.join(roles_of(person))}")


@people.command("add")
@click.argument("name")
@click.argument("address")
@click.option("--role", "roles", type=click.Choice(ROLES), multiple=True, help="May be given several times.")
@click.option("--title", default="", help="What she is called at work.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def add(name: str, address: str, roles: tuple[str, ...], title: str, as_json: bool) -> None:
    """Add a person. She can sign in when `people password` has given her a password."""
    with transaction() as session:
        person = services.add_person(
            session, name=name, address=address, title=title, roles=[Role(role) for role in roles], now=now()
        )
    print_json(described(person)) if as_json else click.echo(f"Added {person.name} <{person.address}>.")


@people.command("change")
@click.argument("address")
@click.option("--name", help="Another name.")
@click.option("--title", help="Another title.")
@click.option("--address", "new_address", help="Another address.")
@click.option("--role", "roles", type=click.Choice([*ROLES, "none"]), multiple=True, help="Instead of those she has.")
@click.option("--active/--closed", default=None, help="Whether she is still here; closed, she is signed out at once.")
def change(
    *,
    address: str,
    name: str | None,
    title: str | None,
    new_address: str | None,
    roles: tuple[str, ...],
    active: bool | None,
) -> None:
    """Correct what stands about the person with ADDRESS; what is not given stays."""
    with transaction() as session:
        person = _person(session, address)
        held = [one.role for one in person.roles]
        services.change_person(
            session,
            person=person,
            name=person.name if name is None else name,
            title=person.title if title is None else title,
            address=person.address if new_address is None else new_address,
            roles=[Role(role) for role in roles if role != "none"] if roles else held,
            active=person.active if active is None else active,
            by=None,
            now=now(),
        )
    click.echo(f"Changed {person.name} <{person.address}>.")


@people.command("password")
@click.argument("address")
def password(address: str) -> None:
    """Set a password, read from standard input; every open session of the person ends."""
    given = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    hashed = services.hash_password(given)
    with transaction() as session:
        person = _person(session, address)
        services.set_password(session, person=person, password_hash=hashed, now=now())
    click.echo(f"Set the password of {person.name}.")


def _person(session: Session, address: str) -> Person:
    person = queries.by_address(session, address)
    if person is None:
        raise PersonUnknown(address=address)
    return person
