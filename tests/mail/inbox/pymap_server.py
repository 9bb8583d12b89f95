"""pymap: an IMAP server that others wrote, with its mailboxes in memory."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.serving import HOST, free_port
from tests.mail.inbox import mailboxes
from tests.mail.inbox.mailboxes import Mailboxes

USER, PASSWORD = "demouser", "demopass"
OPTIONS = ["--no-tls", "--no-service", "admin", "--no-service", "managesieve"]


@contextmanager
def running() -> Iterator[Mailboxes]:
    """The server; it answers when the block begins, and has ended when it is left."""
    port = free_port()
    program = str(Path(sys.executable).with_name("pymap"))
    command = [program, "--host", HOST, "--port", str(port), *OPTIONS, "dict", "--demo-data"]
    with mailboxes.running(command, port=port, user=USER, password=PASSWORD) as found:
        yield found
