"""The mailbox, against a server that misbehaves at each word."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

import pytest

from app.mail import oauth
from app.mail.inbox import imap
from app.mail.inbox.imap import Account, Described, Mailbox, MailboxFault, MailboxRefusal
from config import Security
from tests.conftest import make_settings
from tests.mail.inbox.imap_server import CLOSE, HANG, ImapServer
from tests.mail.token_endpoint import TokenEndpoint

MAIL = b"From: a@example.dk\r\n\r\nHej \xc3\xa6\xc3\xb8\xc3\xa5\r\n"
NOW = dt.datetime(2027, 1, 12, 9, 0, tzinfo=dt.UTC)


def account(server: ImapServer, **given: Any) -> Account:
    known: dict[str, Any] = {
        "host": "127.0.0.1",
        "port": server.port,
        "security": Security.NONE,
        "username": "u",
        "password": "p",
    }
    return Account(**({"timeout": 0.3} | known | given))


def test_new_mails_are_those_above_a_uid() -> None:
    with ImapServer(MAIL, MAIL, MAIL) as server, Mailbox(account(server)) as mailbox:
        assert mailbox.uidvalidity == 1
        assert [mailbox.new_uids(after=uid) for uid in (0, 2, 3)] == [[1, 2, 3], [3], []]


def test_mail_is_described_and_fetched_byte_for_byte_and_not_marked_as_seen() -> None:
    with ImapServer(MAIL) as server, Mailbox(account(server)) as mailbox:
        assert mailbox.describe(1) == Described(len(MAIL), dt.datetime(2027, 1, 12, 9, 1, tzinfo=dt.UTC))
        assert mailbox.fetch(1) == MAIL


def test_mail_that_has_gone_is_nothing() -> None:
    with ImapServer(MAIL) as server, Mailbox(account(server)) as mailbox:
        assert (mailbox.describe(7), mailbox.fetch(7)) == (None, None)


@pytest.mark.parametrize(
    ("capabilities", "verbs"),
    [
        ("IMAP4rev1 MOVE", ["UID_MOVE"]),
        ("IMAP4rev1 UIDPLUS", ["UID_COPY", "UID_STORE", "UID_EXPUNGE"]),
        ("IMAP4rev1", ["UID_COPY", "UID_STORE", "EXPUNGE"]),
    ],
)
def test_mail_is_moved_as_the_server_can(capabilities: str, verbs: list[str]) -> None:
    with ImapServer(MAIL, capabilities=capabilities) as server:
        with Mailbox(account(server)) as mailbox:
            mailbox.move(1, "Håndteret & set")
        assert (server.mails, server.folders) == ({}, {"H&AOU-ndteret &- set": [MAIL]})
    assert [verb for verb in server.verbs if verb.startswith(("UID", "EXP"))] == verbs


def test_folder_that_is_there_already_is_used() -> None:
    with ImapServer(MAIL, MAIL, CREATE="NO exists") as server:
        server.folders["Handled"] = []
        with Mailbox(account(server)) as mailbox:
            mailbox.move(1, "Handled")
            mailbox.move(2, "Handled")
        assert server.verbs.count("CREATE") == 1
        assert len(server.folders["Handled"]) == 2


@pytest.mark.parametrize(
    "script",
    [
        {"LOGIN": "NO wrong password"},
        {"LOGIN": "BAD what"},
        {"LOGIN": HANG},
        {"LOGIN": CLOSE},
        {"SELECT": "NO no such mailbox"},
        {"SELECT": CLOSE},
        {"CAPABILITY": HANG},
        {"CAPABILITY": "OK nothing to tell"},
        {"UID_SEARCH": "NO not now"},
        {"UID_SEARCH": "BAD what"},
        {"UID_SEARCH": HANG},
        {"UID_SEARCH": CLOSE},
        {"UID_FETCH": CLOSE},
        {"UID_FETCH": HANG},
        {"UID_MOVE": CLOSE},
    ],
)
def test_whatever_a_server_does_is_one_kind_of_fault(script: dict[str, Any]) -> None:
    with ImapServer(MAIL, **script) as server, pytest.raises(MailboxFault):
        take_one(server)


def take_one(server: ImapServer) -> None:
    with Mailbox(account(server)) as mailbox:
        mailbox.fetch(mailbox.new_uids(after=0)[0])
        mailbox.move(1, "Handled")


def test_no_to_one_command_leaves_the_connection() -> None:
    with ImapServer(MAIL, UID_MOVE="NO quota") as server, Mailbox(account(server)) as mailbox:
        with pytest.raises(MailboxRefusal, match="MOVE: NO quota"):
            mailbox.move(1, "Handled")
        assert mailbox.fetch(1) == MAIL


def test_server_that_is_not_there_is_a_fault() -> None:
    with ImapServer() as server:
        gone = account(server)
    with pytest.raises(MailboxFault), Mailbox(gone):
        pass


def test_whole_command_has_one_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imap, "COMMAND_SECONDS", 0.2)

    def drip(_command: str) -> str:
        time.sleep(0.25)
        return "OK at last"

    with ImapServer(MAIL, SELECT=drip) as server, pytest.raises(MailboxFault), Mailbox(account(server, timeout=9)):
        pass


def test_server_that_sends_more_than_a_mail_may_hold_is_not_listened_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imap, "MOST_BYTES", 10)
    monkeypatch.setattr(imap, "LONGEST_LINE", 100)
    with ImapServer(b"x" * 500) as server, Mailbox(account(server)) as mailbox, pytest.raises(MailboxFault):
        mailbox.fetch(1)


def test_certificate_that_nobody_knows_is_refused() -> None:
    with ImapServer(MAIL) as server, pytest.raises(MailboxFault), Mailbox(account(server, security=Security.TLS)):
        pass


def test_server_without_starttls_is_not_signed_in_to() -> None:
    with ImapServer(MAIL) as server:
        with pytest.raises(MailboxFault), Mailbox(account(server, security=Security.STARTTLS)):
            pass
        assert server.users == []


def test_token_is_given_where_there_is_no_password() -> None:
    oauth.forget_tokens()
    with TokenEndpoint() as endpoint, ImapServer(MAIL) as server:
        settings = make_settings(
            "sqlite://",
            imap_host="127.0.0.1",
            imap_port=server.port,
            imap_security=Security.NONE,
            imap_username="led@example.dk",
            oauth_token_url=endpoint.url,
            oauth_client_id="led",
            oauth_client_secret="hemmelig",
        )
        with Mailbox(imap.account_of(settings, now=NOW)) as mailbox:
            assert mailbox.new_uids(after=0) == [1]
    oauth.forget_tokens()
    assert server.users == ["user=led@example.dk\x01auth=Bearer token-1\x01\x01"]


def test_token_that_is_not_taken_is_asked_for_anew() -> None:
    oauth.forget_tokens()
    with TokenEndpoint() as endpoint, ImapServer(MAIL, AUTHENTICATE="NO expired") as server:
        given = account(server, password="")
        settings = make_settings(
            "sqlite://", oauth_token_url=endpoint.url, oauth_client_id="led", oauth_client_secret="hemmelig"
        )
        for _ in range(2):
            with (
                pytest.raises(MailboxFault),
                Mailbox(
                    Account(
                        host=given.host,
                        port=given.port,
                        security=given.security,
                        username="u",
                        token=lambda: oauth.access_token(settings, now=NOW),
                    )
                ),
            ):
                pass
        assert len(endpoint.asked) == 2
    oauth.forget_tokens()
