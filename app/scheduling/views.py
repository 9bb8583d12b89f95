"""Pages of the times: the year's meetings, a new time for one, calendars and rooms."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.clock import now
from app.cycle import queries as cycles
from app.cycle.labels import count_word
from app.cycle.models import Cycle
from app.database import reading, transaction
from app.domain import NotFound
from app.people import queries as people
from app.people.access import current_person
from app.people.models import Person
from app.routes import add_routes
from app.scheduling import booking_views, labels, plan_views, queries, services
from app.scheduling.calendars import labels as source_labels
from app.scheduling.calendars import views as source_views
from app.scheduling.calendars.halves import grid_of
from app.scheduling.choosing import choice_of
from app.scheduling.domain import DialogueState, Half, StartUnreadable, Way
from app.scheduling.forms import CalendarForm, ProposeForm, RoomForm, chosen_halves, column_value, half_value
from app.scheduling.pages import overview_of
from app.scheduling.planner import solver
from app.scheduling.polls import views as poll_views
from app.scheduling.problems import instant
from app.scheduling.refusals import RoomExists
from app.scheduling.rules import views as rule_views
from app.scheduling.rules import working_time
from app.scheduling.rules.domain import COMPANIONS, RuleKind
from app.scheduling.weeks import monday_of
from app.web import words

blueprint = Blueprint("scheduling", __name__, url_prefix="/tider")


def cycle_of(year: int | None) -> Cycle:
    """The year in the address, else the one that is worked in."""
    found = cycles.by_year(reading(), year) if year else cycles.current(reading())
    if found is None:
        raise NotFound()
    return found


def person_of(person_id: int) -> Person:
    """The person in the address."""
    found = people.by_id(reading(), person_id)
    if found is None:
        raise NotFound()
    return found


def local_time(text: str) -> dt.datetime | None:
    """A start as the page offers it ("2027-06-03T09:00"), if it is one."""
    try:
        return dt.datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None


def picked_time() -> dt.datetime | None:
    """The start in the address: one that the page offered, or the day and time of its form."""
    day, time = request.args.get("dag", ""), request.args.get("tid", "")
    return local_time(f"{day}T{time}") if day and time else local_time(request.args.get("start", ""))


def first_week() -> dt.date | None:
    """The Monday in the address, if it is a date."""
    try:
        day = dt.date.fromisoformat(request.args.get("fra", ""))
    except ValueError:
        return None
    return monday_of(day)


@blueprint.get("/")
@blueprint.get("/<int:year>")
def overview(year: int | None = None) -> ResponseReturnValue:
    """The year's meetings: what is asked now, and how each of them stands."""
    found = cycles.by_year(reading(), year) if year else cycles.current(reading())
    if found is None:
        return render_template("scheduling/no_year.html")
    page = overview_of(reading(), cycle=found, now=now())
    weeks = working_time.rule_of(reading(), found, RuleKind.NOTICE).number
    form = ProposeForm(notice_weeks=weeks, way=Way.BEST.value)
    return render_template(
        "scheduling/overview.html", page=page, form=form, states=DialogueState, count_word=count_word, labels=labels
    )


@blueprint.post("/<int:year>/forslag")
def propose(year: int) -> ResponseReturnValue:
    """A plan for all who have no agreed time: solved first, stored after, for a person to see."""
    form = ProposeForm()
    if not form.validate_on_submit():
        flash(_("Skriv et antal uger fra 0 til 26, og vælg, hvordan tiderne skal lægges."), "error")
        return redirect(url_for("scheduling.overview", year=year))
    notice = dt.timedelta(weeks=form.notice_weeks.data or 0)
    asked = services.plan_request(reading(), cycle=cycle_of(year), now=now(), notice=notice, way=Way(form.way.data))
    plan = solver.solve(asked)
    with transaction() as session:
        cycle = cycles.by_year(session, year)
        services.store_plan(session, cycle=cycle, result=plan, by=current_person(), now=now())
    if plan.unplaced:
        flash(_("Der blev ikke fundet tid til alle. Se hvorfor ud for dem, der mangler."), "warning")
    return redirect(url_for("scheduling.overview", year=year))


@blueprint.get("/dialog/<int:dialogue_id>")
def new_time(dialogue_id: int) -> ResponseReturnValue:
    """Three offers for one dialogue, the weeks behind them, and why there are no more."""
    dialogue = queries.dialogue(reading(), dialogue_id)
    choice = choice_of(
        reading(),
        dialogue=dialogue,
        now=now(),
        picked=picked_time(),
        monday=first_week(),
        whole="hele" in request.args,
    )
    length = dt.timedelta(minutes=choice.meeting.minutes)
    return render_template("scheduling/new_time.html", choice=choice, length=length, instant=instant, labels=labels)


@blueprint.post("/dialog/<int:dialogue_id>/valg")
def choose_time(dialogue_id: int) -> ResponseReturnValue:
    """Another time for a meeting that nobody has been invited to yet."""
    start = local_time(request.form.get("starts_at", ""))
    if start is None:
        raise StartUnreadable()
    with transaction() as session:
        dialogue = services.move(
            session,
            dialogue=queries.dialogue(session, dialogue_id),
            starts_at=instant(start),
            room=None,
            version=request.form.get("version", type=int),
            by=current_person(),
            now=now(),
        )
        year = dialogue.seat.draw.cycle.year
    flash(_("Tiden er valgt. Der er ikke sendt noget."), "success")
    return redirect(url_for("scheduling.overview", year=year))


@blueprint.get("/<int:year>/kalendere")
def calendars(year: int) -> ResponseReturnValue:
    """Whose calendars are known, how far, and from where."""
    cycle = cycle_of(year)
    window = services.window_of(cycle, now=now())
    known = queries.knowledge_of(reading(), queries.needed(reading(), cycle, window[0]), *window, now=now())
    return render_template(
        "scheduling/calendars.html",
        cycle=cycle,
        known=known,
        window=window,
        labels=labels,
        notes_of=lambda one: source_labels.notes_of(one, now()),
    )


@blueprint.route("/<int:year>/kalendere/<int:person_id>", methods=["GET", "POST"])
def calendar(year: int, person_id: int) -> ResponseReturnValue:
    """The blocked half-days of one person in the year's period, marked by hand; or the whole calendar from a file."""
    cycle, person = cycle_of(year), person_of(person_id)
    grid = grid_of(reading(), person=person, window=services.window_of(cycle, now=now()), now=now())
    if request.method != "POST":
        return render_template(
            "scheduling/calendar.html",
            cycle=cycle,
            grid=grid,
            form=CalendarForm(),
            half_value=half_value,
            column_value=column_value,
            halves=list(Half),
            labels=labels,
        )
    given = request.form
    blocked = chosen_halves(
        given.getlist("half"), grid.open_days, weeks=given.getlist("whole"), columns=given.getlist("every")
    )
    with transaction() as session:
        marked = session.get_one(Person, person.id)
        services.mark_half_days(
            session, person=marked, days=grid.open_days, blocked=blocked, by=current_person(), now=now()
        )
    flash(_("Markeringerne for %(name)s er gemt.", name=person.name), "success")
    return redirect(url_for("scheduling.calendars", year=year))


@blueprint.route("/lokaler", methods=["GET", "POST"])
def rooms() -> ResponseReturnValue:
    """The rooms, and one more."""
    form, error = RoomForm(), ""
    if form.validate_on_submit():
        try:
            with transaction() as session:
                room = services.add_room(
                    session, name=form.name.data or "", seats=form.seats.data or 0, by=current_person(), now=now()
                )
        except RoomExists as refused:
            error = words(refused)
        else:
            flash(_("%(name)s kan nu bruges.", name=room.name), "success")
            return redirect(url_for("scheduling.rooms"))
    needed = len(queries.directors(reading())) + 1 + COMPANIONS
    return render_template(
        "scheduling/rooms.html", form=form, error=error, rooms=queries.rooms(reading()), needed=needed
    )


@blueprint.post("/lokaler/<int:room_id>/luk")
def close_room(room_id: int) -> ResponseReturnValue:
    """Takes a room out of use."""
    with transaction() as session:
        room = queries.room(session, room_id)
        services.close_room(session, room=room, by=current_person(), now=now())
    flash(
        _("%(name)s bliver ikke foreslået længere. Møder, der er aftalt dér, er ikke ændret.", name=room.name),
        "success",
    )
    return redirect(url_for("scheduling.rooms"))


for part in (plan_views, source_views, rule_views, booking_views, poll_views):
    add_routes(blueprint, part.ROUTES)
