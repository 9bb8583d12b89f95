"""The mails of a poll, whose texts can be adjusted, and the facts that each may use, by their Danish names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from app.cycle.labels import count_word
from app.cycle.models import Cycle
from app.dates import weekday
from app.mail.writing import words
from app.mail.writing.texts import Sample, TextKind, Values
from app.people.models import Person
from app.scheduling.models import Poll
from app.scheduling.polls import queries as poll_queries

ASKED = "poll"
REMINDER = "poll-reminder"
ANSWERED = "poll-answered"
EXAMPLE_LINK = "https://example.dk/tider/svar/…"

_NAMES = {
    "navn": _("modtagerens navn"),
    "fornavn": _("modtagerens fornavn"),
    "antal": _("hvor mange tider der bliver spurgt om"),
    "frist": _("sidste dag for svar"),
    "besked": _("sekretariatets egne ord; tomt, hvis der ikke er nogen"),
    "svarlink": _("adressen på modtagerens egen svarside"),
}
_TOLD_NAMES = {
    "navn": _("modtagerens navn"),
    "fornavn": _("modtagerens fornavn"),
    "antal": _("hvor mange der har svaret"),
    "link": _("adressen på siden med svarene"),
}


def values_of(poll: Poll, person: Person, *, url: str) -> Values:
    """The facts of a question and of a reminder, in the language that is on."""
    return {
        "navn": person.name,
        "fornavn": person.name.split()[0],
        "antal": count_word(len(poll.slots)),
        "frist": weekday(poll.deadline),
        "besked": poll.word,
        "svarlink": url,
    }


def told_values(poll: Poll, person: Person) -> Values:
    """The facts of the mail that says that everybody has answered."""
    return {
        "navn": person.name,
        "fornavn": person.name.split()[0],
        "antal": count_word(len(poll.asked)),
        "link": words.absolute(f"/tider/rundspoerge/{poll.id}"),
    }


def _samples(*, told: bool) -> Callable[[Session, Cycle, dt.datetime], Sequence[Sample]]:
    def find(session: Session, cycle: Cycle, _now: dt.datetime) -> Sequence[Sample]:
        return [
            Sample(
                person=one.person,
                values=told_values(poll, one.person) if told else values_of(poll, one.person, url=EXAMPLE_LINK),
            )
            for poll in poll_queries.polls_of(session, cycle)
            for one in poll.asked
        ]

    return find


TEXTS = (
    TextKind(name=ASKED, label=_("Rundspørge om tider"), names=_NAMES, samples=_samples(told=False)),
    TextKind(name=REMINDER, label=_("Påmindelse: rundspørge"), names=_NAMES, samples=_samples(told=False)),
    TextKind(name=ANSWERED, label=_("Alle har svaret på rundspørgen"), names=_TOLD_NAMES, samples=_samples(told=True)),
)
