"""The picture of an edition: its words, and the picture itself, drawn from the content or the designer's own."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from app import paper
from app.cycle.domain import Level
from app.cycle.labels import level_word
from app.guidance.editions.illustration import Picture, Strand, lying, shortened, upright
from app.guidance.editions.phrasing import ENGLISH, LANGUAGE, said

SVG, PNG, JPEG = "image/svg+xml", "image/png", "image/jpeg"
ENDINGS = {SVG: "svg", PNG: "png", JPEG: "jpg"}
FINE = 220
"""Pixels per inch of a drawn picture where a file cannot hold SVG."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A picture as the files show it: on a screen, on paper, and its text alternative."""

    media_type: str
    content: bytes
    alt: str
    made: bool
    on_paper: str

    def for_print(self) -> dict[str, Any]:
        """As the printed pages take it."""
        return {"svg": self.on_paper, "alt": self.alt, "made": self.made}

    def as_pixels(self) -> bytes:
        """For Word, which is handed no SVG."""
        if self.media_type != SVG:
            return self.content
        return paper.render_png("picture", {"svg": self.on_paper, "alt": self.alt}, pixels_per_inch=FINE)


def shown_of(content: Mapping[str, Any], *, artwork: bytes | None, language: str = LANGUAGE) -> Shown | None:
    """The designer's own picture if there is one, else one that is drawn; none of a year without themes."""
    given = content.get("illustration")
    if given and artwork is not None:
        kind = given["media_type"]
        return Shown(media_type=kind, content=artwork, alt=given["alt"], made=False, on_paper=on_paper(artwork, kind))
    picture = picture_of(content, language=language)
    if not picture.strands:
        return None
    colours = paper.colours()
    drawn = lying(picture, colours=colours).encode()
    printed = lying(picture, colours=colours, width=720, size=12)
    return Shown(media_type=SVG, content=drawn, alt=picture.description, made=True, on_paper=printed)


def narrow_of(content: Mapping[str, Any], *, language: str = LANGUAGE) -> bytes:
    """The drawn picture for a phone."""
    return upright(picture_of(content, language=language), colours=paper.colours()).encode()


def picture_of(content: Mapping[str, Any], *, language: str = LANGUAGE) -> Picture:
    """The words of the drawn picture, in the language of the edition."""
    english = language == ENGLISH
    with force_locale(language):
        levels = [level for level in Level if any(_message(theme, level) for theme in content["themes"])]
        strands = [
            Strand(
                name=said(theme, "title", english=english)[0],
                messages=[_message(theme, level, english=english) for level in levels],
            )
            for theme in content["themes"]
        ]
        names = [level_word(level) for level in levels]
        return Picture(
            title=_("Ledetråd %(year)s: temaerne gennem niveauerne", year=content["year"]),
            description=_described(strands, names),
            levels=names,
            strands=strands,
            start=_("Ledetråd %(year)s", year=content["year"]),
            end=_("bliver til jeres årsplaner"),
        )


def _message(theme: Mapping[str, Any], level: Level, *, english: bool = False) -> str:
    found = [one["english"] if english else one["text"] for one in theme["messages"] if one["level"] == level.value]
    return str(found[0]) if found else ""


def _described(strands: Sequence[Strand], levels: Sequence[str]) -> str:
    """What the eye sees, for who does not see it."""
    sentences = [_("Temaerne er tråde i ét reb. De skilles, løber gennem niveauerne og samles igen i årsplanerne.")]
    for number, strand in enumerate(strands, start=1):
        told = "; ".join(
            f"{level}: {shortened(message)}" for level, message in zip(levels, strand.messages, strict=True) if message
        )
        name = _("Tråd %(number)s, %(name)s", number=number, name=strand.name)
        sentences.append(f"{name}: {told}." if told else f"{name}.")
    return " ".join(sentences)


def on_paper(content: bytes, media_type: str) -> str:
    """A picture of pixels inside of an SVG, so that the printed pages take every picture in one way."""
    if media_type == SVG:
        return content.decode()
    from PIL import Image

    with Image.open(io.BytesIO(content)) as image:
        width, height = image.size
    data = base64.b64encode(content).decode()
    size = f'width="{width}" height="{height}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {width} {height}">'
        f'<image {size} href="data:{media_type};base64,{data}"/></svg>'
    )
