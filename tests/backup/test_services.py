"""A restore works: counts and fingerprints, on both databases, and nothing changes when it cannot."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

import pytest

from app.backup import services
from app.backup.domain import BackupDamaged, NotABackup, NotEmpty
from app.database import Database
from app.people import services as people

NOW = dt.datetime(2027, 3, 1, 9, 0, tzinfo=dt.UTC)


def add_people(database: Database, count: int) -> None:
    with database.write.begin() as session:
        for number in range(count):
            people.add_person(session, name=f"Nr. {number}", address=f"{count}-{number}@example.dk", now=NOW)


def test_restored_database_has_the_rows_of_the_backup(own_database: Database, tmp_path: Path) -> None:
    add_people(own_database, 3)
    made = services.create(own_database, target=tmp_path / "copy.zip", now=NOW)
    add_people(own_database, 5)
    put_back = services.restore(own_database, source=tmp_path / "copy.zip", replace=True)
    assert made == put_back
    assert (tmp_path / "copy.zip").stat().st_mode & 0o077 == 0  # for nobody else on the machine
    assert services.count_rows(own_database)["person"] == 3


def test_database_with_content_is_replaced_only_when_asked(own_database: Database, tmp_path: Path) -> None:
    add_people(own_database, 2)
    services.create(own_database, target=tmp_path / "copy.zip", now=NOW)
    with pytest.raises(NotEmpty):
        services.restore(own_database, source=tmp_path / "copy.zip", replace=False)
    assert services.count_rows(own_database)["person"] == 2


def test_damaged_copy_changes_nothing(own_database: Database, tmp_path: Path) -> None:
    add_people(own_database, 2)
    good, bad = tmp_path / "good.zip", tmp_path / "bad.zip"
    services.create(own_database, target=good, now=NOW)
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(bad, "w") as target:
        target.writestr(services.MANIFEST, source.read(services.MANIFEST))
        target.writestr(services.CONTENT, source.read(services.CONTENT)[:-1] + b"x")
    with pytest.raises(BackupDamaged):
        services.restore(own_database, source=bad, replace=True)
    assert services.count_rows(own_database)["person"] == 2


def test_file_that_is_no_backup_changes_nothing(own_database: Database, tmp_path: Path) -> None:
    other = tmp_path / "noter.zip"
    other.write_text("Kære dagbog")
    with pytest.raises(NotABackup):
        services.restore(own_database, source=other, replace=True)
