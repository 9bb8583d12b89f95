"""Use cases of the times: when people are busy, what is asked of the planner, and what a person accepts or moves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.clock import local, local_day
from app.cycle.domain import MilestoneKind
from app.cycle.models import Cycle
from app.domain import one_line
from app.people.models import Person
from app.scheduling import places, queries
from app.scheduling.days import days_between, spans_by_day, spread
from app.scheduling.domain import (
    BY_HAND,
    CancelledWithoutReason,
    DialogueSettled,
    DialogueState,
    FreeBusy,
    Half,
    Interval,
    MovedMeanwhile,
    NothingToAccept,
    Plan,
    PlanOutdated,
    Problem,
    Span,
    Strength,
    TimePassed,
    TimeTaken,
    Way,
)
from app.scheduling.models import BusyDay, Dialogue, Room
from app.scheduling.planner.openings import Board
from app.scheduling.problems import Asked, certain, doubted_at, latest_day, lost_time, naive, problem_of
from app.scheduling.refusals import HeldWithoutTime, NobodyChosen, NotYetHeld, PeriodOver, RoomExists
from app.scheduling.rules.bounds import bounds_of, is_soft
from app.scheduling.rules.domain import RuleKind
from app.selection import queries as selection
from app.selection import services as seats
from app.selection.domain import SeatState
from app.selection.models import Draw, Seat
from app.trail import services as trail

DAY = dt.timedelta(days=1)
LENGTH = dt.timedelta(minutes=90)
BEYOND = dt.timedelta(weeks=2)
STANDING = (DialogueState.PROPOSED, DialogueState.AGREED, DialogueState.HELD)
UNSENT = (DialogueState.WITHOUT_TIME, DialogueState.PROPOSED)
INVITED = (DialogueState.AGREED, DialogueState.NEEDS_TIME)
MOVABLE = (*UNSENT, *INVITED)
RESERVE = dt.timedelta(weeks=2)


def add_room(session: Session, *, name: str, seats: int, by: Person | None, now: dt.datetime) -> Room:
    """A room to meet in. One that was closed comes back; raises RoomExists for one that is in use."""
    room = queries.room_named(session, name)
    if room is not None and room.active:
        raise RoomExists(name=room.name)
    room = room or Room(name=one_line(name, longest=120))
    room.seats, room.active = seats, True
    session.add(room)
    session.flush()
    trail.record(session, by=by, action="room.added", thing=f"room:{room.id}", now=now)
    return room


def close_room(session: Session, *, room: Room, by: Person | None, now: dt.datetime) -> None:
    """Nobody meets there any more; meetings that stand keep it."""
    room.active = False
    trail.record(session, by=by, action="room.closed", thing=f"room:{room.id}", now=now)


def mark_half_days(
    session: Session,
    *,
    person: Person,
    days: Iterable[dt.date],
    blocked: Mapping[dt.date, Iterable[Half]],
    by: Person | None,
    now: dt.datetime,
) -> None:
    """The blocked half-days of a person as a secretary marked them; the other days of the grid are free."""
    spans = {day: [(*half.value, Strength.BUSY) for half in sorted(blocked.get(day, ()), key=_begin)] for day in days}
    _replace_days(session, person=person, days=spans, source=BY_HAND, now=now)
    trail.record(session, by=by, action="busy.marked", thing=f"person:{person.id}", now=now)


def replace_busy(
    session: Session, *, person: Person, found: FreeBusy, source: str, window: tuple[dt.date, dt.date], now: dt.datetime
) -> None:
    """What a calendar says of a window: busy minutes by day, for every day of it, and nothing else."""
    days: dict[dt.date, Sequence[Span]] = {day: [] for day in days_between(*window)}
    _replace_days(session, person=person, days=days | spans_by_day(found.busy), source=source, now=now)


def first_day_of(cycle: Cycle) -> dt.date:
    """The first day of the year's dialogues."""
    return cycle.day(MilestoneKind.DIALOGUES_FROM)


def window_of(cycle: Cycle, *, now: dt.datetime) -> tuple[dt.date, dt.date]:
    """The first and the last day that still matter for the year's dialogues."""
    first = max(local_day(now) + DAY, first_day_of(cycle))
    return first, max(first, latest_day(cycle)) + BEYOND


def plan_request(
    session: Session, *, cycle: Cycle, now: dt.datetime, notice: dt.timedelta | None = None, way: Way = Way.BEST
) -> Problem:
    """The year as a problem for the planner: the seats without an agreed time, in the year's period of dialogues.

    `notice` is what people are owed between invitation and meeting, if not what the year's rule says. A proposal that
    a person has fixed keeps its time. Solve it outside of a transaction: it is pure data.
    """
    chosen = [seat for seat in selection.active_seats(session, cycle) if seat.state is SeatState.ACTIVE]
    if not chosen:
        raise NobodyChosen(year=cycle.year)
    first = max(local_day(now) + DAY, cycle.day(MilestoneKind.DIALOGUES_FROM))
    latest = latest_day(cycle)
    if first > latest:
        raise PeriodOver(day=f"{latest:%d.%m.%Y}")
    if way is Way.ROBUST:
        latest = max(first, latest - RESERVE)
    last = latest + BEYOND if is_soft(session, cycle, RuleKind.LATEST) else latest
    bounds = bounds_of(session, cycle, first=first, last=last, latest=latest, now=now, notice=notice)
    early = way is Way.EARLIEST
    wishes = [bounds.from_day] * len(chosen) if early else spread(bounds.from_day, latest, len(chosen))
    known = {one.seat_id: one for one in queries.dialogues_of(session, cycle)}
    asked = [
        Asked(seat=seat, earliest=bounds.earliest, latest=bounds.latest, wish=wish)
        for seat, wish in zip(chosen, wishes, strict=True)
        if seat.id not in known or _is_open(known[seat.id])
    ]
    pins = [one for one in known.values() if stands(one) and not _is_open(one)]
    problem = problem_of(
        session, cycle=cycle, asked=asked, pins=pins, first=first, last=last, now=now, ruled=bounds.ruled
    )
    return certain(problem) if way is Way.ROBUST else problem


def _is_open(dialogue: Dialogue) -> bool:
    """Whether a new plan may give the dialogue another time."""
    return dialogue.state in UNSENT and not (dialogue.fixed and dialogue.starts_at)


def move_request(
    session: Session, *, dialogue: Dialogue, now: dt.datetime, notice: dt.timedelta | None = None
) -> Problem:
    """A new time for one dialogue while all others stand."""
    return moves_request(session, cycle=dialogue.seat.draw.cycle, dialogues=[dialogue], now=now, notice=notice)


def moves_request(
    session: Session,
    *,
    cycle: Cycle,
    dialogues: Sequence[Dialogue],
    now: dt.datetime,
    notice: dt.timedelta | None = None,
    kind: RuleKind = RuleKind.MOVE_NOTICE,
) -> Problem:
    """A new time for each of these, on its own, while all others stand; its meetings begin with them, in their order.

    The window reaches beyond notice and latest day on both sides, so that a page can say what each of them costs.
    """
    today, moving = local_day(now), {one.id for one in dialogues}
    latest = max(latest_day(cycle), today + DAY)
    first, last = today + DAY, latest + BEYOND
    bounds = bounds_of(session, cycle, first=first, last=last, latest=latest, now=now, kind=kind, notice=notice)
    pins = [one for one in queries.dialogues_of(session, cycle) if one.id not in moving and stands(one)]
    asked = [
        Asked(seat=one.seat, earliest=bounds.earliest, latest=bounds.latest, wish=bounds.wish, declined=_declined(one))
        for one in dialogues
    ]
    return problem_of(session, cycle=cycle, asked=asked, pins=pins, first=first, last=last, now=now, ruled=bounds.ruled)


def _declined(dialogue: Dialogue) -> tuple[Interval, ...]:
    lost = lost_time(dialogue)
    return (lost,) if lost else ()


def stands(dialogue: Dialogue) -> bool:
    """Whether a dialogue takes its time; one whose institution has given up its seat does not."""
    return dialogue.state in STANDING and dialogue.seat.state is not SeatState.WITHDRAWN


def store_plan(session: Session, *, cycle: Cycle, result: Plan, by: Person | None, now: dt.datetime) -> list[Dialogue]:
    """Keeps the plan's times as proposals, for the secretariat to see. What was agreed meanwhile stays as it is."""
    chosen = selection.active_seats(session, cycle)
    _one_at_a_time(session, chosen[0].draw_id)
    known = {one.seat_id: one for one in queries.dialogues_of(session, cycle)}
    placed = {int(one.meeting): one for one in result.placed}
    there = places.rooms_there(session, cycle, chosen)
    unknown = doubted_at(session, cycle=cycle, seats=chosen, placed=placed, now=now)
    for seat in chosen:
        dialogue = known.get(seat.id) or Dialogue(seat_id=seat.id, state=DialogueState.WITHOUT_TIME, why=[])
        if _is_open(dialogue):
            places.propose(dialogue, placed.get(seat.id), there.get(seat.id), unknown[seat.id])
            session.add(dialogue)
    trail.record(session, by=by, action="plan.proposed", thing=f"cycle:{cycle.id}", now=now)
    session.expire_all()
    return queries.dialogues_of(session, cycle)


def fix(session: Session, *, dialogue: Dialogue, fixed: bool, by: Person | None, now: dt.datetime) -> None:
    """The next proposal leaves this one's time alone, or may change it again."""
    if dialogue.state is not DialogueState.PROPOSED:
        raise DialogueSettled(institution=dialogue.seat.institution.name)
    dialogue.fixed = fixed
    action = "dialogue.fixed" if fixed else "dialogue.loosened"
    trail.record(session, by=by, action=action, thing=f"dialogue:{dialogue.id}", now=now)


def accept_plan(session: Session, *, cycle: Cycle, by: Person | None, now: dt.datetime) -> list[Dialogue]:
    """Agrees to every proposed time of the year, once: of two who click, one does it. Sends nothing."""
    mine = select(Dialogue.id).join(Dialogue.seat).join(Seat.draw).where(Draw.cycle_id == cycle.id)
    proposed = (Dialogue.id.in_(mine), Dialogue.state == DialogueState.PROPOSED)
    if session.scalar(select(Dialogue.id).where(*proposed, Dialogue.starts_at <= now).limit(1)):
        raise PlanOutdated()
    accepting = update(Dialogue).where(*proposed).values(state=DialogueState.AGREED, version=Dialogue.version + 1)
    ids = set(session.scalars(accepting.returning(Dialogue.id).execution_options(synchronize_session=False)))
    if not ids:
        raise NothingToAccept(year=cycle.year)
    trail.record(session, by=by, action="plan.accepted", thing=f"cycle:{cycle.id}", now=now)
    session.expire_all()
    return [one for one in queries.dialogues_of(session, cycle) if one.id in ids]


def take_over(
    session: Session,
    *,
    seat: Seat,
    starts_at: dt.datetime,
    room: Room | None,
    by: Person | None,
    now: dt.datetime,
    length: dt.timedelta = LENGTH,
) -> Dialogue:
    """Records a time that was agreed outside of this system, before or after now. No mail goes out."""
    dialogue = queries.dialogue_of_seat(session, seat) or Dialogue(seat_id=seat.id)
    if dialogue.state not in (None, *UNSENT):
        raise DialogueSettled(institution=seat.institution.name)
    dialogue.state, dialogue.taken_over = DialogueState.AGREED, True
    dialogue.starts_at, dialogue.ends_at = starts_at, starts_at + length
    dialogue.room_id = room.id if room else None
    dialogue.why, dialogue.fixed = [], False
    session.add(dialogue)
    session.flush()
    trail.record(session, by=by, action="dialogue.taken-over", thing=f"dialogue:{dialogue.id}", now=now)
    return queries.dialogue(session, dialogue.id)


def need_new_time(session: Session, *, dialogue: Dialogue, now: dt.datetime) -> None:
    """Somebody who is needed has said no. The old time stays until a person accepts a new one."""
    if dialogue.state is DialogueState.AGREED:
        dialogue.state = DialogueState.NEEDS_TIME
        trail.record(session, by=None, action="dialogue.needs-time", thing=f"dialogue:{dialogue.id}", now=now)


def move(
    session: Session,
    *,
    dialogue: Dialogue,
    starts_at: dt.datetime,
    room: Room | None,
    by: Person | None,
    now: dt.datetime,
    version: int | None = None,
    length: dt.timedelta | None = None,
) -> Dialogue:
    """Gives a dialogue another time. A person decides, so busy calendars do not stop it; another dialogue does.

    A proposal stays one; an agreed dialogue, or one that needs a time, is agreed at the new one. `version` is what the
    person saw: raises MovedMeanwhile if a colleague was faster. Without a `room` it gets one that is free.
    Sends nothing. A time that was agreed elsewhere is ours from now on, and told by us.
    """
    _one_at_a_time(session, dialogue.seat.draw_id)
    if dialogue.state not in MOVABLE:
        raise DialogueSettled(institution=dialogue.seat.institution.name)
    if version not in (None, dialogue.version):
        raise MovedMeanwhile(institution=dialogue.seat.institution.name)
    if starts_at <= now:
        raise TimePassed()
    length = length or length_of(dialogue)
    _refuse_overlap(session, dialogue=dialogue, starts_at=starts_at, ends_at=starts_at + length)
    room = room or _free_room(session, dialogue=dialogue, starts_at=starts_at, now=now)
    dialogue.starts_at, dialogue.ends_at = starts_at, starts_at + length
    dialogue.room_id = room.id if room else None
    dialogue.why, dialogue.taken_over, dialogue.fixed = [], False, True
    dialogue.state = DialogueState.PROPOSED if dialogue.state in UNSENT else DialogueState.AGREED
    session.flush()
    trail.record(session, by=by, action="dialogue.moved", thing=f"dialogue:{dialogue.id}", now=now)
    session.refresh(dialogue, ["room"])
    return dialogue


def length_of(dialogue: Dialogue) -> dt.timedelta:
    """How long a dialogue lasts: as it was planned."""
    return dialogue.ends_at - dialogue.starts_at if dialogue.starts_at and dialogue.ends_at else LENGTH


def _free_room(session: Session, *, dialogue: Dialogue, starts_at: dt.datetime, now: dt.datetime) -> Room | None:
    """The institution's own place, if it is held there; else the room that it has, if that is free, or another."""
    if places.away_from_home(session, dialogue.seat.draw.cycle, [dialogue.seat]):
        return places.own_room(session, dialogue.seat.institution)
    problem = move_request(session, dialogue=dialogue, now=now)
    free = Board(problem).free_rooms(problem.meetings[0], naive(starts_at))
    told = str(dialogue.room_id)
    chosen = told if told in free else next(iter(free), None)
    return session.get(Room, int(chosen)) if chosen else None


def _one_at_a_time(session: Session, draw_id: int) -> None:
    """Who plans a year waits for whoever is planning it: two times that do not clash alone may clash together."""
    session.execute(select(Draw.id).where(Draw.id == draw_id).with_for_update())


def _refuse_overlap(session: Session, *, dialogue: Dialogue, starts_at: dt.datetime, ends_at: dt.datetime) -> None:
    """The directors cannot be in two dialogues at once, whatever a person decides."""
    meanwhile = queries.dialogues_between(session, starts_at, ends_at)
    other = next((one for one in meanwhile if one.id != dialogue.id and stands(one)), None)
    if other is not None:
        raise TimeTaken(institution=other.seat.institution.name)


def mark_held(session: Session, *, dialogue: Dialogue, by: Person | None = None, now: dt.datetime) -> None:
    """The dialogue has taken place: it closes here, and counts as the institution's visit. Twice is no error.

    It is held at its time and not before; one that somebody had said no to may have been held at the old one.
    """
    if dialogue.state is DialogueState.HELD:
        return
    name = dialogue.seat.institution.name
    if dialogue.state is DialogueState.CANCELLED:
        raise DialogueSettled(institution=name)
    if dialogue.state not in INVITED or dialogue.starts_at is None:
        raise HeldWithoutTime(institution=name)
    if dialogue.starts_at > now:
        raise NotYetHeld(institution=name, day=f"{local(dialogue.starts_at):%d.%m.%Y kl. %H.%M}")
    dialogue.state = DialogueState.HELD
    seats.mark_held(session, seat=dialogue.seat, now=now)
    trail.record(session, by=by, action="dialogue.held", thing=f"dialogue:{dialogue.id}", now=now)


def cancel(session: Session, *, dialogue: Dialogue, reason: str, by: Person | None, now: dt.datetime) -> Dialogue:
    """Calls a meeting off for good, with a reason that stays in the house; the seat stays with the institution.

    Sends nothing: whoever has been invited is told when the secretariat sends. Once: of two who click, one does it.
    """
    if not reason.strip():
        raise CancelledWithoutReason()
    _one_at_a_time(session, dialogue.seat.draw_id)
    standing = update(Dialogue).where(Dialogue.id == dialogue.id, Dialogue.state.in_(MOVABLE))
    cancelled = standing.values(
        state=DialogueState.CANCELLED, cancelled_because=reason.strip(), version=Dialogue.version + 1
    )
    if session.execute(cancelled.returning(Dialogue.id)).first() is None:
        raise DialogueSettled(institution=dialogue.seat.institution.name)
    trail.record(session, by=by, action="dialogue.cancelled", thing=f"dialogue:{dialogue.id}", now=now)
    session.expire(dialogue)
    return queries.dialogue(session, dialogue.id)


def _replace_days(
    session: Session, *, person: Person, days: Mapping[dt.date, Sequence[Span]], source: str, now: dt.datetime
) -> None:
    """A new reading of a source replaces that source's days and no others'."""
    old = delete(BusyDay).where(BusyDay.person_id == person.id, BusyDay.source == source, BusyDay.day.in_(days))
    session.execute(old.execution_options(synchronize_session="fetch"))
    for day, spans in days.items():
        stored = [[start, end, strength.value] for start, end, strength in spans]
        session.add(BusyDay(person_id=person.id, day=day, source=source, spans=stored, read_at=now))
    session.flush()


def _begin(half: Half) -> int:
    return half.value[0]
