"""Use cases of a published guidance: a correction is a new edition, and the editions before it stay as they were."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app import clock
from app.guidance import finding, gates, queries
from app.guidance.discretion import discretion_of
from app.guidance.domain import (
    CorrectionEmpty,
    Edition,
    EditionOutdated,
    Gate,
    GateOpen,
    GuidanceFrozen,
    GuidanceState,
    NotPublishedHere,
)
from app.guidance.drafting import ties
from app.guidance.editions.artwork import Artwork
from app.guidance.editions.edition import Correction, canonical, corrected, fingerprint
from app.guidance.models import Element, ElementRevision, Guidance, Illustration, Publication, PublicationFile
from app.guidance.wording import not_in_text, tidy
from app.people.models import Person
from app.trail import services as trail


def keep_edition(
    session: Session, *, guidance: Guidance, edition: Edition, number: int, correction: str = "", now: dt.datetime
) -> Publication:
    """Keeps an edition: its content, its pages and its files, byte for byte, each with its hash."""
    publication = Publication(
        guidance_id=guidance.id,
        edition=number,
        published_at=now,
        content=dict(edition.content),
        content_sha256=fingerprint(canonical(edition.content)),
        pdf=edition.pdf,
        pdf_sha256=fingerprint(edition.pdf),
        correction=correction,
    )
    publication.files = [
        PublicationFile(name=one.name, media_type=one.media_type, content=one.content, sha256=fingerprint(one.content))
        for one in edition.files
    ]
    session.add(publication)
    session.flush()
    return publication


def correction_of(
    session: Session, *, element: Element, text: str, english: str, why: str, now: dt.datetime
) -> Correction:
    """What the next edition will put right. Raises NotPublishedHere, CorrectionEmpty."""
    last = _last(session, element.guidance)
    standing = queries.revision_of(session, element)
    text, english, why = tidy(text), tidy(english), tidy(why)
    if not text or not why or (text, english) == (standing.text, element.english):
        raise CorrectionEmpty()
    gone = not_in_text(text, standing.bold)
    return Correction(
        element=element.id,
        text=text,
        bold=[phrase for phrase in standing.bold if phrase not in gone],
        english=english,
        why=why,
        on=clock.local_day(now),
        edition=last.edition + 1,
    )


def corrected_content(session: Session, guidance: Guidance, change: Correction) -> dict[str, object]:
    """The content of the newest edition with the correction in it."""
    return corrected(_last(session, guidance).content, change)


def correct(
    session: Session, *, element: Element, change: Correction, edition: Edition, by: Person | None, now: dt.datetime
) -> Publication:
    """Publishes a corrected edition. What the text rests on is the same, and it passes the gates as it did before.

    Why it was corrected is published as well: it names none of the six, and repeats nothing of the own notes.
    `edition` is made of corrected_content() outside of the transaction; it must still be what would be made now.
    """
    guidance = element.guidance
    session.refresh(guidance, ["state"], with_for_update=True)
    discretion_of(session, guidance).require_discreet(change.why, name=_("Begrundelsen for rettelsen"))
    if canonical(corrected_content(session, guidance, change)) != canonical(edition.content):
        raise EditionOutdated(year=guidance.year)
    _rewrite(session, element, change.text, change.bold, by=by, now=now)
    element.english = change.english
    session.flush()
    _check_gates(session, element, now)
    publication = keep_edition(
        session, guidance=guidance, edition=edition, number=change.edition, correction=change.why, now=now
    )
    details = {"element": element.id, "edition": change.edition}
    thing = f"publication:{publication.id}"
    trail.record(session, by=by, action="guidance.corrected", thing=thing, details=details, now=now)
    return publication


def _last(session: Session, guidance: Guidance) -> Publication:
    found = queries.publication_of(session, guidance)
    if guidance.state is not GuidanceState.PUBLISHED or found is None:
        raise NotPublishedHere(year=guidance.year)
    return found


def _rewrite(
    session: Session, element: Element, text: str, bold: Sequence[str], *, by: Person | None, now: dt.datetime
) -> None:
    """A revision like any other. Whoever corrects has looked again: the ties follow to the new wording."""
    number, author = queries.revision_of(session, element).number + 1, by.id if by else None
    words = {"text": text, "bold": list(bold), "author_id": author, "saved_at": now}
    session.add(ElementRevision(element_id=element.id, number=number, **words))
    element.revision = number
    session.flush()
    ties.carry(session, element)
    finding.keep_found(session, element, text, year=element.guidance.year)


def _check_gates(session: Session, element: Element, now: dt.datetime) -> None:
    """Those of the corrected text; what is open elsewhere was published as it stands."""
    found = [gate for gate in gates.open_gates(session, element.guidance, now=now) if _concerns(gate, element.id)]
    if found:
        raise GateOpen(missing=" ".join(gate.sentence for gate in found), count=len(found))


def _concerns(gate: Gate, element_id: int) -> bool:
    return gate.thing == f"element:{element_id}" or gate.args.get("element") == element_id


def set_illustration(
    session: Session, *, guidance: Guidance, artwork: Artwork, by: Person | None, now: dt.datetime
) -> None:
    """Takes the designer's own picture instead of the one that is made; until the day of publication.

    Its words are published: they name none of the six, and repeat nothing of the secretariat's own notes.
    """
    _must_be_unpublished(session, guidance)
    discretion_of(session, guidance).require_discreet(artwork.alt, name=_("Billedets tekst"))
    found = session.get(Illustration, guidance.id) or Illustration(guidance_id=guidance.id)
    found.name, found.media_type, found.alt = artwork.name, artwork.media_type, artwork.alt
    found.sha256, found.content, found.uploaded_at = fingerprint(artwork.content), artwork.content, now
    session.add(found)
    session.flush()
    trail.record(session, by=by, action="guidance.illustration-set", thing=f"guidance:{guidance.id}", now=now)


def remove_illustration(session: Session, *, guidance: Guidance, by: Person | None, now: dt.datetime) -> None:
    """Back to the picture that is made of the themes."""
    _must_be_unpublished(session, guidance)
    found = session.get(Illustration, guidance.id)
    if found is not None:
        session.delete(found)
        session.flush()
        trail.record(session, by=by, action="guidance.illustration-removed", thing=f"guidance:{guidance.id}", now=now)


def _must_be_unpublished(session: Session, guidance: Guidance) -> None:
    session.refresh(guidance, ["state"], with_for_update=True)
    if guidance.state is GuidanceState.PUBLISHED:
        raise GuidanceFrozen(year=guidance.year)
