"""The list on paper, to be handed out before the number is drawn: nothing in it stands elsewhere than in the record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from app import paper
from app.clock import local_day
from app.cycle.labels import count_word
from app.dates import day, moment
from app.selection.showing import ShownGroup, ShownLine, ShownList, show_list

LANGUAGE = "da"
A_LINE = 8
"""So many groups of four signs of the fingerprint stand on a line."""


def list_as_pdf(record: Mapping[str, Any], *, year: int, body: str, published_at: dt.datetime) -> bytes:
    """The list of a record; the same record gives the same bytes."""
    with force_locale(LANGUAGE):
        data = _content(record, show_list(record), year=year, body=body, published_at=published_at)
    return paper.render_pdf("draw_list", data, moment=published_at, language=LANGUAGE)


def _content(
    record: Mapping[str, Any], shown: ShownList, *, year: int, body: str, published_at: dt.datetime
) -> dict[str, Any]:
    seats = count_word(record["seats"])
    title = _("Listen for %(year)s", year=year)
    return {
        "title": f"{title}, {body}",
        "author": body,
        "over": _("%(body)s · Offentlig lodtrækning %(year)s", body=body, year=year),
        "heading": _("Listen, der er lavet på forhånd"),
        "lead": _(
            "Hver linje er %(seats)s, der opfylder alle hensyn sammen. Listen ligger fast fra %(moment)s. "
            "Tallet bliver trukket bagefter.",
            seats=seats,
            moment=moment(published_at),
        ),
        "footer": _("%(title)s · lagt fast %(day)s", title=title, day=day(local_day(published_at))),
        "fingerprint": list(_fingerprint(record["commitment"])),
        "steps": [
            _("Der bliver trukket cifre. De seks første er nummeret, fra 000.000 til 999.999."),
            _("Find den linje, hvor nummeret ligger mellem de to tal. På linjen står de %(seats)s.", seats=seats),
            _(
                "Står der, at nogle kommer fra en gruppe, er de i gruppen helt lige. Alle cifrene sammen afgør hvem; "
                "det står på siden med resultatet, og enhver kan regne det efter."
            ),
        ],
        "columns": list(shown.columns),
        "lines": [_line(line) for line in shown.lines],
        "groups": [_group(group) for group in shown.groups],
        "chances": [{"name": name, "chance": chance} for name, chance in shown.chances],
        "words": _words(),
    }


def _words() -> dict[str, str]:
    return {
        "page": _("Side"),
        "of": _("af"),
        "fingerprint": _("Listens fingeraftryk"),
        "compare": _("Er det siden et andet, er listen en anden."),
        "how": _("Sådan bruger du listen"),
        "lines": _("Linjerne"),
        "line": _("Linje"),
        "numbers": _("Numre"),
        "groups": _("Grupperne"),
        "groups_why": _("Institutionerne i en gruppe står helt lige."),
        "group": _("Gruppe"),
        "about": _("Det har de til fælles"),
        "members": _("Hvem"),
        "chances": _("Alles chance"),
        "chances_why": _("Ud af 100. Chancen er, hvor mange af numrene der peger på institutionen."),
        "institution": _("Institution"),
        "out_of": _("Ud af 100"),
    }


def _line(line: ShownLine) -> dict[str, Any]:
    cells = [list(cell) or ["–"] for cell in line.cells]
    return {"number": line.number, "first": line.first, "last": line.last, "cells": cells}


def _group(group: ShownGroup) -> dict[str, Any]:
    return {"number": group.number, "about": group.about, "members": list(group.members)}


def _fingerprint(commitment: str) -> Iterator[str]:
    fours = in_fours(commitment)
    for place in range(0, len(fours), A_LINE):
        yield " ".join(fours[place : place + A_LINE])


def in_fours(commitment: str) -> list[str]:
    """A fingerprint in groups of four, as people compare it."""
    return [commitment[place : place + 4] for place in range(0, len(commitment), 4)]
