"""The mails that the catcher has kept, as their recipients see them."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

_NAME = re.compile(r"\d{20}-\d{6}")
_OWN_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")


@dataclass(frozen=True)
class Letter:
    """One mail. `name` is its file's, which sorts by arrival."""

    name: str
    message: EmailMessage

    @property
    def sent_at(self) -> dt.datetime:
        """When it was written; in the story's time."""
        return parsedate_to_datetime(str(self.message["Date"]))

    @property
    def has_meeting(self) -> bool:
        """Whether it holds something for a calendar."""
        return any(one.get_content_type() == "text/calendar" for one in self.message.walk())

    def calendar(self, here: str) -> bytes | None:
        """What its recipient's calendar reads, if it has something for it. Links lead to where it runs now."""
        part = next((one for one in self.message.walk() if one.get_content_type() == "text/calendar"), None)
        return _OWN_ADDRESS.sub(here, str(part.get_content())).encode() if isinstance(part, EmailMessage) else None

    def body(self, kind: str, here: str) -> str:
        """The text ("plain") or the page ("html"). Links lead to where the demonstration runs now."""
        part = self.message.get_body((kind,))
        return _OWN_ADDRESS.sub(here, str(part.get_content())) if part is not None else ""


def newest_first(folder: Path) -> list[str]:
    """The names of all mails."""
    return sorted((path.stem for path in folder.glob("*.eml") if _NAME.fullmatch(path.stem)), reverse=True)


def read(folder: Path, name: str) -> Letter | None:
    """One mail; None if there is none of that name."""
    path = folder / f"{name}.eml"
    if not _NAME.fullmatch(name) or not path.is_file():
        return None
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return Letter(name, message)
