"""Every template compiles, and names only what exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from tests.conftest import make_settings

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
ENDPOINT = re.compile(r"""url_for\(\s*["']([^"']+)["']""")
OTHER_TEMPLATE = re.compile(r"""\{%-?\s*(?:extends|include|import|from)\s+["']([^"']+)["']""")
INLINE = re.compile(r"""\s(?:style|on[a-z]+)\s*=\s*["']|<style|<script(?![^>]*\ssrc=)""")
NAMES = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html"))


@pytest.fixture(scope="module")
def plain_app() -> Flask:
    """The application as it is put together; no database is touched."""
    return create_app(make_settings("sqlite://"))


@pytest.mark.parametrize("name", NAMES)
def test_template_compiles_and_names_what_exists(plain_app: Flask, name: str) -> None:
    plain_app.jinja_env.get_template(name)
    source = (TEMPLATES / name).read_text(encoding="utf-8")
    endpoints = {end for end in ENDPOINT.findall(source) if not end.startswith("demonstration.")}
    assert endpoints - plain_app.view_functions.keys() == set()
    assert set(OTHER_TEMPLATE.findall(source)) - set(NAMES) == set()


@pytest.mark.parametrize("name", [name for name in NAMES if not name.startswith("mail/")])
def test_page_needs_nothing_that_its_policy_forbids(name: str) -> None:
    source = re.sub(r"\{#.*?#\}", "", (TEMPLATES / name).read_text(encoding="utf-8"), flags=re.DOTALL)
    assert INLINE.findall(source) == []


PARAGRAPH = re.compile(r"<p[ >].*?(?=</p>|<(?:div|form|ul|ol|section|table|details)[ >])", re.DOTALL)


@pytest.mark.parametrize("name", NAMES)
def test_no_form_stands_in_a_paragraph(name: str) -> None:
    """HTML ends a paragraph where a form begins, and makes an empty one of what was to be its end."""
    source = (TEMPLATES / name).read_text(encoding="utf-8")
    assert [one for one in PARAGRAPH.findall(source) if "post_button(" in one] == []


NOT_COPIED = {
    "scheduling/calendar.html",  # a form
    "macros/diff.html",  # words beside words
}
"""Where a table stands that is none for a spreadsheet."""


@pytest.mark.parametrize("name", NAMES)
def test_table_can_be_copied_for_a_spreadsheet(name: str) -> None:
    source = (TEMPLATES / name).read_text(encoding="utf-8")
    if name not in NOT_COPIED and "<table" in source:
        assert re.search(r"copied\(\)|copy_table\(", source)
