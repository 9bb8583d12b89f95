"""Gates with the place where each is mended: a text of the draft, the themes, a fate, the words of the minutes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from app.guidance import labels
from app.guidance.domain import Gate, GateKind
from app.guidance.drafting.board import Board, Text
from app.guidance.drafting.drafts import Draft, ElementRow
from app.insights.rows import Occasion


def at_themes(draft: Draft | Board, thing: str, name: str, sentence: str, kind: GateKind) -> Gate:
    """Where the themes are named and ended."""
    args = {"year": draft.guidance.year}
    return Gate(kind=kind, thing=thing, name=name, sentence=sentence, endpoint="guidance.themes", args=args)


def at_element(draft: Draft | Board, row: ElementRow | Text, kind: GateKind, sentence: str) -> Gate:
    """The draft, with the text open."""
    return Gate(
        kind=kind,
        thing=f"element:{row.element.id}",
        name=labels.element_name(row.element),
        sentence=sentence,
        endpoint="guidance.draft",
        args=element_args(draft, row),
    )


def element_args(draft: Draft | Board, row: ElementRow | Text) -> Mapping[str, Any]:
    """The address of a text that is open."""
    return {"year": draft.guidance.year, "element": row.element.id, "_anchor": f"element-{row.element.id}"}


def at_fate(draft: Draft | Board, insight_id: int, name: str, kind: GateKind, sentence: str) -> Gate:
    """The page of fates, at the insight that says `name`."""
    return Gate(
        kind=kind,
        thing=f"insight:{insight_id}",
        name=name,
        sentence=sentence,
        endpoint="guidance.fates",
        args={"year": draft.guidance.year, "indsigt": insight_id, "_anchor": f"insight-{insight_id}"},
    )


def at_picture(draft: Draft | Board, kind: GateKind, sentence: str) -> Gate:
    """Where the designer's picture comes in."""
    return Gate(
        kind=kind,
        thing=f"illustration:{draft.guidance.id}",
        name=_("Billedets tekst"),
        sentence=sentence,
        endpoint="guidance.adoption",
        args={"year": draft.guidance.year, "_anchor": "temabillede"},
    )


def at_words(note: Occasion, thing: str, sentence: str, kind: GateKind) -> Gate:
    """The minutes in which the words stand."""
    endpoint, args = note.page
    return Gate(kind=kind, thing=thing, name=note.voice, sentence=sentence, endpoint=endpoint, args={**args})
