"""What a person does on the pages of a draft, as steps of a walk."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect


def press(page: Page, name: str | re.Pattern[str], *, within: Locator | None = None) -> None:
    """Presses the one button of that name, and waits for the page that follows."""
    (within or page).get_by_role("button", name=name).click()
    page.wait_for_load_state()


def unfold(where: Page | Locator, name: str) -> None:
    """Opens what is folded together."""
    where.locator("summary", has_text=name).first.click()


def section(page: Page, heading: str) -> Locator:
    """The part of a page under a heading."""
    return page.locator("section", has=page.get_by_role("heading", name=heading))


class Draft:
    """The draft of a year in somebody's browser."""

    def __init__(self, page: Page, year: int) -> None:
        self.page, self.at = page, f"/ledetraad/{year}/udkast"

    def open(self, name: str) -> None:
        """Opens one text by its name, from wherever it is folded away."""
        self.page.goto(self.at)
        link = self.page.get_by_role("link", name=re.compile(rf"^(Ret|Skriv)\s+{re.escape(name)}"), include_hidden=True)
        if not link.is_visible():
            self.page.locator("details.draft-blank", has=link).locator("summary").first.click()
        link.click()
        expect(self.page.locator("#text")).to_be_visible()

    def write(self, name: str, text: str) -> None:
        """Writes a text and saves it."""
        self.open(name)
        self.page.locator("#text").fill(text)
        press(self.page, "Gem teksten")
        expect(self.page.locator(".element-open")).to_contain_text("gemt kl.")

    def insight(self, sentence: str) -> Locator:
        """An insight beside the open text; those of other themes are fetched."""
        card = self.page.locator("article.insight", has_text=sentence)
        self.page.wait_for_load_state()
        if not card.count():
            self.page.get_by_role("link", name="Vis alle årets indsigter").click()
        return card

    def tie(self, sentence: str, kind: str) -> None:
        """Ties the open text to an insight."""
        press(self.page, kind, within=self.insight(sentence))
        told = "Teksten bygger på den." if kind == "Bygger på" else "Teksten taler imod den."
        expect(self.insight(sentence)).to_contain_text(told)

    def own(self, name: str) -> None:
        """Marks a text as the directorate's own."""
        self.open(name)
        press(self.page, "Mærk som direktionens eget")

    def missing(self) -> Locator:
        """What is missing before adoption."""
        return self.page.locator(".gates")
