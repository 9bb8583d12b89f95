"""A real Radicale on this machine: its WSGI application behind the standard library's server, with a password."""

from __future__ import annotations

import base64
import logging
import urllib.request
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

from radicale.app import Application
from radicale.config import load
from radicale.log import logger

from tests.serving import Serving

USER, PASSWORD = "asta", "hemmeligt kodeord"
CALENDAR_XML = (
    '<?xml version="1.0"?><mkcol xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><set><prop><resourcetype>'
    "<collection/><C:calendar/></resourcetype><C:supported-calendar-component-set>"
    '<C:comp name="{kind}"/></C:supported-calendar-component-set><displayname>{name}</displayname></prop></set></mkcol>'
)


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_given: Any) -> None:
        """Says nothing."""


class Radicale(Serving):
    """Serves calendars of one user, who signs in by Basic authentication."""

    def __init__(self, folder: Path) -> None:
        users = folder / "users"
        users.write_text(f"{USER}:{PASSWORD}\n")
        configuration = load([])
        configuration.update(
            {
                "auth": {
                    "type": "htpasswd",
                    "htpasswd_filename": str(users),
                    "htpasswd_encryption": "plain",
                    "delay": "0",
                },
                "storage": {"filesystem_folder": str(folder / "collections")},
            },
            "the tests",
        )
        logger.setLevel(logging.CRITICAL)
        super().__init__(make_server("127.0.0.1", 0, Application(configuration), handler_class=_Quiet))
        self.url = f"http://127.0.0.1:{self.port}"

    def make_calendar(self, path: str, name: str, *, kind: str = "VEVENT") -> str:
        """A calendar of the user, by its address."""
        self.send("MKCOL", f"/{USER}/{path}/", CALENDAR_XML.format(name=name, kind=kind))
        return f"{self.url}/{USER}/{path}/"

    def put(self, path: str, number: int, *lines: str) -> None:
        """An event into a calendar."""
        event = ["BEGIN:VEVENT", f"UID:{number}", "DTSTAMP:20270101T000000Z", *lines, "END:VEVENT"]
        content = "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//tests//", *event, "END:VCALENDAR", ""])
        self.send("PUT", f"/{USER}/{path}/{number}.ics", content, kind="text/calendar")

    def send(self, method: str, path: str, content: str, *, kind: str = "application/xml") -> None:
        login = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        headers = {"Authorization": f"Basic {login}", "Content-Type": kind}
        asked = urllib.request.Request(self.url + path, content.encode(), headers, method=method)
        with urllib.request.urlopen(asked, timeout=10) as answer:
            assert answer.status in (201, 204), answer.status

    def send_delete(self, path: str) -> None:
        """A calendar is no more."""
        login = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        asked = urllib.request.Request(
            f"{self.url}/{USER}/{path}/", headers={"Authorization": f"Basic {login}"}, method="DELETE"
        )
        with urllib.request.urlopen(asked, timeout=10) as answer:
            assert answer.status == 200
