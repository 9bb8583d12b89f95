"""`flask --app app search TEXT`: what is found, and making the index anew."""

from __future__ import annotations

from typing import Any

import click

from app.clock import local_day, now
from app.commands import Group, print_json
from app.database import reading, transaction
from app.people import queries as people
from app.people.domain import PersonUnknown
from app.people.models import Person
from app.search import queries, services
from app.search.domain import MOST, NothingAsked, SourceUnknown
from app.search.matching import ask
from app.search.ports import Source, sources

FIRST = "passages"


class Words(Group):
    """What is no command of this group is what to search for: `search skole` is `search find skole`."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        known = bool(args) and args[0] in self.commands
        return super().resolve_command(ctx, args if known else ["find", *args])

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """An option may stand before the text."""
        if args and args[0].startswith("--") and args[0] != "--help":
            args = ["find", *args]
        return super().parse_args(ctx, args)


search = Words("search", help="Search in what was said: search TEXT.")
GROUPS: list[click.Group] = [search]


@search.command("find")
@click.argument("text", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="As JSON: the hits, the best first, and how many there are.")
@click.option("--kind", "name", default=FIRST, show_default=True, help="What is searched: passages or guidance.")
@click.option("--year", type=int, help="Only words of that year.")
@click.option("--as", "address", help="Only what the person with this address may see; else everything, own notes too.")
def find(*, text: tuple[str, ...], as_json: bool, name: str, year: int | None, address: str | None) -> None:
    """Search for words; "in quotation marks" they must stand side by side."""
    question, source = ask(" ".join(text)), _source(name)
    if not question.words:
        raise NothingAsked()
    session, person, day = reading(), _person(address), local_day(now())
    ranked = queries.find(session, question, person=person, day=day, sources=[source], year=year)
    shown = queries.shown(session, ranked.entries, person=person, day=day, sources={name: source})
    hits: list[dict[str, Any]] = [{**found.facts, "text": found.text} for _name, found in shown]
    if ranked.more:
        click.echo(f"There are more; these are among the newest {MOST}.", err=True)
    if as_json:
        print_json({"hits": hits, "total": len(hits)})
    else:
        click.echo("\n".join(f"{found.whose}: {found.text}" for _name, found in shown) or "Nothing was found.")


@search.command("rebuild")
def rebuild() -> None:
    """Make the index anew from what stands in every room."""
    with transaction() as session:
        count = services.rebuild(session, sources=sources().values())
    click.echo(f"{count} texts can be found.")


def _source(name: str) -> Source:
    if name not in sources():
        raise SourceUnknown(name=name)
    return sources()[name]


def _person(address: str | None) -> Person | None:
    person = people.by_address(reading(), address) if address else None
    if address and person is None:
        raise PersonUnknown(address=address)
    return person
