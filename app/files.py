"""How a file is sent: what it is follows from its name, and whether it is saved or opened is said once."""

from __future__ import annotations

from collections.abc import Mapping

from flask.typing import ResponseReturnValue

from app.word import WORD

KINDS: Mapping[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "docx": WORD,
    "json": "application/json",
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def sent(content: bytes, name: str, *, opened: bool = False) -> ResponseReturnValue:
    """The bytes under a name of ours (ASCII; what people typed never names a file), to be saved or to be opened."""
    shows = "inline" if opened else "attachment"
    kind = KINDS[name.rpartition(".")[2]]
    return content, {"Content-Type": kind, "Content-Disposition": f'{shows}; filename="{name}"'}
