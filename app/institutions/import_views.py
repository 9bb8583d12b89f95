"""Pages that take files in: a register and what it would change, earlier dialogues and whom they mean.

The addresses stand in views.py. Nothing is saved before a page has shown it; a file waits packed in the page.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.clock import now
from app.database import reading, transaction
from app.institutions import labels, queries
from app.institutions.domain import RegisterDiff, RegisterFaulty
from app.institutions.events.life import UnitTwice
from app.institutions.forms import ConfirmForm, FileForm, KnownSinceForm, MatchForm, VisitsForm, pack
from app.institutions.register import services as register_services
from app.institutions.visits import services as visit_services
from app.institutions.visits.reading import VisitRow, read_visits
from app.institutions.visits.services import Matched
from app.people.access import current_person
from app.web import words

LEAVE_OUT = "-"
"""The answer to an uncertain line that is not to be written down; to a row of a register, that it is a new unit."""


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
        new=LEAVE_OUT,
        error=error,
    )


def _diff(form: ConfirmForm, content: bytes) -> RegisterDiff:
    return register_services.preview_register(
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
        if answer == LEAVE_OUT:
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
        result = register_services.import_register(
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


def visits() -> ResponseReturnValue:
    """Earlier dialogues from a file; where a name is not certain, the next page asks."""
    form, problems = VisitsForm(), []
    if form.validate_on_submit():
        try:
            rows = read_visits(form.content)
            matched = visit_services.match_visits(reading(), rows=rows, now=now())
            if matched.near and not matched.problems:
                match = MatchForm(formdata=None, packed=pack(form.content), file_name=form.file_name)
                return match_page(match, matched, rows)
            return _written(rows, form.file_name, {})
        except RegisterFaulty as refused:
            problems = [labels.say_problem(problem) for problem in refused.problems]
    status = 422 if form.is_submitted() else 200
    known = queries.visits_known_since(reading())
    return render_template(
        "institutions/visits.html",
        form=form,
        problems=problems,
        known_form=KnownSinceForm(formdata=None, year=known),
        known_since=queries.known_since(reading()),
    ), status


def match_page(form: MatchForm, matched: Matched, rows: tuple[VisitRow, ...], missing: bool = False) -> str:
    """The uncertain lines, each with the units that it may mean."""
    return render_template(
        "institutions/visits_match.html",
        form=form,
        near=matched.near,
        sure=len(rows) - len(matched.near),
        chosen=request.form,
        leave_out=LEAVE_OUT,
        missing=missing,
    )


def confirm_visits() -> ResponseReturnValue:
    """What a person said of the uncertain lines; then all lines are written down, or none."""
    form = MatchForm()
    if not form.validate_on_submit():
        flash(_("Filen kom ikke helt igennem. Vælg den igen."), "error")
        return redirect(url_for("institutions.visits"))
    rows = read_visits(form.content)
    matched = visit_services.match_visits(reading(), rows=rows, now=now())
    chosen: dict[int, int | None] = {}
    for near in matched.near:
        said = request.form.get(f"line-{near.row.line}", "")
        if said == LEAVE_OUT:
            chosen[near.row.line] = None
        elif said in {str(unit.id) for unit in near.units}:
            chosen[near.row.line] = int(said)
    if len(chosen) < len(matched.near):
        return match_page(form, matched, rows, missing=True), 422
    return _written(rows, form.file_name.data or "", chosen)


def _written(rows: tuple[VisitRow, ...], file_name: str, chosen: dict[int, int | None]) -> ResponseReturnValue:
    with transaction() as session:
        count = visit_services.record_visits(
            session, rows=rows, source=file_name, chosen=chosen, by=current_person(), now=now()
        )
    flash(ngettext("%(num)s tidligere dialog er skrevet på.", "%(num)s tidligere dialoger er skrevet på.", count))
    return redirect(url_for("institutions.overview"))


def known_since() -> ResponseReturnValue:
    """From which year all dialogues are on record."""
    form = KnownSinceForm()
    if not form.validate_on_submit():
        flash(_("Skriv et årstal med fire cifre, eller lad feltet stå tomt."), "error")
        return redirect(url_for("institutions.visits"))
    with transaction() as session:
        visit_services.set_known_since(session, year=form.year.data, by=current_person(), now=now())
    flash(_("Gemt."), "success")
    return redirect(url_for("institutions.visits"))
