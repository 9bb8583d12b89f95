"""Whatever comes in, the whole way into the database: one outcome, no fault of ours, nothing left for the next mail."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from app.invitations.domain import Answer
from app.invitations.models import InvitationAnswer, Participant
from app.mail.domain import InboxOutcome
from app.mail.models import InboxMessage
from tests.conftest import DATA
from tests.invitations.answering import MINUTE, attendee, calendar, event, mail, part, reply, take, text
from tests.invitations.conftest import NOW, Year

REPLIES = sorted((DATA / "replies").glob("*.eml"))
METHODS = ("REPLY", "COUNTER", "REFRESH", "REQUEST", "CANCEL", "ADD", "DECLINECOUNTER", "X", "")
WORDS = ("ACCEPTED", "DECLINED", "TENTATIVE", "DELEGATED", "NEEDS-ACTION", "X-ILL", "")
NUMBERS = ("0", "1", "-1", "99999999999", "x", "")
INSTANTS = ("20270112T090000Z", "20991231T235959Z", "00000000T000000Z", "20270230T250000", "x", "")
LINES = (
    "RECURRENCE-ID:20270316T080000Z",
    "COMMENT:Hej",
    "DTSTART;TZID=Elsewhere:20270317T130000",
    "BEGIN:VALARM",
    "\x00",
)
GOOD = (InboxOutcome.APPLIED, "answered", "accepted", Answer.ACCEPTED)
FREE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)


@st.composite
def odd_replies(draw: st.DrawFn, uid: str, addresses: list[str]) -> bytes:
    """Answers in which each part may be one that should not be there."""
    address = draw(st.sampled_from([*addresses, "ukendt@example.com", "", "@", "a@b@c"]))
    sender = draw(st.sampled_from([address, *addresses, "MAILER-DAEMON", "a@example.dk, b@example.dk", ""]))
    given_lines = [
        attendee(address, draw(st.sampled_from(WORDS)), draw(st.sampled_from(["", "Anne Bæk", "Bæk, Anne"]))),
        f"SEQUENCE:{draw(st.sampled_from(NUMBERS))}",
        f"DTSTAMP:{draw(st.sampled_from(INSTANTS))}",
        *draw(st.lists(st.sampled_from(LINES), max_size=3)),
    ]
    one = event(draw(st.sampled_from([uid, uid + " ", "nobody@example.dk", ""])), *given_lines, sequence=None, at=None)
    body = calendar(*[one] * draw(st.integers(0, 2)), method=draw(st.sampled_from(METHODS)))
    return mail(sender, text(draw(st.text(max_size=20))), part(body.encode("utf-8", "replace")))


def counted(year: Year) -> tuple[Any, ...]:
    """What the pages and commands say of the meeting after a good answer, and how it came to that."""
    message = take(year, reply(year.invitation(1), year.heads[1].address, at=NOW + MINUTE))
    return message.outcome, message.reason, message.answer, year.part_of(year.heads[1], 1).answer


def survives(year: Year, raw: bytes) -> None:
    """One mail, and a good one after it; nothing of either is there for the next example."""
    participants = year.session.scalar(select(func.count(Participant.id)))
    with year.session.begin_nested() as whole:
        first = take(year, raw)
        assert isinstance(first.outcome, InboxOutcome)
        assert first.reason
        assert first.raw == raw or first.reason == "duplicate"
        assert counted(year) == GOOD
        assert year.session.scalar(select(func.count(Participant.id))) == participants
        whole.rollback()
    assert year.session.scalar(select(func.count(InboxMessage.id))) == 0
    assert year.session.scalar(select(func.count(InvitationAnswer.id))) == 0


@given(data=st.data())
@FREE
def test_any_answer_ends_in_one_outcome_and_leaves_nothing_for_the_next(sent: Year, data: st.DataObject) -> None:
    uid = sent.invitation().uid
    addresses = [one.person.address for one in sent.invitation().participants]
    survives(sent, data.draw(odd_replies(uid, addresses)))


@given(content=st.binary(max_size=2_000))
@FREE
def test_any_bytes_end_in_one_outcome_and_leave_nothing_for_the_next(sent: Year, content: bytes) -> None:
    survives(sent, content)


@given(place=st.sampled_from(REPLIES), data=st.data())
@FREE
def test_spoiled_answer_ends_in_one_outcome_and_leaves_nothing_for_the_next(
    sent: Year, place: Path, data: st.DataObject
) -> None:
    raw = bytearray(place.read_bytes().replace(b"%UID%", sent.invitation().uid.encode()))
    for _ in range(data.draw(st.integers(0, 6))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    survives(sent, bytes(raw[: data.draw(st.integers(1, len(raw)))]))
