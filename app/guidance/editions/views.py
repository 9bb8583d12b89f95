"""What everyone may read: the published guidance, its editions, their files. Addresses: ROUTES."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.orm import Session

from app import files
from app.database import reading
from app.domain import N_, NotFound
from app.guidance import queries
from app.guidance.domain import GuidanceState
from app.guidance.editions import pictures, shelf
from app.guidance.editions import reading as readings
from app.guidance.editions.edition import canonical, content_of, in_english
from app.guidance.editions.phrasing import ENGLISH, LANGUAGE
from app.guidance.models import Guidance, Publication
from app.people.access import current_person_or_none
from app.people.domain import Role
from app.routes import Route
from app.settings import settings
from app.word import WORD

PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
"""A picture may come from outside: it is shown, and does nothing, however it is opened."""

KEPT = "public, max-age=86400"
"""The bytes of an edition never change."""


def show(year: int) -> ResponseReturnValue:
    """The published guidance, for everyone: its newest edition."""
    guidance = queries.published(reading(), year)
    return shown(guidance, queries.publication_of(reading(), guidance), LANGUAGE)


def english(year: int) -> ResponseReturnValue:
    """The same in English, if somebody has written it."""
    guidance = queries.published(reading(), year)
    return shown(guidance, queries.publication_of(reading(), guidance), ENGLISH)


def edition(year: int, number: int) -> ResponseReturnValue:
    """One edition as it was sent out, also after a correction."""
    guidance = queries.published(reading(), year)
    return shown(guidance, queries.edition_numbered(reading(), guidance, number), LANGUAGE)


def shown(guidance: Guidance, publication: Publication | None, language: str) -> ResponseReturnValue:
    """The page of an edition; of a year that was taken over there is none, and it is read from what was written in."""
    session = reading()
    content = publication.content if publication else content_of(session, guidance, now=guidance.started_at)
    if language == ENGLISH and not in_english(content):
        raise NotFound(N_("Den engelske udgave"), guidance.year)
    editions = queries.editions_of(session, guidance)
    return render_template(
        "guidance/show.html",
        guidance=guidance,
        content=content,
        page=readings.reading_of(content, body=settings().body_name, language=language),
        picture=_picture(session, content, publication, language),
        publication=publication,
        editions=editions,
        newest=editions[0] if editions else None,
        files=shelf.files_of(session, guidance, publication),
        in_english=in_english(content),
        earlier=_earlier(session, guidance.year),
        traced=_traced(guidance),
        secretary=_is(Role.SECRETARIAT),
    )


def _earlier(session: Session, year: int) -> list[int]:
    return [one.year for one in queries.years(session) if one.state is GuidanceState.PUBLISHED and one.year < year]


def _traced(guidance: Guidance) -> set[int]:
    """The texts that the reader may follow back to the words behind them."""
    return {one.id for one in guidance.elements if one.ties} if _is(Role.SECRETARIAT, Role.DIRECTOR) else set()


def _is(*roles: Role) -> bool:
    person = current_person_or_none()
    return person is not None and person.has(*roles)


def _picture(
    session: Session, content: dict[str, Any], publication: Publication | None, language: str
) -> dict[str, Any] | None:
    """The drawn picture as it was kept, else drawn anew; of the designer's own its file and its words."""
    if content.get("illustration"):
        return {"own": shelf.picture_name(content), "alt": content["illustration"]["alt"]}
    kept = {one: _kept(session, publication, shelf.drawn_name(content["year"], language, one)) for one in ("", "-smal")}
    if all(kept.values()):
        return {"lying": _trusted(kept[""]), "upright": _trusted(kept["-smal"])}
    drawn = pictures.shown_of(content, artwork=None, language=language)
    if drawn is None:
        return None
    return {"lying": _trusted(drawn.content), "upright": _trusted(pictures.narrow_of(content, language=language))}


def _kept(session: Session, publication: Publication | None, name: str) -> bytes:
    return queries.bytes_of(session, publication, name) if publication else b""


def _trusted(svg: bytes) -> Markup:
    """Drawn by illustration.py, which escapes every word."""
    return Markup(svg.decode())  # noqa: S704


def pdf(year: int) -> ResponseReturnValue:
    """The printed pages: the very bytes that were published; set anew for a year that was taken over."""
    session = reading()
    guidance = queries.published(session, year)
    publication = queries.publication_of(session, guidance)
    if publication is None:
        content = content_of(session, guidance, now=guidance.started_at)
        printed = readings.printed(content, body=settings().body_name, now=guidance.started_at)
    else:
        printed = queries.pdf_of(session, publication)
    return files.sent(printed, f"Ledetraad-{year}.pdf", opened=True)


def kept_file(year: int, number: int, file: str) -> ResponseReturnValue:
    """A file of an edition, byte for byte as it was published."""
    session = reading()
    publication = queries.edition_numbered(session, queries.published(session, year), number)
    if file == queries.pdf_name(year):
        content, kind = queries.pdf_of(session, publication), readings.PDF
    elif file == shelf.content_name(year):
        content, kind = canonical(publication.content), shelf.JSON
    else:
        content, kind = queries.file_of(session, publication, file)
    shows = "attachment" if kind == WORD else "inline"
    headers = {"Content-Type": kind, "Content-Disposition": f'{shows}; filename="{file}"', "Cache-Control": KEPT}
    return content, headers | ({"Content-Security-Policy": PICTURE_POLICY} if kind.startswith("image/") else {})


ROUTES = (
    Route("/<int:year>", ["GET"], show, "show"),
    Route("/<int:year>/english", ["GET"], english, "english"),
    Route("/<int:year>/pdf", ["GET"], pdf, "pdf"),
    Route("/<int:year>/udgave/<int:number>", ["GET"], edition, "edition"),
    Route("/<int:year>/udgave/<int:number>/<file>", ["GET"], kept_file, "file"),
)
