"""A server over a raw socket for one conversation after the other: the life of those that misbehave on purpose."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from types import TracebackType
from typing import Self

HANG, CLOSE, DRIP = "hang", "close", "drip"


class RawServer:
    """Listens from its making, answers while its block lasts. Whoever inherits says what is said (`converse`)."""

    def __init__(self) -> None:
        self.over = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._serve)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.over.set()
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()

    def converse(self, client: socket.socket, lines: Iterator[bytes]) -> None:
        """One conversation; it ends when this returns."""
        raise NotImplementedError

    def _serve(self) -> None:
        while not self.over.is_set():
            try:
                client, _ = self._socket.accept()
            except OSError:
                return
            with client, client.makefile("rb") as lines, suppress(OSError):  # the other side may leave at any time
                self.converse(client, iter(lines))
