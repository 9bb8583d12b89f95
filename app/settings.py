"""The settings of the running application, for every room: read once at the start (config.py), kept with it."""

from __future__ import annotations

from flask import current_app

from config import Settings

SETTINGS = "ledetraad.settings"


def settings() -> Settings:
    """The settings of the running application."""
    found: Settings = current_app.extensions[SETTINGS]
    return found
