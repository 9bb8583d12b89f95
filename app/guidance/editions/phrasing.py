"""How an edition reads: its content in words, once for the web page, the printed page and the Word file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from app.cycle.domain import Level
from app.cycle.labels import level_word
from app.dates import day, day_short
from app.guidance import labels
from app.guidance.wording import blocks
from app.listing import listed

LANGUAGE = "da"
ENGLISH = "en"


def reading_of(content: Mapping[str, Any], *, body: str, language: str = LANGUAGE) -> dict[str, Any]:
    """The content in words, as web page, printed page and Word file all show it.

    In English what nobody has translated stands in Danish; `lang` beside a text is the language that it is in.
    """
    with force_locale(language):
        year, english = content["year"], language == ENGLISH
        heading = _("Ledetråd %(year)s", year=year)
        footer, sender = _published(content["published_on"], body=body, year=year)
        return {
            "title": f"{heading}, {body}",
            "author": _("Direktionen, %(body)s", body=body),
            "language": language,
            "footer": footer,
            "sender": sender,
            "heading": heading,
            "lead": _("Direktionens brev til alle ledere og medarbejdere om retningen for det kommende år."),
            "corrections": [_correction(one) for one in content.get("corrections", ())],
            "introduction": _introduction(content, english=english),
            "themes": [_theme_in_words(theme, year - 1, english=english) for theme in content["themes"]],
            "lineage": list(_lineage_rows(content, english=english)),
            "roads": list(_roads(content)),
            "words": _words(year),
        }


def _correction(row: Mapping[str, Any]) -> str:
    when = _plain(dt.date.fromisoformat(row["on"]))
    return str(_("%(edition)s. udgave, rettet %(day)s: %(why)s", edition=row["edition"], day=when, why=row["why"]))


def _introduction(content: Mapping[str, Any], *, english: bool) -> list[dict[str, Any]]:
    """An edition from before texts had bold knows its introduction only as a text."""
    letter = content.get("letter") or [{"text": content["introduction"]}]
    return [block for one in letter for block in in_blocks(one, english=english)]


def in_blocks(text: Mapping[str, Any], *, english: bool = False) -> list[dict[str, Any]]:
    """A text as paragraphs and lists of words, as JSON can hold them; each word says whether it stands in bold."""
    found = blocks(text["english"]) if english else blocks(text["text"], text.get("bold", ()))
    return [
        {"is_list": block.is_list, "lines": [[list(run) for run in line] for line in block.lines]} for block in found
    ]


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
        "message": _("Budskab"),
        "picture": _("Temaerne er tråde i ét reb. De løber gennem niveauerne og samles igen i jeres årsplaner."),
        "corrected": _("Rettet udgave"),
    }


def _theme_in_words(theme: Mapping[str, Any], before: int, *, english: bool) -> dict[str, Any]:
    title, name_lang = said(theme, "title", english=english)
    core, core_lang = said(theme, "summary", english=english)
    return {
        "number": theme["number"],
        "name": title,
        "name_lang": name_lang,
        "core": core,
        "core_lang": core_lang,
        "lineage": labels.came_from(theme["kind"], title, _forerunners(theme, english=english), before),
        "messages": [
            {
                "level": level_word(Level(level)) if level else "",
                "text": [block for one in found for block in in_blocks(one, english=english)],
                "elements": [one["element"] for one in found],
            }
            for level, found in _by_level(theme["messages"])
        ],
        "questions": [question for one in theme["questions"] for question in _questions(one, english=english)],
        "questions_lang": ENGLISH if english and all(one.get("english") for one in theme["questions"]) else LANGUAGE,
    }


def said(theme: Mapping[str, Any], name: str, *, english: bool) -> tuple[str, str]:
    """A name or sentence of a theme and its language: Danish stands where there is no English."""
    translated = theme.get("english", {}).get(name, "") if english else ""
    return (translated, ENGLISH) if translated else (theme[name], LANGUAGE)


def _questions(one: Mapping[str, Any], *, english: bool) -> list[str]:
    return list(one.get("english") or one["questions"]) if english else list(one["questions"])


def _forerunners(theme: Mapping[str, Any], *, english: bool) -> list[str]:
    return list(theme.get("forerunners_english", theme["forerunners"]) if english else theme["forerunners"])


def _by_level(messages: list[dict[str, Any]]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    order = [level.value for level in Level]
    placed = sorted(messages, key=lambda one: order.index(one["level"]) if one["level"] else len(order))
    for level, found in groupby(placed, key=lambda one: str(one["level"])):
        yield level, list(found)


def _lineage_rows(content: Mapping[str, Any], *, english: bool) -> Iterator[dict[str, Any]]:
    """One row a theme of this year, then one for each that ended; nothing for the first year of all."""
    words = {"continued": _("videreført"), "developed": _("udviklet"), "new": _("nyt"), "ended": _("slut")}
    if any(theme["kind"] == "first" for theme in content["themes"]):
        return
    for strand, theme in enumerate(content["themes"]):
        yield {
            "from": listed(_forerunners(theme, english=english)) or "–",
            "how": words[theme["kind"]],
            "kind": theme["kind"],
            "to": said(theme, "title", english=english)[0],
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
