"""Many at once, on databases with several connections: one effect, and a clear word to the others."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import create_app
from app.cycle import queries as cycles
from app.database import Database, reading, transaction
from app.invitations import queries, services
from app.invitations.domain import Answer, Channel, NothingToSend
from app.invitations.models import InvitationAnswer
from app.mail.models import OutboxMessage
from tests.conftest import make_settings
from tests.invitations.conftest import NOW, make_year

CLICKS = 12


@pytest.fixture
def prepared(own_database: Database) -> Iterator[Flask]:
    """An application on a database of its own, with drafts that nobody has sent."""
    app = create_app(make_settings(own_database.engine.url.render_as_string(hide_password=False)))
    with app.app_context(), transaction() as session:
        year = make_year(session)
        services.prepare_from_plan(session, cycle=year.cycle, by=None, now=NOW)
    yield app
    app.extensions["ledetraad.database"].dispose()


def all_at_once(app: Flask, act: Callable[[int], str]) -> Counter[str]:
    """What became of as many clicks as there are threads, let go together."""
    together = Barrier(CLICKS)

    def click(number: int) -> str:
        with app.app_context():
            together.wait()
            return act(number)

    with ThreadPoolExecutor(CLICKS) as threads:
        return Counter(threads.map(click, range(CLICKS)))


def test_many_clicks_send_once(prepared: Flask) -> None:
    def send(_number: int) -> str:
        try:
            with transaction() as session:
                return f"{services.send(session, cycle=cycles.by_year(session, 2027), by=None, now=NOW)} sent"
        except NothingToSend:
            return "nothing to send"

    assert all_at_once(prepared, send) == {"9 sent": 1, "nothing to send": CLICKS - 1}
    with prepared.app_context():
        assert reading().scalar(select(func.count(OutboxMessage.id))) == 9


def test_many_answers_leave_the_newest(prepared: Flask) -> None:
    with prepared.app_context(), transaction() as session:
        services.send(session, cycle=cycles.by_year(session, 2027), by=None, now=NOW)
        invitation = queries.invitations_of(session, cycles.by_year(session, 2027))[0]
        head = invitation.participants[0].id
    answers = [Answer.ACCEPTED, Answer.TENTATIVE]

    def answer(number: int) -> str:
        with transaction() as session:
            services.answer(
                session,
                participant=queries.participant(session, head),
                answer=answers[number % 2],
                channel=Channel.MAIL,
                stamp=NOW + dt.timedelta(seconds=number),
                now=NOW + dt.timedelta(minutes=1),
            )
        return "kept"

    assert all_at_once(prepared, answer) == {"kept": CLICKS}
    with prepared.app_context():
        assert reading().scalar(select(func.count(InvitationAnswer.id))) == CLICKS
        newest = queries.participant(reading(), head)
        assert newest.answer is answers[(CLICKS - 1) % 2]
