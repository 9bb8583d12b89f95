"""The page of one room: who else has it. The addresses stand at the end; views.py takes them in."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.clock import now
from app.database import reading, transaction
from app.domain import Refused
from app.people.access import current_person
from app.scheduling import apart, bookings, labels, queries, sources
from app.scheduling.days import whole_days
from app.scheduling.domain import BY_HAND, FROM_FILE, CalendarUnreadable
from app.scheduling.forms import CalendarForm
from app.scheduling.instants import instant
from app.scheduling.rule_forms import BookingForm
from app.web import words


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
        error=error,
    )
    return page, 422 if error or form.errors else 200


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


ADDRESSES = (
    ("/lokaler/<int:room_id>", ["GET", "POST"], room_page),
    ("/lokaler/<int:room_id>/fil", ["POST"], upload_bookings),
    ("/lokaler/booking/<int:booking_id>/fjern", ["POST"], remove_booking),
)
