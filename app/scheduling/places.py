"""Where the dialogues are held: in a room of ours, or at the institution, and how long the directors travel there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cycle.models import Cycle
from app.institutions.models import Institution
from app.people.models import Person
from app.scheduling.domain import DialogueState, Placed, codes_of
from app.scheduling.instants import instant
from app.scheduling.models import Dialogue, Room, SeatPlace, TravelTime
from app.scheduling.rules import working_time
from app.scheduling.rules.domain import SHAPES, MinutesUnfit, RuleKind
from app.selection.models import Seat
from app.trail import services as trail

STEP = 5  # minutes: the planner counts in what fits into its grid


def away_from_home(session: Session, cycle: Cycle, seats: Iterable[Seat]) -> set[int]:
    """The seats whose dialogue is held at the institution: as was said of each, else as the year's rule says."""
    ids = [seat.id for seat in seats]
    usual = working_time.rule_of(session, cycle, RuleKind.PLACE).number == 1
    query = select(SeatPlace.seat_id, SeatPlace.at_institution).where(SeatPlace.seat_id.in_(ids))
    told = {row.seat_id: row.at_institution for row in session.execute(query)}
    return {id for id in ids if told.get(id, usual)}


def set_places(session: Session, *, there: Mapping[Seat, bool], by: Person | None, now: dt.datetime) -> None:
    """Where each of these is met. A time that stands keeps its place until it is moved or proposed anew."""
    for seat, at_institution in there.items():
        place = session.get(SeatPlace, seat.id)
        if place is None:
            session.add(SeatPlace(seat_id=seat.id, at_institution=at_institution))
        else:
            place.at_institution = at_institution
        details = {"at_institution": at_institution}
        trail.record(session, by=by, action="place.set", thing=f"seat:{seat.id}", details=details, now=now)


def travel_times(session: Session) -> dict[str, int]:
    """The minutes from the town hall, one way, by postcode; what is not there takes what the year's rule says."""
    return {one.postcode: one.minutes for one in session.scalars(select(TravelTime))}


def travel_to(session: Session, cycle: Cycle, institutions: Iterable[Institution]) -> dict[int, int]:
    """The minutes to each of these."""
    known = travel_times(session)
    usual = working_time.rule_of(session, cycle, RuleKind.TRAVEL).number
    return {one.id: known.get(one.postcode, usual) for one in institutions}


def save_travel(session: Session, *, minutes: Mapping[str, int | None], by: Person | None, now: dt.datetime) -> None:
    """The table of minutes by postcode; None: as the year's rule says."""
    known = {one.postcode: one for one in session.scalars(select(TravelTime))}
    for postcode, wanted in minutes.items():
        if wanted is not None and (wanted % STEP or not 0 <= wanted <= SHAPES[RuleKind.TRAVEL].most):
            raise MinutesUnfit()
        if wanted is None:
            if postcode in known:
                session.delete(known[postcode])
        elif postcode in known:
            known[postcode].minutes = wanted
        else:
            session.add(TravelTime(postcode=postcode, minutes=wanted))
    trail.record(session, by=by, action="travel.set", thing="travel", now=now)


def own_room(session: Session, institution: Institution) -> Room:
    """The institution's own place, as invitations name it: it stands in no list of rooms, and is never taken."""
    room = session.scalars(select(Room).where(Room.institution_id == institution.id)).one_or_none()
    if room is None:
        room = Room(name=address_of(institution), seats=0, active=False, institution_id=institution.id)
        if session.scalars(select(Room.id).where(Room.name == room.name)).first() is not None:
            room.name = f"{room.name[:100]} ({institution.id})"
        session.add(room)
        session.flush()
    return room


def rooms_there(session: Session, cycle: Cycle, seats: Iterable[Seat]) -> dict[int, int]:
    """For each seat that is met at its institution, the number of that place."""
    seats = list(seats)
    away = away_from_home(session, cycle, seats)
    return {seat.id: own_room(session, seat.institution).id for seat in seats if seat.id in away}


def propose(dialogue: Dialogue, placed: Placed | None, there: int | None, unknown: Sequence[int]) -> None:
    """The time and the place that a plan found, and what is to be known of them; or none."""
    dialogue.state = DialogueState.PROPOSED if placed else DialogueState.WITHOUT_TIME
    dialogue.starts_at = instant(placed.start) if placed else None
    dialogue.ends_at = instant(placed.end) if placed else None
    dialogue.room_id = (int(placed.room) if placed.room else there) if placed else None
    dialogue.why = [*codes_of(placed), *(f"unknown:{one}" for one in unknown)] if placed else []


def address_of(institution: Institution) -> str:
    """Its name, street and town on one line."""
    town = f"{institution.postcode} {institution.town}".strip()
    return ", ".join(part for part in (institution.name, institution.street, town) if part)[:120]
