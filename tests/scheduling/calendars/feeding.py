"""Calendar files of the tests, and sources that fetch them from a server on this machine."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from app.people.models import Person
from app.scheduling.calendars import refreshing, sources
from app.scheduling.calendars.collecting import Tools
from app.scheduling.calendars.faults import SourceKind
from app.scheduling.calendars.fetching import Manner
from app.scheduling.calendars.sealing import Secret
from app.scheduling.models import CalendarSource
from config import Settings
from tests.conftest import make_settings
from tests.scheduling.calendars.web_server import CALENDAR, Reply, Request
from tests.scheduling.conftest import FEBRUARY

TITLE = "Hemmelig aftale med Birthe"


def settings_here(**given: Any) -> Settings:
    """An installation that may fetch from this machine."""
    return make_settings("sqlite://", calendar_inside=frozenset({"127.0.0.1"}), **given)


def tools_here(**given: Any) -> Tools:
    """What it fetches with, quickly out of patience."""
    tools = refreshing.tools_of(settings_here(**given), now=FEBRUARY)
    return replace(tools, manner=Manner(inside=tools.manner.inside, plain=True, seconds=5))


def calendar(*times: tuple[str, str]) -> bytes:
    """A calendar with an event for each (start, end), local, as 20270316T090000."""
    events = [
        line
        for number, (start, end) in enumerate(times)
        for line in (
            "BEGIN:VEVENT",
            f"UID:{number}",
            f"SUMMARY:{TITLE}",
            f"DTSTART;TZID=Europe/Copenhagen:{start}",
            f"DTEND;TZID=Europe/Copenhagen:{end}",
            "END:VEVENT",
        )
    ]
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *events, "END:VCALENDAR", ""]).encode()


class Published:
    """A calendar at an address, with an ETag that changes when it does."""

    def __init__(self, *times: tuple[str, str]) -> None:
        self.body, self.reply = calendar(*times), None

    def __call__(self, request: Request) -> Reply:
        if isinstance(self.reply, Reply):
            return self.reply
        tag = f'"{hash(self.body)}"'
        if request.headers.get("If-None-Match") == tag:
            return Reply(304)
        return Reply(body=self.body, headers={"ETag": tag, "Content-Type": CALENDAR})

    reply: Reply | None


def add_source(
    session: Session,
    person: Person,
    url: str,
    *,
    tools: Tools | None = None,
    kind: SourceKind = SourceKind.ADDRESS,
    commit: bool = True,
    **secret: Any,
) -> CalendarSource:
    """A source that is due at once."""
    source = sources.add(
        session,
        owner=person,
        kind=kind,
        host="kalender.example",
        secret=Secret(url=url, **secret),
        tools=tools or tools_here(),
        by=None,
        now=FEBRUARY,
    )
    if commit:
        session.commit()
    return source
