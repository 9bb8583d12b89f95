"""Many at once: a mail to so many is sent once, a plan laid once, and a paper is closed by one decision."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.communication import mailing, papers, plans, queries
from app.communication.domain import Channel
from app.communication.models import PaperSentence
from app.database import Database
from app.guidance import queries as guidances
from app.mail.models import OutboxMessage
from tests.communication import telling
from tests.communication.telling import BODY, MEETS, NOW
from tests.guidance.test_at_once import CLICKS, at_once


def test_plan_is_laid_and_its_mail_sent_once(own_database: Database, live_app: Flask) -> None:
    with live_app.app_context(), own_database.write.begin() as session:
        telling.publish(session)

    def lay(session: Session, _number: int) -> None:
        with live_app.app_context():
            plans.lay_plan(session, guidance=guidances.of_year(session, 2028), by=None, now=NOW)

    assert at_once(own_database, lay) == {"done": 1, "plan-exists": CLICKS - 1}
    with own_database.write.begin() as session:
        rows = queries.steps_of(session, guidances.of_year(session, 2028))
        number = next(one.id for one in rows if one.channel is Channel.MAIL)

    def send(session: Session, _number: int) -> None:
        with live_app.app_context():
            mailing.send_mail(session, step=queries.step(session, number), body=BODY, by=None, now=NOW)

    assert at_once(own_database, send) == {"done": 1, "already-sent": CLICKS - 1}
    with own_database.write.begin() as session:
        written = select(func.count(OutboxMessage.id)).where(OutboxMessage.kind == mailing.KIND)
        assert session.scalar(written) == 3


@pytest.mark.parametrize("renewed", [True, False])
def test_paper_is_renewed_without_doubles_and_closed_by_one_decision(
    own_database: Database, live_app: Flask, renewed: bool
) -> None:
    with live_app.app_context(), own_database.write.begin() as session:
        paper = telling.told(session)
        plans.add_step(
            session, guidance=paper.guidance, channel=Channel.OTHER, audience="alle", day=MEETS, by=None, now=NOW
        )

    def act(session: Session, number: int) -> None:
        with live_app.app_context():
            given: dict[str, Any] = {"paper": queries.paper(session, 2028), "by": None, "now": NOW}
            if renewed:
                papers.renew_paper(session, **given)
            else:
                papers.decide(session, **given, decision=f"Ord {number}.", day=telling.DAY)

    wanted = {"done": CLICKS} if renewed else {"done": 1, "paper-closed": CLICKS - 1}
    assert at_once(own_database, act) == wanted
    with own_database.write.begin() as session:
        sources = list(session.scalars(select(PaperSentence.source)))
        assert len(sources) == len(set(sources))
