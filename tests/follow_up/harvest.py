"""A year whose guidance is published: three dialogues, one insight in the guidance, one put off, one passed on."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app.clock import at
from app.dialogues import queries as dialogues
from app.dialogues import services as dialogue_services
from app.follow_up import queries, services
from app.follow_up.models import Letter
from app.follow_up.reading import printed
from app.guidance.domain import GuidanceState
from app.guidance.editions import publishing, reading
from tests.guidance.drafting import making as drafting
from tests.guidance.drafting.making import Year

BODY = "Eksempel Kommune"
DAY = dt.date(2027, 11, 1)
NOW = at(DAY, 8)


def publish(session: Session) -> Year:
    """Ledetråd 2028 as it stands on 1 November, with two promises to the first of the three.

    Tests that start from it find it here.
    """
    year = drafting.finished(session)
    if year.guidance.state is GuidanceState.PUBLISHED:
        return year
    first = dialogues.dialogue(session, year.notes[0].dialogue_id)
    kept = dialogue_services.add_action(
        session, dialogue=first, text="Finde en fast dag.", owner=None, due=dt.date(2027, 8, 1), now=drafting.NOW
    )
    dialogue_services.finish_action(
        session, action=kept, outcome="Talepædagogen kommer hver onsdag.", by=None, now=drafting.NOW
    )
    dialogue_services.add_action(
        session, dialogue=first, text="Ét navn til hvert center.", owner=None, due=dt.date(2028, 2, 1), now=drafting.NOW
    )
    return close(session, year)


def close(session: Session, year: Year) -> Year:
    """Adopts and publishes a finished draft."""
    publishing.adopt(
        session, guidance=year.guidance, day=dt.date(2027, 10, 19), agenda_item="4", by=None, now=drafting.NOW
    )
    edition = reading.compose(session, year.guidance, body=BODY, now=NOW)
    publishing.publish(session, guidance=year.guidance, edition=edition, by=None, now=NOW)
    return year


def letters(session: Session, year: Year) -> list[Letter]:
    """The letters of the year, by the seats of the six."""
    written = services.write_letters(session, cycle=year.cycle, by=None, now=NOW)
    return sorted(written, key=lambda letter: letter.dialogue_id)


def adopt(session: Session, letter: Letter) -> None:
    """A person has read the letter."""
    pdf = printed(letter.content, body=BODY, sender="sekretariatet@example.dk", day=DAY)
    services.adopt_letter(session, letter=letter, content=dict(letter.content), pdf=pdf, by=None, now=NOW)


def send(session: Session, year: Year) -> Letter:
    """The first letter, on its way to its reader."""
    first = letters(session, year)[0]
    adopt(session, first)
    services.send_letters(session, cycle=year.cycle, by=None, now=NOW)
    return queries.by_id(session, first.id)
