"""What is secret about a calendar source, locked before it reaches the database and opened only to fetch with it.

Fernet (AES-128-CBC with HMAC-SHA-256). The first key locks; every one of them opens, and so does the one made of the
installation's secret key, so that keys can be brought in and changed without anybody having to write an address again.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from app.scheduling.calendars.faults import SealBroken

INFO = b"ledetraad calendar sources"


@dataclass(frozen=True, kw_only=True)
class Secret:
    """All that is secret about a source. `calendars`: (address, name, whether it was chosen), with CalDAV."""

    url: str = field(default="", repr=False)
    username: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    calendars: tuple[tuple[str, str, bool], ...] = field(default=(), repr=False)

    @property
    def chosen(self) -> tuple[str, ...]:
        """The addresses of the calendars that are read."""
        return tuple(url for url, _name, chosen in self.calendars if chosen)


class Keys:
    """Locks and opens."""

    def __init__(self, given: Sequence[str], secret_key: str) -> None:
        from cryptography.fernet import Fernet, MultiFernet

        self._fernet = MultiFernet([Fernet(one) for one in (*given, _made_of(secret_key))])

    def seal(self, secret: Secret) -> str:
        """As it is stored."""
        content = {
            "url": secret.url,
            "username": secret.username,
            "password": secret.password,
            "calendars": secret.calendars,
        }
        return self._fernet.encrypt(json.dumps(content).encode()).decode()

    def open(self, sealed: str) -> Secret:
        """Raises SealBroken."""
        from cryptography.fernet import InvalidToken

        try:
            content: dict[str, Any] = json.loads(self._fernet.decrypt(sealed.encode()))
        except InvalidToken:
            raise SealBroken from None
        calendars = tuple((str(url), str(name), bool(chosen)) for url, name, chosen in content["calendars"])
        return Secret(**(content | {"calendars": calendars}))

    def renew(self, sealed: str) -> str:
        """The same, locked with the newest key. Raises SealBroken."""
        from cryptography.fernet import InvalidToken

        try:
            return self._fernet.rotate(sealed.encode()).decode()
        except InvalidToken:
            raise SealBroken from None


def new_key() -> str:
    """A key for the settings."""
    from cryptography.fernet import Fernet

    return Fernet.generate_key().decode()


def _made_of(secret_key: str) -> str:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    derived = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=INFO).derive(secret_key.encode())
    return base64.urlsafe_b64encode(derived).decode()
