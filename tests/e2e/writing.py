"""A dialogue that is being held and two who write in it, for the tests of the writing page."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page
from sqlalchemy import select

from app import clock
from app.cycle.models import ThemeEdition
from app.dialogues import queries
from app.dialogues.models import Passage
from app.dialogues.writing import passages
from app.people import services as people
from app.people.domain import Role
from app.people.models import Person
from tests.dialogues.meetings import NOW, agree_dialogue, new_id, open_cycle, themes
from tests.e2e.conftest import Site

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
            passages.save_passage(
                session, passage=passage, text=text, base_revision=passage.revision, by=by, now=clock.now()
            )

    def say(self, text: str, *, by: Person, theme: int = 0) -> str:
        """Somebody else writes a passage under a theme meanwhile; its id."""
        with self.site.database.write.begin() as session:
            note = passages.open_note(session, dialogue=queries.dialogue(session, self.dialogue_id), now=clock.now())
            edition_id = themes(session)[theme].id
            passage = passages.add_passage(
                session, note=note, passage_id=new_id(), text=text, edition_id=edition_id, by=by, now=clock.now()
            )
            return passage.id

    def remove(self, passage_id: str) -> None:
        """Somebody else takes a passage out meanwhile."""
        with self.site.database.write.begin() as session:
            passages.remove_passage(session, passage=session.get_one(Passage, passage_id), now=clock.now())

    def end_session(self, person: Person) -> None:
        """The session runs out."""
        with self.site.database.write.begin() as session:
            people.end_all_sessions(session, person=session.get_one(Person, person.id), now=clock.now())

    def sign_in(self, page: Page, person: Person) -> None:
        """The same browser signs in again, in another tab."""
        name, value = self.site.app.config["SESSION_COOKIE_NAME"], self.site.cookie_of(person)
        page.context.add_cookies([{"name": name, "value": value, "url": self.site.url}])


def open_meeting(site: Site) -> Meeting:
    """The meeting, with nothing written."""
    with site.database.write.begin() as session:
        dialogue = agree_dialogue(session, open_cycle(session), name="Åkandens Børnehus")
        birgitte, jonas = (
            people.add_person(session, name=name, address=address, roles=[Role.SECRETARIAT], now=NOW)
            for name, address in (("Birgitte Nørgaard", "bn@example.dk"), ("Jonas Friis", "jf@example.dk"))
        )
        return Meeting(site, dialogue.id, birgitte, jonas)


def enter(page: Page, text: str) -> None:
    """Writes a passage."""
    page.locator("#text").fill(text)
    page.locator("#text").press("Enter")
