"""The mails of the meetings are written with texts that a year can make its own; a briefing is told of."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.dialogues import mail_texts
from app.dialogues.before import briefings
from app.dialogues.domain import BriefingMissing
from app.invitations import services as invitations
from app.mail.models import OutboxMessage
from app.mail.writing import texts
from tests.invitations.conftest import NOW, Year, make_year


@pytest.fixture
def asked(app: Flask, session: Session) -> Year:
    """A year whose invitations have been sent."""
    found = make_year(session)
    invitations.prepare_from_plan(session, cycle=found.cycle, by=None, now=NOW)
    found.send()
    return found


def test_directors_are_told_of_a_briefing_once_and_nothing_of_it_leaves(asked: Year) -> None:
    dialogue = asked.invitation().dialogue
    with pytest.raises(BriefingMissing):
        briefings.send_briefing(asked.session, dialogue=dialogue, by=None, now=NOW)
    briefings.write_briefing(
        asked.session, dialogue=dialogue, about="Fortroligt.", plan_lines=(), questions=(), by=None, now=NOW
    )
    assert briefings.send_briefing(asked.session, dialogue=dialogue, by=None, now=NOW) == 2
    assert briefings.send_briefing(asked.session, dialogue=dialogue, by=None, now=NOW + dt.timedelta(days=1)) == 0
    rows = asked.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "briefing")).all()
    assert {row.person_id for row in rows} == {one.id for one in asked.directors}
    assert all(b"Fortroligt" not in row.raw for row in rows)


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_standard_texts_of_this_room_use_what_there_is(app: Flask, language: str) -> None:
    for kind in mail_texts.TEXTS:
        assert texts.faults_of(kind, texts.standard(kind.name, language)) == []
