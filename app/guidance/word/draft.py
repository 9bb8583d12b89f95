"""The draft as a Word file: one table row for each text, its evidence beside it, and hidden marks for the way back.

What stands beside a text is the insight's sentence and how many institutions are behind it: the file leaves the house
by mail, so it never says who said what, and nothing that was derived from the secretariat's own notes is in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.guidance import labels
from app.guidance.domain import TieKind
from app.guidance.drafting.drafts import Draft, ElementRow
from app.guidance.word.marks import ours_mark, row_mark, sent_mark
from app.guidance.wording import Block
from app.paper import made_up
from app.word import begun, saved, set_widths, writable

WIDTHS = (3.4, 9.6, 4.6)
"""Centimetres: what the text is called, the text, what it rests on. Together an upright A4 page with its margins."""


def made_of(draft: Draft, *, body: str) -> bytes:
    """The bytes of the file."""
    document = _begun(draft, body)
    year = draft.guidance.year
    sent = {row.element.id: row.element.revision for row in draft.rows}
    title = _ours(document.add_heading(level=1), _("Ledetråd %(year)s, udkast", year=year))
    _hidden(title, sent_mark(year, sent))
    for line in _instructions():
        _ours(document.add_paragraph(), line)
    _table(document, draft, _("Indledning"), draft.introduction)
    for part in draft.themes:
        heading = _("Tema %(number)s: %(title)s", number=part.edition.number, title=part.edition.title)
        _ours(document.add_heading(level=2), heading)
        _table(document, draft, heading, part.rows)
    return saved(document)


def _instructions() -> Iterator[str]:
    yield _("Ret i den midterste kolonne. Brug fed, punkter og afsnit, som du plejer, og skriv gerne kommentarer.")
    yield _("Send filen tilbage til sekretariatet, når du er færdig.")
    yield _("Rækkerne må flyttes, men ikke deles eller lægges sammen.")


def _begun(draft: Draft, body: str) -> Any:
    """Danish, with margins that leave room for three columns."""
    from docx.shared import Cm

    title = _("Ledetråd %(year)s, udkast", year=draft.guidance.year)
    document = begun(title=title, author=body, footer=[made_up("da")])
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(1.7)
    return document


def _table(document: Any, draft: Draft, name: str, rows: Sequence[ElementRow]) -> None:
    """A table with a row for each text, its first row repeated on each page."""
    table = document.add_table(rows=1, cols=3, style="Table Grid")
    for cell, title in zip(table.rows[0].cells, (_("Hvad"), _("Teksten"), _("Bygger på")), strict=True):
        _ours(cell.paragraphs[0], title, bold=True)
    head, whole = table.rows[0]._tr, table._tbl  # noqa: SLF001, python-docx has no other way to these two
    _flag(head.get_or_add_trPr(), "w:tblHeader")
    _flag(whole.tblPr, "w:tblCaption", name)
    for row in rows:
        _row(table.add_row(), draft, row)
    set_widths(table, WIDTHS)


def _row(target: Any, draft: Draft, row: ElementRow) -> None:
    element = row.element
    what, text, evidence = target.cells
    _ours(what.paragraphs[0], labels.element_kind(element))
    _hidden(what.paragraphs[0], row_mark(draft.guidance.year, element.id, element.revision))
    _write(text, row.blocks)
    for place, line in enumerate(_evidence(draft, row)):
        _ours(evidence.paragraphs[0] if place == 0 else evidence.add_paragraph(), line)


def _evidence(draft: Draft, row: ElementRow) -> Iterator[str]:
    """What the text rests on, without a name: the sentence of each insight and its strength."""
    found = [(tie, insight) for tie in row.ties if (insight := draft.insight_of(tie)) and not insight.closed]
    for tie, insight in found:
        count = len(insight.institutions)
        strength = ngettext("%(num)s institution", "%(num)s institutioner", count)
        line = f"{insight.insight.sentence} ({strength})"
        yield line if tie.kind is TieKind.BASED_ON else _("Taler imod: %(line)s", line=line)
    if row.element.own:
        yield _("Direktionens eget")
    elif not found and row.text:
        yield _("Intet grundlag endnu")


def _write(cell: Any, blocks: Sequence[Block]) -> None:
    """The text as it reads: paragraphs and items, with what stands in bold."""
    lines = [(block.is_list, line) for block in blocks for line in block.lines]
    for place, (is_list, line) in enumerate(lines):
        paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
        if is_list:
            paragraph.style = "List Bullet"
        for words, is_bold in line:
            paragraph.add_run(writable(words)).bold = is_bold or None


def _ours(paragraph: Any, text: str, *, bold: bool = False) -> Any:
    """Words that are ours: marked, so that what somebody writes there is seen when the file comes back."""
    text = writable(text)
    paragraph.add_run(text).bold = bold or None
    _hidden(paragraph, ours_mark(text))
    return paragraph


def _hidden(paragraph: Any, mark: str) -> None:
    """A run that nobody sees and no spelling check minds."""
    run = paragraph.add_run(mark)
    run.font.hidden = run.font.no_proof = True


def _flag(properties: Any, name: str, value: str | None = None) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    flag = OxmlElement(name)
    if value is not None:
        flag.set(qn("w:val"), writable(value))
    properties.append(flag)
