"""How an edition reads: its content in words, once for the web page and for the printed one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app import paper
from app.cycle.domain import Level
from app.cycle.labels import level_word
from app.dates import day, day_short
from app.guidance import labels
from app.guidance.domain import Edition
from app.guidance.edition import content_of
from app.guidance.models import Guidance
from app.guidance.wording import paragraphs

LANGUAGE = "da"


def compose(session: Session, guidance: Guidance, *, body: str, now: dt.datetime) -> Edition:
    """The edition as it would be published now. Sets pages: call it outside of a transaction."""
    content = content_of(session, guidance, now=now)
    return Edition(content=content, pdf=printed(content, body=body, now=now))


def printed(content: Mapping[str, Any], *, body: str, now: dt.datetime) -> bytes:
    """The printed pages of a content."""
    return paper.render_pdf("publication", reading_of(content, body=body), moment=now, language=LANGUAGE)


def reading_of(content: Mapping[str, Any], *, body: str) -> dict[str, Any]:
    """The content in words, as the web page and the printed page both show it, in the guidance's own language."""
    with force_locale(LANGUAGE):
        year = content["year"]
        heading = _("Ledetråd %(year)s", year=year)
        footer, sender = _published(content["published_on"], body=body, year=year)
        return {
            "title": f"{heading}, {body}",
            "author": _("Direktionen, %(body)s", body=body),
            "footer": footer,
            "sender": sender,
            "heading": heading,
            "lead": _("Direktionens brev til alle ledere og medarbejdere om retningen for det kommende år."),
            "introduction": paragraphs(content["introduction"]),
            "themes": [_theme_in_words(theme, year - 1) for theme in content["themes"]],
            "lineage": list(_lineage_rows(content)),
            "roads": list(_roads(content)),
            "words": _words(year),
        }


def _published(on: str | None, *, body: str, year: int) -> tuple[str, str]:
    """Footer and sender: what was taken over from before this system says so, and no day that nobody knows."""
    if on is None:
        taken_over = _("Skrevet ind som historie: udsendt, før dette system kom i brug")
        return _("Ledetråd %(year)s, skrevet ind som historie", year=year), taken_over
    when = dt.date.fromisoformat(on)
    footer = _("%(body)s, Ledetråd %(year)s, udsendt %(day)s", body=body, year=year, day=_plain(when))
    return footer, _("Fra direktionen i %(body)s, %(day)s", body=body, day=day(when))


def _words(year: int) -> dict[str, Any]:
    return {
        "page": _("Side"),
        "of": _("af"),
        "greeting": _("Kære ledere og medarbejdere"),
        "signature": _("Direktionen"),
        "questions": _("Spørgsmål til jer selv"),
        "lineage": _("Fra %(before)s til %(year)s", before=year - 1, year=year),
        "lineage_columns": [str(year - 1), _("Hvordan"), str(year), _("Hvorfor")],
    }


def _theme_in_words(theme: Mapping[str, Any], before: int) -> dict[str, Any]:
    return {
        "number": theme["number"],
        "name": theme["title"],
        "core": theme["summary"],
        "lineage": labels.came_from(theme["kind"], theme["title"], theme["forerunners"], before),
        "messages": [
            {
                "level": level_word(Level(level)) if level else "",
                "text": [part for one in found for part in paragraphs(one["text"])],
                "elements": [one["element"] for one in found],
            }
            for level, found in _by_level(theme["messages"])
        ],
        "questions": [question for one in theme["questions"] for question in one["questions"]],
    }


def _by_level(messages: list[dict[str, Any]]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    order = [level.value for level in Level]
    placed = sorted(messages, key=lambda one: order.index(one["level"]) if one["level"] else len(order))
    for level, found in groupby(placed, key=lambda one: str(one["level"])):
        yield level, list(found)


def _lineage_rows(content: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """One row a theme of this year, then one for each that ended; nothing for the first year of all."""
    words = {"continued": _("videreført"), "developed": _("udviklet"), "new": _("nyt"), "ended": _("slut")}
    if any(theme["kind"] == "first" for theme in content["themes"]):
        return
    for strand, theme in enumerate(content["themes"]):
        yield {
            "from": labels.listed(theme["forerunners"]) or "–",
            "how": words[theme["kind"]],
            "kind": theme["kind"],
            "to": theme["title"],
            "why": "",
            "strand": strand,
        }
    for strand, theme in enumerate(content["ended"], start=len(content["themes"])):
        ended = {"from": theme["title"], "how": words["ended"], "kind": "ended", "to": "–", "why": theme["why"]}
        yield {**ended, "strand": strand}


def _roads(content: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for heading, rows in ((_("Sådan blev den til"), content["became"]), (_("Fra ord til handling"), content["ahead"])):
        if rows:
            yield {"heading": heading, "rows": [{"when": _when(row), "what": _what(row)} for row in rows]}


def _when(row: Mapping[str, Any]) -> str:
    first, last = dt.date.fromisoformat(row["from"]), dt.date.fromisoformat(row.get("to", row["from"]))
    return _plain(first) if first == last else f"{day_short(first)} – {_plain(last)}"


def _what(row: Mapping[str, Any]) -> str:
    words = {
        "discussed": _("Direktionens egen drøftelse af temaerne"),
        "heads-forum": _("Drøftet med chefforum og ledergruppen"),
        "joint-committee": _("Drøftet i Hovedudvalget (MED)"),
        "published": _("Sendt til ledercirklen og offentliggjort"),
        "finance-committee": _("Orientering af Økonomiudvalget"),
        "presented": _("Præsenteret for alle ledere: temaerne bliver til årsplaner"),
        "annual-plans": _("Årsplanerne er klar"),
        "dialogues": _("Nye drøftelser mellem direktionen og seks arbejdspladser"),
    }
    if row["step"] == "adopted":
        return str(_("Vedtaget af direktionen, punkt %(item)s", item=row["item"]) if row["item"] else _("Vedtaget"))
    if "count" in row:
        return str(_("%(count)s drøftelser mellem direktionen og institutioner og centre", count=row["count"]))
    return str(words[row["step"]])


def _plain(value: dt.date) -> str:
    """1. november 2027"""
    return f"{day_short(value)} {value.year}"
