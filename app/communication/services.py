"""Use cases of the communication, offered in one place: the plan, its mail, the courses, the committee paper."""

from __future__ import annotations

from app.communication.calling_off import call_off
from app.communication.courses import (
    add_course,
    add_places,
    change_course,
    invite,
    note_attendance,
    remove_course,
    remove_place,
)
from app.communication.mailing import send_mail, stop_mail
from app.communication.papers import (
    add_sentence,
    change_paper,
    decide,
    edit_sentence,
    remove_sentence,
    renew_paper,
    renew_sentence,
    write_paper,
)
from app.communication.plans import add_step, change_step, finish_step, lay_plan, remove_step, write_text

__all__ = [
    "add_course",
    "add_places",
    "add_sentence",
    "add_step",
    "call_off",
    "change_course",
    "change_paper",
    "change_step",
    "decide",
    "edit_sentence",
    "finish_step",
    "invite",
    "lay_plan",
    "note_attendance",
    "remove_course",
    "remove_place",
    "remove_sentence",
    "remove_step",
    "renew_paper",
    "renew_sentence",
    "send_mail",
    "stop_mail",
    "write_paper",
    "write_text",
]
