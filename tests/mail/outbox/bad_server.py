"""An SMTP server that misbehaves on purpose: real ones are too polite."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator, Mapping

from tests.mail.raw_server import CLOSE, DRIP, HANG, RawServer

__all__ = ["CLOSE", "DRIP", "HANG", "BadServer"]
POLITE = {"connect": "220 here", "DATA": "354 go", "QUIT": "221 bye"}  # and 250 to all else


class BadServer(RawServer):
    """Answers each verb with `script[verb]`: a line, or HANG, CLOSE, DRIP. "." is the answer to the final dot."""

    def __init__(self, **script: str) -> None:
        super().__init__()
        named = {"dot": ".", "connect": "connect"}
        self.script: Mapping[str, str] = POLITE | {named.get(key, key.upper()): line for key, line in script.items()}
        self.verbs: list[str] = []

    def converse(self, client: socket.socket, lines: Iterator[bytes]) -> None:
        if not self._answer(client, "connect"):
            return
        in_body = False
        for line in lines:
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
            self.over.wait(10)
        elif line == DRIP:
            for byte in b"250-" + b"x" * 10_000:
                if self.over.is_set():
                    break
                client.sendall(bytes([byte]))
                time.sleep(0.02)
        elif line != CLOSE:
            client.sendall(line.encode() + b"\r\n")
            return not line.startswith("421")
        return False
