"""The files of an edition as a reader finds them: what each is, how large, and the hash that tells it unchanged."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import format_decimal
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.guidance import queries
from app.guidance.editions.edition import canonical
from app.guidance.editions.phrasing import ENGLISH
from app.guidance.editions.pictures import ENDINGS
from app.guidance.models import Guidance, Publication

JSON = "application/json"
_NAME = re.compile(r"ledetraad-\d+(?P<english>-english)?(?:-(?P<what>[a-z]+))?(?:-(?P<which>\w+))?\.(?P<ending>\w+)")
KINDS = {"pdf": "PDF", "docx": "Word", "svg": "SVG", "png": "PNG", "jpg": "JPEG", "json": "JSON"}


@dataclass(frozen=True, kw_only=True)
class File:
    """A file in the list of an edition."""

    name: str
    title: str
    kind: str
    size: str
    sha256: str


def files_of(session: Session, guidance: Guidance, publication: Publication | None) -> list[File]:
    """The files of an edition in the order in which they are looked for; none of a year that was taken over."""
    if publication is None:
        return []
    kept = queries.files_of(session, publication, year=guidance.year)
    content = canonical(publication.content)
    themes = {str(theme["number"]): theme["title"] for theme in publication.content["themes"]}
    data = queries.KeptFile(
        name=content_name(guidance.year), media_type=JSON, size=len(content), sha256=publication.content_sha256
    )
    shown = [_file(one, themes) for one in (*kept, data)]
    return sorted(shown, key=lambda one: (_place(one.name), one.kind != "PDF", one.name.replace("-smal", "~")))


def _file(kept: queries.KeptFile, themes: Mapping[str, str]) -> File:
    title, kind = _title(kept.name, themes), KINDS.get(kept.name.rpartition(".")[2], "")
    return File(name=kept.name, title=title, kind=kind, size=size(kept.size), sha256=kept.sha256)


def content_name(year: int) -> str:
    """The content of an edition as data."""
    return f"ledetraad-{year}.json"


def picture_name(content: Mapping[str, Any]) -> str:
    """The file of the designer's own picture."""
    return f"ledetraad-{content['year']}-temabillede.{ENDINGS[content['illustration']['media_type']]}"


def drawn_name(year: int, language: str, form: str) -> str:
    """The file of a drawn picture; `form` is "-smal" for the upright one."""
    return f"ledetraad-{year}{'-english' if language == ENGLISH else ''}-temabillede{form}.svg"


def size(count: int) -> str:
    """12 kB, 1,4 MB: as file managers say it."""
    if count < 1_000_000:
        return f"{max(1, round(count / 1_000))} kB"
    return f"{format_decimal(count / 1_000_000, format='0.0')} MB"


def _title(name: str, themes: Mapping[str, str]) -> str:
    found = _NAME.fullmatch(name)
    what, which = (found["what"], found["which"]) if found else (None, None)
    english = bool(found and found["english"])
    titles = {
        None: _("Ledetråden på engelsk") if english else _("Ledetråden"),
        "spoergsmaal": _("Spørgsmålene til “%(theme)s” på ét ark", theme=themes.get(which or "", "")),
        "aarsplan": _("Skabelon til årsplan"),
        "temabillede": _("Temabilledet på engelsk") if english else _("Temabilledet"),
    }
    title = _("Indholdet som data") if name.endswith(".json") else str(titles.get(what, name))
    return _("%(title)s, til telefon", title=title) if which == "smal" else title


def _place(name: str) -> int:
    """The guidance itself, the sheets, the template, the English, the pictures, the data."""
    marks = (".json", "temabillede", "-english", "-aarsplan", "-spoergsmaal")
    return next((len(marks) - place for place, mark in enumerate(marks) if mark in name), 0)
