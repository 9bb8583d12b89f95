"""The link of an invitation whose meeting has been held: it opens nothing more, and says why."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from app import clock
from app.people.models import Person
from app.scheduling import services as scheduling
from tests.invitations.conftest import DAYS, Year
from tests.invitations.test_views import link_of


def test_link_of_a_meeting_that_was_held_says_so(
    sent: Year, client_of: Callable[[Person | None], FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, after = link_of(sent, sent.heads[0]), clock.at(DAYS[0], 10, 31)
    for place in ("app.invitations.answers.views.now", "app.clock.now"):
        monkeypatch.setattr(place, lambda: after)
    assert "Linket virker ikke længere." in client_of(None).get(path).text
    scheduling.mark_held(sent.session, dialogue=sent.invitation(0).dialogue, by=None, now=after)
    sent.session.commit()
    for address in (path, f"{path}/moede.ics"):
        answer = client_of(None).get(address)
        assert (answer.status_code, "Mødet er holdt, så der er ikke mere at svare på." in answer.text) == (404, True)
