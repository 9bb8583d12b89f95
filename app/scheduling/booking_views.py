"""The page of one room: who else has it. The addresses stand at the end; views.py takes them in."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.clock import now
from app.database import reading, transaction
from app.domain import Refused
from app.people.access import current_person
from app.scheduling import bookings, queries
from app.scheduling.domain import BY_HAND
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
        error=error,
    )
    return page, 422 if error or form.errors else 200


def remove_booking(booking_id: int) -> ResponseReturnValue:
    """The room is free after all."""
    with transaction() as session:
        room = bookings.remove_booking(session, booking_id=booking_id, by=current_person(), now=now())
    flash(_("Bookingen er taget af igen."), "success")
    return redirect(url_for("scheduling.room_page", room_id=room.id))


ADDRESSES = (
    ("/lokaler/<int:room_id>", ["GET", "POST"], room_page),
    ("/lokaler/booking/<int:booking_id>/fjern", ["POST"], remove_booking),
)
