"""Coding with a mouse: marked words are what is cited, and a table goes to the clipboard as a spreadsheet takes it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.dialogues.models import Passage
from app.insights import services
from app.insights.domain import About, Meaning, Quote, Stance, Tone
from app.insights.models import Evidence
from app.people import services as people
from app.people.domain import Role
from app.people.models import Person
from tests.dialogues.meetings import NOW, open_cycle, open_held_note, say, themes
from tests.e2e.conftest import Site, Visit

AT = "/indsigter/2027/tema/2"
FIRST, SECOND = "Jeg har en elev med syv voksne på. Alle syv tror det.", "Ingen af os vidste, at andre havde skrevet."
MARK = """([id, words]) => {
    const label = document.querySelector(`#afsnit-${CSS.escape(id)} label`);
    const walker = document.createTreeWalker(label, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const at = node.data.indexOf(words);
        if (at >= 0) { range.setStart(node, at); range.setEnd(node, at + words.length); break; }
    }
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
}"""


@dataclass
class Said:
    """A secretary, two passages of one theme, and an insight that rests on the second."""

    secretary: Person
    first: Passage
    second: Passage


@pytest.fixture
def said(site: Site) -> Said:
    with site.database.write.begin() as session:
        secretary = people.add_person(
            session, name="Sekretær", address="sekretaer@example.dk", roles=[Role.SECRETARIAT], now=NOW
        )
        cycle = open_cycle(session)
        note, theme = open_held_note(session, cycle, name="=Åkandens Børnehus"), themes(session)[1]
        first, second = (say(session, note, text, edition_id=theme.id) for text in (FIRST, SECOND))
        services.add_insight(
            session,
            cycle=cycle,
            meaning=Meaning(sentence="Ingen ejer sagen.", about=About.THEME, edition_id=theme.id, tone=Tone.BARRIER),
            evidence=[Quote(revision_id=second.current.id)],
            now=NOW,
        )
        session.expunge_all()
        return Said(secretary, first, second)


def mark(page: Page, passage: Passage, words: str) -> None:
    page.evaluate(MARK, [passage.id, words])


def evidence(site: Site) -> list[tuple[str, Stance]]:
    with site.database.read() as session:
        return [(one.quote, one.stance) for one in session.scalars(select(Evidence).order_by(Evidence.id))]


def test_marked_words_are_tied_to_the_insight_that_lies_open(site: Site, said: Said, visit: Visit) -> None:
    page = visit(said.secretary)
    page.goto(AT)
    mark(page, said.first, "lle syv tror d")
    expect(page.locator(f"#afsnit-{said.first.id} .pick-words mark")).to_have_text("Alle syv tror det.")
    expect(page.locator(f"#afsnit-{said.first.id} input[name=ord]")).to_be_checked()
    expect(page.locator(f"#afsnit-{said.first.id} + .act")).to_be_visible()
    page.get_by_role("button", name="Taler imod").click()
    page.wait_for_url("**/tema/2?indsigt=*")
    assert evidence(site) == [("", Stance.SUPPORTS), ("Alle syv tror det.", Stance.AGAINST)]


def test_whole_passage_is_cited_again_when_the_marked_words_are_dropped(site: Site, said: Said, visit: Visit) -> None:
    page = visit(said.secretary)
    page.goto(AT)
    mark(page, said.first, "syv voksne")
    page.get_by_role("button", name="Hele afsnittet").click()
    expect(page.locator(".pick-words")).to_have_count(0)
    page.get_by_role("button", name="Knyt til").click()
    page.wait_for_url("**/tema/2?indsigt=*")
    assert evidence(site) == [("", Stance.SUPPORTS), ("", Stance.SUPPORTS)]


def test_marked_words_stand_ready_on_the_page_of_a_new_insight(said: Said, visit: Visit) -> None:
    page = visit(said.secretary, width=390)
    page.goto(AT)
    mark(page, said.first, "syv voksne")
    expect(page.locator(".pick-words")).to_be_visible()
    page.get_by_role("button", name="Ny indsigt").click()
    expect(page.get_by_label("Kun disse ord")).to_have_value("syv voksne")


def test_words_across_two_passages_are_not_picked(said: Said, visit: Visit) -> None:
    page = visit(said.secretary)
    page.goto(AT)
    page.evaluate("getSelection().selectAllChildren(document.querySelector('form.reading'))")
    mark(page, said.second, "Ingen af os")
    expect(page.locator(".pick-words")).to_have_count(1)
    expect(page.locator(f"#afsnit-{said.first.id} input[name=ord]")).not_to_be_checked()


def test_matrix_is_copied_as_a_table_without_formulas(said: Said, visit: Visit) -> None:
    page = visit(said.secretary)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(AT)
    page.get_by_role("button", name="Kopiér som tabel").click()
    expect(page.get_by_role("button", name="Kopieret")).to_be_visible()
    rows = [line.split("\t") for line in page.evaluate("navigator.clipboard.readText()").splitlines()]
    assert rows[0] == ["Tema", "'=Åkandens Børnehus", "Institutioner bag"]
    assert rows[1:3] == [["Effekt for borgerne", "–", "0 af 1"], ["Samarbejde på tværs", "1", "1 af 1"]]


def test_any_table_is_copied_from_below_it(said: Said, visit: Visit) -> None:
    page = visit(said.secretary)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/dialoger")
    page.get_by_role("button", name="Kopiér som tabel").first.click()
    expect(page.get_by_role("button", name="Kopieret")).to_be_visible()
    rows = [line.split("\t") for line in page.evaluate("navigator.clipboard.readText()").splitlines()]
    assert rows[0] == ["Institution", "Tid", "Dagsorden", "Briefing", "Referat", "Aftaler"]
    assert [row[0] for row in rows[1:]] == ["'=Åkandens Børnehus"]
    assert {len(row) for row in rows} == {6}


def test_without_scripts_the_table_is_fetched(said: Said, visit: Visit) -> None:
    page = visit(said.secretary, scripts=False)
    page.goto(AT)
    expect(page.get_by_role("button", name="Kopiér som tabel")).to_have_count(0)
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Hent som CSV").click()
    assert fetched.value.suggested_filename == "matrix-2027.csv"
