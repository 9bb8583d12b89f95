"""Pages of the register: the list, one unit with its history, reading a file in, earlier dialogues."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum
from typing import TypeVar

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.clock import local_day, now
from app.database import reading, transaction
from app.domain import Refused
from app.institutions import event_labels, event_pages, event_views, labels, queries, services
from app.institutions.domain import Kind, Ownership, RegisterFaulty
from app.institutions.forms import ConfirmForm, FileForm, HeadForm, UnitForm, VisitsForm, pack
from app.institutions.models import Institution
from app.institutions.queries import Filter
from app.institutions.visits import read_visits
from app.people.access import current_person
from app.people.domain import Role
from app.people.models import Person
from app.web import words

blueprint = Blueprint("institutions", __name__, url_prefix="/institutioner")
for rule, page in event_views.PAGES:
    blueprint.add_url_rule(rule, view_func=page, methods=["GET", "POST"])
E_ = TypeVar("E_", bound=Enum)
NO_AREA = "-"


@blueprint.get("/")
def overview() -> ResponseReturnValue:
    """The list with its search and filters, and when it was last renewed."""
    session, wanted = reading(), wanted_from_address()
    found = queries.listed(session, wanted, page=request.args.get("page", 1, type=int))
    return render_template(
        "institutions/overview.html",
        found=found,
        wanted=wanted,
        labels=labels,
        areas=queries.areas(session),
        no_area=NO_AREA,
        known_since=queries.known_since(session),
        last_import=queries.last_import(session),
        closed_too=closed_too(wanted),
        empty_register=found.count == 0 and queries.count(session) == 0,
        address={name: value for name, value in request.args.items() if name != "page"},
    )


def wanted_from_address() -> Filter:
    """The filter as the address says it; a word that nobody knows filters nothing."""
    area = request.args.get("omraade", "")
    status, today = request.args.get("status", "open"), local_day(now())
    return Filter(
        text=request.args.get("q", ""),
        kind=member(Kind, request.args.get("art")),
        area={"": None, NO_AREA: ""}.get(area, area),
        ownership=member(Ownership, request.args.get("ejer")),
        open_on=today if status == "open" else None,
        closed_on=today if status == "closed" else None,
    )


def closed_too(wanted: Filter) -> int:
    """How many closed units have the name that is looked for among the open ones."""
    if not wanted.text or wanted.open_on is None:
        return 0
    return len(queries.matching(reading(), replace(wanted, open_on=None, closed_on=wanted.open_on)))


def member(kind: type[E_], value: str | None) -> E_ | None:
    """The member of an enumeration with this value, if there is one."""
    return next((one for one in kind if one.value == value), None)


@blueprint.get("/<int:institution_id>")
def show(institution_id: int) -> ResponseReturnValue:
    """One unit: what the register says, who heads it, and when it was in dialogue."""
    return unit_page(queries.by_id(reading(), institution_id))


def unit_page(
    institution: Institution, form: UnitForm | None = None, error: str = "", head_form: HeadForm | None = None
) -> str:
    """The page of one unit, with its three forms."""
    session = reading()
    known = {"head": institution.head.number if institution.head else "", "ownership": institution.ownership.value}
    return render_template(
        "institutions/show.html",
        institution=institution,
        below=queries.below(session, institution),
        life=event_pages.life_of(session, institution, local_day(now())),
        happenings=event_labels.happenings_for(institution, local_day(now())),
        known_since=queries.known_since(session),
        labels=labels,
        form=form or UnitForm(formdata=None, obj=institution, data=known),
        head_form=head_form or HeadForm(formdata=None, from_day=local_day(now())),
        secretariat=Role.SECRETARIAT,
        error=error,
    )


@blueprint.post("/<int:institution_id>/ret")
def change(institution_id: int) -> ResponseReturnValue:
    """What a person knows better than the register."""
    form = UnitForm()
    institution = queries.by_id(reading(), institution_id)
    if not form.validate_on_submit():
        return unit_page(institution, form), 422
    try:
        with transaction() as session:
            head = queries.find(session, text=form.head.data) if (form.head.data or "").strip() else None
            services.change_institution(
                session,
                institution=session.get_one(Institution, institution_id),
                name=form.name.data or "",
                area=form.area.data or "",
                ownership=Ownership(form.ownership.data),
                head=head,
                by=current_person(),
                now=now(),
            )
    except Refused as refused:
        return unit_page(institution, form, words(refused)), refused.status
    flash(_("%(name)s er rettet.", name=form.name.data), "success")
    return redirect(url_for("institutions.show", institution_id=institution_id))


@blueprint.post("/<int:institution_id>/leder")
def appoint(institution_id: int) -> ResponseReturnValue:
    """Who heads the unit from a day on; it is she who is invited."""
    form = HeadForm()
    institution = queries.by_id(reading(), institution_id)
    if not form.validate_on_submit():
        return unit_page(institution, head_form=form), 422
    with transaction() as session:
        leadership = services.appoint_head(
            session,
            institution=session.get_one(Institution, institution_id),
            name=form.name.data or "",
            address=form.address.data or "",
            from_day=form.from_day.data,
            by=current_person(),
            now=now(),
        )
        name = session.get_one(Person, leadership.person_id).name
    flash(_("%(name)s er skrevet på. Der er ikke sendt nogen mail.", name=name), "success")
    return redirect(url_for("institutions.show", institution_id=institution_id))


@blueprint.route("/indlaes", methods=["GET", "POST"])
def import_file() -> ResponseReturnValue:
    """A file, and what it would change. Nothing is changed here."""
    form, problems = FileForm(), []
    if form.validate_on_submit():
        municipality = form.municipality.data or ""
        try:
            diff = services.preview_register(
                reading(), content=form.content, file_name=form.file_name, now=now(), municipality=municipality
            )
        except RegisterFaulty as refused:
            problems = [labels.say_problem(problem) for problem in refused.problems]
        else:
            confirm = ConfirmForm(
                formdata=None, packed=pack(form.content), file_name=form.file_name, municipality=municipality
            )
            return render_template(
                "institutions/preview.html", diff=diff, form=confirm, file_name=form.file_name, labels=labels
            )
    status = 422 if form.is_submitted() else 200
    return render_template("institutions/import.html", form=form, problems=problems), status


@blueprint.post("/indlaes/gem")
def confirm_import() -> ResponseReturnValue:
    """The yes: the same file is read in, all rows or nothing."""
    form = ConfirmForm()
    if not form.validate_on_submit():
        flash(_("Filen kom ikke helt igennem. Vælg den igen."), "error")
        return redirect(url_for("institutions.import_file"))
    with transaction() as session:
        result = services.import_register(
            session,
            content=form.content,
            file_name=form.file_name.data or "",
            municipality=form.municipality.data or "",
            by=current_person(),
            now=now(),
        )
    counts = result.diff.counts()
    flash(_("Registeret er læst ind: %(new)s nye, %(changed)s ændrede. Ingen er slettet.", **counts), "success")
    return redirect(url_for("institutions.overview"))


@blueprint.route("/tidligere", methods=["GET", "POST"])
def visits() -> ResponseReturnValue:
    """Earlier dialogues from a file."""
    form, problems = VisitsForm(), []
    if form.validate_on_submit():
        try:
            rows = read_visits(form.file.data.read())
            with transaction() as session:
                source = form.file.data.filename or ""
                count = services.record_visits(session, rows=rows, source=source, by=current_person(), now=now())
        except RegisterFaulty as refused:
            problems = [labels.say_problem(problem) for problem in refused.problems]
        else:
            flash(
                ngettext("%(num)s tidligere dialog er skrevet på.", "%(num)s tidligere dialoger er skrevet på.", count)
            )
            return redirect(url_for("institutions.overview"))
    status = 422 if form.is_submitted() else 200
    return render_template("institutions/visits.html", form=form, problems=problems), status
