"""The door of what is served: nobody is inside when it is closed, and nobody comes in afterwards."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING

from werkzeug.test import Client

from tests.serving import Door

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


def test_door_waits_for_who_is_inside_and_lets_nobody_in_afterwards() -> None:
    inside, may_go, told = threading.Event(), threading.Event(), list[str]()

    def slow(_environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        inside.set()
        may_go.wait(10)
        told.append("answered")
        start_response("200 OK", [])
        return [b""]

    door = Door(slow)
    asking = threading.Thread(target=Client(door).get, args=("/",))
    asking.start()
    inside.wait(10)

    def close() -> None:
        door.close()
        told.append("closed")

    closing = threading.Thread(target=close)
    closing.start()
    may_go.set()
    closing.join()
    asking.join()
    assert told == ["answered", "closed"]
    assert Client(door).get("/").status_code == 503
    assert told == ["answered", "closed"]
