"""Forms of the polls: whom to ask about which times, and what somebody says of each of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.scheduling.polls.domain import Can

TOO_LONG = _("Det er for langt.")


class PollForm(FlaskForm):
    """What goes with the question; the persons and the times are read off the request."""

    deadline = DateField(_("Sidste dag for svar"), [InputRequired(_("Vælg en dag."))])
    word = TextAreaField(_("Et ord til dem, der bliver spurgt"), [Length(max=2000, message=TOO_LONG)])


class ReopenForm(FlaskForm):
    """A new last day."""

    deadline = DateField(_("Ny sidste dag for svar"), [InputRequired(_("Vælg en dag."))])


class PollAnswerForm(FlaskForm):
    """What goes with an answer."""

    word = TextAreaField(_("Et ord til sekretariatet"), [Length(max=2000, message=TOO_LONG)])


def answers_from(given: Mapping[str, str], slots: Collection[int]) -> dict[int, Can]:
    """The answers that were pressed, by the number of the time; the others are not there."""
    known = {can.value: can for can in Can}
    pressed = {slot: given.get(f"slot-{slot}", "") for slot in slots}
    return {slot: known[value] for slot, value in pressed.items() if value in known}


def starts_from(values: Collection[str]) -> list[dt.datetime]:
    """The ticked times, local; what is no time is passed over."""
    found = []
    for value in values:
        try:
            found.append(dt.datetime.fromisoformat(value).replace(tzinfo=None))
        except ValueError:
            continue
    return found
