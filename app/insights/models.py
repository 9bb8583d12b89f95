"""Tables of the insights and their evidence."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.cycle.domain import Level
from app.cycle.models import ThemeEdition
from app.database import Base
from app.dialogues.domain import PassageKind
from app.dialogues.models import PassageRevision
from app.insights.domain import About, ChainLink, Stance, Tone
from app.people.models import Person


class Insight(Base):
    """One sentence that the dialogues of a year have taught. Its strength is the number of institutions behind it.

    One that was merged into another stays as a tombstone with its words, so that whatever points to it still finds
    them; `merged_into_id` says where they are counted now. `split_from_id` tells what a later one was divided off.
    """

    __tablename__ = "insight"

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), index=True)
    sentence: Mapped[str] = mapped_column(Text)
    about: Mapped[About]
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("theme_edition.id"), index=True)
    tone: Mapped[Tone]
    level: Mapped[Level | None]
    chain: Mapped[ChainLink | None]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[dt.datetime]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("insight.id"), index=True)
    split_from_id: Mapped[int | None] = mapped_column(ForeignKey("insight.id"))

    edition: Mapped[ThemeEdition | None] = relationship(lazy="raise_on_sql")
    author: Mapped[Person | None] = relationship(lazy="raise_on_sql")
    evidence: Mapped[list[Evidence]] = relationship(
        lazy="raise_on_sql", order_by="Evidence.id", back_populates="insight"
    )

    @property
    def author_name(self) -> str:
        """Who wrote it; nobody's where it came over from elsewhere."""
        return self.author.name if self.author else ""


class Evidence(Base):
    """A revision of a passage, or exact words in it, that supports an insight or speaks against it."""

    __tablename__ = "evidence"

    id: Mapped[int] = mapped_column(primary_key=True)
    insight_id: Mapped[int] = mapped_column(ForeignKey("insight.id"), index=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("passage_revision.id"), index=True)
    quote: Mapped[str] = mapped_column(Text, default="")
    stance: Mapped[Stance] = mapped_column(default=Stance.SUPPORTS)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    tied_at: Mapped[dt.datetime]

    insight: Mapped[Insight] = relationship(lazy="raise_on_sql", back_populates="evidence")
    revision: Mapped[PassageRevision] = relationship(lazy="raise_on_sql")
    author: Mapped[Person | None] = relationship(lazy="raise_on_sql")

    @property
    def passage_id(self) -> str:
        """The passage that the words are part of."""
        return self.revision.passage_id

    @property
    def note_id(self) -> int:
        """The note in which they were said."""
        return self.revision.passage.note_id

    @property
    def words(self) -> str:
        """The exact words that were picked, else the whole passage as it stood."""
        return self.quote or self.revision.text

    @property
    def voice(self) -> str:
        """Whose words these are: an institution's, or another forum's."""
        return self.revision.passage.note.voice

    @property
    def own(self) -> bool:
        """Whether it is the secretariat's own note."""
        return self.revision.passage.kind is PassageKind.OWN

    @property
    def institution_id(self) -> int | None:
        """The institution that said it; none where a forum did."""
        institution = self.revision.passage.note.institution
        return institution.id if institution else None
