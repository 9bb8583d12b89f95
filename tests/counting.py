"""How many statements something sends to the database: a page with three things may not send more than with one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session


def count_queries(session: Session, act: Callable[[], object]) -> int:
    """The number of statements that `act` sends over the session's connection."""
    sent: list[Any] = []

    def note(*given: Any) -> None:
        sent.append(given[2])

    bind = session.get_bind()
    event.listen(bind, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(bind, "before_cursor_execute", note)
    return len(sent)
