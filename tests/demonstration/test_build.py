"""What the story leaves behind: last year published and answered, this year in the middle of things, the same twice."""

from __future__ import annotations

import datetime as dt
import shutil
import sqlite3
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cycle import queries as cycles
from app.cycle.domain import CycleState
from app.dialogues import queries as dialogues
from app.dialogues.before import briefings, plans
from app.dialogues.domain import ConfirmationAnswer, DocumentKind, NoteState, PassageKind
from app.dialogues.minutes.confirmed import changes_since
from app.dialogues.models import Note, Passage
from app.dialogues.writing import placing
from app.follow_up import queries as letters
from app.follow_up.domain import LetterState
from app.guidance import gates
from app.guidance import queries as guidances
from app.guidance.domain import GuidanceState
from app.guidance.drafting import drafts
from app.insights import queries as insights
from app.insights.domain import ChainLink
from app.institutions import queries as institutions
from app.institutions.domain import Kind
from app.invitations import queries as invitations
from app.invitations.domain import Answer, Attendance, Part
from app.mail.domain import MessageState
from app.mail.models import OutboxMessage
from app.scheduling import queries as scheduling
from app.scheduling import services as times
from app.scheduling.domain import DialogueState
from app.scheduling.planner import solver
from app.settings import settings
from app.trail import services as trail
from demonstration import mark
from demonstration.story import insights_last_year, insights_this_year
from demonstration.story.people import AREA_HEAD, LATE
from tests.demonstration.conftest import TODAY, Built
from tests.staged import copy_of, start_build

LAST, THIS = 2026, 2027
MUNICIPALITY, COUNTRY = "institutioner_fredensborg_2026.csv", "institutionsregister_2016.csv"

# Random by design: keys, tokens, and what is derived from them. The rest is when this computer did it.
RANDOM = {"message_id", "envelope_from", "raw", "token_hash", "uid", "claimed_by", "claimed_until", "previous", "hash"}
ROUND_KEY = {"consultation_round": {"key"}, "inbox_message": {"sha256"}}


def test_last_year_is_closed_and_its_guidance_published(read: Session) -> None:
    assert cycles.by_year(read, LAST).state is CycleState.CLOSED
    published = guidances.published(read, THIS)
    assert published.adopted_on == dt.date(LAST, 10, 20)
    assert guidances.publication_of(read, published) is not None
    states = [(one.year, one.state) for one in guidances.years(read)]
    assert states[1:] == [(year, GuidanceState.PUBLISHED) for year in (THIS, LAST, 2017, 2016)]


def test_every_sentence_of_the_guidance_goes_back_to_words_or_is_the_directorates_own(read: Session) -> None:
    draft = drafts.draft_of(read, guidances.of_year(read, THIS))
    rows = [*draft.introduction, *(row for part in draft.themes for row in part.rows)]
    assert len(rows) == 13
    assert all(row.founded and row.text for row in rows)
    assert all(one.fate is not None for one in draft.insights.values())


def test_every_insight_of_last_year_rests_on_several_institutions_where_several_spoke(read: Session) -> None:
    found = insights.insights_of(read, cycles.by_year(read, LAST))
    strengths = Counter(insights.strength(one) for one in found)
    assert len(found) == len(insights_last_year.INSIGHTS)
    assert strengths[6] + strengths[5] + strengths[4] >= 7


def test_each_of_last_years_six_has_its_letter(read: Session) -> None:
    cycle = cycles.by_year(read, LAST)
    found = letters.letters_of(read, cycle).values()
    assert [letter.state for letter in found] == [LetterState.SENT] * 6
    assert all(letter.content["pairs"] for letter in found)


def test_themes_of_2016_and_2017_stand_without_a_word_that_was_invented(read: Session) -> None:
    for year in (2016, 2017):
        draft = drafts.draft_of(read, guidances.of_year(read, year))
        assert len(draft.themes) == 3
        assert {row.text for part in draft.themes for row in part.rows} == {""}
        assert {row.text for row in draft.introduction} == {""}


def test_this_year_is_in_the_middle_of_things(read: Session) -> None:
    cycle = cycles.by_year(read, THIS)
    current = cycles.current(read)
    assert current is not None and current.year == THIS
    found = sorted(scheduling.dialogues_of(read, cycle), key=lambda one: str(one.starts_at))
    assert [one.state for one in found] == [
        DialogueState.HELD,
        DialogueState.HELD,
        DialogueState.HELD,
        DialogueState.AGREED,
        DialogueState.NEEDS_TIME,
        DialogueState.AGREED,
    ]
    notes = dialogues.notes_of(read, found)
    assert [notes[one.id].state for one in found[:3]] == [NoteState.CONFIRMED, NoteState.DISPUTED, NoteState.ASKED]


def held_notes(read: Session) -> list[Note]:
    """The notes of this year's three, in the order of their meetings."""
    found = sorted(scheduling.dialogues_of(read, cycles.by_year(read, THIS)), key=lambda one: str(one.starts_at))
    notes = dialogues.notes_of(read, found)
    return [notes[one.id] for one in found[:3]]


def test_one_correction_has_a_remark_that_is_settled_and_one_that_is_open(read: Session) -> None:
    asked = dialogues.confirmation(read, held_notes(read)[1])
    assert asked is not None
    assert (asked.answer, len(asked.remarks), len(asked.settled_remarks)) == (ConfirmationAnswer.CORRECTION, 2, 1)


def test_one_passage_has_changed_since_the_yes(read: Session) -> None:
    note = held_notes(read)[2]
    asked = dialogues.confirmation(read, note)
    assert asked is not None
    since = changes_since(read, asked, dialogues.minutes(read, note))
    assert since is not None
    [(_passage, parts)] = since.changed
    assert [text for change, text in parts if change == "added"] != []
    assert (since.added, since.removed) == ([], [])


def test_next_meeting_has_its_plan_its_wishes_and_its_briefing(read: Session) -> None:
    found = sorted(scheduling.dialogues_of(read, cycles.by_year(read, THIS)), key=lambda one: str(one.starts_at))
    page = briefings.page_of(read, scheduling.dialogue(read, found[3].id), dt.datetime(2027, 5, 14, 8, tzinfo=dt.UTC))
    assert page.plan and page.plan.document and page.plan.document.kind is DocumentKind.PDF
    assert len(page.takes_up) == len(page.questions) == 3
    assert page.agenda and page.agenda.wishes and page.agenda.sent_at
    assert page.written and len(page.written.plan_lines) == 3
    links = [one for one in map(partial(plans.plan_of, read), found) if one and one.link]
    assert len(links) == 4


def test_everyone_who_came_is_written_down(read: Session) -> None:
    found = [dialogues.attendance_of(read, note) for note in held_notes(read)]
    assert [len(came) for came in found] == [7, 6, 7]  # with who heads the centre above two of the three
    for came in found:
        assert [one.remark for one in came if one.remark] == [LATE]


def test_institutions_have_placed_themselves(read: Session) -> None:
    placed = placing.placements_of(read, cycles.by_year(read, THIS))
    assert [one.n for one in placed] == [3, 3, 2]
    assert settings().self_placement


def test_effect_is_followed_along_its_chain(read: Session) -> None:
    links = {one.chain for year in (LAST, THIS) for one in insights.insights_of(read, cycles.by_year(read, year))}
    assert {ChainLink.RESOURCE, ChainLink.PROCESS, ChainLink.RESULT, ChainLink.EFFECT} <= links


def test_all_have_agreed_to_the_next_one_and_one_has_said_no_to_the_one_after(read: Session) -> None:
    found = invitations.invitations_of(read, cycles.by_year(read, THIS))
    in_order = sorted(found, key=lambda one: str(one.dialogue.starts_at))
    answers = [Counter(participant.answer for participant in one.participants) for one in in_order]
    assert answers[3] == {Answer.ACCEPTED: 6}
    assert answers[4] == {Answer.ACCEPTED: 3, Answer.TENTATIVE: 1, Answer.DECLINED: 1}
    bounced = [participant for one in in_order for participant in one.participants if participant.bounced_at]
    assert [participant.invitation_id for participant in bounced] == [in_order[5].id]


def test_head_of_the_centre_above_may_come_to_the_meetings_of_her_area(read: Session) -> None:
    found = invitations.invitations_of(read, cycles.by_year(read, THIS))
    asked = {
        one.dialogue.seat.institution.area: (who.person.name, who.attendance)
        for one in found
        for who in one.participants
        if who.part is Part.CENTRE
    }
    assert asked == {"Øst": (AREA_HEAD.name, Attendance.OPTIONAL)}
    inside = [one for one in found if one.dialogue.seat.institution.area == "Øst"]
    assert [one.part for invitation in inside for one in invitation.participants].count(Part.CENTRE) == len(inside) == 3
    assert built_centre(read) == ("Områdecenter Øst", Kind.CENTRE)


def built_centre(read: Session) -> tuple[str, Kind]:
    [centre] = [one for one in institutions.all_units(read) if one.kind is Kind.CENTRE and one.area != "Rådhuset"]
    return centre.name, centre.kind


def test_there_are_other_times_for_the_one_that_needs_one(read: Session) -> None:
    cycle = cycles.by_year(read, THIS)
    found = scheduling.dialogues_of(read, cycle)
    waiting = next(one for one in found if one.state is DialogueState.NEEDS_TIME)
    now = dt.datetime(2027, 5, 14, 8, tzinfo=dt.UTC)
    problem = times.move_request(read, dialogue=scheduling.dialogue(read, waiting.id), now=now)
    assert len(solver.solve(problem).placed) == len(problem.meetings)


def test_two_insights_have_no_fate(read: Session) -> None:
    draft = drafts.draft_of(read, guidances.of_year(read, THIS + 1))
    assert draft.guidance.state is GuidanceState.DRAFT
    assert len(draft.insights) == len(insights_this_year.INSIGHTS)
    assert sum(one.fate is None for one in draft.insights.values()) == len(insights_this_year.OPEN)
    assert gates.open_gates(read, draft.guidance, now=dt.datetime(2027, 5, 14, 8, tzinfo=dt.UTC))


def test_no_insight_rests_on_the_secretariats_own_notes(read: Session) -> None:
    own = read.scalars(select(Passage).where(Passage.kind == PassageKind.OWN)).all()
    assert len(own) == 8
    for year in (LAST, THIS):
        assert not any(insights.closed(one) for one in insights.insights_of(read, cycles.by_year(read, year)))


def test_units_that_can_be_chosen_have_a_head(read: Session) -> None:
    units = [one for one in institutions.all_units(read) if one.active_to is None]
    assert (len(units), institutions.count(read)) == (68, 70)  # two became one, and a centre opens
    begins = dt.date(LAST - 1, 11, 1)
    seats = scheduling.dialogues_of(read, cycles.by_year(read, THIS))
    assert all(institutions.head_of(read, one.seat.institution, begins + dt.timedelta(30)) for one in seats)


def test_every_mail_left_but_the_one_that_came_back(read: Session, built: Built) -> None:
    states = Counter(read.scalars(select(OutboxMessage.state)))
    assert states == {MessageState.SENT: len(list((built.first / "mails").glob("*.eml"))), MessageState.FAILED: 1}


def test_nobody_went_past_the_services(read: Session, shown: Flask) -> None:
    broken, entries = trail.check(read, key=settings().secret_key.encode())
    assert broken is None
    assert entries > 150


def dump(folder: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every table's rows without what is random by design: tokens, and seals made with a secret of its own."""
    with sqlite3.connect(folder / "demonstration.db") as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        tables = [name for (name,) in names if not name.startswith("search_index")]  # made from search_entry
        found = {}
        for table in sorted(tables):
            columns = [
                row[1]
                for row in connection.execute(f"PRAGMA table_info({table})")
                if row[1] not in RANDOM | ROUND_KEY.get(table, set())
            ]
            found[table] = sorted(connection.execute(f"SELECT {', '.join(columns)} FROM {table}"), key=repr)
    return found


def test_same_day_gives_the_same_demonstration(built: Built) -> None:
    first, second = dump(built.first), dump(built.second)
    assert first.keys() == second.keys()
    assert [table for table in first if first[table] != second[table]] == []


def test_every_step_tells_what_came_of_it(built: Built) -> None:
    lines = [line for line in built.told.splitlines() if line.startswith("  ")]
    assert len(lines) == 36
    assert "  imports the units … 67 units in 5 areas, 3 districts and 3 sizes" in built.told
    assert "says who counts as one … 5 departments count as one with their school, 4 areas do not" in built.told
    assert "finds six times … 6 of 6, proven to be the best plan" in built.told


@pytest.fixture(scope="module")
def municipality(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real register, staged where another demonstration was left half built."""
    folder = copy_of(built.second, tmp_path_factory.mktemp("municipality") / "instance")
    mark.clear(folder)
    assert start_build(folder, TODAY, "--register", f"tests/data/{MUNICIPALITY}").wait() == 0
    return folder


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every institution there was, staged where nothing was."""
    folder = tmp_path_factory.mktemp("country")
    assert start_build(folder, TODAY, "--register", f"tests/data/{COUNTRY}").wait() == 0
    return folder


@pytest.mark.parametrize(
    ("staged", "name", "units"), [("municipality", MUNICIPALITY, "53"), ("country", COUNTRY, "4352")]
)
def test_real_register_is_planned_and_nobody_in_it_says_anything(
    request: pytest.FixtureRequest, staged: str, name: str, units: str
) -> None:
    folder: Path = request.getfixturevalue(staged)
    told = (folder / "told.txt").read_text(encoding="utf-8")
    assert f"imports the units … {units} units from {name}" in told
    assert "finds six times … 6 of 6" in told
    assert "no head has answered" in told
    assert "and stops here: these are real institutions" in told
    found = dump(folder)
    assert (len(found["passage"]), len(found["insight"]), len(found["dialogue"])) == (0, 0, 6)


def test_file_that_is_no_register_is_refused_in_a_sentence(tmp_path: Path) -> None:
    process = start_build(tmp_path, TODAY, "--register", "README.md")
    assert process.wait() == 1
    assert "README.md is no register that can be read." in (tmp_path / "told.txt").read_text(encoding="utf-8")


def test_built_demonstration_is_used_again(built: Built, tmp_path: Path) -> None:
    shutil.copytree(built.second, tmp_path, dirs_exist_ok=True)
    assert start_build(tmp_path, TODAY).wait() == 0
    assert (tmp_path / "told.txt").read_text(encoding="utf-8").startswith("The demonstration was built on 2027-05-14.")


def test_half_built_demonstration_is_built_anew(municipality: Path) -> None:
    assert len(dump(municipality)["institution"]) == 53
