"""Two who write at once, two tabs, pasted text, keys, promises and who was there, in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Response, expect

from tests.dialogues.writing.test_words import PASTED
from tests.e2e.axe import violations
from tests.e2e.conftest import Site, Visit
from tests.e2e.writing import KEPT, SAID, Meeting, enter, open_meeting

LIST = "•\tVi ringer til tre\r\n•\tSå går der en uge\r\n\r\n•\tHullet er der stadig"
LINES = ["Vi ringer til tre", "Så går der en uge", "Hullet er der stadig"]


@pytest.fixture
def meeting(site: Site) -> Meeting:
    return open_meeting(site)


@pytest.fixture
def page(visit: Visit, meeting: Meeting) -> Page:
    """The writing page of Birgitte."""
    page = visit(meeting.birgitte)
    page.goto(meeting.path)
    return page


def paste(page: Page, text: str) -> None:
    """Pastes a text into the field, from the clipboard."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.locator("#text").press("Control+V")


@pytest.mark.parametrize("site", ["sqlite", "postgresql"], indirect=True)
def test_anothers_passage_appears_without_reload_and_what_is_typed_stays(page: Page, meeting: Meeting) -> None:
    page.locator("#text").fill("Midt i en sæt")
    passage_id = meeting.say("Da visitatoren sad hos os", by=meeting.jonas, theme=1)
    shown = page.locator(f'section:has-text("Samarbejde på tværs") [data-id="{passage_id}"]')
    expect(shown).to_contain_text("Jonas Friis, for lidt siden")
    expect(page.get_by_text("Jonas Friis skriver med")).to_be_visible()
    expect(page.locator(".note-news")).to_have_text("Jonas Friis har skrevet", timeout=15_000)
    meeting.write(passage_id, "Da visitatoren sad hos os hver tirsdag", by=meeting.jonas)
    expect(shown).to_contain_text("hver tirsdag")
    expect(page.locator("#text")).to_have_value("Midt i en sæt")
    expect(page.locator("#text")).to_be_focused()
    assert violations(page) == []
    meeting.remove(passage_id)
    expect(shown).to_have_count(0)


def test_two_browsers_on_one_passage_keep_both_texts(
    page: Page, visit: Visit, meeting: Meeting, console: list[str]
) -> None:
    meeting.say("Hver sjette uge", by=meeting.birgitte)
    jonas = visit(meeting.jonas)
    for each in (page, jonas):
        each.goto(meeting.path)
        each.get_by_role("link", name=re.compile("^ret")).click()
    jonas.locator("textarea.passage-text").fill("Hver 6. uge med fast dagsorden")
    jonas.locator("textarea.passage-text").press("Enter")
    expect(jonas.get_by_text("gemt", exact=True)).to_be_visible()
    page.locator("textarea.passage-text").fill("Cirka hver sjette uge")
    page.locator("textarea.passage-text").press("Enter")
    box = page.locator(".clash")
    expect(box).to_contain_text("Hver 6. uge med fast dagsorden")
    expect(box).to_contain_text("Cirka hver sjette uge")
    expect(jonas.locator(".clash")).to_contain_text("Cirka hver sjette uge")
    box.get_by_role("button", name="Behold begge som to afsnit").click()
    expect(jonas.locator(".clash")).to_have_count(0)
    expect(jonas.locator(".passage-text")).to_have_text(["Hver 6. uge med fast dagsorden", "Cirka hver sjette uge"])
    console.clear()


def test_passage_that_is_being_mended_is_left_alone_until_escape(page: Page, meeting: Meeting) -> None:
    passage_id = meeting.say("Hver sjette uge", by=meeting.jonas)
    page.get_by_role("link", name=re.compile("^ret")).click()
    with page.expect_response(lambda answer: "aendringer" in answer.url and "Hver 6. uge" in answer.text()):
        meeting.write(passage_id, "Hver 6. uge", by=meeting.jonas)
    expect(page.locator("textarea.passage-text")).to_have_value("Hver sjette uge")
    page.locator("textarea.passage-text").fill("Slet ikke")
    page.locator("textarea.passage-text").press("Escape")
    expect(page.locator(f'[data-id="{passage_id}"] .passage-text')).to_have_text("Hver 6. uge")
    page.reload()
    expect(page.locator(f'[data-id="{passage_id}"] .passage-text')).to_have_text("Hver 6. uge")
    assert [text for text, _ in meeting.texts()] == ["Hver 6. uge"]


def test_words_are_there_after_the_tab_was_closed_in_mid_sentence(page: Page, meeting: Meeting) -> None:
    page.route("**/afsnit", lambda route: route.abort())  # not even the last breath of the tab reaches the server
    page.locator("#text").press_sequentially("Midt i en sæt")
    page.close(run_before_unload=False)
    again = page.context.new_page()
    again.goto(meeting.path)
    expect(again.locator(".passage-text")).to_have_text("Midt i en sæt")
    expect(again.get_by_text("gemt", exact=True)).to_be_visible()
    assert [text for text, _ in meeting.texts()] == ["Midt i en sæt"]


def test_two_tabs_of_one_browser_send_a_passage_once(page: Page, meeting: Meeting, console: list[str]) -> None:
    other = page.context.new_page()
    other.goto(meeting.path)
    answers: list[Response] = []
    for tab in (page, other):
        tab.on("response", lambda answer: answers.append(answer) if answer.url.endswith("/afsnit") else None)
    page.context.set_offline(True)
    enter(page, SAID)
    expect(page.get_by_text(KEPT)).to_be_visible()
    page.context.set_offline(False)
    for tab in (page, other):
        expect(tab.locator(".passage-text")).to_have_text(SAID)
        expect(tab.locator(".passage-state").first).to_contain_text("gemt")
    assert (len(answers), meeting.texts()) == (1, [(SAID, "Effekt for borgerne")])
    console.clear()


def test_nobody_elses_session_sends_what_was_kept(page: Page, meeting: Meeting, console: list[str]) -> None:
    meeting.end_session(meeting.birgitte)
    enter(page, SAID)
    expect(page.get_by_text("Du er logget af.")).to_be_visible()
    meeting.sign_in(page, meeting.jonas)
    with page.expect_response(lambda answer: "aendringer" in answer.url and answer.ok):
        pass
    expect(page.get_by_text("Du er logget af.")).to_be_visible()
    assert meeting.texts() == []
    meeting.sign_in(page, meeting.birgitte)
    expect(page.get_by_text("gemt", exact=True)).to_be_visible(timeout=10_000)
    assert meeting.texts() == [(SAID, "Effekt for borgerne")]
    console.clear()


def test_pasted_list_becomes_passages_and_is_gathered_again(page: Page, meeting: Meeting) -> None:
    paste(page, LIST)
    expect(page.get_by_text("gemt", exact=True)).to_have_count(3)
    assert [text for text, _ in meeting.texts()] == LINES
    expect(page.get_by_text("Indsat som 3 afsnit")).to_be_visible()
    page.get_by_role("button", name="saml dem igen").click()
    expect(page.locator("#text")).to_have_value(" ".join(LINES))
    expect(page.locator(".entry-state")).to_have_text("gemt")
    page.locator("#text").press("Enter")
    expect(page.get_by_text("gemt", exact=True)).to_have_count(1)
    page.reload()
    expect(page.locator(".passage-text")).to_have_text([" ".join(LINES)])


def test_pasted_list_is_gathered_before_the_server_has_heard_of_it(
    page: Page, meeting: Meeting, console: list[str]
) -> None:
    page.context.set_offline(True)
    paste(page, LIST)
    page.get_by_role("button", name="saml dem igen").click()
    page.context.set_offline(False)
    page.locator("#text").press("Enter")
    expect(page.get_by_text("gemt", exact=True)).to_have_count(1, timeout=10_000)
    assert [text for text, _ in meeting.texts()] == [" ".join(LINES)]
    console.clear()


def test_script_divides_a_text_as_the_server_does(page: Page) -> None:
    divide = "async texts => texts.map((await import('/static/pasted.js')).paragraphs)"
    assert page.evaluate(divide, [text for text, _ in PASTED]) == [lines for _, lines in PASTED]


def test_question_mark_opens_the_list_of_keys_and_escape_closes_it(page: Page) -> None:
    keys = page.get_by_role("dialog", name="Alle taster")
    page.locator("#text").press("?")
    expect(page.locator("#text")).to_have_value("?")
    expect(keys).to_be_hidden()
    page.get_by_role("button", name="alle taster").press("?")
    expect(keys).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    page.get_by_role("button", name="alle taster").click()
    keys.get_by_role("button", name="Luk").click()
    expect(keys).to_be_hidden()


def test_last_passage_is_mended_from_the_keyboard(page: Page, meeting: Meeting) -> None:
    enter(page, "Vi ringer til tre")
    page.locator("#text").press("Alt+ArrowUp")
    page.locator("textarea.passage-text").fill("Vi ringer til fire")
    page.locator("textarea.passage-text").press("Enter")
    expect(page.locator("#text")).to_be_focused()
    expect(page.get_by_text("gemt", exact=True)).to_have_count(1)
    expect(page.locator(".passage-text")).to_have_text("Vi ringer til fire")
    assert [text for text, _ in meeting.texts()] == ["Vi ringer til fire"]


def test_promise_is_written_from_the_keyboard_where_it_was_made(page: Page, visit: Visit, meeting: Meeting) -> None:
    page.locator("#text").press("Alt+2")
    enter(page, "Før")
    expect(page.get_by_text("gemt", exact=True)).to_have_count(1)
    page.locator("#text").press("Alt+a")
    page.keyboard.type("Direktionen finder en fast dag")
    page.keyboard.press("Enter")
    expect(page.locator("#text")).to_be_focused()
    enter(page, "Efter")
    expect(page.get_by_text("gemt", exact=True)).to_have_count(2)
    shown = ["Før", "Aftalt: Direktionen finder en fast dag", "Efter"]
    section = page.locator("section", has_text="Samarbejde på tværs")
    expect(section.locator(".passage-text")).to_have_text(shown)
    expect(page.get_by_text("Aftalt i mødet (1)")).to_be_visible()
    jonas = visit(meeting.jonas)
    jonas.goto(meeting.path)
    expect(jonas.locator(".passage-text")).to_have_text(shown)


def test_promise_that_was_typed_without_a_network_is_there_after_a_reload(
    page: Page, meeting: Meeting, console: list[str]
) -> None:
    page.locator("#text").press("Alt+a")
    page.context.set_offline(True)
    page.keyboard.type("Send listen")
    page.keyboard.press("Enter")
    expect(page.get_by_text("ikke gemt – prøv igen om lidt")).to_be_visible()
    page.context.set_offline(False)
    page.reload()
    expect(page.locator("#promise")).to_have_value("Send listen")
    page.locator("#promise").press("Enter")
    expect(page.get_by_text("Aftalt i mødet (1)")).to_be_visible()
    console.clear()


def test_who_was_there_is_mended_without_scripts(visit: Visit, meeting: Meeting) -> None:
    page = visit(meeting.birgitte, scripts=False, width=390)
    page.goto(meeting.path)
    page.get_by_role("link", name="Ret fremmøde").click()
    page.get_by_label("Navn: Ny på listen").first.fill("Søren Vang")
    page.get_by_label("Titel: Ny på listen").first.fill("teamleder")
    page.get_by_label("Navn: Ny på listen").nth(1).fill("Ole Brandt")
    page.locator("label", has_text="kom").first.click()
    page.get_by_label("Bemærkning: Ny på listen").nth(1).fill("fra 10.20")
    page.get_by_role("button", name="Gem fremmødet").click()
    expect(page.get_by_text("Fremmøde (1 af 2)")).to_be_visible()
    expect(page.locator(".absent")).to_have_text("Søren Vang")


def test_page_of_who_was_there_has_no_barriers(page: Page, meeting: Meeting) -> None:
    page.get_by_role("link", name="Ret fremmøde").click()
    expect(page.get_by_role("heading", name="Fremmøde")).to_be_visible()
    assert violations(page) == []


def test_pasted_lines_are_gathered_again_without_scripts(visit: Visit, meeting: Meeting) -> None:
    page = visit(meeting.birgitte, scripts=False)
    page.goto(meeting.path)
    page.locator("#text").fill(LIST)
    page.get_by_role("button", name="Gem afsnittet").click()
    page.get_by_role("button", name="saml dem igen").click()
    assert [text for text, _ in meeting.texts()] == [" ".join(LINES)]
