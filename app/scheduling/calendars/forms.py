"""Forms of calendar sources: an address, a CalDAV server, a mailbox, and a choice among a server's calendars."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget


class AddressForm(FlaskForm):
    """The address of a published calendar. It is never shown again, not even beside its own fault."""

    url = StringField(_("Kalenderens adresse"), [InputRequired(_("Skriv adressen.")), Length(max=2000)])


class ServerForm(FlaskForm):
    """A user of a CalDAV server."""

    server = StringField(_("Serverens adresse"), [InputRequired(_("Skriv adressen.")), Length(max=2000)])
    username = StringField(_("Brugernavn"), [InputRequired(_("Skriv brugernavnet.")), Length(max=200)])
    password = PasswordField(_("Adgangskode"), [InputRequired(_("Skriv adgangskoden.")), Length(max=200)])


class MailboxForm(FlaskForm):
    """A mailbox of Microsoft 365."""

    mailbox = EmailField(_("Postkassens mailadresse"), [InputRequired(_("Skriv mailadressen.")), Length(max=254)])


class ChoiceForm(FlaskForm):
    """Which of a server's calendars are read."""

    chosen = SelectMultipleField(
        _("Kalendere"),
        [InputRequired(_("Vælg mindst én kalender."))],
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    @classmethod
    def among(cls, calendars: Sequence[tuple[str, str, bool]]) -> ChoiceForm:
        """By their places in the list: their addresses stay with us."""
        form = cls(chosen=[number for number, (_url, _name, chosen) in enumerate(calendars) if chosen])
        form.chosen.choices = [(number, name) for number, (_url, name, _chosen) in enumerate(calendars)]
        return form
