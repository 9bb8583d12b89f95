"""Small problems to plan, and a judge that knows the rules but not the planner."""

from __future__ import annotations

import datetime as dt
from itertools import combinations, product

from hypothesis import strategies as st

from app.scheduling.domain import Diary, Interval, Meeting, Placed, Plan, Problem, Rules, Strength
from app.scheduling.rules.ruled import Ruled

MONDAY = dt.date(2027, 3, 22)  # the week before the clocks change


def at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    """A time on the n-th day after the Monday."""
    return dt.datetime.combine(MONDAY + dt.timedelta(days=day), dt.time(hour, minute))


def busy(day: int, start: int, end: int, strength: Strength = Strength.BUSY) -> Interval:
    """Whole hours of one day."""
    return Interval(at(day, start), at(day, end), strength)


def problem(
    *meetings: Meeting,
    days: int = 4,
    rooms: tuple[Diary, ...] = (),
    rules: Rules | None = None,
    **diaries: tuple[Interval, ...],
) -> Problem:
    """Meetings in the hours from 9 to 12, from the Monday on; the diaries by name."""
    return Problem(
        first=MONDAY,
        last=MONDAY + dt.timedelta(days=days),
        opens=dt.time(9),
        closes=dt.time(12),
        persons=tuple(Diary(name, spans) for name, spans in diaries.items()),
        meetings=meetings,
        rooms=rooms,
        rules=rules or Rules(),
    )


def touches(one: Interval, start: dt.datetime, end: dt.datetime, air: int = 0) -> bool:
    """Whether minutes overlap, with so much air around the meeting."""
    margin = dt.timedelta(minutes=air)
    return one.start < end + margin and one.end > start - margin


def way(meeting: Meeting, person: str) -> int:
    """The minutes that a person travels to a meeting, and back."""
    return dict(meeting.travel).get(person, 0)


def _breaks(rule: Ruled, one: Placed) -> bool:
    return one.start < rule.end and one.end > rule.start


def broken_rules(problem: Problem, plan: Plan) -> list[str]:
    """Every hard rule that a plan breaks, worked out the long way."""
    return [*_broken_alone(problem, plan), *_broken_together(problem, plan)]


def _broken_alone(problem: Problem, plan: Plan) -> list[str]:
    found = []
    meetings = {meeting.id: meeting for meeting in problem.meetings}
    diaries = {diary.id: diary for diary in problem.persons}
    rooms = {room.id: room for room in problem.rooms}
    for one in plan.placed:
        meeting = meetings[one.meeting]
        if meeting.pinned:
            continue
        day = one.start.date()
        if day.weekday() > 4 or day in problem.closed or not problem.first <= day <= problem.last:
            found.append(f"{one.meeting} on a closed day")
        if one.start.time() < problem.opens or one.end.time() > problem.closes:
            found.append(f"{one.meeting} outside the hours")
        if (meeting.earliest and day < meeting.earliest) or (meeting.latest and day > meeting.latest):
            found.append(f"{one.meeting} outside its days")
        attending = {*meeting.required, *meeting.optional} - set(one.absent)
        if len(meeting.optional) - len(one.absent) < meeting.quorum:
            found.append(f"too few at {one.meeting}")
        for person in attending & set(diaries):
            hard = [span for span in diaries[person].busy if span.strength is not Strength.TENTATIVE]
            air = problem.rules.buffer_minutes + way(meeting, person)
            if any(touches(span, one.start, one.end, air) for span in hard):
                found.append(f"{person} is busy at {one.meeting}")
        if rooms and (one.room is None or any(touches(span, one.start, one.end) for span in rooms[one.room].busy)):
            found.append(f"the room of {one.meeting} is taken")
    return [*found, *_unfit(problem, plan)]


def _unfit(problem: Problem, plan: Plan) -> list[str]:
    found = []
    seats = {room.id: room.seats for room in problem.rooms}
    for one in plan.placed:
        meeting = next(it for it in problem.meetings if it.id == one.meeting)
        if not meeting.pinned and one.room and 0 < seats[one.room] < meeting.seats:
            found.append(f"the room of {one.meeting} is too small")
        if not meeting.pinned and any(rule.price is None and _breaks(rule, one) for rule in problem.ruled):
            found.append(f"{one.meeting} breaks a rule")
    return found


def _broken_together(problem: Problem, plan: Plan) -> list[str]:
    found = []
    meetings = {meeting.id: meeting for meeting in problem.meetings}
    rules = problem.rules
    for one, other in product(plan.placed, plan.placed):
        if one.meeting >= other.meeting or (meetings[one.meeting].pinned and meetings[other.meeting].pinned):
            continue
        if one.room and one.room == other.room and touches(Interval(one.start, one.end), other.start, other.end):
            found.append(f"{one.room} twice")
        everybody = [
            {*meetings[it.meeting].required, *meetings[it.meeting].optional} - set(it.absent) for it in (one, other)
        ]
        both = set(meetings[one.meeting].required) & set(meetings[other.meeting].required)
        for person in everybody[0] & everybody[1]:
            air = rules.buffer_minutes + sum(way(meetings[it.meeting], person) for it in (one, other))
            if touches(Interval(one.start, one.end), other.start, other.end, air):
                found.append(f"{person} in {one.meeting} and {other.meeting} at once")
        if both and 0 < abs((one.start.date() - other.start.date()).days) <= rules.spacing_days:
            found.append(f"{one.meeting} and {other.meeting} too near")
    return found + _too_many(problem, plan)


def _too_many(problem: Problem, plan: Plan) -> list[str]:
    found = []
    meetings = {meeting.id: meeting for meeting in problem.meetings}
    for person in {person for meeting in problem.meetings for person in meeting.required}:
        mine = [one for one in plan.placed if person in meetings[one.meeting].required]
        for limit, form in ((problem.rules.per_day, "%Y-%m-%d"), (problem.rules.per_week, "%G-%V")):
            for group in {f"{one.start:{form}}" for one in mine}:
                members = [one for one in mine if f"{one.start:{form}}" == group]
                free = [one for one in members if not meetings[one.meeting].pinned]
                if free and len(members) > limit:
                    found.append(f"{person} has {len(members)} in {group}")
    return found


def cost_of(problem: Problem, placed: tuple[Placed, ...]) -> int:
    """The cost of DESIGN, "Scheduling" 3, worked out the long way."""
    meetings = {meeting.id: meeting for meeting in problem.meetings}
    diaries = {diary.id: diary for diary in problem.persons}
    total = 0
    for one in placed:
        meeting = meetings[one.meeting]
        wish = meeting.target or meeting.earliest or problem.first
        low, high = sorted((_next_open(problem, wish), one.start.date()))
        total += sum(_is_open(problem, low + dt.timedelta(days=n)) for n in range((high - low).days))
        soft = [
            person
            for person in meeting.required
            if person in diaries
            and any(
                span.strength is Strength.TENTATIVE
                and touches(span, one.start, one.end, problem.rules.buffer_minutes + way(meeting, person))
                for span in diaries[person].busy
            )
        ]
        total += 3 * len(soft) + 2 * len(one.absent)
        if meeting.pinned:
            continue
        total += sum(price for _rule, price in {(it.rule, it.price or 0) for it in problem.ruled if _breaks(it, one)})
        total += 10 * sum(_silent(diaries.get(person), one) for person in meeting.required)
        total += bool(problem.rooms) and meeting.room not in (None, one.room)
    return total


def _silent(diary: Diary | None, one: Placed) -> bool:
    """Whether somebody was asked and has said nothing of a time."""
    if diary is None or diary.known is None:
        return False
    return not any(told.start <= one.start and one.end <= told.end for told in diary.known)


def best_of_all(problem: Problem) -> tuple[int, int]:
    """The least unplaced and then the least cost of all plans there are, each tried in turn."""
    return min(
        (len(problem.meetings) - len(placed), cost_of(problem, placed))
        for choice in product(*(_ways(problem, meeting) for meeting in problem.meetings))
        if not _broken_together(problem, _plan(placed := tuple(one for one in choice if one)))
    )


def _ways(problem: Problem, meeting: Meeting) -> list[Placed | None]:
    """Every way to place one meeting that breaks no rule, and not to."""
    days = (problem.last - problem.first).days + 1
    times = [at(day, 9) + dt.timedelta(minutes=30 * slot) for day in range(days) for slot in range(6)]
    rooms: list[str | None] = [room.id for room in problem.rooms] or [None]
    absences = [
        absent for count in range(len(meeting.optional) + 1) for absent in combinations(meeting.optional, count)
    ]
    ways = [
        Placed(meeting.id, start, start + dt.timedelta(minutes=meeting.minutes), room, 0, (), absent)
        for start, room, absent in product(times, rooms, absences)
    ]
    return [None, *(way for way in ways if not _broken_alone(problem, _plan((way,))))]


def _plan(placed: tuple[Placed, ...]) -> Plan:
    return Plan(placed, (), 0, 0, 0, False)


def _is_open(problem: Problem, day: dt.date) -> bool:
    opens, closes = (dt.datetime.combine(day, hour) for hour in (problem.opens, problem.closes))
    shut = any(rule.price is None and rule.start <= opens and rule.end >= closes for rule in problem.ruled)
    return day.weekday() < 5 and day not in problem.closed and not shut


def _next_open(problem: Problem, day: dt.date) -> dt.date:
    while not _is_open(problem, day):
        day += dt.timedelta(days=1)
    return day


PERSONS = ("anna", "bo", "carl")
DAYS = st.sampled_from([0, 1, 2, 3, 4, 7])

diaries = st.lists(
    st.builds(
        lambda day, start, length, strength: Interval(
            at(day, 8, 15) + start * dt.timedelta(minutes=15),
            at(day, 8, 15) + (start + length) * dt.timedelta(minutes=15),
            strength,
        ),
        DAYS,
        st.integers(0, 14),
        st.integers(1, 14),
        st.sampled_from([Strength.BUSY, Strength.BUSY, Strength.OUT, Strength.TENTATIVE]),
    ),
    max_size=8,
).map(tuple)


ways = st.sampled_from([10, 20, 45])
known = st.sampled_from([None, None, None, (), (Interval(at(1, 9), at(1, 12)), Interval(at(3, 9, 30), at(3, 11)))])
ruled = st.lists(
    st.builds(
        lambda name, day, start, length, price: Ruled(
            name, at(day, 8) + dt.timedelta(hours=start), at(day, 8) + dt.timedelta(hours=start + length), price
        ),
        st.sampled_from(["school", "hours"]),
        DAYS,
        st.integers(0, 3),
        st.integers(1, 26),
        st.sampled_from([None, 5, 5]),
    ),
    max_size=2,
).map(tuple)


@st.composite
def meetings(draw: st.DrawFn, id: str) -> Meeting:
    """A meeting of one to three persons, now and then with limits of its own."""
    chosen = draw(st.lists(st.sampled_from(PERSONS), min_size=1, unique=True))
    split = draw(st.integers(1, len(chosen)))
    days = st.none() | st.integers(0, 7).map(lambda day: MONDAY + dt.timedelta(days=day))
    return Meeting(
        id,
        required=tuple(chosen[:split]),
        optional=tuple(chosen[split:]),
        minutes=draw(st.sampled_from([30, 45, 90])),
        earliest=draw(days),
        latest=draw(days),
        target=draw(days),
        pinned=draw(st.sampled_from([None, None, None, None, at(1, 9), at(2, 10, 15)])),
        room=draw(st.sampled_from([None, None, "east"])),
        quorum=draw(st.integers(0, len(chosen) - split)),
        seats=draw(st.sampled_from([0, 3])),
        travel=draw(st.sampled_from([(), (), tuple((person, draw(ways)) for person in chosen[1:])])),
    )


@st.composite
def problems(draw: st.DrawFn, most: int = 4) -> Problem:
    """Up to a handful of meetings over six working days, in diaries that are full enough to be in the way."""
    count = draw(st.integers(1, most))
    names = draw(st.sampled_from([(), ("east",), ("east", "west")]))
    rooms = tuple(Diary(name, draw(diaries), draw(st.sampled_from([0, 0, 2]))) for name in names)
    return Problem(
        first=MONDAY,
        last=MONDAY + dt.timedelta(days=7),
        opens=dt.time(9),
        closes=dt.time(12),
        closed=frozenset(draw(st.sets(DAYS.map(lambda day: MONDAY + dt.timedelta(days=day)), max_size=3))),
        persons=tuple(Diary(name, draw(diaries), 0, draw(known)) for name in PERSONS),
        rooms=rooms,
        meetings=tuple(draw(meetings(f"m{number}")) for number in range(count)),
        rules=Rules(
            per_day=draw(st.integers(1, 2)),
            per_week=draw(st.integers(1, 3)),
            buffer_minutes=draw(st.sampled_from([0, 15])),
            spacing_days=draw(st.integers(0, 1)),
        ),
        ruled=draw(ruled),
    )
