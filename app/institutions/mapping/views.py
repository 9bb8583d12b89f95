"""Pages of the rules: areas, kinds, districts, size bands, and what no rule knows. The addresses stand in views.py."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.clock import local_day, now
from app.database import reading, transaction
from app.domain import NotFound
from app.institutions.domain import Dimension, RegisterFaulty
from app.institutions.forms import UploadForm
from app.institutions.labels import say_problem
from app.institutions.mapping import labels
from app.institutions.mapping import services as mapping_services
from app.institutions.mapping.rules import RuleUnfit, read_rules, rule_of
from app.people.access import current_person


def groups(dimension: str = Dimension.AREA.value) -> ResponseReturnValue:
    """The rules of one dimension, and what none of them knows."""
    return groups_page(_dimension(dimension), UploadForm(formdata=None), [])


def groups_page(dimension: Dimension, form: UploadForm, problems: list[str]) -> str:
    """The page, with what is wrong on top; what was typed stays in its fields."""
    session, day = reading(), local_day(now())
    return render_template(
        "institutions/groups.html",
        dimension=dimension,
        dimensions=Dimension,
        rules=mapping_services.rules(session)[dimension],
        tally=mapping_services.tally(session, dimension=dimension, day=day),
        form=form,
        typed=dict(zip(request.form.getlist("key"), request.form.getlist("value"), strict=False)),
        problems=problems,
        labels=labels,
    )


def save_groups(dimension: str) -> ResponseReturnValue:
    """Rules that were typed in: pairs of `key` and `value`; a pair without a value is left out. All or none."""
    which, given, problems = _dimension(dimension), {}, []
    for key, value in zip(request.form.getlist("key"), request.form.getlist("value"), strict=False):
        if value.strip():
            try:
                kept, meant = rule_of(which, key, value)
                given[kept] = meant
            except RuleUnfit as unfit:
                problems.append(say_problem(unfit.problem()))
    if problems:
        return groups_page(which, UploadForm(formdata=None), problems), 422
    return _saved(which, given)


def upload_groups(dimension: str) -> ResponseReturnValue:
    """Rules from a file, all or none."""
    which, form = _dimension(dimension), UploadForm()
    problems: list[str] = []
    if form.validate_on_submit():
        try:
            return _saved(which, read_rules(form.content, which))
        except RegisterFaulty as refused:
            problems = [say_problem(problem) for problem in refused.problems]
    return groups_page(which, form, problems), 422


def _saved(dimension: Dimension, given: dict[str, str]) -> ResponseReturnValue:
    with transaction() as session:
        count = mapping_services.save_rules(session, dimension=dimension, given=given, by=current_person(), now=now())
    flash(ngettext("%(num)s regel er gemt og brugt.", "%(num)s regler er gemt og brugt.", count), "success")
    return redirect(url_for("institutions.groups", dimension=dimension.value))


def remove_group(dimension: str) -> ResponseReturnValue:
    """Takes one rule away."""
    which = _dimension(dimension)
    with transaction() as session:
        mapping_services.remove_rule(
            session, dimension=which, key=request.form.get("key", ""), by=current_person(), now=now()
        )
    flash(_("Reglen er væk."), "success")
    return redirect(url_for("institutions.groups", dimension=dimension))


def _dimension(text: str) -> Dimension:
    found = next((one for one in Dimension if one.value == text), None)
    if found is None:
        raise NotFound()
    return found
