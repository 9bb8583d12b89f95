"""An edition made of its content: the printed pages and every other file of the set, byte for byte the same again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app import paper
from app.guidance import queries
from app.guidance.domain import ArtworkUnknown, Edition, EditionFile
from app.guidance.editions import word_file as word_edition
from app.guidance.editions.edition import content_of, in_english
from app.guidance.editions.phrasing import ENGLISH, LANGUAGE, reading_of
from app.guidance.editions.pictures import ENDINGS, SVG, Shown, narrow_of, on_paper, shown_of
from app.guidance.models import Guidance
from app.word import WORD

__all__ = ["ENGLISH", "LANGUAGE", "compose", "made_of", "printed", "reading_of"]

PDF = "application/pdf"
TRIAL = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
Content = Mapping[str, Any]


def compose(session: Session, guidance: Guidance, *, body: str, now: dt.datetime) -> Edition:
    """The edition as it would be published now. Sets pages: call it outside of a transaction."""
    content = content_of(session, guidance, now=now)
    return made_of(content, body=body, artwork=queries.artwork_of(session, guidance), now=now)


def made_of(content: Content, *, body: str, artwork: bytes | None, now: dt.datetime) -> Edition:
    """The printed pages and the files of a content."""
    pdf = printed(content, body=body, artwork=artwork, now=now)
    return Edition(content=content, pdf=pdf, files=tuple(_files(content, body=body, artwork=artwork, now=now)))


def printed(
    content: Content, *, body: str, now: dt.datetime, artwork: bytes | None = None, language: str = LANGUAGE
) -> bytes:
    """The printed pages of a content."""
    page = reading_of(content, body=body, language=language)
    shown = shown_of(content, artwork=artwork, language=language)
    return _printed(page, shown, now)


def _printed(page: Mapping[str, Any], shown: Shown | None, now: dt.datetime) -> bytes:
    data = {**page, "picture": shown.for_print() if shown else None}
    return paper.render_pdf("publication", data, moment=now, language=page["language"])


def _files(content: Content, *, body: str, artwork: bytes | None, now: dt.datetime) -> Iterator[EditionFile]:
    """Every file beside the PDF, under names that stay the same from edition to edition."""
    stem = f"ledetraad-{content['year']}"
    page, shown = reading_of(content, body=body), shown_of(content, artwork=artwork)
    yield EditionFile(name=f"{stem}.docx", media_type=WORD, content=_word(page, shown, now))
    for index, theme in enumerate(page["themes"]):
        if theme["questions"]:
            name = f"{stem}-spoergsmaal-{theme['number']}.pdf"
            yield EditionFile(name=name, media_type=PDF, content=leaflet(page, index, now=now))
    plan = word_edition.plan(_for_word(page), plan_words(content["year"]), now)
    yield EditionFile(name=f"{stem}-aarsplan.docx", media_type=WORD, content=plan)
    yield from _picture_files(content, stem, shown)
    if in_english(content):
        yield from _english_files(content, f"{stem}-english", body=body, artwork=artwork, now=now)


def _picture_files(content: Content, stem: str, shown: Shown | None, language: str = LANGUAGE) -> Iterator[EditionFile]:
    if shown is None:
        return
    name = f"{stem}-temabillede"
    yield EditionFile(name=f"{name}.{ENDINGS[shown.media_type]}", media_type=shown.media_type, content=shown.content)
    if shown.made:
        yield EditionFile(name=f"{name}-smal.svg", media_type=SVG, content=narrow_of(content, language=language))


def _english_files(
    content: Content, stem: str, *, body: str, artwork: bytes | None, now: dt.datetime
) -> Iterator[EditionFile]:
    page = reading_of(content, body=body, language=ENGLISH)
    shown = shown_of(content, artwork=artwork, language=ENGLISH)
    yield EditionFile(name=f"{stem}.pdf", media_type=PDF, content=_printed(page, shown, now))
    yield EditionFile(name=f"{stem}.docx", media_type=WORD, content=_word(page, shown, now))
    if shown is not None and shown.made:
        yield from _picture_files(content, stem, shown, ENGLISH)


def _word(page: Mapping[str, Any], shown: Shown | None, now: dt.datetime) -> bytes:
    return word_edition.guidance(_for_word(page), (shown.as_pixels(), shown.alt) if shown else None, now)


def _for_word(page: Mapping[str, Any]) -> dict[str, Any]:
    """The page and what stands in the foot of every paper of a demonstration, as the printed pages get it."""
    return {**page, "made_up": paper.made_up(page["language"])}


def print_on_trial(content: bytes, media_type: str, *, alt: str) -> None:
    """Whether the printed pages can take a picture is known when it comes, not on the day. Raises ArtworkUnknown."""
    shown = Shown(media_type=media_type, content=content, alt=alt, made=False, on_paper=on_paper(content, media_type))
    try:
        paper.render_pdf("picture", shown.for_print(), moment=TRIAL, language=LANGUAGE)
    except RuntimeError as error:  # what typst says of a picture is for whoever made it, in the log of no one
        raise ArtworkUnknown() from error


def leaflet(page: Mapping[str, Any], index: int, *, now: dt.datetime) -> bytes:
    """The questions of one theme on a sheet of their own."""
    theme = page["themes"][index]
    with force_locale(page["language"]):
        title = _("Spørgsmål til “%(theme)s”, %(heading)s", theme=theme["name"], heading=page["heading"])
        origin = _("Fra %(heading)s", heading=page["heading"])
    given = {key: page[key] for key in ("author", "footer", "words")}
    data = {**given, "title": title, "from": origin, "theme": theme, "strand": index}
    return paper.render_pdf("leaflet", data, moment=now, language=page["language"])


def plan_words(year: int) -> dict[str, Any]:
    """What the template of the annual plan says around the themes."""
    with force_locale(LANGUAGE):
        return {
            "title": _("Årsplan %(year)s", year=year),
            "lead": _("Skabelon. Skriv i de tomme felter, og tag de temaer op, der giver mening hos jer."),
            "fields": [_("Institution eller center"), _("Leder"), _("Gælder for"), _("Drøftet med MED-udvalget den")],
            "year": str(year),
            "messages": _("Det siger ledetråden"),
            "columns": [_("Det vil vi gøre"), _("Hvem"), _("Hvornår"), _("Sådan kan vi se det")],
            "answers": _("Vores svar"),
            "more": _("Andet, vi vil arbejde med"),
            "write": _("Skriv her"),
        }
