"""Consultation from the command line: comments and answers, rounds, examples. They join the group of commands.py."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TextIO

import click

from app.clock import now
from app.commands import Group, print_json
from app.database import reading, transaction
from app.guidance import queries
from app.guidance.consultation import answers, comments, examples, rounds
from app.guidance.domain import AnswerKind, CommentSource, Party
from app.mail.writing.words import absolute
from app.scheduling import queries as scheduling
from app.settings import settings


def join(group: Group) -> None:
    """Puts these commands under `guidance`."""
    for command in (comment_command, answer_command, round_group, example_group):
        group.add_command(command)


@click.command("comment")
@click.argument("year", type=int)
@click.argument("text", type=click.File(encoding="utf-8"))
@click.option("--element", type=int, help="The text that it is about; else the whole.")
@click.option("--revision", type=int, help="The wording that it is about; else the one that stands.")
@click.option("--name", default="", help="Who says it.")
def comment_command(year: int, text: TextIO, element: int | None, revision: int | None, name: str) -> None:
    """Keep a comment on the draft of YEAR from the file TEXT (- for standard input)."""
    with transaction() as session:
        kept = comments.add_comment(
            session,
            guidance=queries.of_year(session, year),
            element=queries.element(session, element) if element else None,
            revision=revision,
            text=text.read(),
            source=CommentSource.PAGE,
            name=name,
            now=now(),
        )
        number = kept.id
    click.echo(f"Comment {number} waits for an answer.")


@click.command("answer")
@click.argument("comment", type=int)
@click.argument("why")
@click.option("--changed", type=int, help="The revision that the text became; without it, it was not changed.")
@click.option("--element", type=int, help="The text that was changed, if the comment is on the whole.")
def answer_command(comment: int, why: str, changed: int | None, element: int | None) -> None:
    """Answer COMMENT, once: WHY is the sentence that its writer reads."""
    with transaction() as session:
        comments.answer_comment(
            session,
            comment=comments.comment_of(session, comment),
            kind=AnswerKind.NOT_CHANGED if changed is None else AnswerKind.CHANGED,
            why=why,
            revision=changed,
            element=queries.element(session, element) if element else None,
            by=None,
            now=now(),
        )
    click.echo(f"Comment {comment} is answered.")


round_group = Group("round", help="Consultation rounds: open, close, enter a committee's item, the report of answers.")


@round_group.command("open")
@click.argument("year", type=int)
@click.argument("party", type=click.Choice([party.value for party in Party]))
@click.argument("title")
@click.option("--deadline", type=click.DateTime(["%Y-%m-%d"]), required=True)
@click.option("--mail", "recipients", multiple=True, help="An address or a name of the register; repeatable.")
def open_command(year: int, party: str, title: str, deadline: dt.datetime, recipients: tuple[str, ...]) -> None:
    """Lay the draft of YEAR before PARTY as it stands now, and print the readers' link."""
    instant = now()
    with transaction() as session:
        opened = rounds.open_round(
            session,
            guidance=queries.of_year(session, year),
            party=Party(party),
            title=title,
            deadline=deadline.date(),
            by=None,
            now=instant,
        )
        if recipients:
            rounds.mail_link(session, round=opened, recipients="\n".join(recipients), by=None, now=instant)
        said = f"Round {opened.id} is open: {absolute(rounds.address_of(opened))}"
    click.echo(said)


@round_group.command("close")
@click.argument("number", type=int)
def close_command(number: int) -> None:
    """End round NUMBER before its deadline."""
    with transaction() as session:
        rounds.close_round(session, round=rounds.round_of(session, number), by=None, now=now())
    click.echo(f"Round {number} is closed.")


@round_group.command("minute")
@click.argument("number", type=int)
@click.argument("name")
@click.argument("text", type=click.File(encoding="utf-8"))
def minute_command(number: int, name: str, text: TextIO) -> None:
    """Enter a committee's one item for round NUMBER: NAME says which committee, meeting and item."""
    with transaction() as session:
        found = rounds.round_of(session, number)
        entered = rounds.enter_minute(session, round=found, text=text.read(), name=name, by=None, now=now()).id
    click.echo(f"Comment {entered} is the committee's item.")


@round_group.command("report")
@click.argument("number", type=int)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write it here: .pdf or .csv.")
@click.option("--json", "as_json", is_flag=True)
def report_command(number: int, out: Path | None, as_json: bool) -> None:
    """The report of answers of round NUMBER."""
    session = reading()
    content = answers.report_of(session, rounds.round_of(session, number), body=settings().body_name)
    writers = {".pdf": answers.as_pdf, ".csv": answers.as_table}
    if out is not None:
        if out.suffix not in writers:
            raise click.UsageError("The file ends in .pdf or .csv.")
        out.write_bytes(writers[out.suffix](content))
    if as_json:
        print_json({"round": content["round"], "rows": content["rows"]})
        return
    for row in content["rows"]:
        click.echo(f"{row['who']}, {row['where']}: {row['said']}\n    {row['answer']}: {row['why']}")


example_group = Group("example", help="Examples with consent: ask a head about a sentence, enter her answer.")


@example_group.command("ask")
@click.argument("element", type=int)
@click.argument("dialogue", type=int)
@click.argument("sentence")
def ask_command(element: int, dialogue: int, sentence: str) -> None:
    """Ask the head of DIALOGUE's institution whether SENTENCE of ELEMENT may stand as an example."""
    with transaction() as session:
        asked = examples.ask_example(
            session,
            element=queries.element(session, element),
            dialogue=scheduling.dialogue(session, dialogue),
            sentence=sentence,
            by=None,
            now=now(),
        )
        number = asked.id
    click.echo(f"Example {number} is asked about.")


@example_group.command("answer")
@click.argument("number", type=int)
@click.argument("answer", type=click.Choice(["yes", "no"]))
def answer_example_command(number: int, answer: str) -> None:
    """Enter what the head has said of example NUMBER; a no after a yes takes the yes back."""
    with transaction() as session:
        example = examples.example_of(session, number)
        examples.answer_example(session, example=example, yes=answer == "yes", by=None, now=now())
    click.echo(f"Example {number}: {answer}.")
