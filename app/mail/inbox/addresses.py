"""One address as all of its ways of being written: the same person, whatever her program makes of her address."""

from __future__ import annotations

import re
from contextlib import suppress
from urllib.parse import unquote

ADDRESS_LENGTH = 254
_QUOTED = re.compile(r'"([a-z0-9!#$%&\'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&\'*+/=?^_`{|}~-]+)*)"')
_MAILTO = re.compile(r"^.*mailto:", re.IGNORECASE | re.DOTALL)


def plain(address: str) -> str:
    """In small letters, with no quotes that nothing needs (RFC 5321, 4.1.2), and its domain in the letters of DNS."""
    local, at, domain = address.strip().lower().rpartition("@")
    if not at:
        return address.strip().lower()[:ADDRESS_LENGTH]
    unquoted = _QUOTED.fullmatch(local)
    return f"{unquoted[1] if unquoted else local}@{_domain(domain)}"[:ADDRESS_LENGTH]


def of_uri(value: str) -> str:
    """The address of a calendar's mailto: (RFC 6068), or of what some programs put there instead.

    A name that holds an unquoted colon shifts the value, so that the last mailto: is the one that counts.
    """
    text = value.strip().strip('"').strip()
    found = _MAILTO.match(text)
    if found:
        text = unquote(text[found.end() :].partition("?")[0], errors="replace")
    return plain(text.strip().strip("<>"))


def _domain(domain: str) -> str:
    name = domain.rstrip(".")
    if not name.isascii():
        with suppress(UnicodeError):
            return name.encode("idna").decode("ascii")
    return name
