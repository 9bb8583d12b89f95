"""Where a meeting can begin, what each start costs, and what stands in the way of the others.

The starts of a whole spring are the bits of one integer: who is taken when is a mask, and when all can is the masks
laid over each other. Planning and explaining read the same masks, so they cannot disagree.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TypeVar

from app.scheduling.domain import Blocker, Cause, Diary, Interval, Meeting, Problem, Start, Strength

TENTATIVE_COST = 3
ABSENT_COST = 2
ROOM_COST = 1
UNKNOWN_COST = 10
"""Two weeks: of somebody who is asked for her times another than those she has named is a guess."""

DAY = dt.timedelta(days=1)
Key = TypeVar("Key")


def interval_of(meeting: Meeting, start: dt.datetime) -> Interval:
    """The minutes that a meeting takes."""
    return Interval(start, start + dt.timedelta(minutes=meeting.minutes))


class Board:
    """One problem laid out on its grid. Bit `i` of every mask is the `i`-th start, `per_day` of them each open day."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.grid = problem.grid_minutes
        self.opens = _minutes(problem.opens)
        self.closes = _minutes(problem.closes)
        self.per_day = max(0, -(-(self.closes - self.opens) // self.grid))
        self.days = [day for day in _days(problem.first, problem.last) if is_open(problem, day)]
        self._place = {day: number for number, day in enumerate(self.days)}
        self._taken: dict[tuple[str, str, int, bool, int], int] = {}
        self._rules: dict[tuple[int, bool], dict[tuple[str, int], int]] = {}
        self._starts: dict[Meeting, list[Start]] = {}
        self._marks: dict[dt.date, int] = {}

    @cached_property
    def _window(self) -> tuple[dt.datetime, dt.datetime]:
        first, last = (dt.datetime.combine(day, dt.time()) for day in (self.problem.first, self.problem.last))
        return first, last + DAY

    @cached_property
    def all(self) -> int:
        """Every start there is."""
        return (1 << (len(self.days) * self.per_day)) - 1

    @cached_property
    def _ruler(self) -> list[dt.date]:
        """The working days to measure distance by: a wish may lie outside the window."""
        wishes = [self.problem.first, self.problem.last, *map(self._wish, self.problem.meetings)]
        shut = self._shut
        return [day for day in _days(min(wishes), max(wishes)) if is_open(self.problem, day) and day not in shut]

    @cached_property
    def _shut(self) -> set[dt.date]:
        """The days that one hard rule takes whole: nobody works on them."""
        found: set[dt.date] = set()
        for one in self.problem.ruled:
            if one.price is None:
                for day in _days(one.start.date(), one.end.date()):
                    midnight = dt.datetime.combine(day, dt.time())
                    hours = [midnight + dt.timedelta(minutes=minute) for minute in (self.opens, self.closes)]
                    found |= {day} if one.start <= hours[0] and one.end >= hours[1] else set()
        return found

    def _wish(self, meeting: Meeting) -> dt.date:
        return meeting.target or meeting.earliest or self.problem.first

    @cached_property
    def persons(self) -> dict[str, Diary]:
        """The persons' diaries by id; who has none is free."""
        return {diary.id: diary for diary in self.problem.persons}

    def at(self, number: int) -> dt.datetime:
        """The time of a start."""
        return self._times[number]

    @cached_property
    def _times(self) -> list[dt.datetime]:
        slots = [dt.timedelta(minutes=self.opens + slot * self.grid) for slot in range(self.per_day)]
        return [dt.datetime.combine(day, dt.time()) + slot for day in self.days for slot in slots]

    def blockers(self, meeting: Meeting) -> dict[Blocker, int]:
        """Everything that stands in the way of a meeting, each with the starts that it takes."""
        problem = self.problem
        found = {Blocker(Cause.PERSON, id): self._person(id, meeting, travelling=False) for id in meeting.required}
        if problem.rooms and meeting.needs_room:
            rooms = self._rooms_for(meeting)
            blocker = Blocker(Cause.ROOM, rooms[0].id) if len(rooms) == 1 else Blocker(Cause.ROOMS)
            found[blocker] = self._rooms(meeting)
        if meeting.quorum:
            found[Blocker(Cause.QUORUM)] = self._too_few(meeting)
        if travelled := self._travelled(meeting):
            found[Blocker(Cause.TRAVEL)] = travelled
        if meeting.earliest:
            found[Blocker(Cause.NOTICE)] = self._between(dt.date.min, meeting.earliest - DAY)
        if meeting.latest:
            found[Blocker(Cause.LATEST)] = self._between(meeting.latest + DAY, dt.date.max)
        if meeting.declined:
            found[Blocker(Cause.DECLINED)] = self._touching(meeting.declined, meeting.minutes, 0)
        for (rule, _price), mask in self._by_rule(meeting.minutes, hard=True).items():
            found[Blocker(Cause.RULE, rule)] = mask
        return found | self._ruled_out(meeting)

    def fitting(self, meeting: Meeting) -> int:
        """The starts after which the meeting still ends within the hours."""
        slots = sum(
            1 << slot for slot in range(self.per_day) if self.opens + slot * self.grid + meeting.minutes <= self.closes
        )
        return sum(slots << (number * self.per_day) for number in range(len(self.days)))

    def times_of_day(self, meeting: Meeting) -> list[dt.time]:
        """The times at which the meeting can begin on an open day."""
        slots = bits(self.fitting(meeting) & ((1 << self.per_day) - 1))
        return [dt.time(*divmod(self.opens + slot * self.grid, 60)) for slot in slots]

    def open(self, meeting: Meeting) -> int:
        """The starts that nothing stands in the way of."""
        mask = self.fitting(meeting)
        for taken in self.blockers(meeting).values():
            mask &= ~taken
        return mask

    def starts(self, meeting: Meeting) -> list[Start]:
        """The open starts in order of time, each with its cost and what one must know before taking it."""
        if meeting not in self._starts:
            self._starts[meeting] = self._open_starts(meeting)
        return self._starts[meeting]

    def _open_starts(self, meeting: Meeting) -> list[Start]:
        found = self.open(meeting)
        tentative = {person: self._diary(person, meeting, soft=True) & found for person in meeting.required}
        absent = {person: self._person(person, meeting) & found for person in meeting.optional}
        free = {room.id: found & ~self._room(room, meeting) for room in self._rooms_for(meeting)}
        unknown = {person: self._unknown(person, meeting) & found for person in meeting.required}
        parts = [{id: mask for id, mask in part.items() if mask} for part in (tentative, absent, free, unknown)]
        soft = self._by_rule(meeting.minutes, hard=False)
        return [self._priced(meeting, number, parts, soft) for number in bits(found)]

    def free_rooms(self, meeting: Meeting, at: dt.datetime) -> tuple[str, ...]:
        """The rooms that are free for a meeting then, on the grid or beside it."""
        wanted = interval_of(meeting, at)
        pins = [(pin.room, interval_of(pin, at)) for pin, at in self._pins(meeting)]
        return tuple(
            room.id
            for room in self._rooms_for(meeting)
            if not any(overlap(one, wanted) for one in room.busy)
            and not any(overlap(one, wanted) for other, one in pins if other == room.id)
        )

    def room_is_taken(self, room: Diary, at: dt.datetime) -> bool:
        """Whether a room is booked, or holds a pinned meeting, at a point of time."""
        return at in self._points[room.id]

    @cached_property
    def _points(self) -> dict[str, set[dt.datetime]]:
        """The points of the grid at which each room is taken."""
        found: dict[str, set[dt.datetime]] = {}
        for room in self.problem.rooms:
            pins = [interval_of(pin, pin.pinned) for pin in self.problem.meetings if pin.pinned and pin.room == room.id]
            found[room.id] = {at for one in (*room.busy, *pins) for at in self._points_of(one)}
        return found

    def _points_of(self, one: Interval) -> Iterator[dt.datetime]:
        opens, closes = self._reach
        begin, end = max(one.start, opens), min(one.end, closes)
        step = dt.timedelta(minutes=self.grid)
        morning = dt.datetime.combine(begin.date(), self.problem.opens)
        at = morning - ((morning - begin) // step) * step
        while at < end:
            yield at
            at += step

    @cached_property
    def _reach(self) -> tuple[dt.datetime, dt.datetime]:
        """The window, and the pins outside of it."""
        opens, closes = self._window
        pins = [at for _pin, at in self._pinned]
        return min([opens, *(at - DAY for at in pins)]), max([closes, *(at + 2 * DAY for at in pins)])

    def _rooms_for(self, meeting: Meeting) -> tuple[Diary, ...]:
        if not meeting.needs_room:
            return ()
        return tuple([room for room in self.problem.rooms if not room.seats or room.seats >= meeting.seats])

    def away(self, meeting: Meeting, day: dt.date) -> int:
        """Working days from the day wished for, or from the first day possible."""
        return abs(self._mark(day) - self._mark(self._wish(meeting)))

    def _mark(self, day: dt.date) -> int:
        if day not in self._marks:
            self._marks[day] = bisect_left(self._ruler, day)
        return self._marks[day]

    def _priced(
        self,
        meeting: Meeting,
        number: int,
        parts: Sequence[Mapping[str, int]],
        soft: Mapping[tuple[str, int], int],
    ) -> Start:
        """A start with its cost; `parts`: who has something tentative, who cannot, the free rooms, who is unknown."""
        at = self.at(number)
        away = self.away(meeting, at.date())
        tentative, absent, rooms, unknown = [_holding(part, number) if part else () for part in parts]
        moved = bool(rooms) and meeting.room is not None and meeting.room not in rooms
        cost = away + TENTATIVE_COST * len(tentative) + ABSENT_COST * len(absent) + ROOM_COST * moved
        if not soft and not unknown:  # hundreds of thousands of these in a large year
            return Start(at, cost, away, tentative, absent, rooms)
        broken = _holding(soft, number)
        cost += UNKNOWN_COST * len(unknown) + sum(price for _rule, price in broken)
        return Start(at, cost, away, tentative, absent, rooms, tuple([rule for rule, _price in broken]), unknown)

    def _by_rule(self, minutes: int, *, hard: bool) -> dict[tuple[str, int], int]:
        """The starts of a meeting this long that touch what a rule speaks of, by rule and price (hard: 0)."""
        key = (minutes, hard)
        if key not in self._rules:
            found: dict[tuple[str, int], int] = defaultdict(int)
            for one in self.problem.ruled:
                if (one.price is None) is hard:
                    found[one.rule, one.price or 0] |= self._touching([Interval(one.start, one.end)], minutes, 0)
            self._rules[key] = {rule: mask for rule, mask in sorted(found.items()) if mask}
        return self._rules[key]

    def _unknown(self, person: str, meeting: Meeting) -> int:
        """The starts of which a person who was asked has said nothing."""
        diary = self.persons.get(person)
        if diary is None or diary.known is None:
            return 0
        told = 0
        for one in diary.known:
            last = one.end - dt.timedelta(minutes=meeting.minutes)
            at = dt.datetime.combine(one.start.date(), self.problem.opens)
            while at <= last:
                told |= self.bit(at) if at >= one.start else 0
                at += dt.timedelta(minutes=self.grid)
        return self.all & ~told

    def _person(self, person: str, meeting: Meeting, *, travelling: bool = True) -> int:
        """What a person's diary and the pinned meetings that she is in take, with the way to either place."""
        air = self.problem.rules.buffer_minutes
        way = travel_of(meeting, person) if travelling else 0
        mask = self._diary(person, meeting, soft=False, way=way)
        for pin, at in self._pins(meeting):
            if person in (*pin.required, *pin.optional):
                other = travel_of(pin, person) if travelling else 0
                mask |= self._touching([interval_of(pin, at)], meeting.minutes, air + way + other)
        return mask

    def _travelled(self, meeting: Meeting) -> int:
        """The starts that nobody's appointments take, but the way there or back."""
        mask = 0
        if meeting.travel or self._someone_travels:
            for person in meeting.required:
                mask |= self._person(person, meeting) & ~self._person(person, meeting, travelling=False)
        return mask

    @cached_property
    def _someone_travels(self) -> bool:
        return any(pin.travel for pin, _at in self._pinned)

    def _diary(self, person: str, meeting: Meeting, *, soft: bool, way: int | None = None) -> int:
        diary = self.persons.get(person)
        air = self.problem.rules.buffer_minutes + (travel_of(meeting, person) if way is None else way)
        return self._busy("person", diary, meeting.minutes, soft=soft, air=air) if diary else 0

    def _too_few(self, meeting: Meeting) -> int:
        """The starts at which fewer of the optional can come than must. `least[k]`: at least k of those seen can."""
        least = [self.all] + [0] * meeting.quorum
        for person in meeting.optional:
            free = self.all & ~self._person(person, meeting)
            for count in range(meeting.quorum, 0, -1):
                least[count] |= least[count - 1] & free
        return self.all & ~least[meeting.quorum]

    def _rooms(self, meeting: Meeting) -> int:
        mask = self.all
        for room in self._rooms_for(meeting):
            mask &= self._room(room, meeting)
        return mask

    def _room(self, room: Diary, meeting: Meeting) -> int:
        pins = [interval_of(pin, at) for pin, at in self._pins(meeting) if pin.room == room.id]
        hard, soft = (self._busy("room", room, meeting.minutes, soft=soft, air=0) for soft in (False, True))
        return hard | soft | self._touching(pins, meeting.minutes, 0)

    def _ruled_out(self, meeting: Meeting) -> dict[Blocker, int]:
        """The starts that rules forbid because of meetings that stand already."""
        rules = self.problem.rules
        found: dict[Blocker, int] = defaultdict(int)
        for person in meeting.required:
            pins = [(pin, at.date()) for pin, at in self._pins(meeting) if person in pin.required]
            for pin, day in pins:
                if sum(other == day for _, other in pins) >= rules.per_day:
                    found[Blocker(Cause.PER_DAY, pin.id)] |= self._between(day, day)
                monday = day - dt.timedelta(days=day.weekday())
                if sum(monday <= other < monday + 7 * DAY for _, other in pins) >= rules.per_week:
                    found[Blocker(Cause.PER_WEEK)] |= self._between(monday, monday + 6 * DAY)
                if rules.spacing_days:
                    air = rules.spacing_days * DAY
                    found[Blocker(Cause.SPACING, pin.id)] |= self._between(day - air, day + air)
        return dict(found)

    def _pins(self, meeting: Meeting) -> Iterator[tuple[Meeting, dt.datetime]]:
        return ((pin, at) for pin, at in self._pinned if pin.id != meeting.id)

    @cached_property
    def _pinned(self) -> list[tuple[Meeting, dt.datetime]]:
        return [(pin, pin.pinned) for pin in self.problem.meetings if pin.pinned]

    def _busy(self, kind: str, diary: Diary, minutes: int, *, soft: bool, air: int) -> int:
        """What a diary takes of the starts of a meeting this long; worked out once for all meetings of that length."""
        key = (kind, diary.id, minutes, soft, air)
        if key not in self._taken:
            wanted = [one for one in diary.busy if (one.strength is Strength.TENTATIVE) is soft]
            self._taken[key] = self._touching(wanted, minutes, air)
        return self._taken[key]

    def _touching(self, intervals: Iterable[Interval], minutes: int, air: int) -> int:
        """The starts at which a meeting this long, with `air` before and after it, would touch one of the intervals."""
        mask, margin = 0, dt.timedelta(minutes=air)
        opens, closes = self._window
        for one in intervals:
            if one.end <= opens - margin or one.start >= closes + margin:
                continue
            begin = one.start - margin if one.start > opens else opens
            end = one.end + margin if one.end < closes else closes
            for place in range(bisect_left(self.days, begin.date()), bisect_right(self.days, end.date())):
                midnight = dt.datetime.combine(self.days[place], dt.time())
                low = (begin - midnight).total_seconds() / 60 - minutes - self.opens
                high = (end - midnight).total_seconds() / 60 - self.opens
                first = max(0, int(low // self.grid) + 1)
                last = min(self.per_day - 1, int(-(-high // self.grid)) - 1)
                if first <= last:
                    mask |= ((1 << (last - first + 1)) - 1) << (place * self.per_day + first)
        return mask

    def _between(self, first: dt.date, last: dt.date) -> int:
        """The starts of all days from `first` to `last`."""
        low, high = bisect_left(self.days, first), bisect_left(self.days, last)
        if high < len(self.days) and self.days[high] == last:
            high += 1
        return ((1 << (max(0, high - low) * self.per_day)) - 1) << (low * self.per_day)

    def bit(self, at: dt.datetime) -> int:
        """The bit of a time; none if it lies beside the grid, as a pinned one may."""
        slot, beside = divmod(_minutes(at.time()) - self.opens, self.grid)
        if beside or at.date() not in self._place or not 0 <= slot < self.per_day:
            return 0
        return 1 << (self._place[at.date()] * self.per_day + slot)


def overlap(one: Interval, other: Interval) -> bool:
    """Whether they share a minute."""
    return one.start < other.end and other.start < one.end


def _minutes(time: dt.time) -> int:
    return time.hour * 60 + time.minute


def _days(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    while first <= last:
        yield first
        first += DAY


def is_open(problem: Problem, day: dt.date) -> bool:
    """Whether people meet on a day."""
    return day.weekday() < 5 and day not in problem.closed


def travel_of(meeting: Meeting, person: str) -> int:
    """The minutes that it takes a person to get there, and as many back."""
    return next((minutes for id, minutes in meeting.travel if id == person), 0)


def _holding(masks: Mapping[Key, int], number: int) -> tuple[Key, ...]:
    return tuple([id for id, mask in masks.items() if mask >> number & 1])


def bits(mask: int) -> Iterator[int]:
    """The numbers of the bits that are set, from the lowest."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest
