"""Beginning on a draft, its themes, its texts."""

from __future__ import annotations

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.cycle.domain import Level, Lineage
from app.guidance import queries, services
from app.guidance.domain import (
    DraftExists,
    ElementKind,
    StaleElement,
    ThemeNameless,
    ThemeTied,
    TieKind,
    TooManyThemes,
)
from app.guidance.drafting import drafts, ties
from tests.guidance.drafting import making as drafting
from tests.guidance.drafting.making import NOW

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.starts_from(make=drafting.begin)]


def test_draft_carries_last_years_themes_on_with_their_texts_beside(session: Session) -> None:
    year = drafting.begin(session)
    draft = drafts.draft_of(session, year.guidance)
    assert draft.guidance.year == 2028
    assert [(part.edition.title, part.edition.forerunners[0].kind) for part in draft.themes] == [
        ("Effekt for borgerne", Lineage.CONTINUED),
        ("Samarbejde på tværs", Lineage.CONTINUED),
        ("Faglighed i udvikling", Lineage.CONTINUED),
    ]
    assert [(row.element.kind, row.element.level) for row in draft.themes[0].rows] == [
        (ElementKind.MESSAGE, Level.CITIZENS),
        (ElementKind.MESSAGE, Level.ORGANISATION),
        (ElementKind.MESSAGE, Level.EMPLOYEES),
        (ElementKind.QUESTION, None),
    ]
    first = draft.themes[0].rows[0]
    assert (first.text, first.last_text) == ("", "Effekt for borgerne: sidste års ord til citizens.")
    assert draft.introduction[0].last_text == "Kære ledere, det her er 2027."


@pytest.mark.starts_from(make=None)
def test_draft_can_start_from_last_years_text(session: Session) -> None:
    year = drafting.begin(session, with_last_text=True)
    draft = drafts.draft_of(session, year.guidance)
    assert all(row.text == row.last_text != "" for row in draft.rows)
    assert not any(row.founded for row in draft.rows)


def test_a_year_has_one_draft(session: Session) -> None:
    year = drafting.begin(session)
    with pytest.raises(DraftExists):
        services.start_draft(session, cycle=year.cycle, with_last_text=False, by=None, now=NOW)


def test_last_text_of_one_theme_fills_only_what_is_empty(session: Session) -> None:
    year = drafting.begin(session)
    drafting.write(session, year, 1, Level.CITIZENS, "Mit eget.")
    edition = drafting.editions(session, 2028)[0]
    services.take_last_text(session, guidance=year.guidance, edition=edition, by=None, now=NOW)
    part = drafts.draft_of(session, year.guidance).themes[0]
    assert [row.text for row in part.rows][:2] == ["Mit eget.", "Effekt for borgerne: sidste års ord til organisation."]


def test_writing_makes_a_revision_and_the_same_words_none(session: Session) -> None:
    year = drafting.begin(session)
    element = drafting.write(session, year, 2, Level.CITIZENS, "Én  af os har ansvaret. ")
    assert element.revision == 2
    assert drafting.write(session, year, 2, Level.CITIZENS, "Én af os har ansvaret.").revision == 2
    assert [one.text for one in queries.revisions_of(session, element)] == ["Én af os har ansvaret.", ""]


def test_stale_save_is_refused_with_both_texts(session: Session, add_person) -> None:
    year = drafting.begin(session)
    jens = add_person(name="Jens Lauridsen")
    element = drafting.write(session, year, 2, Level.CITIZENS, "Jens var først.", by=jens)
    with pytest.raises(StaleElement) as refused:
        services.write_element(session, element=element, text="Jeg var sidst.", base_revision=1, by=None, now=NOW)
    assert refused.value.data == {
        "name": "Jens Lauridsen",
        "yours": "Jeg var sidst.",
        "theirs": "Jens var først.",
        "bold": {"yours": [], "theirs": []},
        "revision": 2,
    }
    assert [one.text for one in queries.revisions_of(session, element)] == ["Jens var først.", ""]


def test_theme_can_be_renamed_as_developed(session: Session) -> None:
    year = drafting.begin(session)
    before, edition = drafting.editions(session, 2027)[1], drafting.editions(session, 2028)[1]
    services.set_theme(
        session,
        guidance=year.guidance,
        edition=edition,
        title="Ét ansvar på tværs",
        forerunners=((before, Lineage.DEVELOPED),),
        by=None,
        now=NOW,
    )
    part = drafts.draft_of(session, year.guidance).themes[1]
    assert (part.edition.title, part.edition.theme_id) == ("Ét ansvar på tværs", before.theme_id)
    assert part.edition.forerunners[0].kind is Lineage.DEVELOPED


def test_theme_without_forerunner_begins_a_theme_of_its_own(session: Session) -> None:
    year = drafting.begin(session)
    before, edition = drafting.editions(session, 2027)[1], drafting.editions(session, 2028)[1]
    services.set_theme(session, guidance=year.guidance, edition=edition, title="Nyt", by=None, now=NOW)
    part = drafts.draft_of(session, year.guidance).themes[1]
    assert part.edition.forerunners == []
    assert part.edition.theme_id != before.theme_id
    assert [row.last_text for row in part.rows] == ["", "", "", ""]


def test_theme_may_have_several_forerunners(session: Session) -> None:
    year = drafting.begin(session)
    first, second, _ = drafting.editions(session, 2027)
    edition = drafting.editions(session, 2028)[0]
    both = ((first, Lineage.DEVELOPED), (second, Lineage.CONTINUED))
    services.set_theme(
        session, guidance=year.guidance, edition=edition, title="Samlet", forerunners=both, by=None, now=NOW
    )
    part = drafts.draft_of(session, year.guidance).themes[0]
    assert queries.lineage_kind(part.edition) is Lineage.DEVELOPED
    assert sorted(queries.forerunner_titles(part.edition)) == ["Effekt for borgerne", "Samarbejde på tværs"]


def test_dropped_theme_leaves_the_others_in_order(session: Session) -> None:
    year = drafting.begin(session)
    services.drop_theme(session, guidance=year.guidance, edition=drafting.editions(session, 2028)[0], by=None, now=NOW)
    draft = drafts.draft_of(session, year.guidance)
    assert [(part.edition.number, part.edition.title) for part in draft.themes] == [
        (1, "Samarbejde på tværs"),
        (2, "Faglighed i udvikling"),
    ]
    assert len(draft.rows) == 1 + 2 * 4


def test_theme_with_a_tied_sentence_is_not_dropped(session: Session) -> None:
    year = drafting.begin(session)
    element = drafting.write(session, year, 2, Level.ORGANISATION, "Vi aftaler, hvem der har ansvaret.")
    ties.tie(session, element=element, insight=year.owner, kind=TieKind.BASED_ON, by=None, now=NOW)
    with pytest.raises(ThemeTied):
        services.drop_theme(
            session, guidance=year.guidance, edition=drafting.editions(session, 2028)[1], by=None, now=NOW
        )


def test_sixth_theme_is_refused_and_a_nameless_one_too(session: Session) -> None:
    year = drafting.begin(session)
    for title in ("Fire", "Fem"):
        services.set_theme(session, guidance=year.guidance, title=title, by=None, now=NOW)
    with pytest.raises(TooManyThemes):
        services.set_theme(session, guidance=year.guidance, title="Seks", by=None, now=NOW)
    with pytest.raises(ThemeNameless):
        services.set_theme(session, guidance=year.guidance, title="  ", by=None, now=NOW)


def test_draft_is_read_in_the_same_number_of_queries_however_many_insights(session: Session) -> None:
    year = drafting.begin(session)
    session.commit()
    few = _count_queries(session, year.guidance)
    edition = drafting.editions(session, 2027)[0]
    for number in range(20):
        drafting.insight(session, year.cycle, edition, f"Indsigt {number}", year.passages)
    services.set_theme(session, guidance=year.guidance, title="Et fjerde tema", by=None, now=NOW)
    session.commit()
    assert _count_queries(session, year.guidance) == few


def _count_queries(session: Session, guidance: object) -> int:
    session.expire_all()
    guidance = queries.of_year(session, 2028)
    statements: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        statements.append(statement)

    bind = session.get_bind()
    event.listen(bind, "before_cursor_execute", note)
    try:
        draft = drafts.draft_of(session, guidance)
        assert all(row.words for row in draft.insights.values())
    finally:
        event.remove(bind, "before_cursor_execute", note)
    return len(statements)
