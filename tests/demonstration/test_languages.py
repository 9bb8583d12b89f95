"""The main pages of each role in English: the language is chosen with a button, and the interface holds no Danish."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.database import EXTENSION
from app.people.domain import Role
from tests.conftest import Client
from tests.e2e.tour import Stop, stops
from tests.staged import application_of, copy_of
from tests.test_translations import ENGLISH
from translations.catalogue import read_catalogue

OTHERS_WORDS = {"mails", "udbakke", "mailtekst", "deltager", "soegning", "enhed"}
"""Mails in the language of whoever gets them, what was said, and the register's own words."""
BRAND = "Ledetråd"  # in the head of every page; in the menu the same word is the guidance
WITHIN = 25  # so many letters are an accident no longer: such a text may not even be part of another


@pytest.fixture(scope="module")
def staged(built_demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    application = application_of(copy_of(built_demonstration, tmp_path_factory.mktemp("languages") / "instance"))
    application.config.update(WTF_CSRF_ENABLED=False, RATELIMIT_ENABLED=False)
    application.test_client_class = Client
    yield application
    application.extensions[EXTENSION].dispose()


@pytest.fixture
def tour(staged: Flask) -> list[Stop]:
    with staged.app_context(), staged.extensions[EXTENSION].read() as session:
        return list(stops(session))


def visitor(staged: Flask, role: Role | None, language: str) -> FlaskClient:
    """Somebody who has chosen a language with the button on the page."""
    client = staged.test_client()
    if role:
        client.post("/demonstration/log-ind", data={"role": role.value})
    assert client.post("/sprog", data={"language": language, "next": "/"}).status_code == 302
    return client


def words_of(page: str) -> set[str]:
    """What is read on a page or told of it, without what is marked as Danish: letters and publications."""
    own = re.sub(r'<article lang="da">.*?</article>|<script.*?</script>|<title>.*?</title>', "", page, flags=re.DOTALL)
    told = re.findall(r'(?:aria-label|alt|title|placeholder|data-\w+)="([^"]*)"', own)
    read = re.sub(r"<[^>]*>", "\0", own).split("\0")
    return {" ".join(html.unescape(text).split()) for text in (*told, *read)} - {""}


def danish() -> set[str]:
    """The texts of the interface that a page could hold as they stand, and that read otherwise in English."""
    found = {message.id: message.string for message in read_catalogue(ENGLISH) if isinstance(message.id, str)}
    return {text for text in found if "%(" not in text} - {*found.values(), "", BRAND}


def test_english_pages_hold_no_danish_of_the_interface(staged: Flask, tour: list[Stop]) -> None:
    texts = danish()
    long = [text for text in texts if len(text) >= WITHIN]
    left = set()
    for role in {stop.role for stop in tour}:
        client = visitor(staged, role, "en")
        for stop in (stop for stop in tour if stop.role is role and stop.name not in OTHERS_WORDS):
            page = client.get(stop.path).get_data(as_text=True)
            assert '<html lang="en">' in page
            words = words_of(page)
            left |= {(stop.name, text) for text in words & texts}
            left |= {(stop.name, text) for text in long if any(text in word for word in words)}
    assert sorted(left) == []


def test_language_is_kept_and_can_be_changed_back(staged: Flask) -> None:
    client = visitor(staged, Role.SECRETARIAT, "en")
    assert {"Overview", "Selection", "Guidance", "Sign out"} <= words_of(client.get("/").get_data(as_text=True))
    again = staged.test_client()
    again.post("/demonstration/log-ind", data={"role": Role.SECRETARIAT.value})
    assert '<html lang="en">' in again.get("/min-side").get_data(as_text=True)
    again.post("/sprog", data={"language": "da"})
    page = again.get("/").get_data(as_text=True)
    assert '<html lang="da">' in page
    assert {"Overblik", "Udvælgelse", "Ledetråd", "Log af"} <= words_of(page)


def test_published_guidance_is_danish_on_an_english_page(staged: Flask, tour: list[Stop]) -> None:
    path = next(stop.path for stop in tour if stop.name == "publikation")
    page = visitor(staged, None, "en").get(path).get_data(as_text=True)
    assert '<html lang="en">' in page
    [article] = re.findall(r'<article lang="da">.*?</article>', page, re.DOTALL)
    assert "Kære ledere og medarbejdere" in article
    assert "Download as PDF" in article
