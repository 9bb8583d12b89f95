"""What anyone may read of a public lot, without an account: the page, the list on paper, the file, the verifier.

It is a page that is not there until the installation publishes and the year's list is published (ADR 22).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from app import files
from app.cycle.labels import count_word
from app.database import reading
from app.routes import Route
from app.selection import labels, queries, verify
from app.selection.lottery.record import read_record
from app.selection.lottery.spelling import readable
from app.selection.models import Draw
from app.selection.printing import in_fours, list_as_pdf
from app.selection.public import file_name, public_record
from app.selection.showing import show_list, show_steps
from app.settings import settings


def public(year: int) -> ResponseReturnValue:
    """The list; after the draw the value, each step to the six, and how to check."""
    draw = _public_draw(year)
    record = read_record(draw.record)
    shown = show_list(record)
    return render_template(
        "selection/witness.html",
        year=year,
        draw=draw,
        shown=shown,
        steps=show_steps(record),
        gone=labels.say_withdrawals(record),
        file_name=file_name(year),
        fingerprint_groups=in_fours(draw.commitment),
        count_word=count_word,
    )


def public_record_file(year: int) -> ResponseReturnValue:
    """The record as it may leave the house."""
    record = public_record(read_record(_public_draw(year).record))
    return files.sent(readable(record).encode(), file_name(year))


def public_list_pdf(year: int) -> ResponseReturnValue:
    """The list on paper."""
    return files.sent(list_pdf_of(_public_draw(year), year), f"liste-{year}.pdf", opened=True)


def public_verifier(year: int) -> ResponseReturnValue:
    """The verifier, beside the record."""
    _public_draw(year)
    return verifier_file()


def _public_draw(year: int) -> Draw:
    return queries.public_draw(reading(), year, switched_on=settings().public_lots)


def list_pdf_of(draw: Draw, year: int) -> bytes:
    """The list of a year on paper; before publication dated when it was made."""
    moment = draw.published_at or draw.prepared_at
    return list_as_pdf(read_record(draw.record), year=year, body=settings().body_name, published_at=moment)


def verifier_file() -> Response:
    """verify.py as it stands: one file of text."""
    headers: dict[str, Any] = {"Content-Disposition": 'attachment; filename="verify.py"'}
    return Response(Path(verify.__file__).read_bytes(), mimetype="text/x-python", headers=headers)


ROUTES = (
    Route("/<int:year>/offentlig", ["GET"], public, "public"),
    Route("/<int:year>/offentlig/protokol.json", ["GET"], public_record_file, "public_record"),
    Route("/<int:year>/offentlig/liste.pdf", ["GET"], public_list_pdf, "public_list_pdf"),
    Route("/<int:year>/offentlig/verify.py", ["GET"], public_verifier, "public_verifier"),
)
"""Addresses, for views.py."""
