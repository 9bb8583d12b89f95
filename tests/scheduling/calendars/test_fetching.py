"""Fetching from real servers on this machine: what leads inward, talks slowly, breaks off or swells is refused."""

from __future__ import annotations

import gzip
import socket
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.scheduling.calendars import faults, fetching
from app.scheduling.calendars.fetching import Ask, Manner
from app.scheduling.domain import CalendarTooLarge
from tests.scheduling.calendars.web_server import CALENDAR, Reply, WebServer, make_certificate

HERE = Manner(inside=frozenset({"127.0.0.1"}), plain=True)
SHORT = replace(HERE, seconds=0.3)


def get(url: str, manner: Manner = HERE) -> fetching.Answer:
    return fetching.fetch(Ask(url=url), manner)


def test_an_answer_comes_with_its_headers_and_unpacked() -> None:
    packed = Reply(body=gzip.compress(b"BEGIN"), headers={"Content-Encoding": "gzip", "ETag": '"1"'})
    with WebServer({"/a.ics?key=1": packed}) as server:
        answer = get(f"{server.url}/a.ics?key=1#part")
    assert (answer.status, answer.body, answer.headers["etag"]) == (200, b"BEGIN", '"1"')
    assert server.asked[0].headers["Host"] == f"127.0.0.1:{server.port}"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.2.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "2001:db8::1",
        "::ffff:10.0.0.1",
        "::ffff:127.0.0.1",
        "::7f00:1",
        "64:ff9b::10.0.0.1",
        "64:ff9b:1::1",
        "2002:a00:1::1",
        "2001:0:4136:e378:8000:63bf:f5ff:fffe",
    ],
)
def test_address_that_is_not_a_public_one_is_inward(address: str) -> None:
    assert fetching.is_inward(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "52.97.128.1", "2620:1ec:c11::200", "64:ff9b::8.8.8.8"])
def test_public_address_is_not_inward(address: str) -> None:
    assert not fetching.is_inward(address)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "127.1", "[::1]", "[::ffff:127.0.0.1]"]
)
def test_every_spelling_of_this_machine_is_refused(host: str) -> None:
    with pytest.raises(faults.AddressInward):
        get(f"https://{host}/a.ics", Manner())


@pytest.mark.parametrize(
    "url",
    [
        "",
        "calendar",
        "http://kalender.example/a.ics",
        "http://127.0.0.1/a.ics",
        "ftp://kalender.example/a.ics",
        "file:///etc/passwd",
        "https://",
        "https:///a.ics",
        "https://kalender.example:port/a.ics",
        f"https://kalender.example/{'a' * 2000}",
    ],
)
def test_what_is_no_protected_address_is_refused(url: str) -> None:
    with pytest.raises(faults.AddressUnfit):
        get(url, Manner(inside=frozenset({"127.0.0.1"})))


def test_webcal_is_https() -> None:
    place = fetching.place_of(" webcal://kalender.example/a b.ics ", Manner())
    assert (place.url, place.port) == ("https://kalender.example/a%20b.ics", 443)


def test_line_breaks_in_an_address_reach_no_header() -> None:
    place = fetching.place_of("https://kalender.example/a\r\nX: 1", Manner())
    assert "\r" not in place.target
    assert "\n" not in place.target


def test_name_is_resolved_once_and_that_address_is_connected_to(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A name that is public when it is looked at and private a moment later leads nowhere else."""
    certificate = make_certificate(tmp_path, "kalender.example")
    with WebServer({"/a.ics": Reply(body=b"x")}, tls=certificate) as server:
        asked: list[str] = []

        def resolve(host: str, port: int, **given: Any) -> list[Any]:
            asked.append(host)
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", server.port))]

        monkeypatch.setattr(socket, "getaddrinfo", resolve)
        manner = Manner(inside=frozenset({"kalender.example"}), trusted=certificate)
        assert get(f"https://kalender.example:{server.port}/a.ics", manner).body == b"x"
    assert asked == ["kalender.example"]
    assert server.asked[0].headers["Host"] == f"kalender.example:{server.port}"


def test_one_private_address_among_public_ones_refuses_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 443)) for ip in ("8.8.8.8", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_given: found)
    with pytest.raises(faults.AddressInward):
        get("https://kalender.example/a.ics", Manner())


def test_name_without_address_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(*_args: Any, **_given: Any) -> list[Any]:
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    with pytest.raises(faults.HostUnknown):
        get("https://kalender.example/a.ics", Manner())


def test_resolver_that_hangs_ends_with_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_given: ended.wait(5) and [])
    with pytest.raises(faults.ServerSilent):
        get("https://kalender.example/a.ics", Manner(seconds=0.1))
    ended.set()


def test_certificate_is_checked_against_the_name(tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path, "else.example")
    with WebServer({"/a.ics": Reply(body=b"x")}, tls=certificate) as server:
        for trusted in (None, certificate):
            with pytest.raises(faults.CertificateBad):
                get(f"{server.url}/a.ics", replace(HERE, trusted=trusted))
    assert server.asked == []


def test_certificate_of_an_address_is_taken(tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path, "127.0.0.1")
    with WebServer({"/a.ics": Reply(body=b"x")}, tls=certificate) as server:
        assert get(f"{server.url}/a.ics", replace(HERE, trusted=certificate)).body == b"x"


def to(place: str) -> Reply:
    return Reply(302, headers={"Location": place})


def test_three_redirects_are_followed_and_no_fourth() -> None:
    pages = {f"/{n}": to(f"/{n + 1}") for n in range(4)} | {"/4": Reply(body=b"end")}
    with WebServer(pages) as server:
        assert get(f"{server.url}/1").body == b"end"
        assert get(f"{server.url}/1").url == f"{server.url}/4"
        with pytest.raises(faults.LedAstray):
            get(f"{server.url}/0")


@pytest.mark.parametrize("place", ["https://169.254.169.254/latest", "https://localhost/a", "//10.0.0.1/a"])
def test_redirect_inward_is_refused(place: str, tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path, "127.0.0.1")
    with WebServer({"/a": to(place)}, tls=certificate) as server, pytest.raises(faults.AddressInward):
        get(f"{server.url}/a", replace(HERE, trusted=certificate))


@pytest.mark.parametrize("place", ["http://127.0.0.1:{port}/b", "file:///etc/passwd", "http://[", "gopher://x/"])
def test_redirect_out_of_tls_or_to_no_address_is_refused(place: str, tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path, "127.0.0.1")
    with WebServer({"/b": Reply(body=b"plain")}) as plain:
        pages = {"/a": to(place.replace("{port}", str(plain.port)))}
        with WebServer(pages, tls=certificate) as server, pytest.raises(faults.LedAstray):
            get(f"{server.url}/a", replace(HERE, trusted=certificate))
    assert plain.asked == []


def test_login_goes_to_its_own_host_only() -> None:
    with WebServer({"/b": Reply(body=b"b")}) as other, WebServer({"/a": to(f"{other.url}/b")}) as server:
        get(f"{server.url.replace('//', '//led:hem%3Ameligt@')}/a")
    assert server.asked[0].headers["Authorization"] == "Basic bGVkOmhlbTptZWxpZ3Q="
    assert "Authorization" not in other.asked[0].headers


def hang(connection: socket.socket, stopped: threading.Event) -> None:
    stopped.wait(5)


def drip_headers(connection: socket.socket, stopped: threading.Event) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not stopped.wait(0.02):
        connection.sendall(b"a")


def drip_body(connection: socket.socket, stopped: threading.Event) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while not stopped.wait(0.02):
        connection.sendall(b"a")


@pytest.mark.parametrize("behave", [hang, drip_headers, drip_body])
@pytest.mark.parametrize("tls", [False, True])
def test_server_that_hangs_or_drips_is_cut_off(behave: Any, tls: bool, tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path, "127.0.0.1") if tls else None
    with (
        WebServer({"/a": Reply(raw=behave)}, tls=certificate) as server,
        pytest.raises(faults.ServerSilent),
    ):
        get(f"{server.url}/a", replace(SHORT, trusted=certificate))


def test_the_time_is_one_for_all_redirects() -> None:
    def late(request: Any) -> Reply:
        server.stopped.wait(0.2)
        return to("/a")

    with WebServer({"/a": late}) as server, pytest.raises(faults.ServerSilent):
        get(f"{server.url}/a", SHORT)
    assert len(server.asked) <= 2


def half(connection: socket.socket, stopped: threading.Event) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nBEGIN:VCALENDAR")


def half_of_a_chunk(connection: socket.socket, stopped: threading.Event) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n20\r\nBEGIN")


@pytest.mark.parametrize("behave", [half, half_of_a_chunk])
def test_server_that_dies_halfway_is_no_whole_calendar(behave: Any) -> None:
    with WebServer({"/a": Reply(raw=behave)}) as server, pytest.raises(faults.BrokenOff):
        get(f"{server.url}/a")


@pytest.mark.parametrize("said", [b"", b"SSH-2.0-OpenSSH\r\n"])
def test_server_of_something_else_is_unreachable(said: bytes) -> None:
    with (
        WebServer({"/a": Reply(raw=lambda connection, _stopped: connection.sendall(said))}) as server,
        pytest.raises(faults.Unreachable),
    ):
        get(f"{server.url}/a")


def test_closed_port_is_unreachable() -> None:
    with WebServer({}) as server:
        pass
    with pytest.raises(faults.Unreachable):
        get(f"{server.url}/a")


def test_more_than_ten_megabytes_are_refused_packed_or_not() -> None:
    bomb = gzip.compress(b"a" * 60_000_000)
    pages = {"/plain": Reply(body=b"a" * 10_000_001), "/bomb": Reply(body=bomb, headers={"Content-Encoding": "gzip"})}
    with WebServer(pages) as server:
        for path in pages:
            with pytest.raises(CalendarTooLarge):
                get(f"{server.url}{path}")


@pytest.mark.parametrize(("encoding", "body"), [("gzip", b"no gzip"), ("br", b"x"), ("gzip, gzip", b"x")])
def test_answer_packed_otherwise_than_asked_is_refused(encoding: str, body: bytes) -> None:
    page = Reply(body=body, headers={"Content-Encoding": encoding})
    with WebServer({"/a": page}) as server, pytest.raises(faults.EncodedOddly):
        get(f"{server.url}/a")


@pytest.mark.parametrize(
    ("status", "fault"),
    [
        (401, faults.NotLetIn),
        (403, faults.NotLetIn),
        (404, faults.Gone),
        (410, faults.Gone),
        (429, faults.ServerBusy),
        (503, faults.ServerBusy),
        (500, faults.ServerFailed),
        (418, faults.ServerFailed),
    ],
)
def test_each_status_has_its_fault(status: int, fault: type[faults.SourceFault]) -> None:
    page = Reply(status, headers={"Retry-After": "120", "Content-Type": CALENDAR})
    with WebServer({"/a": page}) as server:
        answer = get(f"{server.url}/a")
    with pytest.raises(fault) as raised:
        fetching.refuse_status(answer)
    assert raised.value.wait == (120 if fault is faults.ServerBusy else 0)


@pytest.mark.parametrize("said", ["", "soon", "-1", "1e9", "Fri, 31 Dec 1999 23:59:59 GMT", "²"])
def test_odd_wish_to_wait_is_none(said: str) -> None:
    answer = fetching.Answer(status=429, headers={"retry-after": said}, body=b"", url="")
    assert fetching.wait_of(answer) == 0


def test_nothing_secret_is_in_what_is_printed_of_a_request() -> None:
    secret = "https://led:hemmeligt@kalender.example/key-7.ics"
    shown = f"{Ask(url=secret, login=('led', 'hemmeligt'))} {fetching.place_of(secret, Manner())}"
    assert "hemmelig" not in shown
    assert "key-7" not in shown
