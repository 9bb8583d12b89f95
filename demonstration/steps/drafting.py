"""How a guidance is written in both years: started, its themes and texts, ties, fates, adopted, published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sqlalchemy.orm import Session

from app.cycle import queries as cycles
from app.cycle.domain import Level
from app.database import transaction
from app.guidance import queries as guidances
from app.guidance import services as guidance
from app.guidance.domain import ElementKind, TieKind
from app.guidance.drafting import ties
from app.guidance.editions import publishing, reading
from app.guidance.models import Element, Guidance
from app.insights.models import Insight
from app.settings import settings
from demonstration.steps.stage import Stage, looking, secretary
from demonstration.story.said import Became, GuidanceText, Line, ThemeText

MINUTE = dt.timedelta(minutes=1)
Place = tuple[int, ElementKind, Level | None]
INTRODUCTION: Place = (0, ElementKind.INTRODUCTION, None)


def start(year: int, *, with_last_text: bool, now: dt.datetime) -> None:
    """Begins on the guidance that a year's dialogues feed."""
    with transaction() as session:
        cycle, by = cycles.by_year(session, year), secretary(session)
        guidance.start_draft(session, cycle=cycle, with_last_text=with_last_text, by=by, now=now)


def write(stage: Stage, year: int, text: GuidanceText, *, now: dt.datetime) -> int:
    """Names the themes, writes every text and ties it to what it is based on; gives the number of ties."""
    with transaction() as session:
        draft = _draft(session, year)
        before = {edition.number: edition for edition in cycles.themes_of(session, year)}
        for edition in cycles.themes_of(session, year + 1):
            theme = text.themes[edition.number - 1]
            guidance.set_theme(
                session,
                guidance=draft,
                edition=edition,
                title=theme.title,
                summary=theme.summary,
                forerunners=[(before[number], how) for number, how in theme.forerunners],
                by=secretary(session),
                now=now,
            )
    places = [place for number, theme in enumerate(text.themes, start=1) for place in _places(number, theme)]
    return sum(
        put(stage, year, place, line, now=now + number * 5 * MINUTE)
        for number, (place, line) in enumerate([*places, (INTRODUCTION, text.introduction)])
    )


def _places(number: int, theme: ThemeText) -> list[tuple[Place, Line]]:
    """A theme's texts: a message at each level, and its questions, which are one text with a line for each."""
    asked = Line(
        text="\n".join(line.text for line in theme.questions),
        based_on=tuple(dict.fromkeys(key for line in theme.questions for key in line.based_on)),
    )
    messages = [((number, ElementKind.MESSAGE, level), line) for level, line in theme.messages.items()]
    return [*messages, ((number, ElementKind.QUESTION, None), asked)]


def put(stage: Stage, year: int, place: Place, line: Line, *, now: dt.datetime) -> int:
    """Writes one text and ties it to its insights; without any it is the directorate's own."""
    with transaction() as session:
        element, by = element_at(session, year, place), secretary(session)
        guidance.write_element(session, element=element, text=line.text, base_revision=element.revision, by=by, now=now)
        if not line.based_on:
            ties.mark_own(session, element=element, own=True, by=by, now=now)
        for key in line.based_on:
            insight = session.get_one(Insight, stage.insights[year, key])
            ties.tie(
                session,
                element=element,
                insight=insight,
                kind=TieKind.BASED_ON,
                sentence=line.sentence,
                by=by,
                now=now,
            )
    return len(line.based_on)


def decide(stage: Stage, year: int, fates: Iterable[Became], *, now: dt.datetime) -> None:
    """Says what became of the insights that are in no sentence."""
    with transaction() as session:
        for fate in fates:
            ties.decide_fate(
                session,
                insight=session.get_one(Insight, stage.insights[year, fate.insight]),
                kind=fate.kind,
                reason=fate.reason,
                recipient=fate.recipient,
                by=secretary(session),
                now=now,
            )


def adopt(year: int, *, day: dt.date, item: str, now: dt.datetime) -> None:
    """The directorate adopts the text."""
    with transaction() as session:
        draft, by = _draft(session, year), secretary(session)
        publishing.adopt(session, guidance=draft, day=day, agenda_item=item, by=by, now=now)


def publish(year: int, *, now: dt.datetime) -> int:
    """Sets the pages, then publishes; gives the size of the printed edition."""
    with looking() as session:
        edition = reading.compose(session, _draft(session, year), body=settings().body_name, now=now)
    with transaction() as session:
        publishing.publish(session, guidance=_draft(session, year), edition=edition, by=secretary(session), now=now)
    return len(edition.pdf)


def _draft(session: Session, year: int) -> Guidance:
    return guidances.of_year(session, year + 1)


def element_at(session: Session, year: int, place: Place) -> Element:
    """The text of the next guidance that stands at a place."""
    found = {
        (element.edition.number if element.edition else 0, element.kind, element.level): element
        for element in _draft(session, year).elements
    }
    return guidances.element(session, found[place].id)
