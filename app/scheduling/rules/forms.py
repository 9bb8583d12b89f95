"""Forms of working time: a rule, a closed day, the schools' holidays, a room's bookings, places and travel."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, DateField, HiddenField, IntegerField, RadioField, StringField, TimeField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.scheduling.rules import domain as rules
from app.scheduling.rules import labels as rule_labels
from app.scheduling.rules.domain import DATED, SHAPES, WEEKDAYS, WHOLE_DAY, Force, Hours, HoursUnfit, Rule, RuleKind
from app.scheduling.rules.school_year import BY_HAND, Holiday, day_of

TOO_LONG = _("Det er for langt.")
NO_DAY = _("Vælg en dag.")
CLOCK = re.compile(r"(\d{1,2})[.:](\d{2})")


class RuleForm(FlaskForm):
    """How hard a rule is, and its number."""

    force = RadioField(_("Hvor fast er reglen?"), [InputRequired(_("Vælg, hvor fast reglen er."))])
    number = IntegerField(_("Antal"), [InputRequired(_("Skriv et helt tal."))])
    place = RadioField(
        _("Hvor bliver dialogerne holdt?"),
        [InputRequired(_("Vælg et sted."))],
        choices=[SelectChoice("0", _("I kommunens lokaler")), SelectChoice("1", _("Hos institutionen"))],
    )

    @classmethod
    def of(cls, rule: Rule) -> RuleForm:
        """The form with the fields that this rule has, filled with what holds."""
        shape = SHAPES[rule.kind]
        form = cls(force=rule.force.value, number=rule.number, place=str(rule.number))
        form.force.choices = [SelectChoice(force.value, rule_labels.FORCES[force]) for force in shape.forces]
        if len(shape.forces) == 1:
            del form.force
        if rule.kind is RuleKind.PLACE or rule.kind not in rule_labels.NUMBERS:
            del form.number
        else:
            form.number.label.text = rule_labels.NUMBERS[rule.kind]
            limits = _("Skriv et tal fra %(least)s til %(most)s.", least=shape.least, most=shape.most)
            form.number.validators = [*form.number.validators, NumberRange(shape.least, shape.most, limits)]
        if rule.kind is not RuleKind.PLACE:
            del form.place
        return form

    def rule(self, before: Rule, hours: tuple[Hours, ...]) -> Rule:
        """The rule as it is to be."""
        number = before.number
        if "number" in self:
            number = self.number.data or 0
        elif "place" in self:
            number = int(self.place.data)
        force = Force(self.force.data) if "force" in self else before.force
        return Rule(kind=before.kind, force=force, number=number, hours=hours)


def hours_from(given: Mapping[str, str]) -> tuple[Hours, ...]:
    """The hours of each weekday as they were typed; both fields empty: no meetings. Raises HoursUnfit."""
    found: list[Hours] = []
    for number in range(WEEKDAYS):
        low, high = (given.get(f"{which}-{number}", "").strip() for which in ("from", "to"))
        found.append((_minute(low), _minute(high)) if low or high else None)
    return tuple(found)


def _minute(text: str) -> int:
    written = CLOCK.fullmatch(text)
    if written is None or int(written[1]) > 24 or int(written[2]) > 59:
        raise HoursUnfit()
    return int(written[1]) * 60 + int(written[2])


class SpanForm(FlaskForm):
    """Days, or hours, on which the directors cannot."""

    kind = RadioField(
        _("Hvad er det?"),
        [InputRequired(_("Vælg, hvad det er."))],
        choices=[
            SelectChoice(RuleKind.CLOSED.value, _("En lukkedag")),
            SelectChoice(RuleKind.COMMITTEE.value, _("Et udvalgsmøde")),
        ],
        default=RuleKind.CLOSED.value,
    )
    word = StringField(_("Hvad hedder det?"), [InputRequired(_("Skriv, hvad det hedder.")), Length(max=120)])
    first = DateField(_("Første dag"), [InputRequired(NO_DAY)])
    last = DateField(_("Sidste dag, hvis det er flere"), [Optional()])
    begins = TimeField(_("Fra klokken, hvis det ikke er hele dagen"), [Optional()])
    ends = TimeField(_("Til klokken"), [Optional()])

    def chosen(self) -> RuleKind:
        """A closed day or a committee's meeting."""
        return next(kind for kind in DATED if kind.value == self.kind.data)

    def minutes(self) -> tuple[int, int]:
        """The hours of each day; none given: the whole of it."""
        begin, end = self.begins.data, self.ends.data
        return (
            begin.hour * 60 + begin.minute if begin else WHOLE_DAY[0],
            end.hour * 60 + end.minute if end else WHOLE_DAY[1],
        )


class HolidaysFileForm(FlaskForm):
    """A municipality's list of holidays."""

    file = FileField(_("Fil (.ics eller .csv)"), [FileRequired(_("Vælg en fil."))])


class HolidaysForm(FlaskForm):
    """The list as it was seen, to be taken."""

    packed = HiddenField(validators=[InputRequired()])
    source = HiddenField(validators=[InputRequired(), Length(max=200)])


def holidays_from(given: MultiDict[str, str]) -> list[Holiday]:
    """The rows of the table as they were typed; one without a name is passed over. Raises HolidaysUnreadable."""
    rows = zip(given.getlist("name"), given.getlist("first"), given.getlist("last"), strict=False)
    found = []
    for line, (name, first, last) in enumerate(rows, start=1):
        if name.strip():
            days = day_of(first), day_of(last or first)
            if days[0] is None or days[1] is None:
                raise rules.HolidaysUnreadable(line=line)
            found.append(Holiday(name=name.strip(), first=days[0], last=days[1], source=BY_HAND))
    return sorted(found, key=lambda one: one.first)


class BookingForm(FlaskForm):
    """Others have the room."""

    day = DateField(_("Dag"), [InputRequired(NO_DAY)])
    begins = TimeField(_("Fra"), [InputRequired(_("Skriv et klokkeslæt."))])
    ends = TimeField(_("Til"), [InputRequired(_("Skriv et klokkeslæt."))])
    word = StringField(_("Hvad er det?"), [Length(max=120, message=TOO_LONG)])

    def times(self) -> tuple[dt.datetime, dt.datetime]:
        """Both ends in local time."""
        return dt.datetime.combine(self.day.data, self.begins.data), dt.datetime.combine(self.day.data, self.ends.data)


class PlacesForm(FlaskForm):
    """Where each of the six is met; the boxes and the minutes are read off the request."""

    there = BooleanField()


def minutes_from(given: Mapping[str, str], postcodes: Sequence[str]) -> dict[str, int | None]:
    """The minutes to each postcode as they were typed; an empty field: the usual. Raises MinutesUnfit."""
    found: dict[str, int | None] = {}
    for postcode in postcodes:
        text = given.get(f"minutes-{postcode}", "").strip()
        if text and not text.isdecimal():
            raise rules.MinutesUnfit()
        found[postcode] = int(text) if text else None
    return found
