"""The insights to be read by the directors, on a phone or on paper; over the years; and as files."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app import files
from app.cycle import queries as cycles
from app.database import reading
from app.insights import export, labels, pages, queries, years
from app.insights.export import kind_in, writer
from app.insights.forms import shown_in
from app.insights.matrix import matrix_of
from app.insights.reading import year_of
from app.people.access import current_person
from app.web import show_notes


def edition(year: int) -> ResponseReturnValue:
    """Theme by theme the insights, the strongest first, with the words behind each and whose they are."""
    page = pages.overview_of(reading(), year_of(reading(), year))
    show_notes(*queries.notes_behind(page.insights), to=current_person())
    return render_template(
        "insights/edition.html",
        page=page,
        labels=labels,
        strength=queries.strength,
        closed=queries.closed,
        voices=pages.voices,
        **labels.for_a_list(),
    )


def over_years() -> ResponseReturnValue:
    """Themes × years: how many institutions stood behind what was learned."""
    return render_template("insights/years.html", found=years.over_years(reading()), labels=labels)


def download(year: int) -> ResponseReturnValue:
    """The insights of a year with their words, or the matrix as the page shows it (`hvad=matrix`), as a file."""
    kind, cycle = kind_in(request.args), cycles.by_year(reading(), year)
    if request.args.get("hvad") == "matrix":
        shown = shown_in(request.args)
        table = export.matrix_table(matrix_of(reading(), cycle, shown), year=year, shown=shown)
        return files.sent(writer(kind)(table), f"matrix-{year}.{kind.value}")
    insights = queries.insights_of(reading(), cycle)
    show_notes(*queries.notes_behind(insights), to=current_person())
    found = export.insights_as(kind, insights, year=year)
    return files.sent(found, f"indsigter-{year}.{kind.value}")


def download_years() -> ResponseReturnValue:
    """Themes × years as a file."""
    kind = kind_in(request.args)
    table = export.years_table(years.over_years(reading()))
    return files.sent(writer(kind)(table), f"indsigter-over-aarene.{kind.value}")
