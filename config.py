"""Settings of one installation: read from the environment once, checked at start, never changed afterwards."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import Enum
from math import floor
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, TypeVar
from urllib.parse import urlsplit

E = TypeVar("E", bound=Enum)
LOGOS = (".svg", ".png")
COLOURS = ("#0b5c6b", "#2a8090", "#2f3e46", "#6b4e8a", "#7a5c12")
"""Of the themes' threads, where the body has none of its own; static/ledetraad.css has the same."""

READABLE = 4.5
"""The least contrast between a text and its ground (WCAG 2.2, 1.4.3)."""

ROOT = Path(__file__).resolve().parent


class Environment(Enum):
    """What an installation is for. Only DEMONSTRATION may hold made-up people."""

    PRODUCTION = "production"
    DEMONSTRATION = "demonstration"
    TEST = "test"


class Security(Enum):
    """How the connection to a mail server is protected."""

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


class SettingsError(Exception):
    """A setting is missing or cannot be used; the text says which and what to write instead."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Every setting with its default. The secret has none: it is given, or made for this installation alone."""

    environment: Environment = Environment.PRODUCTION
    secret_key: str = field(repr=False)
    database_url: str = field(repr=False)
    instance_dir: Path = ROOT / "instance"
    base_url: str = "http://127.0.0.1:8000"
    body_name: str = "Kommunen"
    logo: Path | None = None
    colours: tuple[str, ...] = COLOURS
    sender_address: str = "ledetraad@example.dk"
    sender_name: str = "Direktionens sekretariat"
    signature: str = ""
    mail_host: str = "127.0.0.1"
    mail_port: int = 25
    mail_security: Security = Security.STARTTLS
    mail_username: str = ""
    mail_password: str = field(default="", repr=False)
    mail_timeout: int = 20
    mail_per_hour: int = 500
    mail_paused: bool = False
    mail_undo_minutes: int = 2
    oauth_token_url: str = ""
    oauth_client_id: str = ""
    oauth_client_secret: str = field(default="", repr=False)
    oauth_scope: str = "https://outlook.office365.com/.default"
    imap_host: str = ""
    imap_port: int = 993
    imap_security: Security = Security.TLS
    imap_username: str = ""
    imap_password: str = field(default="", repr=False)
    imap_timeout: int = 20
    imap_mailbox: str = "INBOX"
    imap_handled: str = "Handled"
    imap_failed: str = "Failed"
    inbox_keep_days: int = 400
    outbox_keep_days: int = 400
    authserv_id: str = ""
    accessibility_url: str = ""
    privacy_url: str = ""
    session_idle_minutes: int = 30
    session_hours: int = 8
    proxies: int = 0
    secure_cookies: bool = True
    self_placement: bool = False
    calendar_keys: tuple[str, ...] = field(default=(), repr=False)
    calendar_minutes: int = 30
    calendar_inside: frozenset[str] = frozenset()
    graph_url: str = "https://graph.microsoft.com/v1.0"
    graph_token_url: str = ""
    graph_client_id: str = ""
    graph_client_secret: str = field(default="", repr=False)
    graph_scope: str = "https://graph.microsoft.com/.default"
    public_lots: bool = False

    @property
    def signature_lines(self) -> list[str]:
        """What stands under every mail; lines are parted by "|" in the setting."""
        own = [line.strip() for line in self.signature.split("|") if line.strip()]
        return own or [self.sender_name, self.body_name]

    @property
    def own_colours(self) -> bool:
        """Whether the body has given colours of its own."""
        return self.colours != COLOURS

    @property
    def demonstration(self) -> bool:
        """Whether made-up people may sign in without a password."""
        return self.environment is Environment.DEMONSTRATION


DEFAULTS: Mapping[str, Any] = {one.name: one.default for one in fields(Settings)}
"""What stands in the class is what holds where nothing is set."""


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Settings from variables named LEDETRAAD_…; raises SettingsError with one sentence that says what to do."""
    instance = Path(environ.get("LEDETRAAD_INSTANCE_DIR", DEFAULTS["instance_dir"])).resolve()
    base_url = _base_url(environ)
    return Settings(
        environment=_choice(environ, "environment", Environment),
        logo=_logo(environ),
        colours=_colours(environ),
        secret_key=environ.get("LEDETRAAD_SECRET_KEY") or _own_secret(instance),
        database_url=environ.get("LEDETRAAD_DATABASE_URL", f"sqlite:///{instance / 'ledetraad.db'}"),
        instance_dir=instance,
        base_url=base_url,
        secure_cookies=base_url.startswith("https://"),
        mail_port=_whole(environ, "mail_port", most=65_535),
        mail_timeout=_whole(environ, "mail_timeout", most=50),
        mail_per_hour=_whole(environ, "mail_per_hour"),
        mail_undo_minutes=_whole(environ, "mail_undo_minutes", least=0, most=1_440),
        mail_paused=_yes_no(environ, "mail_paused"),
        self_placement=_yes_no(environ, "self_placement"),
        public_lots=_yes_no(environ, "public_lots"),
        mail_security=_choice(environ, "mail_security", Security),
        imap_port=_whole(environ, "imap_port", most=65_535),
        imap_timeout=_whole(environ, "imap_timeout", most=120),
        inbox_keep_days=_whole(environ, "inbox_keep_days", least=0, most=36_500),
        outbox_keep_days=_whole(environ, "outbox_keep_days", least=0, most=36_500),
        imap_security=_choice(environ, "imap_security", Security),
        oauth_token_url=_token_url(environ, "oauth_token_url"),
        graph_token_url=_token_url(environ, "graph_token_url"),
        graph_url=_graph_url(environ),
        calendar_keys=_keys(environ),
        calendar_minutes=_whole(environ, "calendar_minutes", least=5, most=1_440),
        calendar_inside=_hosts(environ),
        session_idle_minutes=_whole(environ, "session_idle_minutes"),
        session_hours=_whole(environ, "session_hours"),
        proxies=_whole(environ, "proxies", least=0, most=9),
        **_texts(environ),
    )


def variable(name: str) -> str:
    """What the environment calls a setting."""
    return f"LEDETRAAD_{name.upper()}"


_TEXTS = (
    "body_name",
    "sender_address",
    "sender_name",
    "signature",
    "mail_host",
    "mail_username",
    "mail_password",
    "oauth_client_id",
    "oauth_client_secret",
    "oauth_scope",
    "graph_client_id",
    "graph_client_secret",
    "graph_scope",
    "imap_host",
    "imap_username",
    "imap_password",
    "imap_mailbox",
    "imap_handled",
    "imap_failed",
    "authserv_id",
    "accessibility_url",
    "privacy_url",
)


def _texts(environ: Mapping[str, str]) -> dict[str, str]:
    found = {name: environ.get(variable(name)) for name in _TEXTS}
    return {name: value for name, value in found.items() if value is not None}


def _base_url(environ: Mapping[str, str]) -> str:
    """Plain http is for this machine alone; every other address must be protected by TLS."""
    address = environ.get("LEDETRAAD_BASE_URL", DEFAULTS["base_url"]).rstrip("/")
    if not _is_protected(address):
        raise SettingsError("LEDETRAAD_BASE_URL must be the https:// address under which people reach the pages.")
    return address


def _token_url(environ: Mapping[str, str], name: str) -> str:
    """Where a token is fetched; the client's secret goes there, so it must be protected by TLS."""
    address = environ.get(variable(name), str(DEFAULTS[name]))
    if address and not _is_protected(address):
        raise SettingsError(f"{variable(name)} must be the https:// address of the token endpoint.")
    return address


def _graph_url(environ: Mapping[str, str]) -> str:
    """Where Microsoft Graph is; the token goes there."""
    address = environ.get("LEDETRAAD_GRAPH_URL", DEFAULTS["graph_url"]).rstrip("/")
    if not _is_protected(address):
        raise SettingsError("LEDETRAAD_GRAPH_URL must be an https:// address.")
    return address


def _keys(environ: Mapping[str, str]) -> tuple[str, ...]:
    """The keys that addresses of calendars are locked with, the newest first. None: one made of the secret key."""
    given = tuple(one.strip() for one in environ.get("LEDETRAAD_CALENDAR_KEYS", "").split(",") if one.strip())
    for one in given:
        if not re.fullmatch(r"[A-Za-z0-9_-]{43}=", one):
            raise SettingsError("LEDETRAAD_CALENDAR_KEYS must be keys as `flask scheduling sources key` prints them.")
    return given


def _hosts(environ: Mapping[str, str]) -> frozenset[str]:
    """Servers of the body's own network from which calendars may be fetched although their addresses are private."""
    given = environ.get("LEDETRAAD_CALENDAR_INSIDE", "")
    return frozenset(one.strip().lower() for one in given.split(",") if one.strip())


def _is_protected(address: str) -> bool:
    parts = urlsplit(address)
    here = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost", "::1")
    return here or (parts.scheme == "https" and bool(parts.hostname))


def _logo(environ: Mapping[str, str]) -> Path | None:
    """The body's logo for the header, if it has given one: a picture that every browser shows."""
    given = environ.get("LEDETRAAD_LOGO")
    if not given:
        return None
    place = Path(given).resolve()
    if place.suffix.lower() not in LOGOS or not place.is_file():
        raise SettingsError(f"LEDETRAAD_LOGO must name a file that is there, ending in {' or '.join(LOGOS)}.")
    return place


def _colours(environ: Mapping[str, str]) -> tuple[str, ...]:
    """The body's own colours, if it has given them: each carries a theme's number in white."""
    given = environ.get("LEDETRAAD_COLOURS", "")
    if not given.strip():
        return COLOURS
    found = tuple(one.strip().lower() for one in given.split(","))
    if not 3 <= len(found) <= len(COLOURS) or not all(re.fullmatch(r"#[0-9a-f]{6}", one) for one in found):
        raise SettingsError(
            f"LEDETRAAD_COLOURS must be three to five colours, as #0b5c6b, with commas between them, not “{given}”."
        )
    for one in found:
        if (contrast := contrast_with_white(one)) < READABLE:
            raise SettingsError(
                f"LEDETRAAD_COLOURS must be darker than {one}: white text on it has a contrast of "
                f"{floor(contrast * 100) / 100:.2f}:1, and needs {READABLE}:1."
            )
    return found


def contrast_with_white(colour: str) -> float:
    """From 1 (white) to 21 (black), by the relative luminance of #rrggbb (WCAG 2.2, "contrast ratio")."""
    parts = [part / 255 for part in bytes.fromhex(colour[1:])]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _own_secret(instance: Path) -> str:
    """This installation's own secret: made at the first start, readable by its user alone, the same ever after."""
    place = instance / "secret"
    try:
        instance.mkdir(parents=True, exist_ok=True)
        if not place.exists():
            with NamedTemporaryFile("w", dir=instance, encoding="ascii") as file:  # 0600 from the start
                file.write(secrets.token_urlsafe(48))
                file.flush()
                with contextlib.suppress(FileExistsError):  # another process was first
                    place.hardlink_to(file.name)
        return place.read_text(encoding="ascii")
    except OSError as error:
        raise SettingsError(
            f"{instance} cannot be written to ({error.strerror}). Set LEDETRAAD_SECRET_KEY, or LEDETRAAD_INSTANCE_DIR."
        ) from None


def _whole(environ: Mapping[str, str], name: str, *, least: int = 1, most: int = 1_000_000) -> int:
    raw = environ.get(variable(name), str(DEFAULTS[name]))
    if not (raw.isascii() and raw.isdigit() and len(raw) < 10 and least <= int(raw) <= most):
        raise SettingsError(f"{variable(name)} must be a whole number from {least} to {most}, not “{raw}”.")
    return int(raw)


def _yes_no(environ: Mapping[str, str], name: str) -> bool:
    """Only these two words: a switch that is thrown with another must not stay open unseen."""
    raw = environ.get(variable(name), "yes" if DEFAULTS[name] else "no")
    if raw not in ("yes", "no"):
        raise SettingsError(f"{variable(name)} must be yes or no, not “{raw}”.")
    return raw == "yes"


def _choice(environ: Mapping[str, str], name: str, kind: type[E]) -> E:
    raw = environ.get(variable(name), DEFAULTS[name].value)
    try:
        return kind(raw)
    except ValueError:
        words = ", ".join(str(member.value) for member in kind)
        raise SettingsError(f"{variable(name)} must be one of {words}, not “{raw}”.") from None
