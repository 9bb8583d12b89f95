"""The last mile: one mail over SMTP, and exactly what became of it.

Flask-Mail is the transport. Its connection is ours, because its own has no timeout, checks no certificate, and lets a
server that hangs up at QUIT hide what it had answered before. The verbs are walked one by one, so that a lost
connection can be told apart: before the final dot the server cannot have taken the mail, after it nobody knows.
"""

from __future__ import annotations

import datetime as dt
import re
import smtplib
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import flask_mail

from app.domain import shown_line
from app.mail import oauth
from app.mail.domain import Outcome, Phase
from config import Security, Settings

TOTAL_SECONDS = 60  # for one mail, connecting included: well under the lease of an outbox row
GOODBYE_SECONDS = 5
MAILS_PER_CONNECTION = 100
WORDS_LENGTH = 500


@dataclass(frozen=True, kw_only=True)
class Result:
    """What became of one try; `words` are the server's own (or the socket's), for the page with the mail's life."""

    outcome: Outcome
    phase: Phase
    code: int | None = None
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class Relay:
    """The server that takes our mail, and how it is spoken to. `timeout` (seconds) is for each verb.

    `token` fetches what stands in a password's place where the server refuses passwords (SASL XOAUTH2).
    """

    host: str
    port: int
    security: Security
    username: str = ""
    password: str = field(default="", repr=False)
    timeout: float = 20
    token: Callable[[], str] | None = field(default=None, repr=False)


def relay_of(settings: Settings, *, now: dt.datetime) -> Relay:
    """The relay that the installation's settings name."""
    by_token = oauth.is_wanted(settings, username=settings.mail_username, password=settings.mail_password)
    return Relay(
        token=(lambda: oauth.access_token(settings, now=now)) if by_token else None,
        host=settings.mail_host,
        port=settings.mail_port,
        security=settings.mail_security,
        username=settings.mail_username,
        password=settings.mail_password,
        timeout=settings.mail_timeout,
    )


class Transport:
    """Sends one mail after the other over one connection, and renews it as soon as it is in doubt."""

    def __init__(self, relay: Relay) -> None:
        self._relay = relay
        self._connection: RelayConnection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def deliver(
        self, *, envelope_from: str, recipient: str, content: bytes, before_body: Callable[[], None] = lambda: None
    ) -> Result:
        """Hands over the bytes as they are. Never raises for anything that a server or a network can do.

        `before_body` is called when the server has said "go ahead", and before anything of the body leaves.
        """
        deadline = time.monotonic() + TOTAL_SECONDS
        try:
            connection = self._connection or self._connect(deadline)
        except (OSError, smtplib.SMTPException) as error:
            return _lost(Phase.CONNECTION, error)
        connection.host.deadline = deadline
        result = connection.deliver(
            envelope_from=envelope_from, recipient=recipient, content=content, before_body=before_body
        )
        if result.outcome is not Outcome.ACCEPTED or connection.num_emails >= MAILS_PER_CONNECTION:
            self.close()
        return result

    def close(self) -> None:
        """Says goodbye, if there is anyone to say it to."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.__exit__(None, None, None)

    def _connect(self, deadline: float) -> RelayConnection:
        self._connection = RelayConnection(self._relay, deadline).__enter__()
        return self._connection


class RelayConnection(flask_mail.Connection):
    """Flask-Mail's connection with a timeout, a checked certificate, and a QUIT that cannot hurt."""

    host: _Client | _TlsClient

    def __init__(self, relay: Relay, deadline: float) -> None:
        # Debug off, whatever the application's: it would print addresses and bodies.
        super().__init__(flask_mail.Mail().init_mail({"MAIL_SUPPRESS_SEND": False, "MAIL_DEBUG": 0}))  # type: ignore[arg-type]
        self._relay, self._deadline = relay, deadline

    def configure_host(self) -> _Client | _TlsClient:
        """Connects, secures, signs in and greets; on any failure the socket is closed."""
        relay = self._relay
        context = None if relay.security is Security.NONE else ssl.create_default_context()
        token = relay.token() if relay.token else ""  # before anything is open: it may take a while, or fail
        kind, options = (_TlsClient, {"context": context}) if relay.security is Security.TLS else (_Client, {})
        client = kind(relay.host, relay.port, deadline=self._deadline, timeout=relay.timeout, **options)
        try:
            if relay.security is Security.STARTTLS:
                client.starttls(context=context)
            if token:
                _sign_in_with(client, relay.username, token)
            elif relay.username:
                client.login(relay.username, relay.password)
            client.ehlo_or_helo_if_needed()
        except BaseException:
            client.close()
            raise
        return client

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        """Leaves politely; what the server makes of QUIT changes nothing about the mails before it."""
        try:
            self.host.deadline = time.monotonic() + GOODBYE_SECONDS
            self.host.quit()
        except (OSError, smtplib.SMTPException):
            self.host.close()

    def deliver(self, *, envelope_from: str, recipient: str, content: bytes, before_body: Callable[[], None]) -> Result:
        """One mail: MAIL, RCPT, DATA, the body, the dot."""
        client, phase = self.host, Phase.ENVELOPE
        self.num_emails += 1
        try:
            refusal = _open_envelope(client, envelope_from, recipient, len(content))
            if refusal is not None:
                return refusal
            before_body()
            phase = Phase.BODY
            # One write: if it raises, the dot at its very end has not left, whatever else has.
            client.send(_as_data(content))
            phase = Phase.AMBIGUOUS
            return _final_answer(*client.getreply())
        except (OSError, smtplib.SMTPException) as error:
            return _lost(phase, error)


def _sign_in_with(client: smtplib.SMTP, username: str, token: str) -> None:
    """SASL XOAUTH2. A server that refuses sends its reason as a challenge, and waits for an empty line to say 535."""
    client.ehlo_or_helo_if_needed()
    try:
        client.auth("XOAUTH2", lambda challenge=None: oauth.xoauth2(username, token) if challenge is None else "")
    except smtplib.SMTPAuthenticationError:
        oauth.forget_tokens()
        raise


def _open_envelope(client: smtplib.SMTP, envelope_from: str, recipient: str, size: int) -> Result | None:
    """Walks up to the server's "354 go ahead"; gives its refusal, or None when the body may follow."""
    options = [f"size={size}"] if client.has_extn("size") else []
    code, words = client.mail(envelope_from, options)
    if code == 250:
        code, words = client.rcpt(recipient)
        if code in (250, 251):
            code, words = client.docmd("DATA")
            if code == 354:
                return None
    return _answer(Phase.ENVELOPE, code, words)


def _final_answer(code: int, words: bytes) -> Result:
    if code == 250:
        return Result(outcome=Outcome.ACCEPTED, phase=Phase.ACCEPTED, code=code, words=_readable(words))
    if not 400 <= code < 600:
        return Result(outcome=Outcome.AMBIGUOUS, phase=Phase.AMBIGUOUS, code=code, words=_readable(words))
    return _answer(Phase.ANSWERED, code, words)


def _answer(phase: Phase, code: int, words: bytes) -> Result:
    outcome = Outcome.PERMANENT if 500 <= code < 600 else Outcome.TRANSIENT
    return Result(outcome=outcome, phase=phase, code=code, words=_readable(words))


def _lost(phase: Phase, error: Exception) -> Result:
    """Nobody answered. A server that will not talk to us at all (greeting 554, wrong password) is tried again."""
    outcome = Outcome.AMBIGUOUS if phase is Phase.AMBIGUOUS else Outcome.TRANSIENT
    code, words = getattr(error, "smtp_code", None), getattr(error, "smtp_error", None)
    text = _readable(words if words is not None else str(error) or type(error).__name__)
    return Result(outcome=outcome, phase=phase, code=code if isinstance(code, int) else None, words=text)


def _readable(words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return shown_line(text)[:WORDS_LENGTH]


def _as_data(content: bytes) -> bytes:
    """RFC 5321, 4.5.2: a line that begins with a dot gets a second one; a dot alone is the end."""
    body = re.sub(rb"(?m)^\.", b"..", content)
    return body + (b".\r\n" if body.endswith(b"\r\n") else b"\r\n.\r\n")


class _Clock:
    """Mixed into smtplib's clients: everything said and heard has one deadline.

    A socket's timeout starts anew at each byte, so a server that drips would hold a worker for hours.
    """

    file: Any
    sock: Any
    timeout: float

    def __init__(self, host: str, port: int, *, deadline: float, timeout: float, **options: Any) -> None:
        self.deadline = deadline
        super().__init__(host, port, timeout=timeout, **options)  # type: ignore[call-arg]

    def getreply(self) -> tuple[int, bytes]:
        """As smtplib's, read with the clock."""
        if self.file is None and self.sock is not None:
            self.file = _Reader(self)
        reply: tuple[int, bytes] = super().getreply()  # type: ignore[misc]
        return reply

    def send(self, s: Any) -> None:
        """As smtplib's, sent with the clock."""
        self.limit_socket()
        super().send(s)  # type: ignore[misc]

    def limit_socket(self) -> None:
        """Lets the next thing on the socket take as long as is left; raises when nothing is."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError(f"not done within {TOTAL_SECONDS} seconds")
        if self.sock is not None:
            self.sock.settimeout(min(self.timeout, left))


class _Reader:
    """As much of a file as smtplib needs to read replies, with the client's clock."""

    def __init__(self, client: _Clock) -> None:
        self._client = client
        self._buffer = b""

    def readline(self, limit: int) -> bytes:
        """A line, or `limit` bytes of one; empty when the server has hung up."""
        while b"\n" not in self._buffer and len(self._buffer) < limit:
            self._client.limit_socket()
            received = self._client.sock.recv(4096)
            if not received:
                break
            self._buffer += received
        end = min(self._buffer.find(b"\n") + 1 or len(self._buffer), limit)
        line, self._buffer = self._buffer[:end], self._buffer[end:]
        return line

    def close(self) -> None:
        """Nothing to close: the socket is the client's."""


class _Client(_Clock, smtplib.SMTP):
    pass


class _TlsClient(_Clock, smtplib.SMTP_SSL):
    pass
