"""Forms of what happens to units: one for each kind, and the one that takes an event back."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, RadioField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from app.institutions.domain import Kind, Ownership
from app.institutions.events.asking import Asked, Into
from app.institutions.events.life import EventKind
from app.institutions.labels import KINDS, OWNERSHIPS
from app.institutions.models import Institution

TOO_LONG = _("Det er for langt.")
INTO = {
    Into.NEW: _("En ny enhed"),
    Into.THIS: _("Denne enhed, som fortsætter"),
    Into.THERE: _("En anden, som allerede står i registeret"),
}
KIND_CHOICES = [SelectChoice(kind.value, word) for kind, word in KINDS.items()]


def lines_of(text: str | None) -> tuple[str, ...]:
    """The names or numbers of a text field, one a line."""
    return tuple(line.strip() for line in (text or "").splitlines() if line.strip())


class DayForm(FlaskForm):
    """An event that needs no more than its day: a unit closes, or opens again."""

    day = DateField(_("Fra hvilken dag?"), [InputRequired(_("Vælg en dag."))])

    def asked(self) -> Asked:
        """What was written."""
        return Asked(day=self.day.data)


class RenameForm(DayForm):
    """Another name."""

    name = StringField(_("Navn"), [InputRequired(_("Skriv navnet.")), Length(max=200, message=TOO_LONG)])
    former = BooleanField(_("Det er et gammelt navn, som den havde indtil den dag"))

    def asked(self) -> Asked:
        return Asked(day=self.day.data, name=self.name.data, former=self.former.data)


class MoveForm(DayForm):
    """Another centre."""

    area = StringField(
        _("Nyt center eller område"), [InputRequired(_("Skriv området.")), Length(max=120, message=TOO_LONG)]
    )

    def asked(self) -> Asked:
        return Asked(day=self.day.data, area=self.area.data)


class MergeForm(DayForm):
    """Which units go on in one, and in which."""

    others = TextAreaField(_("De andre enheder"), [Length(max=4000, message=TOO_LONG)])
    into = RadioField(
        _("Hvad bliver de til?"),
        [InputRequired(_("Vælg, hvad de bliver til."))],
        choices=[SelectChoice(one.value, word) for one, word in INTO.items()],
    )
    name = StringField(_("Navn eller nummer på den enhed"), [Length(max=200, message=TOO_LONG)])
    number = StringField(_("Nummer i registeret"), [Length(max=40, message=TOO_LONG)])
    kind = SelectField(_("Art"), choices=KIND_CHOICES)
    area = StringField(_("Område"), [Length(max=120, message=TOO_LONG)])
    head = SelectField(_("Leder af den nye enhed"), validate_choice=False)

    def validate_name(self, field: StringField) -> None:
        """Only the unit whose page it is needs no name."""
        if self.into.data != Into.THIS.value and not (field.data or "").strip():
            raise ValidationError(_("Skriv navnet."))

    def validate_others(self, field: TextAreaField) -> None:
        """A merger is of several, unless one goes on in another."""
        if self.into.data != Into.THERE.value and not lines_of(field.data):
            raise ValidationError(_("Skriv mindst én."))

    def asked(self) -> Asked:
        head = self.head.data or ""
        return Asked(
            day=self.day.data,
            others=lines_of(self.others.data),
            into=Into(self.into.data),
            name=(self.name.data or "").strip(),
            number=(self.number.data or "").strip(),
            kind=Kind(self.kind.data),
            area=(self.area.data or "").strip(),
            head=int(head) if head.isdecimal() else None,
        )


class SplitForm(DayForm):
    """Into which a unit is split, or what leaves it."""

    others = TextAreaField(
        _("De nye enheder"), [InputRequired(_("Skriv mindst én.")), Length(max=4000, message=TOO_LONG)]
    )
    goes_on = BooleanField(_("Enheden selv fortsætter ved siden af"))

    def asked(self) -> Asked:
        return Asked(day=self.day.data, others=lines_of(self.others.data), goes_on=self.goes_on.data)


class NewForm(DayForm):
    """A unit that opens."""

    name = StringField(_("Navn"), [InputRequired(_("Skriv navnet.")), Length(max=200, message=TOO_LONG)])
    kind = SelectField(_("Art"), choices=KIND_CHOICES)
    ownership = SelectField(
        _("Ejerforhold"), choices=[SelectChoice(owner.value, word) for owner, word in OWNERSHIPS.items()]
    )
    area = StringField(_("Område"), [Length(max=120, message=TOO_LONG)])
    number = StringField(_("Nummer i registeret"), [Length(max=40, message=TOO_LONG)])

    @property
    def chosen_kind(self) -> Kind:
        return Kind(self.kind.data)

    @property
    def chosen_ownership(self) -> Ownership:
        return Ownership(self.ownership.data)


class UndoForm(FlaskForm):
    """Why an event is taken back."""

    reason = TextAreaField(
        _("Hvorfor fortrydes den?"),
        [InputRequired(_("Skriv, hvorfor hændelsen fortrydes.")), Length(max=2000, message=TOO_LONG)],
    )


FORMS: dict[EventKind, type[DayForm]] = {
    EventKind.RENAMED: RenameForm,
    EventKind.MOVED: MoveForm,
    EventKind.OPENED: DayForm,
    EventKind.CLOSED: DayForm,
    EventKind.MERGED: MergeForm,
    EventKind.SPLIT: SplitForm,
}


def form_for(kind: EventKind, unit: Institution) -> DayForm:
    """The form of a kind, with what is most likely for this unit."""
    likely: dict[str, Any] = {}
    if kind is EventKind.MERGED:
        likely = {"kind": unit.kind.value, "area": unit.area}
    return FORMS[kind](data=likely)
