"""Which mails this room writes with texts that can be adjusted: the agenda, the briefing, the minutes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import local_day
from app.cycle.models import Cycle
from app.dates import day_short, moment, weekday
from app.dialogues import queries
from app.institutions import queries as institutions
from app.mail.writing.texts import Sample, TextKind, Values
from app.scheduling.models import Dialogue
from app.selection.models import Draw, Seat

AGENDA, BRIEFING, MINUTES, REMINDER = "agenda", "briefing", "minutes", "minutes-reminder"
EXAMPLE_LINK = "https://example.dk/…"
_NAMES = {
    "institution": _("institutionens navn"),
    "tid": _("dag, klokkeslæt og uge i en sætning"),
    "dag": _("mødets dag"),
    "link": _("adressen på modtagerens egen side"),
}
_WITH_DEADLINE = _NAMES | {"frist": _("den dag, svaret skal være her")}


def values_of(dialogue: Dialogue, *, link: str) -> Values:
    """The facts of a mail about a meeting, in the language that is on."""
    start = dialogue.starts_at
    return {
        "institution": dialogue.seat.institution.name,
        "tid": moment(start) if start else "",
        "dag": weekday(start) if start else "",
        "link": link,
    }


def values_with_deadline(dialogue: Dialogue, *, link: str, deadline: dt.date) -> Values:
    """The same, for a mail that has to be answered by a day."""
    return {**values_of(dialogue, link=link), "frist": day_short(deadline)}


def _samples(session: Session, cycle: Cycle, now: dt.datetime) -> Sequence[Sample]:
    query = select(Dialogue.id).join(Dialogue.seat).join(Seat.draw).where(Draw.cycle_id == cycle.id)
    found = []
    for dialogue_id in session.scalars(query.order_by(Dialogue.id)):
        dialogue = queries.dialogue(session, dialogue_id)
        head = institutions.head_of(session, dialogue.seat.institution, local_day(now))
        if head is not None:
            values = values_with_deadline(dialogue, link=EXAMPLE_LINK, deadline=local_day(now))
            found.append(Sample(person=head, values=values))
    return found


TEXTS = (
    TextKind(name=AGENDA, label=_("Dagsordenen"), names=_NAMES, samples=_samples),
    TextKind(name=BRIEFING, label=_("Briefing til direktørerne"), names=_NAMES, samples=_samples),
    TextKind(name=MINUTES, label=_("Referatet til bekræftelse"), names=_WITH_DEADLINE, samples=_samples),
    TextKind(name=REMINDER, label=_("Påmindelse om referatet"), names=_WITH_DEADLINE, samples=_samples),
)
