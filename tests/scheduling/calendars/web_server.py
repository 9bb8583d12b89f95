"""A web server of the tests on this machine, that serves well or as badly as it is told, over TLS if it is to."""

from __future__ import annotations

import datetime as dt
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.serving import Serving

CALENDAR = "text/calendar; charset=utf-8"


@dataclass(frozen=True)
class Request:
    """What was asked."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Reply:
    """What is answered. `raw`: instead of all that, whatever one writes to the wire, with the server's stop signal."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: Callable[[socket.socket, threading.Event], None] | None = None


class WebServer(Serving):
    """Serves `pages` (a reply, or what makes one of a request) by their paths, and keeps what it was asked."""

    def __init__(self, pages: Mapping[str, Reply | Callable[[Request], Reply]], *, tls: Path | None = None) -> None:
        self.pages, self.asked = dict(pages), list[Request]()
        server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        server.daemon_threads = True
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(tls)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        super().__init__(server)
        self.url = f"http{'s' if tls else ''}://127.0.0.1:{self.port}"

    def reply(self, request: Request) -> Reply:
        self.asked.append(request)
        page = self.pages.get(request.path, Reply(404))
        return page if isinstance(page, Reply) else page(request)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                length = int(self.headers.get("Content-Length", 0))
                request = Request(self.command, self.path, dict(self.headers), self.rfile.read(length))
                reply = server.reply(request)
                self.close_connection = True
                with suppress(OSError):
                    if reply.raw:
                        reply.raw(self.connection, server.stopped)
                        return
                    self.send_response(reply.status)
                    for name, value in {"Content-Length": str(len(reply.body)), **reply.headers}.items():
                        self.send_header(name, value)
                    self.end_headers()
                    self.wfile.write(reply.body)

            do_GET = do_POST = do_PROPFIND = do_REPORT = answer  # noqa: N815

            def log_message(self, *_given: Any) -> None:
                """Says nothing."""

        return Handler


def make_certificate(folder: Path, *names: str) -> Path:
    """A key with a certificate of its own making for these names and addresses, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "calendars of the tests")])
    now = dt.datetime.now(dt.UTC)
    alternatives = [
        x509.IPAddress(ipaddress.ip_address(name)) if name[0].isdigit() else x509.DNSName(name) for name in names
    ]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    place = folder / f"{names[0]}.pem"
    place.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return place
