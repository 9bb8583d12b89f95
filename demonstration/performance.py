"""The demonstration that stands in its folder: whole, or made anew beside it. Half a one is never shown.

The folder is its own, so that nothing of a real installation is ever cleared with it.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from sqlalchemy.exc import OperationalError

from config import ROOT, read_settings
from demonstration import mark
from demonstration.build import CannotBuild, build
from demonstration.calendar import story_of
from demonstration.catcher import HOST, Catcher
from demonstration.mark import Mark
from demonstration.steps.real_register import NoRegister
from demonstration.story.people import BODY, SENDER_ADDRESS, SENDER_NAME

INSTANCE = Path(os.environ.get("LEDETRAAD_INSTANCE_DIR", ROOT / "instance" / "demonstration")).resolve()
BUILDING = INSTANCE / "building"
DATABASE, MAILS = "demonstration.db", "mails"
ANEW = "To build it anew: make run FRESH=1"
FRESH_FOR = dt.timedelta(days=14)


class CannotStage(Exception):
    """The demonstration cannot be shown; the text is a sentence that says why and what to do."""


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Two in one folder would take each other's mails and databases away: the second is told."""
    INSTANCE.mkdir(parents=True, exist_ok=True)
    with (INSTANCE / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotStage(
                "The demonstration of this folder runs already, in another window. Use that one, or stop it first."
            ) from None
        yield


def stage(*, today: dt.date, register: Path | None, fresh: bool, say: Callable[[str], None]) -> Mark:
    """The demonstration that stands, if it is whole and of the same register; else a new one."""
    wanted = _fingerprint(register)
    stands = mark.read(INSTANCE)
    if stands is None or fresh:
        return _build(today, register, wanted, say)
    if stands.register != wanted:
        say(f"Another register: takes the place of the demonstration that was built on {stands.today}.")
        return _build(today, register, wanted, say)
    _migrate(
        environment(INSTANCE, port=8000, mail_port=25), f"The demonstration in {INSTANCE} cannot be opened. {ANEW}"
    )
    old = today - dt.date.fromisoformat(stands.today) > FRESH_FOR
    say(f"The demonstration was built on {stands.today}{', so its meetings are past' if old else ''}. {ANEW}")
    return stands


def environment(folder: Path, *, port: int, mail_port: int) -> dict[str, str]:
    """The settings by which every process of the demonstration runs; those of another installation do not count."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("LEDETRAAD_")}
    return {
        **others,
        "LEDETRAAD_ENVIRONMENT": "demonstration",
        "LEDETRAAD_INSTANCE_DIR": str(folder),
        "LEDETRAAD_DATABASE_URL": f"sqlite:///{folder / DATABASE}",
        "LEDETRAAD_BASE_URL": f"http://{HOST}:{port}",
        "LEDETRAAD_BODY_NAME": BODY,
        "LEDETRAAD_SELF_PLACEMENT": "yes",
        "LEDETRAAD_PUBLIC_LOTS": "yes",
        "LEDETRAAD_SENDER_ADDRESS": SENDER_ADDRESS,
        "LEDETRAAD_SENDER_NAME": SENDER_NAME,
        "LEDETRAAD_MAIL_HOST": HOST,
        "LEDETRAAD_MAIL_PORT": str(mail_port),
        "LEDETRAAD_MAIL_SECURITY": "none",
    }


def _build(today: dt.date, register: Path | None, fingerprint: str, say: Callable[[str], None]) -> Mark:
    """Builds beside the one that stands, which goes only when the new one is whole."""
    begun = time.monotonic()
    say(f"Builds the demonstration as it is on {today}:")
    try:
        shutil.rmtree(BUILDING, ignore_errors=True)
        BUILDING.mkdir()
        stands = Mark(today.isoformat(), fingerprint, _perform(today, register, say))
        _put_in_place(stands)
    except NoRegister as reason:
        raise CannotStage(str(reason)) from None
    except CannotBuild as reason:
        raise CannotStage(f"The year cannot be run on this register. {reason}") from None
    except (OSError, OperationalError) as error:
        raise CannotStage(f"The demonstration cannot be written in {INSTANCE}: {_cause(error)}.") from None
    finally:
        shutil.rmtree(BUILDING, ignore_errors=True)
    say(f"Built in {time.monotonic() - begun:.0f} seconds.")
    return stands


def _perform(today: dt.date, register: Path | None, say: Callable[[str], None]) -> tuple[str, ...]:
    """Every step of the story; gives the addresses that nobody has."""
    with Catcher(BUILDING / MAILS) as catcher:
        variables = environment(BUILDING, port=8000, mail_port=catcher.port)
        _migrate(variables, f"The database could not be made in {INSTANCE}")
        build(read_settings(variables), story_of(today), catcher=catcher, register=register, say=say)
        return catcher.refused


def _put_in_place(stands: Mark) -> None:
    mark.clear(INSTANCE)
    for old in [*INSTANCE.glob(f"{DATABASE}*"), INSTANCE / "secret"]:
        old.unlink(missing_ok=True)
    shutil.rmtree(INSTANCE / MAILS, ignore_errors=True)
    for made in BUILDING.iterdir():
        made.rename(INSTANCE / made.name)
    mark.write(INSTANCE, stands)


def _cause(error: OSError | OperationalError) -> str:
    return str(error.orig if isinstance(error, OperationalError) else error.strerror)


def _migrate(variables: Mapping[str, str], failed: str) -> None:
    """In a process of its own: alembic's logging would switch off ours."""
    command = [sys.executable, "-m", "alembic", "upgrade", "head"]
    done = subprocess.run(command, cwd=ROOT, env=dict(variables), capture_output=True, text=True, check=False)
    if done.returncode:
        last = next(iter(done.stderr.strip().splitlines()[-1:]), "no reason given")
        raise CannotStage(f"{failed} ({last})")


def _fingerprint(register: Path | None) -> str:
    if register is None:
        return ""
    try:
        return hashlib.sha256(register.read_bytes()).hexdigest()
    except OSError as error:
        raise CannotStage(f"The register {register} cannot be read: {error.strerror}. Name a CSV file.") from None
