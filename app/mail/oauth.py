"""A token for a mail server that refuses passwords: OAuth 2.0 by client credentials (RFC 6749, 4.4), and SASL XOAUTH2.

Microsoft 365 takes it for IMAP and for SMTP with the scope https://outlook.office365.com/.default. The standard
library's client is enough: one POST, with a timeout, a checked certificate, and no redirects, since the client's
secret stands in it.
"""

from __future__ import annotations

import datetime as dt
import json
import ssl
import threading
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from http.client import HTTPException
from urllib.parse import urlencode

from config import Settings

SPARE = dt.timedelta(minutes=1)  # a token is not used in its last minute: it could run out on the way
DEFAULT_LIFE = 300  # seconds, for an endpoint that does not say how long
MOST_BYTES = 65_536
TIMEOUT_SECONDS = 20


class TokenRefused(OSError):
    """No token was to be had: the endpoint refused, could not be reached, or answered something else.

    An OSError, since for whoever connects it is the same as a server that lets nobody in: tried again later. Its
    text is the endpoint's own error code, which names no secret.
    """


@dataclass(frozen=True)
class _Token:
    text: str = field(repr=False)
    ends_at: dt.datetime


_KNOWN: dict[tuple[str, str, str, str], _Token] = {}
_LOCK = threading.Lock()


def access_token(settings: Settings, *, now: dt.datetime) -> str:
    """The token of this installation's client, kept in the process until a minute before it runs out.

    Raises TokenRefused.
    """
    key = (
        settings.oauth_token_url,
        settings.oauth_client_id,
        settings.oauth_client_secret,
        settings.oauth_scope,
    )
    with _LOCK:
        known = _KNOWN.get(key)
        if known is None or known.ends_at - SPARE <= now:
            known = _KNOWN[key] = _fetch(settings, now)
        return known.text


def forget_tokens() -> None:
    """Asks anew the next time, for instance when a server did not take the token."""
    with _LOCK:
        _KNOWN.clear()


def is_wanted(settings: Settings, *, username: str, password: str) -> bool:
    """Whether a server is signed in to with a token: a user is named, no password is, and there is an endpoint."""
    return bool(username and not password and settings.oauth_token_url)


def xoauth2(username: str, token: str) -> str:
    """The initial response of SASL XOAUTH2, before it is base64."""
    return f"user={username}\x01auth=Bearer {token}\x01\x01"


def _fetch(settings: Settings, now: dt.datetime) -> _Token:
    form = {
        "grant_type": "client_credentials",
        "client_id": settings.oauth_client_id,
        "client_secret": settings.oauth_client_secret,
        "scope": settings.oauth_scope,
    }
    answer = _post(settings.oauth_token_url, urlencode(form).encode())
    text, kind = answer.get("access_token"), str(answer.get("token_type", "Bearer"))
    if not isinstance(text, str) or not text or not text.isascii() or not text.isprintable():
        raise TokenRefused("the token endpoint gave no token")
    if kind.lower() != "bearer":
        raise TokenRefused("the token endpoint gave another kind of token")
    return _Token(text, now + dt.timedelta(seconds=_life(answer.get("expires_in"))))


def _life(given: object) -> int:
    """Seconds, as a number or as text; some endpoints write the one and some the other."""
    text = str(given)
    return min(int(text), 86_400) if text.isascii() and text.isdigit() and len(text) < 10 else DEFAULT_LIFE


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_given: object) -> None:
        return None


def _post(url: str, body: bytes) -> dict[str, object]:
    secure = urllib.request.HTTPSHandler(context=ssl.create_default_context())
    opener = urllib.request.build_opener(secure, _NoRedirect)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    try:
        asked = urllib.request.Request(url, body, headers)  # noqa: S310, config.py lets only https through
        with opener.open(asked, timeout=TIMEOUT_SECONDS) as answer:
            return _read(answer.read(MOST_BYTES))
    except urllib.error.HTTPError as error:
        with error:
            said = str(_read(error.read(MOST_BYTES)).get("error", ""))[:60]
        raise TokenRefused(f"{error.code} {said if said.isprintable() else ''}".strip()) from None
    except (OSError, HTTPException, ValueError) as error:
        raise TokenRefused(f"the token endpoint cannot be reached ({type(error).__name__})") from None


def _read(content: bytes) -> dict[str, object]:
    try:
        found = json.loads(content)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
