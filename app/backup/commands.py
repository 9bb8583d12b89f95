"""`flask backup create|restore`: from the first day."""

from __future__ import annotations

from pathlib import Path

import click

from app import clock
from app.backup import services
from app.commands import command_group, print_json
from app.database import database

backups = command_group("backup", "Copies everything, and puts a copy back.")
GROUPS = [backups]


@backups.command("create")
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
def create(target: Path) -> None:
    """Writes a backup to TARGET and prints what it holds."""
    print_json(services.create(database(), target=target.resolve(), now=clock.now()))


@backups.command("restore")
@click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--replace", is_flag=True, help="Replace what the database holds now.")
def restore(source: Path, replace: bool) -> None:
    """Puts the backup SOURCE back. Mail that had not left is held until a person releases it."""
    restored = services.restore(database(), source=source, replace=replace)
    print_json({**restored.manifest, "mail_held": restored.mail_held})
