"""Forms of the year: its number and its days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField
from wtforms.validators import InputRequired, NumberRange

from app.cycle.domain import MilestoneKind
from app.cycle.labels import MILESTONES


class DaysForm(FlaskForm):
    """The days of a year, one field a milestone; the fields are added below, in the order in which the days fall."""

    @staticmethod
    def filled(days: Mapping[MilestoneKind, dt.date]) -> dict[str, dt.date]:
        """Days as the form wants its values."""
        return {kind.name.lower(): day for kind, day in days.items()}

    def days(self) -> dict[MilestoneKind, dt.date]:
        """The days that were written."""
        return {kind: self[kind.name.lower()].data for kind in MilestoneKind}


for _kind in MilestoneKind:
    setattr(DaysForm, _kind.name.lower(), DateField(MILESTONES[_kind], [InputRequired(_("Vælg en dag."))]))


class YearForm(FlaskForm):
    """Which year to open."""

    year = IntegerField(
        _("Året"),
        [InputRequired(_("Skriv et årstal.")), NumberRange(2000, 2100, _("Skriv et årstal mellem 2000 og 2100."))],
    )
