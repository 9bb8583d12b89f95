"""A year as the guidance finds it: last year's guidance taken over, three dialogues held, three insights.

The insights are rows: their room has tests of its own.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.clock import at
from app.cycle import queries as cycles
from app.cycle.domain import Level
from app.cycle.models import Cycle, ThemeEdition
from app.dialogues import services as dialogues
from app.dialogues.domain import ConfirmationAnswer, PassageKind
from app.dialogues.models import Note, Passage
from app.guidance import queries, services
from app.guidance.domain import ElementKind, FateKind
from app.guidance.drafting import ties
from app.guidance.editions import publishing
from app.guidance.models import Element, Guidance
from app.insights.domain import About, Stance, Tone
from app.insights.models import Evidence, Insight
from app.institutions.models import Institution
from app.people.models import Person
from app.scheduling.models import Dialogue, Room
from app.selection.models import Seat
from tests.dialogues import meetings

YEAR = 2027
NOW = at(dt.date(2027, 8, 16), 10)
LAST_YEAR = at(dt.date(2026, 11, 2), 8)
SAID = "Det er mor, der kører papirerne rundt mellem jer."
SHORT = "Så enkelt var det."
COUNTED = "Vi tæller samtaler. Ingen har spurgt, om de hjalp."
SECRET = "Lederen virkede træt og overvejer i fortrolighed at søge nyt arbejde til sommer."


@dataclass(kw_only=True)
class Year:
    """What a test starts from."""

    cycle: Cycle
    guidance: Guidance
    notes: list[Note]
    passages: list[Passage]
    owner: Insight
    fixed_time: Insight
    counting: Insight
    near: object = None


def last_years_guidance(session: Session) -> Guidance:
    """Ledetråd 2027 as a body enters it that begins with this system."""
    themes = [
        publishing.EarlierTheme(
            title=title,
            summary=f"Kernen i {title}.",
            messages={level: f"{title}: sidste års ord til {level.value}." for level in Level},
            questions=(f"Hvad gør I ved {title}?", "Hvordan ved I det?"),
        )
        for title in meetings.TITLES
    ]
    return publishing.take_over_year(
        session, year=YEAR, themes=themes, introduction="Kære ledere, det her er 2027.", by=None, now=LAST_YEAR
    )


def begin(session: Session, *, with_last_text: bool = False, confirmed: bool = True) -> Year:
    """The year in August: dialogues held, notes confirmed, insights coded, the draft begun.

    Tests that start from it find it here.
    """
    if queries.is_begun(session, YEAR + 1):
        year = found(session)
        assert confirmed and not with_last_text and not is_written(year)
        return year
    last = last_years_guidance(session)
    cycle = publishing.open_year(session, guidance=last, by=None, now=LAST_YEAR)
    notes = [
        meetings.open_held_note(session, cycle, name=name)
        for name in ("Åkandens Børnehus", "Skovbrynets Skole", "Plejecenter Havblik")
    ]
    passages = [
        meetings.say(session, note, text, by=None) for note, text in zip(notes, (SAID, SHORT, COUNTED), strict=True)
    ]
    meetings.say(session, notes[0], SECRET, by=None, kind=PassageKind.OWN)
    effect, together, _skill = editions(session, YEAR)
    year = Year(
        cycle=cycle,
        guidance=last,
        notes=notes,
        passages=passages,
        owner=insight(session, cycle, together, "Når flere er med, ejer ingen sagen.", [passages[0], passages[2]]),
        fixed_time=insight(session, cycle, together, "Fast tid på samme sted virker.", [passages[1]], tone=Tone.WORKS),
        counting=insight(session, cycle, effect, "Vi måler det, der er let.", [passages[2]], level=Level.CITIZENS),
    )
    if confirmed:
        for note in notes:
            confirm(session, note)
    year.guidance = services.start_draft(session, cycle=cycle, with_last_text=with_last_text, by=None, now=NOW)
    return year


def found(session: Session) -> Year:
    """The year where it has begun, with all that lies around it as near at hand as for who has just made it."""
    near = [list(session.scalars(select(model))) for model in (Person, ThemeEdition, Institution, Room, Seat, Dialogue)]
    notes = list(session.scalars(select(Note).order_by(Note.id).where(Note.dialogue_id.is_not(None))))
    said = select(Passage).where(Passage.kind == PassageKind.MINUTES).order_by(Passage.note_id)
    owner, fixed_time, counting = session.scalars(
        select(Insight).order_by(Insight.id).options(selectinload(Insight.evidence))
    )
    return Year(
        cycle=cycles.by_year(session, YEAR),
        guidance=queries.of_year(session, YEAR + 1),
        notes=notes,
        passages=list(session.scalars(said.options(selectinload(Passage.current)))),
        owner=owner,
        fixed_time=fixed_time,
        counting=counting,
        near=near,
    )


def insight(
    session: Session,
    cycle: Cycle,
    edition: ThemeEdition,
    sentence: str,
    passages: list[Passage],
    *,
    tone: Tone = Tone.BARRIER,
    level: Level | None = Level.ORGANISATION,
) -> Insight:
    """An insight with whole passages behind it."""
    found = Insight(
        cycle_id=cycle.id,
        sentence=sentence,
        about=About.THEME,
        edition_id=edition.id,
        tone=tone,
        level=level,
        created_at=NOW,
    )
    session.add(found)
    session.flush()
    for passage in passages:
        cite(session, found, passage)
    return found


def cite(
    session: Session, insight: Insight, passage: Passage, *, quote: str = "", stance: Stance = Stance.SUPPORTS
) -> None:
    """Puts a passage behind an insight."""
    session.refresh(passage, ["current"])
    words = {"revision_id": passage.current.id, "quote": quote, "stance": stance}
    session.add(Evidence(insight_id=insight.id, tied_at=NOW, **words))
    session.flush()


def confirm(session: Session, note: Note) -> None:
    """The institution says that its minutes are right."""
    asked = dialogues.ask_confirmation(session, note=note, deadline=dt.date(2027, 4, 1), by=None, now=meetings.NOW)
    dialogues.answer_confirmation(session, confirmation=asked, answer=ConfirmationAnswer.RIGHT, now=meetings.NOW)


def editions(session: Session, year: int) -> list[ThemeEdition]:
    """The themes of a year in their order."""
    return list(session.scalars(select(ThemeEdition).where(ThemeEdition.year == year).order_by(ThemeEdition.number)))


def element(session: Session, guidance: Guidance, number: int, level: Level | None) -> Element:
    """A text of the draft: theme by number (0 the introduction), and its level (None: introduction or questions)."""
    for one in queries.of_year(session, guidance.year).elements:
        if _theme(one) == number and one.level is level:
            return queries.element(session, one.id)
    raise AssertionError((number, level))


def write(
    session: Session, year: Year, number: int, level: Level | None, text: str, *, by: Person | None = None
) -> Element:
    """Writes one text of the draft."""
    found = element(session, year.guidance, number, level)
    services.write_element(session, element=found, text=text, base_revision=found.revision, by=by, now=NOW)
    return queries.element(session, found.id)


def finish(session: Session, year: Year) -> None:
    """Writes a whole draft in which every gate is shut."""
    elements = queries.of_year(session, year.guidance.year).elements
    for one in elements:
        services.write_element(session, element=one, text=_new_text(one), base_revision=one.revision, by=None, now=NOW)
        ties.mark_own(session, element=one, own=True, by=None, now=NOW)
    ties.decide_fate(
        session,
        insight=year.owner,
        kind=FateKind.IN_GUIDANCE,
        element=next(one for one in elements if _theme(one) == 2 and one.level is Level.ORGANISATION),
        by=None,
        now=NOW,
    )
    put_off(session, year.fixed_time)
    ties.decide_fate(
        session, insight=year.counting, kind=FateKind.PASSED_ON, recipient="Center for Data", by=None, now=NOW
    )


def finished(session: Session) -> Year:
    """The year with such a draft. Tests that start from it find it here."""
    year = found(session) if queries.is_begun(session, YEAR + 1) else begin(session)
    if not is_written(year):
        finish(session, year)
    return year


def is_written(year: Year) -> bool:
    """Whether somebody has written in the draft."""
    return any(one.revision > 1 for one in year.guidance.elements)


def _theme(element: Element) -> int:
    return element.edition.number if element.edition else 0


def _new_text(element: Element) -> str:
    if element.kind is ElementKind.INTRODUCTION:
        return "I foråret talte vi med tre arbejdspladser.\n\nHer er, hvad det blev til."
    if element.level is None:
        return f"Hvad gør I ved tema {_theme(element)}?\nHvordan ved I det?"
    return f"Et nyt budskab {_theme(element)} om {element.level.value}."


def put_off(session: Session, insight: Insight) -> None:
    """Not this year."""
    ties.decide_fate(session, insight=insight, kind=FateKind.NOT_THIS_YEAR, reason="Det er dyrt.", by=None, now=NOW)
