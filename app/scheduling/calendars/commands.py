"""`flask scheduling sources …`: calendars that are fetched, from the command line. Secrets are asked for, never given
as arguments: those stand in the shell's history and in the list of processes."""

from __future__ import annotations

import click

from app.clock import now
from app.commands import Group, print_json
from app.database import reading, transaction
from app.domain import Refused
from app.people import queries as people
from app.people.domain import PersonUnknown
from app.people.models import Person
from app.scheduling import queries
from app.scheduling.calendars import caldav, refreshing
from app.scheduling.calendars import sources as services
from app.scheduling.calendars.collecting import Tools
from app.scheduling.calendars.faults import SourceKind
from app.scheduling.calendars.fetching import place_of
from app.scheduling.calendars.labels import MICROSOFT, line_of
from app.scheduling.calendars.sealing import Secret, new_key
from app.scheduling.models import CalendarSource
from app.settings import settings

KINDS = [kind.value for kind in SourceKind if kind is not SourceKind.FILE]


@click.group("sources", cls=Group)
def sources() -> None:
    """Calendars that are fetched by themselves."""


@sources.command("list")
@click.argument("address")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_sources(address: str, as_json: bool) -> None:
    """What is fetched for the person with ADDRESS, and how it stands."""
    person = _person(address)
    found = [_described(one) for one in queries.sources_of(reading(), [person])[person.id]]
    print_json(found) if as_json else click.echo("\n".join(f"{one['id']:>4}  {one['words']}" for one in found))


@sources.command("add")
@click.argument("address")
@click.option("--kind", type=click.Choice(KINDS), required=True)
@click.option("--username", default="", help="With CalDAV the user, with Microsoft 365 the mailbox.")
def add(address: str, kind: str, username: str) -> None:
    """Adds a calendar of the person with ADDRESS; asks for its address, and for a password with CalDAV."""
    person, tools, which = _person(address), _tools(), SourceKind(kind)
    url = "" if which is SourceKind.GRAPH else click.prompt("Address of the calendar", hide_input=True)
    password = click.prompt("Password", hide_input=True) if which is SourceKind.CALDAV else ""
    secret = Secret(url=url, username=username, password=password)
    host = MICROSOFT if which is SourceKind.GRAPH else place_of(url, tools.manner).host
    if which is SourceKind.CALDAV:
        account = caldav.Account(url=url, username=username, password=password)
        calendars = tuple((one.url, one.name, True) for one in caldav.discover(account, tools.manner))
        secret = Secret(url=url, username=username, password=password, calendars=calendars)
    errand, outcome = refreshing.try_out(reading(), owner=person, kind=which, secret=secret, tools=tools, now=now())
    if isinstance(outcome, Refused):
        raise outcome
    with transaction() as session:
        owner = session.get_one(Person, person.id)
        source = services.add(
            session, owner=owner, kind=which, host=host, secret=secret, tools=tools, by=None, now=now()
        )
        services.keep(session, source=source, errand=errand, outcome=outcome, minutes=tools.minutes, now=now())
    click.echo(line_of(source, now()).words)


@sources.command("remove")
@click.argument("address")
@click.argument("source_id", type=int)
def remove(address: str, source_id: int) -> None:
    """Ends the calendar SOURCE_ID (see list) of the person with ADDRESS."""
    person = _person(address)
    with transaction() as session:
        source = services.source_of(session, person_id=person.id, source_id=source_id)
        services.remove(session, source=source, by=None, now=now())
    click.echo("Removed.")


@sources.command("refresh")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def refresh(as_json: bool) -> None:
    """Fetches every calendar that is due, as the jobs process does."""
    tally = refreshing.refresh_due(transaction, tools=_tools(), now=now())
    told = {word: tally[word] for word in ("read", "unchanged", "unread", "lost")}
    print_json(told) if as_json else click.echo(", ".join(f"{count} {word}" for word, count in told.items()) + ".")


@sources.command("key")
def key() -> None:
    """Prints a new key for LEDETRAAD_CALENDAR_KEYS; it goes before the others there."""
    click.echo(new_key())


@sources.command("reseal")
def reseal() -> None:
    """Locks every address with the newest key; afterwards the older ones can leave the settings."""
    with transaction() as session:
        done, lost = services.reseal(session, keys=_tools().keys)
    click.echo(f"{done} locked with the newest key, {lost} that no key opens.")


def _tools() -> Tools:
    return refreshing.tools_of(settings(), now=now())


def _person(address: str) -> Person:
    person = people.by_address(reading(), address)
    if person is None:
        raise PersonUnknown(address=address)
    return person


def _described(source: CalendarSource) -> dict[str, object]:
    line = line_of(source, now())
    return {
        "id": source.id,
        "kind": source.kind.value,
        "host": source.host,
        "read_at": source.read_at.isoformat() if source.read_at else None,
        "events": source.events,
        "unread": source.unread,
        "fault": source.fault,
        "words": f"{line.title}: {line.words}",
    }
