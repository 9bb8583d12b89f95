"""What the readers of a round are told: each comment, what it led to, and the words before and after.

One content for the readers' page, the report, its PDF and its table. Names of the six are masked, and what repeats the
secretariat's own notes is withheld, whoever wrote it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.dates import day, day_short
from app.dialogues.writing.words import changes
from app.guidance import labels
from app.guidance.consultation import comments
from app.guidance.consultation.comments import CommentRow
from app.guidance.discretion import Discretion, discretion_of
from app.guidance.models import ConsultationRound
from app.insights.tables import Table, as_csv
from app.paper import render_pdf

Content = Mapping[str, Any]


def report_of(session: Session, round: ConsultationRound, *, body: str) -> Content:
    """The report of answers in the reader's language, as JSON can hold it."""
    discretion = discretion_of(session, round.guidance)
    rows = sorted(comments.comments_in(session, round), key=lambda row: row.comment.id)
    title = discretion.shown(round.title)
    heading = _("Svar på høringen om Ledetråd %(year)s", year=round.guidance.year)
    return {
        "title": f"{heading}: {title}",
        "author": body,
        "heading": heading,
        "round": title,
        "when": _("Frist %(day)s", day=day(round.deadline)),
        "count": _("%(answered)s af %(all)s kommentarer er besvaret.", answered=_answered(rows), all=len(rows)),
        "rows": [told(row, discretion) for row in rows],
        "footer": f"{body}, {heading}",
        "words": _words(),
        "moment": max([round.opened_at, *(_moment(row) for row in rows)]).isoformat(),
    }


def _answered(rows: Sequence[CommentRow]) -> int:
    return sum(row.answer is not None for row in rows)


def _moment(row: CommentRow) -> dt.datetime:
    return row.answer.answered_at if row.answer else row.comment.written_at


def told(row: CommentRow, discretion: Discretion) -> dict[str, Any]:
    """One comment as its readers may see it. The words before and after stand where the text was changed."""
    comment, answer = row.comment, row.answer
    before, after = discretion.shown(row.before), discretion.shown(row.after)
    return {
        "element": comment.element_id,
        "who": discretion.shown_name(labels.comment_by(comment)),
        "when": day_short(comment.written_at),
        "where": labels.element_name(comment.element) if comment.element else _("Det hele"),
        "said": discretion.shown(comment.text),
        "answer": labels.answer_word(answer) if answer else _("Ikke besvaret endnu"),
        "why": discretion.shown(answer.why) if answer else "",
        "answered": answer is not None,
        "before": before if row.is_changed else "",
        "after": after if row.is_changed else "",
        "became": [{"change": kind, "text": text} for kind, text in changes(before, after)] if row.is_changed else [],
    }


def _words() -> dict[str, Any]:
    return {
        "page": _("Side"),
        "of": _("af"),
        "none": _("Der er ingen kommentarer."),
        "became": _("Teksten før og efter"),
        "key": [
            {"change": "removed", "text": _("Gennemstreget")},
            {"change": "same", "text": " " + _("er slettet.") + " "},
            {"change": "added", "text": _("Understreget")},
            {"change": "same", "text": " " + _("er kommet til.")},
        ],
    }


def as_pdf(content: Content) -> bytes:
    """The printed report; the same content gives the same bytes."""
    instant = dt.datetime.fromisoformat(content["moment"])
    return render_pdf("consultation", content, moment=instant, language=str(get_locale() or "da"))


def as_table(content: Content) -> bytes:
    """The report for a spreadsheet."""
    heads = [
        _("Hvem"),
        _("Hvornår"),
        _("Hvor"),
        _("Kommentar"),
        _("Svar"),
        _("Hvorfor"),
        _("Teksten før"),
        _("Teksten efter"),
    ]
    names = ("who", "when", "where", "said", "answer", "why", "before", "after")
    rows = [[one[name] for name in names] for one in content["rows"]]
    return as_csv(Table(title=_("Svar"), heads=heads, rows=rows))


def told_by_element(rows: Sequence[CommentRow], discretion: Discretion) -> dict[int | None, list[dict[str, Any]]]:
    """What the readers of a round see beside each text: the comments that have their answer."""
    found: dict[int | None, list[dict[str, Any]]] = {}
    for row in sorted(rows, key=lambda one: one.comment.id):
        if row.answer is not None:
            found.setdefault(row.comment.element_id, []).append(told(row, discretion))
    return found
