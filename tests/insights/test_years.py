"""The matrix over the years: themes by what they came from, institutions counted once a year."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app.clock import at
from app.cycle import services as cycles
from app.cycle.domain import Lineage
from app.cycle.models import Cycle, ThemeEdition
from app.insights import export, merging, services, years
from app.insights.domain import About, Meaning, Quote, Stance, Tone
from tests.counting import count_queries
from tests.dialogues.meetings import NOW, open_cycle, open_held_note, say, themes
from tests.insights.coding import learn, speak


def next_year(session: Session) -> tuple[Cycle, list[ThemeEdition]]:
    """2028: the first theme continued, the second and third developed into one, and a new one; nothing held yet."""
    effect, together, skill = themes(session)
    kept = cycles.add_theme(session, year=2028, number=1, title=effect.title, forerunners=[(effect, Lineage.CONTINUED)])
    both = [(together, Lineage.DEVELOPED), (skill, Lineage.DEVELOPED)]
    joined = cycles.add_theme(session, year=2028, number=2, title="Fælles faglighed", forerunners=both)
    new = cycles.add_theme(session, year=2028, number=3, title="Tid")
    cycle = cycles.open_year(session, year=2028, subject=None, now=at(dt.date(2027, 11, 1), 8))
    return cycle, [kept, joined, new]


def shown(session: Session) -> list[tuple[str | None, list[tuple[int, int] | None]]]:
    session.expire_all()
    return [
        (row.edition.title if row.edition else None, [(one.behind, one.held) if one else None for one in row.cells])
        for row in years.over_years(session).rows
    ]


def test_theme_is_followed_back_through_what_it_came_from(session: Session) -> None:
    cycle = open_cycle(session)
    house, school = (open_held_note(session, cycle, name=name) for name in ("Hus", "Skole"))
    one, two = speak(session, house, "Et", "To", theme=2)
    [three] = speak(session, school, "Tre", theme=3)
    against = Quote(revision_id=three.current.id, stance=Stance.AGAINST)
    first = learn(session, cycle, one, against, theme=2)
    learn(session, cycle, two, three, theme=3)
    learn(session, cycle, one, theme=None)
    merging.merge_insights(session, first=first, second=learn(session, cycle, two, theme=1), now=NOW)
    later, (_kept, joined, _new) = next_year(session)
    note = open_held_note(session, later, name="Center")
    passage = say(session, note, "Fire", edition_id=joined.id)
    services.add_insight(
        session,
        cycle=later,
        meaning=Meaning(sentence="Vi lærer sammen.", about=About.THEME, edition_id=joined.id, tone=Tone.WORKS),
        evidence=[Quote(revision_id=passage.current.id)],
        now=NOW,
    )
    assert shown(session) == [
        ("Effekt for borgerne", [(0, 2), (0, 1)]),
        ("Fælles faglighed", [(2, 2), (1, 1)]),
        ("Tid", [None, (0, 1)]),
        (None, [(1, 2), (0, 1)]),
    ]


def test_theme_that_ended_keeps_its_row(session: Session) -> None:
    open_cycle(session)
    cycles.open_year(session, year=2028, subject=None, now=NOW)
    assert [title for title, _cells in shown(session)] == [*(one.title for one in themes(session)), None]
    assert shown(session)[0][1] == [(0, 0), None]


def test_years_take_as_many_queries_for_many_as_for_one(session: Session) -> None:
    cycle = open_cycle(session)
    learn(session, cycle, *speak(session, open_held_note(session, cycle), "Et"))
    counts = []
    for turn in range(2):
        session.commit()
        session.expire_all()
        counts.append(count_queries(session, lambda: years.over_years(session)))
        if not turn:
            next_year(session)
    assert counts[0] == counts[1]


def test_table_of_the_years_says_what_the_page_says(session: Session, app: object) -> None:
    open_cycle(session)
    next_year(session)
    table = export.years_table(years.over_years(session))
    assert (list(table.heads), list(table.rows[2])) == (["Tema", "2027", "2028"], ["Tid", "–", "0 af 0"])
