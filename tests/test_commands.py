"""The command line's one way: exit codes, JSON alone on stdout, a sentence for every refusal."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, ProgrammingError

from app.commands import is_missing
from tests import starting


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A command as a person gives it: a process of its own, with nothing set but where it may write."""
    environ = {"PATH": os.environ["PATH"], "LEDETRAAD_INSTANCE_DIR": str(folder)}
    return starting.run("flask", "--app", "app", *words, environ=environ)


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("instance")
    environ = {"PATH": os.environ["PATH"], "LEDETRAAD_INSTANCE_DIR": str(folder)}
    assert starting.run("alembic", "upgrade", "head", environ=environ).returncode == 0
    return folder


def write_mail(folder: Path) -> None:
    """A mail that has not left."""
    row = {
        "message_id": "en@example.dk",
        "once": "en",
        "kind": "trial",
        "thread": "trial",
        "sequence": 0,
        "address": "en@example.dk",
        "envelope_from": "ud@example.dk",
        "subject": "Prøve",
        "raw": b"Subject: test",
        "state": "waiting",
        "created_at": "2027-03-01 09:00:00",
        "due_at": "2027-03-01 09:00:00",
        "attempt": 0,
    }
    with closing(sqlite3.connect(folder / "ledetraad.db")) as database, database:
        database.execute(
            f"INSERT INTO outbox_message ({', '.join(row)}) VALUES ({', '.join(f':{k}' for k in row)})", row
        )


def test_database_that_is_not_migrated_is_said_in_a_sentence(tmp_path: Path) -> None:
    done = run(tmp_path, "cycle", "status")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.strip().endswith("Then run: make migrate")


def test_done_is_zero_and_a_refusal_one_with_its_sentence(migrated: Path) -> None:
    assert run(migrated, "cycle", "open", "2031").returncode == 0
    again = run(migrated, "cycle", "open", "2031", "--json")
    assert again.returncode == 1
    assert json.loads(again.stdout) == {"error": "Året 2031 er allerede åbnet.", "code": "year-exists"}
    assert again.stderr == "Året 2031 er allerede åbnet.\n"


def test_year_that_owes_something_is_not_closed(migrated: Path) -> None:
    run(migrated, "cycle", "open", "2029")
    assert json.loads(run(migrated, "cycle", "status", "--json").stdout)["year"] == 2029
    closed = run(migrated, "cycle", "close", "2029")
    assert (closed.returncode, closed.stderr) == (
        1,
        "Ledetråd 2030 er ikke udsendt endnu. 2029 kan lukkes, når den er.\n",
    )
    assert json.loads(run(migrated, "cycle", "status", "2029", "--json").stdout)["state"] == "open"


def test_wrong_usage_is_two(migrated: Path) -> None:
    assert run(migrated, "cycle", "open", "i morgen").returncode == 2


def test_json_stands_alone_with_its_keys_in_order(migrated: Path) -> None:
    told = json.loads(run(migrated, "trail", "verify").stdout)
    assert list(told) == sorted(told)
    assert told["whole"] is True
    assert run(migrated, "trail", "verify", "--expect", told["end"]).returncode == 0
    cut = run(migrated, "trail", "verify", "--expect", f"{told['entries'] + 1}:{'0' * 64}")
    assert (cut.returncode, "Logbogen er kortere" in cut.stderr) == (1, True)
    assert run(migrated, "trail", "verify", "--expect", "alt").returncode == 2


def test_backup_is_made_and_put_back_from_the_command_line(migrated: Path, tmp_path: Path) -> None:
    write_mail(migrated)
    made = json.loads(run(migrated, "backup", "create", str(tmp_path / "copy.zip")).stdout)
    full = run(migrated, "backup", "restore", str(tmp_path / "copy.zip"))
    assert (full.returncode, "--replace" in full.stderr) == (1, True)
    back = json.loads(run(migrated, "backup", "restore", str(tmp_path / "copy.zip"), "--replace").stdout)
    assert back == {**made, "mail_held": 1}


def test_thing_that_is_not_there_is_named(migrated: Path) -> None:
    done = run(migrated, "dialogues", "hold", "999")
    assert (done.returncode, done.stderr) == (1, "Dialogen “999” findes ikke.\n")


@pytest.mark.parametrize(
    ("error", "missing"),
    [
        (OperationalError("", {}, sqlite3.OperationalError("unable to open database file")), True),
        (OperationalError("", {}, sqlite3.OperationalError("no such table: cycle")), True),
        (OperationalError("", {}, sqlite3.OperationalError("database is locked")), False),
        (OperationalError("", {}, sqlite3.OperationalError("disk I/O error")), False),
        (OperationalError("", {}, psycopg.OperationalError("connection failed")), True),
        (OperationalError("", {}, psycopg.OperationalError("server closed"), connection_invalidated=True), False),
        (OperationalError("", {}, psycopg.errors.DeadlockDetected("deadlock")), False),
        (OperationalError("", {}, psycopg.errors.DiskFull("full")), False),
        (ProgrammingError("", {}, psycopg.errors.UndefinedTable("no table")), True),
        (ProgrammingError("", {}, psycopg.errors.SyntaxError("ours")), False),
        (IntegrityError("", {}, sqlite3.IntegrityError("twice")), False),
    ],
)
def test_only_what_is_missing_is_a_matter_of_setting_up(error: DBAPIError, missing: bool) -> None:
    assert is_missing(error) is missing


def test_database_that_fails_is_our_fault_and_logged(migrated: Path, tmp_path: Path) -> None:
    shutil.copyfile(migrated / "ledetraad.db", tmp_path / "ledetraad.db")
    with closing(sqlite3.connect(tmp_path / "ledetraad.db")) as database, database:
        database.execute("ALTER TABLE person RENAME COLUMN title TO something_else")
    done = run(tmp_path, "people", "list")
    log, said = done.stderr.splitlines()
    assert (done.returncode, done.stdout) == (3, "")
    assert json.loads(log)["event"] == "command-failed"
    assert said == "This is our fault (OperationalError); the log holds the place."


@pytest.mark.parametrize("words", [("scheduling", "solve"), ("scheduling", "freebusy"), ("selection", "verify")])
def test_engines_need_no_database(tmp_path: Path, words: tuple[str, ...]) -> None:
    nothing = tmp_path / "nothing.json"
    nothing.write_text("{}", encoding="utf-8")
    more = ("--from", "2027-03-01", "--to", "2027-03-02") if words[1] == "freebusy" else ()
    done = run(tmp_path / "empty", *words, str(nothing), *more)
    assert done.returncode == 1
    assert done.stderr.strip()
    assert not (tmp_path / "empty" / "ledetraad.db").exists()
