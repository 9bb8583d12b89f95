"""A restore works: counts and fingerprints, on both databases, and nothing changes when it cannot."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import stat
import threading
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import delete

from app.backup import services
from app.backup.domain import BackupDamaged, NotABackup, NotEmpty, OtherEdition, RowsMissing, ToolFailed
from app.database import Database
from app.mail import queries as mail
from app.mail.models import OutboxMessage
from app.people import services as people
from app.people.models import Person
from app.trail.models import TrailEntry

NOW = dt.datetime(2027, 3, 1, 9, 0, tzinfo=dt.UTC)


def rows_of(database: Database) -> dict[str, int]:
    with database.read() as session:
        return services.count_rows(session)


def copied(source: Path, target: Path, **changes: object) -> Path:
    """The same backup with another manifest."""
    with zipfile.ZipFile(source) as good, zipfile.ZipFile(target, "w") as other:
        manifest = json.loads(good.read(services.MANIFEST))
        other.writestr(services.MANIFEST, json.dumps({**manifest, **changes}))
        other.writestr(services.CONTENT, good.read(services.CONTENT))
    return target


def write_mail(database: Database, number: int) -> None:
    with database.write.begin() as session:
        session.add(
            OutboxMessage(
                message_id=f"{number}@example.dk",
                once=f"old:{number}",
                kind="trial",
                thread="trial",
                address="en@example.dk",
                envelope_from="ud@example.dk",
                subject="Gammelt",
                raw=b"Subject: Gammelt",
                created_at=NOW,
                due_at=NOW,
            )
        )


def mail_states(database: Database) -> dict[str, int]:
    with database.read() as session:
        return {state: count for state, count in mail.count_by_state(session).items() if count}


def add_people(database: Database, count: int) -> None:
    with database.write.begin() as session:
        for number in range(count):
            people.add_person(session, name=f"Nr. {number}", address=f"{count}-{number}@example.dk", now=NOW)


def test_restored_database_has_the_rows_of_the_backup(own_database: Database, tmp_path: Path) -> None:
    add_people(own_database, 3)
    made = services.create(own_database, target=tmp_path / "copy.zip", now=NOW)
    add_people(own_database, 5)
    put_back = services.restore(own_database, source=tmp_path / "copy.zip", replace=True)
    assert put_back == (made, 0)
    assert (tmp_path / "copy.zip").stat().st_mode & 0o077 == 0  # for nobody else on the machine
    assert rows_of(own_database)["person"] == 3


def test_database_with_content_is_replaced_only_when_asked(own_database: Database, tmp_path: Path) -> None:
    add_people(own_database, 2)
    services.create(own_database, target=tmp_path / "copy.zip", now=NOW)
    with pytest.raises(NotEmpty):
        services.restore(own_database, source=tmp_path / "copy.zip", replace=False)
    assert rows_of(own_database)["person"] == 2


def test_damaged_copy_changes_nothing(own_database: Database, tmp_path: Path) -> None:
    add_people(own_database, 2)
    good, bad = tmp_path / "good.zip", tmp_path / "bad.zip"
    services.create(own_database, target=good, now=NOW)
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(bad, "w") as target:
        target.writestr(services.MANIFEST, source.read(services.MANIFEST))
        target.writestr(services.CONTENT, source.read(services.CONTENT)[:-1] + b"x")
    with pytest.raises(BackupDamaged):
        services.restore(own_database, source=bad, replace=True)
    assert rows_of(own_database)["person"] == 2


def test_file_that_is_no_backup_changes_nothing(own_database: Database, tmp_path: Path) -> None:
    other = tmp_path / "noter.zip"
    other.write_text("Kære dagbog")
    with pytest.raises(NotABackup):
        services.restore(own_database, source=other, replace=True)


def test_mail_that_had_not_left_is_held_after_a_restore(own_database: Database, tmp_path: Path) -> None:
    write_mail(own_database, 1)
    services.create(own_database, target=tmp_path / "copy.zip", now=NOW)
    write_mail(own_database, 2)
    restored = services.restore(own_database, source=tmp_path / "copy.zip", replace=True)
    assert restored.mail_held == 1
    assert mail_states(own_database) == {"held": 1}


def test_mail_is_held_or_nothing_changes_when_the_rows_do_not_fit(own_database: Database, tmp_path: Path) -> None:
    write_mail(own_database, 1)
    made = services.create(own_database, target=tmp_path / "copy.zip", now=NOW)
    other = copied(tmp_path / "copy.zip", tmp_path / "other.zip", rows={**made["rows"], "person": 7})
    write_mail(own_database, 2)
    with pytest.raises(RowsMissing):
        services.restore(own_database, source=other, replace=True)
    untouched, put_back = {"waiting": 2}, {"held": 1}
    sqlite = own_database.engine.dialect.name == "sqlite"
    assert mail_states(own_database) == (untouched if sqlite else put_back)


def test_backup_of_another_edition_is_refused_before_anything_changes(own_database: Database, tmp_path: Path) -> None:
    write_mail(own_database, 1)
    services.create(own_database, target=tmp_path / "copy.zip", now=NOW)
    older = copied(tmp_path / "copy.zip", tmp_path / "older.zip", migration="0000")
    with pytest.raises(OtherEdition):
        services.restore(own_database, source=older, replace=True)
    assert mail_states(own_database) == {"waiting": 1}


def test_backup_that_is_made_while_people_work_can_be_put_back(own_database: Database, tmp_path: Path) -> None:
    """Whatever is committed meanwhile, the counts are those of the copy."""
    add_people(own_database, 1)
    stop = threading.Event()

    def work() -> None:
        count = 10
        while not stop.is_set():
            add_people(own_database, count := count + 1)

    worker = threading.Thread(target=work)
    worker.start()
    try:
        made = services.create(own_database, target=tmp_path / "copy.zip", now=NOW)
    finally:
        stop.set()
        worker.join()
    assert services.restore(own_database, source=tmp_path / "copy.zip", replace=True).manifest == made


def test_new_body_puts_a_copy_into_its_empty_tables(own_database: Database, tmp_path: Path) -> None:
    add_people(own_database, 1)
    services.create(own_database, target=tmp_path / "copy.zip", now=NOW)
    with own_database.writing() as session:
        for model in (TrailEntry, Person):
            session.execute(delete(model))
    services.restore(own_database, source=tmp_path / "copy.zip", replace=False)
    assert rows_of(own_database)["person"] == 1


@pytest.mark.parametrize("held", [["manifest.json"], ["manifest.json", "database"], ["database"]])
def test_foreign_zip_is_no_backup(own_database: Database, tmp_path: Path, held: list[str]) -> None:
    foreign = tmp_path / "foreign.zip"
    with zipfile.ZipFile(foreign, "w") as archive:
        for name in held:
            archive.writestr(name, '{"database": "sqlite", "rows": {}}')
    with pytest.raises(NotABackup):
        services.restore(own_database, source=foreign, replace=True)


def test_backup_without_its_database_is_no_backup(own_database: Database, tmp_path: Path) -> None:
    services.create(own_database, target=tmp_path / "good.zip", now=NOW)
    bare = tmp_path / "bare.zip"
    with zipfile.ZipFile(tmp_path / "good.zip") as good, zipfile.ZipFile(bare, "w") as other:
        other.writestr(services.MANIFEST, good.read(services.MANIFEST))
    with pytest.raises(NotABackup):
        services.restore(own_database, source=bare, replace=True)


@pytest.mark.parametrize("mode", [None, 0o640])
def test_restored_database_is_no_more_open_than_the_one_it_replaces(tmp_path: Path, mode: int | None) -> None:
    content, place = tmp_path / "content", tmp_path / "new" / "ledetraad.db"
    content.write_bytes(b"all that people said")
    if mode is not None:
        place.parent.mkdir()
        place.touch()
        place.chmod(mode)
    services.put_in_place(place, content)
    assert stat.S_IMODE(place.stat().st_mode) == (mode or 0o600)
    assert place.read_bytes() == content.read_bytes()


def test_content_that_is_no_database_is_refused_with_what_the_tool_says(own_database: Database, tmp_path: Path) -> None:
    services.create(own_database, target=tmp_path / "copy.zip", now=NOW)
    content = b"no database at all"
    torn = tmp_path / "torn.zip"
    with zipfile.ZipFile(tmp_path / "copy.zip") as good, zipfile.ZipFile(torn, "w") as other:
        manifest = json.loads(good.read(services.MANIFEST))
        digest = hashlib.sha256(content).hexdigest()
        other.writestr(services.MANIFEST, json.dumps({**manifest, "sha256": digest}))
        other.writestr(services.CONTENT, content)
    with pytest.raises((ToolFailed, BackupDamaged)) as caught:
        services.restore(own_database, source=torn, replace=True)
    if isinstance(caught.value, ToolFailed):  # PostgreSQL's
        assert caught.value.data["tool"] == "pg_restore"
        assert "archive" in str(caught.value.data["words"])
