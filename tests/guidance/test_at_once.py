"""Many at once: one click has one effect, and no text disappears."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.cycle.domain import Level
from app.cycle.models import Cycle
from app.database import Database
from app.domain import Refused
from app.guidance import queries, services
from app.guidance.domain import TieKind
from app.guidance.drafting import ties
from app.guidance.editions import publishing
from app.guidance.models import ElementRevision, Tie
from app.insights.models import Insight
from tests.guidance.drafting import making as drafting
from tests.guidance.drafting.making import NOW

CLICKS = 6


def at_once(database: Database, act: Callable[[Session, int], object]) -> Counter[str]:
    """Lets several threads do the same at the same moment; counts how it ended for each."""
    start = Barrier(CLICKS)

    def click(number: int) -> str:
        start.wait()
        try:
            with database.write.begin() as session:
                act(session, number)
        except Refused as refused:
            return refused.code
        return "done"

    with ThreadPoolExecutor(CLICKS) as pool:
        return Counter(pool.map(click, range(CLICKS)))


def test_one_of_many_writers_wins_and_the_others_are_told(own_database: Database) -> None:
    with own_database.write.begin() as session:
        year = drafting.begin(session, confirmed=False)
        element_id = drafting.element(session, year.guidance, 1, Level.CITIZENS).id

    def write(session: Session, number: int) -> None:
        element = queries.element(session, element_id)
        services.write_element(session, element=element, text=f"Tekst {number}.", base_revision=1, by=None, now=NOW)

    assert at_once(own_database, write) == {"done": 1, "stale-element": CLICKS - 1}
    with own_database.write.begin() as session:
        written = select(func.count(ElementRevision.id)).where(ElementRevision.element_id == element_id)
        assert session.scalar(written) == 2


def test_many_clicks_make_one_tie(own_database: Database) -> None:
    with own_database.write.begin() as session:
        year = drafting.begin(session, confirmed=False)
        element_id = drafting.write(session, year, 2, Level.ORGANISATION, "Én af os har ansvaret.").id
        insight_id = year.owner.id

    def tie(session: Session, _number: int) -> None:
        element, insight = queries.element(session, element_id), session.get_one(Insight, insight_id)
        ties.tie(session, element=element, insight=insight, kind=TieKind.BASED_ON, by=None, now=NOW)

    assert at_once(own_database, tie) == {"done": CLICKS}
    with own_database.write.begin() as session:
        assert session.scalar(select(func.count(Tie.id))) == 1


def test_draft_is_begun_once(own_database: Database) -> None:
    with own_database.write.begin() as session:
        last = drafting.last_years_guidance(session)
        cycle_id = publishing.open_year(session, guidance=last, by=None, now=NOW).id

    def begin(session: Session, _number: int) -> None:
        cycle = session.get_one(Cycle, cycle_id)
        services.start_draft(session, cycle=cycle, with_last_text=False, by=None, now=NOW)

    assert at_once(own_database, begin) == {"done": 1, "draft-exists": CLICKS - 1}
