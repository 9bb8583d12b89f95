"""Pages on which the guidance of an earlier year comes in: from a file or pasted, pointed at, seen as a whole, kept."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.clock import now
from app.cycle import queries as cycles
from app.database import reading, transaction
from app.domain import Refused
from app.guidance import earlier, labels
from app.guidance.earlier import LEVELS, Gathered, Part, Piece
from app.guidance.editions import publishing
from app.guidance.forms import EarlierSourceForm, EarlierYearForm
from app.people.access import current_person
from app.web import words


def take_over() -> ResponseReturnValue:
    """Enters the guidance of an earlier year as history."""
    form, error = EarlierYearForm(), ""
    if form.validate_on_submit():
        try:
            with transaction() as session:
                publishing.take_over_year(
                    session,
                    year=form.year.data,
                    introduction=form.introduction.data or "",
                    themes=form.earlier_themes(),
                    by=current_person(),
                    now=now(),
                )
        except Refused as refused:
            error = words(refused)
        else:
            flash(_("Ledetråd %(year)s står nu som historie.", year=form.year.data), "success")
            return redirect(url_for("guidance.show", year=form.year.data))
    return take_over_page(form, error=error), 422 if form.errors or error else 200


def take_over_page(
    form: EarlierYearForm, *, source: EarlierSourceForm | None = None, error: str = "", pointed: bool = False
) -> str:
    """The page: the form for the whole, and above it the way from a file or a text."""
    return render_template(
        "guidance/take_over.html",
        form=form,
        source=source or EarlierSourceForm(formdata=None, prefix="kilde-"),
        error=error,
        pointed=pointed,
    )


def read_earlier() -> ResponseReturnValue:
    """The pieces of a file or of a pasted text, each with what it seems to be."""
    source = EarlierSourceForm(prefix="kilde-")
    empty = EarlierYearForm(formdata=None)
    if not source.validate():
        return take_over_page(empty, source=source), 422
    known = titles_near(reading(), source.year.data)
    try:
        pieces = earlier.of_file(source.content, known) if source.content else earlier.of_text(source.text.data, known)
    except Refused as refused:
        return take_over_page(empty, source=source, error=words(refused)), refused.status
    return pieces_page(source.year.data, pieces)


def titles_near(session: Session, year: int) -> list[str]:
    """What the themes of the years beside a year are called."""
    return [one.title for near in (year - 1, year + 1) for one in cycles.themes_of(session, near)]


def pieces_page(year: int, pieces: list[Piece], error: str = "") -> str:
    """The page on which a person points."""
    return render_template("guidance/point_out.html", year=year, pieces=pieces, parts=labels.parts(), error=error)


def point_out() -> ResponseReturnValue:
    """What was pointed out, in the form for the whole: it can be mended there, and is kept from there."""
    year, pieces = request.form.get("year", default=0, type=int), pointed_out()
    try:
        found = earlier.gathered([(one.text, one.part) for one in pieces])
    except Refused as refused:
        return pieces_page(year, pieces, words(refused)), refused.status
    form = EarlierYearForm(formdata=None, data=as_form(year, found, cycles.themes_of(reading(), year - 1)))
    return take_over_page(form, pointed=True)


def pointed_out() -> list[Piece]:
    """The fields text-<number> and part-<number>, in their order."""
    known = {one.value: one for one in Part}
    texts = request.form.getlist("text")
    parts = [known.get(value, Part.SKIP) for value in request.form.getlist("part")]
    return [Piece(text, part) for text, part in zip(texts, parts, strict=False)]


def as_form(year: int, found: Gathered, before: list[Any]) -> dict[str, Any]:
    """The form's fields. A theme that has the name of one of the year before is proposed to come from there."""
    names = {one.title.casefold(): one.title for one in before}
    themes = [
        {
            "title": theme.title,
            "before": names.get(theme.title.casefold(), ""),
            "summary": theme.texts.get(Part.SUMMARY, ""),
            "questions": theme.texts.get(Part.QUESTION, ""),
            **{level.value: theme.texts.get(part, "") for level, part in LEVELS.items()},
        }
        for theme in found.themes
    ]
    return {"year": year, "introduction": found.introduction, "themes": themes}
