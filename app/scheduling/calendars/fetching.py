"""Fetches what people have given an address of, and nothing that they could not fetch themselves.

The name is resolved once, every address of it must be a public one, and the connection goes to one of these: what the
name means a moment later does not matter (docs/adr/0023). Redirects are followed by hand, each looked at in the same
way. One limit of time holds for all of it, however slowly a server talks, and one of size, after unpacking.
"""

from __future__ import annotations

import base64
import http.client
import ipaddress
import queue
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote, urljoin

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection

from app.scheduling.calendars import faults
from app.scheduling.domain import CalendarTooLarge

REDIRECTS = (301, 302, 303, 307, 308)
PORTS = {"https": 443, "http": 80}
PACKED = ("", "identity", "gzip", "x-gzip")
PIECE = 65_536
LONGEST_ADDRESS = 2_000
LONGEST_WAIT = 86_400
NAT64 = ipaddress.ip_network("64:ff9b::/96")
Address = tuple[socket.AddressFamily, Any]


@dataclass(frozen=True, kw_only=True)
class Manner:
    """How calendars may be fetched.

    `inside`: hosts of the body's own network, whose addresses may be private; `plain`: these also without TLS, for
    tests. `trusted`: a file of certificates beside the system's. `seconds` is for one fetch with its redirects;
    `until`, on the monotonic clock, for several that share one limit of time.
    """

    inside: frozenset[str] = frozenset()
    plain: bool = False
    trusted: Path | None = None
    seconds: float = 10
    most_bytes: int = 10_000_000
    redirects: int = 3
    until: float | None = None

    def within(self, seconds: float) -> Manner:
        """The same, with so much time from now for all that follows."""
        end = time.monotonic() + seconds
        return replace(self, until=end if self.until is None else min(end, self.until))

    @property
    def left(self) -> float:
        """Seconds that are left. Raises ServerSilent when there are none."""
        left = (self.until or 0) - time.monotonic()
        if left <= 0:
            raise faults.ServerSilent
        return left


@dataclass(frozen=True, kw_only=True)
class Ask:
    """A request. `login` goes to the host it is meant for, and to no other that this one may lead to."""

    url: str = field(repr=False)
    method: str = "GET"
    body: bytes = field(default=b"", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    login: tuple[str, str] | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back, unpacked. `url` is where it came from in the end; names of headers are in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    url: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Place:
    """An address taken apart."""

    scheme: str
    host: str
    port: int
    target: str = field(repr=False)
    login: tuple[str, str] | None = field(default=None, repr=False)

    @property
    def origin(self) -> tuple[str, str, int]:
        """Who is talked to."""
        return self.scheme, self.host, self.port

    @property
    def url(self) -> str:
        """The address again, without a login in it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.target}"


def place_of(url: str, manner: Manner) -> Place:
    """Raises AddressUnfit. webcal:// is https:// in a calendar's clothes."""
    text = url.strip()
    if text.lower().startswith(("webcal://", "webcals://")):
        text = f"https://{text.partition('://')[2]}"
    try:
        parts = urllib3.util.parse_url(text)
    except urllib3.exceptions.LocationParseError:
        raise faults.AddressUnfit from None
    host, scheme = (parts.host or "").strip("[]"), parts.scheme or ""
    allowed = scheme == "https" or (scheme == "http" and manner.plain and host in manner.inside)
    if not allowed or not host or len(text) > LONGEST_ADDRESS or not parts.request_uri.isascii():
        raise faults.AddressUnfit
    user, _colon, password = (parts.auth or "").partition(":")
    login = (unquote(user), unquote(password)) if parts.auth else None
    return Place(scheme=scheme, host=host, port=parts.port or PORTS[scheme], target=parts.request_uri, login=login)


def fetch(ask: Ask, manner: Manner) -> Answer:
    """The answer at the end of at most so many redirects. Raises a SourceFault, or CalendarTooLarge."""
    manner = manner.within(manner.seconds)
    place = first = place_of(ask.url, manner)
    login = ask.login or first.login
    for _turn in range(manner.redirects + 1):
        answer = _once(place, replace(ask, login=login if place.origin == first.origin else None), manner)
        to = answer.headers.get("location", "")
        if answer.status not in REDIRECTS or not to:
            return answer
        place = _further(place, to, manner)
    raise faults.LedAstray


def _further(place: Place, to: str, manner: Manner) -> Place:
    try:
        there = place_of(urljoin(place.url, to), manner)
    except (faults.AddressUnfit, ValueError):
        raise faults.LedAstray from None
    if place.scheme == "https" and there.scheme != "https":
        raise faults.LedAstray
    return there


def refuse_status(answer: Answer) -> None:
    """Raises the fault that a status says; none for 2xx and for 304."""
    status = answer.status
    if 200 <= status < 300 or status == 304:
        return
    if status in (401, 403):
        raise faults.NotLetIn
    if status in (404, 410):
        raise faults.Gone
    if status in (429, 503):
        raise faults.ServerBusy(wait=wait_of(answer))
    raise faults.ServerFailed(status=status)


def wait_of(answer: Answer) -> int:
    """How many seconds a server asks to be left alone; a date in its place is not worth the trouble."""
    said = answer.headers.get("retry-after", "")
    return min(int(said), LONGEST_WAIT) if said.isascii() and said.isdigit() and len(said) < 10 else 0


def is_inward(address: str) -> bool:
    """Whether an address is anything but a public one, also in the clothes of a newer protocol."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip in NAT64:  # all that a network without IPv4 sees of the rest of the world
            return is_inward(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is not None and is_inward(str(inner)):
            return True
    return not ip.is_global or ip.is_multicast or ip.is_reserved or ip.is_unspecified


def _addresses(place: Place, manner: Manner) -> list[Address]:
    """The addresses of a name, all of them public. In a thread of its own: a resolver keeps no time."""
    answers: queue.SimpleQueue[list[Any] | OSError] = queue.SimpleQueue()

    def resolve() -> None:
        try:
            answers.put(socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError):
            answers.put(OSError())

    threading.Thread(target=resolve, daemon=True, name="resolve").start()
    try:
        found = answers.get(timeout=manner.left)
    except queue.Empty:
        raise faults.ServerSilent from None
    if isinstance(found, OSError):
        raise faults.HostUnknown
    if place.host not in manner.inside and any(is_inward(one[4][0]) for one in found):
        raise faults.AddressInward
    return [(one[0], one[4]) for one in found]


class _Watch:
    """Cuts the connection when the time is over: a limit for each read is none for a server that drips."""

    def __init__(self, seconds: float) -> None:
        self.over = False
        self._sockets: list[socket.socket] = []
        self._lock = threading.Lock()
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        with self._lock:
            for one in self._sockets:
                one.close()
            self._sockets.clear()

    def keep(self, connection: socket.socket) -> None:
        """A handle of our own on it: TLS may own the other."""
        with self._lock:
            self._sockets.append(connection.dup())
        if self.over:
            self._cut()

    def _cut(self) -> None:
        with self._lock:
            self.over = True
            for one in self._sockets:
                try:
                    one.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue


def _connect(addresses: list[Address], manner: Manner, watch: _Watch) -> socket.socket:
    """A connection to the first that takes one."""
    for family, address in addresses:
        connection = socket.socket(family, socket.SOCK_STREAM)
        try:
            connection.settimeout(manner.left)
            watch.keep(connection)
            connection.connect(address)
        except TimeoutError:
            connection.close()
            raise faults.ServerSilent from None
        except OSError:
            connection.close()
        else:
            return connection
    raise faults.Unreachable


def _connection(place: Place, manner: Manner, watch: _Watch) -> HTTPConnection:
    """urllib3's connection, but for where it goes: name, Host, SNI and certificate stay those of the address given."""
    addresses = _addresses(place, manner)

    def pinned() -> socket.socket:
        return _connect(addresses, manner, watch)

    found: HTTPConnection
    if place.scheme == "https":
        context = ssl.create_default_context()
        if manner.trusted:
            context.load_verify_locations(manner.trusted)
        found = HTTPSConnection(place.host, place.port, ssl_context=context, timeout=manner.left)
    else:
        found = HTTPConnection(place.host, place.port, timeout=manner.left)
    found._new_conn = pinned  # type: ignore[method-assign]  # noqa: SLF001
    return found


def _once(place: Place, ask: Ask, manner: Manner) -> Answer:
    with _Watch(manner.left) as watch:
        connection = _connection(place, manner, watch)
        began = False
        try:
            connection.request(
                ask.method, place.target, ask.body or None, _headers(ask), preload_content=False, decode_content=True
            )
            response = connection.getresponse()
            began = True
            answer = _answer(place, response, manner)
        except ssl.SSLCertVerificationError:
            raise faults.CertificateBad from None
        except urllib3.exceptions.DecodeError:
            raise faults.EncodedOddly from None
        except (OSError, http.client.HTTPException, urllib3.exceptions.HTTPError) as error:
            if watch.over or isinstance(error, TimeoutError | urllib3.exceptions.TimeoutError):
                raise faults.ServerSilent from None
            raise (faults.BrokenOff if began else faults.Unreachable) from None
        finally:
            connection.close()
        if watch.over:  # a connection that was cut looks like an answer that has come to its end
            raise faults.ServerSilent
        return answer


def _headers(ask: Ask) -> dict[str, str]:
    headers = {"User-Agent": "Ledetraad", "Accept-Encoding": "gzip", **ask.headers}
    if ask.login:
        headers["Authorization"] = "Basic " + base64.b64encode(":".join(ask.login).encode()).decode()
    return headers


def _answer(place: Place, response: Any, manner: Manner) -> Answer:
    headers = {name.lower(): value for name, value in response.headers.items()}
    if headers.get("content-encoding", "").strip().lower() not in PACKED:
        raise faults.EncodedOddly
    body = bytearray()
    while piece := response.read(PIECE):
        body += piece
        if len(body) > manner.most_bytes:
            raise CalendarTooLarge(most=f"{manner.most_bytes // 1_000_000} MB")
    return Answer(status=response.status, headers=headers, body=bytes(body), url=place.url)
