"""The demonstration that stands in instance/: whole, or made anew. Half a one is never shown."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from config import ROOT, read_settings
from demonstration import mark
from demonstration.build import build
from demonstration.calendar import story_of
from demonstration.catcher import HOST, Catcher
from demonstration.mark import Mark
from demonstration.steps.real_register import NoRegister
from demonstration.story.people import BODY, SENDER_ADDRESS, SENDER_NAME

INSTANCE = Path(os.environ.get("LEDETRAAD_INSTANCE_DIR", ROOT / "instance")).resolve()
DATABASE = INSTANCE / "demonstration.db"
MAILS = INSTANCE / "mails"


class CannotStage(Exception):
    """The demonstration cannot be shown; the text is a sentence that says why and what to do."""


def stage(*, today: dt.date, register: Path | None, say: Callable[[str], None]) -> Mark:
    """The demonstration that stands, if it is whole and of the same register; else a new one."""
    wanted = _fingerprint(register)
    stands = mark.read(INSTANCE)
    if stands is not None and stands.register == wanted:
        say(f"The demonstration was built on {stands.today}. To build it anew: rm -r {INSTANCE}")
        return stands
    return _build(today, register, wanted, say)


def environment(*, port: int, mail_port: int) -> dict[str, str]:
    """The settings by which every process of the demonstration runs; those of another installation do not count."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("LEDETRAAD_")}
    return {
        **others,
        "LEDETRAAD_ENVIRONMENT": "demonstration",
        "LEDETRAAD_INSTANCE_DIR": str(INSTANCE),
        "LEDETRAAD_DATABASE_URL": f"sqlite:///{DATABASE}",
        "LEDETRAAD_BASE_URL": f"http://{HOST}:{port}",
        "LEDETRAAD_BODY_NAME": BODY,
        "LEDETRAAD_SENDER_ADDRESS": SENDER_ADDRESS,
        "LEDETRAAD_SENDER_NAME": SENDER_NAME,
        "LEDETRAAD_MAIL_HOST": HOST,
        "LEDETRAAD_MAIL_PORT": str(mail_port),
        "LEDETRAAD_MAIL_SECURITY": "none",
    }


def _build(today: dt.date, register: Path | None, fingerprint: str, say: Callable[[str], None]) -> Mark:
    _clear()
    begun = time.monotonic()
    say(f"Builds the demonstration as it is on {today}:")
    with Catcher(MAILS) as catcher:
        variables = environment(port=8000, mail_port=catcher.port)
        _migrate(variables)
        try:
            build(read_settings(variables), story_of(today), catcher=catcher, register=register, say=say)
        except NoRegister as reason:
            raise CannotStage(str(reason)) from None
        stands = Mark(today.isoformat(), fingerprint, catcher.refused)
    mark.write(INSTANCE, stands)
    say(f"Built in {time.monotonic() - begun:.0f} seconds.")
    return stands


def _clear() -> None:
    INSTANCE.mkdir(parents=True, exist_ok=True)
    mark.clear(INSTANCE)
    for path in INSTANCE.glob("demonstration.db*"):
        path.unlink()
    shutil.rmtree(MAILS, ignore_errors=True)


def _migrate(variables: Mapping[str, str]) -> None:
    """In a process of its own: alembic's logging would switch off ours."""
    command = [sys.executable, "-m", "alembic", "upgrade", "head"]
    done = subprocess.run(command, cwd=ROOT, env=dict(variables), capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotStage(f"The database could not be made in {INSTANCE}: {done.stderr.strip().splitlines()[-1]}")


def _fingerprint(register: Path | None) -> str:
    if register is None:
        return ""
    try:
        return hashlib.sha256(register.read_bytes()).hexdigest()
    except OSError as error:
        raise CannotStage(f"The register {register} cannot be read: {error.strerror}.") from None
