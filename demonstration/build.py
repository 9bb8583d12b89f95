"""Builds the demonstration: the steps of the story in their order, through the services that a real body uses.

No row is written past them. Mail of the past is really sent, over SMTP to the catcher, at its time in the story.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from flask_babel import force_locale

from app.domain import Refused
from app.web import words
from config import Settings
from demonstration.calendar import Story
from demonstration.catcher import Catcher
from demonstration.steps import (
    beginnings,
    centres,
    choosing,
    consulting,
    last_year,
    mails_in,
    plans,
    real_register,
    telling,
    this_year,
    working,
)
from demonstration.steps.stage import Stage
from demonstration.web import create_app


class CannotBuild(Exception):
    """The year cannot be run on what was given; the text is the refusal in words."""


Step = tuple[str, Callable[[Stage], str]]

BEGINNINGS: tuple[Step, ...] = (
    ("enters the people", beginnings.enter_people),
    ("imports the units", beginnings.import_units),
    ("enters who heads them", beginnings.enter_heads),
    ("says who counts as one", beginnings.settle_heads),
    ("enters earlier dialogues", beginnings.enter_visits),
    ("enters what happened to units", beginnings.enter_events),
    ("enters rooms", beginnings.enter_rooms),
    ("enters when the schools are closed", working.enter_working_time),
    ("takes over earlier guidance", beginnings.enter_history),
    ("opens the first year", beginnings.open_first_year),
)
LAST_YEAR: tuple[Step, ...] = (
    ("takes over last year's choice", last_year.take_over_choice),
    ("holds last year's dialogues", last_year.hold_dialogues),
    ("codes insights", last_year.code_insights),
    ("keeps promises", last_year.keep_promises),
    ("drafts the guidance", last_year.draft_guidance),
    ("lays the draft before others", consulting.consult),
    ("publishes the guidance", last_year.publish_guidance),
    ("tells the managers' circle", telling.tell_managers),
    ("writes to each of the six", last_year.send_letters),
    ("tells the committee and the others", telling.tell_the_others),
)
THIS_YEAR: tuple[Step, ...] = (
    ("chooses six", choosing.choose_six),
    ("finds six times", choosing.find_times),
    ("opens a centre above some of them", centres.open_centre),
    ("sends the invitations", choosing.send_invitations),
    ("takes answers", choosing.take_answers),
    ("takes in the annual plans", plans.take_plans),
    ("keeps last year's promises", last_year.keep_late_promises),
    ("keeps the notes", this_year.hold_dialogues),
    ("prepares the next meeting", this_year.prepare_next),
    ("hears another forum", this_year.hear_others),
    ("codes insights", this_year.code_insights),
    ("begins on next year's guidance", this_year.begin_draft),
    ("hears a no", this_year.say_no),
    ("gets a mail back", this_year.lose_mail),
    ("asks two heads about times", working.ask_about_times),
    ("reads the mailbox", mails_in.read_mailbox),
)
REAL_REGISTER: tuple[Step, ...] = (
    ("enters the people", beginnings.enter_people),
    ("imports the units", real_register.import_units),
    ("enters rooms", beginnings.enter_rooms),
    ("enters when the schools are closed", working.enter_working_time),
    ("opens the year", real_register.open_year),
    ("chooses six", real_register.choose_six),
    ("finds six times", choosing.find_times),
    ("sends the invitations", choosing.send_invitations),
    ("takes answers", choosing.take_directors_answers),
)


def build(
    settings: Settings,
    story: Story,
    *,
    catcher: Catcher,
    register: Path | None = None,
    say: Callable[[str], None] = print,
) -> None:
    """Runs every step and tells each in a line. A real register stops it before anything would be said."""
    app = create_app(settings)
    stage = Stage(app=app, story=story, catcher=catcher, register=register)
    with app.app_context():
        for label, step in REAL_REGISTER if register else (*BEGINNINGS, *LAST_YEAR, *THIS_YEAR):
            begun = time.monotonic()
            result = _taken(step, stage)
            say(f"  {label} … {result} ({time.monotonic() - begun:.1f} s)")
    if register:
        say(f"  {real_register.WHY_IT_STOPS}")


def _taken(step: Callable[[Stage], str], stage: Stage) -> str:
    try:
        return step(stage)
    except Refused as refused:
        with force_locale("en"):
            raise CannotBuild(words(refused)) from None
