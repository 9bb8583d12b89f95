"""`flask trail verify`: nobody has changed quietly what was done."""

from __future__ import annotations

import re

import click

from app.commands import command_group, print_json
from app.database import reading
from app.settings import settings
from app.trail import services
from app.trail.domain import TrailBroken, TrailShortened

trail = command_group("trail", "What was done, by whom and when.")
GROUPS = [trail]
END = re.compile(r"(\d{1,9}):([0-9a-f]{64})")


def read_end(_context: click.Context, _option: click.Parameter, given: str | None) -> tuple[int, str] | None:
    """COUNT:HASH as `trail verify` and a backup's manifest write it."""
    if given is None:
        return None
    found = END.fullmatch(given)
    if found is None:
        raise click.BadParameter("must be COUNT:HASH, as trail verify printed it or a backup's manifest holds it")
    return int(found[1]), found[2]


@trail.command("verify")
@click.option(
    "--expect",
    callback=read_end,
    metavar="COUNT:HASH",
    help="An earlier end of the trail; nothing before it may be gone.",
)
def verify(expect: tuple[int, str] | None) -> None:
    """Checks the whole chain; exits 1 with the first entry that does not fit. Keep what it prints as `end`."""
    broken, entries = services.check(reading(), key=settings().secret_key.encode())
    if broken is not None:
        raise TrailBroken(entry=broken)
    if expect and not services.reaches(reading(), count=expect[0], hash_there=expect[1]):
        raise TrailShortened(expected=expect[0], found=entries)
    print_json({"end": services.end_of(reading()), "entries": entries, "whole": True})
