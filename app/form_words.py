"""What WTForms says by itself, in our words: it brings many languages, but not Danish."""

from __future__ import annotations

from flask import request
from flask_babel import gettext

from app.domain import N_

SENTENCES = {
    "This field is required.": N_("Feltet skal udfyldes."),
    "Not a valid choice.": N_("Vælg et af svarene."),
    "Invalid Choice: could not coerce.": N_("Vælg et af svarene."),
    "Not a valid integer value.": N_("Skriv et helt tal."),
    "Not a valid date value.": N_("Skriv en dato."),
    "Not a valid time value.": N_("Skriv et klokkeslæt, for eksempel 9.30."),
    "Not a valid datetime value.": N_("Skriv en dato og et klokkeslæt."),
    "Number must be at least %(min)s.": N_("Tallet skal være mindst %(min)s."),
    "Number must be at most %(max)s.": N_("Tallet må højst være %(max)s."),
    "Number must be between %(min)s and %(max)s.": N_("Tallet skal ligge mellem %(min)s og %(max)s."),
    "Field cannot be longer than %(max)d characters.": N_("Teksten må højst have %(max)d tegn."),
    "Field must be at least %(min)d characters long.": N_("Teksten skal have mindst %(min)d tegn."),
    "Invalid email address.": N_("Skriv adressen som navn@example.dk."),
    "File does not have an approved extension.": N_("Den slags fil kan ikke bruges her."),
}
OTHERWISE = N_("Det kan feltet ikke rumme. Ret det, og prøv igen.")


class FormWords:
    """The catalogue that Flask-WTF asks, with the names that it asks by."""

    def ugettext(self, sentence: str) -> str:
        return str(gettext(SENTENCES.get(sentence, OTHERWISE)))

    def ungettext(self, _one: str, many: str, _number: int) -> str:
        return self.ugettext(many)


def use_form_words() -> None:
    """Puts the catalogue where Flask-WTF keeps it for a request; registered before every request."""
    setattr(request, "wtforms_translations", FormWords())  # noqa: B010, no such name in Flask's types
