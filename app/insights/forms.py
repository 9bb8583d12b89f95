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
from app.insights.domain import About, ChainLink, Meaning, Quote, Stance, Tone
from app.insights.labels import ABOUTS, CHAIN, TONES
from app.insights.matrix import Shown
from app.insights.models import Insight


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
    chain = SelectField(_("Led i effektkæden"), validate_choice=False)

    @classmethod
    def of(cls, insight: Insight) -> InsightForm:
        """The form as an insight stands."""
        return cls(
            formdata=None,
            sentence=insight.sentence,
            about=insight.about.value,
            edition_id=insight.edition_id or 0,
            tone=insight.tone.value,
            level=insight.level.value if insight.level else "",
            chain=insight.chain.value if insight.chain else "",
        )

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
        self.chain.choices = [
            SelectChoice("", gettext("Ikke valgt")),
            *(SelectChoice(link.value, word) for link, word in CHAIN.items()),
        ]
        return self

    def values(self) -> Meaning:
        """What the services take."""
        return Meaning(
            sentence=self.sentence.data or "",
            about=About(self.about.data),
            edition_id=self.edition_id.data or None,
            tone=Tone(self.tone.data),
            level=next((level for level in Level if level.value == self.level.data), None),
            chain=next((link for link in ChainLink if link.value == self.chain.data), None),
        )


class WordsForm(FlaskForm):
    """Exact words of one passage, and whether they speak for or against."""

    quote = StringField(_("Kun disse ord"), [Length(max=2_000)])
    stance = SelectField(choices=[stance.value for stance in Stance], validators=[InputRequired()])

    def of(self, evidence_id: int) -> WordsForm:
        """The form as one of several on a page: its field has an id of its own."""
        self.quote.id = f"quote-{evidence_id}"
        return self


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


def shown_in(fields: Mapping[str, str]) -> Shown:
    """What an address narrows the matrix and the words to; what it says of nothing known is passed over."""
    return Shown(
        uncoded=fields.get("vis") == "ukodet",
        level=next((level for level in Level if level.value == fields.get("niveau")), None),
        tone=next((tone for tone in Tone if tone.value == fields.get("siger")), None),
    )


def way_of(shown: Shown, **change: str | None) -> dict[str, str]:
    """The same as the arguments of an address, with one of them changed (None: taken away)."""
    now = {
        "vis": "ukodet" if shown.uncoded else None,
        "niveau": shown.level.value if shown.level else None,
        "siger": shown.tone.value if shown.tone else None,
    }
    return {name: value for name, value in (now | change).items() if value}
