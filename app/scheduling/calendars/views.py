"""Pages of calendar sources: what is fetched for a person, one more of them, tried at once, and the end of one.

The addresses stand at the end; views.py takes them in.
"""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from app.clock import now
from app.database import reading, transaction
from app.domain import NotFound, Refused
from app.people import queries as people
from app.people.access import current_person
from app.people.models import Person
from app.routes import Route
from app.scheduling import queries
from app.scheduling.calendars import apart, caldav, refreshing, sources
from app.scheduling.calendars import labels as source_labels
from app.scheduling.calendars.collecting import Tools
from app.scheduling.calendars.faults import SourceKind
from app.scheduling.calendars.fetching import place_of
from app.scheduling.calendars.forms import AddressForm, ChoiceForm, MailboxForm, ServerForm
from app.scheduling.calendars.sealing import Secret
from app.scheduling.days import whole_days
from app.scheduling.domain import CalendarUnreadable
from app.scheduling.forms import CalendarForm
from app.scheduling.models import CalendarSource
from app.settings import settings
from app.web import LIMITER, words

TRIES = "30 per 15 minutes"
"""Each makes a server of ours ask one of somebody else's, or read a file."""


def tools_now() -> Tools:
    """What this installation fetches with."""
    return refreshing.tools_of(settings(), now=now())


def person_of(person_id: int) -> Person:
    """The person in the address."""
    found = people.by_id(reading(), person_id)
    if found is None:
        raise NotFound()
    return found


def page_of(person_id: int, *, form: FlaskForm | None = None, error: str = "") -> ResponseReturnValue:
    """The page, with the form that was filled in last and what was wrong with it."""
    person = person_of(person_id)
    found = queries.sources_of(reading(), [person])[person.id]
    forms = {"address": AddressForm, "server": ServerForm, "mailbox": MailboxForm, "file": CalendarForm}
    return render_template(
        "scheduling/sources.html",
        person=person,
        own=person.id == current_person().id,
        lines=[source_labels.line_of(one, now()) for one in found],
        forms={name: form if isinstance(form, kind) else kind(formdata=None) for name, kind in forms.items()},
        filled=form,
        error=error,
        microsoft=bool(settings().graph_token_url),
    )


def my_sources() -> ResponseReturnValue:
    """One's own page."""
    return redirect(url_for("scheduling.show_sources", person_id=current_person().id))


def show_sources(person_id: int) -> ResponseReturnValue:
    """What is fetched for a person, and how each of it stands."""
    return page_of(person_id)


@LIMITER.limit(TRIES)
def add_address(person_id: int) -> ResponseReturnValue:
    """An address, tried at once; kept only if it is a calendar."""
    form, tools = AddressForm(), tools_now()
    url, form.url.data = form.url.data or "", None
    if not form.validate():
        return page_of(person_id, form=form)
    try:
        place = place_of(url, tools.manner)
        return _try_out(person_id, SourceKind.ADDRESS, place.host, Secret(url=url), tools)
    except Refused as refused:
        return page_of(person_id, form=form, error=words(refused))


@LIMITER.limit(TRIES)
def add_server(person_id: int) -> ResponseReturnValue:
    """A CalDAV server, signed in to at once; where it has several calendars they are chosen from next."""
    form, tools = ServerForm(), tools_now()
    if not form.validate_on_submit():
        return page_of(person_id, form=form)
    url, username, password = (str(field.data) for field in (form.server, form.username, form.password))
    try:
        account = caldav.Account(url=url if "://" in url else f"https://{url}", username=username, password=password)
        found = caldav.discover(account, tools.manner)
        calendars = tuple((one.url, one.name, len(found) == 1) for one in found)
        secret = Secret(url=account.url, username=username, password=password, calendars=calendars)
        host = place_of(account.url, tools.manner).host
        if len(found) == 1:
            return _try_out(person_id, SourceKind.CALDAV, host, secret, tools)
    except Refused as refused:
        return page_of(person_id, form=form, error=words(refused))
    source = _add(person_id, SourceKind.CALDAV, host, secret, tools)
    return redirect(url_for("scheduling.choose_calendars", person_id=person_id, source_id=source.id))


@LIMITER.limit(TRIES)
def add_mailbox(person_id: int) -> ResponseReturnValue:
    """A mailbox of Microsoft 365, asked at once."""
    form, tools = MailboxForm(), tools_now()
    if not form.validate_on_submit():
        return page_of(person_id, form=form)
    secret = Secret(username=str(form.mailbox.data).strip())
    try:
        return _try_out(person_id, SourceKind.GRAPH, source_labels.MICROSOFT, secret, tools)
    except Refused as refused:
        return page_of(person_id, form=form, error=words(refused))


def _try_out(person_id: int, kind: SourceKind, host: str, secret: Secret, tools: Tools) -> ResponseReturnValue:
    """Reads it before it is kept, and says what was read. Raises what the reading was refused for."""
    errand, outcome = refreshing.try_out(
        reading(), owner=person_of(person_id), kind=kind, secret=secret, tools=tools, now=now()
    )
    if isinstance(outcome, Refused):
        raise outcome
    with transaction() as session:
        person, by = session.get_one(Person, person_id), current_person()
        source = sources.add(session, owner=person, kind=kind, host=host, secret=secret, tools=tools, by=by, now=now())
        sources.keep(session, source=source, errand=errand, outcome=outcome, minutes=tools.minutes, now=now())
    return _told(source)


def _add(person_id: int, kind: SourceKind, host: str, secret: Secret, tools: Tools) -> CalendarSource:
    with transaction() as session:
        person, by = session.get_one(Person, person_id), current_person()
        return sources.add(session, owner=person, kind=kind, host=host, secret=secret, tools=tools, by=by, now=now())


def _told(source: CalendarSource) -> ResponseReturnValue:
    flash(" ".join(source_labels.reading_sentences(source)), "warning" if source.unread else "success")
    return redirect(url_for("scheduling.show_sources", person_id=source.person_id))


@LIMITER.limit(TRIES)
def add_file(person_id: int) -> ResponseReturnValue:
    """A calendar from a file."""
    form = CalendarForm()
    if not form.validate_on_submit():
        return page_of(person_id, form=form)
    window = sources.window_of(reading(), now=now())
    ours = sources.ours_of(reading(), person_of(person_id), now=now())
    try:
        found = apart.read(form.file.data.read(), *whole_days(*window), ours=ours)
    except CalendarUnreadable as refused:
        return page_of(person_id, form=form, error=words(refused))
    with transaction() as session:
        person, by = session.get_one(Person, person_id), current_person()
        source = sources.keep_file(session, person=person, found=found, window=window, by=by, now=now())
    return _told(source)


@LIMITER.limit(TRIES)
def read_source(person_id: int, source_id: int) -> ResponseReturnValue:
    """Fetches it now instead of at its time."""
    sources.source_of(reading(), person_id=person_id, source_id=source_id)
    refreshing.refresh_these(transaction, ids=[source_id], tools=tools_now(), now=now())
    with transaction() as session:
        source = sources.source_of(session, person_id=person_id, source_id=source_id)
    if source.fault:
        flash(source_labels.fault_words(source), "error")
        return redirect(url_for("scheduling.show_sources", person_id=person_id))
    return _told(source)


def choose_calendars(person_id: int, source_id: int) -> ResponseReturnValue:
    """Which of a server's calendars are read: all of a person's, or only the one of her work."""
    source, tools = sources.source_of(reading(), person_id=person_id, source_id=source_id), tools_now()
    if source.kind is not SourceKind.CALDAV:
        raise NotFound()
    form = ChoiceForm.among(tools.keys.open(source.sealed).calendars)
    if not form.validate_on_submit():
        return render_template("scheduling/choose_calendars.html", source=source, form=form, person=source.person)
    with transaction() as session:
        chosen = sources.source_of(session, person_id=person_id, source_id=source_id)
        numbers, by = form.chosen.data or [], current_person()
        sources.choose(session, source=chosen, numbers=numbers, tools=tools, by=by, now=now())
    return read_source(person_id, source_id)


def remove_source(person_id: int, source_id: int) -> ResponseReturnValue:
    """Nothing is fetched any more, and what came from there is forgotten."""
    with transaction() as session:
        source = sources.source_of(session, person_id=person_id, source_id=source_id)
        sources.remove(session, source=source, by=current_person(), now=now())
    flash(_("Kalenderen er fjernet, og det, den sagde, er glemt."), "success")
    return redirect(url_for("scheduling.show_sources", person_id=person_id))


PLACE = "/kalender/<int:person_id>"
ROUTES = (
    Route("/kalender/min", ["GET"], my_sources),
    Route(PLACE, ["GET"], show_sources),
    Route(f"{PLACE}/adresse", ["POST"], add_address),
    Route(f"{PLACE}/server", ["POST"], add_server),
    Route(f"{PLACE}/postkasse", ["POST"], add_mailbox),
    Route(f"{PLACE}/fil", ["POST"], add_file),
    Route(f"{PLACE}/<int:source_id>/laes", ["POST"], read_source),
    Route(f"{PLACE}/<int:source_id>/vaelg", ["GET", "POST"], choose_calendars),
    Route(f"{PLACE}/<int:source_id>/fjern", ["POST"], remove_source),
)
