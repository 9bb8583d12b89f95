"""What the things of the communication are called, in the reader's language."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _

from app.communication.domain import Channel, Standing
from app.communication.models import CoursePlace, PlanStep
from app.dates import day_short


def channel_word(channel: Channel) -> str:
    """By which way."""
    words = {
        Channel.MAIL: _("Mail"),
        Channel.COMMITTEE: _("Udvalg"),
        Channel.PORTAL: _("Medarbejderportal"),
        Channel.SEMINAR: _("Seminar"),
        Channel.TOWN_HALL: _("Informationsmøde"),
        Channel.COURSE: _("Kursus"),
        Channel.OTHER: _("Andet"),
    }
    return words[channel]


def step_sentence(step: PlanStep, today: dt.date) -> str:
    """How far a row is."""
    if step.sent_at is not None:
        return _("Sendt %(day)s", day=day_short(step.sent_at))
    if step.done_on is not None:
        return _("Gjort %(day)s", day=day_short(step.done_on))
    if step.day < today:
        return _("Skulle være gjort")
    return _("I dag") if step.day == today else _("Ikke endnu")


def waits(step: PlanStep, today: dt.date) -> bool:
    """Its day has come, and nobody has done it."""
    return step.done_on is None and step.day <= today


def attendance_word(place: CoursePlace) -> str:
    """Whether somebody is told, and whether she came."""
    if place.came is not None:
        return _("Kom") if place.came else _("Kom ikke")
    if place.invited_at is None:
        return _("Ikke inviteret endnu")
    return _("Inviteret %(day)s", day=day_short(place.invited_at))


def standing_word(standing: Standing) -> str:
    """Why a sentence of the paper is to be looked at; nothing while it is true."""
    words = {
        Standing.CHANGED: _("Forældet: det, sætningen bygger på, er ændret."),
        Standing.GONE: _("Forældet: det, sætningen bygger på, findes ikke mere."),
    }
    return words.get(standing, "")
