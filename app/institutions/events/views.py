"""Pages of what happens to units: a form, what would follow from it, and the one button; and an event taken back."""

from __future__ import annotations

import datetime as dt

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.clock import local_day, now
from app.database import reading, transaction
from app.domain import NotFound, Refused
from app.institutions import labels, queries
from app.institutions.events import pages as event_pages
from app.institutions.events import queries as event_queries
from app.institutions.events import services as events
from app.institutions.events.asking import Asked, Into, carry_out, concerned
from app.institutions.events.forms import DayForm, MergeForm, NewForm, UndoForm, form_for, lines_of
from app.institutions.events.life import EventKind, NewUnit, Part
from app.institutions.events.pages import Consequences
from app.institutions.models import Institution
from app.people.access import current_person
from app.people.models import Person
from app.routes import Route
from app.web import words

KINDS = {
    "navn": EventKind.RENAMED,
    "flyt": EventKind.MOVED,
    "sammenlaeg": EventKind.MERGED,
    "del": EventKind.SPLIT,
    "luk": EventKind.CLOSED,
    "aabn": EventKind.OPENED,
}
TITLES = {
    EventKind.RENAMED: lazy_gettext("Nyt navn til %(name)s"),
    EventKind.MOVED: lazy_gettext("%(name)s flytter til et andet center"),
    EventKind.MERGED: lazy_gettext("%(name)s lægges sammen med andre"),
    EventKind.SPLIT: lazy_gettext("%(name)s deles"),
    EventKind.CLOSED: lazy_gettext("%(name)s lukker"),
    EventKind.OPENED: lazy_gettext("%(name)s åbner igen"),
}
RECORD, EDIT = "record", "edit"


class Rehearsed(Exception):
    """Ends a transaction without its changes: what would follow from an event is found by letting it happen."""

    def __init__(self, told: Consequences) -> None:
        super().__init__()
        self.told = told


def happen(institution_id: int, word: str) -> ResponseReturnValue:
    """A form of one kind; then what would follow; then, by its button, the event is written down."""
    if word not in KINDS:
        raise NotFound()
    kind, unit = KINDS[word], queries.by_id(reading(), institution_id)
    form = form_for(kind, unit)
    step = request.form.get("step", "")
    if step == EDIT or not form.validate_on_submit():
        return form_page(unit, word, form), 422 if form.errors else 200
    try:
        if step == RECORD:
            return recorded(unit, kind, form)
        return preview_page(unit, word, form, rehearse(institution_id, kind, form.asked()))
    except Refused as refused:
        return form_page(unit, word, form, words(refused)), refused.status


def rehearse(institution_id: int, kind: EventKind, asked: Asked) -> Consequences:
    """What would follow from an event. It happens, is looked at, and is taken back before anybody else can see it."""
    try:
        with transaction() as session:
            before = event_queries.pasts(session, asked.day)
            unit = session.get_one(Institution, institution_id)
            event = carry_out(session, kind=kind, unit=unit, asked=asked, by=current_person(), now=now())
            raise Rehearsed(event_pages.consequences(session, event, before))
    except Rehearsed as done:
        return done.told


def recorded(unit: Institution, kind: EventKind, form: DayForm) -> ResponseReturnValue:
    """The button: the event is written down."""
    with transaction() as session:
        here = session.get_one(Institution, unit.id)
        event = carry_out(session, kind=kind, unit=here, asked=form.asked(), by=current_person(), now=now())
        made = [one.institution_id for one in event.parts if one.part is Part.AFTER]
    flash(_("Hændelsen er skrevet ind. Den kan fortrydes, til en udvælgelse har brugt den."), "success")
    return redirect(url_for("institutions.show", institution_id=made[0] if made else unit.id))


def form_page(unit: Institution, what: str, form: DayForm, error: str = "") -> str:
    """The form of one kind, with its rule in a sentence."""
    return render_template(
        "institutions/event.html",
        institution=unit,
        what=what,
        title=TITLES[KINDS[what]] % {"name": unit.name},
        form=form,
        error=error,
        areas=queries.areas(reading()),
    )


def preview_page(unit: Institution, what: str, form: DayForm, told: Consequences) -> str:
    """What would follow, and the one button; what was typed goes along, hidden."""
    if isinstance(form, MergeForm):
        form.head.choices = [("", _("Skrives på senere")), *head_choices(unit, form)]
    return render_template(
        "institutions/event_preview.html",
        institution=unit,
        what=what,
        title=TITLES[KINDS[what]] % {"name": unit.name},
        form=form,
        told=told,
        asks_head=isinstance(form, MergeForm) and form.into.data == Into.NEW.value,
    )


def head_choices(unit: Institution, form: MergeForm) -> list[tuple[str, str]]:
    """Who heads the units of a merger, in the order in which they are named."""
    units = concerned(reading(), unit, lines_of(form.others.data))
    found = queries.heads_of(reading(), [one.id for one in units], local_day(now()))
    heads: dict[int, Person] = {found[one.id].id: found[one.id] for one in units if one.id in found}
    return [(str(person.id), person.name) for person in heads.values()]


def open_new() -> ResponseReturnValue:
    """A unit that no register knows yet opens on a day."""
    form, error, status = NewForm(), "", 422 if request.method == "POST" else 200
    if form.validate_on_submit():
        new = NewUnit(
            name=form.name.data,
            kind=form.chosen_kind,
            ownership=form.chosen_ownership,
            area=form.area.data or "",
            number=form.number.data or "",
        )
        try:
            with transaction() as session:
                event = events.open_unit(session, unit=new, day=form.day.data, by=current_person(), now=now())
                made = event.parts[0].institution_id
        except Refused as refused:
            error, status = words(refused), refused.status
        else:
            flash(_("Enheden er skrevet ind."), "success")
            return redirect(url_for("institutions.show", institution_id=made))
    page = render_template("institutions/new.html", form=form, error=error, areas=queries.areas(reading()))
    return page, status


def undo(event_id: int) -> ResponseReturnValue:
    """What is taken back, the reason, and the one button."""
    event = event_queries.event(reading(), event_id)
    if event.undone_at is not None or not event.parts:
        raise NotFound()
    form, error, status = UndoForm(), "", 422 if request.method == "POST" else 200
    subject = next((one for one in event.parts if one.part is not Part.AFTER), event.parts[0]).institution
    stays = next((one.institution_id for one in event.parts if one.institution_id not in event.details["made"]), None)
    if form.validate_on_submit():
        try:
            with transaction() as session:
                events.undo_event(session, event_id=event_id, reason=form.reason.data, by=current_person(), now=now())
        except Refused as refused:
            error, status = words(refused), refused.status
        else:
            flash(_("Hændelsen er fortrudt. Alt er, som det var før den."), "success")
            return redirect(
                url_for("institutions.show", institution_id=stays) if stays else url_for("institutions.overview")
            )
    entry = event_pages.entry_of(event, subject.id, today())
    return render_template(
        "institutions/undo.html", institution=subject, entry=entry, form=form, error=error, labels=labels
    ), status


def today() -> dt.date:
    """The day it is."""
    return local_day(now())


ROUTES = (
    Route("/<int:institution_id>/haendelse/<word>", ["GET", "POST"], happen),
    Route("/ny", ["GET", "POST"], open_new),
    Route("/haendelse/<int:event_id>/fortryd", ["GET", "POST"], undo),
)
