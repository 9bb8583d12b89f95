"""The designer's own picture: what is a still picture passes, and nothing that acts, fetches or grows."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from app.guidance.domain import ArtworkTooLarge, ArtworkUnknown, ArtworkUnsafe, ArtworkWordless
from app.guidance.editions.artwork import MOST_BYTES, examine

ALT = "Tre tråde i ét reb"
SPACE = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
PIXEL = "data:image/png;base64,iVBORw0KGgo="


def svg(inside: str = "", attributes: str = "") -> bytes:
    return f"<svg {SPACE} {attributes}>{inside}</svg>".encode()


def pixels(kind: str, size: tuple[int, int] = (4, 3)) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, "teal").save(target, kind)
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "kind", "name"),
    [
        (pixels("PNG"), "image/png", "tema.png"),
        (pixels("JPEG"), "image/jpeg", "tema.jpg"),
        (svg("<path d='M0 0L9 9'/>"), "image/svg+xml", "tema.svg"),
        (b'<?xml version="1.0" encoding="UTF-8"?>\n<!-- a drawing program -->' + svg(), "image/svg+xml", "tema.svg"),
    ],
)
def test_kind_is_told_by_the_content(content: bytes, kind: str, name: str) -> None:
    found = examine("C:\\billeder\\tema.exe", content, alt=f" {ALT}\n")
    assert (found.media_type, found.name, found.alt, found.content) == (kind, name, ALT, content)


@pytest.mark.parametrize(
    "inside",
    [
        "<defs><linearGradient id='a'/></defs><rect fill='url(#a)'/><use href='#a'/>",
        f"<image href='{PIXEL}'/>",
        "<style>.a { fill: url(#b); color: #123456 }</style><g style='fill:url(&quot;#b&quot;)'/>",
        "<x:namedview xmlns:x='http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd' page='1'/>",
    ],
)
def test_still_picture_passes(inside: str) -> None:
    assert examine("a.svg", svg(inside), alt=ALT).media_type == "image/svg+xml"


@pytest.mark.parametrize(
    "content",
    [
        svg("<script>alert(1)</script>"),
        svg("<script href='data:text/javascript,alert(1)'/>"),
        svg(attributes="onload='alert(1)'"),
        svg("<rect OnClick='alert(1)'/>"),
        svg("<foreignObject/>"),
        svg("<a href='#x'/>"),
        svg("<animate attributeName='href' to='javascript:alert(1)'/>"),
        svg("<set attributeName='onload'/>"),
        svg("<image href='https://example.dk/a.png'/>"),
        svg("<image xlink:href='//example.dk/a.png'/>"),
        svg("<image href='file:///etc/passwd'/>"),
        svg("<image href='../a.png'/>"),
        svg("<use href='a.svg#b'/>"),
        svg("<image href='data:image/svg+xml;base64,AAAA'/>"),
        svg("<rect fill='url(https://example.dk/a#b)'/>"),
        svg("<style>@import 'a.css';</style>"),
        svg("<style>rect { background: url( 'https://example.dk/a' ) }</style>"),
        svg("<style>rect { background: u\\72l(https://example.dk/a) }</style>"),
        svg("<g xml:base='https://example.dk/'/>"),
        svg("<h:script xmlns:h='http://www.w3.org/1999/xhtml'>alert(1)</h:script>"),
        svg("<script xmlns=''>alert(1)</script>"),
        b'<?xml-stylesheet href="https://example.dk/a.css"?>' + svg(),
        svg("<?php echo 1 ?>"),
        b'<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + svg("&amp;"),
    ],
)
def test_what_acts_or_fetches_is_refused(content: bytes) -> None:
    with pytest.raises(ArtworkUnsafe):
        examine("a.svg", content, alt=ALT)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        b"%PDF-1.7",
        b"<html/>",
        b"<svg/>",
        svg()[:-3],
        pixels("PNG")[:40],
        b"\xff\xd8\xff\xe0 not",
        svg().decode().encode("utf-16"),
    ],
)
def test_anything_else_is_refused(content: bytes) -> None:
    with pytest.raises(ArtworkUnknown):
        examine("a.svg", content, alt=ALT)


def test_picture_without_words_is_refused() -> None:
    for alt in ("", " \n ", "x" * 2_001):
        with pytest.raises(ArtworkWordless):
            examine("a.svg", svg(), alt=alt)


def test_large_picture_is_refused() -> None:
    with pytest.raises(ArtworkTooLarge):
        examine("a.svg", svg("<!--" + "x" * MOST_BYTES + "-->"), alt=ALT)
    with pytest.raises(ArtworkTooLarge):
        examine("a.svg", svg("<g/>" * 60_000), alt=ALT)
    with pytest.raises(ArtworkTooLarge):
        examine("a.png", pixels("PNG", (8_000, 8_000)), alt=ALT)
