"""What becomes of minutes after they have been read: a correction, half settled, and a change after a yes."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app.clock import add_working_days, at, local_day
from app.cycle import queries as cycles
from app.database import transaction
from app.dialogues import queries as dialogues
from app.dialogues import services as writing
from app.dialogues.domain import ConfirmationAnswer
from app.dialogues.models import Confirmation, Note
from app.dialogues.writing import passages
from app.scheduling.models import Dialogue
from demonstration.steps import meetings
from demonstration.steps.stage import Stage, secretary
from demonstration.story import corrections as story
from demonstration.story.corrections import Spot


def answer(
    stage: Stage,
    dialogue: Dialogue,
    *,
    now: dt.datetime,
    places: dict[int, int],
    word: str = "",
    remarks: dict[str, str] | None = None,
) -> None:
    """The head's answer with where she places her institution: a yes, or a correction if she has written anything."""
    with transaction() as session:
        _note, confirmation = asked(session, dialogue)
        editions = {one.number: one.id for one in cycles.themes_of(session, stage.story.this.year)}
        writing.answer_confirmation(
            session,
            confirmation=confirmation,
            answer=ConfirmationAnswer.CORRECTION if word else ConfirmationAnswer.RIGHT,
            word=word,
            remarks=remarks,
            placements={editions[number]: step for number, step in places.items()},
            now=now,
        )


def dispute(stage: Stage, dialogue: Dialogue, *, places: dict[int, int]) -> None:
    """Two passages are to be mended; the secretariat has mended one and settled it, the other stands open."""
    assert dialogue.ends_at
    day = add_working_days(local_day(dialogue.ends_at), 4)
    mended, waiting = passage_at(stage, dialogue, story.SETTLED), passage_at(stage, dialogue, story.OPEN)
    remarks = {mended: story.SETTLED_REMARK, waiting: story.OPEN_REMARK}
    answer(stage, dialogue, now=at(day, 14), places=places, word=story.WORD, remarks=remarks)
    now = at(add_working_days(day, 1), 10)
    with transaction() as session:
        note, _confirmation = asked(session, dialogue)
        add_words(session, mended, story.SETTLED_BY, now)
        writing.settle_remark(session, note=note, passage_id=mended, by=secretary(session), now=now)


def change_after_yes(stage: Stage, dialogue: Dialogue, *, places: dict[int, int]) -> None:
    """The head has said yes and then thought of one thing more: it is added, and she is asked again."""
    assert dialogue.ends_at
    day = add_working_days(local_day(dialogue.ends_at), 1)
    answer(stage, dialogue, now=at(day, 9, 40), places=places)
    with transaction() as session:
        note, by = asked(session, dialogue)[0], secretary(session)
        writing.take_back(session, note=note, by=by, now=at(day, 10))
        add_words(session, passage_at(stage, dialogue, story.SINCE_YES), story.ADDED_SINCE, at(day, 10, 5))
    meetings.ask(stage, dialogue, hour=10, minute=15)


def asked(session: Session, dialogue: Dialogue) -> tuple[Note, Confirmation]:
    """The note and the newest question about it."""
    note = dialogues.note_of(session, dialogue)
    assert note
    confirmation = dialogues.confirmation(session, note)
    assert confirmation
    return note, confirmation


def passage_at(stage: Stage, dialogue: Dialogue, spot: Spot) -> str:
    """The passage of a dialogue that is meant."""
    spoken = stage.spoken[stage.story.this.year]
    return next(one.passage_id for one in spoken if one.dialogue_id == dialogue.id and story.is_at(one.said, spot))


def add_words(session: Session, passage_id: str, words: str, now: dt.datetime) -> None:
    """The secretary mends a passage."""
    passage = dialogues.passage(session, passage_id)
    text = f"{passage.current.text}{words}"
    by = secretary(session)
    passages.save_passage(session, passage=passage, text=text, base_revision=passage.revision, by=by, now=now)
