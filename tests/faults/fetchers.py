"""Workers that read a mailbox and may be killed at any moment, and the mails that lie in it."""

from __future__ import annotations

import datetime as dt
import time
from contextlib import suppress

from flask import Flask
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app import clock
from app.database import Database
from app.mail.domain import Arrived, InboxOutcome, Verdict
from app.mail.inbox import fetching, taking_in
from app.mail.inbox.imap import Account, MailboxFault
from app.mail.models import MailboxState
from app.settings import SETTINGS
from config import Security
from tests.conftest import SECRET, make_settings
from tests.faults.serving import HOST, PATIENCE
from tests.mail.inbox.pymap_server import PASSWORD, USER

MAILBOX, HANDLED, FAILED = "svar", "svar-Handled", "svar-Failed"
COUNTED = "counted "


def mail(number: int) -> bytes:
    """A mail like no other."""
    return f"From: hoved{number}@example.dk\r\nSubject: {number}\r\n\r\nVi kommer. \xe6\r\n".encode("latin-1")


def count(session: Session, arrived: Arrived, now: dt.datetime) -> Verdict:
    """Counts a mail, as an answer is counted: in the transaction that keeps the verdict. Twice would show as 2."""
    subject = arrived.raw.split(b"Subject: ")[1].split(b"\r\n")[0].decode()
    row = session.get(MailboxState, COUNTED + subject)
    if row is None:
        row = MailboxState(mailbox=COUNTED + subject, tried_since=now, failures=0)
        session.add(row)
    row.failures += 1
    session.flush()
    return Verdict(outcome=InboxOutcome.APPLIED, reason="test", subject=subject)


def fetch(url: str, port: int, _name: str) -> None:
    """The whole life of a worker that reads: it ends only by being killed."""
    database = Database(url, trail_key=SECRET.encode())
    account = Account(
        host=HOST,
        port=port,
        security=Security.NONE,
        username=USER,
        password=PASSWORD,
        mailbox=MAILBOX,
        timeout=PATIENCE,
    )
    plan = fetching.Round(account=account, handled=HANDLED, failed=FAILED, reader=taking_in.Reader(count))
    here = Flask(__name__)
    here.extensions[SETTINGS] = make_settings(url)
    with here.app_context():
        while True:
            with suppress(MailboxFault, OperationalError):  # whatever it is, the next round takes it up
                fetching.fetch_new(database.writing, plan=plan, now=clock.now())
            time.sleep(0.02)
