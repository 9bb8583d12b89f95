"""What stands in the instance folder: written last, so where it is missing the building was interrupted."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

NAME = "demonstration.json"


@dataclass(frozen=True)
class Mark:
    """The day it was built for, the hash of a real register (empty: the invented one), the addresses nobody has."""

    today: str
    register: str
    refused: tuple[str, ...]


def read(folder: Path) -> Mark | None:
    """What stands in a folder; None if there is nothing whole."""
    try:
        found = json.loads((folder / NAME).read_text(encoding="utf-8"))
        return Mark(found["today"], found["register"], tuple(found["refused"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write(folder: Path, mark: Mark) -> None:
    """Says that the demonstration in a folder is whole."""
    (folder / NAME).write_text(json.dumps(asdict(mark)), encoding="utf-8")


def clear(folder: Path) -> None:
    """From now on it is not."""
    (folder / NAME).unlink(missing_ok=True)
