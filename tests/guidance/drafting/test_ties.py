"""Evidence: what a text is based on, whose own it is, and what becomes of each insight."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cycle import services as cycles
from app.cycle.domain import Level
from app.guidance import queries
from app.guidance.domain import FateIncomplete, FateKind, ForeignInsight, InsightTied, TieKind
from app.guidance.drafting import drafts, ties
from app.guidance.drafting.board import board_of, head_of
from app.guidance.drafting.drafts import ElementRow
from app.guidance.drafting.open_text import OpenText, open_text
from app.guidance.models import Element, Fate
from app.trail.models import TrailEntry
from tests.guidance.drafting import making as drafting
from tests.guidance.drafting.making import NOW, Year

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.starts_from(make=drafting.begin)]
TEXT = "Vi siger ja først. Én af os har ansvaret, og alle kan se hvem."


def row_of(session: Session, year: Year, element: Element) -> ElementRow:
    """The text as the draft page reads it."""
    found = drafts.draft_of(session, year.guidance).row(element.id)
    assert found is not None
    return found


def test_text_based_on_an_insight_gives_it_its_fate(session: Session) -> None:
    year = drafting.begin(session)
    element = drafting.write(session, year, 2, Level.ORGANISATION, TEXT)
    sentence = "Én af os har ansvaret, og alle kan se hvem."
    ties.tie(session, element=element, insight=year.owner, kind=TieKind.BASED_ON, sentence=sentence, by=None, now=NOW)
    row = row_of(session, year, element)
    assert (row.institutions, row.founded, row.look_again) == (2, True, False)
    fate = session.get_one(Fate, year.owner.id)
    assert (fate.kind, fate.element_id, fate.sentence) == (FateKind.IN_GUIDANCE, element.id, sentence)


def test_sentence_that_is_not_in_the_text_is_not_believed(session: Session) -> None:
    year = drafting.begin(session)
    element = drafting.write(session, year, 2, Level.ORGANISATION, TEXT)
    ties.tie(
        session, element=element, insight=year.owner, kind=TieKind.BASED_ON, sentence="Opdigtet.", by=None, now=NOW
    )
    assert session.get_one(Fate, year.owner.id).sentence == TEXT


def test_text_that_speaks_against_an_insight_decides_nothing(session: Session) -> None:
    year = drafting.begin(session)
    element = drafting.write(session, year, 2, Level.ORGANISATION, TEXT)
    ties.tie(session, element=element, insight=year.owner, kind=TieKind.AGAINST, by=None, now=NOW)
    row = row_of(session, year, element)
    assert (row.institutions, row.founded) == (0, False)
    assert session.get(Fate, year.owner.id) is None


def test_untied_insight_has_no_fate_again(session: Session) -> None:
    year = drafting.begin(session)
    element = drafting.write(session, year, 2, Level.ORGANISATION, TEXT)
    ties.tie(session, element=element, insight=year.owner, kind=TieKind.BASED_ON, by=None, now=NOW)
    ties.untie(session, element=element, insight=year.owner, by=None, now=NOW)
    assert session.get(Fate, year.owner.id) is None
    assert row_of(session, year, element).founded is False


def test_untied_insight_keeps_its_place_in_another_text(session: Session) -> None:
    year = drafting.begin(session)
    first = drafting.write(session, year, 2, Level.ORGANISATION, TEXT)
    second = drafting.write(session, year, 2, Level.CITIZENS, "Du får navnet ved det første møde.")
    for element in (first, second):
        ties.tie(session, element=element, insight=year.owner, kind=TieKind.BASED_ON, by=None, now=NOW)
    assert session.get_one(Fate, year.owner.id).element_id == first.id
    ties.untie(session, element=first, insight=year.owner, by=None, now=NOW)
    fate = session.get_one(Fate, year.owner.id)
    assert (fate.element_id, fate.sentence) == (second.id, "Du får navnet ved det første møde.")


def test_changed_text_asks_to_be_looked_at_again(session: Session) -> None:
    year = drafting.begin(session)
    element = drafting.write(session, year, 2, Level.ORGANISATION, TEXT)
    ties.tie(session, element=element, insight=year.owner, kind=TieKind.BASED_ON, by=None, now=NOW)
    element = drafting.write(
        session, year, 2, Level.ORGANISATION, "Vi siger ja. Én af os har ansvaret, og det skrives ned."
    )
    assert row_of(session, year, element).look_again is True
    ties.affirm_ties(session, element=element, by=None, now=NOW)
    assert row_of(session, year, element).look_again is False


def test_looking_again_moves_the_fate_to_the_sentence_that_it_became(session: Session) -> None:
    year = drafting.begin(session)
    element = drafting.write(session, year, 2, Level.ORGANISATION, TEXT)
    chosen = "Én af os har ansvaret, og alle kan se hvem."
    ties.tie(session, element=element, insight=year.owner, kind=TieKind.BASED_ON, sentence=chosen, by=None, now=NOW)
    element = drafting.write(
        session, year, 2, Level.ORGANISATION, "Vi siger ja. Én af os har ansvaret, og alle ved hvem."
    )
    ties.affirm_ties(session, element=element, by=None, now=NOW)
    assert session.get_one(Fate, year.owner.id).sentence == "Én af os har ansvaret, og alle ved hvem."


def test_own_mark_stands_for_evidence(session: Session) -> None:
    year = drafting.begin(session)
    element = drafting.write(session, year, 1, None, "Hvad vil borgerne mærke?")
    assert row_of(session, year, element).founded is False
    ties.mark_own(session, element=element, own=True, by=None, now=NOW)
    assert row_of(session, year, element).founded is True


def test_fate_needs_its_reason_or_its_recipient(session: Session) -> None:
    year = drafting.begin(session)
    for kind in FateKind:
        with pytest.raises(FateIncomplete):
            ties.decide_fate(session, insight=year.owner, kind=kind, reason=" ", by=None, now=NOW)
    ties.decide_fate(
        session, insight=year.owner, kind=FateKind.PASSED_ON, recipient="Center for Skole", by=None, now=NOW
    )
    fate = session.get_one(Fate, year.owner.id)
    assert (fate.kind, fate.recipient, fate.element_id) == (FateKind.PASSED_ON, "Center for Skole", None)


def test_insight_behind_a_sentence_cannot_be_put_off(session: Session) -> None:
    year = drafting.begin(session)
    element = drafting.write(session, year, 2, Level.ORGANISATION, TEXT)
    ties.tie(session, element=element, insight=year.owner, kind=TieKind.BASED_ON, by=None, now=NOW)
    with pytest.raises(InsightTied):
        ties.decide_fate(session, insight=year.owner, kind=FateKind.NOT_THIS_YEAR, reason="Dyrt.", by=None, now=NOW)


def test_insight_of_another_year_is_refused(session: Session) -> None:
    year = drafting.begin(session)
    other = cycles.open_year(session, year=2031, subject=None, now=NOW)
    insight = drafting.insight(session, other, drafting.editions(session, 2027)[0], "Fremmed.", [year.passages[0]])
    element = drafting.write(session, year, 2, Level.ORGANISATION, TEXT)
    with pytest.raises(ForeignInsight):
        ties.tie(session, element=element, insight=insight, kind=TieKind.BASED_ON, by=None, now=NOW)


def test_insights_beside_a_text_are_those_on_its_theme_and_level_unfated_first(session: Session) -> None:
    year = drafting.begin(session)
    ties.decide_fate(session, insight=year.owner, kind=FateKind.NOT_THIS_YEAR, reason="Dyrt.", by=None, now=NOW)
    element = drafting.element(session, year.guidance, 2, Level.ORGANISATION)
    beside = opened(session, element).beside
    assert [one.insight.sentence for one in beside] == [
        "Fast tid på samme sted virker.",
        "Når flere er med, ejer ingen sagen.",
    ]
    assert len(opened(session, element, everything=True).beside) == 3


def test_insights_beside_a_text_are_shown_some_at_a_time(session: Session) -> None:
    year = drafting.begin(session)
    found = opened(session, drafting.element(session, year.guidance, 2, Level.ORGANISATION), most=1)
    assert ([one.insight.sentence for one in found.beside], found.more) == (["Når flere er med, ejer ingen sagen."], 1)


def test_insight_of_another_theme_stands_beside_the_text_that_it_is_tied_to(session: Session) -> None:
    year = drafting.begin(session)
    element = drafting.write(session, year, 2, Level.ORGANISATION, TEXT)
    ties.tie(session, element=element, insight=year.counting, kind=TieKind.BASED_ON, by=None, now=NOW)
    found = opened(session, element)
    assert year.counting.id in {one.insight.id for one in found.beside}
    assert found.source and found.source[1].insight.id == year.counting.id
    assert found.notes == {one.id for one in year.notes}


def opened(session: Session, element: Element, **given: Any) -> OpenText:
    """The text as the page of the draft opens it."""
    board = board_of(session, head_of(session, 2028))
    text = board.row(element.id)
    assert text
    return open_text(session, board, text, **given)


def test_trail_names_who_tied_and_tells_no_words(session: Session, add_person) -> None:
    year = drafting.begin(session)
    birgitte = add_person(name="Birgitte Nørgaard")
    element = drafting.write(session, year, 2, Level.ORGANISATION, TEXT)
    ties.tie(session, element=element, insight=year.owner, kind=TieKind.BASED_ON, by=birgitte, now=NOW)
    entry = session.scalars(select(TrailEntry).order_by(TrailEntry.id.desc()).limit(1)).one()
    assert (entry.action, entry.thing, entry.person_id) == ("guidance.tied", f"element:{element.id}", birgitte.id)
    assert entry.details == {"insight": year.owner.id, "kind": "based-on"}
    assert queries.based_on(session, year.owner.id) == [element.id]


def test_longer_sentence_is_the_one_that_the_insight_became(session: Session) -> None:
    """The letter shows whole sentences: the beginning of one is no sentence of the guidance."""
    year = drafting.begin(session)
    element = drafting.write(session, year, 2, Level.ORGANISATION, "Vi spørger dem, det handler om.")
    ties.tie(session, element=element, insight=year.owner, kind=TieKind.BASED_ON, by=None, now=NOW)
    longer = "Vi spørger dem, det handler om, før vi tæller."
    element = drafting.write(session, year, 2, Level.ORGANISATION, f"{longer} Det gælder alle.")
    ties.affirm_ties(session, element=element, by=None, now=NOW)
    session.expire_all()
    assert session.get_one(Fate, year.owner.id).sentence == longer
