"""The made-up sentences, said in one dialogue on each database."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.dialogues.models import Note, Passage
from tests.dialogues import meetings
from tests.search.made_up import sentences


@pytest.fixture
def note(session: Session) -> Note:
    """A note of a dialogue that was held."""
    return meetings.open_held_note(session, meetings.open_cycle(session))


@pytest.fixture
def said(session: Session, note: Note) -> list[Passage]:
    """The sentences as passages."""
    return [meetings.say(session, note, text) for text in sentences()]
