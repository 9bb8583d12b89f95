"""The page of a draft: typography with what is missing beside it, and one text open if somebody has opened one.

A text that is not open is always the same markup until its words change or what they rest on: it is kept, so that of
sixty texts those are made that have changed since somebody looked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from flask import current_app, render_template, request, url_for
from flask_babel import get_locale
from markupsafe import Markup

from app.clock import now
from app.database import reading
from app.dialogues.writing.words import changes
from app.guidance import labels, waiting
from app.guidance.consultation import comments
from app.guidance.drafting import open_text
from app.guidance.drafting.board import Board, Head, Text, board_of, head_of, last_saved
from app.guidance.drafting.open_text import FIRST, MORE, OpenText
from app.guidance.forms import EnglishForm, TextForm
from app.guidance.waiting import Tally
from app.guidance.wording import emphasis_differs, sentences
from app.people.access import current_person
from app.web import show_notes

GATES = 6
"""So many lines of what is missing stand beside the draft; the rest on the page of the adoption."""
MOST = 100
"""So many insights at the most, whatever the address says."""
NONE = Tally(0, 0)


class Place(NamedTuple):
    """Where a text is shown: the page, its year, whether it may be written in, the language."""

    page: str
    year: int
    state: str
    language: str


def page_of(year: int, element_id: int | None, form: TextForm | None = None) -> str:
    """The page; a form that did not hold stands there with what was typed and what to mend."""
    return draft_page(head_of(reading(), year), element_id, form)


def draft_page(head: Head, element_id: int | None, form: TextForm | None = None) -> str:
    """The same for a guidance that was looked up already."""
    session = reading()
    board = board_of(session, head)
    tallies = waiting.tallies_of(session, head)
    lines = waiting.lines_of(session, board, tallies, now=now())
    text, most = board.row(element_id), min(MOST, request.args.get("vis", default=FIRST, type=int))
    open_ = open_text.open_text(session, board, text, most=most, everything="alle" in request.args) if text else None
    if open_:
        show_notes(*open_.notes, to=current_person())
    return render_template(
        "guidance/draft.html",
        draft=board,
        open=open_,
        form=form or (text_form(text) if text else None),
        gates=[one() for one in lines[:GATES]],
        missing=len(lines),
        saved=last_saved(session, head),
        told=Told(board, tallies),
        comes_after=lambda row: text is not None and row.position > text.position,
        labels=labels,
        **(_beside(open_, head, tallies) if open_ else {}),
    )


def _beside(open_: OpenText, head: Head, tallies: Mapping[int | None, Tally]) -> dict[str, object]:
    """What only the open text shows."""
    return {
        "said": comments.comments_at(reading(), open_.text.id) if open_.text.id in tallies else [],
        "guidance": head,
        "english": EnglishForm(formdata=None),
        "everything": "alle" in request.args,
        "next": len(open_.beside) + MORE,
        "changes": changes,
        "emphasis_differs": emphasis_differs,
        "sentences": sentences,
    }


def text_form(row: Text) -> TextForm:
    """The words as they stand, open for writing."""
    return TextForm(formdata=None, text=row.text, bold="\n".join(row.bold), revision=row.revision)


class Told:
    """The texts of a page that are not open, as their markup."""

    def __init__(self, board: Board, tallies: Mapping[int | None, Tally]) -> None:
        page = url_for("guidance.draft", year=board.guidance.year)
        self.place = Place(page, board.guidance.year, board.guidance.state.value, str(get_locale() or "da"))
        self.tallies = tallies

    def __call__(self, rows: Iterable[Text], after: bool) -> Markup:
        """Several, in their order; `after` the one that is open."""
        return Markup("").join(_markup(row, self.place, self.tallies.get(row.id, NONE), after) for row in rows)


@lru_cache(maxsize=1_000)
def _markup(row: Text, place: Place, tally: Tally, after: bool) -> Markup:
    """Made of nothing but what it is asked with: equal texts look the same, to whomever and whenever."""
    template = current_app.jinja_env.get_template("guidance/draft_text.html")
    return Markup(template.render(row=row, place=place, tally=tally, after=after, labels=labels))  # noqa: S704
