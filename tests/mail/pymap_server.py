"""pymap: an IMAP server that others wrote, in a process of its own, with its mailboxes in memory."""

from __future__ import annotations

import imaplib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.faults.serving import HOST, PATIENCE, free_port

USER, PASSWORD = "demouser", "demopass"
OPTIONS = ["--no-tls", "--no-service", "admin", "--no-service", "managesieve"]


@dataclass(frozen=True)
class Pymap:
    """A server that answers on `port`, and somebody who is signed in beside us; a test has mailboxes of its own."""

    port: int
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


def _ok(answer: tuple[str, list[Any]]) -> list[Any]:
    kind, data = answer
    assert kind == "OK", data
    return data


@contextmanager
def running() -> Iterator[Pymap]:
    """The server; it answers when the block begins, and has ended when it is left."""
    port = free_port()
    program = str(Path(sys.executable).with_name("pymap"))
    command = [program, "--host", HOST, "--port", str(port), *OPTIONS, "dict", "--demo-data"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _wait_for(port, process)
            with imaplib.IMAP4(HOST, port, timeout=PATIENCE) as client:
                client.login(USER, PASSWORD)
                yield Pymap(port, client)
        finally:
            process.kill()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            with socket.create_connection((HOST, port), timeout=PATIENCE):
                return
        except ConnectionRefusedError:
            ended = _ended(process)
            if ended is not None:
                raise RuntimeError(f"pymap has ended with {ended}") from None
    raise TimeoutError("pymap does not come up")


def _ended(process: subprocess.Popen[bytes]) -> int | None:
    """Its exit code, if it ends within the next moment."""
    try:
        return process.wait(0.02)
    except subprocess.TimeoutExpired:
        return None
