"""Use cases of the guidance: beginning on it, its themes and its texts.

Those of its evidence stand in ties.py and those of its publication in publishing.py; both are offered here as well, so
that a caller knows one place.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.cycle import queries as cycles
from app.cycle import services as cycle_services
from app.cycle.domain import Level, Lineage
from app.cycle.models import Cycle, ThemeEdition
from app.guidance import comments, finding, queries
from app.guidance.domain import (
    LONGEST_NAME,
    MOST_THEMES,
    DraftExists,
    ElementKind,
    EndWithoutReason,
    GuidanceFrozen,
    GuidanceState,
    StaleElement,
    ThemeNameless,
    ThemeTied,
    TooManyThemes,
    check_length,
)
from app.guidance.models import Element, ElementRevision, Guidance
from app.guidance.publishing import EarlierTheme, adopt, open_year, publish, subject_of, take_over_year
from app.guidance.ties import affirm_ties, decide_fate, mark_own, tie, untie
from app.guidance.wording import tidy
from app.people.models import Person
from app.trail import services as trail

__all__ = [
    "EarlierTheme",
    "add_elements",
    "adopt",
    "affirm_ties",
    "decide_fate",
    "drop_theme",
    "end_theme",
    "mark_own",
    "open_year",
    "publish",
    "set_theme",
    "start_draft",
    "subject_of",
    "take_last_text",
    "take_over_year",
    "tie",
    "untie",
    "write_element",
]

Forerunners = Sequence[tuple[ThemeEdition, Lineage]]


def start_draft(
    session: Session, *, cycle: Cycle, with_last_text: bool, by: Person | None, now: dt.datetime
) -> Guidance:
    """Begins on the guidance that a year's dialogues feed, with last year's themes carried on for a start.

    `with_last_text` takes last year's words as the starting point; they need evidence of their own all the same.
    """
    year = cycle.year + 1
    session.refresh(cycle, ["state"], with_for_update=True)
    if session.scalar(select(Guidance.id).where(Guidance.year == year)) is not None:
        raise DraftExists(year=year)
    guidance = Guidance(year=year, cycle_id=cycle.id, state=GuidanceState.DRAFT, started_at=now)
    session.add(guidance)
    session.flush()
    add_elements(session, guidance=guidance, edition=None, with_last_text=with_last_text, by=by, now=now)
    for last in cycles.themes_of(session, cycle.year):
        carried = ((last, Lineage.CONTINUED),)
        edition = cycle_services.add_theme(
            session, year=year, number=last.number, title=last.title, summary=last.summary, forerunners=carried
        )
        add_elements(session, guidance=guidance, edition=edition, with_last_text=with_last_text, by=by, now=now)
    trail.record(session, by=by, action="guidance.started", thing=f"guidance:{guidance.id}", now=now)
    return queries.of_year(session, year)


def add_elements(
    session: Session,
    *,
    guidance: Guidance,
    edition: ThemeEdition | None,
    with_last_text: bool,
    by: Person | None,
    now: dt.datetime,
) -> None:
    """The empty texts of a theme (a message at each level, its questions), or of the introduction without one."""
    kinds: list[tuple[ElementKind, Level | None]] = [(ElementKind.INTRODUCTION, None)]
    if edition is not None:
        kinds = [*((ElementKind.MESSAGE, level) for level in Level), (ElementKind.QUESTION, None)]
    forerunners = [one.forerunner_id for one in edition.forerunners] if edition else None
    last = queries.last_years_elements(session, guidance, forerunners)
    texts = queries.texts_of(session, [one.id for one in last.values()]) if with_last_text else {}
    start, added = queries.next_position(session, guidance), []
    for position, (kind, level) in enumerate(kinds, start=start):
        forerunner = last.get((kind, level))
        element = Element(
            guidance_id=guidance.id,
            kind=kind,
            level=level,
            edition_id=edition.id if edition else None,
            position=position,
            forerunner_id=forerunner.id if forerunner else None,
        )
        text = texts.get(forerunner.id, "") if forerunner else ""
        element.revisions = [ElementRevision(number=1, text=text, author_id=by.id if by else None, saved_at=now)]
        session.add(element)
        added.append((element, text))
    session.flush()
    for element, text in added:
        finding.keep_found(session, element, text, year=guidance.year)
    session.expire(guidance, ["elements"])


def set_theme(
    session: Session,
    *,
    guidance: Guidance,
    edition: ThemeEdition | None = None,
    title: str,
    summary: str = "",
    forerunners: Forerunners = (),
    by: Person | None,
    now: dt.datetime,
) -> ThemeEdition:
    """Adds a theme to the draft, or changes one: its name, its core sentence, and where it comes from."""
    _must_be_draft(session, guidance)
    title, summary = tidy(title), tidy(summary)
    if not title:
        raise ThemeNameless()
    check_length(title, LONGEST_NAME)
    if edition is None:
        edition = _add_theme(session, guidance, title, summary, forerunners)
        add_elements(session, guidance=guidance, edition=edition, with_last_text=False, by=by, now=now)
    else:
        cycle_services.change_theme(session, edition=edition, title=title, summary=summary, forerunners=forerunners)
        _relink(session, guidance, edition, [one.id for one, _kind in forerunners])
    trail.record(session, by=by, action="guidance.theme-set", thing=f"theme:{edition.id}", now=now)
    return edition


def _relink(session: Session, guidance: Guidance, edition: ThemeEdition, forerunners: Sequence[int]) -> None:
    """Puts the texts of the theme that it now comes from beside its own."""
    last = queries.last_years_elements(session, guidance, forerunners)
    for element in queries.elements_of_theme(session, edition):
        forerunner = last.get((element.kind, element.level))
        element.forerunner_id = forerunner.id if forerunner else None


def _add_theme(
    session: Session, guidance: Guidance, title: str, summary: str, forerunners: Forerunners
) -> ThemeEdition:
    number = len(cycles.themes_of(session, guidance.year)) + 1
    if number > MOST_THEMES:
        raise TooManyThemes(most=MOST_THEMES)
    return cycle_services.add_theme(
        session, year=guidance.year, number=number, title=title, summary=summary, forerunners=forerunners
    )


def drop_theme(
    session: Session, *, guidance: Guidance, edition: ThemeEdition, by: Person | None, now: dt.datetime
) -> None:
    """Takes a theme out of the draft with its texts; not one whose sentences are tied to insights."""
    _must_be_draft(session, guidance)
    elements = queries.elements_of_theme(session, edition)
    if any(one.ties for one in elements):
        raise ThemeTied(title=edition.title)
    ids = [one.id for one in elements]
    comments.require_none(session, elements=ids, title=edition.title)
    for one in elements:
        finding.leave_out(session, one)
    session.execute(delete(ElementRevision).where(ElementRevision.element_id.in_(ids)))
    session.execute(delete(Element).where(Element.id.in_(ids)))
    trail.record(session, by=by, action="guidance.theme-dropped", thing=f"theme:{edition.id}", now=now)
    cycle_services.drop_theme(session, edition=edition)
    session.expire(guidance, ["elements"])


def end_theme(
    session: Session, *, guidance: Guidance, edition: ThemeEdition, reason: str, by: Person | None, now: dt.datetime
) -> None:
    """Says why a theme of the year before is not carried on."""
    _must_be_draft(session, guidance)
    reason = tidy(reason)
    if not reason:
        raise EndWithoutReason(title=edition.title)
    cycle_services.end_theme(session, edition=edition, reason=reason)
    trail.record(session, by=by, action="guidance.theme-ended", thing=f"theme:{edition.id}", now=now)


def take_last_text(
    session: Session, *, guidance: Guidance, edition: ThemeEdition, by: Person | None, now: dt.datetime
) -> None:
    """Fills the empty texts of a theme with last year's, theme by theme; what is written already stays."""
    _must_be_draft(session, guidance)
    elements = queries.elements_of_theme(session, edition)
    texts = queries.texts_of(session, [one.id for one in elements])
    last = queries.texts_of(session, [one.forerunner_id for one in elements if one.forerunner_id])
    for element in elements:
        before = last.get(element.forerunner_id or 0, "")
        if before and not texts[element.id]:
            write_element(session, element=element, text=before, base_revision=element.revision, by=by, now=now)


def write_element(
    session: Session, *, element: Element, text: str, base_revision: int, by: Person | None, now: dt.datetime
) -> int:
    """Saves the words of an element as a new revision and returns its number.

    A save that started from an older revision raises StaleElement with both texts; the same words again change
    nothing, whoever was first.
    """
    _must_be_draft(session, element.guidance)
    text = tidy(text)
    standing = queries.revision_of(session, element)
    if text == standing.text:
        return element.revision
    taken = update(Element).where(Element.id == element.id, Element.revision == base_revision)
    if session.execute(taken.values(revision=base_revision + 1).returning(Element.id)).first() is None:
        raise _stale(session, standing, text)
    session.refresh(element, ["revision"])
    revision = ElementRevision(
        element_id=element.id, number=element.revision, text=text, author_id=by.id if by else None, saved_at=now
    )
    session.add(revision)
    finding.keep_found(session, element, text, year=element.guidance.year)
    details = {"revision": element.revision}
    trail.record(session, by=by, action="guidance.written", thing=f"element:{element.id}", details=details, now=now)
    return element.revision


def _stale(session: Session, standing: ElementRevision, text: str) -> StaleElement:
    name = queries.author_of(session, standing)
    return StaleElement(name=name, yours=text, theirs=standing.text, revision=standing.number)


def _must_be_draft(session: Session, guidance: Guidance) -> None:
    """Holds the guidance until the transaction ends: an adoption waits for the text, or the text is refused."""
    session.refresh(guidance, ["state"], with_for_update={"read": True})
    if guidance.state is not GuidanceState.DRAFT:
        raise GuidanceFrozen(year=guidance.year)
