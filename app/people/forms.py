"""Forms of people: signing in, one's own page, and the secretariat's list of persons."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, PasswordField, SelectMultipleField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from app.people.domain import MAIL_ADDRESS, Role
from app.people.labels import ROLE_WORDS
from app.people.models import Person

TOO_LONG = _("Det er for langt.")


class SignInForm(FlaskForm):
    """Address and password."""

    address = EmailField(_("Mailadresse"), [InputRequired(_("Skriv din mailadresse."))])
    password = PasswordField(_("Adgangskode"), [InputRequired(_("Skriv din adgangskode."))])


class LinkForm(FlaskForm):
    """The address to which a link is to be sent."""

    address = EmailField(
        _("Din mailadresse"),
        [InputRequired(_("Skriv din mailadresse.")), Length(max=254, message=TOO_LONG)],
        id="mail-to",
    )


class DigitsForm(FlaskForm):
    """The six digits of the mail; a space between them is no mistake."""

    digits = StringField(
        _("De seks cifre fra mailen"),
        [InputRequired(_("Skriv de seks cifre.")), Regexp(r"^\d{6}$", message=_("Skriv seks cifre."))],
        filters=[lambda value: "".join((value or "").split())],
    )


class PasswordForm(FlaskForm):
    """A new password, with the present one as proof that it is you."""

    present = PasswordField(_("Nuværende adgangskode"), [InputRequired(_("Skriv den adgangskode, du har nu."))])
    new = PasswordField(_("Ny adgangskode"), [InputRequired(_("Skriv en ny adgangskode."))])


class PersonForm(FlaskForm):
    """A person as the secretariat keeps her."""

    name = StringField(_("Navn"), [InputRequired(_("Skriv personens navn.")), Length(max=200, message=TOO_LONG)])
    title = StringField(_("Stilling"), [Length(max=200, message=TOO_LONG)])
    address = EmailField(
        _("Mailadresse"),
        [
            InputRequired(_("Skriv en mailadresse.")),
            Regexp(MAIL_ADDRESS, message=_("Skriv adressen som navn@example.dk, uden æ, ø og å.")),
            Length(max=254, message=TOO_LONG),
        ],
    )
    roles = SelectMultipleField(
        _("Hvad er personen her?"),
        choices=[SelectChoice(role.value, word) for role, word in ROLE_WORDS.items()],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    active = BooleanField(_("Personen er her stadig"), default=True)

    @staticmethod
    def filled(person: Person) -> dict[str, object]:
        """A person as the form wants its values."""
        roles = [held.role.value for held in person.roles]
        return {
            "name": person.name,
            "title": person.title,
            "address": person.address,
            "roles": roles,
            "active": person.active,
        }

    def chosen_roles(self) -> set[Role]:
        """The roles that were ticked."""
        return {Role(value) for value in self.roles.data or []}
