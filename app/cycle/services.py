"""Use cases of the year: opening it, moving its days, and the themes with their lineage."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import pairwise

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.cycle import queries
from app.cycle.domain import (
    CycleState,
    Lineage,
    MilestoneFarAway,
    MilestoneKind,
    MilestonesOutOfOrder,
    NewSubject,
    YearClosed,
    YearExists,
)
from app.cycle.models import Cycle, Milestone, Subject, Theme, ThemeEdition, ThemeLineage
from app.cycle.ports import YearGate
from app.people.models import Person
from app.trail import services as trail

IN_ORDER = (
    MilestoneKind.CHOSEN,
    MilestoneKind.DIALOGUES_FROM,
    MilestoneKind.DIALOGUES_TO,
    MilestoneKind.CODED,
    MilestoneKind.ADOPTED,
    MilestoneKind.SENT,
)


def open_year(
    session: Session,
    *,
    year: int,
    subject: NewSubject | None,
    now: dt.datetime,
    milestones: Mapping[MilestoneKind, dt.date] | None = None,
    by: Person | None = None,
) -> Cycle:
    """Opens a year with its days, and what its dialogues talk about if a guidance stands for it.

    The days are those of the year before, else the usual ones, and those that are given. Raises MilestoneFarAway and
    MilestonesOutOfOrder.
    """
    if session.scalar(select(Cycle.id).where(Cycle.year == year)) is not None:
        raise YearExists(year=year)
    days = {**queries.proposed_days(session, year), **(milestones or {})}
    check_near(year, days)
    check_order(days)
    cycle = Cycle(
        year=year,
        state=CycleState.OPEN,
        opened_at=now,
        milestones=[Milestone(kind=kind, day=day) for kind, day in days.items()],
    )
    session.add(cycle)
    session.flush()
    if subject is not None:
        set_subject(session, cycle=cycle, subject=subject)
    trail.record(session, by=by, action="cycle.opened", thing=f"cycle:{cycle.id}", now=now)
    return cycle


def set_subject(session: Session, *, cycle: Cycle, subject: NewSubject) -> None:
    """Gives the year what its dialogues talk about: an immutable copy, so that later corrections do not move it."""
    cycle.subject = Subject(
        title=subject.title,
        publication_id=subject.publication_id,
        content={
            "introduction": subject.introduction,
            "themes": [
                {
                    "edition_id": theme.edition_id,
                    "number": theme.number,
                    "title": theme.title,
                    "messages": {level.value: text for level, text in theme.messages.items()},
                    "questions": list(theme.questions),
                }
                for theme in subject.themes
            ],
        },
    )
    session.flush()


def set_milestones(
    session: Session, *, cycle: Cycle, days: Mapping[MilestoneKind, dt.date], by: Person | None, now: dt.datetime
) -> None:
    """Moves days of the year; those that are not named stay."""
    check_near(cycle.year, days)
    check_order({**{milestone.kind: milestone.day for milestone in cycle.milestones}, **days})
    for milestone in cycle.milestones:
        milestone.day = days.get(milestone.kind, milestone.day)
    trail.record(session, by=by, action="cycle.days-moved", thing=f"cycle:{cycle.id}", now=now)


def close_year(
    session: Session, *, cycle: Cycle, gates: Sequence[YearGate], by: Person | None, now: dt.datetime
) -> None:
    """Closes a year that owes nobody anything: each gate of the later rooms may refuse with what is missing.

    What was promised lives on in follow-up. Twice is once.
    """
    for gate in gates:
        gate(session, cycle, now)
    _change_state(session, cycle, CycleState.OPEN, CycleState.CLOSED, action="cycle.closed", by=by, now=now)


def reopen_year(session: Session, *, cycle: Cycle, by: Person | None, now: dt.datetime) -> None:
    """Opens a closed year again, as it was. Twice is once."""
    _change_state(session, cycle, CycleState.CLOSED, CycleState.OPEN, action="cycle.reopened", by=by, now=now)


def _change_state(
    session: Session,
    cycle: Cycle,
    before: CycleState,
    after: CycleState,
    *,
    action: str,
    by: Person | None,
    now: dt.datetime,
) -> None:
    """One conditional statement: of two who click, one does it, and one is in the trail."""
    changing = update(Cycle).where(Cycle.id == cycle.id, Cycle.state == before).values(state=after)
    if session.execute(changing.returning(Cycle.id)).first() is not None:
        trail.record(session, by=by, action=action, thing=f"cycle:{cycle.id}", now=now)
    session.refresh(cycle, ["state"])


def require_open(session: Session, *, cycle: Cycle) -> None:
    """Raises YearClosed for a year that is over; who closes one meanwhile waits until what is sent is written."""
    state = session.scalar(select(Cycle.state).where(Cycle.id == cycle.id).with_for_update(read=True))
    if state is not CycleState.OPEN:
        raise YearClosed(year=cycle.year)


def check_near(year: int, days: Mapping[MilestoneKind, dt.date]) -> None:
    """Raises MilestoneFarAway for a day more than a year outside its year, on either side."""
    for kind, day in days.items():
        if abs(day.year - year) > 1:
            raise MilestoneFarAway(milestone=kind.value)


def check_order(days: Mapping[MilestoneKind, dt.date]) -> None:
    """Raises MilestonesOutOfOrder if a step would begin before the one that feeds it is over."""
    for earlier, later in pairwise(IN_ORDER):
        if days[later] < days[earlier]:
            raise MilestonesOutOfOrder(earlier=earlier.value, later=later.value)


def add_theme(
    session: Session,
    *,
    year: int,
    number: int,
    title: str,
    summary: str = "",
    forerunners: Sequence[tuple[ThemeEdition, Lineage]] = (),
) -> ThemeEdition:
    """A theme of a year's guidance. With a forerunner it is the first one's theme living on, else a new theme."""
    theme_id = _theme_id(session, year=year, forerunners=forerunners)
    edition = ThemeEdition(theme_id=theme_id, year=year, number=number, title=title, summary=summary)
    edition.forerunners = [ThemeLineage(forerunner_id=one.id, kind=kind) for one, kind in forerunners]
    session.add(edition)
    session.flush()
    return edition


def change_theme(
    session: Session,
    *,
    edition: ThemeEdition,
    title: str,
    summary: str,
    forerunners: Sequence[tuple[ThemeEdition, Lineage]],
) -> None:
    """Changes a theme while its guidance is a draft. An earlier theme that is carried on is no longer ended."""
    before = edition.theme_id
    edition.title, edition.summary = title, summary
    edition.theme_id = _theme_id(session, year=edition.year, forerunners=forerunners, besides=edition)
    session.execute(delete(ThemeLineage).where(ThemeLineage.edition_id == edition.id))
    for one, kind in forerunners:
        session.add(ThemeLineage(edition_id=edition.id, forerunner_id=one.id, kind=kind))
        one.ended_reason = None
    session.flush()
    session.expire(edition, ["forerunners"])
    _take_along(session, edition, before)
    _forget_unlived(session, before)


def _take_along(session: Session, edition: ThemeEdition, before: int) -> None:
    """The years after go on with the life that the theme now has, where no other theme of theirs has it already."""
    later = select(ThemeEdition).where(ThemeEdition.theme_id == before, ThemeEdition.year > edition.year)
    living = select(ThemeEdition.year).where(ThemeEdition.theme_id == edition.theme_id)
    taken = set(session.scalars(living))
    for one in session.scalars(later):
        if one.year not in taken:
            one.theme_id = edition.theme_id
    session.flush()


def translate_theme(session: Session, *, edition: ThemeEdition, title: str, summary: str) -> None:
    """What a theme is called in English; empty where nobody has written it."""
    edition.english_title, edition.english_summary = title, summary
    session.flush()


def drop_theme(session: Session, *, edition: ThemeEdition) -> None:
    """Takes a theme out of a draft; those after it move up."""
    year, number, theme_id = edition.year, edition.number, edition.theme_id
    session.execute(delete(ThemeLineage).where(ThemeLineage.edition_id == edition.id))
    session.execute(delete(ThemeEdition).where(ThemeEdition.id == edition.id))
    _forget_unlived(session, theme_id)
    later = select(ThemeEdition).where(ThemeEdition.year == year, ThemeEdition.number > number)
    for one in session.scalars(later.order_by(ThemeEdition.number)):
        one.number -= 1
        session.flush()


def end_theme(session: Session, *, edition: ThemeEdition, reason: str) -> None:
    """Says why a theme is not carried on."""
    edition.ended_reason = reason
    session.flush()


def _theme_id(
    session: Session,
    *,
    year: int,
    forerunners: Sequence[tuple[ThemeEdition, Lineage]],
    besides: ThemeEdition | None = None,
) -> int:
    """The first forerunner lives on that no other theme of the year is already; without one a new theme begins."""
    for one, _kind in forerunners:
        living = select(ThemeEdition.id).where(ThemeEdition.theme_id == one.theme_id, ThemeEdition.year == year)
        if set(session.scalars(living)) <= {besides.id if besides else None}:
            return one.theme_id
    if besides is not None and not forerunners and _begins_here(session, besides):
        return besides.theme_id
    theme = Theme(first_year=year)
    session.add(theme)
    session.flush()
    return theme.id


def _begins_here(session: Session, edition: ThemeEdition) -> bool:
    return session.get_one(Theme, edition.theme_id).first_year == edition.year


def _forget_unlived(session: Session, theme_id: int) -> None:
    """A theme without an edition never was one."""
    if session.scalar(select(ThemeEdition.id).where(ThemeEdition.theme_id == theme_id).limit(1)) is None:
        session.execute(delete(Theme).where(Theme.id == theme_id))
