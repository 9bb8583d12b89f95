"""A real Chromium against the application on a port of its own.

A page that logs an error or breaks the Content-Security-Policy fails its test. Runs on SQLite; a test that is to run on
PostgreSQL says so: `@pytest.mark.parametrize("site", ["postgresql"], indirect=True)`.
"""

from __future__ import annotations

import datetime as dt
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from werkzeug.serving import make_server

from app import clock, create_app
from app.database import EXTENSION, Database
from app.people import services as people
from app.people.access import TOKEN
from app.people.models import Person
from tests.chromium import FLAGS, NONE, Chromium, find_chromium, find_node
from tests.conftest import copy_template, kinds_of, make_settings
from tests.e2e.post import Post, caught
from tests.serving import Door, Serving

Visit = Callable[..., Page]


@dataclass(frozen=True)
class Site:
    """The application, answering at `url` in threads, on a migrated database of its own."""

    app: Flask
    url: str

    @property
    def database(self) -> Database:
        found: Database = self.app.extensions[EXTENSION]
        return found

    def cookie_of(self, person: Person) -> str:
        """What the browser of who has signed in holds."""
        now = clock.now()
        with self.database.write.begin() as session:
            token = people.open_session(session, person=person, life=dt.timedelta(hours=1), now=now)
        serializer = SecureCookieSessionInterface().get_signing_serializer(self.app)
        assert serializer
        return str(serializer.dumps({TOKEN: token, "seen": int(now.timestamp())}))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


@pytest.fixture
def site(request: pytest.FixtureRequest, tmp_path: Path, worker: str) -> Iterator[Site]:
    """The application on a free port."""
    kind = getattr(request, "param", "sqlite")
    if kind not in kinds_of(request.config):
        pytest.skip("left out by --sqlite-only")
    database_url = copy_template(request.config, kind, tmp_path, worker)
    with served(lambda url: create_app(make_settings(database_url, base_url=url, instance_dir=tmp_path))) as site:
        yield site


@pytest.fixture
def post(site: Site, tmp_path: Path) -> Iterator[Post]:
    """Mails are sent for real, and can be read."""
    with caught(site, tmp_path / "mails") as post:
        yield post


@contextmanager
def served(make_app: Callable[[str], Flask]) -> Iterator[Site]:
    """An application on a free port, made for the address that it gets."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        app = make_app(url)
        door = Door(app)
        with Serving(make_server("127.0.0.1", 0, door, threaded=True, fd=listener.fileno())):
            yield Site(app, url)
            door.close()
    app.extensions[EXTENSION].dispose()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium a worker. Where none is, its tests are skipped, and fail where CI=true."""
    chromium = find_chromium()
    if chromium is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(NONE)
    with launched(chromium) as running:
        yield running


@contextmanager
def launched(chromium: Chromium) -> Iterator[Browser]:
    """The browser, running."""
    node = find_node()
    if node:
        os.environ["PLAYWRIGHT_NODEJS_PATH"] = node
    environment: dict[str, str | float | bool] = {**os.environ, **chromium.environment}
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium.path, args=FLAGS, env=environment)
        yield running
        running.close()


@pytest.fixture
def console() -> Iterator[list[str]]:
    """What the pages complained of; a test that means a complaint compares it and clears the list."""
    complaints: list[str] = []
    yield complaints
    assert complaints == []


@pytest.fixture
def visit(browser: Browser, site: Site, console: list[str]) -> Iterator[Visit]:
    """Opens a browser of its own, signed in as a person or not: `page = visit(person, width=390, scripts=False)`."""
    contexts: list[BrowserContext] = []

    def open_browser(person: Person | None = None, *, width: int = 1280, scripts: bool = True) -> Page:
        context = open_context(browser, site, person, width=width, scripts=scripts)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: console.append(str(error)))
        page.on("console", lambda message: _note(message, console))
        return page

    yield open_browser
    for context in contexts:
        context.close()


def open_context(
    browser: Browser, site: Site, person: Person | None, *, width: int, scripts: bool = True, language: str = "da-DK"
) -> BrowserContext:
    """A browser of its own for a person, or for nobody."""
    context = browser.new_context(
        base_url=site.url,
        locale=language,
        timezone_id="Europe/Copenhagen",
        viewport={"width": width, "height": 900},
        java_script_enabled=scripts,
        reduced_motion="reduce",
    )
    context.set_default_timeout(10_000)
    if person is not None:
        sign_in(context, site, person)
    return context


def sign_in(context: BrowserContext, site: Site, person: Person) -> None:
    """The browser holds what that of who has signed in holds."""
    name = site.app.config["SESSION_COOKIE_NAME"]
    context.add_cookies([{"name": name, "value": site.cookie_of(person), "url": site.url}])


def _note(message: ConsoleMessage, console: list[str]) -> None:
    if message.type == "error":
        console.append(f"{message.text} ({message.location.get('url', '')})")


@pytest.fixture
def page(visit: Visit) -> Page:
    """The browser of who is not signed in."""
    return visit()
