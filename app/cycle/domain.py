"""The year's words: milestones and their default days, levels, lineage; and what other rooms tell the front page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from app.domain import N_, Refused


class Level(Enum):
    """For whom a message is meant."""

    CITIZENS = "citizens"
    ORGANISATION = "organisation"
    EMPLOYEES = "employees"


TRIAL = "trial"
"""The kind of the mail that shows whether the settings are right."""


class CycleState(Enum):
    """A year is open until everything of it is closed or moved on."""

    OPEN = "open"
    CLOSED = "closed"


class MilestoneKind(Enum):
    """The days that shape the year, in the order in which they fall."""

    ANNUAL_PLANS = "annual-plans"
    CHOSEN = "chosen"
    DIALOGUES_FROM = "dialogues-from"
    DIALOGUES_TO = "dialogues-to"
    CODED = "coded"
    DISCUSSED = "discussed"
    HEADS_FORUM = "heads-forum"
    JOINT_COMMITTEE = "joint-committee"
    ADOPTED = "adopted"
    SENT = "sent"
    FINANCE_COMMITTEE = "finance-committee"
    PRESENTED = "presented"


DEFAULT_DAYS: Mapping[MilestoneKind, tuple[int, int]] = {
    MilestoneKind.ANNUAL_PLANS: (1, 31),
    MilestoneKind.CHOSEN: (2, 1),
    MilestoneKind.DIALOGUES_FROM: (3, 15),
    MilestoneKind.DIALOGUES_TO: (6, 15),
    MilestoneKind.CODED: (7, 1),
    MilestoneKind.DISCUSSED: (8, 15),
    MilestoneKind.HEADS_FORUM: (9, 10),
    MilestoneKind.JOINT_COMMITTEE: (10, 5),
    MilestoneKind.ADOPTED: (10, 20),
    MilestoneKind.SENT: (11, 1),
    MilestoneKind.FINANCE_COMMITTEE: (11, 14),
    MilestoneKind.PRESENTED: (12, 8),
}


def default_milestones(year: int) -> dict[MilestoneKind, dt.date]:
    """The days of a year as they are proposed; each can be moved. A weekend stays: some are dates, not meetings."""
    return {kind: dt.date(year, month, day) for kind, (month, day) in DEFAULT_DAYS.items()}


def in_years(day: dt.date, years: int) -> dt.date:
    """The same month and day so many years later; 29 February is the 28th where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


class Phase(Enum):
    """What a part of the year is for."""

    SELECTION = "selection"
    DIALOGUES = "dialogues"
    INSIGHTS = "insights"
    DRAFT = "draft"
    CONSULTATION = "consultation"
    ADOPTION = "adoption"
    SENDING = "sending"


class Tense(Enum):
    """Where a phase lies as seen from today."""

    DONE = "done"
    NOW = "now"
    NEXT = "next"


@dataclass(frozen=True)
class PhaseSpan:
    """A phase of one year, from its first day to its last."""

    phase: Phase
    first: dt.date
    last: dt.date

    def tense(self, today: dt.date) -> Tense:
        """Behind us, now, or ahead."""
        if self.last < today:
            return Tense.DONE
        return Tense.NOW if self.first <= today else Tense.NEXT


def phases_of(days: Mapping[MilestoneKind, dt.date]) -> list[PhaseSpan]:
    """The year's phases as its milestones bound them. The choice begins four weeks before the annual plans are in."""
    day, kind = dt.timedelta(days=1), MilestoneKind
    opening = days[kind.ANNUAL_PLANS] - 27 * day
    bounds = {
        Phase.SELECTION: (min(opening, days[kind.CHOSEN]), days[kind.CHOSEN]),
        Phase.DIALOGUES: (days[kind.DIALOGUES_FROM], days[kind.DIALOGUES_TO]),
        Phase.INSIGHTS: (days[kind.DIALOGUES_TO] + day, days[kind.CODED]),
        Phase.DRAFT: (days[kind.DISCUSSED], days[kind.HEADS_FORUM] - day),
        Phase.CONSULTATION: (days[kind.HEADS_FORUM], days[kind.JOINT_COMMITTEE]),
        Phase.ADOPTION: (days[kind.ADOPTED], days[kind.ADOPTED]),
        Phase.SENDING: (days[kind.SENT], days[kind.PRESENTED]),
    }
    return [PhaseSpan(phase, first, max(first, last)) for phase, (first, last) in bounds.items()]


class Lineage(Enum):
    """How a theme came from an earlier one. A theme with no forerunner is new; that is derived, not stored."""

    CONTINUED = "continued"
    DEVELOPED = "developed"


@dataclass(frozen=True, kw_only=True)
class SubjectTheme:
    """One theme of the published guidance as the year's dialogues talk about it."""

    edition_id: int
    number: int
    title: str
    messages: Mapping[Level, str]
    questions: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class NewSubject:
    """What a guidance hands over when it opens the next year: an immutable copy, and where it came from."""

    title: str
    publication_id: int | None
    introduction: str
    themes: tuple[SubjectTheme, ...]


@dataclass(frozen=True, kw_only=True)
class NextStep:
    """What one person is asked to do: a sentence, by when, what happens otherwise, and the button that does it.

    `waits` says that somebody else is held up by it. `rank` orders steps of one day: the lowest comes first.
    `when` takes the place of "by that day" where a day is not a deadline ("I dag kl. 10.00").
    """

    sentence: str
    otherwise: str
    button: str
    endpoint: str
    args: Mapping[str, object] = field(default_factory=dict)
    due: dt.date | None = None
    when: str = ""
    waits: bool = False
    rank: int = 50


@dataclass(frozen=True, kw_only=True)
class StartStep:
    """One thing that a new body does before its first year, and whether it is done.

    `rank` is its place in the list; with `post` the button does it at once, else it leads to the page where it is done.
    """

    title: str
    sentence: str
    done: bool
    rank: int
    button: str = ""
    endpoint: str = ""
    args: Mapping[str, object] = field(default_factory=dict)
    post: bool = False


class Stage(Enum):
    """The way of one seat through the year, as dots."""

    CHOSEN = "chosen"
    TIME = "time"
    INVITED = "invited"
    HELD = "held"
    NOTES = "notes"
    INSIGHTS = "insights"


@dataclass(frozen=True, kw_only=True)
class SeatRow:
    """One of the six on the front page: how far it has come, and its state as a sentence.

    `reached` counts the stages that are done; `waiting` says that the next one waits on someone.
    """

    number: int
    institution_id: int
    institution: str
    endpoint: str
    args: Mapping[str, object]
    start: dt.datetime | None
    struck: bool
    reached: int
    waiting: bool
    sentence: str

    def way(self) -> list[tuple[Stage, str]]:
        """Each stage as done, waits (the next one waits on someone) or todo."""
        ahead = "waits" if self.waiting else "todo"
        marks = ["done"] * self.reached + [ahead] + ["todo"] * len(Stage)
        return list(zip(Stage, marks, strict=False))


def in_order(steps: Iterable[NextStep]) -> list[NextStep]:
    """What comes first: by day, without one what holds others up first and the rest last; on one day likewise."""
    return sorted(steps, key=lambda step: (_day_of(step), not step.waits, step.rank, step.sentence))


def _day_of(step: NextStep) -> dt.date:
    return step.due or (dt.date.min if step.waits else dt.date.max)


class YearExists(Refused):
    """A year is opened once."""

    code = "year-exists"
    sentence = N_("Året %(year)s er allerede åbnet.")


class YearUnknown(Refused):
    """Nothing can be done in a year that nobody has opened."""

    code = "year-unknown"
    status = 404
    sentence = N_("Året %(year)s er ikke åbnet endnu. Åbn det på forsiden.")


class YearClosed(Refused):
    """Nothing is sent in a year that is over."""

    code = "year-closed"
    sentence = N_("Året %(year)s er lukket, så der bliver ikke sendt noget i det. Åbn det igen først.")


class MilestonesOutOfOrder(Refused):
    """The dialogues cannot end before they begin, nor insights be coded before the dialogues end."""

    code = "milestones-out-of-order"
    status = 422
    sentence = N_("%(later)s kan ikke ligge før %(earlier)s. Ret en af datoerne.")


class MilestoneFarAway(Refused):
    """A day belongs to its year or to one beside it; a mistyped year would stretch every picture of it."""

    code = "milestone-far-away"
    status = 422
    sentence = N_("%(milestone)s ligger for langt fra resten af året. Ret årstallet i datoen.")


class NoSubject(Refused):
    """The dialogues of a year talk about a guidance; without one there is nothing to ask about."""

    code = "no-subject"
    sentence = N_("Året %(year)s har ingen ledetråd at tale om. Indtast den gældende ledetråd først.")
