"""A presentation as PowerPoint reads it: real placeholders, a language, notes, and the same bytes for the same slides.

Pure: slides in, bytes out (ECMA-376 by python-pptx). The one picture on a slide, its theme's thread, is drawn in
PowerPoint's own shapes with words for who cannot see it.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.word import with_dates

LANGUAGE = "da-DK"
OPENING, LISTED = 0, 1  # the layouts of python-pptx's own template: "Title Slide", "Title and Content"
ACCENT, INK = "0B5C6B", "1A1A1A"
WIDTH, HEIGHT = 12_192_000, 6_858_000  # 16:9 in EMU
TITLE = (838_200, 465_000, 10_515_600, 1_150_000)
BODY = (838_200, 1_980_000, 10_515_600, 4_250_000)
THREAD = (838_200, 1_760_000, 10_515_600)
OPENING_TITLE = (838_200, 1_900_000, 10_515_600, 1_500_000)
OPENING_BODY = (838_200, 3_700_000, 10_515_600, 1_600_000)
DASHES = ("solid", "dash", "sysDot", "lgDashDot", "dashDot")
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True, kw_only=True)
class Slide:
    """One slide. `opens`: it is the title slide. `thread`: the number of its theme, drawn as a line under the title."""

    title: str
    lines: Sequence[str]
    notes: str
    opens: bool = False
    thread: int = 0
    thread_words: str = ""


def presentation(slides: Sequence[Slide], *, title: str, author: str, moment: dt.datetime) -> bytes:
    """The bytes of the presentation; `moment` is the date that it bears."""
    import pptx  # heavy: only where slides are made

    made = pptx.Presentation()
    _set_up(made, title=title, author=author, moment=moment)
    for slide in slides:
        _add(made, slide)
    target = io.BytesIO()
    made.save(target)
    return with_dates(target.getvalue())


def _set_up(made: Any, *, title: str, author: str, moment: dt.datetime) -> None:
    made.slide_width, made.slide_height = WIDTH, HEIGHT
    core, instant = made.core_properties, moment.astimezone(dt.UTC).replace(tzinfo=None, microsecond=0)
    core.title, core.author, core.language, core.last_modified_by = title, author, LANGUAGE, author
    core.created = core.modified = core.last_printed = instant
    core.subject = core.keywords = core.comments = core.category = ""
    core.revision = 1
    for layout in list(made.slide_layouts)[LISTED + 1 :]:
        made.slide_layouts.remove(layout)
    for number, layout in enumerate(made.slide_layouts):
        _widen(layout, opening=number == OPENING)
    _widen(made.slide_master, opening=False)
    _dress(made.slide_master.element)
    for marked in made.part._element.iter("{*}defRPr"):  # noqa: SLF001, the text style of the whole has no other door
        marked.set("lang", LANGUAGE)


def _widen(page: Any, *, opening: bool) -> None:
    """The template is 4:3: its placeholders are put where a broad slide has them."""
    from pptx.enum.shapes import PP_PLACEHOLDER as KIND

    titles, bodies = (KIND.TITLE, KIND.CENTER_TITLE), (KIND.BODY, KIND.OBJECT, KIND.SUBTITLE)
    for shape in page.placeholders:
        kind = shape.placeholder_format.type
        if kind in titles:
            shape.left, shape.top, shape.width, shape.height = OPENING_TITLE if opening else TITLE
        elif kind in bodies and shape.placeholder_format.idx == 1:
            shape.left, shape.top, shape.width, shape.height = OPENING_BODY if opening else BODY
            for level in shape._element.iter("{*}lvl1pPr"):  # noqa: SLF001, the template centres its subtitle
                level.set("algn", "l")
        else:
            shape.left, shape.width = shape.left * WIDTH // 9_144_000, shape.width * WIDTH // 9_144_000


def _dress(master: Any) -> None:
    """Titles in our colour and to the left; running text in ink, no larger than it can be read aloud."""
    from pptx.oxml.ns import qn

    for style, colour, bold in (("p:titleStyle", ACCENT, "1"), ("p:bodyStyle", INK, "0")):
        for level in master.find(f".//{qn(style)}"):
            level.set("algn", "l")
            words = level.find(qn("a:defRPr"))
            words.set("lang", LANGUAGE)
            words.set("b", bold)
            words.set("sz", "3600" if style == "p:titleStyle" else "2200")
            fill = words.find(qn("a:solidFill"))
            fill.clear()
            fill.append(fill.makeelement(qn("a:srgbClr"), {"val": colour}))


def _add(made: Any, slide: Slide) -> None:
    page = made.slides.add_slide(made.slide_layouts[OPENING if slide.opens else LISTED])
    _write(page.shapes.title.text_frame, [slide.title])
    _write(page.placeholders[1].text_frame, slide.lines)
    if slide.thread:
        _draw_thread(page, slide)
    _write(page.notes_slide.notes_text_frame, slide.notes.split("\n"))


def _write(frame: Any, lines: Sequence[str]) -> None:
    """One paragraph a line, each run in the language of the whole."""
    from pptx.enum.lang import MSO_LANGUAGE_ID
    from pptx.enum.text import MSO_AUTO_SIZE

    frame.auto_size = MSO_AUTO_SIZE.TEXT_TO_FIT_SHAPE
    for number, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = _UNWRITABLE.sub("", line)
        run.font.language_id = MSO_LANGUAGE_ID.DANISH


def _draw_thread(page: Any, slide: Slide) -> None:
    """The theme's line: whole, dashed, dotted …, so that they can be told apart in grey."""
    from pptx.dml.color import RGBColor
    from pptx.enum.dml import MSO_LINE
    from pptx.enum.shapes import MSO_CONNECTOR
    from pptx.util import Pt

    left, top, width = THREAD
    line = page.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, left, top, left + width, top)
    line.line.width = Pt(4)
    line.line.color.rgb = RGBColor(*bytes.fromhex(ACCENT))  # type: ignore[no-untyped-call]
    dash = DASHES[(slide.thread - 1) % len(DASHES)]
    line.line.dash_style = MSO_LINE.from_xml(dash)
    named = line._element.nvCxnSpPr.cNvPr  # noqa: SLF001, python-pptx has no other door to the words of a shape
    named.set("name", slide.thread_words)
    named.set("descr", slide.thread_words)
