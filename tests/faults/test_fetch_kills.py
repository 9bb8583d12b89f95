"""No mail that came in is lost or counted twice, whoever is killed in the middle of a round through the mailbox.

Real processes against a real server (pymap). Short here; `make faults` reads 500 mails while workers are killed 200
times. The seed is printed.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import select
from sqlalchemy.orm import undefer

from app.database import Database
from app.mail.domain import InboxOutcome
from app.mail.models import InboxMessage, MailboxState
from tests.faults.fetchers import COUNTED, FAILED, HANDLED, MAILBOX, fetch, mail
from tests.faults.senders import WRITTEN, crew_of
from tests.faults.test_mail_kills import KILLS, LAST_BLOW, MESSAGES, PATIENCE, SEED
from tests.mail.inbox import pymap_server
from tests.mail.inbox.mailboxes import Mailboxes

WORKERS = 2


@pytest.fixture
def server() -> Iterator[Mailboxes]:
    with pymap_server.running() as found:
        found.create(MAILBOX)
        yield found


def test_killed_readers_lose_no_mail_and_count_none_twice(own_database: Database, server: Mailboxes) -> None:
    print(f"seed {SEED}, {MESSAGES} mails, {KILLS} kills")
    chance, kills, until = random.Random(SEED), 0, time.monotonic() + PATIENCE
    mails = [mail(number) for number in range(1, MESSAGES + 1)]
    for raw in mails:
        server.append(MAILBOX, raw, came_at=WRITTEN)
    url = own_database.engine.url.render_as_string(hide_password=False)
    with crew_of(WORKERS, url=url, port=server.port, work=fetch) as crew:
        while (kills < KILLS or filed(own_database) < MESSAGES) and time.monotonic() < until:
            if kills < KILLS and stored(own_database) >= kills * LAST_BLOW // KILLS:
                time.sleep(chance.uniform(0, 0.02))  # a blow falls between any two steps of a mail's way
                crew.kill(chance.randrange(WORKERS))
                kills += 1
            time.sleep(0.01)
    check(own_database, server, mails, kills)


def stored(database: Database) -> int:
    """How many mails are kept so far."""
    with database.read() as session:
        return len(session.scalars(select(InboxMessage.id)).all())


def filed(database: Database) -> int:
    """How many have come to the end of their way."""
    with database.read() as session:
        return len(session.scalars(select(InboxMessage.id).where(InboxMessage.filed_at.is_not(None))).all())


def check(database: Database, server: Mailboxes, mails: list[bytes], kills: int) -> None:
    with database.read() as session:
        rows = session.scalars(select(InboxMessage).options(undefer(InboxMessage.raw))).all()
        counts = session.scalars(select(MailboxState.failures).where(MailboxState.mailbox.startswith(COUNTED))).all()
    handled = server.mails(HANDLED)
    lost = len(set(mails) - {row.raw for row in rows})
    twice = sum(one > 1 for one in counts)
    print(f"{len(mails)} came, {kills} kills, {lost} lost, {twice} counted twice, {len(handled)} in {HANDLED}")
    assert kills == KILLS
    assert (lost, twice, len(counts)) == (0, 0, len(mails))
    assert {row.outcome for row in rows} == {InboxOutcome.APPLIED}
    assert sorted(row.raw for row in rows) == sorted(mails)
    assert sorted(handled) == sorted(mails)
    assert (server.mails(MAILBOX), server.mails(FAILED)) == ([], [])
