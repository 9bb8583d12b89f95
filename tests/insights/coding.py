"""Insights and the words behind them, as the tests of this room make them."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.cycle.models import Cycle
from app.dialogues.models import Note, Passage
from app.insights import queries, reading, services
from app.insights.domain import About, Meaning, Quote, Stance, Tone
from app.insights.models import Insight
from app.insights.rows import Reading
from tests.dialogues.meetings import NOW, say, themes

THEME = 2


def theme_id(session: Session, number: int = THEME) -> int:
    return themes(session)[number - 1].id


def speak(session: Session, note: Note, *texts: str, theme: int | None = THEME, **given: object) -> list[Passage]:
    """Passages of one note, under a theme."""
    edition_id = theme_id(session, theme) if theme else None
    return [say(session, note, text, edition_id=edition_id, **given) for text in texts]


def whole(passage: Passage, stance: Stance = Stance.SUPPORTS) -> Quote:
    return Quote(revision_id=passage.current.id, stance=stance)


def learn(
    session: Session,
    cycle: Cycle,
    *words: Passage | Quote,
    sentence: str = "Ingen ejer sagen.",
    theme: int | None = THEME,
    **given: object,
) -> Insight:
    """An insight about a theme (None: about the form) with whole passages or quotes behind it."""
    said: dict[str, object] = {name: given.pop(name) for name in ("tone", "level", "chain") if name in given}
    told: dict[str, object] = {"now": NOW, **given}
    made = services.add_insight(
        session,
        cycle=cycle,
        meaning=Meaning(
            sentence=sentence,
            about=About.THEME if theme else About.FORM,
            edition_id=theme_id(session, theme) if theme else None,
            **({"tone": Tone.BARRIER} | said),  # type: ignore[arg-type]
        ),
        evidence=[one if isinstance(one, Quote) else whole(one) for one in words],
        **told,  # type: ignore[arg-type]
    )
    return read(session, made)


def read(session: Session, insight: Insight) -> Insight:
    """The insight as it stands now."""
    session.expire(insight)
    return queries.insight(session, insight.id)


def words_behind(session: Session, insight: Insight) -> list[str]:
    return [one.words for one in read(session, insight).evidence]


def theme_words(session: Session, cycle: Cycle, edition_id: int | None) -> list[Reading]:
    """What was said about a theme, as its page reads it."""
    insights, occasions = reading.insights_of(session, cycle), reading.occasions_of(session, cycle)
    return reading.words_of(session, cycle, edition_id, insights=insights, occasions=occasions)
