"""The words of calendar sources: how each stands, what was read, and what lies on top of a meeting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from app.dates import day_short, time_of_day
from app.scheduling.calendars.clashes import Clash
from app.scheduling.calendars.faults import SourceKind, fault_of
from app.scheduling.domain import Warned
from app.scheduling.labels import warned_words
from app.scheduling.models import CalendarSource
from app.scheduling.queries import Knowledge

MICROSOFT = "Microsoft 365"


@dataclass(frozen=True, kw_only=True)
class SourceLine:
    """One source as its page shows it; `waits`: something about it is for a person to see to."""

    source: CalendarSource
    title: str
    words: str
    waits: bool
    choosable: bool
    readable: bool


def line_of(source: CalendarSource, now: dt.datetime) -> SourceLine:
    """How a source stands."""
    return SourceLine(
        source=source,
        title=title_of(source),
        words=" ".join(_sentences(source, now)),
        waits=bool(source.fault) or source.stale(now) or bool(source.unread),
        choosable=source.kind is SourceKind.CALDAV,
        readable=source.due_at is not None,
    )


def title_of(source: CalendarSource) -> str:
    """What it is, and from where; its address is not said."""
    words = {
        SourceKind.ADDRESS: _("Kalenderadresse hos %(host)s", host=source.host),
        SourceKind.CALDAV: _("CalDAV hos %(host)s", host=source.host),
        SourceKind.GRAPH: _("Ledig og optaget fra Microsoft 365"),
        SourceKind.FILE: _("Fil"),
    }
    return str(words[source.kind])


def _sentences(source: CalendarSource, now: dt.datetime) -> Iterator[str]:
    if source.read_at is None and not source.fault:
        chosen = _("Vælg, hvilke kalendere der skal læses.")
        yield chosen if source.due_at is None else _("Er ikke læst endnu.")
    if source.read_at is not None:
        yield _("Læst %(day)s kl. %(time)s.", day=day_short(source.read_at), time=time_of_day(source.read_at))
        yield from reading_sentences(source)
    if source.fault:
        yield fault_words(source)
    if source.stale(now) and source.read_at is not None:
        yield _("Aftaler, der er kommet til siden da, kender vi ikke.")


def reading_sentences(source: CalendarSource) -> Iterator[str]:
    """What the last good reading found: how many, how busy, and what could not be read."""
    yield ngettext("%(num)s aftale.", "%(num)s aftaler.", source.events)
    hours = round(source.minutes_a_week / 60)
    yield ngettext(
        "Optaget %(num)s time om ugen mellem kl. 8 og 16.", "Optaget %(num)s timer om ugen mellem kl. 8 og 16.", hours
    )
    yield from _doubts(source)


def _doubts(source: CalendarSource) -> Iterator[str]:
    if source.unread:
        yield _("%(unread)s af %(events)s kunne ikke læses.", unread=source.unread, events=source.events)
    for code, about, count in source.warnings:
        yield warned_words(Warned(str(code), str(about), int(count)))


def fault_words(source: CalendarSource) -> str:
    """Why the last try failed, and what holds in the meantime."""
    fault = fault_of(source.fault, source.fault_data)
    sentence = str(_(fault.sentence, **fault.data))
    if source.read_at is None:
        return sentence
    still = _("Det, vi læste %(day)s, gælder så længe.", day=day_short(source.read_at))
    return f"{sentence} {still}"


def notes_of(known: Knowledge, now: dt.datetime) -> list[str]:
    """What there is to see to about a person's calendars, a sentence for each source that has something."""
    notes = []
    for source in known.states:
        said = [*_doubts(source), *([fault_words(source)] if source.fault else [])]
        if not source.fault and source.stale(now):
            said.append(_("Ikke læst for nylig: nyere aftaler er ukendte."))
        notes += [" ".join(said)] if said else []
    return notes


def clash_words(clash: Clash) -> str:
    """An appointment on top of a meeting, as a sentence beside its time."""
    return str(
        _(
            "%(who)s har siden %(day)s en anden aftale på det tidspunkt.",
            who=clash.person.name,
            day=day_short(clash.since),
        )
    )
