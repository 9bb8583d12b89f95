"""The guard at the door: who is signed in, and whether the table lets her in. Deny by default."""

from __future__ import annotations

import datetime as dt
import secrets

import structlog
from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.database import reading
from app.domain import NotFound
from app.people import queries
from app.people.models import Person
from app.people.permissions import DEMONSTRATION, MATRIX, Access
from app.people.ports import ObjectRule
from app.settings import SETTINGS, settings
from config import Settings

UNATTENDED = "unattended"
"""Set on `g` by an answer to a page's script that nobody pressed anything for: it does not keep a session alive."""
RULES = "ledetraad.object-rules"
TOKEN = "token"  # noqa: S105  (the name of the entry in the cookie)
ASKED, GOING = "asked", "going"  # who asked for a link by mail, and to which page she was on her way


class MatrixError(Exception):
    """A route without a row, a row without a route, or a rule that nobody registered: the start stops here."""


def guard(app: Flask) -> None:
    """Puts the guard before every request."""
    app.extensions[RULES] = {}
    app.before_request(name_request)
    app.before_request(let_in)


def register_rule(app: Flask, rule: ObjectRule) -> None:
    """A room tells who may open one of its objects."""
    app.extensions[RULES][rule.name] = rule


def rows(app: Flask) -> dict[str, Access]:
    """The table as it holds for this application."""
    given: Settings = app.extensions[SETTINGS]
    return MATRIX | DEMONSTRATION if given.demonstration else MATRIX


def check_matrix(app: Flask) -> None:
    """Every route has a row, every row a route and a rule that exists; else the application does not start."""
    table, endpoints = rows(app), {rule.endpoint for rule in app.url_map.iter_rules()}
    faults = {
        "no row in app/people/permissions.py for": endpoints - table.keys(),
        "no such route as": MATRIX.keys() - endpoints,
        "no such object rule as": {row.rule for row in table.values() if row.rule} - app.extensions[RULES].keys(),
    }
    for said, names in faults.items():
        if names:
            raise MatrixError(f"{said} {', '.join(sorted(names))}")


def name_request() -> None:
    """Gives the request an id for the logs."""
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request=secrets.token_hex(6))


def let_in() -> ResponseReturnValue | None:
    """Lets the request pass, sends an unknown visitor to sign in, and answers 404 to whoever may not see it."""
    if request.endpoint is None:
        return None
    row = rows(current_app)[request.endpoint]
    if row.anyone:  # a picture or a style sheet asks the database nothing; a page looks her up where it greets her
        return None
    person = current_person_or_none()
    if person is None:
        if request.method not in ("GET", "HEAD") or request.accept_mimetypes.best == "application/json":
            abort(401)
        return redirect(url_for("people.sign_in", next=request.full_path.rstrip("?")))
    if not person.has(*row.roles) or not _rule_holds(row, person):
        raise NotFound()
    return None


def _rule_holds(row: Access, person: Person) -> bool:
    if row.rule is None:
        return True
    rule: ObjectRule = current_app.extensions[RULES][row.rule]
    return rule.holds(reading(), person, request.view_args or {})


def current_person_or_none() -> Person | None:
    """Who is signed in, if anyone."""
    if "person" not in g:
        token = session.get(TOKEN)
        idle = dt.timedelta(minutes=settings().session_idle_minutes)
        found = queries.sign_in_of(reading(), token=token, idle=idle, now=clock.now()) if token else None
        g.person = found.person if found else None
    person: Person | None = g.person
    return person


def current_person() -> Person:
    """Who is signed in; only for pages that the table closes to others."""
    person = current_person_or_none()
    if person is None:
        abort(401)
    return person


def remember(token: str) -> None:
    """Puts the token of a new session into the browser, in place of whatever the browser held before."""
    language = session.get("language")
    session.clear()
    session[TOKEN] = token
    if language:
        session["language"] = language


def mark_browser(target: str | None) -> str:
    """Gives this browser a token of its own, so that a link by mail works here only; keeps where she was going."""
    session[ASKED], session[GOING] = browser_mark() or secrets.token_urlsafe(32), target or ""
    return browser_mark()


def browser_mark() -> str:
    """The token of the browser that asked for a link; empty in any other."""
    return str(session.get(ASKED, ""))


def forget() -> str | None:
    """Takes the token out of the browser and returns it, so that its session can be ended."""
    token: str | None = session.get(TOKEN)
    session.clear()
    return token


def own_target(target: str | None) -> str:
    """Where to go after signing in: a page of ours that was asked for, else the front page. Never another site.

    Browsers read a backslash as a slash and drop tabs and line breaks, so "/<tab>/elsewhere" would be one.
    """
    if target and target.startswith("/") and not target.startswith(("//", "/\\")) and target.isprintable():
        return target
    return url_for("cycle.front")
