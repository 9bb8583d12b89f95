"""An SMTP server that misbehaves on purpose: 40 lines over a raw socket, since real servers are too polite."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Self

HANG, CLOSE, DRIP = "hang", "close", "drip"
POLITE = {"connect": "220 here", "DATA": "354 go", "QUIT": "221 bye"}  # and 250 to all else


class BadServer:
    """Answers each verb with `script[verb]`: a line, or HANG, CLOSE, DRIP. "." is the answer to the final dot."""

    def __init__(self, **script: str) -> None:
        named = {"dot": ".", "connect": "connect"}
        self.script: Mapping[str, str] = POLITE | {named.get(key, key.upper()): line for key, line in script.items()}
        self.verbs: list[str] = []
        self._over = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._serve)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()

    def _serve(self) -> None:
        while not self._over.is_set():
            try:
                client, _ = self._socket.accept()
            except OSError:
                return
            with client, client.makefile("rb") as lines:
                if self._answer(client, "connect"):
                    self._converse(client, lines)

    def _converse(self, client: socket.socket, lines: object) -> None:
        in_body = False
        for line in lines:  # type: ignore[attr-defined]
            if in_body and line != b".\r\n":
                continue
            verb = "." if in_body else line[:4].decode().strip().upper()
            in_body = False
            self.verbs.append(verb)
            if not self._answer(client, verb):
                return
            in_body = verb == "DATA" and self.script["DATA"] == POLITE["DATA"]

    def _answer(self, client: socket.socket, verb: str) -> bool:
        line = self.script.get(verb, "250 ok")
        if line == HANG:
            self._over.wait(10)
        elif line == DRIP:
            for byte in b"250-" + b"x" * 10_000:
                if self._over.is_set():
                    break
                client.sendall(bytes([byte]))
                time.sleep(0.02)
        elif line != CLOSE:
            client.sendall(line.encode() + b"\r\n")
            return not line.startswith("421")
        return False
