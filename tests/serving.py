"""A server of the standard library's kind, in a thread until its block is left; and a door that is closed first."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from http.server import HTTPServer
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PATIENCE = 10


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


class Door:
    """Lets requests in to an application until it is closed, and then waits for those that are inside.

    A page that is gone may still be asking: its answer would be looked for in a database that is not there any more.
    """

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application
        self._inside, self._closed, self._changed = 0, False, threading.Condition()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        with self._changed:
            if self._closed:
                start_response("503 SERVICE UNAVAILABLE", [])
                return []
            self._inside += 1
        try:
            return self._application(environ, start_response)
        finally:
            with self._changed:
                self._inside -= 1
                self._changed.notify_all()

    def close(self) -> None:
        """Nobody comes in any more, and nobody is inside."""
        with self._changed:
            self._closed = True
            assert self._changed.wait_for(lambda: not self._inside, PATIENCE), "a request has no end"
