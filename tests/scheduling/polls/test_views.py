"""Pages of polls that rest on a day: who heads an institution when the period begins."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.institutions import services as institutions
from app.people.domain import Role
from app.people.models import Person
from app.scheduling.polls import views
from tests.scheduling.conftest import FEBRUARY, Year


def test_head_who_starts_before_the_period_can_be_asked(
    session: Session,
    year: Year,
    add_person: Callable[..., Person],
    client_of: Callable[[Person], FlaskClient],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(views, "now", lambda: FEBRUARY)
    coming = add_person(Role.LEADER, name="Nye Nina")
    unit = year.seats[0].institution
    institutions.set_head(session, institution=unit, person=coming, from_day=dt.date(2027, 3, 1), by=None, now=FEBRUARY)
    session.commit()
    client = client_of(add_person(Role.SECRETARIAT))
    page = client.get(f"/tider/2027/rundspoerger/ny?person={coming.id}").text
    assert f'name="person" value="{coming.id}"' in page.replace('type="hidden" ', "")
    assert 'name="start"' in page
