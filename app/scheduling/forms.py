"""Forms of the times: a new proposal, a room, a calendar file, and the grid of half-days."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import IntegerField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange

from app.people.models import Person
from app.scheduling.domain import Half, Way

WAYS = {
    Way.BEST: _("Jævnt over perioden"),
    Way.EARLIEST: _("Så tidligt som muligt"),
    Way.ROBUST: _("Sikkert: ingen foreløbige aftaler, og de sidste to uger holdes fri til afbud"),
}


class ProposeForm(FlaskForm):
    """How a plan is to be made."""

    notice_weeks = IntegerField(
        _("Ugers varsel"),
        [InputRequired(_("Skriv et antal uger.")), NumberRange(0, 26, _("Skriv et tal fra 0 til 26."))],
    )
    way = RadioField(
        _("Hvordan skal tiderne lægges?"),
        [InputRequired(_("Vælg, hvordan tiderne skal lægges."))],
        choices=[SelectChoice(way.value, text) for way, text in WAYS.items()],
    )


class RoomForm(FlaskForm):
    """A room to meet in."""

    name = StringField(_("Navn"), [InputRequired(_("Skriv, hvad lokalet hedder.")), Length(max=120)])
    seats = IntegerField(
        _("Pladser"),
        [InputRequired(_("Skriv et antal pladser.")), NumberRange(1, 1000, _("Skriv et tal fra 1 til 1000."))],
    )


class WhoComesForm(FlaskForm):
    """A director who takes part in one dialogue or does not, and who comes instead."""

    person = SelectField(_("Direktør"), coerce=int)
    there = RadioField(
        _("Er direktøren med?"),
        [InputRequired(_("Vælg, om direktøren er med."))],
        choices=[SelectChoice("no", _("Nej")), SelectChoice("yes", _("Ja, alligevel"))],
    )
    substitute = SelectField(_("Stedfortræder"), coerce=int)

    @classmethod
    def offering(cls, directors: Sequence[Person], others: Sequence[Person]) -> WhoComesForm:
        """The form with those to choose from."""
        form = cls()
        form.person.choices = [(one.id, one.name) for one in directors]
        form.substitute.choices = [(0, ""), *((one.id, one.name) for one in others)]
        return form


class CalendarForm(FlaskForm):
    """A calendar from a file."""

    file = FileField(_("Kalenderfil (.ics)"), [FileRequired(_("Vælg en fil."))])


def half_value(day: dt.date, half: Half) -> str:
    """How a box of the grid names its half-day."""
    return f"{day.isoformat()}:{half.name.lower()}"


def chosen_halves(values: Iterable[str], days: Collection[dt.date]) -> dict[dt.date, set[Half]]:
    """The ticked boxes of the grid; what is not on the grid is passed over."""
    boxes = {half_value(day, half): (day, half) for day in days for half in Half}
    found: dict[dt.date, set[Half]] = defaultdict(set)
    for value in values:
        if value in boxes:
            day, half = boxes[value]
            found[day].add(half)
    return dict(found)
