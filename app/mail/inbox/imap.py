"""The mailbox that answers come to, over IMAP: what is new, one mail's bytes, and moving it when it is done with.

The standard library's client, with what it lacks: one deadline for everything that is said and heard (a server that
drips would hold a worker for ever), a bound on what a server may send, and a fault of one kind. RFC 3501, 6851 (MOVE),
4315 (UID EXPUNGE), 7628's XOAUTH2 as Microsoft and Google have it.
"""

from __future__ import annotations

import base64
import datetime as dt
import imaplib
import re
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from app.domain import shown_line
from app.mail import oauth
from app.mail.inbox.reading import MOST_BYTES
from config import Security, Settings

COMMAND_SECONDS = 120
LONGEST_LINE = 1_000_000
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_DATE = re.compile(rb'INTERNALDATE "([ \d]\d)-(\w{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)"')


class MailboxFault(OSError):
    """The mailbox could not be read on: no connection, a refusal, or an answer that is none. Tried again later."""


class MailboxRefusal(MailboxFault):
    """The server said no to one command; the connection stands."""


@dataclass(frozen=True, kw_only=True)
class Account:
    """Where the mailbox is and how it is opened. `token` is asked where no password is given (XOAUTH2)."""

    host: str
    port: int
    security: Security
    username: str = ""
    password: str = field(default="", repr=False)
    token: Callable[[], str] | None = None
    mailbox: str = "INBOX"
    timeout: float = 20


def account_of(settings: Settings, *, now: dt.datetime) -> Account:
    """The mailbox that the installation's settings name."""
    wanted = oauth.is_wanted(settings, username=settings.imap_username, password=settings.imap_password)
    return Account(
        host=settings.imap_host,
        port=settings.imap_port,
        security=settings.imap_security,
        username=settings.imap_username,
        password=settings.imap_password,
        token=(lambda: oauth.access_token(settings, now=now)) if wanted else None,
        mailbox=settings.imap_mailbox,
        timeout=settings.imap_timeout,
    )


@dataclass(frozen=True)
class Described:
    """What a mail is before it is fetched: its size, and when it came (None: the server does not say)."""

    size: int
    came_at: dt.datetime | None


class Mailbox:
    """An open mailbox. Leaving it closes the connection, and nothing else."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._client: imaplib.IMAP4 | None = None
        self._folders: set[str] = set()
        self.uidvalidity = 0

    def __enter__(self) -> Self:
        with _one_fault():
            self._client = _connected(self._account)
        try:
            self._open()
        except MailboxFault:
            self.__exit__(None, None, None)
            raise
        return self

    def _open(self) -> None:
        with _one_fault():
            self._ask("SELECT", self.client.select(_quoted(self._account.mailbox)))
            found = self.client.response("UIDVALIDITY")[1][-1]
            self.uidvalidity = int(found) if found else 0

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        client, self._client = self._client, None
        if client is not None:
            with suppress(Exception):  # whatever a server makes of it: what was read is committed
                client.logout()
            with suppress(Exception):
                client.shutdown()

    @property
    def client(self) -> imaplib.IMAP4:
        """The connection, with its deadline set anew for the next command."""
        if self._client is None:
            raise MailboxFault("the mailbox is not open")
        _start_clock(self._client)
        return self._client

    def new_uids(self, *, after: int) -> list[int]:
        """The mails above a UID, in order. ("7:*" names the last one even where it is below 7.)"""
        with _one_fault():
            found = self._ask("SEARCH", self.client.uid("SEARCH", "UID", f"{after + 1}:*"))
            numbers = b" ".join(one for one in found if isinstance(one, bytes)).split()
            return sorted({int(one) for one in numbers if int(one) > after})

    def describe(self, uid: int) -> Described | None:
        """Its size and time; None if it is not there any more."""
        with _one_fault():
            for answer in self._ask("FETCH", self.client.uid("FETCH", str(uid), "(UID RFC822.SIZE INTERNALDATE)")):
                line = answer if isinstance(answer, bytes) else b""
                number, size = _UID.search(line), _SIZE.search(line)
                if number and size and int(number[1]) == uid:
                    return Described(int(size[1]), _came_at(line))
            return None

    def fetch(self, uid: int) -> bytes | None:
        """Its bytes, without marking it as seen; None if it is not there any more."""
        with _one_fault():
            answers = self._ask("FETCH", self.client.uid("FETCH", str(uid), "(UID BODY.PEEK[])"))
            for number, answer in enumerate(answers):
                if isinstance(answer, tuple) and b"BODY[]" in answer[0].upper():
                    rest = answers[number + 1] if number + 1 < len(answers) else b""
                    told = _UID.search(answer[0]) or _UID.search(rest if isinstance(rest, bytes) else b"")
                    if told is None or int(told[1]) == uid:
                        return bytes(answer[1])
            return None

    def move(self, uid: int, folder: str) -> None:
        """Moves a mail out, with the server's MOVE or by copying; one that has gone already is no fault."""
        with _one_fault():
            self._have(folder)
            if "MOVE" in self.client.capabilities:
                self._ask("MOVE", self.client.uid("MOVE", str(uid), _quoted(folder)))
                return
            self._ask("COPY", self.client.uid("COPY", str(uid), _quoted(folder)))
            self._ask("STORE", self.client.uid("STORE", str(uid), "+FLAGS.SILENT", "(\\Deleted)"))
            if "UIDPLUS" in self.client.capabilities:
                self._ask("EXPUNGE", self.client.uid("EXPUNGE", str(uid)))
            else:
                self._ask("EXPUNGE", self.client.expunge())

    def _have(self, folder: str) -> None:
        """Makes the folder, once; one that is there already refuses to be made, which is as good."""
        if folder not in self._folders:
            self.client.create(_quoted(folder))
            self._folders.add(folder)

    @staticmethod
    def _ask(verb: str, answer: tuple[str, list[Any]]) -> list[Any]:
        kind, data = answer
        if kind != "OK":
            raise MailboxRefusal(f"{verb}: {kind} {_readable(data)}")
        return data


@contextmanager
def _one_fault() -> Iterator[None]:
    """Whatever a server or a network can do is one kind of fault. imaplib trips over strange answers in many ways."""
    try:
        yield
    except MailboxFault:
        raise
    except (OSError, imaplib.IMAP4.error, ValueError, TypeError, IndexError, AttributeError) as error:
        refused = isinstance(error, imaplib.IMAP4.error) and not isinstance(error, imaplib.IMAP4.abort)
        kind = MailboxRefusal if refused else MailboxFault
        raise kind(_readable([str(error) or type(error).__name__])) from error


def _readable(data: list[Any]) -> str:
    text = " ".join(one.decode("utf-8", "replace") if isinstance(one, bytes) else str(one) for one in data[:3])
    return shown_line(text)[:150]


def _connected(account: Account) -> imaplib.IMAP4:
    """Connects, secures and signs in; on any failure the socket is closed."""
    context = ssl.create_default_context()
    if account.security is Security.TLS:
        client: imaplib.IMAP4 = _TlsClient(account, context)
    else:
        client = _Client(account)
    try:
        if account.security is Security.STARTTLS:
            client.starttls(ssl_context=context)
        if account.token is not None:
            first = oauth.xoauth2(account.username, account.token()).encode()
            # A refusal comes as a second challenge with the reason, and is to be answered with nothing.
            client.authenticate("XOAUTH2", lambda challenge: b"" if challenge.strip() else first)
        elif account.username:
            client.login(account.username, account.password)
        # Asked anew: before somebody has signed in, many servers name neither MOVE nor UIDPLUS.
        client.capabilities = tuple(b" ".join(client.capability()[1]).decode("ascii", "replace").upper().split())
    except BaseException as error:
        if account.token is not None and isinstance(error, imaplib.IMAP4.error):
            oauth.forget_tokens()
        client.shutdown()
        raise
    return client


def _start_clock(client: imaplib.IMAP4) -> None:
    if isinstance(client, _Clock):
        client.deadline = time.monotonic() + COMMAND_SECONDS


class _Clock:
    """Mixed into imaplib's clients: reads with one deadline for each command, and no more than a mail may hold."""

    sock: socket.socket
    timeout: float

    def prepare(self, account: Account) -> None:
        """Before connecting, which reads already."""
        self.timeout, self.buffer = account.timeout, b""
        self.deadline = time.monotonic() + COMMAND_SECONDS

    def read(self, size: int) -> bytes:
        """Exactly so many bytes; fewer if the server has hung up."""
        if size > MOST_BYTES + LONGEST_LINE:
            raise imaplib.IMAP4.abort("the server sends more than it was asked for")
        found = [self.buffer[:size]]
        self.buffer = self.buffer[size:]
        missing = size - len(found[0])
        while missing > 0 and (received := self._receive(min(missing, 65_536))):
            found.append(received)
            missing -= len(received)
        return b"".join(found)

    def readline(self) -> bytes:
        """A line; empty when the server has hung up."""
        while b"\n" not in self.buffer:
            received = self._receive(65_536)
            if not received:
                break
            self.buffer += received
            if len(self.buffer) > LONGEST_LINE and b"\n" not in self.buffer:
                raise imaplib.IMAP4.abort("the server sends a line without an end")
        end = self.buffer.find(b"\n") + 1
        line, self.buffer = self.buffer[:end], self.buffer[end:]
        return line

    def starttls(self, ssl_context: ssl.SSLContext | None = None) -> Any:
        """As imaplib's; what was sent before TLS began is not taken for what came after it."""
        answer = super().starttls(ssl_context)  # type: ignore[misc]
        if self.buffer:
            raise imaplib.IMAP4.abort("the server spoke before TLS began")
        return answer

    def _receive(self, size: int) -> bytes:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise imaplib.IMAP4.abort(f"not done within {COMMAND_SECONDS} seconds")
        self.sock.settimeout(min(self.timeout, left))
        return self.sock.recv(size)


class _Client(_Clock, imaplib.IMAP4):
    def __init__(self, account: Account) -> None:
        self.prepare(account)
        super().__init__(account.host, account.port, timeout=account.timeout)


class _TlsClient(_Clock, imaplib.IMAP4_SSL):
    def __init__(self, account: Account, context: ssl.SSLContext) -> None:
        self.prepare(account)
        super().__init__(account.host, account.port, ssl_context=context, timeout=account.timeout)


def _came_at(line: bytes) -> dt.datetime | None:
    found = _DATE.search(line)
    if found is None:
        return None
    day, month, year, hour, minute, second, sign, hours, minutes = (one.decode() for one in found.groups())
    away = dt.timedelta(hours=int(hours), minutes=int(minutes))
    with suppress(ValueError, OverflowError):
        zone = dt.timezone(-away if sign == "-" else away)
        at = dt.datetime(
            int(year), MONTHS.index(month.title()) + 1, int(day), int(hour), int(minute), int(second), tzinfo=zone
        )
        return at.astimezone(dt.UTC)
    return None


def _quoted(name: str) -> str:
    """A mailbox's name as IMAP wants it: modified UTF-7 (RFC 3501, 5.1.3), in quotation marks."""
    coded = re.sub(r"[^\x20-\x7e]+|&", lambda found: _utf7(found[0]), name)
    return '"' + coded.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _utf7(text: str) -> str:
    if text == "&":
        return "&-"
    packed = base64.b64encode(text.encode("utf-16-be")).rstrip(b"=").replace(b"/", b",")
    return f"&{packed.decode()}-"
