"""A real IMAP server in a process of its own, and somebody who is signed in beside us: what tests ask of each."""

from __future__ import annotations

import imaplib
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tests.faults.serving import HOST, PATIENCE


@dataclass(frozen=True)
class Mailboxes:
    """A server that answers on `port`; a test has mailboxes of its own."""

    port: int
    user: str
    password: str
    client: imaplib.IMAP4

    def create(self, mailbox: str) -> None:
        """A new and empty mailbox."""
        _ok(self.client.create(mailbox))

    def append(self, mailbox: str, raw: bytes, *, came_at: datetime) -> None:
        """Puts a mail in, as a delivering server would."""
        _ok(self.client.append(mailbox, "", imaplib.Time2Internaldate(came_at), raw))

    def mails(self, mailbox: str) -> list[bytes]:
        """The mails that lie there, in order; none where there is no such mailbox."""
        if self.client.select(mailbox, readonly=True)[0] != "OK":
            return []
        numbers = _ok(self.client.search(None, "ALL"))[0].split()
        return [_ok(self.client.fetch(number.decode(), "(BODY.PEEK[])"))[0][1] for number in numbers]

    def renumber(self, mailbox: str) -> None:
        """The same mails in a mailbox that was made anew, as after a server's restore: another UIDVALIDITY."""
        mails = self.mails(mailbox)
        _ok(self.client.select(readonly=True))  # another, since nobody may look at what is deleted
        _ok(self.client.delete(mailbox))
        self.create(mailbox)
        for raw in mails:
            _ok(self.client.append(mailbox, "", "", raw))


def _ok(answer: tuple[str, list[Any]]) -> list[Any]:
    kind, data = answer
    assert kind == "OK", data
    return data


@contextmanager
def running(command: Sequence[str], *, port: int, user: str, password: str) -> Iterator[Mailboxes]:
    """The server; it answers when the block begins, and has ended when it is left."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _wait_for(port, process)
            with imaplib.IMAP4(HOST, port, timeout=PATIENCE) as client:
                client.login(user, password)
                yield Mailboxes(port, user, password, client)
        finally:
            process.terminate()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            with socket.create_connection((HOST, port), timeout=PATIENCE):
                return
        except ConnectionRefusedError:
            ended = _ended(process)
            if ended is not None:
                raise RuntimeError(f"the server has ended with {ended}") from None
    raise TimeoutError("the server does not come up")


def _ended(process: subprocess.Popen[bytes]) -> int | None:
    """Its exit code, if it ends within the next moment."""
    try:
        return process.wait(0.02)
    except subprocess.TimeoutExpired:
        return None
