"""The words of a guidance are found as they stand: taken over, carried on, written, and taken out."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.guidance import finding, services
from app.guidance.editions import publishing
from app.guidance.models import Element
from app.search import queries
from app.search.matching import ask
from app.search.models import SearchEntry
from tests.dialogues import meetings
from tests.guidance.drafting import making as drafting


def years(session: Session, typed: str) -> list[int]:
    """The years of the elements that answer."""
    found = queries.find(session, ask(typed), person=None, day=meetings.DAY, sources=[finding.SOURCE])
    return sorted(session.scalars(select(SearchEntry.year).where(SearchEntry.id.in_(found.entries))))


def test_words_are_found_from_their_first_year_until_they_are_taken_out(session: Session) -> None:
    before = drafting.last_years_guidance(session)
    assert years(session, "samarbejde borgerne") == []
    assert years(session, "samarbejde citizens") == [2027]
    cycle = publishing.open_year(session, guidance=before, by=None, now=drafting.LAST_YEAR)
    draft = services.start_draft(session, cycle=cycle, with_last_text=True, by=None, now=drafting.NOW)
    assert years(session, "samarbejde citizens") == [2027, 2028]
    theme = drafting.editions(session, 2028)[1]
    element = session.scalars(select(Element).where(Element.edition_id == theme.id, Element.level.is_not(None))).first()
    assert element is not None
    written = drafting.element(session, draft, 2, element.level)
    services.write_element(session, element=written, text="Om ugler.", base_revision=1, by=None, now=drafting.NOW)
    assert (years(session, "ugle"), years(session, "samarbejde citizens")) == ([2028], [2027])
    services.drop_theme(session, guidance=draft, edition=theme, by=None, now=drafting.NOW)
    assert years(session, "ugle") == []


def test_a_guidance_shows_its_year_theme_and_place(session: Session, app: object) -> None:
    guidance = drafting.last_years_guidance(session)
    element = drafting.element(session, guidance, 2, None)
    shown = finding.found(session, [str(element.id)], None, meetings.DAY)[str(element.id)]
    assert (shown.whose, shown.theme) == ("Ledetråd 2027", "Samarbejde på tværs · Til at tale om")
    assert (shown.endpoint, shown.args) == ("guidance.show", {"year": 2027, "_anchor": "tema-2"})
