"""Forms of the dialogues. Words are checked by the services; here only what has to be there at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

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
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    URLField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import UUID, InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.cycle.domain import Level
from app.cycle.labels import level_word
from app.dialogues.domain import (
    LONGEST,
    LONGEST_TITLE,
    Attendee,
    ConfirmationAnswer,
    Forum,
    Keep,
    PassageKind,
    attendance_seal,
)
from app.dialogues.labels import forum_word
from app.dialogues.models import Briefing, Passage
from app.dialogues.pages import Section
from app.people.models import Person

EMPTY_LINES, MOST_ATTENDEES = 3, 60


def whole_or_none(value: str | None) -> int | None:
    """The number in a field, or None when it is empty or 0 (no theme, nobody)."""
    return int(value) if value and value.isdigit() and int(value) else None


class WishesForm(FlaskForm):
    """What the institution itself wants to talk about."""

    wishes = TextAreaField(_("Egne ønsker til dagsordenen"), [Length(max=LONGEST)])


class PlanForm(FlaskForm):
    """The annual plan: a file, or where it stands."""

    file = FileField(_("Vælg en fil"))
    link = URLField(_("Eller skriv et link"))


class BriefingForm(FlaskForm):
    """What the secretariat has to say to the directors before a meeting: lengths are the services' to judge."""

    about = TextAreaField(_("Hvad er det for et sted?"))
    line_1 = StringField(_("Årsplanen, første linje"))
    line_2 = StringField(_("Anden linje"))
    line_3 = StringField(_("Tredje linje"))
    chosen = SelectMultipleField(
        _("Spørgsmål fra dagsordenen"),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        coerce=int,
    )
    own_1 = StringField(_("Eget spørgsmål"))
    own_2 = StringField(_("Endnu et eget spørgsmål"))
    own_3 = StringField(_("Et tredje eget spørgsmål"))

    @classmethod
    def offering(cls, questions: Sequence[str], written: Briefing | None) -> BriefingForm:
        """The form with the agenda's questions to choose from, and what was written before."""
        before = written.questions if written else []
        lines, own = written.plan_lines if written else [], [one for one in before if one not in questions]
        given = {f"line_{number}": line for number, line in enumerate(lines, 1)}
        given |= {f"own_{number}": line for number, line in enumerate(own, 1)}
        chosen = [place for place, one in enumerate(questions) if one in before]
        form = cls(about=written.about if written else "", chosen=chosen, **given)
        form.chosen.choices = [SelectChoice(place, one) for place, one in enumerate(questions)]
        return form

    def lines(self) -> list[str]:
        """The plan in three lines."""
        return [one.data or "" for one in (self.line_1, self.line_2, self.line_3)]

    def questions(self, offered: Sequence[str]) -> list[str]:
        """The chosen ones of the agenda, then the own ones."""
        own = [one.data or "" for one in (self.own_1, self.own_2, self.own_3)]
        return [*(offered[place] for place in self.chosen.data or []), *own]


class EntryForm(FlaskForm):
    """A new passage; the id is the browser's, and the key its script's, for a text that turns out to come late."""

    passage_id = HiddenField(validators=[InputRequired(), UUID()])
    text = TextAreaField(_("Nyt afsnit"))
    edition_id = HiddenField(filters=[whole_or_none])
    kind = SelectField(choices=[kind.value for kind in PassageKind], default=PassageKind.MINUTES.value)
    save_key = HiddenField(validators=[Optional(), UUID()], filters=[lambda value: value or None])


class SaveForm(FlaskForm):
    """A passage's words anew, and the revision that the writer saw."""

    text = TextAreaField(_("Afsnittet"))
    base_revision = IntegerField(validators=[InputRequired()])
    save_key = HiddenField(validators=[Optional(), UUID()], filters=[lambda value: value or None])


class PlaceForm(FlaskForm):
    """Where a passage stands."""

    edition_id = SelectField(_("Tema"), coerce=int, validate_choice=False)
    level = SelectField(_("Niveau"), validate_choice=False)

    @classmethod
    def offering(cls, sections: Sequence[Section], passage: Passage) -> PlaceForm:
        """The form as a page shows it: the year's headings, and where the passage stands now."""
        level = passage.level.value if passage.level else ""
        form = cls(formdata=None, edition_id=passage.edition_id or 0, level=level)
        form.edition_id.choices = [SelectChoice(one.edition_id or 0, one.title) for one in sections]
        form.level.choices = [
            SelectChoice("", gettext("Ikke valgt")),
            *(SelectChoice(one.value, level_word(one)) for one in Level),
        ]
        return form

    @property
    def chosen_level(self) -> Level | None:
        """The level, if one was chosen."""
        return next((level for level in Level if level.value == self.level.data), None)


class KeepForm(FlaskForm):
    """Which of two texts is to stand."""

    keep = SelectField(choices=[keep.value for keep in Keep], validators=[InputRequired()])
    base_revision = IntegerField(validators=[InputRequired()])


class ActionForm(FlaskForm):
    """A promise: what, who, by when."""

    text = StringField(
        _("Hvad er aftalt?"),
        [InputRequired(_("Skriv, hvad der er aftalt.")), Length(max=LONGEST)],
        id="promise",  # the field for passages on the same page is called text too
    )
    owner = SelectField(_("Hvem gør det?"), coerce=int)
    due = DateField(_("Senest"), [Optional()])
    edition_id = HiddenField(filters=[whole_or_none], id="promise-theme")
    save_key = HiddenField(validators=[Optional(), UUID()], filters=[lambda value: value or None], id="promise-key")

    @classmethod
    def offering(cls, owners: Sequence[Person], **given: object) -> ActionForm:
        """The form with those who can have promised something."""
        form = cls(**given)
        form.owner.choices = [
            SelectChoice(0, gettext("Ingen endnu")),
            *(SelectChoice(one.id, one.name) for one in owners),
        ]
        return form


class AttendeeForm(FlaskForm):
    """One who was asked or came along; an empty name takes somebody without an account off the list."""

    class Meta:
        """The token is the whole form's."""

        csrf = False

    person_id = HiddenField(filters=[whole_or_none])
    name = StringField(_("Navn"), [Length(max=200)])
    title = StringField(_("Titel"), [Length(max=200)])
    came = BooleanField(_("Kom"))
    remark = StringField(_("Bemærkning"), [Length(max=200)])


class AttendanceForm(FlaskForm):
    """Who was there. `seal` is that of the list that the page was made from."""

    seal = HiddenField(validators=[InputRequired()])
    people = FieldList(FormField(AttendeeForm), max_entries=MOST_ATTENDEES)

    @classmethod
    def of(cls, attendance: Sequence[Attendee]) -> AttendanceForm:
        """The form as a page shows it: everybody, and some empty lines for whoever came along."""
        empty = [Attendee(name="")] * EMPTY_LINES
        people = [{**asdict(one), "person_id": str(one.person_id or "")} for one in [*attendance, *empty]]
        return cls(formdata=None, seal=attendance_seal(attendance), people=people)

    @property
    def attendees(self) -> list[Attendee]:
        """The list as it was sent."""
        return [
            Attendee(
                person_id=one.form.person_id.data,
                name=one.form.name.data or "",
                title=one.form.title.data or "",
                came=one.form.came.data,
                remark=one.form.remark.data or "",
            )
            for one in self.people
        ]


class DiscussionForm(FlaskForm):
    """A forum that is none of the six has had its say: who, about what, when."""

    forum = SelectField(_("Forum"), [InputRequired(_("Vælg et forum."))])
    title = StringField(_("Titel"), [InputRequired(_("Giv drøftelsen en titel.")), Length(max=LONGEST_TITLE)])
    held_on = DateField(_("Dag"), [InputRequired(_("Vælg en dag."))])

    @classmethod
    def offering(cls, **given: object) -> DiscussionForm:
        """The form with the forums by name."""
        form = cls(**given)
        form.forum.choices = [SelectChoice(forum.value, forum_word(forum)) for forum in Forum]
        return form


class NotesFileForm(FlaskForm):
    """A file with notes that were written elsewhere."""

    file = FileField(_("Filen"), [FileRequired(_("Vælg en fil."))])

    content = b""

    def validate_file(self, field: FileField) -> None:
        """Reads it."""
        with field.data.stream as stream:
            self.content = stream.read()


class AskForm(FlaskForm):
    """By when the head is asked to answer."""

    deadline = DateField(_("Svar senest"), [InputRequired(_("Vælg en dag."))])


class AnswerForm(FlaskForm):
    """The head's answer. Nothing is chosen beforehand: only a button that is pressed counts."""

    answer = SelectField(choices=[answer.value for answer in ConfirmationAnswer], validators=[InputRequired()])
    word = TextAreaField(_("Hvad skal rettes?"), [Length(max=LONGEST)])

    @staticmethod
    def placements(sent: Mapping[str, str]) -> dict[int, int]:
        """Where the institution placed itself (`step-THEME` → 1 to 5); themes without a choice are left out."""
        steps = {key.removeprefix("step-"): value for key, value in sent.items() if key.startswith("step-")}
        return {int(theme): int(step) for theme, step in steps.items() if theme.isdigit() and step.isdigit()}
