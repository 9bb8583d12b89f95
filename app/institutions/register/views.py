"""Pages of a register that is read in: the file, what it would change with the questions about it, and the yes.

The addresses stand in the room's views.py. Nothing is saved before a page has shown it; a file waits packed in it.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.clock import now
from app.database import reading, transaction
from app.institutions import labels
from app.institutions.domain import RegisterDiff, RegisterFaulty
from app.institutions.events.life import UnitTwice
from app.institutions.forms import pack
from app.institutions.register import services
from app.institutions.register.forms import ConfirmForm, FileForm
from app.people.access import current_person
from app.web import words

NEW = "-"
"""The answer to a row that is asked about, that it is a new unit."""


def import_file() -> ResponseReturnValue:
    """A file, and what it would change. Nothing is changed here."""
    form, problems = FileForm(), []
    if form.validate_on_submit():
        confirm = ConfirmForm(
            formdata=None,
            packed=pack(form.content),
            file_name=form.file_name,
            municipality=form.municipality.data or "",
        )
        try:
            return preview(confirm, form.content)
        except RegisterFaulty as refused:
            problems = [labels.say_problem(problem) for problem in refused.problems]
    status = 422 if form.is_submitted() else 200
    return render_template("institutions/import.html", form=form, problems=problems), status


def preview(form: ConfirmForm, content: bytes, error: str = "") -> str:
    """The page that says what would happen, with the questions about the units that are gone and those that seem to
    have been opened here; raises RegisterFaulty.
    """
    file_name = form.file_name.data or ""
    diff = _diff(form, content)
    form.gone.flags.required = True
    form.shown_gone.data = ",".join(str(unit.id) for unit in diff.gone)
    return render_template(
        "institutions/preview.html",
        diff=diff,
        form=form,
        file_name=file_name,
        labels=labels,
        chosen=request.form,
        new=NEW,
        error=error,
    )


def _diff(form: ConfirmForm, content: bytes) -> RegisterDiff:
    return services.preview_register(
        reading(),
        content=content,
        file_name=form.file_name.data or "",
        municipality=form.municipality.data or "",
        now=now(),
    )


def _said_of(diff: RegisterDiff) -> dict[str, int | None]:
    """{number of a row: the unit that a person says it is, None for a new one}, of those that she answered."""
    said: dict[str, int | None] = {}
    for one in diff.asked:
        answer = request.form.get(f"same-{one.row.line}", "")
        if answer == NEW:
            said[one.row.key] = None
        elif answer in {str(unit.id) for unit in one.units}:
            said[one.row.key] = int(answer)
    return said


def confirm_import() -> ResponseReturnValue:
    """The yes: the same file is read in, all rows or nothing, as a person has answered."""
    form = ConfirmForm()
    if not form.validate_on_submit():
        if not form.gone.errors or not form.content:
            flash(_("Filen kom ikke helt igennem. Vælg den igen."), "error")
            return redirect(url_for("institutions.import_file"))
        return preview(form, form.content), 422
    diff = _diff(form, form.content)
    same = _said_of(diff)
    if len(same) < len(diff.asked):
        return preview(form, form.content, _("Svar på, om enhederne er dem, I selv har åbnet.")), 422
    try:
        return _read_in(form, same)
    except UnitTwice as refused:
        return preview(form, form.content, words(refused)), refused.status


def _read_in(form: ConfirmForm, same: Mapping[str, int | None]) -> ResponseReturnValue:
    with transaction() as session:
        result = services.import_register(
            session,
            content=form.content,
            file_name=form.file_name.data or "",
            municipality=form.municipality.data or "",
            close=form.chosen_to_close(),
            same=same,
            by=current_person(),
            now=now(),
        )
    counts = {**result.diff.counts(), "closed": len(result.closed)}
    flash(
        _("Registeret er læst ind: %(new)s nye, %(changed)s ændrede, %(closed)s lukkede. Ingen er slettet.", **counts),
        "success",
    )
    return redirect(url_for("institutions.overview"))
