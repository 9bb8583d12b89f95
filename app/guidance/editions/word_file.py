"""Word files of an edition: real headings, lists and tables, a language, text alternatives; the same bytes again.

ECMA-376 part 1: 17.3.2.20 (language of a run), 17.4.49 (header rows), 17.5.2 (fields to be filled), 20.4.2.5 (the text
alternative of a picture). A zip holds the time of its entries; here it is the day of the edition.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from typing import Any

from app.word import LOCALES, QUIET, begun, saved, with_dates, writable

SIZES = {"Normal": 11, "Heading 1": 26, "Heading 2": 17, "Heading 3": 12}
Page = Mapping[str, Any]
Pixels = tuple[bytes, str]
"""A picture of pixels (PNG or JPEG) and its text alternative."""


def guidance(page: Page, picture: Pixels | None, moment: dt.datetime) -> bytes:
    """The guidance as a Word file; `page` is what phrasing.reading_of() gives, and `made_up` as on every paper."""
    document = _begun(page, page["title"], moment)
    document.add_heading(writable(page["heading"]), level=1)
    _quietly(document.add_paragraph(), page["sender"])
    document.add_paragraph(writable(page["lead"]))
    for correction in page["corrections"]:
        _run(document.add_paragraph(), f"{page['words']['corrected']}. {correction}", lang=_other(page, "da"))
    if picture is not None:
        _add_picture(document, *picture)
    if page["introduction"]:
        document.add_heading(page["words"]["greeting"], level=2)
        _add_blocks(document, page["introduction"])
        _run(document.add_paragraph(), page["words"]["signature"], bold=True)
    for theme in page["themes"]:
        _add_theme(document, page, theme)
    _add_lineage(document, page)
    for road in page["roads"]:
        document.add_heading(writable(road["heading"]), level=2)
        for row in road["rows"]:
            _run(document.add_paragraph(style="List Bullet"), f"{row['when']}: {row['what']}")
    return _packed(document, moment)


def plan(page: Page, words: Mapping[str, Any], moment: dt.datetime) -> bytes:
    """The template of the annual plan: for each theme its messages and questions, and fields to be filled."""
    document = _begun(page, f"{words['title']}, {page['author']}", moment)
    document.add_heading(writable(words["title"]), level=1)
    document.add_paragraph(writable(words["lead"]))
    for name in words["fields"]:
        asked = document.add_paragraph()
        _run(asked, f"{name}: ", bold=True)
        _add_field(asked, name, words["year"] if name == words["fields"][2] else words["write"])
    for theme in page["themes"]:
        _add_theme_heading(document, page, theme)
        document.add_heading(words["messages"], level=3)
        for message in theme["messages"]:
            _add_message(document, message)
        _add_questions(document, page, theme)
        document.add_heading(words["answers"], level=3)
        _add_form(document, words, theme["name"])
    document.add_heading(words["more"], level=2)
    _add_form(document, words, words["more"])
    return _packed(document, moment)


def _begun(page: Page, title: str, moment: dt.datetime) -> Any:
    """A document whose properties follow from the edition alone."""
    return begun(
        title=title,
        author=page["author"],
        modified_by=page["author"],
        language=page["language"],
        moment=moment,
        footer=(page["footer"], page["made_up"]),
        sizes=SIZES,
    )


def _add_picture(document: Any, content: bytes, alt: str) -> None:
    from docx.shared import Cm

    section = document.sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    shape = document.add_picture(io.BytesIO(content), width=room)
    if shape.height > Cm(20):
        shape.width, shape.height = int(shape.width * Cm(20) / shape.height), Cm(20)
    properties = shape._inline.docPr  # noqa: SLF001 - python-docx offers no other way to the text alternative
    properties.set("descr", writable(alt))


def _add_theme_heading(document: Any, page: Page, theme: Page) -> None:
    heading = document.add_heading(level=2)
    _run(heading, f"{theme['number']}. ")
    _run(heading, theme["name"], lang=_other(page, theme["name_lang"]))


def _add_theme(document: Any, page: Page, theme: Page) -> None:
    _add_theme_heading(document, page, theme)
    if theme["core"]:
        _run(document.add_paragraph(), theme["core"], lang=_other(page, theme["core_lang"]))
    if theme["lineage"]:
        _quietly(document.add_paragraph(), theme["lineage"])
    for message in theme["messages"]:
        document.add_heading(writable(message["level"] or page["words"]["message"]), level=3)
        _add_blocks(document, message["text"])
    _add_questions(document, page, theme)


def _add_questions(document: Any, page: Page, theme: Page) -> None:
    if theme["questions"]:
        document.add_heading(page["words"]["questions"], level=3)
        for question in theme["questions"]:
            _run(document.add_paragraph(style="List Bullet"), question, lang=_other(page, theme["questions_lang"]))


def _add_message(document: Any, message: Page) -> None:
    """The level in front of the first paragraph: the template is read in passing, and has no room for more headings."""
    for number, block in enumerate(message["text"]):
        for line in block["lines"]:
            paragraph = document.add_paragraph(style="List Bullet" if block["is_list"] else None)
            if number == 0 and line is block["lines"][0] and message["level"]:
                _run(paragraph, f"{message['level']}: ", bold=True)
            _add_runs(paragraph, line)


def _add_blocks(document: Any, blocks: Sequence[Page]) -> None:
    for block in blocks:
        for line in block["lines"]:
            _add_runs(document.add_paragraph(style="List Bullet" if block["is_list"] else None), line)


def _add_runs(paragraph: Any, line: Sequence[Sequence[Any]]) -> None:
    for words, bold in line:
        _run(paragraph, words, bold=bold)


def _add_lineage(document: Any, page: Page) -> None:
    rows = page["lineage"]
    if not rows:
        return
    document.add_heading(page["words"]["lineage"], level=2)
    width = 4 if any(row["why"] for row in rows) else 3
    table = _table(document, page["words"]["lineage_columns"][:width], len(rows))
    for row, cells in zip(rows, table.rows[1:], strict=True):
        for name, cell in zip(("from", "how", "to", "why")[:width], cells.cells, strict=True):
            _run(cell.paragraphs[0], row[name], lang=_other(page, "da") if name == "why" else "")


def _add_form(document: Any, words: Mapping[str, Any], theme: str) -> None:
    """Three empty rows, each cell a field that can be filled and that says what belongs there."""
    table = _table(document, words["columns"], 3)
    for row in table.rows[1:]:
        for column, cell in zip(words["columns"], row.cells, strict=True):
            _add_field(cell.paragraphs[0], f"{theme}: {column}", words["write"])


def _table(document: Any, columns: Sequence[str], count: int) -> Any:
    """A table whose first row is its header, for the eye, for the next page and for who listens."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    table = document.add_table(rows=count + 1, cols=len(columns), style="Table Grid")
    header = OxmlElement("w:tblHeader")
    header.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(header)  # noqa: SLF001
    for title, cell in zip(columns, table.rows[0].cells, strict=True):
        _run(cell.paragraphs[0], title, bold=True)
    return table


def _add_field(paragraph: Any, name: str, placeholder: str) -> None:
    """A content control: it is named, one click selects it, and what is typed takes the placeholder's place."""
    from xml.sax.saxutils import escape, quoteattr

    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    alias, words = quoteattr(writable(name)[:60]), escape(writable(placeholder))
    control = (
        f"<w:sdt {nsdecls('w')}><w:sdtPr><w:alias w:val={alias}/><w:tag w:val={alias}/>"
        f"<w:showingPlcHdr/><w:text/></w:sdtPr>"
        f'<w:sdtContent><w:r><w:rPr><w:color w:val="{QUIET}"/></w:rPr><w:t>{words}</w:t></w:r></w:sdtContent></w:sdt>'
    )
    paragraph._p.append(parse_xml(control))  # noqa: SLF001


def _other(page: Page, language: str) -> str:
    """The language of words, if it is another than the document's."""
    return "" if language == page["language"] else language


def _quietly(paragraph: Any, text: str) -> None:
    from docx.shared import RGBColor

    _run(paragraph, text).font.color.rgb = RGBColor.from_string(QUIET)


def _run(paragraph: Any, text: str, *, bold: bool = False, lang: str = "") -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    run = paragraph.add_run(writable(text))
    run.bold = bold or None
    if lang:
        spoken = OxmlElement("w:lang")
        spoken.set(qn("w:val"), LOCALES[lang])
        run._r.get_or_add_rPr().append(spoken)  # noqa: SLF001
    return run


def _packed(document: Any, moment: dt.datetime) -> bytes:
    """The file with the edition's time at each entry, whenever it is made."""
    return with_dates(saved(document), moment, level=9)
