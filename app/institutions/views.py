"""Pages of the register: the list, and one unit with its history. Other pages of the room are listed by address."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum
from typing import TypeVar

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.clock import local_day, now
from app.database import reading, transaction
from app.domain import Refused
from app.institutions import labels, queries, services
from app.institutions.domain import Kind, Ownership
from app.institutions.events import labels as event_labels
from app.institutions.events import pages as event_pages
from app.institutions.events import queries as event_queries
from app.institutions.events import views as event_views
from app.institutions.forms import HeadForm, UnitForm
from app.institutions.grouping import views as grouping_views
from app.institutions.mapping import views as mapping_views
from app.institutions.models import Institution
from app.institutions.queries import Filter
from app.institutions.register import views as register_views
from app.institutions.visits import views as visit_views
from app.people.access import current_person
from app.people.domain import Role
from app.people.models import Person
from app.routes import Route, add_routes
from app.web import words

blueprint = Blueprint("institutions", __name__, url_prefix="/institutioner")
E_ = TypeVar("E_", bound=Enum)
NO_AREA = "-"
ROUTES = (
    Route("/indlaes", ["GET", "POST"], register_views.import_file),
    Route("/indlaes/gem", ["POST"], register_views.confirm_import),
    Route("/tidligere", ["GET", "POST"], visit_views.visits),
    Route("/tidligere/gem", ["POST"], visit_views.confirm_visits),
    Route("/tidligere/kendt-fra", ["POST"], visit_views.known_since),
    Route("/ledere", ["GET"], grouping_views.heads),
    Route("/ledere/svar", ["POST"], grouping_views.answer_head),
    Route("/ledere/omraade", ["POST"], grouping_views.answer_area),
    Route("/ledere/<int:decision_id>/fortryd", ["POST"], grouping_views.undo_head),
    Route("/grupper", ["GET"], mapping_views.groups),
    Route("/grupper/<dimension>", ["GET"], mapping_views.groups),
    Route("/grupper/<dimension>/gem", ["POST"], mapping_views.save_groups),
    Route("/grupper/<dimension>/fil", ["POST"], mapping_views.upload_groups),
    Route("/grupper/<dimension>/fjern", ["POST"], mapping_views.remove_group),
)
add_routes(blueprint, (*ROUTES, *event_views.ROUTES))


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
        since_of=queries.known_since_of,
        last_import=queries.last_import(session),
        secretariat=Role.SECRETARIAT,
        closed_too=closed_too(wanted),
        lineages=event_queries.lineages(session, [one.id for one in found.institutions], local_day(now())),
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
    life = event_pages.life_of(session, institution, local_day(now()))
    known = {"head": institution.head.number if institution.head else "", "ownership": institution.ownership.value}
    return render_template(
        "institutions/show.html",
        institution=institution,
        below=queries.below(session, institution),
        life=life,
        happenings=event_labels.happenings_for(institution, life, local_day(now())),
        known_since=queries.known_since_of(institution, queries.known_since(session)),
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
