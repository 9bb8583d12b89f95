"""The page of the process over the years, and its tables as files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import files
from app.clock import local_day, now
from app.database import reading
from app.domain import NotFound
from app.follow_up.years import Answered, Reached, ThemeLife, Used, Years, over_years
from app.guidance.domain import FateKind
from app.guidance.labels import fate_word
from app.insights.export import kind_in, writer
from app.insights.tables import Table

KEYS = ("institutioner", "temaer", "indsigter", "svar")


@dataclass(frozen=True, kw_only=True)
class Span:
    """A bar from one place to another, in per cent of the whole."""

    start: float
    width: float


@dataclass(frozen=True, kw_only=True)
class Part:
    """One question to the years: its table, and beside each row the same as a bar; `bars` says what it shows."""

    key: str
    table: Table
    note: str
    bars: str
    spans: list[Span | None]


def years_page() -> ResponseReturnValue:
    """Whom the dialogues have reached, how long themes live, what insights became, who answered in time."""
    found = over_years(reading(), local_day(now()))
    return render_template("follow_up/years.html", parts=[part for part in parts_of(found) if part.table.rows])


def download() -> ResponseReturnValue:
    """One of the tables (`hvad`; the first where nothing is said) as a file (`som`)."""
    key = request.args.get("hvad", KEYS[0])
    kind = kind_in(request.args)
    part = next((one for one in parts_of(over_years(reading(), local_day(now()))) if one.key == key), None)
    if part is None:
        raise NotFound()
    return files.sent(writer(kind)(part.table), f"{key}-over-aarene.{kind.value}")


def parts_of(found: Years) -> Iterator[Part]:
    """The page's parts in their order."""
    yield reached(found.reached)
    yield lives(found.themes)
    yield used(found.used)
    yield answered(found.answered)


def reached(rows: Sequence[Reached]) -> Part:
    """Coverage of the institutions."""
    unknown = _("ukendt")
    return Part(
        key=KEYS[0],
        table=Table(
            title=_("Institutioner, der har været til dialog"),
            heads=[_("År"), _("Det år"), _("Forskellige i alt"), _("Ud af")],
            rows=[[one.year, one.met, one.so_far, unknown if one.of is None else one.of] for one in rows],
        ),
        note=_("Forskellige institutioner til og med året, af dem, der kunne vælges. Nedlagte tæller med."),
        bars=_("Forskellige i alt ud af dem, der kunne vælges"),
        spans=[share(one.so_far, one.of) for one in rows],
    )


def lives(rows: Sequence[ThemeLife]) -> Part:
    """How long themes live."""
    first = min((one.first for one in rows), default=0)
    whole = max((one.last for one in rows), default=0) - first + 1
    return Part(
        key=KEYS[1],
        table=Table(
            title=_("Temaernes liv"),
            heads=[_("Tema"), _("Fra"), _("Til"), _("År i ledetråden"), _("Hvorfor det endte")],
            rows=[[one.title, one.first, one.last, one.years, one.why or "–"] for one in rows],
        ),
        note=_("Et tema beholder sit liv, når det får et nyt navn."),
        bars=_("Fra det første år til det sidste"),
        spans=[Span(start=at(one.first - first, whole), width=at(one.last - one.first + 1, whole)) for one in rows],
    )


def used(rows: Sequence[Used]) -> Part:
    """The share of insights that the guidance used."""
    kinds = list(FateKind)
    return Part(
        key=KEYS[2],
        table=Table(
            title=_("Hvad indsigterne blev til"),
            heads=[_("År"), _("Indsigter"), *map(fate_word, kinds), _("Ikke afgjort")],
            rows=[[one.year, one.insights, *(one.fates[kind] for kind in kinds), one.undecided] for one in rows],
        ),
        note=_("Årets dialoger føder næste års ledetråd."),
        bars=_("I ledetråden ud af alle"),
        spans=[share(one.fates[FateKind.IN_GUIDANCE], one.insights) for one in rows],
    )


def answered(rows: Sequence[Answered]) -> Part:
    """Answers to the minutes."""
    return Part(
        key=KEYS[3],
        table=Table(
            title=_("Svar på referaterne"),
            heads=[_("År"), _("Spurgt"), _("Svarede inden fristen"), _("Svarede efter fristen"), _("Svarede ikke")],
            rows=[[one.year, one.asked, one.in_time, one.late, one.never] for one in rows],
        ),
        note=_("Hver gang en leder er spurgt, tæller én gang. Intet svar er aldrig et ja."),
        bars=_("Inden fristen ud af alle, der er spurgt"),
        spans=[share(one.in_time, one.asked) for one in rows],
    )


def share(part: int, whole: int | None) -> Span | None:
    """A part of a whole as a bar from the left; none where the whole is not known."""
    return None if whole is None else Span(start=0, width=at(part, whole))


def at(part: int, whole: int) -> float:
    """Per cent, never more than all: institutions that have closed were met, too."""
    return min(100.0, round(100 * part / whole, 1)) if whole else 0.0
