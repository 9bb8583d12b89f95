"""What every Word file of ours has: one typeface and its colours, a language, tables whose columns keep their widths.

Office programs read a table's widths from different places (Word from the cells, LibreOffice from the grid), so both
are written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FONT, INK, ACCENT, QUIET = "Calibri", "1A1A1A", "0B5C6B", "56616B"
SIZES: Mapping[str, int] = {"Normal": 11, "Heading 1": 20, "Heading 2": 14, "Heading 3": 12}
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def writable(text: str) -> str:
    """Without the few characters that XML cannot hold."""
    return _UNWRITABLE.sub("", text)


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
