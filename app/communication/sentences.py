"""The facts of a committee paper in words: one sentence each, in the language of the committee."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from app.communication.domain import Channel, Fact, Heading, Part, kind_of
from app.communication.plans import LANGUAGE
from app.cycle.domain import MilestoneKind
from app.cycle.labels import count_word
from app.dates import day_short
from app.dialogues.domain import Forum
from app.dialogues.labels import forum_word
from app.guidance import labels as guidance_labels

Data = Mapping[str, Any]
ROWS = {"dialogues", "discussion", "round", "milestone", "adopted", "theme", "ended", "published", "step", "course"}
"""Kinds of facts that stand in a table, each beside its day or its name; the rest are running text."""


def sentence_of(fact: Fact) -> str:
    """The sentence that tells a fact."""
    with force_locale(LANGUAGE):
        return str(SENTENCES[fact.kind](fact.data))


def label_of(source: str, data: Data) -> str:
    """What stands to the left of a sentence in its table; empty for running text."""
    kind = kind_of(source)
    if kind not in ROWS:
        return ""
    if "title" in data and kind in ("theme", "ended"):
        return str(data["title"])
    with force_locale(LANGUAGE):
        return _span(data)


def heading_word(heading: Heading) -> str:
    """The fixed headings."""
    words = {
        Heading.DECISION_THEME: _("Beslutningstema"),
        Heading.CASE: _("Sagsfremstilling og økonomi"),
        Heading.APPROPRIATION: _("Bevilling"),
        Heading.COMPETENCE: _("Kompetence"),
        Heading.COMMUNICATION: _("Kommunikation"),
        Heading.RECOMMENDATION: _("Indstilling"),
        Heading.DECISION: _("Beslutning"),
    }
    return words[heading]


def part_word(part: Part) -> str:
    """The name of a part: under the case one of its own, else that of its heading."""
    words = {
        Part.PURPOSE: _("Beslutningstema"),
        Part.CAME_ABOUT: _("Sådan blev ledetråden til"),
        Part.THEMES: _("Årets temaer"),
        Part.ACTION: _("Fra ord til handling"),
        Part.ECONOMY: _("Økonomi"),
        Part.APPROPRIATION: _("Bevilling"),
        Part.COMPETENCE: _("Kompetence"),
        Part.COMMUNICATION: _("Kommunikation"),
        Part.RECOMMENDATION: _("Indstilling"),
    }
    return words[part]


def columns_of(part: Part) -> tuple[str, str]:
    """The heads of a part's table."""
    if part is Part.THEMES:
        return _("Tema"), _("Hvor det kommer fra, og hvad det er")
    return _("Hvornår"), _("Hvad")


def plain(day: str) -> str:
    """1. november 2027"""
    value = dt.date.fromisoformat(day)
    return f"{day_short(value)} {value.year}"


def _span(data: Data) -> str:
    first, last = data["on"], data.get("to", data["on"])
    if first == last:
        return plain(first)
    return f"{_start(data)} – {plain(last)}"


def _start(data: Data) -> str:
    """The first day of a span, with its year only where the last day is in another."""
    first = data["on"]
    return day_short(dt.date.fromisoformat(first)) if first[:4] == data["to"][:4] else plain(first)


def _purpose(data: Data) -> str:
    return _(
        "%(committee)s orienteres om Direktionens Ledetråd %(year)s, som sætter retningen for, hvordan organisationen "
        "arbejder i %(year)s for at nå byrådets mål.",
        **data,
    )


def _basis(data: Data) -> str:
    count, year = data["dialogues"], data["year"]
    if not count:
        return _("Ledetråden udsendes hvert år.")
    return " ".join(
        (
            _("Ledetråden udsendes hvert år."),
            ngettext(
                "Grundlaget for %(year)s er en drøftelse mellem direktionen og en institution eller et center.",
                "Grundlaget for %(year)s er %(count)s drøftelser mellem direktionen og institutioner og centre.",
                count,
                year=year,
                count=count_word(count),
            ),
            _("Det er en pejling af, hvor langt temaerne for %(before)s er nået, ikke en måling.", before=year - 1),
        )
    )


def _dialogues(data: Data) -> str:
    return ngettext(
        "Direktionen og en institution eller et center: drøftelse af årets temaer",
        "Direktionen og %(count)s institutioner og centre: drøftelser af årets temaer",
        data["count"],
        count=count_word(data["count"]),
    )


def _discussion(data: Data) -> str:
    return _("%(forum)s: %(title)s", forum=forum_word(Forum(data["forum"])), title=data["title"])


def _round(data: Data) -> str:
    counted = ngettext("%(num)s bemærkning", "%(num)s bemærkninger", data["comments"])
    return _("Høring, %(title)s: %(counted)s", title=data["title"], counted=counted)


def _milestone(data: Data) -> str:
    words = {
        MilestoneKind.DISCUSSED: _("Direktionen: egen drøftelse af temaerne"),
        MilestoneKind.HEADS_FORUM: _("Chefforum og ledergruppen: drøftelse af udkastet"),
        MilestoneKind.JOINT_COMMITTEE: _("Hovedudvalget (MED): drøftelse af udkastet"),
    }
    return str(words[MilestoneKind(data["kind"])])


def _answers(data: Data) -> str:
    changed = ngettext(
        "Af de %(comments)s bemærkninger førte %(num)s til en ændring.",
        "Af de %(comments)s bemærkninger førte %(num)s til ændringer.",
        data["changed"],
        comments=data["comments"],
    )
    everyone = data["answered"] == data["comments"]
    answered = _("Alle har fået svar.") if everyone else _("%(answered)s har fået svar.", answered=data["answered"])
    return f"{changed} {answered}"


def _adopted(data: Data) -> str:
    return _("Direktionen: vedtaget, punkt %(item)s", item=data["item"]) if data["item"] else _("Direktionen: vedtaget")


def _theme(data: Data) -> str:
    lineage = guidance_labels.came_from(data["kind"], data["title"], data["forerunners"], data["year"] - 1)
    return " ".join(part for part in (f"{lineage}." if lineage else "", data["summary"]) if part)


def _communicated(data: Data) -> str:
    channel, done, audience = Channel(data["channel"]), data["done"], data["audience"]
    words = {
        Channel.MAIL: (_("Sendes med mail"), _("Sendt med mail")),
        Channel.COMMITTEE: (_("Forelægges"), _("Forelagt")),
        Channel.PORTAL: (_("Lægges på medarbejderportalen"), _("Lagt på medarbejderportalen")),
        Channel.SEMINAR: (_("Fremlægges på seminar"), _("Fremlagt på seminar")),
        Channel.TOWN_HALL: (_("Informationsmøde"), _("Informationsmøde holdt")),
        Channel.COURSE: (_("Kursus i at skrive årsplan"), _("Kursus i at skrive årsplan holdt")),
        Channel.OTHER: (_("Fortælles"), _("Fortalt")),
    }
    return f"{words[channel][done]}: {audience}"


SENTENCES: Mapping[str, Callable[[Data], str]] = {
    "purpose": _purpose,
    "basis": _basis,
    "dialogues": _dialogues,
    "discussion": _discussion,
    "round": _round,
    "milestone": _milestone,
    "answers": _answers,
    "adopted": _adopted,
    "theme": _theme,
    "ended": lambda data: _("Afsluttet: %(why)s", why=data["why"]),
    "annual-plans": lambda data: _(
        "Institutioner og centre omsætter temaerne til deres årsplaner, som er klar %(day)s.", day=plain(data["on"])
    ),
    "questions": lambda _data: _("Til hvert tema hører spørgsmål, som hjælper med det."),
    "next-dialogues": lambda data: _(
        "Mellem %(first)s og %(last)s inviterer direktionen nye institutioner og centre til drøftelse.",
        first=_start(data),
        last=plain(data["to"]),
    ),
    "follow-up": lambda _data: _("Opfølgningen sker hele året i den enkelte institution og det enkelte center."),
    "economy": lambda _data: _(
        "Sagen har ingen økonomiske konsekvenser. Arbejdet holdes inden for de vedtagne rammer."
    ),
    "appropriation": lambda _data: _("Ingen."),
    "competence": lambda data: f"{data['committee']}.",
    "published": lambda _data: _("Offentliggjort på kommunens hjemmeside"),
    "step": _communicated,
    "course": lambda data: _("Kursus: %(title)s, %(place)s", title=data["title"], place=data["place"]),
    "recommendation": lambda _data: _("Direktionen indstiller, at orienteringen tages til efterretning."),
}
