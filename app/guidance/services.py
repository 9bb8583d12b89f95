"""Use cases of the guidance: beginning on it, its themes and its texts.

Those of its evidence stand in drafting/ties.py, those of its publication and of corrections in editions/.
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
from app.guidance import finding, queries
from app.guidance.consultation import comments
from app.guidance.domain import (
    LONGEST_NAME,
    MOST_THEMES,
    BoldUnknown,
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
from app.guidance.wording import not_in_text, tidy, tidy_bold
from app.people.models import Person
from app.trail import services as trail

EMPTY: queries.Wording = ("", [])
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
    texts = queries.wordings_of(session, [one.id for one in last.values()]) if with_last_text else {}
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
        text, bold = texts.get(forerunner.id, EMPTY) if forerunner else EMPTY
        author = by.id if by else None
        element.revisions = [ElementRevision(number=1, text=text, bold=bold, author_id=author, saved_at=now)]
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
    english: tuple[str, str] | None = None,
    forerunners: Forerunners = (),
    by: Person | None,
    now: dt.datetime,
) -> ThemeEdition:
    """Adds a theme to the draft, or changes one: its name, its core sentence, and where it comes from.

    `english` is the name and the sentence in English; None leaves them as they are.
    """
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
    if english is not None:
        check_length(tidy(english[0]), LONGEST_NAME)
        cycle_services.translate_theme(session, edition=edition, title=tidy(english[0]), summary=tidy(english[1]))
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
    _must_be_open_to_lineage(session, guidance)
    reason = tidy(reason)
    if not reason:
        raise EndWithoutReason(title=edition.title)
    cycle_services.end_theme(session, edition=edition, reason=reason)
    trail.record(session, by=by, action="guidance.theme-ended", thing=f"theme:{edition.id}", now=now)


def draw_lineage(
    session: Session,
    *,
    guidance: Guidance,
    edition: ThemeEdition,
    forerunners: Forerunners,
    by: Person | None,
    now: dt.datetime,
) -> None:
    """Says where a theme comes from and leaves its words alone: in a draft, or in what was taken over as history."""
    _must_be_open_to_lineage(session, guidance)
    title, summary = edition.title, edition.summary
    cycle_services.change_theme(session, edition=edition, title=title, summary=summary, forerunners=forerunners)
    _relink(session, guidance, edition, [one.id for one, _kind in forerunners])
    trail.record(session, by=by, action="guidance.lineage-drawn", thing=f"theme:{edition.id}", now=now)


def take_last_text(
    session: Session, *, guidance: Guidance, edition: ThemeEdition, by: Person | None, now: dt.datetime
) -> None:
    """Fills the empty texts of a theme with last year's, theme by theme; what is written already stays."""
    _must_be_draft(session, guidance)
    elements = queries.elements_of_theme(session, edition)
    texts = queries.texts_of(session, [one.id for one in elements])
    last = queries.wordings_of(session, [one.forerunner_id for one in elements if one.forerunner_id])
    for element in elements:
        text, bold = last.get(element.forerunner_id or 0, EMPTY)
        if text and not texts[element.id]:
            base = element.revision
            write_element(session, element=element, text=text, bold=bold, base_revision=base, by=by, now=now)


def write_element(
    session: Session,
    *,
    element: Element,
    text: str,
    bold: Sequence[str] | None = None,
    base_revision: int,
    by: Person | None,
    now: dt.datetime,
) -> int:
    """Saves the words of an element as a new revision and returns its number.

    `bold`: the words of the text that stand in bold; None keeps those that still stand in it. A save that started
    from an older revision raises StaleElement with both texts; the same words again change nothing, whoever was first.
    """
    _must_be_draft(session, element.guidance)
    standing = queries.revision_of(session, element)
    text = tidy(text)
    emphasis = _bold_of(text, standing.bold, bold)
    if (text, emphasis) == (standing.text, standing.bold):
        return element.revision
    taken = update(Element).where(Element.id == element.id, Element.revision == base_revision)
    if session.execute(taken.values(revision=base_revision + 1).returning(Element.id)).first() is None:
        raise _stale(session, standing, text, emphasis)
    session.refresh(element, ["revision"])
    author = by.id if by else None
    revision = ElementRevision(number=element.revision, text=text, bold=emphasis, author_id=author, saved_at=now)
    revision.element_id = element.id
    session.add(revision)
    finding.keep_found(session, element, text, year=element.guidance.year)
    details = {"revision": element.revision}
    trail.record(session, by=by, action="guidance.written", thing=f"element:{element.id}", details=details, now=now)
    return element.revision


def _bold_of(text: str, standing: list[str], bold: Sequence[str] | None) -> list[str]:
    if bold is None:
        gone = not_in_text(text, standing)
        return [phrase for phrase in standing if phrase not in gone]
    wanted = tidy_bold(bold)
    for phrase in not_in_text(text, wanted):
        raise BoldUnknown(phrase=phrase)
    return wanted


def _stale(session: Session, standing: ElementRevision, text: str, bold: list[str]) -> StaleElement:
    return StaleElement(
        name=queries.author_of(session, standing),
        yours=text,
        theirs=standing.text,
        bold={"yours": bold, "theirs": standing.bold},
        revision=standing.number,
    )


def write_english(
    session: Session, *, element: Element, english: str, seen: str, by: Person | None, now: dt.datetime
) -> None:
    """Saves the English of an element: no new revision, for what the Danish rests on is the same.

    `seen` is the English that the writer started from; if another stands now, StaleElement has both.
    """
    _must_be_draft(session, element.guidance)
    english, seen = tidy(english), tidy(seen)
    session.refresh(element, ["english"])
    if element.english == english:
        return
    taken = update(Element).where(Element.id == element.id, Element.english == seen).values(english=english)
    if session.execute(taken.returning(Element.id)).first() is None:
        raise StaleElement(name="", yours=english, theirs=element.english, revision=element.revision)
    session.refresh(element, ["english"])
    trail.record(session, by=by, action="guidance.english-written", thing=f"element:{element.id}", now=now)


def _must_be_draft(session: Session, guidance: Guidance) -> None:
    """Holds the guidance until the transaction ends: an adoption waits for the text, or the text is refused."""
    session.refresh(guidance, ["state"], with_for_update={"read": True})
    if guidance.state is not GuidanceState.DRAFT:
        raise GuidanceFrozen(year=guidance.year)


def _must_be_open_to_lineage(session: Session, guidance: Guidance) -> None:
    """What was published elsewhere has no edition here that could come to say something else."""
    if not guidance.taken_over:
        _must_be_draft(session, guidance)
