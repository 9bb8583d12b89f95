"""What stands between the draft and publication: every gate opens for its reason, and shuts when it is mended."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from app.cycle.domain import Level
from app.dialogues import services as dialogues
from app.dialogues.domain import PassageKind
from app.dialogues.writing import passages
from app.guidance import services
from app.guidance.domain import FateKind, GateKind, TieKind
from app.guidance.drafting import ties
from app.guidance.editions import publishing
from app.guidance.models import Guidance
from tests.dialogues import meetings
from tests.guidance import standing
from tests.guidance.drafting import making as drafting
from tests.guidance.drafting.making import NOW

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.starts_from(make=drafting.finished)]


def open_kinds(session: Session, guidance: Guidance, now: dt.datetime = NOW) -> list[GateKind]:
    return [gate.kind for gate in standing.open_gates(session, guidance, now=now)]


def test_finished_draft_has_no_open_gate(session: Session) -> None:
    year = drafting.finished(session)
    assert open_kinds(session, year.guidance) == []


@pytest.mark.starts_from(make=drafting.begin)
def test_fresh_draft_lacks_text_and_fates(session: Session) -> None:
    year = drafting.begin(session)
    found = standing.open_gates(session, year.guidance, now=NOW)
    assert [(gate.kind, gate.sentence) for gate in found] == [
        (GateKind.TEXT, "“Effekt for borgerne” har intet budskab endnu."),
        (GateKind.TEXT, "“Samarbejde på tværs” har intet budskab endnu."),
        (GateKind.TEXT, "“Faglighed i udvikling” har intet budskab endnu."),
        (GateKind.TEXT, "Indledningen er ikke skrevet endnu."),
        (GateKind.FATE, "Indsigten “Når flere er med, ejer ingen sagen.” har ingen skæbne."),
        (GateKind.FATE, "Indsigten “Fast tid på samme sted virker.” har ingen skæbne."),
        (GateKind.FATE, "Indsigten “Vi måler det, der er let.” har ingen skæbne."),
    ]
    assert (found[3].endpoint, found[3].thing) == ("guidance.draft", f"element:{found[3].args['element']}")


def test_text_without_evidence_or_mark_opens_a_gate(session: Session) -> None:
    year = drafting.finished(session)
    element = drafting.element(session, year.guidance, 1, Level.CITIZENS)
    ties.mark_own(session, element=element, own=False, by=None, now=NOW)
    (gate,) = standing.open_gates(session, year.guidance, now=NOW)
    assert (gate.kind, gate.thing) == (GateKind.EVIDENCE, f"element:{element.id}")
    assert gate.sentence == "Budskabet om borgerne i “Effekt for borgerne” har intet grundlag."


def test_changed_text_opens_a_gate_until_someone_has_looked(session: Session) -> None:
    year = drafting.finished(session)
    element = drafting.write(session, year, 2, Level.ORGANISATION, "Noget helt andet nu.")
    assert open_kinds(session, year.guidance) == [GateKind.LOOK_AGAIN]
    ties.affirm_ties(session, element=element, by=None, now=NOW)
    assert open_kinds(session, year.guidance) == []


def test_emptied_text_with_a_tie_opens_a_gate(session: Session) -> None:
    year = drafting.finished(session)
    drafting.write(session, year, 2, Level.ORGANISATION, "")
    assert open_kinds(session, year.guidance) == [GateKind.TEXT]


def test_theme_that_ends_says_why(session: Session) -> None:
    year = drafting.finished(session)
    services.drop_theme(session, guidance=year.guidance, edition=drafting.editions(session, 2028)[2], by=None, now=NOW)
    (gate,) = standing.open_gates(session, year.guidance, now=NOW)
    assert (gate.kind, gate.endpoint) == (GateKind.ENDED, "guidance.themes")
    before = drafting.editions(session, 2027)[2]
    services.end_theme(session, guidance=year.guidance, edition=before, reason="Blevet hverdag.", by=None, now=NOW)
    assert open_kinds(session, year.guidance) == []


@pytest.mark.starts_from(make=drafting.begin)
def test_one_theme_is_too_few(session: Session) -> None:
    year = drafting.begin(session)
    for edition in reversed(drafting.editions(session, 2028)[1:]):
        services.drop_theme(session, guidance=year.guidance, edition=edition, by=None, now=NOW)
    assert open_kinds(session, year.guidance)[:3] == [GateKind.THEMES, GateKind.ENDED, GateKind.ENDED]


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (dt.date(2027, 4, 1), [GateKind.UNCONFIRMED]),  # the last day: the institution may still answer
        (dt.date(2027, 4, 2), []),  # no answer is shown as no answer, and holds nothing up for ever
    ],
)
@pytest.mark.starts_from(make=None)
def test_minutes_hold_publication_up_until_the_deadline(
    session: Session, today: dt.date, expected: list[GateKind]
) -> None:
    year = drafting.begin(session, confirmed=False)
    drafting.finish(session, year)
    for note in year.notes:
        dialogues.ask_confirmation(session, note=note, deadline=dt.date(2027, 4, 1), by=None, now=meetings.NOW)
    at_noon = dt.datetime.combine(today, dt.time(12), tzinfo=dt.UTC)
    assert open_kinds(session, year.guidance, at_noon)[:1] == expected


@pytest.mark.starts_from(make=None)
def test_unwritten_minutes_behind_a_sentence_open_a_gate_each(session: Session) -> None:
    year = drafting.begin(session, confirmed=False)
    drafting.finish(session, year)
    found = standing.open_gates(session, year.guidance, now=NOW)
    assert [(gate.kind, gate.name) for gate in found] == [
        (GateKind.UNCONFIRMED, "Åkandens Børnehus"),
        (GateKind.UNCONFIRMED, "Plejecenter Havblik"),
    ]


def test_words_changed_since_they_were_cited_open_a_gate(session: Session) -> None:
    year = drafting.finished(session)
    dialogues.take_back(session, note=year.notes[0], by=None, now=NOW)
    passages.save_passage(
        session,
        passage=year.passages[0],
        text="Det er far, der kører papirerne rundt.",
        base_revision=1,
        save_key=None,
        by=None,
        now=NOW,
    )
    found = [
        gate for gate in standing.open_gates(session, year.guidance, now=NOW) if gate.kind is GateKind.CHANGED_SINCE
    ]
    assert [gate.sentence for gate in found] == ["Ord fra Åkandens Børnehus er ændret, siden de blev citeret."]


def test_words_copied_from_own_notes_open_a_gate(session: Session) -> None:
    year = drafting.finished(session)
    drafting.write(session, year, 1, Level.EMPLOYEES, "En leder overvejer i fortrolighed at søge nyt arbejde.")
    assert open_kinds(session, year.guidance) == [GateKind.OWN_NOTES]


def test_sentence_based_on_own_notes_opens_a_gate(session: Session) -> None:
    year = drafting.finished(session)
    dialogues.take_back(session, note=year.notes[1], by=None, now=NOW)
    own = meetings.say(session, year.notes[1], "Noget vi selv tænkte.", by=None, kind=PassageKind.OWN)
    closed = drafting.insight(session, year.cycle, drafting.editions(session, 2027)[0], "Lukket.", [own])
    element = drafting.element(session, year.guidance, 1, Level.CITIZENS)
    ties.tie(session, element=element, insight=closed, kind=TieKind.BASED_ON, by=None, now=NOW)
    assert GateKind.OWN_NOTES in open_kinds(session, year.guidance)


def test_insight_that_comes_late_opens_a_gate_that_can_still_be_shut_after_adoption(session: Session) -> None:
    year = drafting.finished(session)
    publishing.adopt(session, guidance=year.guidance, day=NOW.date(), agenda_item="4", by=None, now=NOW)
    late = drafting.insight(session, year.cycle, drafting.editions(session, 2027)[0], "Sent.", [year.passages[0]])
    assert open_kinds(session, year.guidance) == [GateKind.FATE]
    ties.decide_fate(session, insight=late, kind=FateKind.NOT_THIS_YEAR, reason="For sent.", by=None, now=NOW)
    assert open_kinds(session, year.guidance) == []
