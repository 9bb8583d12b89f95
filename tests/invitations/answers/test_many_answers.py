"""Many answers: each twice and in any order, forged ones, and a burst of them. INGEST_SIZE makes it the full number."""

from __future__ import annotations

import datetime as dt
import os
import random
from typing import Any

from sqlalchemy import func, select

from app.invitations.domain import Answer
from app.invitations.models import InvitationAnswer
from app.mail.domain import InboxOutcome
from app.mail.models import InboxMessage
from tests.invitations.answering import MINUTE, reply, take
from tests.invitations.conftest import DAYS, NOW, Year

SIZE = int(os.environ.get("INGEST_SIZE", "60"))
SEED = int(os.environ.get("INGEST_SEED", "20270112"))
WORDS = ("ACCEPTED", "DECLINED", "TENTATIVE")


def everyone(year: Year) -> list[tuple[int, str]]:
    """Meeting and address of each who is asked."""
    return [(number, one.person.address) for number in range(3) for one in year.invitation(number).participants]


def test_newest_answer_wins_though_each_comes_twice_and_in_any_order(sent: Year) -> None:
    rng = random.Random(SEED)
    sent.move(0, DAYS[0], 9, room=sent.other)
    sent.send()  # the first meeting has a second version, whose answers may be to either
    asked, mails = everyone(sent), []
    newest: dict[tuple[int, str], tuple[tuple[int, dt.datetime], str]] = {}
    for number in range(SIZE):
        meeting, address = rng.choice(asked)
        version = (rng.choice((0, 1)) if meeting == 0 else 0, NOW + number * dt.timedelta(seconds=7))
        word = rng.choice(WORDS)
        mails.append(reply(sent.invitation(meeting), address, word, sequence=version[0], at=version[1]))
        newest[meeting, address] = max(newest.get((meeting, address), (version, word)), (version, word))
    twice = mails * 2
    rng.shuffle(twice)
    now = NOW + SIZE * MINUTE
    outcomes = [take(sent, raw, now=now).outcome for raw in twice]
    found = {
        (number, one.person.address): one.answer.value.upper()
        for number in range(3)
        for one in sent.invitation(number).participants
        if one.answer is not Answer.NEEDS_ACTION
    }
    assert found == {key: word for key, (_, word) in newest.items()}, f"INGEST_SEED={SEED}"
    assert outcomes.count(InboxOutcome.IGNORED) == SIZE
    assert set(outcomes) <= {InboxOutcome.APPLIED, InboxOutcome.STALE, InboxOutcome.IGNORED}
    assert sent.session.scalar(select(func.count(InvitationAnswer.id))) == SIZE


def test_forged_answers_are_never_applied(sent: Year) -> None:
    rng, asked = random.Random(SEED), everyone(sent)
    for number in range(max(20, SIZE // 5)):
        meeting, address = rng.choice(asked)
        other = rng.choice([one for _, one in asked if one != address])
        ways: list[dict[str, Any]] = [
            {"sender": f"x{number}@evil.example"},
            {"sender": other},
            {"sender": f'"{address}" <x@evil.example>'},
            {"sender": f"{address}, x@evil.example"},
            {"headers": ["Authentication-Results: mx.kommune.dk; dmarc=fail"]},
            {"headers": ["From: x@evil.example"]},
            {"address": f"x{number}@evil.example"},
            {"method": "REQUEST"},
            {"sequence": 99},
        ]
        given = {"address": address, **rng.choice(ways), "at": NOW + number * MINUTE}
        message = take(sent, reply(sent.invitation(meeting), **given), authserv_id="mx.kommune.dk")
        assert message.outcome in (InboxOutcome.NEEDS_PERSON, InboxOutcome.IGNORED), (number, SEED)
    assert sent.session.scalar(select(func.count(InvitationAnswer.id))) == 0
    assert {one.answer for number in range(3) for one in sent.invitation(number).participants} == {Answer.NEEDS_ACTION}


def test_every_mail_ends_in_one_outcome_with_a_reason(sent: Year) -> None:
    for number, (meeting, address) in enumerate(everyone(sent)):
        take(sent, reply(sent.invitation(meeting), address, WORDS[number % 3], at=NOW + number * MINUTE))
    rows = sent.session.scalars(select(InboxMessage)).all()
    assert len(rows) == 9
    assert all(one.outcome is not None and one.reason and one.processed_at for one in rows)
