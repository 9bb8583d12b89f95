"""A dialogue with everything around it, as rows: the rooms before this one have tests of their own."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import at
from app.cycle import services as cycles
from app.cycle.domain import Level, NewSubject, SubjectTheme
from app.cycle.models import Cycle, ThemeEdition
from app.dialogues.models import Note, Passage
from app.dialogues.writing import passages
from app.institutions.domain import Kind, Ownership
from app.institutions.models import Institution, Leadership
from app.invitations.domain import InvitationState
from app.invitations.models import Invitation
from app.people import services as people
from app.people.domain import Role
from app.people.models import Person
from app.scheduling.domain import DialogueState
from app.scheduling.models import Dialogue, Room
from app.selection.domain import DrawState, SeatKind, SeatState
from app.selection.models import Draw, Seat

YEAR = 2027
DAY = dt.date(2027, 3, 16)
PAST = dt.date(2026, 3, 17)
"""Before today, for pages and commands: they read the clock, and a meeting is not held before its time."""
NOW = at(DAY, 9)
TITLES = ("Effekt for borgerne", "Samarbejde på tværs", "Faglighed i udvikling")
NUMBERS = itertools.count(1)


def new_id() -> str:
    """An id as a browser makes it."""
    return str(uuid.uuid4())


def open_cycle(session: Session) -> Cycle:
    """A year whose guidance has three themes with a question each."""
    themes = [cycles.add_theme(session, year=YEAR, number=place, title=title) for place, title in enumerate(TITLES, 1)]
    subject = NewSubject(
        title="Ledetråd 2027",
        publication_id=None,
        introduction="Kære ledere",
        themes=tuple(
            SubjectTheme(
                edition_id=one.id,
                number=one.number,
                title=one.title,
                messages={Level.CITIZENS: f"Budskab {one.number}"},
                questions=(f"Spørgsmål {one.number}?",),
            )
            for one in themes
        ),
    )
    return cycles.open_year(session, year=YEAR, subject=subject, now=at(dt.date(2026, 11, 1), 8))


def themes(session: Session) -> list[ThemeEdition]:
    """The year's themes in their order."""
    return list(session.scalars(select(ThemeEdition).where(ThemeEdition.year == YEAR).order_by(ThemeEdition.number)))


def agree_dialogue(session: Session, cycle: Cycle, *, name: str, day: dt.date = DAY) -> Dialogue:
    """One of the six with its head and an agreed time."""
    number = next(NUMBERS)
    institution = Institution(
        register="test",
        number=str(number),
        name=name,
        kind=Kind.DAY_CARE,
        ownership=Ownership.MUNICIPAL,
        imported_at=NOW,
    )
    seat = Seat(
        draw=_draw(session, cycle),
        institution=institution,
        number=number,
        kind=SeatKind.DRAWN,
        state=SeatState.ACTIVE,
        reason={},
    )
    dialogue = Dialogue(
        seat=seat,
        state=DialogueState.AGREED,
        starts_at=at(day, 9),
        ends_at=at(day, 10, 30),
        room=Room(name=f"Lokale {number}", seats=8),
    )
    session.add(dialogue)
    session.flush()
    _appoint_head(session, institution)
    return dialogue


def tell(session: Session, dialogue: Dialogue) -> Invitation:
    """The invitation to a dialogue has been sent: from now on its time is known."""
    invitation = Invitation(
        dialogue_id=dialogue.id,
        uid=f"dialogue-{dialogue.id}@example.dk",
        state=InvitationState.SENT,
        created_at=NOW,
        sent_at=NOW,
        told_start=dialogue.starts_at,
        told_end=dialogue.ends_at,
    )
    session.add(invitation)
    session.flush()
    return invitation


def open_held_note(session: Session, cycle: Cycle, *, name: str = "Åkandens Børnehus", day: dt.date = DAY) -> Note:
    """The note of a dialogue that has been held."""
    dialogue = agree_dialogue(session, cycle, name=name, day=day)
    dialogue.state = DialogueState.HELD
    session.flush()
    return passages.open_note(session, dialogue=dialogue, now=NOW)


def head_of(session: Session, note: Note) -> Person:
    """Who heads the institution of a note."""
    query = (
        select(Person)
        .join(Leadership, Leadership.person_id == Person.id)
        .join(Seat, Seat.institution_id == Leadership.institution_id)
        .join(Dialogue, Dialogue.seat_id == Seat.id)
        .where(Dialogue.id == note.dialogue_id)
    )
    return session.scalars(query).one()


def say(session: Session, note: Note, text: str, **given: object) -> Passage:
    """One passage."""
    return passages.add_passage(session, note=note, passage_id=new_id(), text=text, now=NOW, **given)  # type: ignore[arg-type]


def _draw(session: Session, cycle: Cycle) -> Draw:
    query = select(Draw).where(Draw.cycle_id == cycle.id)
    return session.scalars(query).one_or_none() or Draw(
        cycle_id=cycle.id,
        method="plain",
        state=DrawState.DRAWN,
        seats_wanted=6,
        settings={},
        prepared_at=NOW,
    )


def _appoint_head(session: Session, institution: Institution) -> None:
    head = people.add_person(
        session,
        name=f"Leder {institution.number}",
        address=f"leder{institution.number}@example.dk",
        roles=[Role.LEADER],
        now=NOW,
    )
    session.add(
        Leadership(institution_id=institution.id, person_id=head.id, from_day=dt.date(2020, 1, 1)),
    )
    session.flush()
