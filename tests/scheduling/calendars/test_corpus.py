"""The calendars that icalendar and recurring-ical-events test themselves with, as the packages bring them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import icalendar
import pytest
import recurring_ical_events

from app.scheduling.calendars import freebusy
from app.scheduling.domain import CalendarUnreadable, FreeBusy

PACKAGES = [Path(str(package.__file__)).parent for package in (icalendar, recurring_ical_events)]
FILES = sorted(file for package in PACKAGES for file in package.rglob("*.ics"))
WINDOW = dt.datetime(2019, 1, 1), dt.datetime(2021, 1, 1)


def test_the_corpus_is_there() -> None:
    assert len(FILES) > 200


def read(data: bytes, *, plainly_too: bool) -> FreeBusy | type[CalendarUnreadable]:
    try:
        return freebusy.read(data, *WINDOW, plainly_too=plainly_too)
    except CalendarUnreadable as refused:
        return type(refused)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_calendar_is_read_or_refused_and_both_ways_agree(file: Path) -> None:
    data = file.read_bytes()
    assert read(data, plainly_too=True) == read(data, plainly_too=False)
