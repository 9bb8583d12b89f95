"""Forms of comments, rounds and examples."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app.guidance.domain import AnswerKind, Party


class CommentForm(FlaskForm):
    """What one of the house says of a text, or of the whole."""

    text = TextAreaField(_("Kommentar"))
    element = IntegerField(validators=[Optional()])
    beside = IntegerField(validators=[Optional()])


class AnswerForm(FlaskForm):
    """What a comment led to, and why."""

    kind = RadioField(
        _("Hvad førte den til?"),
        choices=[kind.value for kind in AnswerKind],
    )
    revision = IntegerField(validators=[Optional()])
    element = IntegerField(validators=[Optional()])
    why = TextAreaField(_("Hvorfor?"))
    beside = IntegerField(validators=[Optional()])


class ReaderForm(FlaskForm):
    """A reader's comment. The key in the address is what lets her in: no cookie, and so no token of the form's own."""

    class Meta:
        """See above."""

        csrf = False

    element = IntegerField(validators=[Optional()])
    text = TextAreaField(_("Kommentar"))
    name = StringField(_("Dit navn"))
    save_key = HiddenField(validators=[Length(max=40)])


class RoundForm(FlaskForm):
    """Laying the draft before somebody."""

    party = SelectField(_("Hvem"), choices=[party.value for party in Party], validators=[InputRequired()])
    title = StringField(_("Navn på høringen"), validators=[DataRequired(), Length(max=200)])
    deadline = DateField(_("Frist"), validators=[InputRequired()])


class RecipientsForm(FlaskForm):
    """To whom the link is mailed."""

    recipients = TextAreaField(_("Mailadresser eller navne fra personlisten, ét på hver linje"), [DataRequired()])


class MinuteForm(FlaskForm):
    """A committee's one item."""

    name = StringField(_("Udvalg, møde og punkt"), validators=[DataRequired(), Length(max=200)])
    text = TextAreaField(_("Punktet, som det står i referatet"), validators=[DataRequired()])


class AskExampleForm(FlaskForm):
    """An exact sentence of a text, and whose it is."""

    sentence = SelectField(_("Sætningen"), validate_choice=False, validators=[InputRequired()])
    dialogue = SelectField(_("Hvem handler den om?"), coerce=int, validate_choice=False, validators=[InputRequired()])


class ExampleForm(FlaskForm):
    """The head's yes or no."""

    answer = RadioField(choices=["yes", "no"], validators=[InputRequired()])
