"""Follow-up from the command line: writing the letters, adopting and sending them."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import click

from app.clock import local_day, now
from app.commands import command_group, print_json
from app.cycle import queries as cycles
from app.database import reading, transaction
from app.dialogues import queries as dialogue_queries
from app.dialogues import services as dialogues
from app.follow_up import plan_mails, plans, queries, services
from app.follow_up.domain import LetterState
from app.follow_up.models import Letter
from app.follow_up.plan_sheet import read_sheet
from app.follow_up.reading import printed
from app.settings import settings

group = command_group("follow_up", "What became of it: the letters to the six, and everyone's annual plans.")
GROUPS = (group,)


@group.command("letters")
@click.argument("year", type=int)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Write them as PDF here.")
def letters_command(year: int, out: Path | None) -> None:
    """Write the letters to those who were in dialogue in YEAR, from what became of their words."""
    with transaction() as session:
        written = services.write_letters(session, cycle=cycles.by_year(session, year), by=None, now=now())
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        for letter in written:
            (out / f"letter-{letter.dialogue_id}.pdf").write_bytes(_printed(letter))
    click.echo(f"{len(written)} letters are written.")


@group.command("adopt")
@click.argument("year", type=int)
def adopt_command(year: int) -> None:
    """Adopt every letter of YEAR that has been written; read them first."""
    found = queries.letters_of(reading(), cycles.by_year(reading(), year)).values()
    drafts = [letter for letter in found if letter.state is LetterState.DRAFT]
    pages = {letter.id: _printed(letter) for letter in drafts}
    with transaction() as session:
        for letter in drafts:
            services.adopt_letter(
                session,
                letter=queries.by_id(session, letter.id),
                content=letter.content,
                pdf=pages[letter.id],
                by=None,
                now=now(),
            )
    click.echo(f"{len(drafts)} letters are adopted.")


@group.command("send")
@click.argument("year", type=int)
def send_command(year: int) -> None:
    """Send the adopted letters of YEAR, each once."""
    with transaction() as session:
        count = services.send_letters(session, cycle=cycles.by_year(session, year), by=None, now=now())
    click.echo(f"{count} letters are on their way.")


@group.command("keep")
@click.argument("action", type=int)
@click.argument("outcome")
def keep_command(action: int, outcome: str) -> None:
    """A promise was kept: OUTCOME is the sentence that the institution reads in its letter."""
    with transaction() as session:
        found = dialogue_queries.action(session, action)
        dialogues.finish_action(session, action=found, outcome=outcome, by=None, now=now())
    click.echo(f"Promise {action} is kept.")


@group.command("plans")
@click.argument("year", type=int)
@click.option("--file", type=click.File("rb"), help="A spreadsheet to take in first, whole or not at all.")
@click.option("--ask", is_flag=True, help="Ask every head whose plan nobody knows of, once.")
@click.option("--json", "as_json", is_flag=True, help="The rows as JSON.")
def plans_command(*, year: int, file: BinaryIO | None, ask: bool, as_json: bool) -> None:
    """The annual plans of YEAR: one row for each unit."""
    rows = read_sheet(file.read()) if file else []
    with transaction() as session:
        cycle = cycles.by_year(session, year)
        taken = plans.enter_sheet(session, cycle=cycle, rows=rows, by=None, now=now())
        asked = plan_mails.ask(session, cycle=cycle, by=None, now=now()) if ask else 0
        lines = plans.lines_of(session, cycle, now=now())
        told = [_line_as_json(line) for line in lines]
    if as_json:
        print_json({"units": told, "taken": taken, "asked": asked})
        return
    for line in told:
        click.echo(f"{line['received'] or '-':<11} {line['unit']}")
    click.echo(f"{taken} rows taken, {asked} heads asked.", err=True)


def _line_as_json(line: plans.PlanLine) -> dict[str, object]:
    return {
        "number": line.institution.number,
        "unit": line.institution.name,
        "received": line.received_on.isoformat() if line.received_on else None,
        "link": line.link,
        "themes": sorted(line.themes),
        "sentence": line.sentence,
    }


def _printed(letter: Letter) -> bytes:
    given = settings()
    return printed(letter.content, body=given.body_name, sender=given.sender_address, day=local_day(now()))
