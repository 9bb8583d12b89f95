"""Reads calendars over CalDAV: finds those of a user, says whether they changed, fetches the events of a window.

RFC 4791 (calendar-home-set, calendar-query), RFC 6764 (where to begin), RFC 5397 (current-user-principal). Three kinds
of request are all it takes, so there is no library (docs/adr/0023). Addresses that a server names are followed on the
server itself only: its user's password goes nowhere else.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from app.scheduling.calendars import faults
from app.scheduling.calendars.fetching import Answer, Ask, Manner, fetch, place_of, refuse_status
from app.scheduling.calendars.freebusy import ZONE

Element = Any

D, C, CS = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}", "{http://calendarserver.org/ns/}"
SPACES = 'xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:CS="http://calendarserver.org/ns/"'
PROPFIND = f'<?xml version="1.0" encoding="utf-8"?><propfind {SPACES}><prop>{{props}}</prop></propfind>'
WHO = "<current-user-principal/><resourcetype/><displayname/><C:calendar-home-set/>"
HOME = "<C:calendar-home-set/>"
LISTED = "<resourcetype/><displayname/><C:supported-calendar-component-set/>"
MARK = "<CS:getctag/><sync-token/>"
QUERY = (
    f'<?xml version="1.0" encoding="utf-8"?><C:calendar-query {SPACES}><prop><C:calendar-data/></prop><C:filter>'
    '<C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT"><C:time-range start="{start}" end="{end}"/>'
    "</C:comp-filter></C:comp-filter></C:filter></C:calendar-query>"
)
WELL_KNOWN = "/.well-known/caldav"
MOST_CALENDARS = 50
IN_ALL = 30
"""Seconds for finding the calendars; each request has its own limit as well."""


@dataclass(frozen=True, kw_only=True)
class Account:
    """A user of a server."""

    url: str = field(repr=False)
    username: str = field(repr=False)
    password: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Found:
    """A calendar that holds events."""

    url: str = field(repr=False)
    name: str = field(repr=False)


@dataclass(frozen=True)
class _Question:
    method: str
    body: str
    depth: int


def discover(account: Account, manner: Manner) -> list[Found]:
    """The calendars of a user: from the server's address, her own, or that of one calendar.

    Raises a SourceFault; NoCalendars if there are none.
    """
    manner = manner.within(IN_ALL)
    begun, props = _begin(account, manner)
    if _is_calendar(props):
        return [Found(url=begun, name=_name(begun, props))]
    home = _href(props, f"{C}calendar-home-set")
    principal = _href(props, f"{D}current-user-principal")
    if not home and principal:
        begun, props = _one(account, _there(begun, principal), HOME, manner)
        home = _href(props, f"{C}calendar-home-set")
    if not home:
        raise faults.NotCalDav
    found = list(_calendars(account, _there(begun, home), manner))[:MOST_CALENDARS]
    if not found:
        raise faults.NoCalendars
    return found


def mark(account: Account, calendars: tuple[str, ...], manner: Manner) -> str:
    """What changes when one of the calendars does; empty where the server tells no such thing."""
    marks = []
    for calendar in calendars:
        url, props = _one(account, calendar, MARK, manner)
        said = _text(props, f"{CS}getctag") or _text(props, f"{D}sync-token")
        if not said:
            return ""
        marks.append(f"{url} {said}")
    return hashlib.sha256("\n".join(marks).encode()).hexdigest()


def events(account: Account, calendar: str, start: dt.datetime, end: dt.datetime, manner: Manner) -> tuple[bytes, int]:
    """The events of a calendar that touch a window (naive, local), as one file; and how many were no whole ones."""
    question = _Question("REPORT", QUERY.format(start=_utc(start), end=_utc(end)), depth=1)
    answer = _ask(account, calendar, question, manner)
    files = [_text(props, f"{C}calendar-data").strip() for _url, props in _responses(answer)]
    whole = [one for one in files if one[:15].upper() == "BEGIN:VCALENDAR" and one[-13:].upper() == "END:VCALENDAR"]
    empty = "BEGIN:VCALENDAR\r\nEND:VCALENDAR"
    return "\r\n".join(whole or [empty]).encode(), len([one for one in files if one]) - len(whole)


def _begin(account: Account, manner: Manner) -> tuple[str, Element]:
    """The address given, or where the server says that CalDAV is."""
    try:
        url, props = _one(account, account.url, WHO, manner)
    except (faults.NotCalDav, faults.Gone, faults.ServerFailed):
        props = None
    if props is not None and (_is_calendar(props) or _href(props, f"{D}current-user-principal")):
        return url, props
    return _one(account, urljoin(place_of(account.url, manner).url, WELL_KNOWN), WHO, manner)


def _calendars(account: Account, home: str, manner: Manner) -> Iterator[Found]:
    answer = _ask(account, home, _Question("PROPFIND", PROPFIND.format(props=LISTED), depth=1), manner)
    for url, props in _responses(answer):
        kinds = [one.get("name", "").upper() for one in props.iter(f"{C}comp")]
        if _is_calendar(props) and (not kinds or "VEVENT" in kinds):
            yield Found(url=_there(answer.url, url), name=_name(url, props))


def _one(account: Account, url: str, props: str, manner: Manner) -> tuple[str, Element]:
    """Where a thing is in the end, and its properties."""
    answer = _ask(account, url, _Question("PROPFIND", PROPFIND.format(props=props), depth=0), manner)
    first = next(_responses(answer), None)
    if first is None:
        raise faults.NotCalDav
    return answer.url, first[1]


def _ask(account: Account, url: str, question: _Question, manner: Manner) -> Answer:
    headers = {"Content-Type": 'application/xml; charset="utf-8"', "Depth": str(question.depth)}
    body, login = question.body.encode(), (account.username, account.password)
    answer = fetch(Ask(url=url, method=question.method, body=body, headers=headers, login=login), manner)
    if answer.status in (400, 405, 501) or answer.status == 200:
        raise faults.NotCalDav
    refuse_status(answer)
    return answer


def _responses(answer: Answer) -> Iterator[tuple[str, Element]]:
    """Each thing of a multistatus with the properties that it has. Entities and document types are refused."""
    from xml.etree.ElementTree import Element as NewElement
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root = fromstring(answer.body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        raise faults.NotCalDav from None
    for response in root.findall(f"{D}response"):
        props = NewElement("props")
        for part in response.findall(f"{D}propstat"):
            if " 200 " in f" {_text(part, f'{D}status')} ":
                props.extend(one for prop in part.findall(f"{D}prop") for one in prop)
        yield _text(response, f"{D}href"), props


def _there(base: str, href: str) -> str:
    """An address that the server named, on the server itself. Raises LedAstray."""
    url = urljoin(base, href.strip())
    if urlsplit(url)[:2] != urlsplit(base)[:2]:
        raise faults.LedAstray
    return url


def _is_calendar(props: Element) -> bool:
    return props.find(f"{D}resourcetype/{C}calendar") is not None


def _href(props: Element, name: str) -> str:
    return _text(props, f"{name}/{D}href")


def _text(element: Element, name: str) -> str:
    return (element.findtext(name) or "").strip()


def _name(url: str, props: Element) -> str:
    """What it is called; without a name, the last part of its address."""
    return " ".join((_text(props, f"{D}displayname") or unquote(url.rstrip("/").rpartition("/")[2])).split())[:120]


def _utc(moment: dt.datetime) -> str:
    return f"{moment.replace(tzinfo=ZONE).astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"
