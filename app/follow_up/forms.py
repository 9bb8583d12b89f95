"""Forms of follow-up. Words are checked by the services; here only what has to be there at all."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, SelectMultipleField, StringField, URLField
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.cycle.models import ThemeEdition
from app.follow_up.plans import PlanLine


class PlanRowForm(FlaskForm):
    """What is known of one unit's annual plan; everything may be left out."""

    received_on = DateField(_("Færdig den"), [Optional()])
    link = URLField(_("Link til årsplanen"))
    themes = SelectMultipleField(
        _("Temaer, den tager op"), option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False), coerce=int
    )
    sentence = StringField(_("En sætning om, hvordan det går"))

    @classmethod
    def of(cls, line: PlanLine, themes: list[ThemeEdition]) -> PlanRowForm:
        """The form as it was sent, else as the row stands."""
        row = line.row
        form = cls(
            received_on=line.received_on,
            link=line.link,
            themes=sorted(line.themes),
            sentence=row.sentence if row else "",
        )
        form.themes.choices = [(one.id, f"{one.number}. {one.title}") for one in themes]
        return form


class SheetForm(FlaskForm):
    """A spreadsheet with one line for each unit."""

    file = FileField(_("Regneark (.xlsx eller .csv)"), [FileRequired(_("Vælg en fil."))])
