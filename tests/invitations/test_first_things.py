"""What the head reads first, in the order in which she asks: in both languages, in text and page of mail, and here."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient

from app.invitations import services
from app.people.models import Person
from tests.invitations.conftest import NOW, Year
from tests.invitations.reading import Read, read_outbox

Client = Callable[[Person | None], FlaskClient]
HEADINGS = {
    "da": ("Hvorfor jer", "Hvad det kræver", "Hvad der bliver skrevet ned", "Hvem der kan komme med", "Svar i Outlook"),
    "en": ("Why you", "What it takes", "What is written down", "Who may come along", "Answer in Outlook"),
}
FIRST = {
    "da": (
        "Direktionen taler hvert år med tre arbejdspladser. I år er det jeres tur, Åkandens Børnehus.",
        "Det er ikke et tilsyn.",
        "90 minutter og højst en times forberedelse. Jeres årsplan er nok.",
        "Hvad virker hos jer?",
        "Hvordan ved I det?",
        "Du ser referatet først.",
        "Direktionen og sekretariatet læser det bagefter.",
        "Du kan tage to med, for eksempel din souschef, en medarbejder eller jeres arbejdsmiljørepræsentant.",
        "Du bestemmer selv hvem, og de behøver intet login.",
        "Tryk Acceptér i Outlook, så er det nok. Du behøver ikke logge på.",
    ),
    "en": (
        "Each year the directorate talks with three workplaces. This year it is your turn, Åkandens Børnehus.",
        "It is not an inspection.",
        "90 minutes, and at most an hour of preparation. Your annual plan is enough.",
        "Hvad virker hos jer?",
        "Hvordan ved I det?",
        "You see the minutes first.",
        "The directorate and the secretariat read them afterwards.",
        "You may bring two, for example your deputy, an employee or your working environment representative.",
        "You decide who, and they need no account.",
        "Press Accept in Outlook, and that is all. You need not sign in.",
    ),
}


def in_order(text: str, parts: tuple[str, ...]) -> None:
    places = [text.find(part) for part in parts]
    assert -1 not in places, dict(zip(parts, places, strict=True))
    assert places == sorted(places)


def mail_to(year: Year, person: Person) -> Read:
    return next(one for one in read_outbox(year.session) if one.row.person_id == person.id)


def page_of(mail: Read) -> str:
    part = mail.message.get_body(("html",))
    assert part is not None
    return unescape(str(part.get_content()))


@pytest.fixture(params=["da", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def invited(year: Year, language: str) -> Year:
    """Every invitation is sent, and the first head reads in her language."""
    year.heads[0].language = language
    services.prepare_from_plan(year.session, cycle=year.cycle, by=None, now=NOW)
    year.send()
    return year


def test_head_reads_first_in_the_text_of_her_mail(invited: Year, language: str) -> None:
    text = mail_to(invited, invited.heads[0]).text
    in_order(text, tuple(heading.upper() for heading in HEADINGS[language]))
    in_order(text, (*FIRST[language], "/svar/"))


def test_head_reads_first_in_the_page_of_her_mail(invited: Year, language: str) -> None:
    page = page_of(mail_to(invited, invited.heads[0]))
    in_order(page, tuple(f"<h2>{heading}</h2>" for heading in HEADINGS[language]))
    in_order(page, (*FIRST[language], "/svar/"))


def test_head_reads_first_on_her_page(invited: Year, language: str, client_of: Client) -> None:
    page = unescape(client_of(invited.heads[0]).get(f"/indkaldelser/mit-svar/{invited.invitation().id}").text)
    in_order(page, tuple(f"<dt>{heading}</dt>" for heading in HEADINGS[language]))
    in_order(page, FIRST[language])


def test_nobody_else_is_told_what_is_the_heads(invited: Year, language: str) -> None:
    text = mail_to(invited, invited.directors[0]).text
    assert not any(heading.upper() in text for heading in HEADINGS["da"][:-1])
