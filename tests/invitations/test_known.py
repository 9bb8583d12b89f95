"""How far a meeting's time is known decides how much it weighs to move it."""

from __future__ import annotations

import datetime as dt

from app.invitations import services
from app.invitations.domain import Answer, Channel
from app.invitations.known import known_of
from app.scheduling import moving
from app.scheduling.planner.replan import Known
from tests.invitations.conftest import NOW, Year


def test_a_draft_a_sent_and_an_accepted_time_weigh_more_and_more(year: Year) -> None:
    services.prepare_from_plan(year.session, cycle=year.cycle, by=None, now=NOW)
    dialogue = year.invitation().dialogue
    assert known_of(year.session, [dialogue]) == {dialogue.id: Known.DRAFT}
    year.send()
    dialogue = year.invitation().dialogue
    assert known_of(year.session, [dialogue]) == {dialogue.id: Known.SENT}
    services.answer(
        year.session,
        participant=year.part_of(year.heads[0]),
        answer=Answer.ACCEPTED,
        channel=Channel.WEB,
        by=None,
        now=NOW + dt.timedelta(hours=1),
    )
    assert known_of(year.session, [dialogue]) == {dialogue.id: Known.ACCEPTED}


def test_a_new_time_that_nobody_has_been_told_of_leaves_the_old_one_known(sent: Year) -> None:
    sent.move(0, dt.date(2027, 4, 20), 9)
    dialogue = sent.invitation().dialogue
    assert known_of(sent.session, [dialogue]) == {dialogue.id: Known.SENT}


def test_planning_again_knows_what_the_invitations_say(sent: Year) -> None:
    lost = sent.invitation(0).dialogue
    _problem, known = moving.replan_request(sent.session, dialogue=lost, now=NOW)
    assert set(known.values()) == {Known.SENT}
