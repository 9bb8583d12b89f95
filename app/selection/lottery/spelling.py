"""One spelling for everything that is hashed: canonical JSON, the value as it counts, the lot of a unit.

Engine: standard library only.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata

LOT = "ledetråd-1"


def canonical(value: object) -> str:
    """JSON with one spelling: sorted keys, no spaces, letters as they are."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def readable(value: object) -> str:
    """The same on many lines, so that a line can be pointed at: as a record is stored and handed out."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False) + "\n"


def sha256(value: object) -> str:
    """Over the canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def tidy_value(value: str) -> str:
    """The public value as it counts: composed letters, no space around it, none at all between digits."""
    text = unicodedata.normalize("NFC", value).strip()
    bare = "".join(text.split())
    return bare if bare.isdecimal() and bare.isascii() else text


def lot(fingerprint: str, value: str, unit: str) -> str:
    """The lot of one unit: what anybody can check."""
    return sha256([LOT, fingerprint, tidy_value(value), unit])
