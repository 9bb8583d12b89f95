"""Use cases at the end of the year: adopting, publishing, taking over earlier years, opening the next one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.cycle import queries as cycles
from app.cycle import services as cycle_services
from app.cycle.domain import Level, Lineage, MilestoneKind, NewSubject, SubjectTheme
from app.cycle.models import Cycle, ThemeEdition
from app.guidance import finding, gates, queries
from app.guidance.domain import (
    DraftExists,
    Edition,
    EditionOutdated,
    ElementKind,
    ForerunnerUnknown,
    GateOpen,
    GuidanceFrozen,
    GuidanceState,
    NotAdopted,
)
from app.guidance.drafting import drafts
from app.guidance.drafting.drafts import ElementRow, ThemePart
from app.guidance.editions.correcting import keep_edition
from app.guidance.editions.edition import canonical, content_of
from app.guidance.models import Element, ElementRevision, Guidance, Publication
from app.guidance.wording import lines, tidy
from app.people.models import Person
from app.trail import services as trail


@dataclass(frozen=True, kw_only=True)
class EarlierTheme:
    """A theme of an earlier year as it is taken over. `forerunners`: titles of the year before, each with how."""

    title: str
    summary: str = ""
    messages: Mapping[Level, str] = field(default_factory=dict)
    questions: tuple[str, ...] = ()
    forerunners: tuple[tuple[str, Lineage], ...] = ()


def adopt(
    session: Session, *, guidance: Guidance, day: dt.date, agenda_item: str, by: Person | None, now: dt.datetime
) -> None:
    """The directorate has adopted the text at a meeting: it is frozen, and it is what will be published."""
    _check_gates(session, guidance, now)
    draft = update(Guidance).where(Guidance.id == guidance.id, Guidance.state == GuidanceState.DRAFT)
    adopted = draft.values(state=GuidanceState.ADOPTED, adopted_on=day, agenda_item=agenda_item.strip())
    if session.execute(adopted.returning(Guidance.id)).first() is None:
        raise GuidanceFrozen(year=guidance.year)
    session.refresh(guidance, ["state", "adopted_on", "agenda_item"])
    trail.record(session, by=by, action="guidance.adopted", thing=f"guidance:{guidance.id}", now=now)


def publish(
    session: Session, *, guidance: Guidance, edition: Edition, by: Person | None, now: dt.datetime
) -> Publication:
    """Publishes the adopted text with its printed pages, keeps the bytes, and opens the year that will talk about it.

    `edition` comes from reading.compose(), made outside of the transaction; it must still be what would be made now.
    """
    _check_gates(session, guidance, now)
    content = content_of(session, guidance, now=now)
    if canonical(content) != canonical(edition.content):
        raise EditionOutdated(year=guidance.year)
    adopted = update(Guidance).where(Guidance.id == guidance.id, Guidance.state == GuidanceState.ADOPTED)
    if session.execute(adopted.values(state=GuidanceState.PUBLISHED).returning(Guidance.id)).first() is None:
        raise NotAdopted(year=guidance.year)
    session.refresh(guidance, ["state"])
    publication = keep_edition(session, guidance=guidance, edition=edition, number=1, now=now)
    trail.record(session, by=by, action="guidance.published", thing=f"publication:{publication.id}", now=now)
    open_year(session, guidance=guidance, by=by, now=now)
    return publication


def _check_gates(session: Session, guidance: Guidance, now: dt.datetime) -> None:
    """Nobody writes or ties between the look at the gates and what follows: the guidance is held."""
    session.refresh(guidance, ["state"], with_for_update=True)
    found = gates.open_gates(session, guidance, now=now)
    if found:
        raise GateOpen(missing=" ".join(gate.sentence for gate in found), count=len(found))


def open_year(
    session: Session,
    *,
    guidance: Guidance,
    by: Person | None,
    now: dt.datetime,
    milestones: Mapping[MilestoneKind, dt.date] | None = None,
) -> Cycle:
    """The year of a guidance talks about it. A year that stands open without a subject is given one; else it opens."""
    subject = subject_of(session, guidance)
    cycle = next((one for one in cycles.all_years(session) if one.year == guidance.year), None)
    if cycle is None:
        return cycle_services.open_year(
            session, year=guidance.year, subject=subject, milestones=milestones, by=by, now=now
        )
    if cycle.subject is None:
        cycle_services.set_subject(session, cycle=cycle, subject=subject)
    return cycle


def subject_of(session: Session, guidance: Guidance) -> NewSubject:
    """The copy of a guidance that the dialogues of its year talk about."""
    draft = drafts.draft_of(session, guidance)
    publication = queries.publication_of(session, guidance)
    return NewSubject(
        title=f"Ledetråd {guidance.year}",
        publication_id=publication.id if publication else None,
        introduction="\n\n".join(row.text for row in draft.introduction if row.text),
        themes=tuple(_subject_theme(part) for part in draft.themes),
    )


def _subject_theme(part: ThemePart) -> SubjectTheme:
    written = [row for row in part.rows if row.text]
    return SubjectTheme(
        edition_id=part.edition.id,
        number=part.edition.number,
        title=part.edition.title,
        messages={level: text for level in Level if (text := _message_at(written, level))},
        questions=tuple(
            question for row in written if row.element.kind is ElementKind.QUESTION for question in lines(row.text)
        ),
    )


def _message_at(rows: Sequence[ElementRow], level: Level) -> str:
    return "\n\n".join(row.text for row in rows if row.element.level is level)


def take_over_year(
    session: Session,
    *,
    year: int,
    themes: Sequence[EarlierTheme],
    introduction: str = "",
    by: Person | None,
    now: dt.datetime,
) -> Guidance:
    """Enters the guidance of an earlier year as history: published elsewhere, with no gates, and marked as that."""
    if session.scalar(select(Guidance.id).where(Guidance.year == year)) is not None:
        raise DraftExists(year=year)
    guidance = Guidance(year=year, state=GuidanceState.PUBLISHED, started_at=now, taken_over=True)
    session.add(guidance)
    session.flush()
    _take_over_text(session, guidance, 1, ElementKind.INTRODUCTION, introduction, now=now)
    before = {edition.title.casefold(): edition for edition in cycles.themes_of(session, year - 1)}
    for number, theme in enumerate(themes, start=1):
        _take_over_theme(session, guidance, number, theme, before, now=now)
    trail.record(session, by=by, action="guidance.taken-over", thing=f"guidance:{guidance.id}", now=now)
    taken = queries.of_year(session, year)
    if any(cycle.year == year for cycle in cycles.all_years(session)):
        open_year(session, guidance=taken, by=by, now=now)
    return taken


def _take_over_theme(
    session: Session,
    guidance: Guidance,
    number: int,
    theme: EarlierTheme,
    before: Mapping[str, ThemeEdition],
    *,
    now: dt.datetime,
) -> None:
    forerunners = [(_forerunner(guidance, theme, title, before), kind) for title, kind in theme.forerunners]
    edition = cycle_services.add_theme(
        session,
        year=guidance.year,
        number=number,
        title=tidy(theme.title),
        summary=tidy(theme.summary),
        forerunners=forerunners,
    )
    texts = [(ElementKind.MESSAGE, level, theme.messages.get(level, "")) for level in Level]
    for position, (kind, level, text) in enumerate(texts):
        _take_over_text(session, guidance, number * 10 + position, kind, text, edition=edition, level=level, now=now)
    questions = "\n".join(theme.questions)
    _take_over_text(session, guidance, number * 10 + 9, ElementKind.QUESTION, questions, edition=edition, now=now)


def _forerunner(
    guidance: Guidance, theme: EarlierTheme, title: str, before: Mapping[str, ThemeEdition]
) -> ThemeEdition:
    found = before.get(tidy(title).casefold())
    if found is None:
        raise ForerunnerUnknown(before=title, year=guidance.year - 1, title=theme.title)
    return found


def _take_over_text(
    session: Session,
    guidance: Guidance,
    position: int,
    kind: ElementKind,
    text: str,
    *,
    now: dt.datetime,
    edition: ThemeEdition | None = None,
    level: Level | None = None,
) -> None:
    element = Element(
        guidance_id=guidance.id,
        kind=kind,
        level=level,
        edition_id=edition.id if edition else None,
        position=position,
        own=True,
    )
    element.revisions = [ElementRevision(number=1, text=tidy(text), saved_at=now)]
    session.add(element)
    session.flush()
    finding.keep_found(session, element, tidy(text), year=guidance.year)
