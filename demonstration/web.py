"""The application with the demonstration's own pages: signing in by a button, and the mails that were sent."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Flask, Response, abort, render_template, request
from flask.typing import ResponseReturnValue

import app
from app.database import reading
from app.domain import NotFound
from app.people.access import check_matrix
from app.people.code_views import start_session
from app.settings import settings
from config import Settings, SettingsError, read_settings
from demonstration import mailbox, mark
from demonstration.visitors import visitor

PAGE_SIZE = 40
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'self'; sandbox allow-top-navigation-by-user-activation"
)
TO_THE_TOP = '<base target="_top">'

blueprint = Blueprint("demonstration", __name__, url_prefix="/demonstration")


def create_app(given: Settings | None = None) -> Flask:
    """The same application as in production, and these pages. Refuses to exist anywhere else."""
    given = given or read_settings()
    if not given.demonstration:
        raise SettingsError("The demonstration signs people in without a password; its environment is demonstration.")
    flask_app = app.create_app(given)
    flask_app.register_blueprint(blueprint)
    check_matrix(flask_app)
    flask_app.context_processor(lambda: {"made_up": made_up()})
    return flask_app


def made_up() -> str:
    """What the line above every page says is made up: everything, or with a real "register" all but the units."""
    stands = mark.read(settings().instance_dir)
    return "register" if stands is not None and stands.register else "everything"


def folder() -> Path:
    """Where the catcher keeps the mails."""
    return settings().instance_dir / "mails"


@blueprint.post("/log-ind")
def sign_in() -> ResponseReturnValue:
    """One of the three, by a button."""
    person = visitor(reading(), request.form.get("role", ""))
    if person is None:
        abort(404)
    return start_session(person, request.args.get("next"))


@blueprint.get("/mails")
def mails() -> ResponseReturnValue:
    """Every mail that was sent, the newest first."""
    names = mailbox.newest_first(folder())
    count = max(1, -(-len(names) // PAGE_SIZE))
    page = min(max(1, request.args.get("page", 1, type=int)), count)
    shown = [mailbox.read(folder(), name) for name in names[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]]
    return render_template("demonstration/mails.html", letters=shown, total=len(names), page=page, count=count)


@blueprint.get("/mails/<name>")
def mail(name: str) -> ResponseReturnValue:
    """One mail as its recipient sees it."""
    letter = _letter(name)
    return render_template("demonstration/mail.html", letter=letter, text=letter.body("plain", _here()))


@blueprint.get("/mails/<name>/side")
def mail_html(name: str) -> ResponseReturnValue:
    """The mail's own page, shut in: no script, nothing fetched, links open outside of the frame."""
    page = _letter(name).body("html", _here()).replace("<head>", f"<head>{TO_THE_TOP}", 1)
    return Response(page, headers={"Content-Security-Policy": MAIL_POLICY})


@blueprint.get("/mails/<name>/kalender")
def mail_calendar(name: str) -> ResponseReturnValue:
    """The meeting for one's own calendar."""
    content = _letter(name).calendar(_here())
    if content is None:
        raise NotFound()
    disposition = f'attachment; filename="{name}.ics"'
    return Response(content, mimetype="text/calendar", headers={"Content-Disposition": disposition})


def _letter(name: str) -> mailbox.Letter:
    letter = mailbox.read(folder(), name)
    if letter is None:
        raise NotFound()
    return letter


def _here() -> str:
    return request.host_url.rstrip("/")
