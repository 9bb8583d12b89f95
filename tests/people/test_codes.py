"""Signing in by mail: for the browser that asked, once, for ten minutes; and nothing told of who is known."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes, policy
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import create_app
from app.clock import now
from app.database import EXTENSION, Database
from app.mail.domain import MessageState
from app.mail.models import OutboxMessage
from app.people import codes, queries, services
from app.people.access import ASKED, TOKEN
from app.people.domain import CODE_LIFE, MOST_CODES, MOST_TRIES, CodeDead, Role
from app.people.models import Person, SignIn, SignInCode
from app.trail.models import TrailEntry
from app.web import LIMITER
from config import Environment
from tests.conftest import NOW, make_settings
from tests.counting import count_queries

BROWSER, OTHER = "a browser's token", "another browser's token"
ADDRESS = "leder@example.dk"
CLICKS = 50
SECOND = dt.timedelta(seconds=1)
SignInAs = Callable[[Person | None], FlaskClient]


@pytest.fixture
def head(app: Flask, session: Session, add_person: Callable[..., Person]) -> Person:
    return add_person(Role.LEADER, name="Lene Holst", address=ADDRESS)


def mail_of(session: Session) -> tuple[str, str]:
    """The link's token and the digits of the newest mail."""
    raw = session.scalars(select(OutboxMessage.raw).order_by(OutboxMessage.id.desc())).first()
    assert raw is not None
    text = message_from_bytes(raw, policy=policy.default).get_body(("plain",)).get_content()
    link, digits = re.search(r"/log-ind/link/(\S+)", text), re.search(r"\b(\d{6})\b", text)
    assert link and digits
    return link[1], digits[1]


def ask(session: Session, address: str = ADDRESS, *, browser: str = BROWSER, at: dt.datetime = NOW) -> tuple[str, str]:
    codes.ask_to_sign_in(session, address=address, browser=browser, now=at)
    return mail_of(session)


def wrong(digits: str) -> str:
    return f"{(int(digits) + 1) % 1_000_000:06}"


def count(session: Session, table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_link_lets_in_once(session: Session, head: Person) -> None:
    link, _digits = ask(session)
    assert codes.use_link(session, link=link, browser=BROWSER, now=NOW) is head
    with pytest.raises(CodeDead):
        codes.use_link(session, link=link, browser=BROWSER, now=NOW)


def test_digits_let_in_once_and_end_the_link(session: Session, head: Person) -> None:
    link, digits = ask(session)
    assert codes.try_digits(session, digits=digits, browser=BROWSER, now=NOW) is head
    with pytest.raises(CodeDead):
        codes.try_digits(session, digits=digits, browser=BROWSER, now=NOW)
    with pytest.raises(CodeDead):
        codes.use_link(session, link=link, browser=BROWSER, now=NOW)


def test_both_work_in_the_browser_that_asked_only(session: Session, head: Person) -> None:
    link, digits = ask(session)
    with pytest.raises(CodeDead):
        codes.use_link(session, link=link, browser=OTHER, now=NOW)
    with pytest.raises(CodeDead):
        codes.try_digits(session, digits=digits, browser=OTHER, now=NOW)
    assert codes.use_link(session, link=link, browser=BROWSER, now=NOW) is head


@pytest.mark.parametrize(("after", "works"), [(CODE_LIFE - SECOND, True), (CODE_LIFE, False)])
def test_both_live_for_ten_minutes(session: Session, head: Person, after: dt.timedelta, works: bool) -> None:
    link, digits = ask(session)
    if works:
        assert codes.try_digits(session, digits=wrong(digits), browser=BROWSER, now=NOW + after) is None
        assert codes.use_link(session, link=link, browser=BROWSER, now=NOW + after) is head
        return
    with pytest.raises(CodeDead):
        codes.use_link(session, link=link, browser=BROWSER, now=NOW + after)
    with pytest.raises(CodeDead):
        codes.try_digits(session, digits=digits, browser=BROWSER, now=NOW + after)


def test_right_digits_come_too_late_after_five_wrong_ones(session: Session, head: Person) -> None:
    _link, digits = ask(session)
    tries = [codes.try_digits(session, digits=wrong(digits), browser=BROWSER, now=NOW) for _ in range(MOST_TRIES)]
    assert tries == [None] * MOST_TRIES
    with pytest.raises(CodeDead):
        codes.try_digits(session, digits=digits, browser=BROWSER, now=NOW)


def test_new_code_ends_the_earlier_one_and_its_mail_that_has_not_left(session: Session, head: Person) -> None:
    first, _digits = ask(session)
    second, _digits = ask(session, browser=OTHER, at=NOW + SECOND)
    with pytest.raises(CodeDead):
        codes.use_link(session, link=first, browser=BROWSER, now=NOW + SECOND)
    assert codes.use_link(session, link=second, browser=OTHER, now=NOW + SECOND) is head
    states = session.scalars(select(OutboxMessage.state).order_by(OutboxMessage.id)).all()
    assert states == [MessageState.SUPERSEDED, MessageState.WAITING]


LINK_ASKED = TrailEntry.action == "people.link-asked"


def test_only_hashes_are_kept(session: Session, head: Person) -> None:
    link, digits = ask(session)
    code = session.scalars(select(SignInCode)).one()
    kept = f"{code.link_hash} {code.digits_hash} {code.browser_hash}"
    assert (link in kept, digits in kept, BROWSER in kept) == (False, False, False)
    assert code.digits_hash != queries.token_hash(digits)
    trail = [(one.action, one.thing, one.details) for one in session.scalars(select(TrailEntry).where(LINK_ASKED))]
    assert trail == [("people.link-asked", f"person:{head.id}", {})]


@pytest.mark.parametrize("who", ["nobody", "closed", "without a role"])
def test_nobody_else_is_sent_a_code(session: Session, head: Person, who: str) -> None:
    head.active = who != "closed"
    if who == "without a role":
        head.roles = []
    session.flush()
    address = "ingen@example.dk" if who == "nobody" else ADDRESS
    codes.ask_to_sign_in(session, address=address, browser=BROWSER, now=NOW)
    assert (count(session, SignInCode), count(session, OutboxMessage)) == (0, 0)


def test_unknown_address_costs_the_same_work(session: Session, head: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both put a mail into words and write a row; what a known one costs beside that is a handful of statements."""
    ask(session)
    known = count_queries(session, lambda: ask(session, at=NOW + SECOND))
    unknown = count_queries(
        session, lambda: codes.ask_to_sign_in(session, address="ingen@example.dk", browser=BROWSER, now=NOW)
    )
    assert 3 <= unknown < known <= unknown + 10
    asked = session.scalars(select(TrailEntry.action).where(LINK_ASKED)).all()
    assert len(asked) == 3


def test_a_person_is_sent_five_codes_in_ten_minutes_and_no_more(session: Session, head: Person) -> None:
    for number in range(MOST_CODES + 2):
        last, _digits = ask(session, at=NOW + number * SECOND)
    assert count(session, SignInCode) == MOST_CODES
    assert codes.use_link(session, link=last, browser=BROWSER, now=NOW + 10 * SECOND) is head
    ask(session, at=NOW + CODE_LIFE + SECOND)
    assert count(session, SignInCode) == MOST_CODES + 1


# ---- the pages ----


def test_the_answer_is_the_same_for_an_unknown_address(client_of: SignInAs, session: Session, head: Person) -> None:
    told = []
    for address in (ADDRESS, "ingen@example.dk"):
        client = client_of(None)
        answer = client.post("/log-ind/mail", data={"address": address})
        page = client.get("/log-ind/kode")
        text = re.sub(r'name="csrf_token" value="[^"]*"', "", page.text)
        told.append((answer.status_code, answer.headers["Location"], page.status_code, text))
    assert told[0] == told[1]
    assert told[0][:3] == (302, "/log-ind/kode", 200)


def test_same_browser_presses_a_button_and_goes_where_she_was_going(
    client_of: SignInAs, session: Session, head: Person
) -> None:
    client = client_of(None)
    client.post("/log-ind/mail?next=/min-side", data={"address": "Leder@Example.dk "})
    session.expire_all()
    link, _digits = mail_of(session)
    page = client.get(f"/log-ind/link/{link}")
    assert (page.status_code, "Det var her, du bad om at logge på." in page.text) == (200, True)
    answer = client.post(f"/log-ind/link/{link}")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/min-side")
    assert "Lene Holst" in client.get("/min-side").text
    again = client.post(f"/log-ind/link/{link}")
    assert (again.status_code, "virker ikke længere" in again.text) == (404, True)


def test_signing_in_gives_the_browser_a_new_session(client_of: SignInAs, session: Session, head: Person) -> None:
    client = client_of(head)
    with client.session_transaction() as cookie:
        before = cookie[TOKEN]
    client.post("/log-ind/mail", data={"address": ADDRESS})
    session.expire_all()
    client.post(f"/log-ind/link/{mail_of(session)[0]}")
    with client.session_transaction() as cookie:
        assert cookie[TOKEN] != before
        assert ASKED not in cookie
    assert count(session, SignIn) == 2


def test_other_browser_is_told_to_type_the_digits_where_one_asked(
    client_of: SignInAs, session: Session, head: Person
) -> None:
    client, phone = client_of(None), client_of(None)
    client.post("/log-ind/mail", data={"address": ADDRESS})
    session.expire_all()
    link, digits = mail_of(session)
    page = phone.get(f"/log-ind/link/{link}")
    assert (page.status_code, "Skriv de seks cifre, hvor du bad om linket" in page.text) == (200, True)
    assert phone.post(f"/log-ind/link/{link}").status_code == 404
    assert phone.post("/log-ind/kode", data={"digits": digits}).status_code == 404
    assert client.post("/log-ind/kode", data={"digits": wrong(digits)}).status_code == 422
    answer = client.post("/log-ind/kode", data={"digits": f" {digits[:3]} {digits[3:]}"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")


def test_scanners_use_nothing_up(client_of: SignInAs, session: Session, head: Person) -> None:
    client, scanner = client_of(None), client_of(None)
    client.post("/log-ind/mail", data={"address": ADDRESS})
    session.expire_all()
    link, _digits = mail_of(session)
    looks = {scanner.open(f"/log-ind/link/{link}", method=method).status_code for method in ("GET", "HEAD") * 50}
    assert looks == {200}
    assert client.post(f"/log-ind/link/{link}").status_code == 302


def test_link_never_leads_to_another_site(client_of: SignInAs, session: Session, head: Person) -> None:
    client = client_of(None)
    client.post("/log-ind/mail?next=//example.org", data={"address": ADDRESS})
    session.expire_all()
    assert client.post(f"/log-ind/link/{mail_of(session)[0]}").headers["Location"] == "/"


def test_wrong_tries_are_kept_though_they_are_refused(client_of: SignInAs, session: Session, head: Person) -> None:
    client = client_of(None)
    client.post("/log-ind/mail", data={"address": ADDRESS})
    session.expire_all()
    digits = mail_of(session)[1]
    tried = [client.post("/log-ind/kode", data={"digits": wrong(digits)}).status_code for _ in range(MOST_TRIES)]
    assert tried == [422] * MOST_TRIES
    assert client.post("/log-ind/kode", data={"digits": digits}).status_code == 404


def test_nothing_secret_is_logged(
    client_of: SignInAs,
    session: Session,
    head: Person,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    client = client_of(None)
    client.post("/log-ind/mail", data={"address": ADDRESS})
    session.expire_all()
    link, digits = mail_of(session)
    client.post("/log-ind/kode", data={"digits": wrong(digits)})
    client.post(f"/log-ind/link/{link}")
    client.post(f"/log-ind/link/{link}")
    logged = f"{capfd.readouterr()}{caplog.text}"
    assert [secret for secret in (link, digits, ADDRESS) if secret in logged] == []


@pytest.mark.parametrize(
    ("path", "field", "values", "most"),
    [
        ("/log-ind/mail", "address", ["en@example.dk"] * 6, 5),
        ("/log-ind/mail", "address", [f"leder{number}@example.dk" for number in range(21)], 20),
        ("/log-ind/kode", "digits", ["000000"] * 31, 30),
    ],
    ids=["one address", "one machine", "digits"],
)
def test_too_many_tries_are_turned_away(
    own_database: Database, path: str, field: str, values: list[str], most: int
) -> None:
    settings = make_settings(own_database.engine.url.render_as_string(hide_password=False))
    app = create_app(dataclasses.replace(settings, environment=Environment.PRODUCTION))
    app.config.update(WTF_CSRF_ENABLED=False)
    LIMITER.reset()
    try:
        client = app.test_client()
        answers = [client.post(path, data={field: value}).status_code for value in values]
    finally:
        LIMITER.reset()
        LIMITER.enabled = False
        app.extensions[EXTENSION].dispose()
    assert [code == 429 for code in answers] == [False] * most + [True]


# ---- many at once ----


@pytest.mark.parametrize("way", ["link", "digits"])
def test_of_fifty_that_use_one_code_at_once_one_wins(own_database: Database, way: str) -> None:
    app = create_app(make_settings(own_database.engine.url.render_as_string(hide_password=False)))
    with app.app_context(), own_database.write.begin() as session:
        services.add_person(session, name="Lene", address=ADDRESS, roles=[Role.LEADER], now=NOW)
        link, digits = ask(session)
    together = Barrier(CLICKS)

    def click(_number: int) -> str:
        with own_database.write() as session:
            together.wait()
            with session.begin():
                try:
                    if way == "link":
                        return codes.use_link(session, link=link, browser=BROWSER, now=NOW).name
                    found = codes.try_digits(session, digits=digits, browser=BROWSER, now=NOW)
                    return found.name if found else "wrong"
                except CodeDead:
                    return "dead"

    with ThreadPoolExecutor(CLICKS) as threads:
        outcomes = Counter(threads.map(click, range(CLICKS)))
    app.extensions[EXTENSION].dispose()
    assert outcomes == {"Lene": 1, "dead": CLICKS - 1}


def test_of_many_who_ask_at_once_one_code_is_left(own_database: Database) -> None:
    app = create_app(make_settings(own_database.engine.url.render_as_string(hide_password=False)))
    with own_database.write.begin() as session:
        services.add_person(session, name="Lene", address=ADDRESS, roles=[Role.LEADER], now=NOW)
    together = Barrier(MOST_CODES - 1)

    def click(number: int) -> None:
        with app.app_context(), own_database.write() as session:
            together.wait()
            with session.begin():
                codes.ask_to_sign_in(session, address=ADDRESS, browser=f"browser {number}", now=now())

    with ThreadPoolExecutor(MOST_CODES - 1) as threads:
        list(threads.map(click, range(MOST_CODES - 1)))
    with own_database.read() as session:
        living = session.scalars(select(SignInCode.id).where(SignInCode.ends_at > now())).all()
    app.extensions[EXTENSION].dispose()
    assert len(living) == 1
