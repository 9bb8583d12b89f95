"""Forms of a register that is read in: the file, and the yes to what it would change."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, RadioField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional

from app.institutions.forms import TOO_LONG, PackedForm, UploadForm


class FileForm(UploadForm):
    """A register to read in; `municipality` leaves out what others govern."""

    municipality = StringField(_("Kun enheder i kommunen"), [Length(max=80, message=TOO_LONG)])


class ConfirmForm(PackedForm):
    """The yes to what a register would change, and the answer about the units that it does not hold."""

    municipality = HiddenField()
    shown_gone = HiddenField()
    gone = RadioField(
        _("Skal de lukkes?"),
        [Optional()],
        choices=[
            SelectChoice("none", _("Nej, lad dem stå åbne")),
            SelectChoice("all", _("Ja, luk dem alle fra i dag")),
            SelectChoice("some", _("Luk kun dem, jeg har sat kryds ved")),
        ],
    )
    close = SelectMultipleField(coerce=int, validate_choice=False)

    def validate(self, extra_validators: Any = None) -> bool:
        """The question must be answered, if there was one."""
        well = super().validate(extra_validators=extra_validators)
        if self.shown_gone.data and not self.gone.data:
            self.gone.errors = [_("Svar på, om enhederne skal lukkes.")]
            return False
        return bool(well)

    def chosen_to_close(self) -> list[int]:
        """The ids of the units that are to be closed: of those that the page showed, never others."""
        shown = [int(one) for one in (self.shown_gone.data or "").split(",") if one.isascii() and one.isdigit()]
        return {"all": shown, "some": self.close.data or []}.get(self.gone.data or "", [])
