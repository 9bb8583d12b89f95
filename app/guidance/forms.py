"""Forms of the guidance."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError

from app.cycle.domain import Level, Lineage
from app.guidance.domain import MOST_THEMES, FateKind, TieKind
from app.guidance.editions.publishing import EarlierTheme
from app.guidance.wording import lines


class StartForm(FlaskForm):
    """Beginning on a draft."""

    with_last_text = BooleanField(_("Begynd med teksten fra sidste år"))


class TextForm(FlaskForm):
    """The words of one element, which of them stand in bold, and the revision that the writer started from."""

    text = TextAreaField(_("Tekst"))
    bold = TextAreaField(_("Ord med fed"))
    revision = IntegerField(validators=[InputRequired()])


class EnglishForm(FlaskForm):
    """The same text in English, and the English that the writer started from."""

    english = TextAreaField(_("På engelsk"))
    seen = HiddenField()


class WordFileForm(FlaskForm):
    """The draft as it comes back from Word."""

    file = FileField(_("Word-filen"), validators=[FileRequired(_("Vælg en fil."))])

    content = b""

    def validate_file(self, field: FileField) -> None:
        """Reads it."""
        with field.data.stream as stream:
            self.content = stream.read()


class TieForm(FlaskForm):
    """One click: this text is based on that insight, or speaks against it."""

    insight = IntegerField(validators=[InputRequired()])
    kind = SelectField(choices=[kind.value for kind in TieKind], validators=[InputRequired()])
    sentence = HiddenField()


class FateForm(FlaskForm):
    """What became of an insight."""

    kind = SelectField(choices=[kind.value for kind in FateKind], validators=[InputRequired()])
    element = IntegerField(_("Sætningen"), validators=[Optional()])
    reason = StringField(_("Grunden"))
    recipient = StringField(_("Hvem er den givet videre til?"))


class ThemeForm(FlaskForm):
    """A theme of the draft; where it comes from stands in fields of its own, one for each theme of the year before."""

    title = StringField(_("Temaets navn"), validators=[DataRequired(), Length(max=200)])
    summary = TextAreaField(_("Temaet i én sætning"), validators=[Length(max=2_000)])
    english_title = StringField(_("Navnet på engelsk"), validators=[Length(max=200)])
    english_summary = TextAreaField(_("Sætningen på engelsk"), validators=[Length(max=2_000)])


class EndForm(FlaskForm):
    """Why a theme is not carried on."""

    reason = StringField(_("Hvorfor føres temaet ikke videre?"), validators=[DataRequired(), Length(max=2_000)])


class AdoptForm(FlaskForm):
    """The directorate's meeting."""

    day = DateField(_("Direktionens møde"), validators=[InputRequired()])
    agenda_item = StringField(_("Punkt på dagsordenen"), validators=[Length(max=40)])


class EarlierThemeForm(FlaskForm):
    """One theme of an earlier year; an empty one is left out."""

    class Meta:
        """The token is the whole form's."""

        csrf = False

    title = StringField(_("Temaets navn"), validators=[Length(max=200)])
    before = StringField(_("Kommer fra (temaets navn året før)"), validators=[Length(max=200)])
    kind = SelectField(
        _("Hvordan"),
        choices=[
            SelectChoice(Lineage.CONTINUED.value, _("videreført")),
            SelectChoice(Lineage.DEVELOPED.value, _("udviklet")),
        ],
        default=Lineage.CONTINUED.value,
    )
    summary = StringField(_("Temaet i én sætning"), validators=[Length(max=2_000)])
    citizens = TextAreaField(_("Budskab: borgerne"), validators=[Length(max=20_000)])
    organisation = TextAreaField(_("Budskab: organisationen"), validators=[Length(max=20_000)])
    employees = TextAreaField(_("Budskab: medarbejderne"), validators=[Length(max=20_000)])
    questions = TextAreaField(_("Spørgsmål, ét på hver linje"), validators=[Length(max=20_000)])

    def validate_title(self, title: StringField) -> None:
        """What was typed under a theme without a name would be lost unseen."""
        typed = (self.before, self.summary, self.citizens, self.organisation, self.employees, self.questions)
        if not (title.data or "").strip() and any((field.data or "").strip() for field in typed):
            raise ValidationError(gettext("Skriv temaets navn."))

    def theme(self) -> EarlierTheme:
        """What was typed, as the service takes it."""
        messages = {level: str(self[level.value].data or "") for level in Level}
        before = str(self.before.data or "").strip()
        return EarlierTheme(
            title=str(self.title.data),
            summary=str(self.summary.data or ""),
            messages=messages,
            questions=tuple(lines(str(self.questions.data or ""))),
            forerunners=((before, Lineage(self.kind.data)),) if before else (),
        )


class EarlierSourceForm(FlaskForm):
    """Where the guidance of an earlier year stands: a Word file, or a text that is pasted."""

    year = IntegerField(_("År"), validators=[InputRequired(), NumberRange(1990, 2100)])
    file = FileField(_("Word-filen"))
    text = TextAreaField(_("Eller indsæt teksten"), validators=[Length(max=200_000)])

    content = b""

    def validate_text(self, text: StringField) -> None:
        """One of the two; the file is read here."""
        if self.file.data:
            with self.file.data.stream as stream:
                self.content = stream.read()
        if not self.content and not (text.data or "").strip():
            raise ValidationError(gettext("Vælg en fil, eller indsæt teksten."))


class EarlierYearForm(FlaskForm):
    """The guidance of a year before this system."""

    year = IntegerField(_("År"), validators=[InputRequired(), NumberRange(1990, 2100)])
    introduction = TextAreaField(_("Indledning"), validators=[Length(max=20_000)])
    themes = FieldList(FormField(EarlierThemeForm), min_entries=MOST_THEMES, max_entries=MOST_THEMES)

    def earlier_themes(self) -> list[EarlierTheme]:
        """The themes that were given a name."""
        return [entry.form.theme() for entry in self.themes if str(entry.form.title.data or "").strip()]


class IllustrationForm(FlaskForm):
    """The designer's own picture, and what it shows in words."""

    file = FileField(_("Billedet"), [FileRequired(_("Vælg en fil."))])
    alt = TextAreaField(_("Hvad viser billedet?"), [DataRequired(_("Skriv, hvad billedet viser.")), Length(max=2_000)])

    content = b""

    def validate_file(self, field: FileField) -> None:
        """Reads it."""
        with field.data.stream as stream:
            self.content = stream.read()


class CorrectionForm(FlaskForm):
    """A text of a published edition put right, and what was wrong."""

    text = TextAreaField(_("Den rettede tekst"), [DataRequired(_("Skriv teksten.")), Length(max=20_000)])
    english = TextAreaField(_("På engelsk"), [Length(max=20_000)])
    why = StringField(
        _("Hvad er rettet, og hvorfor?"), [DataRequired(_("Skriv, hvad der er rettet.")), Length(max=1_000)]
    )
