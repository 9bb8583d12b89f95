"""What was tied to an insight is tied to the one that it has become part of: gates, fates, traces and letters agree."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.cycle.domain import Level
from app.guidance import tracing
from app.guidance.domain import FateKind, GateKind, InsightTied, TieKind
from app.guidance.drafting import drafts, ties
from app.guidance.drafting.drafts import ElementRow, InsightRow
from app.guidance.models import Element
from app.insights import merging
from app.insights.domain import InsightMerged
from app.people.domain import Role
from tests.guidance import standing
from tests.guidance.drafting import making as drafting
from tests.guidance.drafting.making import NOW, Year

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.starts_from(make=drafting.begin)]
TEXT = "Én af os har ansvaret. Hun ringer."


@pytest.fixture
def year(session: Session) -> Year:
    return drafting.begin(session)


@pytest.fixture
def element(session: Session, year: Year) -> Element:
    """A text that is based on what will become part of `owner`."""
    found = drafting.write(session, year, 2, Level.ORGANISATION, TEXT)
    ties.tie(
        session, element=found, insight=year.fixed_time, kind=TieKind.BASED_ON, sentence="Hun ringer.", by=None, now=NOW
    )
    return found


def merge(session: Session, year: Year) -> None:
    merging.merge_insights(session, first=year.owner, second=year.fixed_time, now=NOW)
    session.expire_all()


def row_of(session: Session, year: Year) -> InsightRow:
    return drafts.insight_rows(session, year.guidance)[year.owner.id]


def element_row(session: Session, year: Year, element: Element) -> ElementRow:
    found = drafts.draft_of(session, year.guidance).row(element.id)
    assert found
    return found


def test_text_stays_founded_and_counts_who_stands_behind_now(session: Session, year: Year, element: Element) -> None:
    before = element_row(session, year, element).institutions
    merge(session, year)
    row = element_row(session, year, element)
    assert (before, row.institutions, row.founded) == (1, 3, True)
    assert row.tie_to(row_of(session, year)) is row.based_on[0]


def test_fate_is_the_survivors_and_nobody_asks_for_the_tombstones(
    session: Session, year: Year, element: Element
) -> None:
    merge(session, year)
    fate = row_of(session, year).fate
    assert fate
    assert (fate.kind, fate.sentence) == (FateKind.IN_GUIDANCE, "Hun ringer.")
    asked = [gate for gate in standing.open_gates(session, year.guidance, now=NOW) if gate.kind is GateKind.FATE]
    assert [gate.thing for gate in asked] == [f"insight:{year.counting.id}"]


def test_fate_in_the_guidance_goes_before_one_of_its_own(session: Session, year: Year, element: Element) -> None:
    drafting.put_off(session, year.owner)
    merge(session, year)
    assert row_of(session, year).fate.kind is FateKind.IN_GUIDANCE
    with pytest.raises(InsightTied):
        drafting.put_off(session, year.owner)


def test_tie_to_the_tombstone_can_be_taken_away_and_the_fate_with_it(
    session: Session, year: Year, element: Element
) -> None:
    merge(session, year)
    ties.untie(session, element=element, insight=year.fixed_time, by=None, now=NOW)
    session.expire_all()
    assert (row_of(session, year).fate, element_row(session, year, element).founded) == (None, False)


def test_nothing_new_is_said_of_a_tombstone(session: Session, year: Year, element: Element) -> None:
    merge(session, year)
    other = drafting.write(session, year, 1, Level.CITIZENS, "Et budskab.")
    with pytest.raises(InsightMerged):
        ties.tie(session, element=other, insight=year.fixed_time, kind=TieKind.BASED_ON, by=None, now=NOW)
    with pytest.raises(InsightMerged):
        drafting.put_off(session, year.fixed_time)


def test_traces_lead_through_to_the_survivor(session: Session, year: Year, element: Element) -> None:
    merge(session, year)
    back = tracing.element_as_json(tracing.trace_element(session, element.id))
    [insight] = back["insights"]
    assert (insight["id"], insight["tied_to_part"]) == (year.owner.id, year.fixed_time.id)
    assert len(insight["passages"]) == 3
    forward = tracing.passage_as_json(tracing.trace_passage(session, year.passages[1].id))
    [step] = forward["insights"]
    assert (step["id"], step["fate"], [one["text"] for one in step["elements"]]) == (
        year.owner.id,
        "in-guidance",
        [TEXT],
    )


def test_pages_name_both(session: Session, client_of, add_person, year: Year, element: Element) -> None:
    merge(session, year)
    client = client_of(add_person(Role.SECRETARIAT))
    both = 'Fast tid på samme sted virker. <span class="quiet">nu en del af</span>'
    assert both in client.get(f"/ledetraad/spor/{element.id}").text
    draft = client.get(f"/ledetraad/2028/udkast?element={element.id}").text
    assert both in draft
    assert "“Fast tid på samme sted virker.” er nu en del af den." in draft
    assert f'name="insight" value="{year.fixed_time.id}"' in draft
    fates = client.get("/ledetraad/2028/skaebner").text
    assert fates.count('<article class="insight"') == 2


def test_page_of_a_passage_tells_what_became_of_it(
    session: Session, client_of, add_person, year: Year, element: Element
) -> None:
    client = client_of(add_person(Role.DIRECTOR))
    page = client.get(f"/ledetraad/afsnit/{year.passages[1].id}").text
    assert [word in page for word in (drafting.SHORT, "Fast tid på samme sted virker.", "Hun ringer.", TEXT)] == [
        *(True, True, True, True),
    ]
    assert "Ingen skæbne endnu" in client.get(f"/ledetraad/afsnit/{year.passages[0].id}").text
    assert client.get("/ledetraad/afsnit/00000000-0000-4000-8000-000000000000").status_code == 404
    head = client_of(add_person(Role.LEADER))
    assert head.get(f"/ledetraad/afsnit/{year.passages[1].id}").status_code == 404
