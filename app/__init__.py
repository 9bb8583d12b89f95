"""Ledetråd: a year's work of a municipal directorate, from the choice of six to the letter that answers them."""

from __future__ import annotations

from flask import Flask

from app import commands, logs, web, wiring
from app.database import EXTENSION, Database, close_reading
from app.people import access
from config import ROOT, Settings, read_settings


def create_app(settings: Settings | None = None) -> Flask:
    """The application: read it as a table of contents."""
    settings = settings or read_settings()
    logs.configure(settings)
    app = Flask("app", root_path=str(ROOT), template_folder="templates", static_folder="static")
    web.configure(app, settings)
    app.extensions[EXTENSION] = Database(settings.database_url, trail_key=settings.secret_key.encode())
    app.teardown_appcontext(close_reading)
    web.add_language(app)
    web.add_pages(app, wiring.BLUEPRINTS)
    web.add_words(app)
    access.guard(app)
    commands.add_commands(app, wiring.COMMANDS)
    wiring.connect(app)
    access.check_matrix(app)
    return app
