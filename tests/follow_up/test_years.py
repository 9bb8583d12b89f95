"""The process over the years: every count beside the whole that it is a part of."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cycle.domain import Lineage
from app.dialogues.models import Confirmation
from app.follow_up.years import Answered, Reached, Used, over_years
from app.guidance.domain import FateKind
from app.guidance.editions.publishing import EarlierTheme, take_over_year
from app.institutions import services as institutions
from app.people.domain import Role
from app.scheduling.models import Dialogue
from app.selection.models import Seat
from tests.follow_up import harvest
from tests.guidance.drafting.making import Year

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.starts_from(make=harvest.publish)]
TODAY = dt.date(2028, 1, 15)


def institutions_of(session: Session, year: Year) -> list[int]:
    dialogues = [note.dialogue_id for note in year.notes if note.dialogue_id]
    query = select(Seat.institution_id).join(Dialogue, Dialogue.seat_id == Seat.id).where(Dialogue.id.in_(dialogues))
    return list(session.scalars(query.order_by(Dialogue.id)))


def met(session: Session, year: Year) -> None:
    """The three dialogues of the year count as visits."""
    for institution_id in institutions_of(session, year):
        institutions.record_visit(session, institution_id=institution_id, year=2027, source="Ledetråd")


def test_coverage_counts_each_institution_once_and_says_of_how_many(session: Session) -> None:
    year = harvest.publish(session)
    met(session, year)
    first, second, _third = institutions_of(session, year)
    for institution_id, visited in ((first, 2019), (first, 2023), (second, 2023)):
        institutions.record_visit(session, institution_id=institution_id, year=visited, source="liste")
    found = over_years(session, TODAY).reached
    assert [(one.year, one.met, one.so_far) for one in found] == [(2019, 1, 1), (2023, 2, 2), (2027, 3, 3)]
    assert found[0] == Reached(year=2019, met=1, so_far=1, of=None)


def test_insights_are_counted_by_what_they_became(session: Session) -> None:
    harvest.publish(session)
    [used] = over_years(session, TODAY).used
    assert used == Used(
        year=2027,
        insights=3,
        fates={FateKind.IN_GUIDANCE: 1, FateKind.NOT_THIS_YEAR: 1, FateKind.PASSED_ON: 1},
    )
    assert used.undecided == 0


@pytest.mark.parametrize(
    ("deadline", "answered", "expected"),
    [
        (dt.date(2027, 4, 9), dt.datetime(2027, 4, 9, 21, 59, tzinfo=dt.UTC), "in_time"),
        (dt.date(2027, 4, 9), dt.datetime(2027, 4, 9, 22, 1, tzinfo=dt.UTC), "late"),  # past midnight in Copenhagen
        (dt.date(2028, 1, 14), None, "never"),
        (TODAY, None, "waiting"),
    ],
)
def test_answers_to_the_minutes_are_in_time_late_or_missing(
    session: Session, deadline: dt.date, answered: dt.datetime | None, expected: str
) -> None:
    harvest.publish(session)
    for one in session.query(Confirmation):
        one.deadline, one.answered_at = deadline, answered
    session.flush()
    asked = session.query(Confirmation).count()
    counts = dict.fromkeys(("in_time", "late", "never"), 0)
    if expected != "waiting":
        counts[expected] = asked
    assert over_years(session, TODAY).answered == [Answered(year=2027, asked=asked, **counts)]


@pytest.mark.starts_from(make=None)
def test_theme_lives_from_its_first_name_to_its_last(session: Session) -> None:
    now = harvest.NOW
    take_over_year(
        session, year=2016, themes=[EarlierTheme(title="Trivsel"), EarlierTheme(title="Effekt")], by=None, now=now
    )
    later = [EarlierTheme(title="Effekt for borgerne", forerunners=(("Effekt", Lineage.CONTINUED),))]
    take_over_year(session, year=2017, themes=later, by=None, now=now)
    lives = over_years(session, TODAY).themes
    assert [(one.title, one.first, one.last, one.years) for one in lives] == [
        ("Trivsel", 2016, 2016, 1),
        ("Effekt for borgerne", 2016, 2017, 2),
    ]


def test_page_shows_the_tables_and_each_can_be_taken_to_a_spreadsheet(session: Session, client_of, add_person) -> None:
    met(session, harvest.publish(session))
    client = client_of(add_person(Role.DIRECTOR))
    page = client.get("/opfoelgning/aar").text
    for title in ("Institutioner, der har været til dialog", "Temaernes liv", "Hvad indsigterne blev til"):
        assert title in page
    rows = list(
        csv.reader(
            io.StringIO(client.get("/opfoelgning/aar/hent?hvad=indsigter").data.decode("utf-8-sig")), delimiter=";"
        )
    )
    assert rows[1] == ["2027", "3", "1", "1", "1", "0"]
    book = load_workbook(io.BytesIO(client.get("/opfoelgning/aar/hent?hvad=institutioner&som=xlsx").data))
    assert [cell.value for cell in book.active[2]][:3] == [2027, 3, 3]
    assert client.get("/opfoelgning/aar/hent?hvad=andet").status_code == 404
    assert client.get("/opfoelgning/aar/hent?som=pdf").status_code == 404


@pytest.mark.starts_from(make=None)
def test_page_of_a_body_that_has_just_begun_says_so(client_of, add_person) -> None:
    assert "Intet år er gået endnu" in client_of(add_person(Role.SECRETARIAT)).get("/opfoelgning/aar").text
