"""Forms of the choice: what a person decides beforehand, the value, and a withdrawal with its reason."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.selection.domain import DrawSettings

TOO_LONG = _("Det er for langt.")


class SettingsForm(FlaskForm):
    """How many, and who may be among them."""

    seats = IntegerField(
        _("Hvor mange skal vælges?"),
        [InputRequired(_("Skriv et antal.")), NumberRange(1, 600, _("Skriv et tal mellem 1 og 600."))],
    )
    cool_down = IntegerField(
        _("Pause efter en dialog, i år"),
        [Optional(), NumberRange(0, 60, _("Skriv et antal år, eller lad det stå tomt."))],
    )
    self_governing = BooleanField(_("Selvejende er med"))

    @staticmethod
    def filled(settings: dict[str, Any]) -> SettingsForm:
        """The form as an earlier list had it, else with the defaults."""
        known = DrawSettings.of_data(settings)
        return SettingsForm(
            formdata=None, seats=known.seats, cool_down=known.cool_down, self_governing=known.self_governing
        )

    def chosen(self) -> DrawSettings:
        """What was decided."""
        return DrawSettings(
            seats=self.seats.data, cool_down=self.cool_down.data, self_governing=self.self_governing.data
        )


class ValueForm(FlaskForm):
    """The text that nobody knew before the list lay fast; empty: twelve digits of our own."""

    value = StringField(_("Tal, I selv har trukket"), [Length(max=200, message=TOO_LONG)])


class WithdrawForm(FlaskForm):
    """Why a seat changes hands."""

    reason = TextAreaField(_("Hvorfor?"), [InputRequired(_("Skriv hvorfor.")), Length(max=2000, message=TOO_LONG)])
    relaxed = BooleanField(_("Ja, den nærmeste reserve skal have pladsen"))
    empty = BooleanField(_("Ja, pladsen skal stå tom"))


class TakeOverForm(FlaskForm):
    """Those who were chosen before this system, one on each line."""

    names = TextAreaField(
        _("De valgte, én på hver linje"),
        [InputRequired(_("Skriv mindst én institution.")), Length(max=20_000, message=TOO_LONG)],
    )

    def lines(self) -> list[str]:
        """Names or numbers, in their order."""
        return [line.strip() for line in (self.names.data or "").splitlines() if line.strip()]
