"""`flask --app app insights …`: insights from what was said, the list of them, and who has spoken of what."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from app.clock import local_day, now
from app.commands import command_group, print_json
from app.cycle import queries as cycles
from app.cycle.domain import Level
from app.cycle.models import Cycle
from app.database import reading, transaction
from app.insights import export, merging, queries, services
from app.insights import matrix as matrices
from app.insights.domain import About, ChainLink, Meaning, Quote, Stance, Tone
from app.insights.export import Format
from app.insights.matrix import Matrix
from app.insights.models import Insight

insights = command_group("insights", "What the dialogues have taught, and the words behind it.")
GROUPS: list[click.Group] = [insights]
YEAR = click.argument("year", type=int)
INSIGHT = click.argument("insight_id", metavar="INSIGHT", type=int)
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@insights.command("add")
@YEAR
@click.argument("sentence")
@click.option("--about", type=click.Choice([about.value for about in About]), default=About.THEME.value)
@click.option("--theme", type=int, help="The number of the theme, when it is about one.")
@click.option("--tone", type=click.Choice([tone.value for tone in Tone]), required=True)
@click.option("--level", type=click.Choice([level.value for level in Level]), help="For whom it matters.")
@click.option("--chain", type=click.Choice([link.value for link in ChainLink]), help="The link of the chain of effect.")
@click.option("--passage", "supports", multiple=True, help="A passage behind it; ID=WORDS for exact words.")
@click.option("--against", multiple=True, help="A passage that speaks against it.")
def add(
    *,
    year: int,
    sentence: str,
    about: str,
    theme: int | None,
    tone: str,
    level: str | None,
    chain: str | None,
    supports: tuple[str, ...],
    against: tuple[str, ...],
) -> None:
    """Write an insight; prints its number. Passages are named by the ids that `dialogues show` prints."""
    sides = {Stance.SUPPORTS: supports, Stance.AGAINST: against}
    with transaction() as session:
        cycle = cycles.by_year(session, year)
        words = [(*text.partition("="), stance) for stance, texts in sides.items() for text in texts]
        chosen = queries.passages(session, cycle, [passage_id for passage_id, *_rest in words])
        standing = {passage.id: passage.current.id for passage in chosen}
        found = services.add_insight(
            session,
            cycle=cycle,
            meaning=Meaning(
                sentence=sentence,
                about=About(about),
                edition_id=_edition_id(session, year, theme),
                tone=Tone(tone),
                level=Level(level) if level else None,
                chain=ChainLink(chain) if chain else None,
            ),
            evidence=[
                Quote(revision_id=standing.get(passage_id, 0), quote=quote, stance=stance)
                for passage_id, _equals, quote, stance in words
            ],
            now=now(),
        )
    click.echo(found.id)


@insights.command("change")
@INSIGHT
@click.option("--sentence", help="Another sentence.")
@click.option("--about", type=click.Choice([about.value for about in About]))
@click.option("--theme", type=int, help="The number of the theme, when it is about one.")
@click.option("--tone", type=click.Choice([tone.value for tone in Tone]))
@click.option("--level", type=click.Choice([level.value for level in Level]), help="For whom it matters.")
@click.option("--chain", type=click.Choice([link.value for link in ChainLink]), help="The link of the chain of effect.")
def change(
    *,
    insight_id: int,
    sentence: str | None,
    about: str | None,
    theme: int | None,
    tone: str | None,
    level: str | None,
    chain: str | None,
) -> None:
    """Change an insight; what is not given stays."""
    with transaction() as session:
        found = queries.insight(session, insight_id)
        edition_id = _edition_id(session, cycle_of(session, found).year, theme)
        meaning = Meaning(
            sentence=sentence or found.sentence,
            about=About(about) if about else found.about,
            edition_id=found.edition_id if theme is None else edition_id,
            tone=Tone(tone) if tone else found.tone,
            level=Level(level) if level else found.level,
            chain=ChainLink(chain) if chain else found.chain,
        )
        services.change_insight(session, insight=found, meaning=meaning, now=now())
    click.echo(f"Insight {insight_id} is changed.")


@insights.command("tie")
@INSIGHT
@click.argument("passages", nargs=-1, required=True, metavar="PASSAGE...")
@click.option("--against", is_flag=True, help="They speak against it.")
def tie(insight_id: int, passages: tuple[str, ...], against: bool) -> None:
    """Tie passages to an insight, each as it stands now; ID=WORDS for exact words."""
    stance = Stance.AGAINST if against else Stance.SUPPORTS
    with transaction() as session:
        found = queries.insight(session, insight_id)
        named = [one.partition("=") for one in passages]
        chosen = queries.passages(session, cycle_of(session, found), [passage_id for passage_id, *_rest in named])
        standing = {passage.id: passage.current.id for passage in chosen}
        quotes = [
            Quote(revision_id=standing.get(passage_id, 0), quote=words, stance=stance)
            for passage_id, _equals, words in named
        ]
        services.add_evidence(session, insight=found, quotes=quotes, now=now())
    click.echo(f"{len(passages)} passages are tied to insight {insight_id}.")


@insights.command("untie")
@click.argument("evidence", type=int)
def untie(evidence: int) -> None:
    """Take a tie away; EVIDENCE is its number in `insights list --json`."""
    with transaction() as session:
        services.remove_evidence(session, evidence=queries.evidence(session, evidence), now=now())
    click.echo("Untied.")


@insights.command("list")
@YEAR
@JSON
def list_insights(year: int, as_json: bool) -> None:
    """Every insight of a year with the words behind it."""
    found = queries.insights_of(reading(), cycles.by_year(reading(), year))
    if as_json:
        print_json([export.described(one) for one in found])
        return
    for one in found:
        click.echo(f"{one.id}: {one.sentence} ({queries.strength(one)} behind)")


@insights.command("matrix")
@YEAR
@JSON
def matrix(year: int, as_json: bool) -> None:
    """Theme by institution: insights with words from there; 0 = spoken of and not coded, - = not spoken of."""
    found = matrices.matrix_of(reading(), cycles.by_year(reading(), year))
    if as_json:
        print_json(tabled(found))
        return
    for row in found.rows:
        cells = " ".join(str(cell.insights) if cell.passages or cell.insights else "-" for cell in row.cells)
        click.echo(f"{row.edition.title if row.edition else 'form and other'}: {cells} ({row.behind} behind)")


def _edition_id(session: Session, year: int, number: int | None) -> int | None:
    """The theme by its number; a number that the year does not have is refused, and nothing is written."""
    if number is None:
        return None
    themes = {one.number: one.id for one in cycles.themes_of(session, year)}
    if number not in themes:
        raise click.BadParameter(f"{year} has themes {', '.join(map(str, themes)) or '– none'}", param_hint="--theme")
    return themes[number]


def cycle_of(session: Session, insight: Insight) -> Cycle:
    """The year that an insight belongs to."""
    return session.get_one(Cycle, insight.cycle_id)


@insights.command("merge")
@click.argument("first", type=int)
@click.argument("second", type=int)
def merge(first: int, second: int) -> None:
    """Let insight SECOND become part of FIRST, which gets all of its words."""
    with transaction() as session:
        kept, taken = queries.insight(session, first), queries.insight(session, second)
        found = merging.merge_insights(session, first=kept, second=taken, now=now())
    click.echo(f"Insight {second} is part of {first} now, which got {len(found)} more words.")


@insights.command("split")
@click.argument("insight", type=int)
@click.argument("evidence", type=int, nargs=-1, required=True)
@click.option("--sentence", required=True, help="The sentence of the new insight; all else is as it was.")
def split(insight: int, evidence: tuple[int, ...], sentence: str) -> None:
    """Move EVIDENCE (the numbers that `list --json` prints) of INSIGHT to a new one; prints its number."""
    with transaction() as session:
        whole = queries.insight(session, insight)
        part = merging.split_insight(
            session,
            insight=whole,
            evidence_ids=evidence,
            meaning=Meaning(
                sentence=sentence,
                about=whole.about,
                edition_id=whole.edition_id,
                tone=whole.tone,
                level=whole.level,
                chain=whole.chain,
            ),
            now=now(),
        )
    click.echo(part.id)


@insights.command("export")
@click.argument("year", type=int, required=False)
@click.option("--format", "kind", type=click.Choice([one.value for one in Format]), default=Format.CSV.value)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write the file there, not to stdout.")
def export_insights(year: int | None, kind: str, out: Path | None) -> None:
    """The insights of YEAR (else of the year that is open) as a file, with the words behind them.

    Own notes are named and not told.
    """
    cycle = cycles.by_year(reading(), year) if year is not None else _standing_year()
    content = export.insights_as(Format(kind), queries.insights_of(reading(), cycle), year=cycle.year)
    if out is not None:
        out.write_bytes(content)
    else:
        click.echo(content, nl=False)


def _standing_year() -> Cycle:
    """The year that is open, else the last one; raises YearUnknown where no year has ever been opened."""
    found = cycles.current(reading()) or next(iter(cycles.all_years(reading())), None)
    return found or cycles.by_year(reading(), local_day(now()).year)


def tabled(found: Matrix) -> dict[str, Any]:
    """The matrix as the commands print it."""
    return {
        "institutions": [column.institution for column in found.columns],
        "held": found.held,
        "rows": [
            {
                "theme": row.edition.number if row.edition else None,
                "title": row.edition.title if row.edition else None,
                "behind": row.behind,
                "cells": [
                    {"state": cell.state.value, "insights": cell.insights, "passages": cell.passages}
                    for cell in row.cells
                ],
            }
            for row in found.rows
        ],
    }
