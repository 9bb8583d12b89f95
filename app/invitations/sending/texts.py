"""Which mails this room writes with texts that can be adjusted, and the facts that each may use.

The names are Danish, since it is the secretariat that writes with them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from app.cycle.labels import count_word
from app.cycle.models import Cycle
from app.dates import day, moment, sentence_start, time_of_day, week_of
from app.invitations import queries
from app.invitations.domain import Change, Part, Reminder, Slot
from app.invitations.models import Invitation, Participant
from app.invitations.queries import cycle_id_of, institution_of
from app.mail.writing import texts
from app.mail.writing.markup import Section, sections
from app.mail.writing.texts import Sample, TextKind, Values

FACTS = "facts"
EXAMPLE_LINK = "https://example.dk/svar/…"
NEW = {
    Part.HEAD: "invitation-head",
    Part.DIRECTOR: "invitation-director",
    Part.CENTRE: "invitation-guest",
    Part.GUEST: "invitation-guest",
}
CHANGED = {
    Change.TIME: "invitation-time",
    Change.ROOM: "invitation-room",
    Change.TITLE: "invitation-title",
    Change.CANCELLED: "invitation-cancelled",
    Change.REMOVED: "invitation-removed",
}
REMINDERS = {reminder: f"reminder-{reminder.value}" for reminder in Reminder}

_FACTS_NAMES = {
    "institution": _("institutionens navn"),
    "antal": _("hvor mange arbejdspladser direktionen taler med i år"),
    "minutter": _("hvor længe mødet varer"),
    "alle_spørgsmål": _("ledetrådens spørgsmål til refleksion, et ad gangen"),
}
_NAMES = {
    "navn": _("modtagerens navn"),
    "fornavn": _("modtagerens fornavn"),
    "institution": _("institutionens navn"),
    "tid": _("dag, klokkeslæt og uge i en sætning"),
    "dag": _("mødets dag"),
    "klokken": _("fra og til"),
    "uge": _("ugens nummer"),
    "sted": _("lokalet; tomt, hvis der ikke er noget"),
    "før": _("tiden før mødet blev flyttet; ellers tomt"),
    "forklaring": _("teksten “Det læser lederen først”; tom for alle andre"),
    "svarlink": _("adressen på modtagerens egen svarside"),
}


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """What one mail is about."""

    invitation: Invitation
    participant: Participant
    slot: Slot
    before: Slot | None = None
    url: str = ""


def kind_of(participant: Participant, change: Change) -> str:
    """Which text tells a change."""
    return CHANGED[change] if change in CHANGED else NEW[participant.part]


def values_of(session: Session, this: Occasion, *, explained: bool) -> Values:
    """The facts of a mail, in the language that is on; `explained`: with what a head reads first."""
    slot, person = this.slot, this.participant.person
    head = explained and this.participant.part is Part.HEAD
    return {
        "navn": person.name,
        "fornavn": person.name.split()[0],
        "institution": institution_of(this.invitation),
        "tid": moment(slot.start),
        "dag": sentence_start(day(slot.start)),
        "klokken": f"{time_of_day(slot.start)}–{time_of_day(slot.end)}",
        "uge": week_of(slot.start),
        "sted": slot.place,
        "før": moment(this.before.start) if this.before else "",
        "forklaring": explanation(session, this.invitation) if head else "",
        "svarlink": this.url,
    }


def explanation(session: Session, invitation: Invitation) -> str:
    """What the head reads first, in its marks: the same in her mail and on her page."""
    return texts.text_of(session, cycle_id=cycle_id_of(invitation), kind=FACTS, values=_facts_values(invitation))


def facts_for(session: Session, invitation: Invitation) -> list[Section]:
    """The same under its headings, for a page: why us, what it takes, what is written down, whom to bring; and last,
    that Outlook is enough.
    """
    return sections(explanation(session, invitation))


def _facts_values(invitation: Invitation) -> Values:
    return {
        "institution": institution_of(invitation),
        "antal": count_word(invitation.dialogue.seat.draw.seats_wanted),
        "minutter": _minutes_of(invitation),
        "alle_spørgsmål": _questions_of(invitation),
    }


def _minutes_of(invitation: Invitation) -> int:
    dialogue = invitation.dialogue
    if dialogue.starts_at is None or dialogue.ends_at is None:
        return 0
    return (dialogue.ends_at - dialogue.starts_at) // dt.timedelta(minutes=1)


def _questions_of(invitation: Invitation) -> list[str]:
    """The reflection questions of the guidance that the meeting talks about."""
    subject = invitation.dialogue.seat.draw.cycle.subject
    themes = subject.content["themes"] if subject else []
    return [question for theme in themes for question in theme["questions"]]


def _samples(part: Part | None, *, explained: bool) -> Callable[[Session, Cycle, dt.datetime], Sequence[Sample]]:
    """Real people of the year to show a text with: those who take part as this, or anyone."""

    def find(session: Session, cycle: Cycle, _now: dt.datetime) -> Sequence[Sample]:
        found = []
        for invitation in queries.invitations_of(session, cycle):
            slot = queries.stands(invitation) or queries.told(invitation)
            for one in queries.present(invitation):
                if slot is not None and part in (None, one.part):
                    this = Occasion(invitation=invitation, participant=one, slot=slot, before=slot, url=EXAMPLE_LINK)
                    found.append(Sample(person=one.person, values=values_of(session, this, explained=explained)))
        return found

    return find


def _facts_samples(session: Session, cycle: Cycle, _now: dt.datetime) -> Sequence[Sample]:
    return [
        Sample(person=one.person, values=_facts_values(invitation))
        for invitation in queries.invitations_of(session, cycle)
        for one in queries.present(invitation)
        if one.part is Part.HEAD
    ]


def _kind(name: str, label: object, part: Part | None = None, *, explained: bool = True) -> TextKind:
    return TextKind(name=name, label=label, names=_NAMES, samples=_samples(part, explained=explained))


TEXTS = (
    TextKind(name=FACTS, label=_("Det læser lederen først"), names=_FACTS_NAMES, samples=_facts_samples),
    _kind(NEW[Part.HEAD], _("Indkaldelse til lederen"), Part.HEAD),
    _kind(NEW[Part.DIRECTOR], _("Indkaldelse til en direktør"), Part.DIRECTOR),
    _kind(NEW[Part.GUEST], _("Indkaldelse til en, der gerne må være med"), Part.CENTRE),
    _kind(CHANGED[Change.TIME], _("Mødet er flyttet")),
    _kind(CHANGED[Change.ROOM], _("Nyt lokale")),
    _kind(CHANGED[Change.TITLE], _("Institutionen har fået et andet navn")),
    _kind(CHANGED[Change.CANCELLED], _("Mødet er aflyst"), explained=False),
    _kind(CHANGED[Change.REMOVED], _("Taget af mødet"), explained=False),
    _kind(REMINDERS[Reminder.UNANSWERED], _("Påmindelse: intet svar"), explained=False),
    _kind(REMINDERS[Reminder.WEEK], _("Påmindelse: om en uge"), explained=False),
    _kind(REMINDERS[Reminder.DAY], _("Påmindelse: i morgen"), explained=False),
)
