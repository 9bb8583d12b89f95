"""What a plan is asked for and what it answers: standard library only.

Times in here are naive and local (Europe/Copenhagen), to the minute: a meeting at nine is at nine on both sides of a
clock change. The services turn them into instants.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import Enum

from app.domain import N_, Refused
from app.scheduling.rules.ruled import Ruled


class DialogueState(Enum):
    """PROPOSED is the plan's, seen by the secretariat only; AGREED is accepted. NEEDS_TIME: somebody has said no, and
    the old time shows until a new one is accepted. HELD and CANCELLED are final."""

    WITHOUT_TIME = "without-time"
    PROPOSED = "proposed"
    AGREED = "agreed"
    NEEDS_TIME = "needs-time"
    HELD = "held"
    CANCELLED = "cancelled"


AT_A_TIME = (DialogueState.PROPOSED, DialogueState.AGREED)
"""A dialogue that stands at its time, whether anybody has been told yet."""


class Strength(Enum):
    """How busy. A tentative appointment may be overbooked at a cost; the other two may not."""

    TENTATIVE = "tentative"
    BUSY = "busy"
    OUT = "oof"


class Way(Enum):
    """What a plan for the year is after. BEST spreads the meetings over the period; EARLIEST has each as early as can
    be; ROBUST overbooks no tentative appointment and leaves the last fortnight to whoever needs another time."""

    BEST = "best"
    EARLIEST = "earliest"
    ROBUST = "robust"


STRENGTHS = tuple(Strength)  # from the weakest to the strongest: where two overlap, the stronger counts

BY_HAND = "hand"
FROM_FILE = "file"

Span = tuple[int, int, Strength]
"""From minute to before minute of one day."""


class Half(Enum):
    """A half of a day as a secretary marks it: the minutes that it blocks."""

    MORNING = (0, 720)
    AFTERNOON = (720, 1440)


@dataclass(frozen=True, slots=True)
class Interval:
    """Minutes in which somebody is busy, from `start` to before `end`."""

    start: dt.datetime
    end: dt.datetime
    strength: Strength = Strength.BUSY


@dataclass(frozen=True, slots=True)
class Warned:
    """Something about a calendar that its owner should know: a code, what it concerns, and how often it was met."""

    code: str
    about: str
    count: int


@dataclass(frozen=True, slots=True)
class FreeBusy:
    """What a calendar says of one window: busy minutes, and how much of the calendar could not be read."""

    busy: tuple[Interval, ...]
    events: int
    unread: int
    warnings: tuple[Warned, ...] = ()


@dataclass(frozen=True, slots=True)
class Diary:
    """When one person or one room is busy; how many a room `seats` (0: any number). Outside of what is `known` of a
    person who was asked for her times, nothing is."""

    id: str
    busy: tuple[Interval, ...] = ()
    seats: int = 0
    known: tuple[Interval, ...] | None = None


@dataclass(frozen=True, slots=True)
class Meeting:
    """A dialogue as the planner sees it.

    `earliest` is the notice that people are owed and `target` the day it should lie nearest to (none: `earliest`).
    `pinned` is a time that stands already, whatever the calendars say: they hold the meeting itself. `room` is the
    room that people were told of (another one costs; none without `needs_room`). `declined` are times said no to.
    `seats` is how many come, and `travel` the minutes that it takes a person to get there, and as many back. Of the
    optional persons at least `quorum` must be able to come.
    """

    id: str
    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    minutes: int = 90
    earliest: dt.date | None = None
    latest: dt.date | None = None
    target: dt.date | None = None
    pinned: dt.datetime | None = None
    room: str | None = None
    declined: tuple[Interval, ...] = ()
    needs_room: bool = True
    quorum: int = 0
    seats: int = 0
    travel: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Rules:
    """Limits for each required person, the air around a meeting, and days that must lie between two of them."""

    per_day: int = 1
    per_week: int = 2
    buffer_minutes: int = 0
    spacing_days: int = 0


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything that a plan depends on. Weekends are closed; `closed` holds the other days. No rooms: none needed.

    `ruled` are the times that a rule forbids, or that cost: unlike closed days they can be named as the reason."""

    first: dt.date
    last: dt.date
    persons: tuple[Diary, ...]
    meetings: tuple[Meeting, ...]
    rooms: tuple[Diary, ...] = ()
    closed: frozenset[dt.date] = frozenset()
    opens: dt.time = dt.time(8)
    closes: dt.time = dt.time(16)
    grid_minutes: int = 30
    rules: Rules = field(default_factory=Rules)
    ruled: tuple[Ruled, ...] = ()

    def with_pins(self, placed: Iterable[Placed]) -> Problem:
        """The problem in which these meetings stand where they were placed, with those who come."""
        found = {one.meeting: one for one in placed}
        return replace(self, meetings=tuple(found[it.id].pin(it) if it.id in found else it for it in self.meetings))


class Cause(Enum):
    """What can stand in the way of a start. Each but the first three is a rule that people made themselves."""

    PERSON = "person"
    ROOM = "room"
    ROOMS = "rooms"
    NOTICE = "notice"
    LATEST = "latest"
    DECLINED = "declined"
    PER_DAY = "per-day"
    PER_WEEK = "per-week"
    SPACING = "spacing"
    QUORUM = "quorum"
    TRAVEL = "travel"
    RULE = "rule"
    HOURS = "hours"


@dataclass(frozen=True, slots=True)
class Blocker:
    """One thing that stands in the way. `id` is the person's, the room's, or the meeting's that a rule speaks of."""

    cause: Cause
    id: str = ""


@dataclass(frozen=True, slots=True)
class Start:
    """A time at which a meeting can begin: its cost, and what one must know before taking it."""

    at: dt.datetime
    cost: int
    away: int
    tentative: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Placed:
    """A meeting with its time and room. `away` counts working days from the day wished for; `rules` are the soft ones
    that it breaks, `unknown` those who have not said whether they can."""

    meeting: str
    start: dt.datetime
    end: dt.datetime
    room: str | None
    away: int
    tentative: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    def pin(self, meeting: Meeting) -> Meeting:
        """The meeting at its time: who is absent may well be in another one."""
        coming = tuple(one for one in meeting.optional if one not in self.absent)
        return replace(meeting, pinned=self.start, room=self.room, optional=coming)


@dataclass(frozen=True, slots=True)
class Without:
    """How many more starts open if one thing did not stand in the way."""

    blocker: Blocker
    opens: int


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A start that a single appointment of a single person stands in the way of."""

    at: dt.datetime
    person: str
    busy: Interval


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A meeting without a time, and what would help. `open` counts starts that only other meetings of the plan take;
    `together` are the fewest things that shut every start, where none alone does."""

    meeting: str
    open: int
    without: tuple[Without, ...]
    together: tuple[Blocker, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan, best first by number of meetings placed, then by cost.

    `bound` and `unplaced_bound` are what no plan can get below; `proven` says that this one reaches both.
    """

    placed: tuple[Placed, ...]
    unplaced: tuple[Unplaced, ...]
    cost: int
    bound: int
    unplaced_bound: int
    proven: bool


def codes_of(placed: Placed) -> list[str]:
    """What is to be known of a proposed time, as stored: the page puts it into words."""
    return [
        *(f"tentative:{person}" for person in placed.tentative),
        *(f"absent:{person}" for person in placed.absent),
        *(f"silent:{person}" for person in placed.unknown),
        *(f"rule:{rule}" for rule in placed.rules),
        *([f"away:{placed.away}"] if placed.away else []),
    ]


class MovedMeanwhile(Refused):
    """A colleague gave the dialogue a time while the page was open."""

    code = "moved-meanwhile"
    sentence = N_("En kollega har flyttet dialogen med %(institution)s imens. Genindlæs siden, og se den nye tid.")


class NothingToAccept(Refused):
    """No proposed time stands, or a colleague has just accepted them."""

    code = "nothing-to-accept"
    sentence = N_("Der er ingen foreslåede tider at godkende for %(year)s. Måske har en kollega lige gjort det.")


class PlanOutdated(Refused):
    """A proposal lay so long that one of its times has passed."""

    code = "plan-outdated"
    sentence = N_("En af de foreslåede tider er allerede passeret. Lav et nyt forslag.")


class DialogueSettled(Refused):
    """A dialogue that is agreed, held or cancelled does not change in this way."""

    code = "dialogue-settled"
    sentence = N_("Dialogen med %(institution)s er aftalt, holdt eller aflyst og kan ikke ændres her.")


class CancelledWithoutReason(Refused):
    """Whoever asks later why a meeting was called off must find more than that it was."""

    code = "cancelled-without-reason"
    sentence = N_("Skriv, hvorfor mødet bliver aflyst.")


class WithoutDialogue(Refused):
    """Said of a command that names an institution which is none of the year's."""

    code = "without-dialogue"
    sentence = N_("%(institution)s har ingen dialog i %(year)s.")


class StartUnreadable(Refused):
    """What came from the page is no time."""

    code = "start-unreadable"
    status = 422
    sentence = N_("Vælg et tidspunkt på listen.")


class TimePassed(Refused):
    """A meeting cannot be moved into the past."""

    code = "time-passed"
    status = 422
    sentence = N_("Tidspunktet er allerede passeret. Vælg et andet.")


class TimeTaken(Refused):
    """The directors are in another dialogue then."""

    code = "time-taken"
    sentence = N_("Direktionen har dialog med %(institution)s på det tidspunkt. Vælg et andet.")


class CalendarUnreadable(Refused):
    """The file is no calendar, or not a whole one. What was known before still stands."""

    code = "calendar-unreadable"
    status = 422
    sentence = N_("Filen er ikke en kalender i iCalendar-format (.ics).")


class CalendarCutOff(CalendarUnreadable):
    """Half a calendar would show its owner as free: worse than none."""

    code = "calendar-cut-off"
    sentence = N_("Kalenderen er skåret af midt i. Hent den igen, og prøv på ny.")


class CalendarTooLarge(CalendarUnreadable):
    """Larger than a person's calendar is."""

    code = "calendar-too-large"
    sentence = N_("Kalenderen er for stor: højst %(most)s.")


class CalendarTooSlow(CalendarUnreadable):
    """Reading was stopped: rules that never end are a way to hang a server."""

    code = "calendar-too-slow"
    sentence = N_("Kalenderen tog for lang tid at læse. Hent kun det næste år ud af den, og prøv igen.")


class ProblemUnreadable(Refused):
    """A problem document that does not have the documented form; `planner.unreadable` has a sentence for each kind."""

    code = "problem-unreadable"
    status = 422
    sentence = N_("Opgaven kan ikke læses: filen er ikke JSON.")
