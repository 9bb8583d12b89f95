"""What leaves the insights as files: the insights with the words behind them, the matrix, the years.

The secretariat's own notes never do: neither their words, nor the sentence that was derived from them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import Any

from flask_babel import gettext as _

from app.cycle.labels import level_word
from app.domain import NotFound
from app.insights import labels, queries
from app.insights.domain import CellState, Stance
from app.insights.matrix import Cell, Matrix, Shown
from app.insights.models import Evidence, Insight
from app.insights.rows import Edition
from app.insights.tables import Table, Value, as_csv, as_xlsx
from app.insights.years import OverYears, YearCell


class Format(Enum):
    """The kinds of file."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


WRITERS: Mapping[Format, Callable[[Table], bytes]] = {Format.CSV: as_csv, Format.XLSX: as_xlsx}


def kind_in(fields: Mapping[str, str], otherwise: Format = Format.CSV) -> Format:
    """The kind of file that an address asks for (`som`); raises NotFound for one that there is not."""
    named = fields.get("som", otherwise.value)
    found = next((kind for kind in Format if kind.value == named), None)
    if found is None:
        raise NotFound()
    return found


def writer(kind: Format) -> Callable[[Table], bytes]:
    """What writes a table as a file of this kind; raises NotFound for a kind that is none for tables."""
    if kind not in WRITERS:
        raise NotFound()
    return WRITERS[kind]


def insights_as(kind: Format, insights: Sequence[Insight], *, year: int) -> bytes:
    """The insights of a year as a file; in tables one row for each piece of evidence."""
    if kind is Format.JSON:
        return as_json({"year": year, "insights": [described(one) for one in insights]})
    return writer(kind)(insights_table(insights, year=year))


def as_json(value: object) -> bytes:
    """JSON as the commands print it: UTF-8, sorted keys."""
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1, default=str) + "\n").encode()


def described(insight: Insight) -> dict[str, Any]:
    """An insight for programs."""
    return {
        "id": insight.id,
        "sentence": sentence_of(insight),
        "own_notes": queries.closed(insight),
        "about": insight.about.value,
        "theme": insight.edition.number if insight.edition else None,
        "tone": insight.tone.value,
        "level": insight.level.value if insight.level else None,
        "chain": insight.chain.value if insight.chain else None,
        "strength": queries.strength(insight),
        "split_from": insight.split_from_id,
        "words": [
            {
                "evidence": one.id,
                "institution": one.voice,
                "dialogue": one.revision.passage.note.dialogue_id,
                "passage": one.revision.passage_id,
                "text": words_of(one),
                "own": one.own,
                "stance": one.stance.value,
            }
            for one in insight.evidence
        ],
    }


def sentence_of(insight: Insight) -> str:
    """The sentence; none where it was derived from own notes, for it is as closed as they are."""
    return "" if queries.closed(insight) else insight.sentence


def words_of(evidence: Evidence) -> str:
    """The quoted words; own notes are named and not told."""
    return "" if evidence.own else evidence.words


def insights_table(insights: Sequence[Insight], *, year: int) -> Table:
    """One row for each piece of evidence, with its insight told again."""
    heads = (
        *(_("Nr."), _("Indsigt"), _("Handler om"), _("Tema"), _("Siger"), _("For hvem"), _("Led i effektkæden")),
        *(_("Institutioner bag"), _("Hvem sagde det"), _("Dato"), _("Ord"), _("Ordene"), _("Bemærkning")),
    )
    rows = [(*_about(insight), *_said(one)) for insight in insights for one in insight.evidence]
    return Table(title=_("Indsigter %(year)s", year=year), heads=heads, rows=rows)


def _about(insight: Insight) -> tuple[Value, ...]:
    return (
        insight.id,
        sentence_of(insight),
        str(labels.ABOUTS[insight.about]),
        insight.edition.title if insight.edition else "",
        str(labels.TONES[insight.tone]),
        level_word(insight.level) if insight.level else "",
        str(labels.CHAIN[insight.chain]) if insight.chain else "",
        queries.strength(insight),
    )


def _said(evidence: Evidence) -> tuple[Value, ...]:
    note = evidence.revision.passage.note
    return (
        note.voice,
        note.held_on.isoformat() if note.held_on else "",
        words_of(evidence),
        _("støtter") if evidence.stance is Stance.SUPPORTS else _("taler imod"),
        _("sekretariatets egne noter, gengives ikke") if evidence.own else "",
    )


def matrix_table(found: Matrix, *, year: int, shown: Shown) -> Table:
    """Theme × institution as the page shows it."""
    heads = (_("Tema"), *(column.institution for column in found.columns), _("Institutioner bag"), _("Holdt"))
    rows = [
        (title_of(row.edition), *(_cell(cell, shown) for cell in row.cells), row.behind, found.held)
        for row in found.rows
    ]
    return Table(title=_("Hvem har talt om hvad %(year)s", year=year), heads=heads, rows=rows)


def _cell(cell: Cell, shown: Shown) -> Value:
    """A number; a dash for what was not spoken of, nothing for a dialogue that has not been held."""
    if cell.state is CellState.LATER:
        return ""
    if cell.state is CellState.SILENT:
        return "–"
    return cell.uncoded if shown.uncoded else cell.insights


def title_of(edition: Edition | None) -> str:
    """The theme's name, or that of the row without one."""
    return edition.title if edition else labels.rest_title()


def years_table(found: OverYears) -> Table:
    """Themes × years."""
    heads = (_("Tema"), *(str(cycle.year) for cycle in found.cycles))
    rows = [(title_of(row.edition), *map(_year, row.cells)) for row in found.rows]
    return Table(title=_("Indsigter over årene"), heads=heads, rows=rows)


def _year(cell: YearCell | None) -> Value:
    return "–" if cell is None else _("%(behind)s af %(held)s", behind=cell.behind, held=cell.held)
