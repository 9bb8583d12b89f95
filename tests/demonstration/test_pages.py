"""The demonstration's own pages: three buttons, every mail as its recipient sees it, and nothing of it elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from config import Environment, Settings, SettingsError
from demonstration import mailbox
from demonstration.web import create_app
from tests.conftest import Client
from tests.demonstration.conftest import Built


@pytest.fixture
def visitor(shown: Flask) -> FlaskClient:
    shown.config["WTF_CSRF_ENABLED"] = False
    shown.config["RATELIMIT_ENABLED"] = False
    shown.test_client_class = Client
    return shown.test_client()


def newest(built: Built, subject: str) -> mailbox.Letter:
    folder = built.first / "mails"
    found = (mailbox.read(folder, name) for name in mailbox.newest_first(folder))
    return next(letter for letter in found if letter and subject in str(letter.message["Subject"]))


@pytest.mark.parametrize(
    ("role", "who"), [("secretariat", "Mette Rosendal"), ("director", "Morten Skyttegaard"), ("leader", "Leder · ")]
)
def test_button_signs_in_as_one_of_the_three(visitor: FlaskClient, role: str, who: str) -> None:
    answer = visitor.post("/demonstration/log-ind", data={"role": role})
    assert answer.status_code == 302
    front = visitor.get("/").get_data(as_text=True)
    assert who in front


def test_button_for_anybody_else_does_not_exist(visitor: FlaskClient) -> None:
    assert visitor.post("/demonstration/log-ind", data={"role": "mayor"}).status_code == 404
    assert visitor.get("/demonstration/log-ind").status_code == 405


def test_button_needs_the_forms_token(shown: Flask, visitor: FlaskClient) -> None:
    shown.config["WTF_CSRF_ENABLED"] = True
    assert visitor.post("/demonstration/log-ind", data={"role": "secretariat"}).status_code == 400


def test_every_page_says_that_it_is_made_up(visitor: FlaskClient) -> None:
    for path in ("/log-ind", "/demonstration/mails", "/ledetraad/2027"):
        page = visitor.get(path).get_data(as_text=True)
        assert "Alt indhold er opdigtet" in page


def test_mails_are_listed_with_the_newest_first(visitor: FlaskClient) -> None:
    first = visitor.get("/demonstration/mails").get_data(as_text=True)
    assert first.count("/side") == 0
    assert len(re.findall(r'href="/demonstration/mails/\d{20}-\d{6}"', first)) == 40
    second = visitor.get("/demonstration/mails?page=2").get_data(as_text=True)
    assert "Det blev der af jeres ord" in second


def test_mail_is_shown_as_its_recipient_sees_it(visitor: FlaskClient, built: Built) -> None:
    letter = newest(built, "Har vi skrevet det")
    page = visitor.get(f"/demonstration/mails/{letter.name}").get_data(as_text=True)
    assert f'src="/demonstration/mails/{letter.name}/side"' in page
    assert "sandbox=" in page
    inner = visitor.get(f"/demonstration/mails/{letter.name}/side", base_url="http://127.0.0.1:8017")
    assert "http://127.0.0.1:8017/referat/" in inner.get_data(as_text=True)
    assert "127.0.0.1:8000" not in inner.get_data(as_text=True)


def test_page_of_a_mail_is_shut_in(visitor: FlaskClient, built: Built) -> None:
    letter = newest(built, "Strategisk drøftelse")
    answer = visitor.get(f"/demonstration/mails/{letter.name}/side")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "sandbox" in policy
    assert '<base target="_top">' in answer.get_data(as_text=True)


def test_meeting_can_be_fetched_for_ones_own_calendar(visitor: FlaskClient, built: Built) -> None:
    letter = newest(built, "Strategisk drøftelse")
    answer = visitor.get(f"/demonstration/mails/{letter.name}/kalender")
    assert answer.mimetype == "text/calendar"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.data.startswith(b"BEGIN:VCALENDAR")
    plain = newest(built, "Har vi skrevet det")
    assert visitor.get(f"/demonstration/mails/{plain.name}/kalender").status_code == 404


@pytest.mark.parametrize("name", ["..%2fdemonstration", "0", f"{'9' * 20}-000001", "%2e%2e"])
def test_mail_that_does_not_exist_is_not_found(visitor: FlaskClient, name: str) -> None:
    for tail in ("", "/side", "/kalender"):
        assert visitor.get(f"/demonstration/mails/{name}{tail}").status_code == 404


@pytest.mark.parametrize("environment", [Environment.PRODUCTION, Environment.TEST])
def test_demonstration_cannot_exist_outside_of_itself(environment: Environment, tmp_path: Path) -> None:
    given = Settings(environment=environment, secret_key="x" * 40, database_url=f"sqlite:///{tmp_path / 'a.db'}")
    with pytest.raises(SettingsError):
        create_app(given)
