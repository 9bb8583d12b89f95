"""Made-up passages for the search: words of a Danish shape, few of them common and most of them rare, by a seed."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, islice

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.cycle.domain import CycleState
from app.cycle.models import Cycle
from app.dialogues.domain import Forum, NoteState, PassageKind
from app.dialogues.models import Discussion, Note, Passage, PassageRevision
from app.search import lexicon

SEED = 20270301
FORMS = 60_000
A_NOTE, A_BATCH = 1_000, 5_000
FEWEST, MOST = 8, 24
BEGUN = dt.datetime(2017, 3, 1, 9, tzinfo=dt.UTC)
STARTS = lexicon.listed("b d f g h j k l m n p r s t v bl br dr fl gr kl kr pl sk st tr")
SYLLABLES = [start + vowel for start in STARTS for vowel in "aeiouyæøå"]
ENDS = ["", "", "", "en", "er", "erne", "et", "e", "s", "ens"]


@dataclass(frozen=True)
class Words:
    """The forms, the commonest first, with the running sum of their weights after Zipf."""

    forms: list[str]
    weights: list[float]


def words() -> Words:
    """Small words first, then single words and compounds with their endings, then words of nothing but syllables."""
    chance = random.Random(SEED)
    small = list(lexicon.FUNCTION)
    chance.shuffle(small)
    forms = dict.fromkeys(small)
    while len(forms) < FORMS:
        forms[_form(chance, len(forms))] = None
    return Words(list(forms), list(accumulate(1 / (rank + 2.7) for rank in range(len(forms)))))


def _form(chance: random.Random, place: int) -> str:
    kind = chance.random() * (1 if place < FORMS // 10 else 3)
    if kind < 0.6:
        word = chance.choice(lexicon.SIMPLE)
    elif kind < 1.6:
        word = chance.choice(lexicon.SIMPLE) + chance.choice(["", "s"]) + chance.choice(lexicon.SIMPLE)
    else:
        word = "".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) + chance.choice("nrtlskm")
    return word + chance.choice(ENDS)


def passages(found: Words, count: int) -> Iterator[str]:
    """As many passages."""
    chance = random.Random(SEED + 1)
    for _ in range(count):
        said = chance.choices(found.forms, cum_weights=found.weights, k=chance.randint(FEWEST, MOST))
        yield f"{' '.join(said).capitalize()}."


def say_all(session: Session, found: Words, count: int) -> None:
    """Writes the passages down: a thousand in each discussion of a forum, over ten years."""
    texts, chance = passages(found, count), random.Random(SEED + 2)
    for first in range(0, count, A_BATCH):
        notes = [_note(session, number, count) for number in range(first // A_NOTE, -(-(first + A_BATCH) // A_NOTE))]
        rows = []
        for place, text in enumerate(islice(texts, A_BATCH)):
            number = str(uuid.UUID(int=chance.getrandbits(128), version=4))
            rows.append((number, notes[place // A_NOTE], BEGUN + dt.timedelta(seconds=first + place), text))
        session.execute(insert(Passage), [_passage(*row) for row in rows])
        session.execute(insert(PassageRevision), [_revision(*row) for row in rows])


def _note(session: Session, number: int, count: int) -> int:
    year = BEGUN.year + number * A_NOTE * 10 // max(count, A_NOTE)
    cycle = session.get(Cycle, year)
    if cycle is None:
        cycle = Cycle(id=year, year=year, state=CycleState.OPEN, opened_at=BEGUN)
        session.add(cycle)
        session.flush()
    title, day = f"Forum {number}", BEGUN.date().replace(year=year)
    held = Discussion(cycle_id=year, forum=Forum.OTHER, title=title, held_on=day, created_at=BEGUN)
    session.add(held)
    session.flush()
    note = Note(cycle_id=year, discussion_id=held.id, state=NoteState.OPEN, opened_at=BEGUN)
    session.add(note)
    session.flush()
    return note.id


def _passage(number: str, note: int, at: dt.datetime, _text: str) -> dict[str, object]:
    return {"id": number, "note_id": note, "kind": PassageKind.MINUTES, "rank": "a", "created_at": at}


def _revision(number: str, _note: int, at: dt.datetime, text: str) -> dict[str, object]:
    return {"passage_id": number, "number": 1, "text": text, "saved_at": at, "closed_at": at}
