"""A mail server that keeps what it is given instead of passing it on: each mail a file, in the order of arrival.

Some addresses can be refused, so that the demonstration has a mail that came back.
"""

from __future__ import annotations

import itertools
import socket
import time
from collections.abc import Collection
from pathlib import Path
from types import TracebackType
from typing import Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

HOST = "127.0.0.1"


class Catcher:
    """`with Catcher(folder) as catcher:` listens on `catcher.port` until the block is left."""

    def __init__(self, folder: Path, *, port: int = 0, refused: Collection[str] = ()) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.port = port or _free_port()
        self._keeper = _Keeper(folder, refused)
        self._controller = Controller(self._keeper, hostname=HOST, port=self.port, ready_timeout=10)

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._controller.stop()

    @property
    def refused(self) -> tuple[str, ...]:
        """The addresses that nobody has."""
        return tuple(sorted(self._keeper.refused))

    def refuse(self, address: str) -> None:
        """From now on nobody has this address."""
        self._keeper.refused.add(address.lower())


class _Keeper:
    """Answers the verbs. Python's aiosmtpd names these methods."""

    def __init__(self, folder: Path, refused: Collection[str]) -> None:
        self._folder = folder
        self.refused = {address.lower() for address in refused}
        self._counter = itertools.count(1)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Refuses the addresses that nobody is said to have."""
        if address.lower() in self.refused:
            return "550 5.1.1 No such mailbox here"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keeps the mail under a name that sorts by arrival; a reader never sees half a file."""
        assert isinstance(envelope.original_content, bytes)
        name = f"{time.time_ns():020d}-{next(self._counter):06d}.eml"
        part = self._folder / f".{name}"
        part.write_bytes(envelope.original_content)
        part.replace(self._folder / name)
        return "250 Kept"


def _free_port() -> int:
    """A port that nobody listens on; aiosmtpd's controller cannot be given port 0."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    return port
