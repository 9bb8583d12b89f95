"""Named reads of the year."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.cycle.domain import CycleState, YearUnknown
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
