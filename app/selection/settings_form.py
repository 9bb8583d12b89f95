"""The form in which a person decides how the year's six are found, and its fields filled from what was decided before.

Units are typed as name or number; a bound is for a group. What is left empty falls out, so that a row is taken away by
emptying it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, FieldList, FormField, IntegerField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from app.institutions.models import Institution
from app.selection import labels
from app.selection.domain import DIMENSIONS, DrawSettings, GivenBound, Named, Way
from app.selection.queries import unit_id

EMPTY_ROWS = 2
MOST_ROWS = 60
TOO_LONG = _("Det er for langt.")
Find = Callable[[str], Institution]


def _choices(words: Mapping[Any, Any]) -> list[SelectChoice]:
    return [SelectChoice(code.value, word) for code, word in words.items()]


class RowForm(FlaskForm):
    """A row within the form: it speaks our words as every form does, and the token stands in the form around it."""

    class Meta:
        """Flask-WTF's own way of saying it."""

        csrf = False


class BoundForm(RowForm):
    """At least and at most so many for one group; an empty group takes the row away."""

    group = SelectField(_("Gruppe"), [Optional()])
    lower = IntegerField(_("Mindst"), [Optional(), NumberRange(0, 600, _("Skriv et tal mellem 0 og 600."))])
    upper = IntegerField(_("Højst"), [Optional(), NumberRange(0, 600, _("Skriv et tal mellem 0 og 600."))])

    def validate_upper(self, upper: IntegerField) -> None:
        """A bound that nothing can be within was mistyped."""
        if upper.data is not None and (self.lower.data or 0) > upper.data:
            raise ValidationError(_("Det højeste tal skal være mindst lige så stort som det mindste."))


class NamedForm(RowForm):
    """One institution that a person names, and why. The remark stays in the house."""

    unit = StringField(_("Institution"), [Length(max=200, message=TOO_LONG)])
    remark = StringField(_("Bemærkning"), [Length(max=500, message=TOO_LONG)])


class AppointedForm(NamedForm):
    """Whom a person gives a seat."""

    reason = SelectField(_("Begrundelse"), choices=_choices(labels.APPOINTED))


class ExcludedForm(NamedForm):
    """Whom a person keeps out this year."""

    reason = SelectField(_("Begrundelse"), choices=_choices(labels.EXCLUDED))


class SettingsForm(FlaskForm):
    """How the six of a year are found."""

    way = RadioField(_("Hvordan skal de findes?"), choices=_choices(labels.WAYS))
    seats = IntegerField(
        _("Hvor mange skal vælges?"),
        [InputRequired(_("Skriv et antal.")), NumberRange(1, 600, _("Skriv et tal mellem 1 og 600."))],
    )
    cool_down = IntegerField(
        _("Pause efter en dialog, i år"),
        [Optional(), NumberRange(0, 60, _("Skriv et antal år, eller lad det stå tomt."))],
    )
    self_governing = BooleanField(_("Selvejende er med"))
    area = BooleanField(labels.DIMENSIONS["area"])
    kind = BooleanField(labels.DIMENSIONS["kind"])
    district = BooleanField(labels.DIMENSIONS["district"])
    size = BooleanField(labels.DIMENSIONS["size"])
    tiers = StringField(_("Ventetid, hvor et nyt hold begynder, i år"), [Length(max=100, message=TOO_LONG)])
    cap = IntegerField(
        _("Højeste chance, ud af 100"),
        [Optional(), NumberRange(1, 100, _("Skriv et tal mellem 1 og 100, eller lad det stå tomt."))],
    )
    bounds = FieldList(FormField(BoundForm), max_entries=MOST_ROWS)
    appointed = FieldList(FormField(AppointedForm), max_entries=MOST_ROWS)
    excluded = FieldList(FormField(ExcludedForm), max_entries=MOST_ROWS)

    def validate_tiers(self, tiers: StringField) -> None:
        """Whole years that rise."""
        try:
            years = _years(tiers.data or "")
        except ValueError as error:
            raise ValidationError(_("Skriv hele år i stigende orden, fx 4, 8.")) from error
        if years != sorted(set(years)) or min(years, default=0) < 0:
            raise ValidationError(_("Skriv hele år i stigende orden, fx 4, 8."))

    def offering(self, groups: Iterable[tuple[str, str]]) -> SettingsForm:
        """The form with the groups that a bound can be for."""
        choices = [SelectChoice("", ""), *(SelectChoice(group_key(*one), labels.say_group(*one)) for one in groups)]
        for row in self.bounds:
            row.form.group.choices = choices
        return self

    def dimensions(self) -> list[Any]:
        """The boxes of the dimensions in their order."""
        return [self[name] for name in DIMENSIONS]

    def chosen(self, find: Find) -> Chosen:
        """What was decided. `find` knows the units; raises its refusals."""
        appointed, excluded = (_named(rows, find) for rows in (self.appointed, self.excluded))
        settings = DrawSettings(
            way=Way(self.way.data),
            seats=self.seats.data or 0,
            self_governing=self.self_governing.data,
            cool_down=self.cool_down.data,
            tiers=tuple(_years(self.tiers.data or "")),
            dimensions=tuple(name for name in DIMENSIONS if self[name].data),
            bounds=tuple(_bounds(self.bounds, self.seats.data or 0)),
            appointed=tuple(one for one, _remark in appointed),
            excluded=tuple(one for one, _remark in excluded),
            cap=self.cap.data,
        )
        return Chosen(settings, {one.id: remark for one, remark in (*appointed, *excluded) if remark})


@dataclass(frozen=True)
class Chosen:
    """What was decided, and what was written beside the names: {unit: text}."""

    settings: DrawSettings
    remarks: Mapping[str, str]


def group_key(dimension: str, value: str) -> str:
    """How a group is named in the form."""
    return f"{dimension}:{value}"


def _years(text: str) -> list[int]:
    return [int(part) for part in text.replace(";", ",").split(",") if part.strip()]


def _bounds(rows: FieldList, seats: int) -> Iterable[GivenBound]:
    for row in rows:
        given = row.form
        if given.group.data and (given.lower.data is not None or given.upper.data is not None):
            dimension, _colon, value = given.group.data.partition(":")
            upper = seats if given.upper.data is None else given.upper.data
            yield GivenBound(dimension=dimension, value=value, lower=given.lower.data or 0, upper=upper)


def _named(rows: FieldList, find: Find) -> list[tuple[Named, str]]:
    return [
        (Named(id=unit_id(find(row.form.unit.data)), reason=row.form.reason.data), (row.form.remark.data or "").strip())
        for row in rows
        if (row.form.unit.data or "").strip()
    ]


def filled(chosen: Chosen, names: Mapping[str, str]) -> SettingsForm:
    """The form as something was decided, with empty rows for more. `names` {unit: name or number that finds it}."""
    return SettingsForm(formdata=None, data=_as_form_data(chosen, names, EMPTY_ROWS))


def as_fields(chosen: Chosen, names: Mapping[str, str]) -> dict[str, str]:
    """The same as a browser sends it: for a form whose fields are hidden, so that one press decides all of it."""
    return dict(_flat("", _as_form_data(chosen, names, 0)))


def _as_form_data(chosen: Chosen, names: Mapping[str, str], empty: int) -> dict[str, Any]:
    settings = chosen.settings
    rows = {
        part: [
            {"unit": names.get(one.id, one.id), "reason": one.reason, "remark": chosen.remarks.get(one.id, "")}
            for one in getattr(settings, part)
        ]
        for part in ("appointed", "excluded")
    }
    bounds = [
        {"group": group_key(one.dimension, one.value), "lower": one.lower, "upper": one.upper}
        for one in settings.bounds
    ]
    return {
        "way": settings.way.value,
        "seats": settings.seats,
        "self_governing": settings.self_governing,
        "cool_down": settings.cool_down,
        "cap": settings.cap,
        "tiers": ", ".join(map(str, settings.tiers)),
        **{name: name in settings.dimensions for name in DIMENSIONS},
        "bounds": [*bounds, *({} for _ in range(empty))],
        **{part: [*found, *({} for _ in range(empty))] for part, found in rows.items()},
    }


def _flat(prefix: str, data: Any) -> Iterable[tuple[str, str]]:
    """Nothing and no stand for themselves: a field that is not sent."""
    if isinstance(data, dict):
        for name, value in data.items():
            yield from _flat(f"{prefix}-{name}" if prefix else name, value)
    elif isinstance(data, list):
        for place, value in enumerate(data):
            yield from _flat(f"{prefix}-{place}", value)
    elif data is not None and data is not False:
        yield prefix, "y" if data is True else str(data)
