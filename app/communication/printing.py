"""The committee paper as it is handed in: its content in words once, and the PDF and the Word file made of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from app import paper as pages
from app.communication.domain import HEADING_OF, Heading, Part, part_at
from app.communication.models import CommitteePaper, PaperSentence
from app.communication.plans import LANGUAGE
from app.communication.sentences import columns_of, heading_word, label_of, part_word
from app.communication.texts import title_of
from app.dates import day as day_words
from app.dates import day_short, sentence_start
from app.word import begun, saved, set_widths, with_dates, writable

WIDTHS = (4.6, 10.6)
"""Centimetres: the day or the name, and what is said of it."""
Content = Mapping[str, Any]


def content_of(paper: CommitteePaper, *, body: str) -> Content:
    """The paper in words, as JSON can hold it: the same paper gives the same."""
    with force_locale(LANGUAGE):
        title, sent = title_of(paper.guidance.year), _("sag til %(committee)s", committee=paper.committee)
        case = _("Sag %(number)s", number=paper.case_number) if paper.case_number else ""
        return {
            "title": f"{title}, {sent}",
            "author": body,
            "heading": title,
            "committee": paper.committee,
            "meeting": sentence_start(day_words(paper.meeting_on)),
            "kind": _("Orientering"),
            "case": case,
            "footer": ", ".join(part for part in (body, paper.committee, case) if part),
            "sections": list(_sections(paper)),
            "decision": _decision(paper),
            "words": {"page": _("Side"), "of": _("af"), "after": _("Skrives efter mødet.")},
            "moment": (paper.closed_at or paper.written_at).isoformat(),
        }


def _sections(paper: CommitteePaper) -> Iterator[dict[str, Any]]:
    """A section for each heading, whether there is something under it or not: the headings are fixed."""
    said = [one for one in paper.sentences if one.text]
    for heading in Heading:
        parts = [part for part in Part if HEADING_OF[part] is heading]
        yield {
            "heading": heading_word(heading),
            "decision": heading is Heading.DECISION,
            "parts": [_part(part, [one for one in said if part_at(one.position) is part], parts) for part in parts],
        }


def _part(part: Part, said: Sequence[PaperSentence], parts: Sequence[Part]) -> dict[str, Any]:
    """Sentences beside their day or name stand in one table; the others are paragraphs."""
    labelled = [(label_of(one.source or "", one.facts), one.text) for one in said]
    blocks = []
    for in_table, rows in groupby(labelled, key=lambda row: bool(row[0])):
        found = list(rows)
        blocks.append(
            {"rows": found if in_table else [], "lines": [] if in_table else [text for _label, text in found]}
        )
    return {
        "title": part_word(part) if len(parts) > 1 else "",
        "blocks": blocks,
        "columns": list(columns_of(part)),
        "named": part is Part.THEMES,
    }


def _decision(paper: CommitteePaper) -> list[str]:
    if paper.decided_on is None:
        return []
    on = _(
        "%(committee)s, %(day)s",
        committee=paper.committee,
        day=f"{day_short(paper.decided_on)} {paper.decided_on.year}",
    )
    return [on, paper.decision]


def as_pdf(content: Content) -> bytes:
    """The printed pages; the same content gives the same bytes."""
    return pages.render_pdf("committee_paper", content, moment=_moment(content), language=LANGUAGE)


def as_text(content: Content) -> str:
    """The paper as plain text, line by line in the order of reading."""
    return "\n".join(_lines(content)) + "\n"


def _lines(content: Content) -> Iterator[str]:
    yield from (one for one in (content["committee"], content["meeting"], content["case"]) if one)
    yield from ("", content["heading"])
    for section in content["sections"]:
        yield from ("", f"# {section['heading']}")
        for part in section["parts"]:
            if part["title"]:
                yield f"## {part['title']}"
            for block in part["blocks"]:
                yield from block["lines"]
                yield from (f"{label} | {text}" for label, text in block["rows"])
        if section["decision"]:
            yield from content["decision"] or [content["words"]["after"]]


def as_word(content: Content) -> bytes:
    """A Word file with headings that Word knows as such; the same content gives the same bytes."""
    document = begun(
        title=content["title"],
        author=content["author"],
        modified_by=content["author"],
        language=LANGUAGE,
        moment=_moment(content),
        footer=(content["footer"], pages.made_up(LANGUAGE)),
    )
    for line in (content["committee"], content["meeting"], content["kind"], content["case"]):
        if line:
            document.add_paragraph(writable(line))
    document.add_heading(writable(content["heading"]), level=1)
    for section in content["sections"]:
        document.add_heading(section["heading"], level=2)
        for part in section["parts"]:
            _add_part(document, part)
        if section["decision"]:
            for line in content["decision"] or [content["words"]["after"]]:
                _add_paragraph(document, line)
    return with_dates(saved(document))


def _add_part(document: Any, part: Mapping[str, Any]) -> None:
    if part["title"]:
        document.add_heading(part["title"], level=3)
    for block in part["blocks"]:
        for line in block["lines"]:
            _add_paragraph(document, line)
        if block["rows"]:
            _add_table(document, part["columns"], block["rows"])


def _add_paragraph(document: Any, text: str) -> None:
    for paragraph in text.split("\n\n"):
        document.add_paragraph(writable(paragraph))


def _add_table(document: Any, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table whose first row Word knows as its head, and repeats on each page."""
    from docx.oxml import OxmlElement

    table = document.add_table(rows=1, cols=len(columns), style="Table Grid")
    for cells in ([*columns], *rows):
        row = table.rows[0] if cells == [*columns] else table.add_row()
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = writable(text)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001, python-docx has no door
    for cell in table.rows[0].cells:
        cell.paragraphs[0].runs[0].bold = True
    set_widths(table, WIDTHS)


def _moment(content: Content) -> dt.datetime:
    return dt.datetime.fromisoformat(content["moment"])


def _as_text_file(content: Content) -> bytes:
    return as_text(content).encode()


AS: Mapping[str, Callable[[Content], bytes]] = {".docx": as_word, ".pdf": as_pdf, ".txt": _as_text_file}
"""How the paper is written into a file, by its ending."""
