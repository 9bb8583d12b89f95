"""Forms of the invitations: the answer, the answer by telephone, a corrected address, a move."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length, Optional, Regexp

from app.clock import ZONE
from app.invitations.domain import Answer
from app.invitations.labels import BUTTONS
from app.people.domain import MAIL_ADDRESS
from app.people.models import Person
from app.scheduling.domain import StartUnreadable
from app.scheduling.models import Room
from app.scheduling.moving import Move
from app.selection.models import Seat

TOO_LONG = _("Det er for langt.")
GIVEN = [answer.value for answer in BUTTONS]


def number_of(value: object) -> int | str:
    """The number of what was chosen; empty while nothing is: nobody is chosen by not choosing."""
    return int(str(value)) if value else ""


class AnswerForm(FlaskForm):
    """A person's own answer, with all that she says beside it. `sequence` is the version of the meeting that the page
    showed."""

    answer = RadioField(
        _("Kan du den dag?"),
        [InputRequired(_("Vælg et svar."))],
        choices=[SelectChoice(answer.value, text) for answer, text in BUTTONS.items()],
    )
    sequence = IntegerField(validators=[InputRequired()])
    first = StringField(_("Hvem tager du med?"), [Length(max=120, message=TOO_LONG)])
    second = StringField(_("Den anden, du tager med"), [Length(max=120, message=TOO_LONG)])
    substitute = StringField(_("Kommer en anden i dit sted?"), [Length(max=120, message=TOO_LONG)])
    word = TextAreaField(_("Et ord til sekretariatet"), [Length(max=2000, message=TOO_LONG)])

    def chosen(self) -> Answer:
        """The answer that was chosen."""
        return Answer(self.answer.data)

    def stand_in(self) -> str | None:
        """Who comes in her place; None if the page did not ask."""
        return None if self.substitute.raw_data is None else self.substitute.data or ""

    def brings(self) -> list[str] | None:
        """Whom she brings; None if the page did not ask."""
        return None if self.first.raw_data is None else [self.first.data or "", self.second.data or ""]


class TelephoneForm(FlaskForm):
    """What somebody has told the secretariat."""

    answer = RadioField(
        _("Svaret"),
        [InputRequired(_("Vælg, hvad svaret var."))],
        choices=[SelectChoice(answer.value, text) for answer, text in BUTTONS.items()],
    )
    word = StringField(_("Hvad blev der sagt?"), [Length(max=2000, message=TOO_LONG)])


class AddressForm(FlaskForm):
    """The right address of somebody whose mail came back."""

    address = EmailField(
        _("Den rigtige mailadresse"),
        [
            InputRequired(_("Skriv en mailadresse.")),
            Regexp(MAIL_ADDRESS, message=_("Skriv adressen som navn@example.dk, uden æ, ø og å.")),
            Length(max=254, message=TOO_LONG),
        ],
    )


class SenderForm(FlaskForm):
    """To whom the address of a mail belongs."""

    person = IntegerField(validators=[InputRequired()])


class MailCountForm(FlaskForm):
    """Who has answered what, where a person reads it out of a mail; without a participant the mail's own answer."""

    participant = IntegerField(validators=[Optional()])
    answer = HiddenField(validators=[Optional(), AnyOf(GIVEN)])

    def validate_participant(self, field: IntegerField) -> None:
        """Who answers has an answer."""
        if field.data and self.answer.data not in GIVEN:
            raise ValidationError(_("Vælg, hvad svaret var."))


class MailAnswerForm(FlaskForm):
    """What is written back to somebody."""

    text = TextAreaField(_("Svar"), [DataRequired(), Length(max=5000, message=TOO_LONG)])


class GuestForm(FlaskForm):
    """Who else is asked to a meeting, and whether it can be held without her."""

    person = SelectField(_("Hvem?"), [InputRequired(_("Vælg en person."))], coerce=number_of)
    required = BooleanField(_("Mødet kan ikke holdes uden"))

    @classmethod
    def offering(cls, persons: Iterable[Person]) -> GuestForm:
        """The form with those who could be asked."""
        form = cls()
        form.person.choices = [("", _("Vælg en person")), *((person.id, person.name) for person in persons)]
        return form


class CancelForm(FlaskForm):
    """Why a meeting is called off; it stays in the house."""

    reason = StringField(
        _("Hvorfor bliver mødet aflyst?"),
        [DataRequired(_("Skriv, hvorfor mødet bliver aflyst.")), Length(max=500, message=TOO_LONG)],
    )


class MoveForm(FlaskForm):
    """A new time for one dialogue, as "2027-03-16T09:00" (Danish time unless it says otherwise).

    `version` is the dialogue as the page showed it. Without a room it gets one that is free.
    """

    starts_at = StringField(_("Ny tid"), [InputRequired(_("Vælg en tid."))])
    room = IntegerField(_("Lokale"), [Optional()])
    version = IntegerField(validators=[Optional()])

    instant: dt.datetime

    def validate_starts_at(self, field: StringField) -> None:
        """Reads it as an instant."""
        try:
            moment = dt.datetime.fromisoformat(field.data)
        except ValueError as error:
            raise ValidationError(_("Vælg en tid.")) from error
        self.instant = (moment if moment.tzinfo else moment.replace(tzinfo=ZONE)).astimezone(dt.UTC)


class TakeOverForm(FlaskForm):
    """A time that was agreed outside of this system."""

    seat = SelectField(_("Institution"), [InputRequired(_("Vælg en institution."))], coerce=number_of)
    day = DateField(_("Dag"), [InputRequired(_("Vælg en dag."))])
    time = TimeField(_("Klokken"), [InputRequired(_("Skriv et klokkeslæt."))])
    room = SelectField(_("Lokale"), [Optional()], coerce=int, default=0)

    @classmethod
    def offering(cls, seats: Iterable[Seat], rooms: Iterable[Room]) -> TakeOverForm:
        """The form with what there is to choose from."""
        form = cls()
        form.seat.choices = [("", _("Vælg en institution")), *((seat.id, seat.institution.name) for seat in seats)]
        form.room.choices = [(0, _("Intet lokale")), *((room.id, room.name) for room in rooms)]
        return form

    @property
    def starts_at(self) -> dt.datetime:
        """The instant that was agreed."""
        return dt.datetime.combine(self.day.data, self.time.data, tzinfo=ZONE).astimezone(dt.UTC)


def chosen_moves(values: Iterable[str]) -> list[Move]:
    """The moves of a new plan as its page offered them; raises StartUnreadable for what is none."""
    try:
        parts = [value.split("|") for value in values]
        moves = [
            Move(
                dialogue_id=int(dialogue),
                version=int(version),
                starts_at=dt.datetime.fromisoformat(start).astimezone(dt.UTC),
                room_id=int(room) if room else None,
            )
            for dialogue, version, start, room in parts
        ]
    except ValueError:
        raise StartUnreadable() from None
    if not moves:
        raise StartUnreadable()
    return moves
