"""Pages of earlier dialogues from a list: the file, whom its uncertain lines mean, and since when all are on record.

The addresses stand in the room's views.py. All lines are written down, or none.
"""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.clock import now
from app.database import reading, transaction
from app.institutions import labels, queries
from app.institutions.domain import RegisterFaulty
from app.institutions.forms import PackedForm, UploadForm, pack
from app.institutions.visits import services
from app.institutions.visits.forms import KnownSinceForm
from app.institutions.visits.reading import VisitRow, read_visits
from app.institutions.visits.services import Matched
from app.people.access import current_person

LEAVE_OUT = "-"
"""The answer to an uncertain line that is not to be written down."""


def visits() -> ResponseReturnValue:
    """Earlier dialogues from a file; where a name is not certain, the next page asks."""
    form, problems = UploadForm(), []
    if form.validate_on_submit():
        try:
            rows = read_visits(form.content)
            matched = services.match_visits(reading(), rows=rows, now=now())
            if matched.near and not matched.problems:
                match = PackedForm(formdata=None, packed=pack(form.content), file_name=form.file_name)
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


def match_page(form: PackedForm, matched: Matched, rows: tuple[VisitRow, ...], missing: bool = False) -> str:
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
    form = PackedForm()
    if not form.validate_on_submit():
        flash(_("Filen kom ikke helt igennem. Vælg den igen."), "error")
        return redirect(url_for("institutions.visits"))
    rows = read_visits(form.content)
    matched = services.match_visits(reading(), rows=rows, now=now())
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
        count = services.record_visits(
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
        services.set_known_since(session, year=form.year.data, by=current_person(), now=now())
    flash(_("Gemt."), "success")
    return redirect(url_for("institutions.visits"))
