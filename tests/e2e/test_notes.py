"""Writing notes in a real browser: whatever happens to network, session or tab, every word is there."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Route, expect
from sqlalchemy import select

from app.dialogues.domain import PassageKind
from app.dialogues.models import Note, Passage
from tests.dialogues.meetings import themes
from tests.e2e.axe import violations
from tests.e2e.conftest import Site, Visit
from tests.e2e.writing import KEPT, SAID, Meeting, enter, open_meeting

KEPT_HERE = """async () => (await import("/static/kept.js")).openShelf(
    `${document.querySelector("[data-notes]").dataset.me}-${document.querySelector("[data-notes]").dataset.notes}`).all()"""


@pytest.fixture
def meeting(site: Site) -> Meeting:
    return open_meeting(site)


@pytest.mark.parametrize("site", ["sqlite", "postgresql"], indirect=True)
def test_enter_makes_the_next_passage_under_the_theme(visit: Visit, meeting: Meeting) -> None:
    page = visit(meeting.birgitte)
    page.goto(meeting.path)
    enter(page, SAID)
    page.locator("#text").press("Alt+2")
    enter(page, "Vi ringer til tre.")
    expect(page.get_by_text("gemt", exact=True)).to_have_count(2)
    assert meeting.texts() == [(SAID, "Effekt for borgerne"), ("Vi ringer til tre.", "Samarbejde på tværs")]


def test_words_are_saved_before_enter_and_pasted_lines_become_passages(visit: Visit, meeting: Meeting) -> None:
    page = visit(meeting.birgitte)
    page.goto(meeting.path)
    page.locator("#text").fill("Midt i en sæt")
    expect(page.locator(".entry-state")).to_have_text("gemt")
    assert [text for text, _ in meeting.texts()] == ["Midt i en sæt"]
    page.locator("#text").fill("Midt i en sætning\nSå en til\nOg en tredje")
    expect(page.get_by_text("gemt", exact=True)).to_have_count(3)
    assert [text for text, _ in meeting.texts()] == ["Midt i en sætning", "Så en til", "Og en tredje"]


def test_words_typed_before_the_script_has_come_are_kept(visit: Visit, meeting: Meeting) -> None:
    page = visit(meeting.birgitte)
    held: list[Route] = []
    page.route("**/notes.js", lambda route: held.insert(0, route))
    page.goto(meeting.path, wait_until="commit")
    enter(page, SAID)
    page.locator("#text").press_sequentially("Vi ringer")
    assert len(held) == 1
    held[0].continue_()
    expect(page.get_by_text("gemt", exact=True)).to_have_count(2)
    assert [text for text, _ in meeting.texts()] == [SAID, "Vi ringer"]


def test_words_written_without_a_network_are_there_after_the_tab_was_closed(
    visit: Visit, meeting: Meeting, console: list[str]
) -> None:
    page = visit(meeting.birgitte)
    page.goto(meeting.path)
    page.context.set_offline(True)
    enter(page, SAID)
    expect(page.get_by_text(KEPT)).to_be_visible()
    page.close(run_before_unload=False)
    assert meeting.texts() == []
    again = page.context.new_page()
    again.context.set_offline(False)
    again.goto(meeting.path)
    expect(again.get_by_text("gemt", exact=True)).to_have_count(1)
    assert meeting.texts() == [(SAID, "Effekt for borgerne")]
    console.clear()


def test_words_written_after_the_session_ended_are_saved_after_the_next_sign_in(
    visit: Visit, meeting: Meeting, console: list[str]
) -> None:
    page = visit(meeting.birgitte)
    page.goto(meeting.path)
    meeting.end_session(meeting.birgitte)
    enter(page, SAID)
    expect(page.get_by_text(KEPT)).to_be_visible()
    expect(page.get_by_text("Du er logget af.")).to_be_visible()
    expect(page.get_by_role("link", name="Log på i en ny fane")).to_have_attribute("target", "_blank")
    meeting.sign_in(page, meeting.birgitte)
    expect(page.get_by_text("gemt", exact=True)).to_have_count(1)
    assert meeting.texts() == [(SAID, "Effekt for borgerne")]
    console.clear()


def test_words_that_lost_a_race_in_the_database_are_kept_and_saved_later(
    visit: Visit, meeting: Meeting, console: list[str]
) -> None:
    page = visit(meeting.birgitte)
    page.goto(meeting.path)
    raced = {"error": "raced", "sentence": "En anden gjorde det samme lige før."}
    page.route("**/afsnit", lambda route: route.fulfill(status=409, json=raced))
    enter(page, SAID)
    expect(page.get_by_text(KEPT)).to_be_visible()
    page.unroute("**/afsnit")
    page.reload()
    expect(page.get_by_text("gemt", exact=True)).to_have_count(1)
    assert meeting.texts() == [(SAID, "Effekt for borgerne")]
    console.clear()


def test_two_texts_for_one_passage_are_shown_and_both_can_stay(
    visit: Visit, meeting: Meeting, console: list[str]
) -> None:
    page = visit(meeting.birgitte)
    page.goto(meeting.path)
    enter(page, "Hver sjette uge")
    expect(page.get_by_text("gemt", exact=True)).to_have_count(1)
    passage_id = page.locator(".passage").first.get_attribute("data-id") or ""
    meeting.write(passage_id, "Hver 6. uge", by=meeting.jonas)
    page.get_by_role("link", name=re.compile("^ret")).click()
    page.locator("textarea.passage-text").fill("Cirka hver sjette uge")
    page.locator("textarea.passage-text").press("Enter")
    expect(page.get_by_text("To har rettet i samme afsnit.")).to_be_visible()
    page.reload()
    page.get_by_role("button", name="Behold begge som to afsnit").click()
    assert [text for text, _ in meeting.texts()] == ["Hver 6. uge", "Cirka hver sjette uge"]
    console.clear()


def test_words_meant_as_own_notes_leave_the_minutes(visit: Visit, meeting: Meeting) -> None:
    page = visit(meeting.birgitte)
    page.goto(meeting.path)
    page.locator("#text").fill("Mellem os sagt")
    expect(page.locator(".entry-state")).to_have_text("gemt")
    with page.expect_response(re.compile("/slet$")):
        page.get_by_text("Egne noter", exact=True).click()
    enter(page, "Mellem os sagt")
    expect(page.locator(".passage-own")).to_have_count(1)
    page.reload()
    with meeting.site.database.read() as session:
        kinds = session.scalars(select(Passage.kind).join(Note).where(Passage.removed_at.is_(None))).all()
    assert kinds == [PassageKind.OWN]


def test_what_is_private_is_refused_with_a_sentence_and_stays_in_the_field_alone(
    visit: Visit, meeting: Meeting, console: list[str]
) -> None:
    page = visit(meeting.birgitte)
    page.goto(meeting.path)
    for text, sentence in [
        ("Ring om 010203-1234", "Afsnittet ligner et CPR-nummer."),
        ("Lone er sygemeldt.", "“sygemeldt” sammen med “Lone” ligner en personalesag."),
    ]:
        enter(page, text)
        expect(page.locator(".entry-state")).to_contain_text(sentence)
        expect(page.locator("#text")).to_have_value(text)
        assert (meeting.texts(), page.evaluate(KEPT_HERE)) == ([], [])
    console.clear()


def test_notes_are_written_and_mended_without_scripts(visit: Visit, meeting: Meeting) -> None:
    page = visit(meeting.birgitte, scripts=False, width=390)
    page.goto(meeting.path)
    page.locator("section", has_text="Samarbejde på tværs").get_by_role("link", name="Skriv her").click()
    page.locator("#text").fill("Vi ringer til tre.\nSå går der en uge.")
    page.get_by_role("button", name="Gem afsnittet").click()
    page.get_by_role("link", name=re.compile("^ret Så")).click()
    page.get_by_label("Afsnittet").fill("Imens går der en uge.")
    page.get_by_role("button", name="Gem afsnittet").click()
    theme = "Samarbejde på tværs"
    assert meeting.texts() == [("Vi ringer til tre.", theme), ("Imens går der en uge.", theme)]


@pytest.mark.parametrize("width", [390, 1280])
def test_the_writing_page_has_no_barriers(visit: Visit, meeting: Meeting, width: int) -> None:
    page = visit(meeting.birgitte, width=width)
    page.goto(meeting.path)
    enter(page, SAID)
    expect(page.get_by_text("gemt", exact=True)).to_have_count(1)
    assert violations(page) == []
    page.get_by_role("link", name=re.compile("^ret")).click(modifiers=["Control"])
    with meeting.site.database.read() as session:
        assert len(themes(session)) == 3
