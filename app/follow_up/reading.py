"""How a letter reads: its content in words, once for the page and for the printed letter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from app import paper
from app.clock import at
from app.cycle.domain import Level
from app.cycle.labels import level_word
from app.dates import day as day_words
from app.dates import day_short
from app.guidance.domain import FateKind

LANGUAGE = "da"


def printed(content: Mapping[str, Any], *, body: str, sender: str, day: dt.date) -> bytes:
    """The printed letter, dated on a day. Sets a page: call it outside of a transaction."""
    data = reading_of(content, body=body, sender=sender, day=day)
    return paper.render_pdf("letter", data, moment=at(day, 8), language=LANGUAGE)


def reading_of(content: Mapping[str, Any], *, body: str, sender: str, day: dt.date) -> dict[str, Any]:
    """The letter in words: the guidance's own language, whoever reads it."""
    with force_locale(LANGUAGE):
        heading = _("Det blev der af jeres ord")
        return {
            "title": f"{heading}: {content['institution']}",
            "author": _("Direktionen, %(body)s", body=body),
            "footer": _("%(body)s, Direktionen", body=body),
            "body": body,
            "unit": _("Direktionen"),
            "lines": [day_words(day).capitalize(), sender],
            "recipient": [content["institution"], content["person"]],
            "heading": heading,
            "introduction": [_("Kære %(name)s", name=content["person"]), _opening(content)],
            "account": _account(content),
            "pairs": [_pair(one) for one in content["pairs"]],
            "rest": [_rest(one) for one in content["rest"]],
            "promises": [_promise(one) for one in content["promises"]],
            "closing": " ".join(_closing(content)),
            "regards": [_("Venlig hilsen"), _("Direktionen"), body],
            "words": _words(content["year"]),
        }


def _opening(content: Mapping[str, Any]) -> str:
    year = content["year"]
    became = ngettext("én sætning", "%(num)s sætninger", len({pair["element"] for pair in content["pairs"]}))
    if not content["held_on"]:
        return str(_("Her er, hvad Ledetråd %(year)s blev af jeres ord.", year=year))
    held = day_words(dt.date.fromisoformat(content["held_on"])).capitalize()
    if not content["pairs"]:
        return str(_("%(held)s talte vi sammen. Her er, hvad der skete med jeres ord.", held=held))
    talked = _("%(held)s talte vi sammen om, hvordan I arbejder med ledetråden.", held=held)
    built = _("I Ledetråd %(year)s bygger %(became)s på det, I sagde.", year=year, became=became)
    return f"{talked} {built}"


def _account(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    fates = [one["fate"] for one in content["rest"]]
    counts = (
        (len(content["pairs"]), _("blev til en sætning")),
        (fates.count(FateKind.PASSED_ON.value), _("er givet videre")),
        (fates.count(FateKind.NOT_THIS_YEAR.value), _("kom ikke med i år")),
    )
    return [{"count": count, "what": what} for count, what in counts if count]


def _pair(one: Mapping[str, Any]) -> dict[str, Any]:
    level = level_word(Level(one["level"])).lower() if one["level"] else ""
    place = ", ".join(part for part in (one["theme"] or _("Indledningen"), level) if part)
    became = [{"change": change, "text": text} for change, text in one["became"]]
    return {"said": one["said"], "place": place, "became": became}


def _rest(one: Mapping[str, Any]) -> dict[str, str]:
    if one["fate"] == FateKind.NOT_THIS_YEAR.value:
        return {"fate": _("Ikke i år"), "said": one["said"], "why": one["reason"]}
    to = _("Til %(recipient)s.", recipient=one["recipient"])
    return {"fate": _("Givet videre"), "said": one["said"], "why": f"{to} {one['reason']}".strip()}


def _promise(one: Mapping[str, Any]) -> dict[str, Any]:
    """A promise with how far it is; who made it: you, a person of ours, or we."""
    who = _("I") if one["theirs"] else one["owner"] or _("Vi")
    due = _plain(one["due"]) if one["due"] else ""
    if one["done_on"]:
        state = _("Gjort %(day)s", day=_plain(one["done_on"]))
        return {"who": who, "what": one["outcome"] or one["text"], "due": due, "state": state, "done": True}
    until = _("senest %(day)s", day=due) if due else ""
    return {"who": who, "what": one["text"], "due": due, "until": until, "state": _("På vej"), "done": False}


def _closing(content: Mapping[str, Any]) -> Iterator[str]:
    if content["silent"]:
        yield ngettext(
            "Ét afsnit mere i jeres referat er ikke blevet til en indsigt; det står i referatet.",
            "%(num)s afsnit mere i jeres referat er ikke blevet til en indsigt; de står i referatet.",
            content["silent"],
        )
    yield _("Tak, fordi I sagde det ligeud. Er noget forkert, så svar på mailen, så retter vi det.")


def _words(year: int) -> dict[str, Any]:
    return {
        "page": _("Side"),
        "of": _("af"),
        "pairs": _("Jeres ord, og det, de blev til"),
        "reading": _key(year - 1),
        "pair_columns": [_("Jeres ord"), _("Sætningen i Ledetråd %(year)s", year=year)],
        "rest": _("Det kom ikke med, og derfor"),
        "rest_columns": [_("Hvad skete"), _("Jeres ord"), _("Hvorfor")],
        "promises": _("Det har vi lovet hinanden"),
        "promise_columns": [_("Hvem"), _("Hvad"), _("Senest"), _("Hvor langt")],
    }


def _key(before: int) -> Sequence[dict[str, str]]:
    return (
        {"change": "removed", "text": _("Gennemstreget")},
        {"change": "same", "text": " " + _("stod i Ledetråd %(year)s og er væk.", year=before) + " "},
        {"change": "added", "text": _("Understreget")},
        {"change": "same", "text": " " + _("er nyt.")},
    )


def _plain(day: str) -> str:
    """1. november 2027"""
    value = dt.date.fromisoformat(day)
    return f"{day_short(value)} {value.year}"
