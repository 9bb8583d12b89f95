"""What every Word file of ours has: one typeface and its colours, a language, who wrote it and when, a footer, tables
whose columns keep their widths; and how a packed file of an office program gets the same bytes again.

Office programs read a table's widths from different places (Word from the cells, LibreOffice from the grid), so both
are written.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FONT, INK, ACCENT, QUIET = "Calibri", "1A1A1A", "0B5C6B", "56616B"
SIZES: Mapping[str, int] = {"Normal": 11, "Heading 1": 20, "Heading 2": 14, "Heading 3": 12}
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


LOCALES: Mapping[str, str] = {"da": "da-DK", "en": "en-GB"}
"""The languages of the pages as Word knows them."""
FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The first day that a zip archive can name."""


def writable(text: str) -> str:
    """Without the few characters that XML cannot hold."""
    return _UNWRITABLE.sub("", text)


def begun(
    *,
    title: str,
    author: str,
    language: str = "da",
    moment: dt.datetime | None = None,
    modified_by: str = "",
    footer: Sequence[str] = (),
    sizes: Mapping[str, int] = SIZES,
) -> Any:
    """A dressed document in a language (`da` or `en`); `moment`: the time that it bears, `footer`: its lines."""
    import docx  # heavy: only where a file is made

    document, locale = docx.Document(), LOCALES.get(language, LOCALES["da"])
    core = document.core_properties
    core.title, core.author, core.language, core.comments = writable(title), writable(author), locale, ""
    if modified_by:
        core.last_modified_by = writable(modified_by)
    if moment is not None:
        core.created = core.modified = moment.astimezone(dt.UTC).replace(tzinfo=None, microsecond=0)
    dress(document, locale=locale, sizes=sizes)
    document.sections[0].footer.paragraphs[0].text = writable("\n".join(line for line in footer if line))
    return document


def saved(document: Any) -> bytes:
    """The bytes of a document."""
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def with_dates(package: bytes, moment: dt.datetime | None = None, *, level: int | None = None) -> bytes:
    """The same archive, part by part in the same order, with one time for all (none: the first that there is), for a
    zip archive notes when each part was put in; `level` is how hard it is packed.
    """
    stamp = max(FIRST_DAY, moment.astimezone(dt.UTC).timetuple()[:6]) if moment else FIRST_DAY
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as source, zipfile.ZipFile(target, "w") as made:
        for name in source.namelist():
            part = zipfile.ZipInfo(name, stamp)
            part.compress_type, part.external_attr, part.create_system = zipfile.ZIP_DEFLATED, 0o600 << 16, 3
            made.writestr(part, source.read(name), compresslevel=level)
    return target.getvalue()


def dress(document: Any, *, locale: str, sizes: Mapping[str, int] = SIZES) -> None:
    """The language, the typeface, and the colours of headings."""
    from docx.oxml.ns import qn

    document.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}").set(qn("w:val"), locale)
    for name, size in sizes.items():
        _set_style(document.styles[name], size, INK if name in ("Normal", "Heading 1") else ACCENT)


def _set_style(style: Any, size: int, colour: str) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), RGBColor.from_string(colour)
    fonts = style.element.rPr.rFonts
    for name in [one for one in fonts.attrib if one.endswith("Theme")]:  # a theme's font goes before a named one
        del fonts.attrib[name]
    for name in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(name), FONT)


def set_widths(table: Any, centimetres: Sequence[float]) -> None:
    """The widths of a table's columns; what is in a row stays together on a page."""
    from docx.oxml import OxmlElement
    from docx.shared import Cm

    table.autofit = False
    for column, width in zip(table.columns, centimetres, strict=True):
        column.width = Cm(width)
    for row in table.rows:
        row._tr.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))  # noqa: SLF001, python-docx has no door
        for cell, width in zip(row.cells, centimetres, strict=True):
            cell.width = Cm(width)
