"""A name or a centre that was written down for a day is put in when the day has come."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from jobs.planned import run_due
from jobs.plans import PLANS
from tests.institutions.events.life_of_units import AUGUST, move, rename, unit

JOB = {"turn-units": PLANS["turn-units"]}


@pytest.mark.usefixtures("app")
def test_what_waits_for_its_day_is_put_in_shortly_after_midnight(session: Session) -> None:
    one, other = unit(session, "1"), unit(session, "2")
    rename(session, one, "Solbakken", AUGUST)
    move(session, other, "Syd", AUGUST + dt.timedelta(days=1))
    session.commit()
    for late, name, area in ((-1, "Hus 1", "Nord"), (0, "Solbakken", "Nord"), (1, "Solbakken", "Syd")):
        morning = dt.datetime(2027, 8, 1, 6, tzinfo=dt.UTC) + dt.timedelta(days=late)
        run_due(JOB, now=morning)
        session.expire_all()
        assert (one.name, other.area) == (name, area)
