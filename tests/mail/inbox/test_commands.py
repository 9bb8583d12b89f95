"""flask mail ingest and fetch, as others call them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.mail.models import InboxMessage
from app.settings import SETTINGS
from config import Security
from tests.mail.inbox.imap_server import ImapServer

RAW = b"From: Ole <ole@example.com>\r\nSubject: Hej\r\n\r\nKan vi tales ved?\r\n"
Run = Callable[..., object]


@pytest.fixture
def with_mailbox(app: Flask) -> Iterator[ImapServer]:
    settings = app.extensions[SETTINGS]
    with ImapServer(RAW) as server:
        app.extensions[SETTINGS] = replace(
            settings, imap_host="127.0.0.1", imap_port=server.port, imap_security=Security.NONE, imap_username="u"
        )
        yield server
    app.extensions[SETTINGS] = settings


def test_ingest_prints_the_one_outcome(app: Flask, session: Session, tmp_path: Path) -> None:
    file = tmp_path / "mail.eml"
    file.write_bytes(RAW)
    runner = app.test_cli_runner()
    first = runner.invoke(args=["mail", "ingest", str(file), "--json"])
    again = runner.invoke(args=["mail", "ingest", str(file), "--json"])
    known = {"dialogue": None, "person": None, "answer": None}
    assert (first.exit_code, again.exit_code) == (0, 0)
    assert json.loads(first.output) == {"outcome": "needs-person", "reason": "person-mail", **known}
    assert json.loads(again.output) == {"outcome": "ignored", "reason": "duplicate", **known}


def test_fetch_counts_by_outcome(app: Flask, session: Session, with_mailbox: ImapServer) -> None:
    done = app.test_cli_runner().invoke(args=["mail", "fetch", "--once", "--json"])
    assert json.loads(done.output) == {"applied": 0, "stale": 0, "ignored": 0, "needs-person": 1}
    kept = session.scalars(select(InboxMessage)).one()
    assert (kept.sender, kept.subject, kept.mailbox, kept.uid) == ("ole@example.com", "Hej", "INBOX", 1)
    assert with_mailbox.folders == {"Handled": [RAW]}


def test_mailbox_that_cannot_be_read_is_said(app: Flask, session: Session, with_mailbox: ImapServer) -> None:
    with_mailbox.script = {"SELECT": "NO closed"}
    done = app.test_cli_runner().invoke(args=["mail", "fetch", "--once", "--json"])
    assert done.exit_code == 1
    assert json.loads(done.stdout)["code"] == "mailbox-unread"


def test_fetch_without_a_mailbox_is_refused(app: Flask, session: Session) -> None:
    done = app.test_cli_runner().invoke(args=["mail", "fetch", "--once"])
    assert (done.exit_code, "LEDETRAAD_IMAP_HOST" in done.output) == (1, True)
