"""The designer's own picture of the themes, told by its content: PNG, JPEG, or an SVG that does nothing by itself.

An SVG is a document: it may hold scripts, load things from elsewhere, and be built so that a small file grows large.
Only the elements of a still picture pass (SVG 2: shapes, text, structure, paint servers, clipping, masking); the
drawing programs' own notes, in other namespaces, are let be, since no browser acts on them. A reference may point into
the file itself or at a picture inside of it.
"""

from __future__ import annotations

import io
import re
import warnings
from dataclasses import dataclass
from typing import Any

from app.guidance.domain import ArtworkTooLarge, ArtworkUnknown, ArtworkUnsafe, ArtworkWordless

MOST_BYTES = 3_000_000
MOST_PIXELS = 40_000_000
MOST_NODES = 50_000
LONGEST_ALT = 2_000
PNG, JPEG, SVG = "image/png", "image/jpeg", "image/svg+xml"
FORMATS = {"PNG": (PNG, "png"), "JPEG": (JPEG, "jpg")}
SVG_NAMESPACE = "http://www.w3.org/2000/svg"
XHTML_NAMESPACE = "http://www.w3.org/1999/xhtml"
STILL = frozenset(
    {"svg", "g", "defs", "symbol", "use", "switch", "title", "desc", "metadata", "style", "path", "rect", "circle"}
    | {"ellipse", "line", "polyline", "polygon", "text", "tspan", "textPath", "image", "linearGradient"}
    | {"radialGradient", "stop", "pattern", "clipPath", "mask", "marker", "filter", "feBlend", "feColorMatrix"}
    | {"feComponentTransfer", "feComposite", "feFlood", "feFuncA", "feFuncB", "feFuncG", "feFuncR", "feGaussianBlur"}
    | {"feMerge", "feMergeNode", "feMorphology", "feOffset", "feTurbulence", "feDropShadow"}
)
_INSIDE = re.compile(r"#|data:image/(?:png|jpeg);base64,", re.IGNORECASE)
_ADDRESS = re.compile(r"url\(\s*['\"]?\s*(?P<target>[^)]*)", re.IGNORECASE)
_ACTIVE = re.compile(r"@import|expression\s*\(|javascript:|-moz-binding|\\", re.IGNORECASE)
_CLARK = re.compile(r"(?:\{(?P<space>[^}]*)\})?(?P<name>.*)", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Artwork:
    """A picture that may be kept, with its text alternative."""

    name: str
    media_type: str
    content: bytes
    alt: str


def examine(name: str, content: bytes, *, alt: str) -> Artwork:
    """The picture as it may be kept. Raises ArtworkWordless, ArtworkTooLarge, ArtworkUnknown, ArtworkUnsafe."""
    alt = " ".join(alt.split())
    if not alt or len(alt) > LONGEST_ALT:
        raise ArtworkWordless(most=LONGEST_ALT)
    if len(content) > MOST_BYTES:
        raise ArtworkTooLarge(most=MOST_BYTES // 1_000_000)
    media_type, ending = _kind(content)
    return Artwork(name=_safe_name(name, ending), media_type=media_type, content=content, alt=alt)


def _kind(content: bytes) -> tuple[str, str]:
    if content.startswith((b"\x89PNG", b"\xff\xd8")):
        return _check_pixels(content)
    _check_svg(content)
    return SVG, "svg"


def _check_pixels(content: bytes) -> tuple[str, str]:
    """The whole picture is read once, so that a broken one is refused here and not on the day of publication."""
    from PIL import Image

    try:
        with warnings.catch_warnings(action="error"), Image.open(io.BytesIO(content), formats=list(FORMATS)) as image:
            if image.width * image.height > MOST_PIXELS:
                raise ArtworkTooLarge(most=MOST_BYTES // 1_000_000)
            image.load()
            return FORMATS[str(image.format)]
    except (OSError, ValueError, SyntaxError, Warning, Image.DecompressionBombError):
        raise ArtworkUnknown() from None


def _check_svg(content: bytes) -> None:
    from lxml import etree

    root = _parsed(content)
    if root.tag != f"{{{SVG_NAMESPACE}}}svg":
        raise ArtworkUnknown()
    for number, node in enumerate(root.iter()):
        if number > MOST_NODES:
            raise ArtworkTooLarge(most=MOST_BYTES // 1_000_000)
        if node.tag is not etree.Comment:
            _check_node(node)


def _parsed(content: bytes) -> Any:
    """UTF-8 without a document type: what could be written in two ways, or grow when read, is refused unread."""
    from lxml import etree

    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ArtworkUnknown() from None
    text = re.sub(r"^\s*<\?xml\s[^>]*\?>", "", text)
    if "<!DOCTYPE" in text.upper() or "<!ENTITY" in text.upper():
        raise ArtworkUnsafe(what="<!DOCTYPE>")
    if "<?" in text:
        raise ArtworkUnsafe(what="<?…?>")
    try:
        return etree.fromstring(text, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except (etree.XMLSyntaxError, ValueError):
        raise ArtworkUnknown() from None


def _check_node(node: Any) -> None:
    space, name = _split(node.tag)
    if space == XHTML_NAMESPACE or (space in (SVG_NAMESPACE, "") and name not in STILL):
        raise ArtworkUnsafe(what=f"<{name}>")
    if space == SVG_NAMESPACE and name == "style":
        _check_style("".join(node.itertext()))
    for key, value in node.attrib.items():
        _check_attribute(_split(key)[1].lower(), str(value))


def _check_attribute(name: str, value: str) -> None:
    if name.startswith("on"):
        raise ArtworkUnsafe(what=name)
    if name in ("href", "src", "base") and not _INSIDE.match(value.strip()):
        raise ArtworkUnsafe(what=value[:60])
    _check_style(value)


def _check_style(text: str) -> None:
    """A reference out of the file, or a sign that could hide one."""
    if found := _ACTIVE.search(text):
        raise ArtworkUnsafe(what=found[0])
    for address in _ADDRESS.finditer(text):
        if not _INSIDE.match(address["target"]):
            raise ArtworkUnsafe(what=address["target"][:60])


def _split(tag: str) -> tuple[str, str]:
    found = _CLARK.fullmatch(tag)
    return (found["space"] or "", found["name"]) if found else ("", tag)


def _safe_name(given: str, ending: str) -> str:
    """The last part of a name without what could mislead, with the ending of what the file really is."""
    last = re.split(r"[\\/]", given)[-1]
    stem = "".join(letter for letter in last if letter.isprintable()).rpartition(".")[0].strip(" .")
    return f"{stem[:150] or 'temabillede'}.{ending}"
