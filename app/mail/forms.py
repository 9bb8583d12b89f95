"""Forms of the mails: a text that is adjusted, and whose mail it is shown as."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.mail.writing.sandbox import LONGEST
from app.mail.writing.texts import Sample, Wording


class TextForm(FlaskForm):
    """The subject and the text, as they are written."""

    subject = StringField(
        _("Emne"), [InputRequired(_("Skriv et emne.")), Length(max=300, message=_("Det er for langt."))]
    )
    body = TextAreaField(
        _("Tekst"), [InputRequired(_("Skriv en tekst.")), Length(max=LONGEST, message=_("Det er for langt."))]
    )
    reader = SelectField(_("Vis mailen, som den ser ud for"), coerce=int, default=0)

    @classmethod
    def showing(cls, given: Wording, samples: Sequence[Sample]) -> TextForm:
        """The form with the text that holds, and with those it can be shown for."""
        form = cls(subject=given.subject, body=given.body)
        form.reader.choices = [(number, one.person.name) for number, one in enumerate(samples)] or [(0, "–")]
        return form

    def wording(self) -> Wording:
        """What has been written."""
        return Wording(subject=self.subject.data or "", body=self.body.data or "")
