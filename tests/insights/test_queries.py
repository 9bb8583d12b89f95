"""The words of a theme and the matrix: institutions before passages, silence told from what nobody coded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from app.cycle.domain import Level
from app.cycle.models import Cycle
from app.dialogues.domain import PassageKind
from app.dialogues.models import Note
from app.insights import matrix, queries, services
from app.insights.domain import About, CellState, Meaning, Quote, Stance, Tone
from app.insights.matrix import Shown
from app.insights.models import Insight
from app.people.domain import Role
from app.people.models import Person
from tests.counting import count_queries
from tests.dialogues.meetings import DAY, NOW, agree_dialogue, open_cycle, open_held_note, say, themes
from tests.insights import coding

CODED, UNCODED, SILENT, LATER = CellState.CODED, CellState.UNCODED, CellState.SILENT, CellState.LATER


@pytest.fixture
def cycle(session: Session) -> Cycle:
    return open_cycle(session)


def speak(session: Session, note: Note, text: str, theme: int | None = None) -> Quote:
    """Something said under a theme, ready to be cited."""
    edition_id = themes(session)[theme - 1].id if theme else None
    return Quote(revision_id=say(session, note, text, edition_id=edition_id).current.id)


def learn(session: Session, cycle: Cycle, *quotes: Quote, theme: int | None = None) -> Insight:
    return services.add_insight(
        session,
        cycle=cycle,
        meaning=Meaning(
            sentence="Ingen ejer sagen.",
            about=About.THEME if theme else About.FORM,
            edition_id=themes(session)[theme - 1].id if theme else None,
            tone=Tone.BARRIER,
        ),
        evidence=quotes,
        now=NOW,
    )


def test_matrix_tells_silence_from_what_nobody_coded(session: Session, cycle: Cycle) -> None:
    house = open_held_note(session, cycle, name="Åkandens Børnehus")
    school = open_held_note(session, cycle, name="Skovbrynets Skole")
    agree_dialogue(session, cycle, name="Engvejens Skole", day=dt.date(2027, 6, 9))
    one, two = speak(session, house, "Et", theme=1), speak(session, house, "To", theme=1)
    speak(session, school, "Ikke kodet", theme=1)
    form = speak(session, school, "Den er for lang")
    learn(session, cycle, one, two, theme=1)
    learn(session, cycle, two, theme=1)
    learn(session, cycle, form)
    found = matrix.matrix_of(session, cycle)
    assert [[cell.state for cell in row.cells] for row in found.rows] == [
        [CODED, UNCODED, LATER],
        [SILENT, SILENT, LATER],
        [SILENT, SILENT, LATER],
        [SILENT, CODED, LATER],
    ]
    assert [(cell.insights, cell.passages) for cell in found.rows[0].cells] == [(2, 2), (0, 1), (0, 0)]
    assert [row.behind for row in found.rows] == [1, 0, 0, 1]
    assert (found.held, found.passages, found.coded, found.insights) == (2, 4, 3, 3)


def test_words_that_speak_against_do_not_stand_behind(session: Session, cycle: Cycle) -> None:
    house, school = (open_held_note(session, cycle, name=name) for name in ("Hus", "Skole"))
    against = Quote(revision_id=speak(session, school, "Nej", theme=2).revision_id, stance=Stance.AGAINST)
    learn(session, cycle, speak(session, house, "Ja", theme=2), against, theme=2)
    row = matrix.matrix_of(session, cycle).rows[1]
    assert ([cell.insights for cell in row.cells], row.behind) == ([1, 1], 1)


def test_words_of_a_theme_are_read_by_dialogue_with_what_they_are_tied_to(session: Session, cycle: Cycle) -> None:
    school = open_held_note(session, cycle, name="Skole", day=DAY + dt.timedelta(days=7))
    house = open_held_note(session, cycle, name="Hus")
    first, second = speak(session, house, "Et to tre", theme=2), speak(session, school, "Fire", theme=2)
    speak(session, house, "Om noget andet", theme=1)
    insight = learn(session, cycle, Quote(revision_id=first.revision_id, quote="to tre"), theme=2)
    readings = coding.theme_words(session, cycle, themes(session)[1].id)
    assert [(one.note.voice, [said.text for said in one.said]) for one in readings] == [
        ("Hus", ["Et to tre"]),
        ("Skole", ["Fire"]),
    ]
    said = readings[0].said[0]
    assert [said.span(tie) for tie in said.ties] == [(3, 9)]
    assert said.tie_to(insight) in said.ties
    assert readings[1].said[0].revision_id == second.revision_id


def test_words_said_under_another_theme_are_read_where_they_are_cited(session: Session, cycle: Cycle) -> None:
    house = open_held_note(session, cycle, name="Hus")
    learn(session, cycle, speak(session, house, "Sagt under et", theme=1), theme=2)
    readings = coding.theme_words(session, cycle, themes(session)[1].id)
    assert [said.text for one in readings for said in one.said] == ["Sagt under et"]


def test_words_without_a_theme_are_read_with_the_form(session: Session, cycle: Cycle) -> None:
    house = open_held_note(session, cycle, name="Hus")
    speak(session, house, "Den er for lang")
    assert len(coding.theme_words(session, cycle, None)) == 1


def test_reading_takes_as_many_queries_for_many_dialogues_as_for_one(session: Session, cycle: Cycle) -> None:
    counts = []
    for size in (1, 3):
        for place in range(size):
            note = open_held_note(session, cycle, name=f"Hus {size}{place}")
            learn(session, cycle, speak(session, note, "Et", theme=1), speak(session, note, "To", theme=1), theme=1)
        session.commit()
        session.expire_all()
        session.refresh(cycle)
        counts.append(count_queries(session, lambda: read_all(session, cycle)))
    assert counts[0] == counts[1]


def read_all(session: Session, cycle: Cycle) -> object:
    """Everything that the pages of the insights show."""
    insights = queries.insights_of(session, cycle)
    return (
        [(queries.strength(one), [words.words for words in one.evidence]) for one in insights],
        [one.note.voice for one in coding.theme_words(session, cycle, themes(session)[0].id)],
        matrix.matrix_of(session, cycle),
    )


def test_matrix_is_narrowed_by_level_and_tone(session: Session, cycle: Cycle) -> None:
    house, school = (open_held_note(session, cycle, name=name) for name in ("Hus", "Skole"))
    [one, two] = coding.speak(session, house, "Et", "To", theme=1)
    [three] = coding.speak(session, school, "Tre", theme=1)
    coding.learn(session, cycle, one, three, theme=1, level=Level.CITIZENS, tone=Tone.WORKS)
    coding.learn(session, cycle, two, theme=1, level=Level.EMPLOYEES)

    def shown(**given: object) -> tuple[list[int], int]:
        row = matrix.matrix_of(session, cycle, Shown(**given)).rows[0]  # type: ignore[arg-type]
        return [cell.insights for cell in row.cells], row.behind

    assert shown() == ([2, 1], 2)
    assert shown(level=Level.CITIZENS) == ([1, 1], 2)
    assert shown(tone=Tone.BARRIER) == ([1, 0], 1)
    assert shown(level=Level.CITIZENS, tone=Tone.BARRIER) == ([0, 0], 0)
    assert matrix.matrix_of(session, cycle, Shown(tone=Tone.WISH)).insights == 2


def test_matrix_counts_what_nobody_has_coded(session: Session, cycle: Cycle) -> None:
    house = open_held_note(session, cycle, name="Hus")
    [one] = coding.speak(session, house, "Et", theme=1)
    coding.speak(session, house, "To", theme=1, level=Level.CITIZENS)
    coding.learn(session, cycle, one, theme=1)
    [cell] = matrix.matrix_of(session, cycle, Shown(uncoded=True)).rows[0].cells
    assert (cell.passages, cell.uncoded) == (2, 1)
    found = matrix.matrix_of(session, cycle, Shown(uncoded=True, level=Level.EMPLOYEES))
    assert (found.rows[0].cells[0].uncoded, found.uncoded) == (0, 0)


def test_front_page_and_matrix_mean_the_same_by_not_coded(session: Session, cycle: Cycle) -> None:
    house = open_held_note(session, cycle, name="Hus")
    coding.speak(session, house, "Et", theme=1)
    say(session, house, "Mellem os sagt", kind=PassageKind.OWN, edition_id=themes(session)[0].id)
    [reading] = coding.theme_words(session, cycle, themes(session)[0].id)
    found = matrix.matrix_of(session, cycle, Shown(uncoded=True))
    listed = sum(Shown(uncoded=True).holds(said) for said in reading.said)
    assert (queries.count_uncoded(session, cycle), found.uncoded, listed) == (1, 1, 1)
    assert found.passages - found.coded == found.uncoded


def test_last_change_is_read_from_the_trail(session: Session, cycle: Cycle, add_person: Callable[..., Person]) -> None:
    house = open_held_note(session, cycle, name="Hus")
    insight = coding.learn(session, cycle, *coding.speak(session, house, "Et"))
    assert queries.last_change(session, insight.id) is None
    for hours, person in ((1, add_person(Role.SECRETARIAT)), (2, add_person(Role.SECRETARIAT, name="Birgitte"))):
        services.change_insight(
            session,
            insight=insight,
            meaning=Meaning(sentence="Rettet.", about=About.FORM, tone=Tone.WISH),
            by=person,
            now=NOW + dt.timedelta(hours=hours),
        )
    assert queries.last_change(session, insight.id) == ("Birgitte", NOW + dt.timedelta(hours=2))
