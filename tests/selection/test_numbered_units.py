"""A unit that is given its number in the register between two steps of a choice stays the unit that the list names."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cycle.models import Cycle
from app.institutions.domain import Kind, Ownership
from app.institutions.events import services as events
from app.institutions.events.life import EventKind, EventUsed, NewUnit
from app.institutions.models import Institution, UnitEvent
from app.institutions.register import services as register_services
from app.selection import queries, services
from app.selection.domain import DrawSettings, Named, Way
from app.selection.handing_on import hand_on
from app.selection.lottery.record import read_record
from tests.conftest import NOW


@pytest.fixture
def engen(session: Session, cycle: Cycle) -> Institution:
    """A unit that was opened here, and that the directorate gave a seat."""
    unit = NewUnit(name="Engen", kind=Kind.DAY_CARE, ownership=Ownership.MUNICIPAL, area="N")
    return events.open_unit(session, unit=unit, day=NOW.date(), by=None, now=NOW).parts[0].institution


def settings(way: Way = Way.BY_TURN) -> DrawSettings:
    return DrawSettings(way=way, known_since=2010, appointed=(Named(id="own:N1", reason="promised"),))


def give_number(session: Session, unit: Institution) -> None:
    content = b"id;navn;kategori;ejerforhold\n208123;Engen;dagtilbud;kommunal\n"
    register_services.import_register(
        session, content=content, file_name="r.csv", same={"208123": unit.id}, by=None, now=NOW
    )


def test_published_list_is_drawn_from_and_seats_change_hands(
    secretary: FlaskClient, session: Session, cycle: Cycle, engen: Institution
) -> None:
    draw = services.prepare(session, cycle=cycle, settings=settings(), by=None, now=NOW)
    services.publish(session, draw=draw, by=None, now=NOW)
    give_number(session, engen)
    services.draw(session, draw=draw, value="417205883016", by=None, now=NOW)
    seat = queries.seat_of(session, cycle, engen)
    assert seat is not None
    assert queries.names_in(session, read_record(draw.record))[engen.id] == "own:N1"
    session.commit()
    assert "Engen" in secretary.get("/udvaelgelse/2027").text
    coming = hand_on(session, seat)
    successor = services.withdraw(session, seat=seat, reason="Flytter.", by=None, now=NOW, relaxed=True)
    assert successor is not None
    assert successor.institution.name == coming.successor


def test_whoever_was_appointed_is_appointed_by_her_number_in_the_next_list(
    session: Session, cycle: Cycle, engen: Institution
) -> None:
    services.prepare(session, cycle=cycle, settings=settings(), by=None, now=NOW)
    give_number(session, engen)
    request = queries.pool_request(session, cycle=cycle, settings=settings(), now=NOW)
    assert [one.id for one in request.settings.appointed] == ["stil:208123"]
    assert read_record(services.prepare(session, cycle=cycle, settings=settings(), by=None, now=NOW).record)[
        "appointed"
    ] == [{"id": "stil:208123", "reason": "promised"}]


def test_form_still_names_whoever_was_appointed(
    secretary: FlaskClient, session: Session, cycle: Cycle, engen: Institution
) -> None:
    services.prepare(session, cycle=cycle, settings=settings(), by=None, now=NOW)
    give_number(session, engen)
    session.commit()
    page = secretary.get("/udvaelgelse/2027/indstil").text
    assert 'value="Engen"' in page
    assert "own:N1" not in page


@pytest.mark.usefixtures("app")
def test_number_that_a_choice_has_used_stays(session: Session, cycle: Cycle, engen: Institution) -> None:
    give_number(session, engen)
    draw = services.prepare(session, cycle=cycle, settings=replace(settings()), by=None, now=NOW)
    services.draw(session, draw=draw, value="417205883016", by=None, now=NOW)
    event = session.scalars(select(UnitEvent).where(UnitEvent.kind == EventKind.NUMBERED)).one()
    with pytest.raises(EventUsed):
        events.undo_event(session, event_id=event.id, reason="En fejl.", by=None, now=NOW)
