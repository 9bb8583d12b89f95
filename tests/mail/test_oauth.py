"""Tokens by client credentials, against an endpoint on this machine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from app.mail import oauth
from config import Settings
from tests.conftest import make_settings
from tests.mail.token_endpoint import TokenEndpoint

NOW = dt.datetime(2027, 1, 12, 9, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def nothing_known() -> Iterator[None]:
    oauth.forget_tokens()
    yield
    oauth.forget_tokens()


def settings_for(endpoint: TokenEndpoint, **given: Any) -> Settings:
    known = {"oauth_token_url": endpoint.url, "oauth_client_id": "led", "oauth_client_secret": "hemmelig"}
    return make_settings("sqlite://", **(known | given))


def test_token_is_asked_for_as_documented() -> None:
    with TokenEndpoint() as endpoint:
        assert oauth.access_token(settings_for(endpoint), now=NOW) == "token-1"
    assert endpoint.asked == [
        {
            "grant_type": "client_credentials",
            "client_id": "led",
            "client_secret": "hemmelig",
            "scope": "https://outlook.office365.com/.default",
        }
    ]


@pytest.mark.parametrize("life", [3600, "3600"])
def test_token_is_kept_until_a_minute_before_it_runs_out(life: object) -> None:
    with TokenEndpoint(expires_in=life) as endpoint:
        settings = settings_for(endpoint)
        given = [
            oauth.access_token(settings, now=NOW + dt.timedelta(seconds=seconds)) for seconds in (0, 3539, 3540, 3541)
        ]
    assert given == ["token-1", "token-1", "token-2", "token-2"]


def test_token_of_another_client_is_another() -> None:
    with TokenEndpoint() as endpoint:
        oauth.access_token(settings_for(endpoint), now=NOW)
        assert oauth.access_token(settings_for(endpoint, oauth_scope="else"), now=NOW) == "token-2"


def test_wrong_secret_is_refused_with_the_endpoints_word_and_nothing_else() -> None:
    with (
        TokenEndpoint() as endpoint,
        pytest.raises(oauth.TokenRefused, match=r"^\[?.*401 invalid_client") as refused,
    ):
        oauth.access_token(settings_for(endpoint, oauth_client_secret="forkert"), now=NOW)
    assert "forkert" not in str(refused.value)


@pytest.mark.parametrize(
    "answer",
    [
        (200, b"<html>sign in</html>"),
        (200, b"[]"),
        (200, b'{"token_type": "Bearer"}'),
        (200, b'{"access_token": "a\\r\\nb"}'),
        (200, b'{"access_token": "a", "token_type": "mac"}'),
        (302, b""),
        (500, b"\xff"),
    ],
)
def test_endpoint_that_answers_something_else_gives_no_token(answer: tuple[int, bytes]) -> None:
    with TokenEndpoint(answer=answer) as endpoint, pytest.raises(oauth.TokenRefused):
        oauth.access_token(settings_for(endpoint), now=NOW)
    assert len(endpoint.asked) == 1  # the secret follows no redirect


def test_endpoint_that_is_not_there_gives_no_token() -> None:
    with TokenEndpoint() as endpoint:
        settings = settings_for(endpoint)
    with pytest.raises(oauth.TokenRefused, match="cannot be reached"):
        oauth.access_token(settings, now=NOW)


def test_initial_response_is_that_of_xoauth2() -> None:
    assert oauth.xoauth2("led@example.dk", "t") == "user=led@example.dk\x01auth=Bearer t\x01\x01"


@pytest.mark.parametrize(
    ("url", "username", "password", "wanted"),
    [("https://x", "u", "", True), ("", "u", "", False), ("https://x", "u", "p", False), ("https://x", "", "", False)],
)
def test_token_is_wanted_where_a_user_has_no_password(url: str, username: str, password: str, wanted: bool) -> None:
    settings = make_settings("sqlite://", oauth_token_url=url)
    assert oauth.is_wanted(settings, username=username, password=password) is wanted
