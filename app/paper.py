"""Printed pages: typst templates of our own, filled with data.

What people wrote travels as JSON beside the template and is never part of its source, so nothing that is typed can
become markup. Every page is PDF/UA-1 (tagged, with a title and a language) and PDF/A-2a (to be filed), and the same
data at the same moment gives the same bytes, so that a hash of them can be kept.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, cast

from flask import current_app, has_app_context
from flask_babel import force_locale
from flask_babel import gettext as _

from app.domain import Unprintable
from config import COLOURS

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates" / "print"
MADE_UP = "MADE_UP"
"""In the application's configuration: whether everybody and everything here is made up."""

THREADS = "THREADS"
"""In the application's configuration: the body's colours, one theme after the other."""

FONTS = ROOT / "node_modules" / "dkfds" / "src" / "fonts"
_UNPRINTABLE = re.compile(r'the text `"(?P<text>.+?)"` could not be displayed')


def render_pdf(template: str, data: Mapping[str, object], *, moment: dt.datetime, language: str) -> bytes:
    """The bytes of templates/print/TEMPLATE.typ with `data` (what JSON can hold) in it.

    `moment` is the document's date in its metadata. Raises Unprintable.
    """
    given = {**data, **_house(language)}
    standards = ["ua-1", "a-2a"]
    return _compile(template, given, format="pdf", pdf_standards=standards, timestamp=int(moment.timestamp()))


def render_png(template: str, data: Mapping[str, object], *, pixels_per_inch: int) -> bytes:
    """The one page of templates/print/TEMPLATE.typ as a picture. Raises Unprintable."""
    return _compile(template, data, format="png", ppi=pixels_per_inch)


def _compile(template: str, data: Mapping[str, object], **form: Any) -> bytes:
    import typst  # heavy: only where something is printed

    compiler = typst.Compiler(
        str(TEMPLATES / f"{template}.typ"), root=str(TEMPLATES), font_paths=_fonts(), ignore_system_fonts=True
    )
    inputs = {"data": json.dumps(data, ensure_ascii=False, sort_keys=True)}
    try:
        return cast(bytes, compiler.compile(sys_inputs=inputs, **form))
    except typst.TypstError as error:
        raise _in_our_words(error) from error


@cache
def _fonts() -> Any:
    """Our fonts, found and read once in a process."""
    import typst

    return typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])


def made_up(language: str) -> str:
    """What every paper of a demonstration says in its foot, wherever it is carried; empty elsewhere."""
    if not (has_app_context() and current_app.config.get(MADE_UP)):
        return ""
    with force_locale(language):
        return str(_("Opdigtet: menneskene og det, de siger, findes ikke."))


def colours() -> tuple[str, ...]:
    """Of the themes' threads, on screen and paper; after the last the first is taken again."""
    own = current_app.config.get(THREADS) if has_app_context() else None
    return tuple(own or COLOURS)


def _house(language: str) -> dict[str, object]:
    return {"language": language, "made_up": made_up(language), "threads": colours()}


def _in_our_words(error: Exception) -> Exception:
    found = _UNPRINTABLE.search(str(error))
    return Unprintable(character=found["text"]) if found else error
