"""What every page shares: the headers, the files that may be fetched, the body's logo."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from psycopg.errors import UniqueViolation
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app import clock
from app.people.domain import Role
from app.people.models import Person, SignIn
from app.settings import SETTINGS
from app.trail.models import JobRun
from config import COLOURS, ROOT

LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><rect width="4" height="4"/></svg>'


def test_every_answer_keeps_others_out(app: Flask) -> None:
    answer = app.test_client().get("/log-ind")
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert {"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"} <= set(policy.split("; "))
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "path", ["dkfds/package.json", "dkfds/dist/../package.json", "axe-core/axe.min.js", "dkfds/dist/../../../config.py"]
)
def test_only_the_design_systems_own_files_can_be_fetched(app: Flask, path: str) -> None:
    client = app.test_client()
    assert client.get("/assets/dkfds/dist/css/dkfds.min.css").status_code == 200
    assert client.get(f"/assets/{path}").status_code == 404


def test_logo_stands_in_the_header_of_a_body_that_has_one(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = app.test_client()
    assert client.get("/logo").status_code == 404
    assert 'src="/logo"' not in client.get("/log-ind").text
    place = tmp_path / "logo.svg"
    place.write_text(LOGO, encoding="utf-8")
    monkeypatch.setitem(app.extensions, SETTINGS, replace(app.extensions[SETTINGS], logo=place))
    assert client.get("/logo").text == LOGO
    assert 'src="/logo"' in client.get("/log-ind").text


def test_threads_have_the_colours_of_a_body_that_has_given_them(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    client = app.test_client()
    assert "/farver.css" not in client.get("/log-ind").text
    own = replace(app.extensions[SETTINGS], colours=("#7a1f3d", "#1f4e2c", "#34495e"))
    monkeypatch.setitem(app.extensions, SETTINGS, own)
    answer = client.get("/farver.css")
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("text/css", "max-age=3600")
    assert answer.text == (
        ":root { --strand-1: #7a1f3d; --strand-2: #1f4e2c; --strand-3: #34495e; "
        "--strand-4: #7a1f3d; --strand-5: #1f4e2c; }\n"
    )
    page = client.get("/log-ind").text
    assert page.index("/static/ledetraad.css") < page.index("/farver.css")


def test_stylesheet_has_the_colours_that_the_files_have() -> None:
    style = (ROOT / "static" / "ledetraad.css").read_text(encoding="utf-8")
    assert re.findall(r"--strand-\d: (#[0-9a-f]{6})", style) == list(COLOURS)


def broken(session: Session, *rows: object) -> IntegrityError:
    """What the database says of rows that break a rule of its tables."""
    with pytest.raises(IntegrityError) as caught, session.begin_nested():
        session.add_all(rows)
    return caught.value


def test_only_a_row_that_is_there_already_was_somebody_faster(app: Flask, session: Session) -> None:
    at = clock.now()
    twice = broken(
        session, JobRun(job="a", planned_at=at, finished_at=at), JobRun(job="a", planned_at=at, finished_at=at)
    )
    unfit = broken(session, JobRun(job="b", planned_at=at, finished_at=None))
    with app.test_request_context("/aar/nyt", method="POST"):
        assert app.make_response(app.handle_user_exception(twice)).status_code == 409
        with pytest.raises(IntegrityError):  # ours: here it is not hidden
            app.handle_user_exception(unfit)


@pytest.mark.parametrize("error", [IntegrityError("", {}, UniqueViolation()), StaleDataError()])
def test_who_came_second_is_told_and_nothing_is_half_done(app: Flask, error: Exception) -> None:
    with app.test_request_context("/aar/nyt", method="POST"):
        answer = app.make_response(app.handle_user_exception(error))
        script = app.test_request_context("/aar/nyt", method="POST", headers={"Accept": "application/json"})
        with script:
            data = app.make_response(app.handle_user_exception(error)).get_json()
    assert data["error"] == "raced"
    assert answer.status_code == 409
    assert "En anden gjorde det samme lige før" in answer.get_data(as_text=True)


def test_cookie_and_answers_are_for_tls_alone(live_app: Flask) -> None:
    client = live_app.test_client()
    answer = client.post("/sprog", data={"language": "en"}, base_url="https://led.example.dk")
    name, _, rest = answer.headers["Set-Cookie"].partition("=")
    assert name == "__Host-ledetraad"
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(rest.split("; "))
    assert "Domain" not in rest
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_browser_is_noted_as_seen_once_a_minute(
    app: Flask, session: Session, add_person: Callable[..., Person], client_of: Callable[[Person], FlaskClient]
) -> None:
    client, before = client_of(add_person(Role.SECRETARIAT)), clock.now() - dt.timedelta(minutes=20)
    session.execute(update(SignIn).values(last_seen_at=before))
    session.commit()
    client.get("/personer")
    assert session.scalar(select(SignIn.last_seen_at)) == before  # the cookie says: seen just now
    with client.session_transaction() as cookie:
        cookie["seen"] = int(before.timestamp())
    client.get("/personer")
    seen = session.scalar(select(SignIn.last_seen_at))
    assert seen
    assert seen > clock.now() - dt.timedelta(minutes=1)
