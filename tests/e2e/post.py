"""What the jobs process and a mail reader do between two pages: mails are really sent, to a catcher, and read there."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING

from app import clock
from app.database import transaction
from app.mail.outbox import delivery
from app.mail.outbox.smtp import Transport, relay_of
from app.settings import SETTINGS
from config import Security, Settings
from demonstration.catcher import HOST, Catcher

if TYPE_CHECKING:
    from tests.e2e.conftest import Site


UNDONE = dt.timedelta(minutes=3)
"""So long a person may still undo a sending; the jobs process waits for it."""


class Post:
    """What has arrived at the catcher."""

    def __init__(self, site: Site, folder: Path) -> None:
        self.site, self.folder = site, folder

    def deliver(self) -> None:
        """What the jobs process does every few seconds, once nobody can undo the sending any more."""
        settings: Settings = self.site.app.extensions[SETTINGS]
        with self.site.app.app_context(), Transport(relay_of(settings, now=clock.now())) as transport:
            worker = delivery.worker_of(settings, app=self.site.app)
            delivery.deliver_due(transaction, transport=transport, worker=worker, now=clock.now() + UNDONE)

    def to(self, address: str) -> EmailMessage:
        """The newest mail to an address."""
        read = (message_from_bytes(path.read_bytes(), policy=policy.default) for path in sorted(self.folder.iterdir()))
        return [mail for mail in read if address in mail["To"]][-1]

    def text_to(self, address: str) -> str:
        """What it says."""
        body = self.to(address).get_body(("plain",))
        assert body
        return str(body.get_content())

    def link_to(self, address: str) -> str:
        """The link in it."""
        found = re.search(rf"{re.escape(self.site.url)}/\S+", self.text_to(address))
        assert found
        return found[0]


@contextmanager
def caught(site: Site, folder: Path) -> Iterator[Post]:
    """The application sends to a catcher of its own."""
    with Catcher(folder) as catcher:
        given: Settings = site.app.extensions[SETTINGS]
        site.app.extensions[SETTINGS] = replace(
            given, mail_host=HOST, mail_port=catcher.port, mail_security=Security.NONE
        )
        yield Post(site, folder)
