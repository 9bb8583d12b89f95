"""A register that is read in after something happened here: what a person wrote down is neither undone nor repeated."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.institutions import queries
from app.institutions.domain import Doubt, RegisterDiff
from app.institutions.events import queries as event_queries
from app.institutions.events import writing as event_writing
from app.institutions.events.life import EventKind, LaterEvent
from app.institutions.models import UnitEvent
from app.institutions.register import services as register_services
from app.institutions.visits import services as visit_services
from app.institutions.visits.reading import VisitRow
from tests.conftest import NOW
from tests.institutions.events.life_of_units import AUGUST, AUTUMN, close, merge, move, new, rename

pytestmark = pytest.mark.usefixtures("app")
HEADER = "id;navn;kategori;ejerforhold;område;status\n"


def _file(*rows: str) -> bytes:
    return (HEADER + "\n".join(rows) + "\n").encode()


def _read(session: Session, *rows: str, closing: tuple[int, ...] = ()) -> RegisterDiff:
    result = register_services.import_register(
        session, content=_file(*rows), file_name="liste.csv", by=None, now=NOW, close=closing
    )
    return result.diff


ONE, TWO = "1;Mariehøj;dagtilbud;kommunal;Nord;", "2;Skovhuset;dagtilbud;kommunal;Nord;"
NEXT_DAY = NOW + dt.timedelta(days=1)


def test_unit_that_was_renamed_and_moved_here_is_no_change(session: Session) -> None:
    _read(session, ONE, TWO)
    one = queries.find(session, text="1")
    rename(session, one, "Solbakken")
    move(session, one, "Syd")
    for row in (ONE, "1;Solbakken;dagtilbud;kommunal;Syd;"):
        diff = _read(session, row, TWO)
        assert (diff.changed, diff.unchanged) == ((), 2)
    assert (one.name, one.area) == ("Solbakken", "Syd")


def test_register_that_has_a_coming_name_already_keeps_the_former_one_found(session: Session) -> None:
    _read(session, ONE)
    one = queries.find(session, text="1")
    event = rename(session, one, "Solbakken", AUGUST)
    _read(session, "1;Solbakken;dagtilbud;kommunal;Nord;")
    event_writing.put_in_force(session, event.id, now=AUTUMN)
    assert event_queries.former_names(session)[one.id][0].name == "Mariehøj"


def test_unit_that_was_closed_here_and_stands_open_in_the_file_is_asked_about(session: Session) -> None:
    _read(session, ONE, TWO)
    one = queries.find(session, text="1")
    close(session, one)
    diff = _read(session, ONE, TWO)
    assert [[(mark.doubt, mark.about) for mark in row.remarks] for row in diff.remarked] == [
        [(Doubt.CLOSED_HERE, "04-01-2027")]
    ]
    assert (diff.changed, one.active_to) == ((), dt.date(2027, 1, 4))


def test_coming_closure_is_not_asked_about(session: Session) -> None:
    _read(session, ONE, TWO)
    merge(session, queries.find(session, text="1"), queries.find(session, text="2"), into=new("Engen"), day=AUGUST)
    assert _read(session, ONE, TWO).remarked == ()


def test_gone_unit_that_a_person_closes_has_its_event(session: Session) -> None:
    _read(session, ONE, TWO)
    two = queries.find(session, text="2")
    _read(session, ONE, closing=(two.id,))
    (event,) = session.scalars(select(UnitEvent)).all()
    assert (event.kind, event.day, two.active_to) == (EventKind.CLOSED, dt.date(2027, 1, 4), dt.date(2027, 1, 4))


def test_gone_unit_with_a_coming_event_is_closed_by_undoing_that_first(session: Session) -> None:
    _read(session, ONE, TWO)
    two = queries.find(session, text="2")
    close(session, two, AUGUST)
    with pytest.raises(LaterEvent):
        _read(session, ONE, closing=(two.id,))


def test_earlier_dialogue_under_a_former_name_is_the_units(session: Session) -> None:
    _read(session, ONE, TWO)
    one = queries.find(session, text="1")
    rename(session, one, "Solbakken")
    matched = visit_services.match_visits(session, rows=[VisitRow(line=2, institution="Mariehøj", year=2020)], now=NOW)
    assert (matched.near, matched.problems) == ((), ())
