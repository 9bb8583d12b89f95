"""2016 → 2017 → 2018 in a real browser: two guidances taken over, the third written, consulted on, published, told of.

The secretary, a director, heads and readers without an account each do their part on their own pages.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from app.clock import at
from tests.e2e import walk_to_consultation as first
from tests.e2e import walk_to_letters as last
from tests.e2e.conftest import Site, Visit
from tests.e2e.drafting_pages import Draft
from tests.e2e.moving_clock import moved_to
from tests.e2e.post import Post
from tests.e2e.three_years import enter_people
from tests.e2e.walk_to_consultation import Cast


@pytest.fixture
def cast(visit: Visit, site: Site, post: Post) -> Iterator[Cast]:
    with moved_to(at(dt.date(2016, 12, 1), 9)) as clock:
        with site.database.write.begin() as session:
            staff = enter_people(session, clock.now())
            session.flush()
            session.expunge_all()
        yield Cast(visit(staff[0]), visit(staff[1]), visit, site, post, clock, staff)


def test_three_guidances(cast: Cast) -> None:
    first.take_over_2016(cast.secretary)
    first.take_over_2017(cast.secretary)
    first.hold_the_year(cast)
    first.code_insights(cast.secretary)
    first.begin_draft(cast.director)
    draft = Draft(cast.director, 2018)
    first.write_draft(draft)
    first.go_through_word(draft)
    first.ask_for_example(cast, draft)
    first.consult(cast, draft)
    last.close_gates(draft)
    last.adopt_and_publish(cast)
    last.read_as_anyone(cast)
    last.tell(cast)
    last.write_paper(cast)
    last.write_letters(cast)
    last.follow_up(cast)
    last.close_the_year(cast.secretary)
    last.see_the_lineage(cast.director)
    last.follow_the_trace(cast.director)
    last.check_by_commands(cast)
