"""No mail is lost, whoever is killed: at most one is sent again for each kill, and it is the same to the byte.

Short here; `make faults` sends 500 messages while workers are killed 200 times. The seed is printed.
"""

from __future__ import annotations

import os
import random
import time
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import undefer

from app.database import Database
from app.mail.domain import MessageState
from app.mail.models import OutboxMessage
from demonstration.catcher import Catcher
from tests.faults.senders import arrived, crew_of, fill

MESSAGES = int(os.environ.get("FAULTS_MAILS", "40"))
KILLS = int(os.environ.get("FAULTS_KILLS", "6"))
SEED = int(os.environ.get("FAULTS_SEED", "20270112"))
WORKERS = 4
PORTION = max(20, MESSAGES // 10)  # written one after the other, so that every blow meets work
LAST_BLOW = MESSAGES * 9 // 10  # by then all kills have been made: who is left finishes the work
PATIENCE = 60 + 5 * KILLS  # seconds until what does not come to its end is a fault


def test_killed_workers_lose_no_mail_and_send_at_most_one_again_each(own_database: Database, tmp_path: Path) -> None:
    print(f"seed {SEED}, {MESSAGES} messages, {KILLS} kills")
    chance, kills, until = random.Random(SEED), 0, time.monotonic() + PATIENCE
    written = fill(own_database, PORTION)
    url = own_database.engine.url.render_as_string(hide_password=False)
    folder = tmp_path / "mails"
    with Catcher(folder) as catcher, crew_of(WORKERS, url=url, port=catcher.port) as crew:
        while (kills < KILLS or written < MESSAGES or waiting(own_database)) and time.monotonic() < until:
            if written < MESSAGES and waiting(own_database) < PORTION // 2:
                written = fill(own_database, min(PORTION, MESSAGES - written), written=written)
            if kills < KILLS and len(list(folder.glob("*.eml"))) >= kills * LAST_BLOW // KILLS:
                time.sleep(chance.uniform(0, 0.02))  # a blow falls at any moment of a conversation
                crew.kill(chance.randrange(WORKERS))
                kills += 1
            time.sleep(0.01)
    check(own_database, folder, kills)


def waiting(database: Database) -> int:
    """How many messages have not come to their end."""
    with database.read() as session:
        ends = (MessageState.SENT, MessageState.FAILED)
        return len(session.scalars(select(OutboxMessage.id).where(OutboxMessage.state.not_in(ends))).all())


def check(database: Database, folder: Path, kills: int) -> None:
    found = arrived(folder)
    with database.read() as session:
        rows = session.scalars(select(OutboxMessage).options(undefer(OutboxMessage.raw))).all()
    lost = [row.id for row in rows if row.raw not in found]
    again = found.total() - len(found)
    print(f"{len(rows)} written, {kills} kills, {len(lost)} lost, {again} sent again")
    assert (len(rows), kills) == (MESSAGES, KILLS)
    assert {row.state for row in rows} == {MessageState.SENT}
    assert lost == []
    assert found.keys() == {row.raw for row in rows}  # what came is what was written, to the byte
    assert again <= kills
