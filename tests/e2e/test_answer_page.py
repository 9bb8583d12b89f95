"""The answer page on a phone without scripts: each answer in both languages, what is said with it, and the download."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import func, select

from app.invitations import services
from app.invitations.models import InvitationAnswer, Participant
from app.scheduling.domain import DialogueState
from app.scheduling.models import Dialogue
from tests.e2e.axe import violations
from tests.e2e.conftest import Site, Visit, open_context
from tests.invitations.conftest import NOW, make_year
from tests.invitations.reading import read_outbox

ANSWERS = {
    "da": {
        "accepted": ("Ja, jeg kommer", "Vi har dit svar: ja"),
        "declined": ("Nej, find en anden tid", "Sekretariatet finder en ny tid og skriver til dig."),
        "tentative": ("Måske, jeg vender tilbage", "Vi har dit svar: måske"),
    },
    "en": {
        "accepted": ("Yes, I will come", "We have your answer: yes"),
        "declined": ("No, find another time", "The secretariat"),
        "tentative": ("Maybe, I will get back to you", "We have your answer: maybe"),
    },
}
LABELS = {
    "da": ("Hvem tager du med?", "Kommer en anden i dit sted?", "Et ord til sekretariatet", "Læg i kalender"),
    "en": (
        "Whom are you bringing?",
        "Is somebody else coming in your place?",
        "A word to the secretariat",
        "Add to calendar",
    ),
}


@pytest.fixture
def link(site: Site) -> str:
    """The link in the first head's mail."""
    with site.app.app_context(), site.database.write.begin() as session:
        year = make_year(session)
        services.prepare_from_plan(session, cycle=year.cycle, by=None, now=NOW)
        year.send()
        found = re.search(r"http://\S+/svar/\S+", read_outbox(session)[0].text)
        assert found is not None
        return found[0]


@pytest.fixture(params=["da", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def phone(browser: Browser, site: Site, language: str) -> Iterator[Page]:
    """Nobody who is signed in, without scripts."""
    context = open_context(browser, site, None, width=390, scripts=False, language=language)
    yield context.new_page()
    context.close()


def part_of_the_head(site: Site) -> Participant:
    with site.database.read() as session:
        return session.scalars(select(Participant).order_by(Participant.id).limit(1)).one()


def send(page: Page) -> None:
    """The one button of the form."""
    page.locator("form.reply").get_by_role("button").click()


def test_each_answer_is_saved_shown_and_can_be_changed(site: Site, phone: Page, link: str, language: str) -> None:
    phone.goto(link)
    for answer, (choice, told) in ANSWERS[language].items():
        phone.get_by_label(choice).check()
        send(phone)
        expect(phone.get_by_role("main")).to_contain_text(told)
        expect(phone.get_by_label(choice)).to_be_checked()
        assert part_of_the_head(site).answer.value == answer
        phone.goto(link)  # the page works again, and shows the answer that stands
        expect(phone.get_by_role("main")).to_contain_text(told)
    with site.database.read() as session:
        states = set(session.scalars(select(Dialogue.state)))
    assert states == {DialogueState.NEEDS_TIME, DialogueState.AGREED}  # her no asked for another time, and no more


def test_word_companions_and_substitute_are_kept_and_shown(site: Site, phone: Page, link: str, language: str) -> None:
    brings, substitute, word, _ = LABELS[language]
    phone.goto(link)
    phone.get_by_label(ANSWERS[language]["accepted"][0]).check()
    phone.get_by_label(brings).fill("Eva Holm, souschef")
    phone.locator("form.reply summary").click()
    phone.get_by_label(substitute).fill("Bo Ek, pædagog")
    phone.get_by_label(word).fill("Vi glæder os.")
    send(phone)
    kept = part_of_the_head(site)
    assert (kept.answer.value, kept.word, kept.brings, kept.substitute) == (
        "accepted",
        "Vi glæder os.",
        ["Eva Holm, souschef"],
        "Bo Ek, pædagog",
    )
    phone.goto(link)
    for label, value in ((brings, "Eva Holm, souschef"), (substitute, "Bo Ek, pædagog"), (word, "Vi glæder os.")):
        expect(phone.get_by_label(label)).to_have_value(value)
    assert phone.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_meeting_is_downloaded_for_a_calendar(phone: Page, link: str, language: str, tmp_path: Path) -> None:
    phone.goto(link)
    with phone.expect_download() as started:
        phone.get_by_role("link", name=LABELS[language][-1]).click()
    place = tmp_path / started.value.suggested_filename
    started.value.save_as(place)
    lines = place.read_text(encoding="utf-8").replace("\n ", "").splitlines()
    assert place.suffix == ".ics"
    assert {"METHOD:PUBLISH", "DTSTART;TZID=Europe/Copenhagen:20270316T090000", "LOCATION:Åen"} <= set(lines)
    assert not [line for line in lines if line.startswith(("ATTENDEE", "ORGANIZER"))]


def test_page_has_no_barrier_before_and_after_an_answer(visit: Visit, link: str) -> None:
    page = visit(width=390)
    page.goto(link)
    assert violations(page) == []
    page.get_by_label("Nej, find en anden tid").check()
    send(page)
    assert violations(page) == []


def test_button_alone_sends_nothing(site: Site, visit: Visit, link: str, console: list[str]) -> None:
    page = visit(width=390)
    page.goto(link)
    send(page)
    expect(page.get_by_label("Ja, jeg kommer")).to_be_focused()
    page.locator("form.reply").evaluate("form => { form.noValidate = true }")  # as a program would
    send(page)
    expect(page.get_by_role("alert")).to_contain_text("Vælg et svar.")
    assert violations(page) == []
    assert part_of_the_head(site).answer.value == "needs-action"
    assert [one for one in console if "422" not in one] == []
    console.clear()


def test_double_click_is_one_answer(site: Site, visit: Visit, link: str) -> None:
    page = visit(width=390)
    page.goto(link)
    page.get_by_label("Ja, jeg kommer").check()
    page.locator("form.reply").get_by_role("button").dblclick()
    expect(page.get_by_role("main")).to_contain_text("Vi har dit svar: ja")
    with site.database.read() as session:
        assert session.scalar(select(func.count(InvitationAnswer.id))) == 1
