"""Writing notes in a real browser: whatever happens to network, session or tab, every word is there."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import select

from app import clock
from app.cycle.models import ThemeEdition
from app.dialogues import queries, services
from app.dialogues.domain import PassageKind
from app.dialogues.models import Note, Passage
from app.people import services as people
from app.people.domain import Role
from app.people.models import Person
from tests.dialogues.meetings import NOW, agree_dialogue, open_cycle, themes
from tests.e2e.axe import violations
from tests.e2e.conftest import Site, Visit

SAID = "Det er mor, der kører papirerne rundt."
KEPT = "ikke gemt – ligger på denne computer"


@dataclass(frozen=True)
class Meeting:
    """A dialogue that is being held, and two who write."""

    site: Site
    dialogue_id: int
    birgitte: Person
    jonas: Person

    @property
    def path(self) -> str:
        return f"/dialoger/dialog/{self.dialogue_id}/referat"

    def texts(self) -> list[tuple[str, str | None]]:
        """What the database holds: each passage with the theme it stands under."""
        with self.site.database.read() as session:
            dialogue = queries.dialogue(session, self.dialogue_id)
            note = queries.note_of(session, dialogue)
            found = queries.all_passages(session, note) if note else []
            titles = {one.id: one.title for one in session.scalars(select(ThemeEdition))}
            return [(one.current.text, titles.get(one.edition_id or 0)) for one in found]

    def write(self, passage_id: str, text: str, *, by: Person) -> None:
        """Somebody else saves a passage meanwhile."""
        with self.site.database.write.begin() as session:
            passage = queries.passage(session, passage_id)
            services.save_passage(
                session, passage=passage, text=text, base_revision=passage.revision, by=by, now=clock.now()
            )


@pytest.fixture
def meeting(site: Site) -> Meeting:
    with site.database.write.begin() as session:
        dialogue = agree_dialogue(session, open_cycle(session), name="Åkandens Børnehus")
        birgitte, jonas = (
            people.add_person(session, name=name, address=address, roles=[Role.SECRETARIAT], now=NOW)
            for name, address in (("Birgitte Nørgaard", "bn@example.dk"), ("Jonas Friis", "jf@example.dk"))
        )
        return Meeting(site, dialogue.id, birgitte, jonas)


def enter(page: Page, text: str) -> None:
    page.locator("#text").fill(text)
    page.locator("#text").press("Enter")


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
    with meeting.site.database.write.begin() as session:
        people.end_all_sessions(session, person=session.get_one(Person, meeting.birgitte.id), now=clock.now())
    enter(page, SAID)
    expect(page.get_by_text(KEPT)).to_be_visible()
    name = meeting.site.app.config["SESSION_COOKIE_NAME"]
    value = meeting.site.cookie_of(meeting.birgitte)
    page.context.add_cookies([{"name": name, "value": value, "url": meeting.site.url}])
    page.reload()
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


def test_a_cpr_number_is_refused_with_a_sentence_and_not_kept(
    visit: Visit, meeting: Meeting, console: list[str]
) -> None:
    page = visit(meeting.birgitte)
    page.goto(meeting.path)
    enter(page, "Ring om 010203-1234")
    expect(page.get_by_text("Afsnittet ligner et CPR-nummer.")).to_be_visible()
    assert (meeting.texts(), page.evaluate("localStorage.length")) == ([], 0)
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
