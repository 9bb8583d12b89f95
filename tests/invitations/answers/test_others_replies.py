"""Replies that other libraries make out of our own invitation, taken in."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.invitations.answering import APPLIED, came_to, mail, part, take, text
from tests.invitations.answers.other_calendars import by_ical, by_vobject
from tests.invitations.conftest import Year
from tests.invitations.reading import read_outbox


@pytest.mark.parametrize("made", [by_vobject, by_ical])
def test_reply_made_by_another_library_counts(sent: Year, made: Callable[[str], str]) -> None:
    ours = next(one for one in read_outbox(sent.session) if one.row.person_id == sent.heads[0].id)
    [found] = [one for one in ours.message.walk() if one.get_content_type() == "text/calendar"]
    written = made(str(found.get_content()))
    message = take(sent, mail(sent.heads[0].address, text("Nej"), part(written)))
    assert (came_to(message), message.answer, message.person_id) == (
        (APPLIED, "answered"),
        "declined",
        sent.heads[0].id,
    )
