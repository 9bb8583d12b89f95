"""Forms of the insights. The words themselves come as fields named for their revision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length

from app.cycle.domain import Level
from app.cycle.labels import level_word
from app.cycle.models import ThemeEdition
from app.insights.domain import About, Quote, Stance, Tone
from app.insights.labels import ABOUTS, TONES


class InsightForm(FlaskForm):
    """An insight: its sentence, what it speaks of and what it says."""

    sentence = TextAreaField(_("Indsigten som én sætning"), [InputRequired(_("Skriv én sætning.")), Length(max=500)])
    about = RadioField(
        _("Hvad handler den om?"),
        [InputRequired(_("Vælg, hvad den handler om."))],
        choices=[SelectChoice(about.value, word) for about, word in ABOUTS.items()],
    )
    edition_id = SelectField(_("Tema"), coerce=int, validate_choice=False)
    tone = RadioField(
        _("Hvad siger den?"),
        [InputRequired(_("Vælg, hvad den siger."))],
        choices=[SelectChoice(tone.value, word) for tone, word in TONES.items()],
    )
    level = SelectField(_("For hvem?"), validate_choice=False)

    def offer(self, themes: Sequence[ThemeEdition]) -> InsightForm:
        """The form with the year's themes and the levels to choose from."""
        self.edition_id.choices = [
            SelectChoice(0, gettext("Intet tema")),
            *(SelectChoice(one.id, one.title) for one in themes),
        ]
        self.level.choices = [
            SelectChoice("", gettext("Ikke valgt")),
            *(SelectChoice(one.value, level_word(one)) for one in Level),
        ]
        return self

    def values(self) -> dict[str, object]:
        """What the services take."""
        return {
            "sentence": self.sentence.data or "",
            "about": About(self.about.data),
            "edition_id": self.edition_id.data or None,
            "tone": Tone(self.tone.data),
            "level": next((level for level in Level if level.value == self.level.data), None),
        }


class WordsForm(FlaskForm):
    """Exact words of one passage, and whether they speak for or against."""

    quote = StringField(_("Kun disse ord"), [Length(max=2_000)])
    stance = SelectField(choices=[stance.value for stance in Stance], validators=[InputRequired()])


def quotes_in(fields: Mapping[str, str], revision_ids: Sequence[int], stance: Stance = Stance.SUPPORTS) -> list[Quote]:
    """The chosen revisions with the exact words and the side that stand in their own fields, if any do."""
    return [
        Quote(
            revision_id=one,
            quote=fields.get(f"quote-{one}", ""),
            stance=Stance.AGAINST if f"against-{one}" in fields else stance,
        )
        for one in revision_ids
    ]
