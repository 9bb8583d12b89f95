"""The command line's one way: JSON alone on stdout, a refusal is one sentence and exit code 1.

Exit codes: 0 done, 1 refused, 2 wrong usage (click's own), 3 our fault.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NoReturn

import click
from flask import Flask
from flask.cli import AppGroup
from flask_babel import gettext
from sqlalchemy.exc import DBAPIError, OperationalError

from app import logs
from app.domain import NotFound, Refused
from app.web import words

REFUSED, OUR_FAULT = 1, 3


UNUSABLE = "The database cannot be used. Is it there and is LEDETRAAD_DATABASE_URL right? Then run: make migrate"


UNDEFINED_TABLE, NO_SUCH_DATABASE, NOT_LET_IN = "42P01", "3D000", ("28000", "28P01")
AS_JSON, ANSWER = "ledetraad.as-json", "ledetraad.answer"


class RoomCommand(click.Command):
    """One command; it notes whether it was asked for JSON, so that its refusal is told in the same way."""

    def invoke(self, ctx: click.Context) -> Any:
        ctx.meta[AS_JSON] = any(ctx.params.get(name) for name in ("as_json", "_as_json"))
        for param in self.get_params(ctx):
            given = ctx.params.get(param.name or "")
            if not all(map(is_text, given if isinstance(given, tuple) else (given,))):
                raise click.BadParameter("It holds bytes that are no UTF-8.", ctx=ctx, param=param)
        try:
            return super().invoke(ctx)
        except OSError as error:
            if not is_given(ctx, error.filename):
                raise
            raise click.FileError(str(error.filename), hint=error.strerror) from error


class Group(AppGroup):
    """A room's commands: turns refusals into a sentence and anything unexpected into exit code 3."""

    command_class = RoomCommand

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Refused as refused:
            say_refusal(ctx, refused)
            sys.exit(REFUSED)
        except (click.exceptions.Exit, click.ClickException, click.Abort, BrokenPipeError):
            raise  # the last: whoever reads our output has gone; click ends in silence
        except Exception as error:
            if isinstance(error, DBAPIError) and is_missing(error):  # for a person to mend
                click.echo(UNUSABLE, err=True)
                sys.exit(REFUSED)
            logs.fault("command-failed", error)
            click.echo(f"This is our fault ({type(error).__name__}); the log holds the place.", err=True)
            sys.exit(OUR_FAULT)


def is_given(ctx: click.Context, file: object) -> bool:
    """Whether the command was told to use this file, or the folder that it is in: no fault of ours then."""
    given = {Path(one).absolute() for one in ctx.params.values() if isinstance(one, Path)}
    return isinstance(file, str | Path) and not given.isdisjoint(
        {Path(file).absolute(), *Path(file).absolute().parents}
    )


def is_text(given: object) -> bool:
    """Whether what was given can be written down: bytes that are no UTF-8 come from the shell as half characters."""
    return not isinstance(given, str) or given.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in given)


def is_missing(error: DBAPIError) -> bool:
    """Whether the file, server, database or tables are not there (or let nobody in): set-up, not a fault."""
    if isinstance(error.orig, sqlite3.Error):
        return str(error.orig).startswith(("unable to open database file", "no such table"))
    state = getattr(error.orig, "sqlstate", None)
    unreachable = state is None and isinstance(error, OperationalError) and not error.connection_invalidated
    return unreachable or state in (UNDEFINED_TABLE, NO_SUCH_DATABASE, *NOT_LET_IN)


def command_group(name: str, summary: str) -> Group:
    """The group of one room, made at the top of its commands.py."""
    return Group(name, help=summary)


def refuse(refused: Refused, answer: Mapping[str, object]) -> NoReturn:
    """Refuses with what was found all the same: with --json both are one document."""
    click.get_current_context().meta[ANSWER] = answer
    raise refused


def say_refusal(ctx: click.Context, refused: Refused) -> None:
    """The refusal as a sentence on stderr; as JSON on stdout when the command was asked for JSON."""
    sentence = words_for_command(refused)
    if ctx.meta.get(AS_JSON):
        print_json({**ctx.meta.get(ANSWER, {}), "error": sentence, "code": refused.code})
    click.echo(sentence, err=True)


def words_for_command(refused: Refused) -> str:
    """A page does not say what is not there; whoever gave a command is told what she named."""
    if isinstance(refused, NotFound):
        return str(gettext("%(thing)s “%(which)s” findes ikke.", thing=gettext(refused.thing), which=refused.which))
    return words(refused)


def print_json(value: object) -> None:
    """JSON alone on stdout: UTF-8, sorted keys."""
    click.echo(json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1, default=str))


def add_commands(app: Flask, groups: Iterable[click.Group]) -> None:
    """Registers the commands of every room."""
    for group in groups:
        app.cli.add_command(group)
