"""The table of what can be found. The index over its keys is the database's own and stands in index.py."""

from __future__ import annotations

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base

INDEX = "search_index"


class SearchEntry(Base):
    """One text that can be found: which room's, which thing's, the folded words. The newest has the largest number.

    `subject_id` is for the room's own condition of who may see it; `shape` says by which rules its keys were made.
    """

    __tablename__ = "search_entry"
    __table_args__ = (UniqueConstraint("thing", "source"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(20))
    thing: Mapped[str] = mapped_column(String(36))
    subject_id: Mapped[int]
    year: Mapped[int]
    shape: Mapped[int]
    text: Mapped[str] = mapped_column(Text)


def is_described(_thing: object, name: str | None, kind: str, _reflected: bool, _compared: object) -> bool:
    """For Alembic: whether a table is one that the models describe. The index and what FTS5 keeps for it are not."""
    return kind != "table" or name is None or not (name == INDEX or name.startswith(f"{INDEX}_"))
