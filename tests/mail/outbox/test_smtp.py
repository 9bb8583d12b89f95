"""What becomes of one mail, against a real server and against one that misbehaves at each verb."""

from __future__ import annotations

import base64
import smtplib
import ssl
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from app.mail.domain import Outcome, Phase
from app.mail.oauth import access_token, forget_tokens
from app.mail.outbox import smtp
from app.mail.outbox.smtp import Relay, Result, Transport, relay_of
from config import Security, Settings
from demonstration.catcher import Catcher
from tests.conftest import NOW
from tests.mail.outbox.bad_server import CLOSE, DRIP, HANG, BadServer
from tests.mail.token_endpoint import TokenEndpoint

DATA = Path(__file__).parents[2] / "data" / "mail"
CONTENT = b"From: a@example.dk\r\nTo: b@example.dk\r\n\r\n.en prik\r\n..to\r\nslut\r\n"


def deliver(port: int, *, security: Security = Security.NONE, **options: Any) -> Result:
    relay = Relay(host="localhost", port=port, security=security, timeout=0.3, **options)
    with Transport(relay) as transport:
        return send(transport)


def send(transport: Transport, recipient: str = "b@example.dk") -> Result:
    return transport.deliver(envelope_from="bounce+x@example.dk", recipient=recipient, content=CONTENT)


@pytest.fixture
def catcher(tmp_path: Path) -> Iterator[Catcher]:
    with Catcher(tmp_path, refused={"ingen@example.dk"}) as running:
        yield running


def test_accepted_mail_arrives_byte_for_byte(catcher: Catcher, tmp_path: Path) -> None:
    result = deliver(catcher.port)
    assert result == Result(outcome=Outcome.ACCEPTED, phase=Phase.ACCEPTED, code=250, words="Kept")
    assert [file.read_bytes() for file in tmp_path.iterdir()] == [CONTENT]


def test_refused_address_does_not_spoil_the_next_mail(catcher: Catcher, tmp_path: Path) -> None:
    with Transport(Relay(host="localhost", port=catcher.port, security=Security.NONE)) as transport:
        refused, taken = send(transport, "ingen@example.dk"), send(transport)
    assert refused == Result(
        outcome=Outcome.PERMANENT, phase=Phase.ENVELOPE, code=550, words="5.1.1 No such mailbox here"
    )
    assert taken.outcome is Outcome.ACCEPTED
    assert len(list(tmp_path.iterdir())) == 1


def test_one_connection_is_renewed_after_many_mails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "MAILS_PER_CONNECTION", 2)
    with BadServer() as server:
        with Transport(Relay(host="127.0.0.1", port=server.port, security=Security.NONE)) as transport:
            outcomes = [send(transport).outcome for _ in range(3)]
        assert outcomes == [Outcome.ACCEPTED] * 3
        assert [verb for verb in server.verbs if verb in ("EHLO", "QUIT")] == ["EHLO", "QUIT", "EHLO", "QUIT"]


@pytest.mark.parametrize(
    ("script", "outcome", "phase"),
    [
        ({"connect": "421 busy"}, Outcome.TRANSIENT, Phase.CONNECTION),
        ({"connect": "554 not you"}, Outcome.TRANSIENT, Phase.CONNECTION),
        ({"connect": HANG}, Outcome.TRANSIENT, Phase.CONNECTION),
        ({"connect": CLOSE}, Outcome.TRANSIENT, Phase.CONNECTION),
        ({"ehlo": HANG}, Outcome.TRANSIENT, Phase.CONNECTION),
        ({"mail": "421 closing"}, Outcome.TRANSIENT, Phase.ENVELOPE),
        ({"mail": "450 later"}, Outcome.TRANSIENT, Phase.ENVELOPE),
        ({"mail": "552 too big"}, Outcome.PERMANENT, Phase.ENVELOPE),
        ({"mail": HANG}, Outcome.TRANSIENT, Phase.ENVELOPE),
        ({"rcpt": "450 greylisted"}, Outcome.TRANSIENT, Phase.ENVELOPE),
        ({"rcpt": "550 no such user"}, Outcome.PERMANENT, Phase.ENVELOPE),
        ({"rcpt": CLOSE}, Outcome.TRANSIENT, Phase.ENVELOPE),
        ({"data": "421 closing"}, Outcome.TRANSIENT, Phase.ENVELOPE),
        ({"data": "554 no"}, Outcome.PERMANENT, Phase.ENVELOPE),
        ({"data": HANG}, Outcome.TRANSIENT, Phase.ENVELOPE),
        ({"dot": "451 later"}, Outcome.TRANSIENT, Phase.ANSWERED),
        ({"dot": "552 too big"}, Outcome.PERMANENT, Phase.ANSWERED),
        ({"dot": CLOSE}, Outcome.AMBIGUOUS, Phase.AMBIGUOUS),
        ({"dot": HANG}, Outcome.AMBIGUOUS, Phase.AMBIGUOUS),
        ({"dot": "what?"}, Outcome.AMBIGUOUS, Phase.AMBIGUOUS),
        ({"quit": CLOSE}, Outcome.ACCEPTED, Phase.ACCEPTED),
        ({"quit": HANG}, Outcome.ACCEPTED, Phase.ACCEPTED),
        ({"quit": "554 rude"}, Outcome.ACCEPTED, Phase.ACCEPTED),
    ],
)
def test_server_fault_is_told_apart_by_phase(script: dict[str, str], outcome: Outcome, phase: Phase) -> None:
    with BadServer(**script) as server:
        result = deliver(server.port)
    assert (result.outcome, result.phase) == (outcome, phase)


def test_servers_words_are_kept_readable() -> None:
    with BadServer(rcpt="550 5.1.1 findes\x07 ikke: bl\u00e5b\u00e6r") as server:
        assert deliver(server.port).words == "5.1.1 findes ikke: blåbær"


def test_dripping_server_is_left_at_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "TOTAL_SECONDS", 0.5)
    started = time.monotonic()
    with BadServer(rcpt=DRIP) as server:
        result = deliver(server.port)
    assert (result.outcome, result.phase) == (Outcome.TRANSIENT, Phase.ENVELOPE)
    assert time.monotonic() - started < 2


def test_nobody_listening_is_transient() -> None:
    with BadServer() as server:
        port = server.port
    assert deliver(port).phase is Phase.CONNECTION


@pytest.fixture
def trusted(monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    monkeypatch.setenv("SSL_CERT_FILE", str(DATA / "localhost.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(DATA / "localhost.pem", DATA / "localhost.key")
    return context


class Taker:
    """Takes every mail."""

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:
        return "250 ok"


def only_lene(_server: object, _session: object, _envelope: object, _mechanism: str, data: object) -> AuthResult:
    return AuthResult(success=data == LoginPassword(b"lene", b"hemmeligt"))


def start(handler: Taker | None = None, **options: Any) -> Controller:
    with BadServer() as free:
        port = free.port
    controller = Controller(handler or Taker(), hostname="localhost", port=port, **options)
    controller.start()
    return controller


def test_starttls_with_password_is_accepted(trusted: ssl.SSLContext) -> None:
    server = start(tls_context=trusted, authenticator=only_lene, auth_required=True, require_starttls=True)
    try:
        result = deliver(server.port, security=Security.STARTTLS, username="lene", password="hemmeligt")
    finally:
        server.stop()
    assert result.outcome is Outcome.ACCEPTED


class TakesTokens(Taker):
    """Lets in who holds the first token that the endpoint gave."""

    async def auth_XOAUTH2(self, server: Any, args: list[str]) -> AuthResult:
        given = base64.b64decode(args[1]).decode()
        if given == "user=ledetraad@example.dk\x01auth=Bearer token-1\x01\x01":
            return AuthResult(success=True)
        await server.challenge_auth(base64.b64encode(b'{"status":"401"}').decode(), encode_to_b64=False)
        return AuthResult(success=False, handled=False)


def test_server_that_refuses_passwords_is_signed_in_to_with_a_token(trusted: ssl.SSLContext) -> None:
    server = start(TakesTokens(), tls_context=trusted, auth_required=True, require_starttls=True)
    with TokenEndpoint() as endpoint:
        try:
            results = [deliver_with_token(server.port, endpoint) for _ in range(3)]
        finally:
            server.stop()
            forget_tokens()
    assert [one.outcome for one in results] == [Outcome.ACCEPTED] * 3
    assert len(endpoint.asked) == 1


def test_token_that_is_refused_is_forgotten_and_the_mail_waits(trusted: ssl.SSLContext) -> None:
    server = start(TakesTokens(), tls_context=trusted, auth_required=True, require_starttls=True)
    with TokenEndpoint() as endpoint:
        try:
            access_token(oauth_settings(server.port, endpoint), now=NOW)
            forget_tokens()
            refused = deliver_with_token(server.port, endpoint)
            assert (refused.outcome, refused.phase, refused.code) == (Outcome.TRANSIENT, Phase.CONNECTION, 535)
            deliver_with_token(server.port, endpoint)
        finally:
            server.stop()
            forget_tokens()
    assert len(endpoint.asked) == 3


def oauth_settings(port: int, endpoint: TokenEndpoint) -> Settings:
    return Settings(
        secret_key="x",
        database_url="sqlite://",
        mail_host="localhost",
        mail_port=port,
        mail_username="ledetraad@example.dk",
        oauth_token_url=endpoint.url,
        oauth_client_id="client",
        oauth_client_secret="hemmelig",
    )


def deliver_with_token(port: int, endpoint: TokenEndpoint) -> Result:
    with Transport(relay_of(oauth_settings(port, endpoint), now=NOW)) as transport:
        return send(transport)


def test_wrong_password_waits_for_someone_to_mend_it() -> None:
    with BadServer(ehlo="250-here\r\n250 AUTH PLAIN", auth="535 5.7.8 wrong") as server:
        result = deliver(server.port, username="lene", password="forkert")
    assert result == Result(outcome=Outcome.TRANSIENT, phase=Phase.CONNECTION, code=535, words="5.7.8 wrong")


def test_tls_from_the_first_byte_is_accepted(trusted: ssl.SSLContext) -> None:
    server = start(ssl_context=trusted)
    try:
        assert deliver(server.port, security=Security.TLS).outcome is Outcome.ACCEPTED
    finally:
        server.stop()


def test_unknown_certificate_is_refused_by_us(trusted: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    server = start(tls_context=trusted)
    try:
        result = deliver(server.port, security=Security.STARTTLS)
    finally:
        server.stop()
    assert (result.outcome, result.phase) == (Outcome.TRANSIENT, Phase.CONNECTION)
    assert "CERTIFICATE_VERIFY_FAILED" in result.words


def test_server_without_starttls_gets_no_mail_in_the_clear() -> None:
    with BadServer() as server:
        result = deliver(server.port, security=Security.STARTTLS)
        assert "MAIL" not in server.verbs
    assert (result.outcome, result.phase) == (Outcome.TRANSIENT, Phase.CONNECTION)


def test_relay_is_read_from_the_settings_without_showing_the_password() -> None:
    settings = Settings(
        secret_key="x", database_url="sqlite://", mail_host="smtp.example.dk", mail_port=587, mail_password="hemmeligt"
    )
    relay = relay_of(settings, now=NOW)
    assert (relay.host, relay.port, relay.security) == ("smtp.example.dk", 587, Security.STARTTLS)
    assert "hemmeligt" not in repr(relay)


def test_conversation_is_walked_as_smtplib_would() -> None:
    """The verbs on the wire are the ones of smtplib.sendmail: the phases cost nothing."""
    with BadServer() as server:
        deliver(server.port)
        ours = list(server.verbs)
        server.verbs.clear()
        with smtplib.SMTP("localhost", server.port) as client:
            client.sendmail("bounce+x@example.dk", ["b@example.dk"], CONTENT)
        assert ours == server.verbs
