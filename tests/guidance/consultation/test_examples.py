"""Examples with consent: exact words, a yes on her page, withdrawn until publication; and the gates that hold it."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from app.cycle.domain import Level
from app.dialogues import queries as dialogues
from app.dialogues import services as writing
from app.dialogues.domain import PassageKind
from app.guidance import queries, services
from app.guidance.consultation import examples
from app.guidance.consultation.examples import ExampleState
from app.guidance.consultation.refusals import (
    AdoptionStands,
    ClosedWords,
    ExampleAsked,
    ExampleNotInText,
    ExampleOutdated,
    ExamplePublished,
    ExampleStands,
)
from app.guidance.domain import GateKind, GateOpen, GuidanceFrozen, GuidanceState, TieKind
from app.guidance.drafting import ties
from app.guidance.editions import publishing, readopting
from app.guidance.models import Element, Example
from app.mail.models import OutboxMessage
from app.trail.models import TrailEntry
from tests.dialogues import meetings
from tests.guidance import standing
from tests.guidance.drafting import making as drafting
from tests.guidance.drafting.making import NOW, Year

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.starts_from(make=drafting.finished)]
SENTENCE = "I Skovbrynets Skole har de en fast tid."
TEXT = f"Det kan lade sig gøre. {SENTENCE} Det virker."


@pytest.fixture
def year(session: Session) -> Year:
    return drafting.finished(session)


def put(session: Session, year: Year, text: str = TEXT) -> Element:
    element = drafting.write(session, year, 1, Level.CITIZENS, text)
    return queries.element(session, element.id)


def ask(session: Session, year: Year, element: Element, sentence: str = SENTENCE, *, number: int = 1) -> Example:
    dialogue = dialogues.dialogue(session, year.notes[number].dialogue_id)
    asked = examples.ask_example(session, element=element, dialogue=dialogue, sentence=sentence, by=None, now=NOW)
    return examples.example_of(session, asked.id)


def answer(session: Session, example: Example, *, yes: bool) -> None:
    examples.answer_example(session, example=example, yes=yes, by=example.person, now=NOW)


def kinds(session: Session, year: Year) -> list[GateKind]:
    return [gate.kind for gate in standing.open_gates(session, year.guidance, now=NOW)]


def state(session: Session, example: Example) -> ExampleState:
    return examples.row_of(session, example).state


def test_name_of_one_of_the_six_holds_publication_up_until_its_head_says_yes(session: Session, year: Year) -> None:
    element = put(session, year)
    (gate,) = standing.open_gates(session, year.guidance, now=NOW)
    assert (gate.kind, gate.thing, gate.endpoint) == (GateKind.NAMED, f"element:{element.id}", "guidance.examples")
    example = ask(session, year, element)
    assert kinds(session, year) == [GateKind.NAMED, GateKind.EXAMPLE]
    answer(session, example, yes=True)
    assert kinds(session, year) == []
    assert state(session, example) is ExampleState.YES


def test_head_of_one_of_the_six_is_not_named_either(session: Session, year: Year) -> None:
    head = meetings.head_of(session, year.notes[0])
    put(session, year, f"Som {head.name}s folk siger, virker det.")
    assert kinds(session, year) == [GateKind.NAMED]


def test_yes_is_to_these_words_and_to_no_other_place_of_the_name(session: Session, year: Year) -> None:
    example = ask(session, year, put(session, year))
    answer(session, example, yes=True)
    put(session, year, f"{TEXT} Også Skovbrynets Skoles elever er glade.")
    assert kinds(session, year) == [GateKind.NAMED]
    put(session, year, TEXT.replace("fast tid", "fast plads"))
    assert kinds(session, year) == [GateKind.NAMED, GateKind.EXAMPLE]
    assert state(session, example) is ExampleState.CHANGED


def test_yes_covers_the_institution_of_its_head_alone(session: Session, year: Year) -> None:
    both = "Både Skovbrynets Skole og Åkandens Børnehus gør det."
    example = ask(session, year, put(session, year, both), both)
    answer(session, example, yes=True)
    assert kinds(session, year) == [GateKind.NAMED]
    answer(session, ask(session, year, put(session, year, both), both, number=0), yes=True)
    assert kinds(session, year) == []


def test_sentence_in_english_is_asked_about_too(session: Session, year: Year) -> None:
    element = put(session, year, "Det virker.")
    element.english = "At Skovbrynets Skole it works."
    session.flush()
    assert kinds(session, year) == [GateKind.NAMED]
    answer(session, ask(session, year, element, element.english), yes=True)
    assert kinds(session, year) == []


def test_changed_sentence_asks_again_and_the_old_question_is_over(session: Session, year: Year) -> None:
    first = ask(session, year, put(session, year))
    answer(session, first, yes=True)
    changed = SENTENCE.replace("tid", "plads")
    second = ask(session, year, put(session, year, changed), changed)
    assert state(session, examples.example_of(session, first.id)) is ExampleState.GONE
    with pytest.raises(ExampleOutdated):
        answer(session, first, yes=True)
    answer(session, second, yes=True)
    assert kinds(session, year) == []


def test_no_holds_the_sentence_back_until_it_is_taken_out(session: Session, year: Year) -> None:
    nameless = "Et sted har de en fast tid."
    example = ask(session, year, put(session, year, nameless), nameless)
    answer(session, example, yes=False)
    assert (kinds(session, year), state(session, example)) == ([GateKind.EXAMPLE], ExampleState.REFUSED)
    put(session, year, "Det virker.")
    assert kinds(session, year) == []


def test_yes_is_withdrawn_until_publication_and_not_after(session: Session, year: Year) -> None:
    example = ask(session, year, put(session, year))
    answer(session, example, yes=True)
    publishing.adopt(session, guidance=year.guidance, day=NOW.date(), agenda_item="", by=None, now=NOW)
    answer(session, example, yes=False)
    assert state(session, example) is ExampleState.WITHDRAWN
    assert kinds(session, year) == [GateKind.NAMED, GateKind.EXAMPLE]
    answer(session, example, yes=True)
    year.guidance.state = GuidanceState.PUBLISHED
    session.flush()
    with pytest.raises(ExamplePublished):
        answer(session, example, yes=False)
    with pytest.raises(ExamplePublished):
        take_back(session, example)


def take_back(session: Session, example: Example) -> None:
    examples.take_back_example(session, example=example, by=None, now=NOW)


def test_withdrawn_after_adoption_the_text_becomes_a_draft_again(session: Session, year: Year) -> None:
    example = ask(session, year, put(session, year))
    answer(session, example, yes=True)
    publishing.adopt(session, guidance=year.guidance, day=NOW.date(), agenda_item="4", by=None, now=NOW)
    with pytest.raises(AdoptionStands):
        readopting.take_back_adoption(session, guidance=year.guidance, by=None, now=NOW)
    answer(session, example, yes=False)
    readopting.take_back_adoption(session, guidance=year.guidance, by=None, now=NOW)
    put(session, year, "Det virker.")
    publishing.adopt(session, guidance=year.guidance, day=NOW.date(), agenda_item="5", by=None, now=NOW)
    assert queries.of_year(session, 2028).agenda_item == "5"


def test_question_is_about_a_sentence_of_the_text_once_at_a_time(session: Session, year: Year) -> None:
    element = put(session, year)
    with pytest.raises(ExampleNotInText):
        ask(session, year, element, "Skovbrynets Skole har de en fast tid.")
    ask(session, year, element)
    with pytest.raises(ExampleAsked):
        ask(session, year, element)


def test_own_notes_go_out_in_no_question(session: Session, year: Year) -> None:
    with pytest.raises(ClosedWords):
        ask(session, year, put(session, year, drafting.SECRET), drafting.SECRET)
    writing.take_back(session, note=year.notes[1], by=None, now=NOW)
    own = meetings.say(session, year.notes[1], "Noget vi selv tænkte.", by=None, kind=PassageKind.OWN)
    closed = drafting.insight(session, year.cycle, drafting.editions(session, 2027)[0], "Lukket.", [own])
    element = put(session, year)
    ties.tie(session, element=element, insight=closed, kind=TieKind.BASED_ON, by=None, now=NOW)
    with pytest.raises(ClosedWords):
        ask(session, year, queries.element(session, element.id))


def test_secretariat_takes_a_question_back_before_its_answer(session: Session, year: Year) -> None:
    nameless = "Et sted har de en fast tid."
    example = ask(session, year, put(session, year, nameless), nameless)
    take_back(session, example)
    assert (kinds(session, year), state(session, example)) == ([], ExampleState.GONE)
    with pytest.raises(ExampleOutdated):
        answer(session, example, yes=True)
    again = ask(session, year, put(session, year, nameless), nameless)
    answer(session, again, yes=True)
    with pytest.raises(ExampleStands):
        take_back(session, again)


def test_adopted_text_asks_nobody_anything_new(session: Session, year: Year) -> None:
    element = put(session, year, "Det virker.")
    publishing.adopt(session, guidance=year.guidance, day=NOW.date(), agenda_item="", by=None, now=NOW)
    with pytest.raises(GuidanceFrozen):
        ask(session, year, element, "Det virker.")


def test_nothing_is_adopted_with_a_name_in_it(session: Session, year: Year) -> None:
    put(session, year)
    with pytest.raises(GateOpen):
        publishing.adopt(session, guidance=year.guidance, day=NOW.date(), agenda_item="", by=None, now=NOW)


def test_theme_that_names_one_of_the_six_opens_a_gate(session: Session, year: Year) -> None:
    edition = drafting.editions(session, 2028)[0]
    edition.summary = "Som i Skovbrynets Skole."
    session.flush()
    (gate,) = standing.open_gates(session, year.guidance, now=NOW)
    assert (gate.kind, gate.endpoint) == (GateKind.NAMED, "guidance.themes")


def test_mail_holds_the_sentence_and_the_trail_does_not(session: Session, year: Year) -> None:
    example = ask(session, year, put(session, year))
    answer(session, example, yes=True)
    answer(session, example, yes=False)
    query = select(OutboxMessage).where(OutboxMessage.kind == "example").options(undefer(OutboxMessage.raw))
    (mail,) = session.scalars(query)
    assert mail.subject == "Må vi bringe et eksempel fra jer?"
    entries = session.scalars(select(TrailEntry).where(TrailEntry.thing == f"example:{example.id}")).all()
    assert [one.action.removeprefix("guidance.example-") for one in entries] == ["asked", "yes", "withdrawn"]
    assert entries[1].person_id == example.person_id
    assert "Skovbrynets" not in repr([one.details for one in entries])


def test_last_years_yes_is_not_one_to_this_years_text(session: Session, year: Year) -> None:
    example = ask(session, year, put(session, year))
    answer(session, example, yes=True)
    year.guidance.state = GuidanceState.PUBLISHED
    session.flush()
    cycle = publishing.open_year(session, guidance=year.guidance, by=None, now=NOW)
    draft = services.start_draft(session, cycle=cycle, with_last_text=True, by=None, now=NOW)
    assert [gate.kind for gate in standing.open_gates(session, draft, now=NOW)].count(GateKind.NAMED) == 1
