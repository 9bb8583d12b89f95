"""The page of one room: who else has it. The addresses stand at the end; views.py takes them in."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.clock import now
from app.database import reading, transaction
from app.domain import Refused
from app.people.access import current_person
from app.routes import Route
from app.scheduling import bookings, labels, queries
from app.scheduling.calendars import apart, refreshing, sources
from app.scheduling.calendars import labels as source_labels
from app.scheduling.calendars.faults import SourceKind
from app.scheduling.calendars.fetching import place_of
from app.scheduling.calendars.forms import AddressForm
from app.scheduling.calendars.sealing import Secret
from app.scheduling.calendars.views import TRIES
from app.scheduling.days import whole_days
from app.scheduling.domain import BY_HAND, FROM_FILE, CalendarUnreadable
from app.scheduling.forms import CalendarForm
from app.scheduling.instants import instant
from app.scheduling.rules.forms import BookingForm
from app.settings import settings
from app.web import LIMITER, words


def room_page(room_id: int) -> ResponseReturnValue:
    """What lies ahead in a room, and one more booking."""
    form, error = BookingForm(), ""
    room = queries.room(reading(), room_id)
    if form.validate_on_submit():
        begins, ends = form.times()
        try:
            with transaction() as session:
                bookings.book(
                    session,
                    room=queries.room(session, room_id),
                    starts_at=instant(begins),
                    ends_at=instant(ends),
                    word=form.word.data or "",
                    by=current_person(),
                    now=now(),
                )
        except Refused as refused:
            error = words(refused)
        else:
            flash(_("Bookingen er skrevet ind."), "success")
            return redirect(url_for("scheduling.room_page", room_id=room_id))
    page = render_template(
        "scheduling/room.html",
        room=room,
        bookings=bookings.bookings_of(reading(), room, since=now()),
        meetings=queries.meetings_in(reading(), room, since=now()),
        by_hand=BY_HAND,
        form=form,
        file_form=CalendarForm(formdata=None),
        address_form=AddressForm(formdata=None),
        lines=[source_labels.line_of(one, now()) for one in queries.sources_of_room(reading(), room)],
        error=error,
    )
    return page, 422 if error or form.errors else 200


@LIMITER.limit(TRIES)
def add_room_source(room_id: int) -> ResponseReturnValue:
    """The address of a room's calendar, tried at once; kept only if it is one."""
    form, tools = AddressForm(), refreshing.tools_of(settings(), now=now())
    back, url = redirect(url_for("scheduling.room_page", room_id=room_id)), form.url.data or ""
    if not form.validate_on_submit():
        flash(_("Skriv adressen."), "error")
        return back
    try:
        host, secret = place_of(url, tools.manner).host, Secret(url=url)
        errand, outcome = refreshing.try_out(
            reading(),
            owner=queries.room(reading(), room_id),
            kind=SourceKind.ADDRESS,
            secret=secret,
            tools=tools,
            now=now(),
        )
        if isinstance(outcome, Refused):
            raise outcome
    except Refused as refused:
        flash(words(refused), "error")
        return back
    with transaction() as session:
        source = sources.add(
            session,
            owner=queries.room(session, room_id),
            kind=SourceKind.ADDRESS,
            host=host,
            secret=secret,
            tools=tools,
            by=current_person(),
            now=now(),
        )
        sources.keep(session, source=source, errand=errand, outcome=outcome, minutes=tools.minutes, now=now())
    flash(" ".join(source_labels.reading_sentences(source)), "warning" if source.unread else "success")
    return back


def remove_room_source(room_id: int, source_id: int) -> ResponseReturnValue:
    """Nothing is fetched for the room any more, and what came from there is forgotten."""
    with transaction() as session:
        source = sources.source_of_room(session, room_id=room_id, source_id=source_id)
        sources.remove(session, source=source, by=current_person(), now=now())
    flash(_("Kalenderen er fjernet, og det, den sagde, er glemt."), "success")
    return redirect(url_for("scheduling.room_page", room_id=room_id))


def upload_bookings(room_id: int) -> ResponseReturnValue:
    """The room's own calendar from a file, in place of what an earlier file said of the same days."""
    form, back = CalendarForm(), redirect(url_for("scheduling.room_page", room_id=room_id))
    if not form.validate_on_submit():
        flash(_("Vælg en fil."), "error")
        return back
    window = sources.window_of(reading(), now=now())
    try:
        found = apart.read(form.file.data.read(), *whole_days(*window))
    except CalendarUnreadable as refused:
        flash(words(refused), "error")
        return back
    with transaction() as session:
        bookings.store_bookings(
            session,
            room=queries.room(session, room_id),
            found=found,
            source=FROM_FILE,
            window=window,
            by=current_person(),
            now=now(),
        )
    flash(labels.reading_words(found), "warning" if found.unread else "success")
    return back


def remove_booking(booking_id: int) -> ResponseReturnValue:
    """The room is free after all."""
    with transaction() as session:
        room = bookings.remove_booking(session, booking_id=booking_id, by=current_person(), now=now())
    flash(_("Bookingen er taget af igen."), "success")
    return redirect(url_for("scheduling.room_page", room_id=room.id))


ROUTES = (
    Route("/lokaler/<int:room_id>", ["GET", "POST"], room_page),
    Route("/lokaler/<int:room_id>/fil", ["POST"], upload_bookings),
    Route("/lokaler/<int:room_id>/kalender", ["POST"], add_room_source),
    Route("/lokaler/<int:room_id>/kalender/<int:source_id>/fjern", ["POST"], remove_room_source),
    Route("/lokaler/booking/<int:booking_id>/fjern", ["POST"], remove_booking),
)
