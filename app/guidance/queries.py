"""Named reads of the guidance: the draft with the insights beside it, the fates, the years."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from app.cycle.domain import Level, Lineage
from app.cycle.models import Cycle, ThemeEdition, ThemeLineage
from app.domain import N_, NotFound
from app.guidance.domain import ElementKind, GuidanceState, GuidanceUnknown, TieKind
from app.guidance.drafting.board import Edition
from app.guidance.models import (
    Element,
    ElementRevision,
    Fate,
    Guidance,
    Illustration,
    Publication,
    PublicationFile,
    Tie,
)
from app.insights.models import Insight
from app.people.models import Person

Wording = tuple[str, list[str]]
"""A text, and its words that stand in bold."""

TEXTS = (
    selectinload(Guidance.elements)
    .joinedload(Element.edition)
    .selectinload(ThemeEdition.forerunners)
    .joinedload(ThemeLineage.forerunner),
)
WHOLE = (selectinload(Guidance.elements).selectinload(Element.ties), *TEXTS)


def of_year(session: Session, year: int) -> Guidance:
    """The guidance of a year with its elements, their themes and ties; raises GuidanceUnknown."""
    return _of_year(session, year, WHOLE)


def texts_of_year(session: Session, year: int) -> Guidance:
    """The same without the ties, for a draft, which reads them as rows."""
    return _of_year(session, year, TEXTS)


def _of_year(session: Session, year: int, options: Sequence[ExecutableOption]) -> Guidance:
    guidance = session.scalars(select(Guidance).where(Guidance.year == year).options(*options)).one_or_none()
    if guidance is None:
        raise GuidanceUnknown(year=year)
    return guidance


def is_begun(session: Session, year: int) -> bool:
    """Whether there is a guidance of that year, in whatever state."""
    return session.scalar(select(Guidance.id).where(Guidance.year == year)) is not None


def by_id(session: Session, guidance_id: int) -> Guidance:
    """A guidance by number."""
    return session.get_one(Guidance, guidance_id)


def cycle_of(session: Session, guidance: Guidance) -> Cycle | None:
    """The year whose dialogues feed a guidance; none for one that was taken over."""
    return session.get(Cycle, guidance.cycle_id) if guidance.cycle_id else None


def fed_by(session: Session, cycle: Cycle) -> Guidance | None:
    """The guidance that a year's dialogues feed, once somebody has begun on it."""
    return session.scalars(select(Guidance).where(Guidance.cycle_id == cycle.id)).one_or_none()


def fed_by_insight(session: Session, insight: Insight) -> Guidance:
    """The guidance that an insight feeds."""
    return session.scalars(select(Guidance).where(Guidance.cycle_id == insight.cycle_id)).one()


def years(session: Session) -> list[Guidance]:
    """Every guidance, the newest first."""
    return list(session.scalars(select(Guidance).order_by(Guidance.year.desc())))


def newest_published(session: Session) -> Guidance | None:
    """The guidance that holds now."""
    query = select(Guidance).where(Guidance.state == GuidanceState.PUBLISHED).order_by(Guidance.year.desc()).limit(1)
    return session.scalars(query).one_or_none()


def published(session: Session, year: int) -> Guidance:
    """The guidance of a year if everyone may read it; raises GuidanceUnknown for a draft as for nothing at all."""
    guidance = of_year(session, year)
    if guidance.state is not GuidanceState.PUBLISHED:
        raise GuidanceUnknown(year=year)
    return guidance


def publication_of(session: Session, guidance: Guidance) -> Publication | None:
    """The newest edition of a guidance; none for a year that was taken over."""
    query = select(Publication).where(Publication.guidance_id == guidance.id).order_by(Publication.edition.desc())
    return session.scalars(query.limit(1)).one_or_none()


def pdf_of(session: Session, publication: Publication) -> bytes:
    """The printed pages of an edition, byte for byte as they were published."""
    return session.scalars(select(Publication.pdf).where(Publication.id == publication.id)).one()


def texts_of(session: Session, element_ids: Iterable[int]) -> dict[int, str]:
    """The present words of elements, by their number."""
    query = (
        select(Element.id, ElementRevision.text)
        .join(
            ElementRevision, (ElementRevision.element_id == Element.id) & (ElementRevision.number == Element.revision)
        )
        .where(Element.id.in_(list(element_ids)))
    )
    return dict(session.execute(query).all())


def wordings_of(session: Session, element_ids: Iterable[int]) -> dict[int, Wording]:
    """The present words of elements and which of them stand in bold, by their number."""
    query = (
        select(Element.id, ElementRevision.text, ElementRevision.bold)
        .join(
            ElementRevision, (ElementRevision.element_id == Element.id) & (ElementRevision.number == Element.revision)
        )
        .where(Element.id.in_(list(element_ids)))
    )
    return {number: (text, bold) for number, text, bold in session.execute(query)}


def revisions_in(session: Session, numbers: Iterable[tuple[int, int]]) -> dict[tuple[int, int], Wording]:
    """Certain wordings, each by its element and the number of its revision."""
    wanted = set(numbers)
    query = select(ElementRevision).where(ElementRevision.element_id.in_([one for one, _number in wanted]))
    found = {(one.element_id, one.number): (one.text, one.bold) for one in session.scalars(query)}
    return {key: wording for key, wording in found.items() if key in wanted}


def element(session: Session, element_id: int) -> Element:
    """One element with its guidance, theme and ties; raises NotFound."""
    query = (
        select(Element)
        .where(Element.id == element_id)
        .options(joinedload(Element.guidance), joinedload(Element.edition), selectinload(Element.ties))
    )
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFound(N_("Teksten"), element_id)
    return found


def edition(session: Session, edition_id: int, *, year: int) -> ThemeEdition:
    """A theme as it stands in the guidance of one year; raises NotFound for another year's."""
    found = session.get(ThemeEdition, edition_id)
    if found is None or found.year != year:
        raise NotFound(N_("Temaet"), edition_id)
    return found


def revision_of(session: Session, element: Element) -> ElementRevision:
    """The wording that stands."""
    newest = select(func.max(ElementRevision.number)).where(ElementRevision.element_id == element.id)
    query = select(ElementRevision).where(
        ElementRevision.element_id == element.id, ElementRevision.number == newest.scalar_subquery()
    )
    return session.scalars(query).one()


def author_of(session: Session, revision: ElementRevision) -> str:
    """Who wrote a wording; empty for what came with last year's text or from a command."""
    author = session.get(Person, revision.author_id) if revision.author_id else None
    return author.name if author else ""


def last_years_elements(
    session: Session, guidance: Guidance, forerunners: Sequence[int] | None
) -> dict[tuple[ElementKind, Level | None], Element]:
    """The texts of the year before that those of a theme grow out of; None asks for the introduction."""
    query = select(Element).join(Element.guidance).where(Guidance.year == guidance.year - 1)
    if forerunners is None:
        query = query.where(Element.edition_id.is_(None))
    else:
        query = query.where(Element.edition_id.in_(forerunners))
    found: dict[tuple[ElementKind, Level | None], Element] = {}
    for one in session.scalars(query.order_by(Element.position)):
        found.setdefault((one.kind, one.level), one)
    return found


def next_position(session: Session, guidance: Guidance) -> int:
    """Where the next text of a guidance stands."""
    last = session.scalar(select(func.max(Element.position)).where(Element.guidance_id == guidance.id))
    return 1 if last is None else last + 1


def elements_of_theme(session: Session, edition: ThemeEdition) -> list[Element]:
    """The texts of a theme with their ties and their guidance."""
    query = select(Element).where(Element.edition_id == edition.id).order_by(Element.position)
    return list(session.scalars(query.options(joinedload(Element.guidance), selectinload(Element.ties))))


def tie_between(session: Session, element: Element, insight: Insight) -> Tie | None:
    """The tie of an insight to a text, if there is one."""
    query = select(Tie).where(Tie.element_id == element.id, Tie.insight_id == insight.id)
    return session.scalars(query).one_or_none()


def based_on(session: Session, insight_id: int) -> list[int]:
    """The elements that are based on an insight, or on one that has become part of it."""
    here = or_(Insight.id == insight_id, Insight.merged_into_id == insight_id)
    query = select(Tie.element_id).join(Tie.insight).where(here, Tie.kind == TieKind.BASED_ON).order_by(Tie.id)
    return list(session.scalars(query))


def revisions_of(session: Session, element: Element) -> list[ElementRevision]:
    """Every wording of an element, the newest first."""
    query = select(ElementRevision).where(ElementRevision.element_id == element.id)
    return list(session.scalars(query.order_by(ElementRevision.number.desc())))


def fates_of(session: Session, guidance: Guidance) -> dict[int, Fate]:
    """What became of the insights that feed a guidance, by insight."""
    query = select(Fate).join(Fate.insight).where(Insight.cycle_id == guidance.cycle_id)
    return {fate.insight_id: fate for fate in session.scalars(query)}


def lineage_kind(edition: ThemeEdition | Edition) -> Lineage:
    """A theme with several forerunners, or one that is developed in any part, is a developed one."""
    kinds = {one.kind for one in edition.forerunners}
    return Lineage.CONTINUED if kinds == {Lineage.CONTINUED} and len(edition.forerunners) == 1 else Lineage.DEVELOPED


def forerunner_titles(edition: ThemeEdition | Edition) -> list[str]:
    """The names of the themes that it came from."""
    return [one.forerunner.title for one in edition.forerunners]


def artwork_of(session: Session, guidance: Guidance) -> bytes | None:
    """The designer's own picture, if there is one."""
    return session.scalar(select(Illustration.content).where(Illustration.guidance_id == guidance.id))


def editions_of(session: Session, guidance: Guidance) -> list[Publication]:
    """Every edition of a guidance, the newest first."""
    query = select(Publication).where(Publication.guidance_id == guidance.id)
    return list(session.scalars(query.order_by(Publication.edition.desc())))


def edition_numbered(session: Session, guidance: Guidance, number: int) -> Publication:
    """One edition of a guidance; raises NotFound."""
    query = select(Publication).where(Publication.guidance_id == guidance.id, Publication.edition == number)
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFound(N_("Udgaven"), number)
    return found


@dataclass(frozen=True, kw_only=True)
class KeptFile:
    """A file of an edition without its bytes: what it is called, what it is, how large, and its hash."""

    name: str
    media_type: str
    size: int
    sha256: str


def files_of(session: Session, publication: Publication, *, year: int) -> list[KeptFile]:
    """The files of an edition, the printed pages first."""
    pages = select(func.length(Publication.pdf)).where(Publication.id == publication.id)
    first = KeptFile(
        name=pdf_name(year),
        media_type="application/pdf",
        size=session.scalars(pages).one(),
        sha256=publication.pdf_sha256,
    )
    query = (
        select(
            PublicationFile.name,
            PublicationFile.media_type,
            func.length(PublicationFile.content),
            PublicationFile.sha256,
        )
        .where(PublicationFile.publication_id == publication.id)
        .order_by(PublicationFile.name)
    )
    others = [
        KeptFile(name=name, media_type=kind, size=size, sha256=digest)
        for name, kind, size, digest in session.execute(query)
    ]
    return [first, *others]


def pdf_name(year: int) -> str:
    """What the printed pages of a year are called, in each of its editions."""
    return f"ledetraad-{year}.pdf"


def bytes_of(session: Session, publication: Publication, name: str) -> bytes:
    """The bytes of a file of an edition; empty where it has none of that name."""
    query = select(PublicationFile.content).where(
        PublicationFile.publication_id == publication.id, PublicationFile.name == name
    )
    return session.scalar(query) or b""


def file_of(session: Session, publication: Publication, name: str) -> tuple[bytes, str]:
    """The bytes of a file as they were published, and what it is; raises NotFound."""
    query = select(PublicationFile.content, PublicationFile.media_type).where(
        PublicationFile.publication_id == publication.id, PublicationFile.name == name
    )
    found = session.execute(query).one_or_none()
    if found is None:
        raise NotFound(N_("Filen"), name)
    return found[0], found[1]
