"""What of a record may leave the house (ADR 22). Engine: standard library only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def public_record(record: Mapping[str, Any]) -> dict[str, Any]:
    """The record without the order of the reserves, which the house tells nobody; anyone can work it out."""
    if "result" not in record:
        return dict(record)
    return {**record, "result": {**record["result"], "reserves": None}}


def file_name(year: int) -> str:
    """What the record of a year is called wherever it is saved."""
    return f"udvaelgelse-{year}.json"
