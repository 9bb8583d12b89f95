"""Forms of the choice: the value and how it was drawn, a withdrawal with its reason, a choice that is taken over.

The form of what is decided beforehand stands in `settings_form`.
"""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

TOO_LONG = _("Det er for langt.")


class ValueForm(FlaskForm):
    """By turn and in the house: a value of one's own; empty: twelve digits of the system's."""

    value = StringField(_("Tal, I selv har trukket"), [Length(max=200, message=TOO_LONG)])


class PublicValueForm(FlaskForm):
    """What was drawn in public, how, and who saw it. `sure` is the second press: it can be done only once."""

    value = StringField(
        _("Tallet"), [DataRequired(_("Skriv det tal, der blev trukket.")), Length(max=200, message=TOO_LONG)]
    )
    how = StringField(
        _("Hvordan blev det trukket?"),
        [DataRequired(_("Skriv, hvordan tallet blev trukket.")), Length(max=200, message=TOO_LONG)],
    )
    witnesses = StringField(
        _("Hvem så på?"), [DataRequired(_("Skriv, hvem der så på.")), Length(max=1_000, message=TOO_LONG)]
    )
    sure = BooleanField()


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
