"""The inbox in a real browser: each resolution is one press, with and without scripts, on a screen and on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from app.invitations import services
from app.invitations.answers import incoming
from app.invitations.models import Participant
from app.mail.inbox import services as inbox
from app.mail.models import InboxMessage, OutboxMessage
from app.people import services as people
from app.people.domain import Role
from app.people.models import Person, PersonAlias
from tests.e2e.axe import violations
from tests.e2e.conftest import Site, Visit
from tests.invitations.answering import attendee, calendar, event, mail, part, reply, take, text
from tests.invitations.conftest import NOW, make_year

FROM_HOME, NEW_ADDRESS, OTHER_TIME = "Fra en privat adresse", "Fra en ny adresse", "Kan det blive dagen efter"
WORDS, QUESTION, NOISE = "Vi kommer", "Et spørgsmål", "Et tilbud"


@pytest.fixture
def secretary(site: Site) -> Person:
    """Six mails wait for her, one for each way out."""
    with site.app.app_context(), site.database.write.begin() as session:
        year = make_year(session)
        services.prepare_from_plan(session, cycle=year.cycle, by=None, now=NOW)
        year.send()
        first, second, third = year.heads
        take(year, titled(FROM_HOME, reply(year.invitation(), first.address, sender="Lene <hjemme@example.com>")))
        unknown = event(year.invitation(1).uid, attendee("ny@example.com", "DECLINED", second.name))
        take(year, titled(NEW_ADDRESS, mail("ny@example.com", part(calendar(unknown)))))
        later = reply(year.invitation(2), third.address, "TENTATIVE", "DTSTART:20270512T080000Z", method="COUNTER")
        take(year, titled(OTHER_TIME, later))
        take(year, titled(WORDS, mail(f"Anne Bæk <{year.directors[0].address}>", text("Vi kommer alle."))))
        take(year, titled(QUESTION, mail("Ole <ole@example.com>", text("Hvor skal vi hen?"))))
        take(year, titled(NOISE, mail("Sælger <salg@example.com>", text("Køb nu."))))
        return people.add_person(
            session, name="Sekretær", address="sekretariat@example.dk", roles=[Role.SECRETARIAT], now=NOW
        )


def titled(subject: str, raw: bytes) -> bytes:
    return raw.replace(b"Subject: Accepted", f"Subject: {subject}".encode(), 1)


def item(page: Page, subject: str) -> Locator:
    """What waits, by its subject."""
    return page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=subject))


def opened(page: Page, subject: str) -> Locator:
    found = item(page, subject)
    found.get_by_text("Hvad vil I gøre?").click()
    return found


def link_the_address(page: Page) -> None:
    item(page, FROM_HOME).get_by_role("button", name="Knyt adressen til Lene nr. 0").click()


def count_it(page: Page) -> None:
    item(page, NEW_ADDRESS).get_by_role("button", name="Tæl med: nej, find en anden tid").click()


def keep_the_time(page: Page) -> None:
    found = opened(page, OTHER_TIME)
    found.get_by_label("Tiden står ved magt. Skriv hvorfor").fill("Den dag er direktionen væk.")
    found.get_by_role("button", name="Send, og behold tiden").click()


def count_her_words(page: Page) -> None:
    found = opened(page, WORDS)
    found.get_by_label("Mailen er et svar fra").select_option(label="Anne Bæk · Åkandens Børnehus")
    found.get_by_role("button", name="Ja", exact=True).click()


def answer_it(page: Page) -> None:
    found = opened(page, QUESTION)
    found.get_by_label("Skriv tilbage til ole@example.com").fill("Til lokale Åen.")
    found.get_by_role("button", name="Send svaret").click()


def lay_it_aside(page: Page) -> None:
    item(page, NOISE).get_by_role("button", name="Læg til side").click()


WAYS: tuple[tuple[str, Callable[[Page], None], str], ...] = (
    (FROM_HOME, link_the_address, "Adressen hører nu til Lene nr. 0, og svaret er talt med."),
    (NEW_ADDRESS, count_it, "Svaret er talt med."),
    (OTHER_TIME, keep_the_time, "Svaret er på vej."),
    (WORDS, count_her_words, "Svaret er talt med."),
    (QUESTION, answer_it, "Svaret er på vej."),
    (NOISE, lay_it_aside, "Mailen er lagt til side. Den bliver ikke slettet."),
)


def what_was_done(site: Site) -> dict[str, str]:
    """Each mail's resolution, by its subject."""
    with site.database.read() as session:
        return {one.subject: one.resolution.value for one in session.scalars(select(InboxMessage)) if one.resolution}


def answers(site: Site) -> dict[str, set[str]]:
    with site.database.read() as session:
        rows = [one for one in session.scalars(select(Participant)) if one.channel]
        return {one.person.name: {one.answer.value, one.channel.value} for one in rows if one.channel}


@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (390, False)], ids=["screen", "phone-without-scripts"])
def test_each_mail_is_resolved_by_one_press(
    site: Site, visit: Visit, secretary: Person, width: int, scripts: bool
) -> None:
    page = visit(secretary, width=width, scripts=scripts)
    page.goto("/indbakke")
    if scripts:
        page.evaluate("document.querySelectorAll('main details').forEach(one => one.open = true)")
        assert violations(page) == []
        page.reload()
    for number, (subject, press, told) in enumerate(WAYS):
        expect(page.get_by_role("button", name="Læg til side")).to_have_count(len(WAYS) - number)
        press(page)
        expect(page.get_by_role("main")).to_contain_text(told)
        expect(item(page, subject)).to_have_count(0)
    expect(page.get_by_role("main")).to_contain_text("Der er intet, som venter.")
    assert set(what_was_done(site).values()) == {"linked", "counted", "answered", "ignored"}
    assert answers(site) == {
        "Lene nr. 0": {"accepted", "mail"},
        "Lene nr. 1": {"declined", "mail"},
        "Lene nr. 2": {"tentative", "mail"},
        "Anne Bæk": {"accepted", "secretary"},
    }
    with site.database.read() as session:
        assert session.scalars(select(PersonAlias.address)).all() == ["hjemme@example.com"]
        written = select(OutboxMessage.address).where(OutboxMessage.kind == "inbox-answer").order_by(OutboxMessage.id)
        assert session.scalars(written).all() == ["lene.nr.2@example.dk", "ole@example.com"]


def test_proposal_leads_to_a_new_time_and_is_answered_by_it(site: Site, visit: Visit, secretary: Person) -> None:
    page = visit(secretary)
    page.goto("/indbakke")
    item(page, OTHER_TIME).get_by_role("link", name="Find en ny tid").click()
    expect(page.get_by_role("main")).to_contain_text("Solgården")
    assert violations(page) == []


def test_words_without_an_end_stay_on_the_phone(site: Site, visit: Visit, secretary: Person) -> None:
    endless = "x" * 250
    with site.app.app_context(), site.database.write.begin() as session:
        message = inbox.store(
            session,
            raw=titled(endless, mail(f'"{endless[:150]}" <{"a" * 60}@example.com>', text(endless))),
            received_at=NOW,
            now=NOW,
        )
        assert message is not None
        inbox.process(session, message_id=message.id, receiver=incoming.receive, authserv_id="", now=NOW)
    page = visit(secretary, width=390)
    page.goto("/indbakke")
    for details in page.locator("details").all():
        details.evaluate("one => { one.open = true }")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
