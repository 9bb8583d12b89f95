"""Reads free and busy from Microsoft 365: Graph's getSchedule, with the application's own permission.

Written after Microsoft's documentation (calendar: getSchedule, scheduleInformation, scheduleItem, freeBusyError) and
tried with a server of the tests that speaks it. NOT TRIED ON A REAL TENANT. Up to twenty mailboxes a request and 62
days a request; subjects and places, which Graph may send along, are dropped here.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote

from app.domain import Refused
from app.scheduling.calendars import faults
from app.scheduling.calendars.fetching import Ask, Manner, fetch, refuse_status
from app.scheduling.calendars.freebusy import ZONE, merge, wall, without_own
from app.scheduling.calendars.plainly import zone_named
from app.scheduling.domain import FreeBusy, Interval, Strength, Warned

MOST_MAILBOXES = 20
LONGEST = dt.timedelta(days=62)
IN_ALL = 60
"""Seconds for all requests of one reading."""
SLOT = 15
"""Minutes of a slot in the view, for mailboxes that show no items."""

STATUS: dict[str, Strength | None] = {
    "free": None,
    "workingelsewhere": None,
    "tentative": Strength.TENTATIVE,
    "busy": Strength.BUSY,
    "oof": Strength.OUT,
}
"""What a status blocks; one that is not here is busy."""
SLOTS = {"0": None, "1": Strength.TENTATIVE, "2": Strength.BUSY, "3": Strength.OUT, "4": None}
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?")


@dataclass(frozen=True, kw_only=True)
class Access:
    """Where Graph is, and how one gets a token (raises NoToken)."""

    url: str
    token: Callable[[], str] = field(repr=False)
    manner: Manner
    forget: Callable[[], None] = lambda: None
    """Called when the token was not taken."""


@dataclass
class _Told:
    """What was said of one mailbox so far."""

    busy: list[Interval] = field(default_factory=list)
    events: int = 0
    unread: int = 0
    zones: dict[str, int] = field(default_factory=lambda: defaultdict(int))


class _Unfit(faults.ServerFailed):
    """400: something about one of the mailboxes."""


_WHY: dict[type[faults.SourceFault], str] = {faults.NotLetIn: "403", faults.Gone: "404", _Unfit: "400"}


def read(
    access: Access, mailboxes: Sequence[str], start: dt.datetime, end: dt.datetime, ours: Sequence[Sequence[Interval]]
) -> list[FreeBusy | Refused]:
    """Busy minutes (naive, local) of each mailbox, or why not. `ours`: of each, the meetings that we know of."""
    access = replace(access, manner=access.manner.within(IN_ALL))
    told: list[_Told | Refused] = [_Told() for _one in mailboxes]
    for begins, ends in _windows(start, end):
        open_now = [number for number, one in enumerate(told) if isinstance(one, _Told)]
        for place in range(0, len(open_now), MOST_MAILBOXES):
            some = open_now[place : place + MOST_MAILBOXES]
            for number, answer in zip(some, _asked(access, [mailboxes[n] for n in some], begins, ends), strict=True):
                told[number] = _added(told[number], answer, begins)
    return [_result(one, start, end, own) for one, own in zip(told, ours, strict=True)]


def _windows(start: dt.datetime, end: dt.datetime) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    while start < end:
        yield start, min(start + LONGEST, end)
        start += LONGEST


def _asked(access: Access, mailboxes: list[str], start: dt.datetime, end: dt.datetime) -> list[Any]:
    """What is said of each of these; one that keeps the others from being answered is asked alone."""
    try:
        return _request(access, mailboxes, start, end)
    except (faults.NotLetIn, faults.Gone, _Unfit) as fault:
        if len(mailboxes) == 1:
            return [faults.MailboxClosed(why=_WHY[type(fault)])]
        return [one for mailbox in mailboxes for one in _asked(access, [mailbox], start, end)]
    except faults.SourceFault as fault:
        return [fault for _one in mailboxes]


def _request(access: Access, mailboxes: list[str], start: dt.datetime, end: dt.datetime) -> list[Any]:
    content = {
        "schedules": mailboxes,
        "startTime": {"dateTime": _utc(start), "timeZone": "UTC"},
        "endTime": {"dateTime": _utc(end), "timeZone": "UTC"},
        "availabilityViewInterval": SLOT,
    }
    headers = {
        "Authorization": f"Bearer {access.token()}",
        "Content-Type": "application/json",
        "Accept": "application/json",
        "Prefer": 'outlook.timezone="UTC"',
    }
    url = f"{access.url}/users/{quote(mailboxes[0], safe='@')}/calendar/getSchedule"
    answer = fetch(Ask(url=url, method="POST", body=json.dumps(content).encode(), headers=headers), access.manner)
    if answer.status == 401:
        access.forget()
        raise faults.NoToken
    if answer.status == 400:
        raise _Unfit(status=400)
    refuse_status(answer)
    found = {str(one.get("scheduleId", "")).lower(): one for one in _values(answer.body)}
    return [found.get(mailbox.lower()) or faults.MailboxClosed(why="404") for mailbox in mailboxes]


def _values(body: bytes) -> list[dict[str, Any]]:
    try:
        content = json.loads(body)
    except ValueError:
        raise faults.IsPage from None
    values = content.get("value") if isinstance(content, dict) else None
    if not isinstance(values, list):
        raise faults.IsPage
    return [one for one in values if isinstance(one, dict)]


def _added(told: _Told | Refused, answer: Any, start: dt.datetime) -> _Told | Refused:
    """What is known of a mailbox with one more answer; half of a window would show its owner as free."""
    if isinstance(told, Refused) or isinstance(answer, Refused):
        return answer if isinstance(answer, Refused) else told
    error = answer.get("error")
    if error:
        code = str(error.get("responseCode", "")) if isinstance(error, dict) else ""
        return faults.MailboxClosed(why=code[:60] if code.isalnum() else "?")
    items = answer.get("scheduleItems")
    if isinstance(items, list) and (items or not answer.get("availabilityView", "").strip("04")):
        for item in items:
            _take(told, item)
    else:
        _take_view(told, str(answer.get("availabilityView", "")), start)
    return told


def _take(told: _Told, item: Any) -> None:
    told.events += 1
    try:
        strength = STATUS.get(str(item.get("status", "")).lower(), Strength.BUSY)
        begins, ends = (_instant(told, item[name]) for name in ("start", "end"))
    except (KeyError, TypeError, ValueError, AttributeError):
        told.unread += 1
        return
    if ends < begins:
        told.unread += 1
    elif strength:
        told.busy.append(wall(begins, ends, strength))


def _take_view(told: _Told, view: str, start: dt.datetime) -> None:
    """A mailbox that shows no items shows slots; they begin at the start of what was asked, in UTC."""
    begin, slot = start.replace(tzinfo=ZONE).astimezone(dt.UTC), dt.timedelta(minutes=SLOT)
    for number, said in enumerate(view):
        strength = SLOTS.get(said, Strength.BUSY)
        if strength:
            told.events += 1
            told.busy.append(wall(begin + number * slot, begin + (number + 1) * slot, strength))


def _instant(told: _Told, given: Any) -> dt.datetime:
    """A dateTimeTimeZone. Its seconds have seven decimals."""
    written = MOMENT.match(str(given["dateTime"]))
    if written is None:
        raise ValueError
    name = str(given.get("timeZone") or "UTC")
    try:
        zone = zone_named(name)
    except KeyError:
        told.zones[name[:60]] += 1
        zone = ZONE
    moment = dt.datetime.fromisoformat(written[0]).replace(tzinfo=zone)
    return moment.astimezone(ZONE).replace(tzinfo=None, fold=0)


def _result(
    told: _Told | Refused, start: dt.datetime, end: dt.datetime, ours: Sequence[Interval]
) -> FreeBusy | Refused:
    if isinstance(told, Refused):
        return told
    return FreeBusy(
        busy=merge(without_own(told.busy, ours), start, end),
        events=told.events,
        unread=told.unread,
        warnings=tuple(Warned("unknown-zone", name, count) for name, count in sorted(told.zones.items())),
    )


def _utc(moment: dt.datetime) -> str:
    return f"{moment.replace(tzinfo=ZONE).astimezone(dt.UTC):%Y-%m-%dT%H:%M:%S}"
