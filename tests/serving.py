"""A server of the standard library's kind, in a thread of its own until its block is left."""

from __future__ import annotations

import threading
from http.server import HTTPServer
from typing import Self


class Serving:
    """Listens from its making, answers while its block lasts."""

    def __init__(self, server: HTTPServer) -> None:
        self.stopped = threading.Event()
        self._server = server
        # It looks that often whether it is to stop; at the library's twice a second, every test would wait for it.
        self._thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        self.port: int = server.server_address[1]  # werkzeug does not name it where it was handed a socket

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_raised: object) -> None:
        self.stopped.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
