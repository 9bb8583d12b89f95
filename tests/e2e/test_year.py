"""The whole year in a real browser, as its people go through it: a new body, from the register to the letter.

The mails are really sent, over SMTP to a catcher, and their links followed from there.
"""

from __future__ import annotations

import datetime as dt
import re

import pytest
import vobject
from ical.calendar_stream import IcsCalendarStream
from playwright.sync_api import Page, expect

from app import clock
from app.cycle import queries as cycles
from app.institutions import queries as institutions
from app.institutions import services as units
from app.invitations import queries as invitations
from app.invitations.domain import Answer
from app.people import queries as people_queries
from app.people import services as people
from app.people.domain import Role
from app.people.models import Person
from tests.conftest import NOW
from tests.e2e.conftest import Site, Visit
from tests.e2e.post import Post

REGISTER = "\ufeffid;navn;kategori;type;ejerforhold;kommune\n" + "".join(
    f"U{number};{name};{kind};;kommunal;Eksempel\n"
    for number, (name, kind) in enumerate(
        [
            ("Bakkeskolen", "skole"),
            ("Engskolen", "skole"),
            ("Børnehuset Solstrålen", "dagtilbud"),
            ("Børnehuset Åen", "dagtilbud"),
            ("Vuggestuen Mælkevejen", "dagtilbud"),
            ("Plejecenter Høj", "plejehjem"),
            ("Center for Job", "center"),
        ]
    )
)
SAID = "Vi taler med forældrene ved døren. Så ved vi, om det hjalp."
OWN = "Ring til lederen om lokalet på mandag."
LEARNED = "Det, der virker, bliver sagt ved døren."
WRITTEN = "Vi spørger dem, det handler om, før vi tæller."


@pytest.fixture
def secretary(site: Site) -> Person:
    with site.database.write.begin() as session:
        return people.add_person(
            session, name="Mette Sekretær", address="sekretariat@example.dk", roles=[Role.SECRETARIAT], now=NOW
        )


def press(page: Page, name: str | re.Pattern[str]) -> None:
    """Presses the one button of that name, and waits for the page that follows."""
    page.get_by_role("button", name=name).click()
    page.wait_for_load_state()


def fill_register(page: Page) -> None:
    """People, the guidance that holds now, the year, and the register."""
    page.goto("/personer/ny")
    page.get_by_label("Navn").fill("Dorte Direktør")
    page.get_by_label("Stilling").fill("kommunaldirektør")
    page.get_by_label("Mailadresse").fill("dorte@example.dk")
    page.get_by_label("Direktør", exact=True).check()
    press(page, "Gem")
    page.goto("/ledetraad/tidligere")
    page.locator("[name=year]").fill(str(YEAR))
    page.locator("[name=introduction]").fill("Kære ledere. Det her er retningen.")
    for number, title in enumerate(("Effekt", "Samarbejde")):
        page.locator(f"[name=themes-{number}-title]").fill(title)
        page.get_by_text("Tekster og forløber").nth(number).click()
        page.locator(f"[name=themes-{number}-citizens]").fill(f"{title}: borgerne mærker det.")
        page.locator(f"[name=themes-{number}-questions]").fill(f"Hvordan ved I det om {title}?")
    press(page, "Gem som historie")
    page.goto("/ledetraad")
    press(page, f"Åbn {YEAR} med Ledetråd {YEAR}")
    page.goto("/institutioner/indlaes")
    page.get_by_label("Filen").set_input_files(
        {"name": "register.csv", "mimeType": "text/csv", "buffer": REGISTER.encode()}
    )
    press(page, "Se, hvad der vil ske")
    expect(page.get_by_role("main")).to_contain_text("Børnehuset Åen")
    press(page, re.compile("Gem|Indlæs|Læs"))


def write_heads(page: Page, site: Site) -> None:
    """One head by her page; the others as a body would bring them along."""
    with site.database.write.begin() as session:
        found = institutions.everyone_matching(session, institutions.Filter())
        for unit in found[1:]:
            units.appoint_head(
                session,
                institution=unit,
                name=f"Leder af {unit.name}",
                address=f"{unit.number.lower()}@example.dk",
                from_day=dt.date(2020, 1, 1),
                by=None,
                now=NOW,
            )
        first = found[0]
    page.goto(f"/institutioner/{first.id}")
    page.get_by_label("Lederens navn").fill(f"Leder af {first.name}")
    page.locator("form", has_text="Lederens navn").get_by_label("Mailadresse").fill(
        f"{first.number.lower()}@example.dk"
    )
    press(page, "Gem lederen")


def choose_and_plan(page: Page) -> None:
    """Six of the seven, and a time for each."""
    page.goto(f"/udvaelgelse/{YEAR}")
    press(page, "Lav listen")
    press(page, "Læg listen fast")
    press(page, re.compile("Vælg de"))
    expect(page.get_by_role("main")).to_contain_text("De seks sammen")
    page.goto("/tider/lokaler")
    page.locator("[name=name]").fill("Rådhuset, lokale 1")
    page.locator("[name=seats]").fill("12")
    page.locator("form", has=page.locator("[name=seats]")).get_by_role("button").click()
    page.goto(f"/tider/{YEAR}")
    press(page, re.compile("Find|Foreslå"))
    press(page, "Godkend de seks tider")


def send_and_answer(page: Page, visit: Visit, site: Site, post: Post) -> str:
    """Twelve mails leave; one head answers by the link in hers. Gives her address."""
    expect(page.get_by_role("main")).to_contain_text("dorte@example.dk")
    press(page, re.compile("Send de .* mails"))
    post.deliver()
    assert len(list(post.folder.iterdir())) == 12
    with site.database.read() as session:
        invitation = invitations.invitations_of(session, cycles.by_year(session, YEAR))[0]
        head = next(one for one in invitation.participants if one.person.has(Role.LEADER))
        address, participant_id = head.person.address, head.id
    calendar = next(part for part in post.to(address).walk() if part.get_content_type() == "text/calendar")
    sent = calendar.get_payload(decode=True)
    assert isinstance(sent, bytes)
    first, second = vobject.readOne(sent.decode()).vevent, IcsCalendarStream.calendar_from_ics(sent.decode()).events[0]
    assert first.attendee.value.lower() == str(second.attendees[0].uri).lower() == f"mailto:{address}"
    assert first.dtstart.value == second.dtstart == invitation.told_start
    phone = visit(width=390)
    phone.goto(post.link_to(address))
    phone.goto(phone.url)
    assert answer_of(site, participant_id) is Answer.NEEDS_ACTION
    phone.get_by_text("Ja, jeg kommer").click()
    press(phone, "Send svar")
    expect(phone.get_by_role("main")).to_contain_text("Vi har dit svar")
    assert answer_of(site, participant_id) is Answer.ACCEPTED
    return address


def answer_of(site: Site, participant_id: int) -> Answer:
    """The answer that counts now."""
    with site.database.read() as session:
        return invitations.participant(session, participant_id).answer


def keep_and_confirm(page: Page, visit: Visit, post: Post, address: str) -> None:
    """What was said is written as it is said, read through, and confirmed by the head on her phone."""
    page.goto(f"/dialoger/{YEAR}")
    page.get_by_role("row").nth(1).get_by_role("link").first.click()
    page.get_by_role("link", name=re.compile("noterne|Skriv|referat", re.IGNORECASE)).first.click()
    page.locator("#text").fill(SAID)
    page.locator("#text").press("Enter")
    expect(page.get_by_text(SAID)).to_be_visible()
    expect(page.get_by_text("gemt", exact=True).first).to_be_visible()
    page.get_by_text("Egne noter", exact=True).click()
    page.locator("#text").fill(OWN)
    page.locator("#text").press("Enter")
    expect(page.get_by_text("gemt", exact=True)).to_have_count(2)
    expect(page.get_by_role("button", name="Mødet er slut")).to_have_count(0)
    with pytest.MonkeyPatch.context() as moment:  # the meetings lie ahead; this one is over
        for place in ("app.dialogues.views.now", "app.dialogues.writing.views.now"):
            moment.setattr(place, lambda: clock.at(dt.date(YEAR, 7, 1), 12))
        page.reload()
        press(page, "Mødet er slut – læs igennem")
        expect(page.get_by_role("main")).to_contain_text(SAID)
    page.reload()
    press(page, "Spørg lederen")
    post.deliver()
    phone = visit(width=390)
    phone.goto(post.link_to(address))
    expect(phone.get_by_role("main")).to_contain_text(SAID)
    assert OWN not in phone.content()
    press(phone, "Det er rigtigt")
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("Det er rigtigt")


def code_and_draft(page: Page, director: Page) -> None:
    """An insight from the words, and a sentence of next year's guidance from the insight."""
    page.goto(f"/indsigter/{YEAR}/tema/1")
    page.get_by_label(SAID).check()
    press(page, "Ny indsigt")
    page.locator("[name=sentence]").fill(LEARNED)
    page.get_by_label("Virker").check()
    press(page, "Gem indsigten")
    director.goto("/ledetraad")
    director.locator("[name=with_last_text]").check()
    press(director, "Begynd på udkastet")
    director.get_by_role("link", name=re.compile("^Ret")).nth(1).click()
    director.locator("#text").fill(WRITTEN)
    press(director, "Gem teksten")
    press(director, "Bygger på")


def adopt_and_publish(page: Page, director: Page) -> None:
    """What is left is the directorate's own; then it is adopted at a meeting and published."""
    draft = f"/ledetraad/{YEAR + 1}/udkast"
    for _text in range(20):
        director.goto(draft)
        missing = director.get_by_role("link", name=re.compile("har intet grundlag"))
        if not missing.count():
            break
        missing.first.click()
        press(director, re.compile("[Dd]irektionens eget"))
    page.goto(f"/ledetraad/{YEAR + 1}/vedtagelse")
    page.locator("[name=day]").fill(TODAY.isoformat())
    page.locator("[name=agenda_item]").fill("4")
    press(page, "Skriv, at direktionen har vedtaget den")
    press(page, f"Offentliggør Ledetråd {YEAR + 1}")
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Ledetråd {YEAR + 1}")


def read_and_trace(visit: Visit, page: Page) -> None:
    """Anyone reads it; the secretary follows a sentence back to the words and the meeting."""
    stranger = visit(width=390)
    stranger.goto(f"/ledetraad/{YEAR + 1}")
    expect(stranger.get_by_role("main")).to_contain_text(WRITTEN)
    assert SAID not in stranger.content()
    printed = stranger.request.get(f"/ledetraad/{YEAR + 1}/pdf")
    assert printed.body().startswith(b"%PDF-")
    page.goto(f"/ledetraad/{YEAR + 1}")
    page.get_by_role("link", name="Hvor kommer det fra?").first.click()
    expect(page.get_by_role("main")).to_contain_text(LEARNED)
    expect(page.get_by_role("main")).to_contain_text(SAID)


def write_letters(page: Page, visit: Visit, post: Post, address: str) -> None:
    """The head reads on her phone what became of her words."""
    page.goto(f"/opfoelgning/{YEAR}")
    press(page, "Skriv brevene")
    page.get_by_role("row").nth(1).get_by_role("link").first.click()
    press(page, "Godkend brevet")
    page.goto(f"/opfoelgning/{YEAR}")
    press(page, "Send 1 brev")
    post.deliver()
    phone = visit(width=390)
    phone.goto(post.link_to(address))
    letter = phone.get_by_role("main")
    expect(letter).to_contain_text(SAID)
    expect(letter).to_contain_text(WRITTEN)
    assert OWN not in phone.content()
    page.goto("/")
    page.get_by_role("link", name="Luk året").click()
    press(page, f"Luk året {YEAR}")
    expect(page.get_by_role("main")).to_contain_text(str(YEAR + 1))


TODAY = clock.local_day(clock.now())
YEAR = TODAY.year + 1


def test_the_whole_year(visit: Visit, site: Site, post: Post, secretary: Person) -> None:
    page = visit(secretary)
    page.goto("/")
    fill_register(page)
    write_heads(page, site)
    choose_and_plan(page)
    address = send_and_answer(page, visit, site, post)
    keep_and_confirm(page, visit, post, address)
    with site.database.read() as session:
        director = people_queries.with_role(session, Role.DIRECTOR)[0]
    writing = visit(director)
    code_and_draft(page, writing)
    adopt_and_publish(page, writing)
    read_and_trace(visit, page)
    write_letters(page, visit, post, address)
    with site.database.read() as session:
        worked_in = cycles.current(session)
    assert worked_in
    assert worked_in.year == YEAR + 1
