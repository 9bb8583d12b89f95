"""The first half of the walk: 2016 and 2017 taken over, 2018 drafted, through Word, consulted on."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docx
from playwright.sync_api import Page, expect

from app.clock import at
from app.people.models import Person
from tests.e2e.conftest import Site, Visit, sign_in
from tests.e2e.drafting_pages import Draft, press, section, unfold
from tests.e2e.moving_clock import MovingClock
from tests.e2e.post import Post
from tests.e2e.three_years import (
    ACROSS,
    EFFECT,
    NAMES,
    NEW,
    SAID,
    SKILL,
    THEMES_2016,
    WHOLE,
    address_of,
    guidance_of_2016,
    guidance_of_2017,
    hold_dialogues,
)

ASKS, NOBODY, COURSES, LENGTH = "At spørge virker.", "Ingen ejer sagen.", "Der er kurser nok.", "Den er for lang."
CITIZENS, ORGANISATION = f"Budskabet om borgerne i “{EFFECT}”", f"Budskabet om organisationen i “{WHOLE}”"
ABOUT_NEW = f"Budskabet om medarbejderne i “{NEW}”"
ASKED, REVISED = "Vi spørger dem, det handler om.", "Vi spørger dem, det handler om, før vi tæller."
IN_WORD, EXAMPLE = "Én af os har ansvaret, og alle kan se hvem.", "På Bakkeskolen spørger de ved døren."
SHORTER, REASON = "Hvem er en af os?", "Det er blevet en del af hverdagen."
ITEM = "Udvalget ønsker et tema om trivsel."
READER, COMMITTEE = "pia@example.dk", "Hovedudvalget 12. september 2017, punkt 3"


@dataclass
class Cast:
    """Who walks, each in a browser of their own, and what time it is."""

    secretary: Page
    director: Page
    visit: Visit
    site: Site
    post: Post
    clock: MovingClock
    staff: tuple[Person, Person]

    def turn(self, day: dt.date, hour: int) -> None:
        """Days later; who works there signs in again."""
        self.clock.turn(at(day, hour))
        for page, person in zip((self.secretary, self.director), self.staff, strict=True):
            sign_in(page.context, self.site, person)

    def phone(self, link: str) -> Page:
        """Somebody without an account opens the link of a mail on a phone."""
        page = self.visit(width=390)
        page.goto(link)
        return page

    def command(self, *args: str) -> Any:
        """What a command says."""
        result = self.site.app.test_cli_runner().invoke(args=["guidance", *args, "--json"])
        assert result.exit_code == 0, result.output
        return json.loads(result.output)


def take_over_2016(page: Page) -> None:
    """From a Word file: headings are themes, and one piece is pointed at anew."""
    page.goto("/ledetraad/tidligere")
    unfold(page, "Hent den fra en Word-fil eller en tekst")
    page.locator("[name=kilde-year]").fill("2016")
    page.locator("[name=kilde-file]").set_input_files(
        {"name": "2016.docx", "mimeType": "application/octet-stream", "buffer": guidance_of_2016()}
    )
    press(page, "Se stykkerne")
    pieces = page.locator("li.piece")
    for title in THEMES_2016:
        piece = pieces.filter(has=page.get_by_text(title, exact=True))
        expect(piece.locator("select")).to_have_value("theme")
    pieces.filter(has_text="begynder med at lytte").first.locator("select").select_option("organisation")
    press(page, "Se den samlede ledetråd")
    expect(page.locator("[name=themes-0-organisation]")).to_have_value(re.compile("begynder med at lytte"))
    press(page, "Gem som historie")
    expect(page.get_by_role("main")).to_contain_text(THEMES_2016[2])


def take_over_2017(page: Page) -> None:
    """From a pasted text; where the themes come from is said in the form for one, on the page of the themes for two."""
    page.goto("/ledetraad/tidligere")
    unfold(page, "Hent den fra en Word-fil eller en tekst")
    page.locator("[name=kilde-year]").fill("2017")
    page.locator("[name=kilde-text]").fill(guidance_of_2017())
    press(page, "Se stykkerne")
    press(page, "Se den samlede ledetråd")
    page.locator("[name=themes-0-before]").fill(THEMES_2016[0])
    press(page, "Gem som historie")
    page.get_by_role("link", name="Hvor kommer temaerne fra?").click()
    for title, before, how in ((ACROSS, THEMES_2016[1], "developed"), (SKILL, THEMES_2016[2], "continued")):
        part = section(page, title)
        unfold(part, "Hvor kommer det fra?")
        part.get_by_label(f"{before} (2016)").select_option(how)
        press(page, "Gem temaet", within=part)
    expect(section(page, ACROSS)).to_contain_text(f"Udviklet fra “{THEMES_2016[1]}” i 2016")
    expect(section(page, SKILL)).to_contain_text(f"Videreført fra “{THEMES_2016[2]}” i 2016")
    page.goto("/ledetraad")
    press(page, "Åbn 2017 med Ledetråd 2017")


def hold_the_year(cast: Cast) -> None:
    """The dialogues are staged: they are another walk."""
    with cast.site.app.app_context(), cast.site.database.write.begin() as session:
        hold_dialogues(session, by=session.merge(cast.staff[0]), now=at(dt.date(2017, 2, 1), 9))
    cast.turn(dt.date(2017, 7, 3), 9)


def code_insights(page: Page) -> None:
    """Four insights, each from the words that say the same."""
    learned = (
        (1, SAID[:2], ASKS, "Virker"),
        (2, SAID[2:4], NOBODY, "Barriere"),
        (3, SAID[4:5], COURSES, "Barriere"),
        (2, SAID[5:], LENGTH, "Ønske"),
    )
    for number, words, sentence, tone in learned:
        page.goto(f"/indsigter/2017/tema/{number}")
        for said in words:
            page.get_by_label(said).check()
        press(page, "Ny indsigt")
        page.locator("[name=sentence]").fill(sentence)
        page.get_by_label(tone, exact=True).check()
        press(page, "Gem indsigten")
        expect(page.get_by_role("heading", name=sentence)).to_be_visible()


def begin_draft(page: Page) -> None:
    """This year's themes beside last year's: one continued, one of several forerunners, one ended, one new."""
    page.goto("/ledetraad")
    press(page, "Begynd på udkastet")
    press(page, "Begynd med teksten fra 2017", within=section(page, EFFECT))
    page.get_by_role("link", name="Temaerne", exact=True).click()
    across = section(page, ACROSS)
    unfold(across, "Ret temaet")
    across.get_by_label("Temaets navn").fill(WHOLE)
    for before in (EFFECT, ACROSS):
        across.get_by_label(f"{before} (2017)").select_option("developed")
    press(page, "Gem temaet", within=across)
    expect(section(page, WHOLE)).to_contain_text(f"Udviklet fra “{EFFECT}” og “{ACROSS}” i 2017")
    unfold(section(page, SKILL), "Ret temaet")
    press(page, "Tag temaet ud af udkastet", within=section(page, SKILL))
    ended = section(page, "Føres ikke videre fra 2017")
    ended.get_by_label("Hvorfor føres temaet ikke videre?").fill(REASON)
    press(page, "Gem grunden")
    unfold(page, "Tilføj et tema")
    section(page, "Et tema mere").get_by_label("Temaets navn").fill(NEW)
    press(page, "Tilføj temaet")
    expect(section(page, NEW)).to_contain_text("Nyt tema")


def write_draft(draft: Draft) -> None:
    """Texts with what they rest on; a new wording asks to look again; each insight gets its fate."""
    draft.write(CITIZENS, ASKED)
    expect(draft.page.locator(".draft-row", has=draft.page.locator("#text")).locator(".lastyear")).to_contain_text(
        "følger op på det"
    )
    draft.tie(ASKS, "Bygger på")
    draft.write(ORGANISATION, "Vi har ansvaret.")
    draft.tie(NOBODY, "Bygger på")
    draft.tie(LENGTH, "Taler imod")
    draft.write(CITIZENS, REVISED)
    expect(draft.insight(ASKS)).to_contain_text("Se igen.")
    unfold(draft.insight(ASKS), "Vis ændringen")
    expect(draft.insight(ASKS).locator("ins")).to_contain_text("før vi tæller")
    press(draft.page, "Indsigterne passer stadig")
    expect(draft.page.get_by_text("Se igen.")).to_have_count(0)
    draft.write("Indledningen", "Kære ledere. Det her er 2018.")
    draft.write(ABOUT_NEW, "Teknologien er en medspiller.")
    draft.page.get_by_role("link", name="Alle indsigter").click()
    decide(draft.page, COURSES, "Ikke i år …", "Hvorfor ikke?", "Kurserne ligger fast i 2018.", "Ikke i år")
    decide(draft.page, LENGTH, "Giv videre …", "Til hvem?", "redaktionen", "Giv videre")
    expect(draft.page.get_by_role("heading", level=1)).to_have_text("Alle indsigter har en skæbne")


def decide(page: Page, sentence: str, way: str, label: str, words: str, button: str) -> None:
    """The fate of an insight."""
    card = page.locator("article.insight", has_text=sentence)
    unfold(card, way)
    card.get_by_label(label).fill(words)
    press(page, button, within=card)
    expect(card).to_contain_text(words)


def go_through_word(draft: Draft) -> None:
    """Fetched by the button, written in as Word would, and brought back: a text, a comment, a row that is gone."""
    page = draft.page
    page.goto(draft.at)
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Hent som Word").click()
    content = written_in_word(Path(fetched.value.path()).read_bytes())
    page.get_by_role("link", name="Læs en Word-fil ind").click()
    name, kind = fetched.value.suggested_filename, "application/octet-stream"
    page.get_by_label("Word-filen").set_input_files({"name": name, "mimeType": kind, "buffer": content})
    press(page, "Se, hvad filen ændrer")
    expect(page.get_by_role("heading", level=1)).to_have_text("Filen ændrer 1 tekst")
    expect(page.get_by_role("main")).to_contain_text("Rækker, som filen ikke har mere")
    page.get_by_label("Lad teksten stå").check()
    press(page, "Læs filen ind")
    expect(page.locator("body")).to_contain_text("1 tekst er rettet, og 1 kommentar er kommet med.")
    draft.open(ORGANISATION)
    expect(page.locator("#text")).to_have_value(IN_WORD)
    press(page, "Indsigterne passer stadig")
    answer(page, SHORTER, "Ikke ændret", "Det fremgår af resten.")


def written_in_word(content: bytes) -> bytes:
    """What a director does to the file."""
    document = docx.Document(io.BytesIO(content))
    rows = {row.cells[1].text: row for table in document.tables for row in table.rows}
    paragraph = next(row for text, row in rows.items() if "Vi har ansvaret." in text).cells[1].paragraphs[0]
    paragraph.text = IN_WORD
    document.add_comment(paragraph.runs[0], SHORTER, author="Dorte Direktør")
    lost = next(row for text, row in rows.items() if "medspiller" in text)._tr
    lost.getparent().remove(lost)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def answer(page: Page, comment: str, kind: str, why: str) -> None:
    """Answers a comment on the page where it stands."""
    card = page.locator("li", has_text=comment)
    unfold(card, "Svar …")
    card.get_by_label(kind).check()
    card.get_by_label("Hvorfor?").fill(why)
    press(page, "Gem svaret", within=card)
    expect(page.locator("li", has_text=comment)).to_contain_text(f": {why}")


def ask_for_example(cast: Cast, draft: Draft) -> None:
    """A sentence that names a place of work holds the draft back until its head has said yes on her phone."""
    draft.write(CITIZENS, f"{REVISED} {EXAMPLE}")
    press(draft.page, "Indsigterne passer stadig")
    expect(draft.missing()).to_contain_text("nævner en af årets arbejdspladser uden lederens ja")
    page = cast.secretary
    page.goto("/ledetraad/2018/eksempler")
    part = section(page, CITIZENS)
    unfold(part, "Spørg en leder om en sætning …")
    press(page, "Spørg lederen", within=part)
    cast.post.deliver()
    phone = cast.phone(cast.post.link_to(address_of(NAMES[0])))
    expect(phone.get_by_role("main")).to_contain_text(EXAMPLE)
    press(phone, "Ja, det må I gerne")
    expect(phone.get_by_role("main")).to_contain_text("Du har sagt ja")
    page.reload()
    expect(section(page, CITIZENS)).to_contain_text("Har sagt ja")


def consult(cast: Cast, draft: Draft) -> None:
    """A reader writes by the link in her mail; a committee answers with one item; both are answered."""
    cast.turn(dt.date(2017, 8, 21), 9)
    page = cast.secretary
    lay_before(page, "heads-forum", "Chefforum 31. august", dt.date(2017, 8, 31))
    page.get_by_label("Mailadresser eller navne").fill(READER)
    press(page, "Send")
    forum = page.url
    cast.post.deliver()
    reader = cast.phone(cast.post.link_to(READER))
    part = section(reader, "For organisationen")
    unfold(part, "Skriv en kommentar")
    part.get_by_label("Kommentar", exact=True).fill("Skriv, hvornår.")
    part.get_by_label("Dit navn").fill("Pia Holm")
    press(reader, "Send kommentaren", within=part)
    expect(reader.get_by_role("main")).to_contain_text("Tak, Pia Holm")
    lay_before(page, "joint-committee", "Hovedudvalget", dt.date(2017, 9, 12))
    unfold(page, "Udvalget svarede med et punkt i sit referat …")
    page.get_by_label("Udvalg, møde og punkt").fill(COMMITTEE)
    page.get_by_label("Punktet, som det står i referatet").fill(ITEM)
    press(page, "Skriv punktet ind")
    expect(page.get_by_text("Udvalgets punkt er skrevet ind.")).to_be_visible()
    answer(page, ITEM, "Ikke ændret", "Trivsel følges i årsplanerne.")
    draft.write(ORGANISATION, f"{IN_WORD} Det sker inden sommer.")
    press(draft.page, "Indsigterne passer stadig")
    page.goto(forum)
    answer(page, "Skriv, hvornår.", "Teksten er ændret", "Det står der nu.")
    page.goto(forum)
    expect(page.get_by_label("Mailadresser eller navne")).to_have_value(READER)
    press(page, "Send")
    cast.post.deliver()
    reader.goto(cast.post.link_to(READER))
    expect(reader.get_by_role("main")).to_contain_text("Det står der nu.")
    expect(reader.locator(".comment ins")).to_contain_text("Det sker inden sommer.")


def lay_before(page: Page, party: str, title: str, deadline: dt.date) -> None:
    """Opens a round."""
    page.goto("/ledetraad/2018/udkast")
    page.get_by_role("link", name="Send i høring").click()
    page.get_by_label("Hvem").select_option(party)
    page.get_by_label("Navn på høringen").fill(title)
    page.get_by_label("Frist").fill(deadline.isoformat())
    press(page, "Åbn høringen")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
