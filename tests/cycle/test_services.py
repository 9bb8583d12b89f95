"""Opening a year, its days, its subject, and the life of themes."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cycle import queries, services
from app.cycle.domain import (
    CycleState,
    Level,
    Lineage,
    MilestoneFarAway,
    MilestoneKind,
    MilestonesOutOfOrder,
    NewSubject,
    SubjectTheme,
    YearClosed,
    YearExists,
    YearUnknown,
)
from app.cycle.models import Cycle
from app.trail.models import TrailEntry

NOW = dt.datetime(2026, 11, 2, 8, 0, tzinfo=dt.UTC)


def test_year_opens_with_the_default_days(session: Session) -> None:
    cycle = services.open_year(session, year=2027, subject=None, now=NOW)
    assert cycle.day(MilestoneKind.CHOSEN) == dt.date(2027, 2, 1)
    assert cycle.day(MilestoneKind.SENT) == dt.date(2027, 11, 1)
    assert {milestone.kind for milestone in cycle.milestones} == set(MilestoneKind)
    assert queries.by_year(session, 2027) is cycle


def test_year_is_opened_once(session: Session) -> None:
    services.open_year(session, year=2027, subject=None, now=NOW)
    with pytest.raises(YearExists):
        services.open_year(session, year=2027, subject=None, now=NOW)


def test_unopened_year_is_unknown(session: Session) -> None:
    with pytest.raises(YearUnknown):
        queries.by_year(session, 2031)


def test_days_out_of_order_are_refused_and_nothing_moves(session: Session) -> None:
    cycle = services.open_year(session, year=2027, subject=None, now=NOW)
    with pytest.raises(MilestonesOutOfOrder):
        services.set_milestones(
            session, cycle=cycle, days={MilestoneKind.DIALOGUES_TO: dt.date(2027, 1, 1)}, by=None, now=NOW
        )
    assert cycle.day(MilestoneKind.DIALOGUES_TO) == dt.date(2027, 6, 15)


def test_year_is_not_opened_with_a_day_that_is_far_away(session: Session) -> None:
    far = {MilestoneKind.SENT: dt.date(2072, 11, 1)}
    with pytest.raises(MilestoneFarAway):
        services.open_year(session, year=2027, subject=None, milestones=far, now=NOW)
    with pytest.raises(YearUnknown):
        queries.by_year(session, 2027)


def test_current_year_is_the_earliest_open_one(session: Session) -> None:
    first = services.open_year(session, year=2027, subject=None, now=NOW)
    second = services.open_year(session, year=2028, subject=None, now=NOW)
    assert queries.current(session) is first
    services.close_year(session, cycle=first, gates=(), by=None, now=NOW)
    session.flush()
    assert queries.current(session) is second


def test_year_that_owes_something_is_not_closed(session: Session) -> None:
    def owes(_session: Session, cycle: Cycle, _now: dt.datetime) -> None:
        raise YearUnknown(year=cycle.year)

    cycle = services.open_year(session, year=2027, subject=None, now=NOW)
    with pytest.raises(YearUnknown):
        services.close_year(session, cycle=cycle, gates=(owes,), by=None, now=NOW)
    assert cycle.state is CycleState.OPEN


def test_year_is_closed_and_opened_again_once_each(session: Session) -> None:
    cycle = services.open_year(session, year=2027, subject=None, now=NOW)
    for _again in range(2):
        services.close_year(session, cycle=cycle, gates=(), by=None, now=NOW)
    with pytest.raises(YearClosed):
        services.require_open(session, cycle=cycle)
    for _again in range(2):
        services.reopen_year(session, cycle=cycle, by=None, now=NOW)
    services.require_open(session, cycle=cycle)
    trail = session.scalars(select(TrailEntry.action).order_by(TrailEntry.id)).all()
    assert trail == ["cycle.opened", "cycle.closed", "cycle.reopened"]


def test_subject_is_a_copy_that_later_changes_do_not_move(session: Session) -> None:
    edition = services.add_theme(session, year=2027, number=1, title="Effekt")
    theme = SubjectTheme(
        edition_id=edition.id, number=1, title="Effekt", messages={Level.CITIZENS: "Det virker."}, questions=("Hvad?",)
    )
    subject = NewSubject(title="Ledetråd 2027", publication_id=None, introduction="", themes=(theme,))
    cycle = services.open_year(session, year=2027, subject=subject, now=NOW)
    edition.title = "Noget andet"
    assert cycle.subject is not None
    assert cycle.subject.content["themes"] == [
        {
            "edition_id": edition.id,
            "messages": {"citizens": "Det virker."},
            "number": 1,
            "questions": ["Hvad?"],
            "title": "Effekt",
        }
    ]


def test_theme_with_a_forerunner_lives_on_and_one_without_is_new(session: Session) -> None:
    old = services.add_theme(session, year=2026, number=1, title="Effekt")
    same = services.add_theme(session, year=2027, number=1, title="Mere effekt", forerunners=[(old, Lineage.CONTINUED)])
    twin = services.add_theme(session, year=2027, number=2, title="Spor to", forerunners=[(old, Lineage.DEVELOPED)])
    new = services.add_theme(session, year=2027, number=3, title="Noget nyt")
    assert same.theme_id == old.theme_id
    assert len({same.theme_id, twin.theme_id, new.theme_id}) == 3
    session.expire_all()
    found = [
        [(line.forerunner.title, line.kind) for line in one.forerunners] for one in queries.themes_of(session, 2027)
    ]
    assert found == [[("Effekt", Lineage.CONTINUED)], [("Effekt", Lineage.DEVELOPED)], []]


def test_year_comes_with_the_days_of_the_one_before(session: Session) -> None:
    before = services.open_year(session, year=2028, subject=None, now=NOW)
    moved = {MilestoneKind.CHOSEN: dt.date(2028, 2, 29), MilestoneKind.SENT: dt.date(2028, 11, 10)}
    services.set_milestones(session, cycle=before, days=moved, by=None, now=NOW)
    cycle = services.open_year(session, year=2029, subject=None, now=NOW)
    assert cycle.day(MilestoneKind.CHOSEN) == dt.date(2029, 2, 28)  # there is no 29th
    assert cycle.day(MilestoneKind.SENT) == dt.date(2029, 11, 12)  # the 10th is a Saturday
    assert services.open_year(session, year=2027, subject=None, now=NOW).day(MilestoneKind.SENT) == dt.date(2027, 11, 1)


def test_second_forerunner_lives_on_where_the_first_does_already(session: Session) -> None:
    first, second = (services.add_theme(session, year=2026, number=n, title=f"Tema {n}") for n in (1, 2))
    services.add_theme(session, year=2027, number=1, title="Det første", forerunners=[(first, Lineage.CONTINUED)])
    both = [(first, Lineage.DEVELOPED), (second, Lineage.DEVELOPED)]
    assert services.add_theme(session, year=2027, number=2, title="Begge", forerunners=both).theme_id == second.theme_id
