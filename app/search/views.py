"""The page of the search: one field, and what was found in the words that one may see."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from app.clock import local_day, now
from app.database import reading
from app.people.access import current_person
from app.search import pages, queries
from app.search.matching import LONGEST_QUESTION, ask
from app.search.ports import sources
from app.web import show_notes

blueprint = Blueprint("search", __name__)
LAST_PAGE = 1_000


@blueprint.get("/soeg")
def search() -> ResponseReturnValue:
    """Searches what the person may see; the question stands in the address, so that it can be kept and sent on."""
    wanted = read_address()
    question = ask(wanted.text)
    found = None
    if question.words:
        person, day = current_person(), local_day(now())
        found = pages.hits_of(reading(), question, wanted, person=person, day=day, sources=sources())
        show_notes(*(hit.found.note for hit in found.hits), to=person)
    return render_template(
        "search/search.html",
        wanted=wanted,
        found=found,
        sources=sources(),
        years=queries.years(reading()),
        longest=LONGEST_QUESTION,
    )


def read_address() -> pages.Wanted:
    """What the address asks for; what it says wrongly is left out."""
    given = request.args
    name = given.get("art", "")
    return pages.Wanted(
        text=" ".join(given.get("q", "").split())[:LONGEST_QUESTION],
        source=name if name in sources() else "",
        year=given.get("aar", type=_year),
        page=min(max(given.get("page", 1, type=int), 1), LAST_PAGE),
    )


def _year(text: str) -> int:
    if not (len(text) == 4 and text.isascii() and text.isdigit()):
        raise ValueError(text)
    return int(text)
