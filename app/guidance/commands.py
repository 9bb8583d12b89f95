"""The guidance from the command line: its draft, its gates, its publication."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any, TextIO

import click
from sqlalchemy.orm import Session

from app.clock import now
from app.commands import command_group, print_json
from app.cycle import queries as cycles
from app.cycle.domain import Level, Lineage
from app.cycle.models import ThemeEdition
from app.database import database, reading, transaction
from app.domain import N_, NotFound
from app.guidance import gates, queries, services, tracing
from app.guidance.consultation import commands as consultation_commands
from app.guidance.domain import FateKind, TieKind
from app.guidance.drafting import drafts, ties
from app.guidance.drafting.drafts import Draft, ElementRow
from app.guidance.drafting.found import Tied
from app.guidance.editions import commands as publishing_commands
from app.guidance.editions import publishing
from app.guidance.word import roundtrip
from app.guidance.word.commands import return_command
from app.insights import queries as insights
from app.settings import settings

group = command_group("guidance", "The guidance: its draft with evidence, its gates, its publication.")
group.add_command(return_command)
consultation_commands.join(group)
GROUPS = (group,)
for command in publishing_commands.COMMANDS:
    group.add_command(command)


@group.command("draft")
@click.argument("year", type=int)
@click.option("--with-last-text", is_flag=True, help="Start from the words of the year before.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write the draft here as a Word file.")
def draft_command(year: int, with_last_text: bool, out: Path | None) -> None:
    """Begin on the guidance of YEAR, which the dialogues of the year before feed.

    With --out a draft that is begun already is written as it stands: a row for each text, its evidence beside it.
    """
    if out is None or not queries.is_begun(reading(), year):
        with transaction() as session:
            cycle = cycles.by_year(session, year - 1)
            services.start_draft(session, cycle=cycle, with_last_text=with_last_text, by=None, now=now())
        click.echo(f"The draft of {year} is begun.")
    if out is not None:
        with database().read() as session:  # a new one: it sees what was written just now
            content = roundtrip.draft_file(session, queries.of_year(session, year), body=settings().body_name)
        out.write_bytes(content)
        click.echo(f"The draft of {year} is in {out}.")


@group.command("write")
@click.argument("element", type=int)
@click.argument("text", type=click.File(encoding="utf-8"))
@click.option("--revision", type=int, required=True, help="The revision that the text started from (see show).")
def write_command(element: int, text: TextIO, revision: int) -> None:
    """Save the words of ELEMENT from the file TEXT (- for standard input)."""
    with transaction() as session:
        found = queries.element(session, element)
        number = services.write_element(
            session, element=found, text=text.read(), base_revision=revision, by=None, now=now()
        )
    click.echo(f"Element {element} stands in revision {number}.")


@group.command("own")
@click.argument("element", type=int)
@click.option("--not", "no_longer", is_flag=True, help="Take the mark away.")
def own_command(element: int, no_longer: bool) -> None:
    """Mark ELEMENT as the directorate's own."""
    with transaction() as session:
        found = queries.element(session, element)
        ties.mark_own(session, element=found, own=not no_longer, by=None, now=now())
    click.echo(f"Element {element} is {'no longer ' if no_longer else ''}the directorate's own.")


@group.command("show")
@click.argument("year", type=int)
@click.option("--json", "as_json", is_flag=True)
def show_command(year: int, as_json: bool) -> None:
    """Show the texts of YEAR with what each rests on."""
    session = reading()
    draft = drafts.draft_of(session, queries.of_year(session, year))
    if as_json:
        print_json(_draft_as_json(draft))
        return
    click.echo(f"{year}: {draft.guidance.state.value}")
    for row in draft.rows:
        theme = row.element.edition.title if row.element.edition else ""
        level = row.element.level.value if row.element.level else ""
        click.echo(f"{row.element.id:>6} r{row.element.revision} {row.element.kind.value} {level} {theme}: {row.text}")


def _draft_as_json(draft: Draft) -> dict[str, Any]:
    return {"status": draft.guidance.state.value, "elements": [_row_as_json(draft, row) for row in draft.rows]}


def _row_as_json(draft: Draft, row: ElementRow) -> dict[str, Any]:
    element = row.element
    return {
        "id": element.id,
        "kind": element.kind.value,
        "level": element.level.value if element.level else None,
        "theme": element.edition.title if element.edition else None,
        "text": row.text,
        "evidence": [_tie_as_json(draft, tie) for tie in row.ties],
        "mark": "own" if element.own else None,
    }


def _tie_as_json(draft: Draft, tie: Tied) -> dict[str, Any]:
    """An insight behind a text, with how many institutions stand behind it; what rests on own notes is not told."""
    found = draft.insight_of(tie)
    return {
        "insight": tie.insight_id,
        "tie": tie.kind.value,
        "revision": tie.revision,
        "sentence": found.insight.sentence if found and not found.closed else "",
        "institutions": len(found.institutions) if found else 0,
    }


@group.command("gates")
@click.argument("year", type=int)
@click.option("--json", "as_json", is_flag=True)
def gates_command(year: int, as_json: bool) -> None:
    """Say what stands between the draft of YEAR and its publication."""
    session = reading()
    found = gates.open_gates(session, queries.of_year(session, year), now=now())
    if as_json:
        print_json({"open": [{"gate": one.kind.value, "thing": one.thing, "why": one.sentence} for one in found]})
        return
    for one in found:
        click.echo(f"{one.kind.value:>14} {one.thing}: {one.sentence}")
    if not found:
        click.echo("No gate is open.")


@group.command("tie")
@click.argument("element", type=int)
@click.argument("insight", type=int)
@click.option("--against", is_flag=True, help="The text speaks against the insight.")
@click.option("--sentence", default="", help="The sentence that the insight became; else the whole text.")
def tie_command(element: int, insight: int, against: bool, sentence: str) -> None:
    """Tie INSIGHT to ELEMENT as it stands now."""
    with transaction() as session:
        ties.tie(
            session,
            element=queries.element(session, element),
            insight=insights.insight(session, insight),
            kind=TieKind.AGAINST if against else TieKind.BASED_ON,
            sentence=sentence,
            by=None,
            now=now(),
        )
    click.echo(f"Insight {insight} is tied to element {element}.")


@group.command("untie")
@click.argument("element", type=int)
@click.argument("insight", type=int)
def untie_command(element: int, insight: int) -> None:
    """Take the tie between ELEMENT and INSIGHT away."""
    with transaction() as session:
        found = queries.element(session, element)
        ties.untie(session, element=found, insight=insights.insight(session, insight), by=None, now=now())
    click.echo(f"Insight {insight} is no longer tied to element {element}.")


@group.command("affirm")
@click.argument("element", type=int)
def affirm_command(element: int) -> None:
    """The ties of ELEMENT still hold after its words were changed."""
    with transaction() as session:
        ties.affirm_ties(session, element=queries.element(session, element), by=None, now=now())
    click.echo(f"The ties of element {element} hold.")


@group.command("theme")
@click.argument("year", type=int)
@click.argument("title")
@click.option("--number", type=int, help="Change this theme; without it, one is added.")
@click.option("--summary", default="", help="The theme in one sentence.")
@click.option("--from", "forerunners", type=int, multiple=True, help="The number of a theme of last year; repeatable.")
@click.option("--developed", is_flag=True, help="Developed from them, not merely continued.")
def theme_command(
    *, year: int, title: str, number: int | None, summary: str, forerunners: tuple[int, ...], developed: bool
) -> None:
    """Add a theme called TITLE to the draft of YEAR, or change one: its name, its sentence, where it comes from."""
    kind = Lineage.DEVELOPED if developed else Lineage.CONTINUED
    with transaction() as session:
        services.set_theme(
            session,
            guidance=queries.of_year(session, year),
            edition=_theme(session, year, number) if number else None,
            title=title,
            summary=summary,
            forerunners=[(_theme(session, year - 1, one), kind) for one in forerunners],
            by=None,
            now=now(),
        )
    click.echo(f"“{title}” stands in the draft of {year}.")


@group.command("end-theme")
@click.argument("year", type=int)
@click.argument("number", type=int)
@click.argument("reason")
def end_theme_command(year: int, number: int, reason: str) -> None:
    """Say why theme NUMBER of the year before is not carried on in YEAR."""
    with transaction() as session:
        guidance, edition = queries.of_year(session, year), _theme(session, year - 1, number)
        services.end_theme(session, guidance=guidance, edition=edition, reason=reason, by=None, now=now())
    click.echo(f"Theme {number} of {year - 1} ends.")


def _theme(session: Session, year: int, number: int) -> ThemeEdition:
    found = {one.number: one for one in cycles.themes_of(session, year)}
    if number not in found:
        raise NotFound(N_("Temaet"), number)
    return found[number]


@group.command("fate")
@click.argument("insight", type=int)
@click.option("--element", type=int, help="In the guidance: the text that is based on it.")
@click.option("--not-this-year", "reason", default="", help="Why it does not come in.")
@click.option("--passed-on", "recipient", default="", help="To whom it is passed on.")
def fate_command(insight: int, element: int | None, reason: str, recipient: str) -> None:
    """Say what becomes of INSIGHT: exactly one of the options."""
    if sum(bool(one) for one in (element, reason, recipient)) != 1:
        raise click.UsageError("Give exactly one of --element, --not-this-year, --passed-on.")
    kind = FateKind.IN_GUIDANCE if element else FateKind.NOT_THIS_YEAR if reason else FateKind.PASSED_ON
    with transaction() as session:
        ties.decide_fate(
            session,
            insight=insights.insight(session, insight),
            kind=kind,
            element=queries.element(session, element) if element else None,
            reason=reason,
            recipient=recipient,
            by=None,
            now=now(),
        )
    click.echo(f"Insight {insight}: {kind.value}.")


@group.command("adopt")
@click.argument("year", type=int)
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), required=True, help="The directorate's meeting.")
@click.option("--item", default="", help="The item of its agenda.")
def adopt_command(year: int, day: dt.datetime, item: str) -> None:
    """Enter that the directorate has adopted YEAR: the text is frozen."""
    with transaction() as session:
        guidance = queries.of_year(session, year)
        publishing.adopt(session, guidance=guidance, day=day.date(), agenda_item=item, by=None, now=now())
    click.echo(f"{year} is adopted.")


@group.command("trace")
@click.argument("element", type=int, required=False)
@click.option("--passage", help="From a passage forward instead.")
@click.option("--json", "as_json", is_flag=True)
def trace_command(element: int | None, passage: str | None, as_json: bool) -> None:
    """Go from ELEMENT back to insights, words and dialogues, or from a passage forward."""
    if (element is None) == (passage is None):
        raise click.UsageError("Give either ELEMENT or --passage ID.")
    if element is not None:
        found = tracing.element_as_json(tracing.trace_element(reading(), element))
    else:
        found = tracing.passage_as_json(tracing.trace_passage(reading(), passage or ""))
    if as_json:
        print_json(found)
        return
    for insight in found["insights"]:
        click.echo(f"{insight['id']}: {insight['sentence']}")
        for one in insight.get("passages", []):
            click.echo(f"    {one['institution']}: {one['words']}")
        for one in insight.get("elements", []):
            click.echo(f"    {one['tie']} {one['id']}: {one['text']}")


@group.command("take-over")
@click.argument("year", type=int)
@click.argument("file", type=click.File(encoding="utf-8"))
@click.option("--open", "opens", is_flag=True, help="Open the year with it: its dialogues talk about it.")
def take_over_command(year: int, file: TextIO, opens: bool) -> None:
    """Enter the guidance of an earlier YEAR as history, from a JSON file.

    {"introduction": "…", "themes": [{"title": "…", "summary": "…", "messages": {"citizens": "…", "organisation": "…",
    "employees": "…"}, "questions": ["…"], "continued": ["title of the year before"], "developed": []}]}
    """
    try:
        given = json.load(file)
        themes = [_earlier_theme(one) for one in given["themes"]]
    except (ValueError, KeyError, TypeError) as error:
        raise click.UsageError(f"{file.name} is not as described: {error}") from error
    with transaction() as session:
        guidance = publishing.take_over_year(
            session, year=year, themes=themes, introduction=given.get("introduction", ""), by=None, now=now()
        )
        if opens:
            publishing.open_year(session, guidance=guidance, by=None, now=now())
    click.echo(f"{year} stands as history with {len(themes)} themes.")


def _earlier_theme(given: dict[str, Any]) -> publishing.EarlierTheme:
    return publishing.EarlierTheme(
        title=given["title"],
        summary=given.get("summary", ""),
        messages={Level(level): text for level, text in given.get("messages", {}).items()},
        questions=tuple(given.get("questions", [])),
        forerunners=tuple((title, kind) for kind in Lineage for title in given.get(kind.value, [])),
    )
