"""The head's way from the mail to her answer, and the coding of what was said, with and without scripts."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.cycle.models import Cycle
from app.dialogues import queries, services
from app.dialogues.domain import NoteState
from app.dialogues.models import Note
from app.dialogues.writing import passages
from app.insights import queries as insights
from app.mail.models import OutboxMessage
from app.people import services as people
from app.people.domain import Role
from app.people.models import Person
from tests.dialogues.meetings import NOW, agree_dialogue, head_of, open_cycle, open_held_note, say, themes
from tests.e2e.axe import violations
from tests.e2e.conftest import Site, Visit

SAID = "Talepædagogen kom hver onsdag."
SENTENCE = "Fast tid på samme sted løser mere end møder."


@dataclass(frozen=True)
class Minutes:
    """Minutes that lie with their head."""

    site: Site
    note_id: int
    dialogue_id: int
    link: str
    secretary: Person
    head: Person

    def note(self) -> Note:
        with self.site.database.read() as session:
            return session.get_one(Note, self.note_id)


@pytest.fixture
def minutes(site: Site) -> Minutes:
    with site.app.app_context(), site.database.write.begin() as session:
        cycle = open_cycle(session)
        note = open_held_note(session, cycle)
        agree_dialogue(session, cycle, name="Engvejens Skole")
        for text in (SAID, "Så enkelt var det."):
            say(session, note, text, edition_id=themes(session)[1].id)
        secretary = people.add_person(
            session, name="Birgitte Nørgaard", address="bn@example.dk", roles=[Role.SECRETARIAT], now=NOW
        )
        deadline = clock.add_working_days(clock.local_day(clock.now()), 10)
        services.ask_confirmation(session, note=note, deadline=deadline, by=secretary, now=clock.now())
        return Minutes(site, note.id, note.dialogue_id or 0, link_in(session), secretary, head_of(session, note))


def link_in(session: Session) -> str:
    """The link in the newest mail."""
    raw = session.scalars(select(OutboxMessage.raw).order_by(OutboxMessage.id.desc())).first() or b""
    return "/referat/" + raw.decode().replace("=\r\n", "").partition("/referat/")[2].split()[0]


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


class Hand:
    """The thumb of a head on her phone: each tap and each text that she types counts as one."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def tap(self, target: Locator) -> None:
        self.count += 1
        target.click()

    def type(self, target: Locator, words: str) -> None:
        self.count += 1
        target.fill(words)

    def open_mail(self, link: str) -> None:
        self.count += 1
        self.page.goto(link)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_head_says_yes_on_her_phone_from_the_mail(visit: Visit, minutes: Minutes, scripts: bool) -> None:
    phone = visit(width=390, scripts=scripts)
    hand = Hand(phone)
    hand.open_mail(minutes.link)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Har vi skrevet det, I sagde?")
    hand.tap(phone.get_by_role("button", name="Det er rigtigt", exact=True))
    expect(phone.get_by_role("heading", level=1)).to_have_text("Tak. Ordene ligger fast.")
    assert minutes.note().state is NoteState.CONFIRMED
    assert hand.count == 2


def test_whole_way_with_a_correction_takes_a_head_under_ten_interactions(visit: Visit, minutes: Minutes) -> None:
    phone = visit(width=390)
    hand = Hand(phone)
    hand.open_mail(minutes.link)
    hand.tap(phone.get_by_text(SAID))
    hand.type(phone.get_by_label("Din bemærkning").first, "Det var hver anden onsdag.")
    hand.tap(phone.get_by_role("button", name="Jeg har en rettelse", exact=True))
    expect(phone.get_by_role("heading", level=1)).to_have_text("Tak. Vi ser på din rettelse.")
    again = settle_and_ask_again(minutes)
    hand.open_mail(again)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Har vi skrevet det, I sagde?")
    hand.tap(phone.get_by_role("button", name="Det er rigtigt", exact=True))
    expect(phone.get_by_role("heading", level=1)).to_have_text("Tak. Ordene ligger fast.")
    assert minutes.note().state is NoteState.CONFIRMED
    assert hand.count < 10


def settle_and_ask_again(minutes: Minutes) -> str:
    """The secretariat mends the passage and asks again; gives the link in the new mail."""
    now = clock.now()
    with minutes.site.app.app_context(), minutes.site.database.write.begin() as session:
        note = session.get_one(Note, minutes.note_id)
        passage = queries.minutes(session, note)[0]
        text = "Talepædagogen kom hver anden onsdag."
        passages.save_passage(session, passage=passage, text=text, base_revision=passage.revision, now=now)
        deadline = clock.add_working_days(clock.local_day(now), 10)
        services.ask_confirmation(session, note=note, deadline=deadline, by=None, now=now)
        return link_in(session)


def test_correction_at_a_passage_reaches_the_secretariat(visit: Visit, minutes: Minutes) -> None:
    phone = visit(minutes.head, width=390, scripts=False)
    phone.goto(f"/dialoger/dialog/{minutes.dialogue_id}")
    phone.get_by_role("link", name="Har vi skrevet det, I sagde?").click()
    phone.get_by_text(SAID).click()
    phone.get_by_label("Din bemærkning").first.fill("Det var hver anden onsdag.")
    press(phone, "Jeg har en rettelse")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Tak. Vi ser på din rettelse.")
    page = visit(minutes.secretary)
    page.goto(f"/dialoger/dialog/{minutes.dialogue_id}/gennemlaes")
    expect(page.locator(".passage-action")).to_contain_text("Det var hver anden onsdag.")
    page.get_by_role("link", name=re.compile(f"^ret {SAID}")).click()
    page.get_by_label("Afsnittet").fill("Talepædagogen kom hver anden onsdag.")
    press(page, "Gem afsnittet")
    page.get_by_role("link", name="Læs igennem").click()
    press(page, "Rettet – spørg igen")
    expect(page.get_by_role("complementary")).to_contain_text("kan svare til og med")
    with minutes.site.database.read() as session:
        note = queries.note_of(session, queries.dialogue(session, minutes.dialogue_id))
        assert note is not None
        assert [one.settled_at is not None for one in note.confirmations] == [True, False]


def test_insight_is_made_without_scripts_and_its_words_are_tied(visit: Visit, minutes: Minutes) -> None:
    page = visit(minutes.secretary, scripts=False)
    page.goto("/indsigter/2027/tema/2")
    page.get_by_label(SAID).check()
    press(page, "Ny indsigt")
    page.get_by_label("Indsigten som én sætning").fill(SENTENCE)
    page.get_by_label("Virker").check()
    page.get_by_label("Kun disse ord").fill("hver onsdag")
    press(page, "Gem indsigten")
    expect(page.get_by_role("article")).to_contain_text(SENTENCE)
    page.get_by_label("Så enkelt var det.").check()
    press(page, "Taler imod")
    expect(page.get_by_role("article")).to_contain_text("1 taler imod")
    with minutes.site.database.read() as session:
        [found] = insights.insights_of(session, session.scalars(select(Cycle)).one())
        assert [(one.words, one.stance.value) for one in found.evidence] == [
            ("hver onsdag", "supports"),
            ("Så enkelt var det.", "against"),
        ]


@pytest.mark.parametrize("width", [390, 1280])
def test_pages_of_words_have_no_barriers(visit: Visit, minutes: Minutes, width: int) -> None:
    at = f"/dialoger/dialog/{minutes.dialogue_id}"
    for person, paths in (
        (None, [minutes.link, f"{minutes.link}/udskrift"]),
        (minutes.head, [at, f"{at}/bekraeft"]),
        (minutes.secretary, [at, f"{at}/gennemlaes", f"{at}/fil", "/dialoger", "/indsigter", "/indsigter/2027/tema/2"]),
    ):
        page = visit(person, width=width)
        for path in paths:
            page.goto(path)
            assert (path, violations(page)) == (path, [])
