"""Named reads of the year."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.clock import working_day_from
from app.cycle.domain import CycleState, MilestoneKind, YearUnknown, default_milestones, in_years
from app.cycle.models import Cycle, ThemeEdition, ThemeLineage


def by_year(session: Session, year: int) -> Cycle:
    """The cycle of a year; raises YearUnknown."""
    cycle = session.scalars(select(Cycle).where(Cycle.year == year)).one_or_none()
    if cycle is None:
        raise YearUnknown(year=year)
    return cycle


def current(session: Session) -> Cycle | None:
    """The year one works in: the earliest open one, for a year is closed before the next is lived."""
    query = select(Cycle).where(Cycle.state == CycleState.OPEN).order_by(Cycle.year).limit(1)
    return session.scalars(query).one_or_none()


def is_begun(session: Session) -> bool:
    """Whether any year was opened."""
    return session.scalar(select(Cycle.id).limit(1)) is not None


def all_years(session: Session) -> list[Cycle]:
    """Every cycle, the newest first."""
    return list(session.scalars(select(Cycle).order_by(Cycle.year.desc())))


def themes_of(session: Session, year: int) -> list[ThemeEdition]:
    """The themes of a year's guidance in their order, with their forerunners."""
    query = (
        select(ThemeEdition)
        .where(ThemeEdition.year == year)
        .order_by(ThemeEdition.number)
        .options(selectinload(ThemeEdition.forerunners).joinedload(ThemeLineage.forerunner))
    )
    return list(session.scalars(query))


def all_editions(session: Session) -> list[ThemeEdition]:
    """The themes of every year with what each came from, the newest year first."""
    query = select(ThemeEdition).order_by(ThemeEdition.year.desc(), ThemeEdition.number)
    return list(session.scalars(query.options(selectinload(ThemeEdition.forerunners))))


def proposed_days(session: Session, year: int) -> dict[MilestoneKind, dt.date]:
    """The days that a year is opened with: those of the newest year before it, else the usual ones.

    A body moves its days once, and they come again: the same month and day, on a day on which people work.
    """
    before = session.scalars(
        select(Cycle)
        .where(Cycle.year < year)
        .order_by(Cycle.year.desc())
        .limit(1)
        .options(selectinload(Cycle.milestones))
    ).one_or_none()
    if before is None:
        return default_milestones(year)
    came = {one.kind: in_years(one.day, year - before.year) for one in before.milestones}
    return default_milestones(year) | {kind: working_day_from(day) for kind, day in came.items()}
