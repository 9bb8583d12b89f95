"""Who would follow if an institution gave its seat up, and which considerations that breaks; nothing is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.selection import labels, queries
from app.selection.lottery.drawing import next_in_line
from app.selection.lottery.record import read_record
from app.selection.models import Seat


@dataclass(frozen=True)
class HandingOn:
    """`successor` is empty where nobody is left; `breaks` says what is not kept, nothing where all is."""

    successor: str
    breaks: Sequence[str]


def hand_on(session: Session, seat: Seat) -> HandingOn:
    """What a withdrawal of this seat would lead to, as the record stands."""
    if not queries.has_record(seat.draw):
        return HandingOn("", [])
    record = read_record(seat.draw.record)
    found, gave_way = next_in_line(record, queries.names_in(session, record)[seat.institution_id])
    return HandingOn(record["names"][found] if found else "", labels.say_gave_way(gave_way))
