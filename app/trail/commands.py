"""`flask trail verify`: nobody has changed quietly what was done."""

from __future__ import annotations

from app.commands import command_group, print_json
from app.database import reading
from app.trail import services
from app.trail.domain import TrailBroken
from app.web import settings

trail = command_group("trail", "What was done, by whom and when.")
GROUPS = [trail]


@trail.command("verify")
def verify() -> None:
    """Checks the whole chain; exits 1 with the first entry that does not fit."""
    broken, entries = services.check(reading(), key=settings().secret_key.encode())
    if broken is not None:
        raise TrailBroken(entry=broken)
    print_json({"entries": entries, "whole": True})
