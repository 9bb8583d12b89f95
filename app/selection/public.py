"""What of a record may leave the house, and when (ADR 22). Engine: standard library only, but for the draw's state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.selection.domain import DrawState, Way
from app.selection.models import Draw

SHOWN_IN = (DrawState.PUBLISHED, DrawState.DRAWN)


def is_open(draw: Draw | None, *, switched_on: bool) -> bool:
    """Whether the year's choice can be read by anyone: publishing is switched on, and its list is published."""
    if draw is None or not switched_on or draw.way is not Way.BY_PUBLIC_LOT:
        return False
    return draw.published_at is not None and draw.state in SHOWN_IN


def public_record(record: Mapping[str, Any]) -> dict[str, Any]:
    """The record without the order of the reserves, which the house tells nobody; anyone can work it out."""
    if "result" not in record:
        return dict(record)
    return {**record, "result": {**record["result"], "reserves": None}}
