"""Times from end to end: calendars by hand, a poll on a phone, a plan, a move, and a new plan after a no."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from app import clock
from app.cycle import services as cycles
from app.cycle.domain import MilestoneKind
from app.institutions import services as institutions
from app.institutions.domain import Kind, Ownership
from app.people import services as people
from app.people.domain import Role
from app.people.models import Person
from app.scheduling import services as times
from app.selection import services as selection
from tests.e2e.conftest import Site, Visit
from tests.e2e.post import Post

WEEK = dt.timedelta(weeks=1)


@pytest.fixture
def secretary(site: Site) -> Person:
    """Two institutions are chosen; the dialogues begin in eight weeks. Nobody's calendar is known."""
    now = clock.now()
    today = clock.local_day(now)
    with site.database.write.begin() as session:
        by = people.add_person(
            session, name="Mette Sekretær", address="mette@example.dk", roles=[Role.SECRETARIAT], now=now
        )
        people.add_person(session, name="Dorte Direktør", address="dorte@example.dk", roles=[Role.DIRECTOR], now=now)
        cycle = cycles.open_year(session, year=today.year, subject=None, now=now)
        weeks = zip(MilestoneKind, (-1, 0, 8, 20, 22, 24, 26, 28, 30, 32, 34, 36), strict=True)
        days = {kind: today + number * WEEK for kind, number in weeks}
        cycles.set_milestones(session, cycle=cycle, days=days, by=by, now=now)
        units = [
            institutions.open_institution(
                session,
                number=str(number),
                name=name,
                kind=Kind.SCHOOL,
                ownership=Ownership.MUNICIPAL,
                by=by,
                now=now,
            )
            for number, name in enumerate(("Bakkeskolen", "Engskolen"), start=1)
        ]
        for number, unit in enumerate(units):
            head = people.add_person(
                session, name=f"Ida U{number}", address=f"ida{number}@example.dk", roles=[], now=now
            )
            institutions.set_head(session, institution=unit, person=head, from_day=today, by=by, now=now)
        selection.take_over(session, cycle=cycle, institutions=units, by=by, now=now)
        times.add_room(session, name="Lokale 2", seats=12, by=by, now=now)
    return by


def test_a_head_answers_on_her_phone_and_the_plan_takes_her_yes(
    secretary: Person, visit: Visit, post: Post, console: list[str]
) -> None:
    page = visit(secretary)
    page.goto("/tider/")
    page.get_by_role("link", name="Se rundspørgerne").click()
    page.get_by_role("link", name="Spørg om tider").click()
    page.get_by_role("checkbox", name="Ida U0").check()
    page.get_by_role("button", name="Find tider at spørge om").click()
    ticked = page.locator('input[name="start"]:checked')
    expect(ticked).to_have_count(10)
    for _ in range(10):
        ticked.last.uncheck()
    for number in range(2):
        page.locator('input[name="start"]').nth(number).check()
    page.get_by_label("Et ord til dem, der bliver spurgt").fill("En af de to, håber vi.")
    page.get_by_role("button", name="Send til den ene").click()
    expect(page.get_by_text("0 af 1 har svaret.")).to_be_visible()
    there = page.url

    phone = visit(None, width=390, scripts=False)
    post.deliver()
    phone.goto(post.link_to("ida0@example.dk"))
    expect(phone.get_by_role("heading", name="Hvornår kan du?")).to_be_visible()
    expect(phone.get_by_text("En af de to, håber vi.")).to_be_visible()
    slots = phone.get_by_role("group")
    expect(slots).to_have_count(2)
    slots.first.get_by_text("Nej").click()
    phone.get_by_role("button", name="Send mine svar").click()
    expect(phone.get_by_text("Svar på alle tider: ja, hvis nødvendigt eller nej.")).to_be_visible()
    assert [one for one in console if "422" not in one] == []
    console.clear()
    slots.last.get_by_text("Ja", exact=True).click()
    chosen = slots.last.locator("legend strong").inner_text()
    phone.get_by_label("Et ord til sekretariatet").fill("Den anden er bedst.")
    phone.get_by_role("button", name="Send mine svar").click()
    expect(phone.get_by_text("Tak. Vi har dine svar.")).to_be_visible()

    page.goto("/")
    expect(page.get_by_text("Alle har svaret på rundspørgen").first).to_be_visible()
    page.goto(there)
    expect(page.get_by_role("row", name=re.compile(chosen))).to_contain_text("ja")
    expect(page.get_by_text("Den anden er bedst.")).to_be_visible()
    page.get_by_role("link", name="Gå til tiderne").click()
    page.get_by_label("Så tidligt som muligt").check()
    page.get_by_role("button", name="Foreslå tider").click()
    row = page.get_by_role("row", name=re.compile("Bakkeskolen"))
    expect(row).not_to_contain_text("har ikke sagt, om tiden passer")
    expect(row).to_contain_text(re.compile(chosen, re.IGNORECASE))


def test_from_calendars_by_hand_to_a_new_plan_after_a_no(
    secretary: Person, visit: Visit, post: Post, console: list[str], site: Site
) -> None:
    page = visit(secretary)
    page.goto("/tider/")
    page.get_by_role("link", name="Kalendere", exact=True).click()
    page.get_by_role("link", name="Dorte Direktør", exact=True).click()
    page.locator("label.half").nth(3).click()
    page.get_by_role("button", name="Gem markeringerne").click()
    expect(page.get_by_text("Markeringerne for Dorte Direktør er gemt.")).to_be_visible()

    page.goto("/tider/")
    page.get_by_label("Jævnt over perioden").check()
    page.get_by_role("button", name="Foreslå tider").click()
    expect(page.get_by_text("To tider venter på din godkendelse")).to_be_visible()
    page.get_by_role("link", name="Sammenlign med to andre forslag").click()
    expect(page.get_by_role("heading", name="Så tidligt som muligt")).to_be_visible()
    page.go_back()

    page.get_by_role("row", name=re.compile("Bakkeskolen")).get_by_role("link", name="Flyt").click()
    page.get_by_text("Vælg selv et tidspunkt").click()
    page.get_by_label("Klokken").select_option("10:00")
    tried = page.locator("#tried")
    expect(tried).to_contain_text("kl. 10.00")
    tried.get_by_role("button", name=re.compile("Vælg tiden")).click()
    row = page.get_by_role("row", name=re.compile("Bakkeskolen"))
    expect(row).to_contain_text("kl. 10.00")
    expect(row).to_contain_text("Ligger fast.")

    page.get_by_role("button", name="Godkend de to tider").click()
    page.get_by_role("button", name=re.compile("Send de .* mails")).click()
    page.goto("/indkaldelser")
    page.get_by_role("link", name=re.compile("Ida U0")).first.click()
    page.get_by_label("Nej").first.check()
    page.get_by_role("button", name="Skriv svaret ind").click()

    page.goto("/tider/")
    page.get_by_role("link", name="Find et nyt tidspunkt").click()
    page.get_by_role("link", name="Se den plan, der flytter færrest møder").click()
    expect(page.get_by_text("Ingen andre møder bliver flyttet.")).to_be_visible()
    page.get_by_role("button", name="Flyt mødet").click()
    expect(page.get_by_text("Mødet er flyttet. Intet er sendt.")).to_be_visible()
    assert console == []


def test_answer_about_a_time_that_comes_late_or_from_the_sign_in_page_replaces_nothing(
    secretary: Person, visit: Visit, console: list[str]
) -> None:
    page = visit(secretary)
    page.goto("/tider/")
    page.get_by_role("button", name="Foreslå tider").click()
    page.get_by_role("row", name=re.compile("Bakkeskolen")).get_by_role("link", name="Flyt").click()
    page.get_by_text("Vælg selv et tidspunkt").click()
    page.route(re.compile("tid=10"), lambda _slow: None)
    with page.expect_request(re.compile("tid=10")):
        page.get_by_label("Klokken").select_option("10:00")
    with page.expect_event("requestfailed") as taken_back:
        page.get_by_label("Klokken").select_option("11:00")
    tried = page.locator("#tried")
    expect(tried).to_contain_text("kl. 11.00")
    page.context.clear_cookies()
    with page.expect_response(re.compile("log-ind|login")) as signed_out:
        page.get_by_label("Klokken").select_option("12:00")
    signed_out.value.finished()
    page.evaluate("() => new Promise(requestAnimationFrame)")
    expect(tried).to_contain_text("kl. 11.00")
    assert ("tid=10" in taken_back.value.url, console) == (True, [])
