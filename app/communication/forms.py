"""Forms of the communication. Lengths and links are the services' to judge; here only what has to be there at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, StringField, TextAreaField, TimeField, URLField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from app.clock import at, local
from app.communication.domain import LONGEST_AUDIENCE, LONGEST_LINK, LONGEST_TEXT, Channel, Part
from app.communication.labels import channel_word
from app.communication.models import Course, PlanStep
from app.communication.papers import LONGEST_COMMITTEE, LONGEST_NUMBER
from app.communication.sentences import part_word
from app.people.models import Person

COURSE_TITLE = 200


class StepForm(FlaskForm):
    """A row of the plan."""

    channel = SelectField(_("Hvordan"), validators=[InputRequired()])
    audience = StringField(_("Hvem får det at vide?"), [InputRequired(), Length(max=LONGEST_AUDIENCE)])
    day = DateField(_("Hvornår"), [InputRequired()], id="step-day")  # one page has a course's day, too
    owner = SelectField(_("Hvem sørger for det?"), coerce=int, validators=[Optional()])

    @classmethod
    def offering(cls, staff: Sequence[Person], step: PlanStep | None = None, **given: Any) -> StepForm:
        """The form with the channels and the people that there are; filled from a row where one is changed."""
        if step is not None:
            filled = {"channel": step.channel.value, "audience": step.audience, "day": step.day}
            given["data"] = filled | {"owner": step.owner_id or 0}
        form = cls(**given)
        form.channel.choices = [SelectChoice(one.value, channel_word(one)) for one in Channel]
        form.owner.choices = [SelectChoice(0, str(_("Ingen endnu"))), *(SelectChoice(p.id, p.name) for p in staff)]
        return form


class CourseForm(FlaskForm):
    """A course: what, when, where, and where its material stands."""

    title = StringField(_("Kursets navn"), [InputRequired(), Length(max=COURSE_TITLE)])
    day = DateField(_("Dag"), [InputRequired()])
    starts = TimeField(_("Fra kl."), [InputRequired()])
    ends = TimeField(_("Til kl."), [InputRequired()])
    place = StringField(_("Sted"), [InputRequired(), Length(max=COURSE_TITLE)])
    material = URLField(_("Link til materialet"), [Length(max=LONGEST_LINK)])

    @classmethod
    def filled(cls, course: Course | None = None, **given: Any) -> CourseForm:
        """The form, with a course's facts where one is changed."""
        if course is not None:
            begins, ends = local(course.starts_at), local(course.ends_at)
            given["data"] = {
                "title": course.title,
                "day": begins.date(),
                "starts": begins.time(),
                "ends": ends.time(),
                "place": course.place,
                "material": course.material,
            }
        return cls(**given)

    def facts(self) -> dict[str, Any]:
        """What the services of the courses ask for."""
        day: dt.date = self.day.data
        starts, ends = self.starts.data, self.ends.data
        return {
            "title": self.title.data or "",
            "starts_at": at(day, starts.hour, starts.minute),
            "ends_at": at(day, ends.hour, ends.minute),
            "place": self.place.data or "",
            "material": self.material.data or "",
        }


class PaperForm(FlaskForm):
    """The head of the committee paper."""

    committee = StringField(_("Udvalg"), [InputRequired(), Length(max=LONGEST_COMMITTEE)])
    meeting_on = DateField(_("Mødet"), [InputRequired()])
    case_number = StringField(_("Sagsnummer"), [Length(max=LONGEST_NUMBER)])


class OwnSentenceForm(FlaskForm):
    """A sentence of one's own."""

    part = SelectField(_("Hvor i sagen"), validators=[InputRequired()])
    text = TextAreaField(_("Det skal stå der"), [InputRequired(), Length(max=LONGEST_TEXT)])

    @classmethod
    def offering(cls, **given: Any) -> OwnSentenceForm:
        """The form with the parts of a paper."""
        form = cls(**given)
        form.part.choices = [SelectChoice(one.value, part_word(one)) for one in Part]
        return form


class DecisionForm(FlaskForm):
    """What the committee decided."""

    decision = TextAreaField(_("Beslutningen, som den står i protokollen"), [InputRequired(), Length(max=LONGEST_TEXT)])
    day = DateField(_("Truffet"), [InputRequired()])
