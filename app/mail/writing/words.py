"""What a mail says: templates/mail/NAME.txt and NAME.html, in the language of the person who gets it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from email.headerregistry import Address

from flask import current_app
from flask_babel import force_locale, get_locale

from app.mail.writing import markup
from app.people.models import Person
from app.settings import settings


@dataclass(frozen=True, kw_only=True)
class Words:
    """A mail's words, as they stand before they become bytes."""

    subject: str
    text: str
    html: str


def language_of(person: Person) -> AbstractContextManager[None]:
    """Inside this block texts and dates are in the person's language; Danish, if she has not chosen."""
    block: AbstractContextManager[None] = force_locale(person.language or "da")
    return block


def write(*, person: Person, subject: object, template: str, context: Mapping[str, object]) -> Words:
    """Renders a mail for one person. A lazy subject (lazy_gettext) is put into her language as well."""
    with language_of(person):
        filled: dict[str, object] = {"person": person, "subject": str(subject), "locale": str(get_locale())}
        filled.update(context, settings=settings())
        return Words(
            subject=str(subject),
            text=_render(f"mail/{template}.txt", filled),
            html=_render(f"mail/{template}.html", filled),
        )


def framed(*, person: Person, subject: str, source: str) -> Words:
    """A mail out of a text in the marks of markup.py, in the language that is on."""
    filled = {"person": person, "subject": subject, "locale": str(get_locale()), "settings": settings()}
    return Words(
        subject=subject,
        text=_render("mail/text.txt", {**filled, "content": markup.plain(source)}),
        html=_render("mail/text.html", {**filled, "content": markup.html(source)}),
    )


def _render(name: str, context: Mapping[str, object]) -> str:
    # Not render_template(): it adds what pages know of the browser, and a mail is written without one.
    return current_app.jinja_env.get_template(name).render(**context)


def sender() -> Address:
    """Who signs every mail and gets what is answered by mail: never an invitee."""
    return Address(settings().sender_name, addr_spec=settings().sender_address)


def organizer(first: str) -> Address:
    """Who something belongs to in everybody's calendar: whom its `first` mail named, whoever sends the mails today;
    before that (empty), whoever sends."""
    today = sender()
    return Address(today.display_name, addr_spec=first or today.addr_spec)


def absolute(path: str) -> str:
    """A link as a mail can hold it."""
    return f"{settings().base_url}{path}"
