"""The command that takes a draft back from Word. It stands among the guidance's others in commands.py."""

from __future__ import annotations

from typing import Any, BinaryIO, NoReturn

import click

from app.clock import now
from app.commands import RoomCommand, print_json, refuse
from app.database import database, transaction
from app.domain import Refused
from app.guidance import queries
from app.guidance.domain import WordRowsLost, WordUndecided
from app.guidance.word import reading as word_reading
from app.guidance.word import roundtrip
from app.guidance.word.roundtrip import Choice, LostRow, Return, Taken


@click.command("return", cls=RoomCommand)
@click.argument("file", type=click.File("rb"))
@click.option("--keep-lost", is_flag=True, help="Texts whose rows are gone stay as they are.")
@click.option("--empty-lost", is_flag=True, help="Texts whose rows are gone are emptied.")
@click.option(
    "--choose", type=click.Choice([one.value for one in Choice]), help="For texts that were changed here too."
)
@click.option("--json", "as_json", is_flag=True)
def return_command(*, file: BinaryIO, keep_lost: bool, empty_lost: bool, choose: str | None, as_json: bool) -> None:
    """Take the draft in FILE back from Word: changed texts become revisions, its comments comments; all or nothing.

    What a person has to decide is told, and nothing is changed: rows that are gone (--keep-lost or --empty-lost), and
    texts that were changed here as well (--choose). Words that somebody wrote outside of the texts are told.
    """
    if keep_lost and empty_lost:
        raise click.UsageError("Give one of --keep-lost and --empty-lost.")
    given = word_reading.read(file.read())
    with database().read() as session:
        planned = roundtrip.plan_return(session, guidance=queries.of_year(session, given.year), file=given)
    lost = LostRow.EMPTY if empty_lost else LostRow.KEEP if keep_lost else None
    try:
        with transaction() as session:
            taken = roundtrip.take_return(
                session,
                guidance=queries.of_year(session, given.year),
                file=given,
                chosen={one.element.id: (Choice(choose), one.standing) for one in planned.undecided} if choose else {},
                lost={one.id: lost for one in planned.lost} if lost else {},
                by=None,
                now=now(),
            )
    except (WordRowsLost, WordUndecided) as refused:
        refuse_return(refused, returned_as_json(planned), as_json=as_json)
    tell_return(returned_as_json(planned), taken, as_json=as_json)


def returned_as_json(planned: Return) -> dict[str, Any]:
    """What a file would do, for programs."""
    return {
        "year": planned.guidance.year,
        "changed": [
            {"element": one.element.id, "before": one.before[0], "after": one.after[0], "undecided": one.undecided}
            for one in planned.changes
        ],
        "comments": [
            {"element": element.id if element else None, "name": one.author, "text": one.text}
            for element, one in planned.comments
        ],
        "lost": [one.id for one in planned.lost],
        "outside": list(planned.other),
    }


def refuse_return(refused: Refused, answer: dict[str, Any], *, as_json: bool) -> NoReturn:
    """What has to be decided stands before the sentence: both texts, and the rows that are gone."""
    if not as_json:
        for one in answer["changed"]:
            if one["undecided"]:
                click.echo(f"{one['element']:>6} here: {one['before']}\n{'':>6} Word: {one['after']}")
        for number in answer["lost"]:
            click.echo(f"{number:>6} is not in the file.")
    refuse(refused, answer)


def tell_return(answer: dict[str, Any], taken: Taken, *, as_json: bool) -> None:
    """What was done, and what somebody wrote where it could not be taken from."""
    if as_json:
        print_json(answer)
        return
    click.echo(f"{taken.changed} texts changed, {taken.emptied} emptied, {taken.comments} comments kept.")
    for words in answer["outside"]:
        click.echo(f"Not taken, for it stands outside of the texts: {words}")
