"""The command line's one way: JSON alone on stdout, a refusal is one sentence and exit code 1.

Exit codes: 0 done, 1 refused, 2 wrong usage (click's own), 3 our fault.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import Any

import click
from flask import Flask
from flask.cli import AppGroup
from sqlalchemy.exc import OperationalError, ProgrammingError

from app import logs
from app.domain import Refused
from app.web import words

REFUSED, OUR_FAULT = 1, 3


UNUSABLE = "The database cannot be used. Is it there and is LEDETRAAD_DATABASE_URL right? Then run: make migrate"


class Group(AppGroup):
    """A room's commands: turns refusals into a sentence and anything unexpected into exit code 3."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Refused as refused:
            say_refusal(refused)
            sys.exit(REFUSED)
        except (OperationalError, ProgrammingError):  # no such file, server or table: for a person to mend
            click.echo(UNUSABLE, err=True)
            sys.exit(REFUSED)
        except (click.exceptions.Exit, click.ClickException, click.Abort):
            raise
        except Exception as error:
            logs.fault("command-failed", error)
            click.echo(f"This is our fault ({type(error).__name__}); the log holds the place.", err=True)
            sys.exit(OUR_FAULT)


def command_group(name: str, summary: str) -> Group:
    """The group of one room, made at the top of its commands.py."""
    return Group(name, help=summary)


def say_refusal(refused: Refused) -> None:
    """The refusal as a sentence on stderr; as JSON on stdout when the command was asked for JSON."""
    if "--json" in sys.argv:
        print_json({"error": refused.code, "sentence": words(refused)})
    click.echo(words(refused), err=True)


def print_json(value: object) -> None:
    """JSON alone on stdout: UTF-8, sorted keys."""
    click.echo(json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1, default=str))


def add_commands(app: Flask, groups: Iterable[click.Group]) -> None:
    """Registers the commands of every room."""
    for group in groups:
        app.cli.add_command(group)
