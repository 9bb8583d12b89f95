"""The words of times on a page: what stands in the way, what to know of a time, what a calendar said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import format_date, get_locale, ngettext
from flask_babel import gettext as _

from app.cycle.labels import count_word
from app.dates import day_short
from app.domain import N_
from app.listing import listed as _and
from app.people.models import Person
from app.scheduling.domain import BY_HAND, FROM_FILE, Blocker, Cause, DialogueState, FreeBusy, Meeting, Start, Warned
from app.scheduling.models import Dialogue, Room
from app.scheduling.planner.replan import Known
from app.scheduling.queries import Knowledge
from app.scheduling.rules.labels import broken_rule_words, kept_words, without_rule_words, word_for_day
from app.selection.models import Seat

# What the calendar of holidays calls its days, two on one day with "; " between them.
HOLIDAYS = (
    N_("nytårsdag"),
    N_("skærtorsdag"),
    N_("langfredag"),
    N_("påskedag"),
    N_("anden påskedag"),
    N_("arbejdernes kampdag"),
    N_("store bededag"),
    N_("kristi himmelfartsdag"),
    N_("pinsedag"),
    N_("anden pinsedag"),
    N_("grundlovsdag"),
    N_("juleaftensdag"),
    N_("juledag"),
    N_("anden juledag"),
    N_("nytårsaften"),
)


@dataclass(frozen=True)
class Names:
    """What the ids of a problem are called; `head` is the id of the head of the meeting in question."""

    persons: Mapping[str, str]
    rooms: Mapping[str, str]
    meetings: Mapping[str, str]
    head: str = ""
    unknown: tuple[str, ...] = ()
    """Ids of those who are needed and whose calendars have not been read for too long."""

    @classmethod
    def of(cls, persons: Iterable[Person], rooms: Iterable[Room], seats: Iterable[Seat]) -> Names:
        """Names by the ids that the planner knows."""
        return cls(
            persons={str(one.id): one.name for one in persons},
            rooms={str(one.id): one.name for one in rooms},
            meetings={str(one.id): one.institution.name for one in seats},
        )


def day_head(day: dt.date) -> str:
    """tors. 10. dec.; in English Thu 10 Dec. Short, so that no head wraps and the lanes stay beside their names."""
    return str(format_date(day, "EEE d. MMM" if str(get_locale()) == "da" else "EEE d MMM"))


def weekdays_short() -> list[str]:
    """man, tirs, ons …: the columns of a grid, the lines of a picture."""
    monday = dt.date(2027, 1, 4)
    return [str(format_date(monday + dt.timedelta(days=number), "EEE")).rstrip(".") for number in range(5)]


def week_days(monday: dt.date) -> str:
    """17.–21. maj, or 30. nov. – 4. dec.: one line beside the picture of the week"""
    friday = monday + dt.timedelta(days=4)
    dot = "." if str(get_locale()) == "da" else ""
    if monday.month == friday.month:
        return f"{monday.day}{dot}–{day_short(friday)}"
    return " – ".join(str(format_date(day, f"d{dot} MMM")) for day in (monday, friday))


def lane_words(person: str, names: Names) -> str:
    """Whose line it is in the picture of the weeks."""
    return str(_("Lederen")) if person == names.head else names.persons.get(person, person)


def who_words(meeting: Meeting, names: Names) -> str:
    """Who has to meet, as the beginning of a sentence."""
    directors = sum(person != names.head for person in meeting.required)
    words = ngettext("en direktør", "%(count)s direktører", directors, count=count_word(directors))
    people = _("%(directors)s og lederen", directors=words) if names.head in meeting.required else words
    length = _("halvanden time") if meeting.minutes == 90 else _("%(num)s minutter", num=meeting.minutes)
    return str(_("%(people)s i %(length)s", people=people, length=length))


def closed_words(why: str) -> str:
    """Why nobody meets on a day."""
    return "; ".join(word_for_day(name) for name in why.split("; "))


def off_words(days: Mapping[dt.date, str]) -> dict[dt.date, str]:
    """Why nobody meets on each of these days."""
    return {day: closed_words(word) for day, word in days.items()}


def without_words(blocker: Blocker, names: Names, *, notice: dt.timedelta, latest: dt.date | None) -> str:
    """What one would have to do without: the beginning of "Uden X åbner 4 tider"."""
    words: Mapping[Cause, Callable[[], object]] = {
        Cause.PERSON: lambda: _("Uden %(name)s", name=names.persons.get(blocker.id, blocker.id)),
        Cause.ROOM: lambda: _("Uden %(name)s", name=names.rooms.get(blocker.id, blocker.id)),
        Cause.ROOMS: lambda: _("Uden et lokale"),
        Cause.NOTICE: lambda: ngettext("Uden en uges varsel", "Uden %(num)s ugers varsel", notice.days // 7),
        Cause.LATEST: lambda: _("Efter fristen %(day)s", day=day_short(latest)) if latest else _("Efter fristen"),
        Cause.DECLINED: lambda: _("Uden afbuddet"),
        Cause.PER_DAY: lambda: _("Samme dag som %(name)s", name=names.meetings.get(blocker.id, blocker.id)),
        Cause.PER_WEEK: lambda: _("Med flere dialoger på en uge"),
        Cause.TRAVEL: lambda: _("Uden kørslen"),
        Cause.RULE: lambda: without_rule_words(blocker.id),
        Cause.QUORUM: lambda: _("Med færre direktører end aftalt"),
        Cause.HOURS: lambda: _("Ingen åben dag er lang nok"),
        Cause.SPACING: lambda: _("Lige op ad %(name)s", name=names.meetings.get(blocker.id, blocker.id)),
    }
    return str(words[blocker.cause]())


def opens_words(count: int) -> str:
    """The end of the same sentence."""
    return str(ngettext("åbner én tid", "åbner %(num)s tider", count)) if count else str(_("åbner intet alene"))


def start_words(start: Start, names: Names) -> str:
    """What to know before one takes a time: who can, and where."""
    said = []
    if start.tentative:
        who = _and([names.persons.get(person, person) for person in start.tentative])
        said.append(_("%(who)s har en foreløbig aftale.", who=who))
    if start.absent:
        who = _and([names.persons.get(person, person) for person in start.absent])
        said.append(_("%(who)s kan ikke være med.", who=who))
    if names.unknown:
        said.append(unknown_words(names.unknown, names))
    said += kept_words(start.unknown, start.rules, names.persons)
    if not said and start.rooms:
        room = names.rooms.get(start.rooms[0], start.rooms[0])
        said.append(_("Alle kan, og %(room)s er ledigt.", room=room))
    elif not said:
        said.append(_("Alle kan."))
    return " ".join(said)


def state_words(dialogue: Dialogue, names: Names) -> str:
    """Where a dialogue stands, as a sentence."""
    if dialogue.state is DialogueState.PROPOSED:
        return why_words(dialogue.why, names)
    words = {
        DialogueState.WITHOUT_TIME: _("Har ingen tid endnu."),
        DialogueState.AGREED: _("Aftalt uden for Ledetråd.") if dialogue.taken_over else _("Aftalt."),
        DialogueState.NEEDS_TIME: _("Der er sagt nej til tiden."),
        DialogueState.HELD: _("Holdt."),
        DialogueState.CANCELLED: _("Aflyst: %(why)s", why=dialogue.cancelled_because),
    }
    return str(words[dialogue.state])


def why_words(codes: Sequence[str], names: Names) -> str:
    """A stored proposal's codes as sentences; none: everybody can."""
    told = [code.split(":", 1) for code in codes]
    tentative = _and([names.persons.get(id, "?") for kind, id in told if kind == "tentative"])
    absent = _and([names.persons.get(id, "?") for kind, id in told if kind == "absent"])
    unknown = [id for kind, id in told if kind == "unknown"]
    said = [
        _("%(who)s har en foreløbig aftale.", who=tentative) if tentative else "",
        _("%(who)s kan ikke være med.", who=absent) if absent else "",
        unknown_words(unknown, names) if unknown else "",
        *kept_words(
            [id for kind, id in told if kind == "silent"], [id for kind, id in told if kind == "rule"], names.persons
        ),
    ]
    return " ".join(sentence for sentence in said if sentence) or str(_("Alle kan."))


def known_words(known: Knowledge) -> str:
    """How far a person's calendar is known, from where, and how old that is: the end of a sentence about her."""
    if known.until is None and known.answered:
        return str(
            ngettext(
                "har svaret på en tid i en rundspørge; andre tider kender vi ikke.",
                "har svaret på %(num)s tider i en rundspørge; andre tider kender vi ikke.",
                known.answered,
            )
        )
    if known.until is None or known.read_at is None:
        return str(_("kender vi ikke kalenderen for, så alle tider regnes som ledige."))
    how = _and([source_words(source) for source in known.sources])
    words = _("%(how)s %(day)s, til %(until)s.", how=how, day=day_short(known.read_at), until=day_short(known.until))
    stale = _("Aftaler, der er kommet til siden da, kender vi ikke.") if known.stale else ""
    return f"{words} {stale}".rstrip()


def unknown_words(ids: Iterable[str], names: Names) -> str:
    """Whose calendar has not been read for too long: a time without an appointment is unknown, and not free."""
    who = _and([names.persons.get(one, _("lederen")) for one in ids])
    return str(_("Vi ved ikke, om %(who)s kan: kalenderen er ikke læst for nylig.", who=who))


def source_words(source: str) -> str:
    """Where knowledge of a calendar comes from."""
    words = {BY_HAND: _("markeret i hånden"), FROM_FILE: _("læst fra en fil")}
    return str(words.get(source, _("hentet fra %(source)s", source=source)))


def reading_words(found: FreeBusy) -> str:
    """What became of a calendar that was read."""
    read = ngettext("En aftale er læst.", "%(num)s aftaler er læst.", found.events - found.unread)
    unread = ngettext("En kunne ikke læses.", "%(num)s kunne ikke læses.", found.unread) if found.unread else ""
    told = [read, unread, *(warned_words(one) for one in found.warnings)]
    return " ".join(sentence for sentence in told if sentence)


def warned_words(warned: Warned) -> str:
    """A warning about a calendar."""
    if warned.code == "unknown-zone":
        return str(_("Tidszonen %(zone)s er ukendt og læst som dansk tid.", zone=warned.about))
    return str(_("Regler, der gentager sig flere gange om dagen, er sprunget over."))


def remark_words(code: str, about: str) -> str:
    """What was odd about a problem, and taken as it stands."""
    words = {
        "unknown-key": _("Nøglen %(about)s er ukendt og sprunget over.", about=about),
        "pinned-outside": _(
            "%(about)s ligger fast uden for opgavens dage, timer eller gitter og bliver liggende.", about=about
        ),
        "pinned-without-room": _("%(about)s ligger fast, mens intet lokale er ledigt, og har intet.", about=about),
    }
    return str(words[code])


def said_of(known: Known) -> str:
    """How far a meeting's time is known to others."""
    words: dict[Known, str] = {
        Known.DRAFT: _("Kun et forslag: ingen har fået besked."),
        Known.SENT: _("Indkaldelsen er sendt."),
        Known.ACCEPTED: _("Lederen har sagt ja."),
    }
    return str(words[known])


def blocked_words(blocker: Blocker, names: Names, *, latest: dt.date | None) -> str:
    """What stands in the way of one start, as a sentence of its own."""
    words: dict[Cause, Callable[[], str]] = {
        Cause.PERSON: lambda: _("%(name)s er optaget.", name=names.persons.get(blocker.id, blocker.id)),
        Cause.ROOM: lambda: _("%(name)s er optaget.", name=names.rooms.get(blocker.id, blocker.id)),
        Cause.ROOMS: lambda: _("Der er ikke et ledigt lokale."),
        Cause.NOTICE: lambda: _("Varslet bliver kortere end aftalt."),
        Cause.LATEST: lambda: _("Det er efter fristen %(day)s.", day=day_short(latest or dt.date.max)),
        Cause.DECLINED: lambda: _("Der er sagt nej til den tid."),
        Cause.PER_DAY: lambda: _(
            "Der er dialog med %(name)s samme dag.", name=names.meetings.get(blocker.id, blocker.id)
        ),
        Cause.PER_WEEK: lambda: _("Det bliver den tredje dialog på en uge."),
        Cause.QUORUM: lambda: _("Der kommer færre direktører end aftalt."),
        Cause.HOURS: lambda: _("Det er uden for de dage og timer, der bliver holdt møder i."),
        Cause.TRAVEL: lambda: _("Kørslen frem eller tilbage kan ikke nås."),
        Cause.RULE: lambda: broken_rule_words(blocker.id),
        Cause.SPACING: lambda: _("Det ligger lige op ad %(name)s.", name=names.meetings.get(blocker.id, blocker.id)),
    }
    return str(words[blocker.cause]())
