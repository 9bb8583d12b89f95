"""What calendar sources say now: fetched and read without the database, so that no transaction waits for a server."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

from app import logs
from app.domain import Refused
from app.scheduling.calendars import apart, caldav, faults, graph
from app.scheduling.calendars.faults import SourceKind
from app.scheduling.calendars.fetching import Answer, Ask, Manner, fetch, refuse_status
from app.scheduling.calendars.freebusy import merge
from app.scheduling.calendars.sealing import Keys, Secret
from app.scheduling.days import whole_days
from app.scheduling.domain import CalendarUnreadable, FreeBusy, Interval, Warned

AT_ONCE = 4
LONGEST_ETAG, LONGEST_DATE = 400, 100


@dataclass(frozen=True, kw_only=True)
class Tools:
    """What an installation fetches with; `graph` is none where Microsoft 365 is not set up."""

    keys: Keys
    manner: Manner
    graph: graph.Access | None
    minutes: int
    worker: str


@dataclass(frozen=True, kw_only=True)
class Errand:
    """One source to read: what opens it, for which days, and what it may answer "unchanged" to.

    `ours`: the meetings that its owner has from us.
    """

    kind: SourceKind
    secret: Secret | Refused = field(repr=False)
    window: tuple[dt.date, dt.date]
    id: int = 0
    ours: tuple[Interval, ...] = ()
    etag: str = ""
    last_modified: str = ""

    @property
    def hours(self) -> tuple[dt.datetime, dt.datetime]:
        """The window as two midnights."""
        return whole_days(*self.window)


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What a source said; without `found` it said that nothing has changed."""

    found: FreeBusy | None
    etag: str = ""
    last_modified: str = ""


Outcome = Reading | Refused


def collect(errands: Sequence[Errand], tools: Tools) -> list[Outcome]:
    """The outcome of each errand, in their order. Mailboxes of Microsoft 365 are asked for together."""
    outcomes: dict[int, Outcome] = {}
    together = [number for number, one in enumerate(errands) if one.kind is SourceKind.GRAPH]
    with ThreadPoolExecutor(AT_ONCE, "calendars") as threads:
        waiting = {
            number: threads.submit(collect_one, one, tools)
            for number, one in enumerate(errands)
            if number not in together
        }
        outcomes |= dict(zip(together, _of_mailboxes([errands[number] for number in together], tools), strict=True))
        outcomes |= {number: future.result() for number, future in waiting.items()}
    return [outcomes[number] for number in range(len(errands))]


def collect_one(errand: Errand, tools: Tools) -> Outcome:
    """What one source says, or why it does not."""
    try:
        if isinstance(errand.secret, Refused):
            return errand.secret
        if errand.kind is SourceKind.GRAPH:
            return next(_of_mailboxes([errand], tools))
        of_kind = _of_address if errand.kind is SourceKind.ADDRESS else _of_server
        return of_kind(errand, errand.secret, tools.manner)
    except (faults.SourceFault, CalendarUnreadable) as fault:
        return fault
    except Exception as error:  # one calendar of a kind that nobody thought of must not hold up the others
        logs.fault("calendar-failed", error, source=errand.id)
        return faults.SourceFault()


def _of_address(errand: Errand, secret: Secret, manner: Manner) -> Reading:
    headers = {"Accept": "text/calendar, */*;q=0.1"}
    headers |= {"If-None-Match": errand.etag} if errand.etag else {}
    headers |= {"If-Modified-Since": errand.last_modified} if errand.last_modified else {}
    login = (secret.username, secret.password) if secret.username else None
    answer = fetch(Ask(url=secret.url, headers=headers, login=login), manner)
    refuse_status(answer)
    if answer.status == 304:
        return Reading(found=None, etag=errand.etag, last_modified=errand.last_modified)
    found = apart.read(calendar_in(answer), *errand.hours, ours=errand.ours)
    return Reading(
        found=found,
        etag=_kept(answer.headers.get("etag", ""), LONGEST_ETAG),
        last_modified=_kept(answer.headers.get("last-modified", ""), LONGEST_DATE),
    )


def calendar_in(answer: Answer) -> bytes:
    """The calendar, if it is one by its looks: what a server says of its kind is no help. Raises IsPage, IsEmpty."""
    start = answer.body[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not start:
        raise faults.IsEmpty
    if start.startswith((b"<!doctype", b"<html", b"<head", b"<body", b"<!--", b"<script", b"<?xml")):
        raise faults.IsPage
    return answer.body


def _kept(value: str, longest: int) -> str:
    """A header to be sent again, if it is one that can be."""
    return value if value.isascii() and value.isprintable() and len(value) <= longest else ""


def _of_server(errand: Errand, secret: Secret, manner: Manner) -> Reading:
    if not secret.chosen:
        raise faults.NoCalendars
    manner = manner.within(caldav.IN_ALL)
    account = caldav.Account(url=secret.url, username=secret.username, password=secret.password)
    mark = caldav.mark(account, secret.chosen, manner)
    if mark and mark == errand.etag:
        return Reading(found=None, etag=mark)
    parts = [_of_calendar(account, url, errand, manner) for url in secret.chosen]
    return Reading(found=joined(parts, *errand.hours), etag=mark)


def _of_calendar(account: caldav.Account, url: str, errand: Errand, manner: Manner) -> FreeBusy:
    data, broken = caldav.events(account, url, *errand.hours, manner)
    found = apart.read(data, *errand.hours, ours=errand.ours)
    return replace(found, events=found.events + broken, unread=found.unread + broken)


def joined(parts: Sequence[FreeBusy], start: dt.datetime, end: dt.datetime) -> FreeBusy:
    """Several calendars of one person as one."""
    told: dict[tuple[str, str], int] = {}
    for one in (warned for part in parts for warned in part.warnings):
        told[one.code, one.about] = told.get((one.code, one.about), 0) + one.count
    return FreeBusy(
        busy=merge((one for part in parts for one in part.busy), start, end),
        events=sum(part.events for part in parts),
        unread=sum(part.unread for part in parts),
        warnings=tuple(Warned(code, about, count) for (code, about), count in sorted(told.items())),
    )


def _of_mailboxes(errands: Sequence[Errand], tools: Tools) -> Iterator[Outcome]:
    """Those of the same days in one go."""
    answers: dict[int, Outcome] = {}
    for window in {one.window for one in errands}:
        some = [one for one in errands if one.window == window and isinstance(one.secret, Secret)]
        answers |= dict(zip(map(id, some), _schedules(some, tools), strict=True))
    for one in errands:
        yield one.secret if isinstance(one.secret, Refused) else answers[id(one)]


def _schedules(errands: Sequence[Errand], tools: Tools) -> Iterable[Outcome]:
    if tools.graph is None:
        return [faults.NoToken() for _one in errands]
    if not errands:
        return []
    mailboxes = [one.secret.username for one in errands if isinstance(one.secret, Secret)]
    found = graph.read(tools.graph, mailboxes, *errands[0].hours, [one.ours for one in errands])
    return [one if isinstance(one, Refused) else Reading(found=one) for one in found]
