"""The second language is whole: every text has its English, and an English page has nothing of the Danish interface."""

from __future__ import annotations

import ast
import datetime as dt
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from flask import Flask
from flask_babel import force_locale, gettext

from app.clock import holidays_of
from app.domain import Refused
from app.scheduling.labels import closed_words
from translations.catalogue import (
    HERE,
    MARKS,
    ROOT,
    extract_texts,
    name_of,
    read_catalogue,
    untranslated,
    update_catalogue,
)

ENGLISH = HERE / "en" / "LC_MESSAGES" / "messages.po"
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sd]")
NO_WORDS = r"\{#.*?#\}|<style.*?</style>|\{% block main_class %\}.*?\{% endblock %\}"
DANISH = re.compile(r"[æøåÆØÅ]")
OURS = sorted(path for folder in ("app", "jobs") for path in (ROOT / folder).rglob("*.py"))
LISTS_OF_WORDS = {
    ROOT / "app" / name
    for name in (
        "dialogues/writing/words.py",
        "guidance/earlier.py",
        "insights/likeness.py",
        "institutions/register/terms.py",
        "scheduling/rules/school_year.py",
        "search/lexicon.py",
    )
}
"""What is Danish itself there, read in texts and shown to nobody."""
OUR_NAMES = {"Ledetråd", "Enter", "Alt", "is-after"}


def texts_of(template: str) -> list[str]:
    """The words of a template that no marked text holds: between tags, or in an attribute that people meet."""
    source = re.sub(NO_WORDS, "", template, flags=re.DOTALL)
    plain = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "\0", source, flags=re.DOTALL)
    attributes = re.findall(r'\s(?:title|alt|placeholder|aria-label)="([^"]*)"', plain)
    words = re.findall(r"[^\W\d_][\w-]+", " ".join([*attributes, re.sub(r"<[^>]*>", "\0", plain)]))
    return [word for word in words if word not in OUR_NAMES]


def marks_in(tree: ast.AST) -> Iterator[ast.Call]:
    """Every call that marks a text."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS:
            yield node


def danish_in(path: Path) -> Iterator[str]:
    """Sentences with Danish letters that are neither marked nor a docstring."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    marked = {id(node) for call in marks_in(tree) for node in ast.walk(call)}
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) and id(node) not in marked | told else None
        if isinstance(text, str) and DANISH.search(text) and len(text.split()) > 1:
            yield f"{path.relative_to(ROOT)}: {text}"


def refusals() -> Iterator[type[Refused]]:
    """Every kind of refusal in the application."""
    for path in sorted((ROOT / "app").rglob("*.py")):
        importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"))
    waiting = [Refused]
    while waiting:
        kind = waiting.pop()
        yield kind
        waiting += kind.__subclasses__()


def pairs(message: Message) -> Iterator[tuple[str, str]]:
    """Each form of a text with its translation."""
    ids = [message.id] if isinstance(message.id, str) else list(message.id)
    strings = [message.string] if isinstance(message.string, str) else list(message.string or ())
    yield from zip(ids, strings, strict=True)


def test_catalogue_has_every_text_and_no_other(tmp_path: Path) -> None:
    copy = tmp_path / "en" / "LC_MESSAGES" / "messages.po"
    copy.parent.mkdir(parents=True)
    copy.write_bytes(ENGLISH.read_bytes())
    assert update_catalogue(copy, extract_texts()) == []
    assert copy.read_bytes() == ENGLISH.read_bytes()


def test_text_without_translation_is_named(tmp_path: Path) -> None:
    catalogue = read_catalogue(ENGLISH)
    catalogue["Log på"].string = ""
    catalogue["%(num)s enhed"].string = ("%(num)s unit", "")
    catalogue["Log af"].flags.add("fuzzy")
    assert sorted(untranslated(catalogue)) == ["%(num)s enhed", "Log af", "Log på"]


def test_translations_keep_their_placeholders() -> None:
    wrong = [
        (text, translation)
        for message in read_catalogue(ENGLISH)
        if message.id
        for text, translation in pairs(message)
        if sorted(PLACEHOLDER.findall(text)) != sorted(PLACEHOLDER.findall(translation))
    ]
    assert wrong == []


def test_translations_keep_the_spaces_around_them() -> None:
    edges = re.compile(r"^\s*|\s*$")
    found = [pair for message in read_catalogue(ENGLISH) if message.id for pair in pairs(message)]
    assert [pair for pair in found if edges.findall(pair[0]) != edges.findall(pair[1])] == []


def test_every_refusal_has_an_english_sentence() -> None:
    catalogue = {name_of(message.id) for message in read_catalogue(ENGLISH) if message.id}
    found = list(refusals())
    assert len(found) > 50
    assert [kind.__name__ for kind in found if kind.sentence not in catalogue] == []


@pytest.mark.parametrize(
    "path",
    sorted(path for kind in ("html", "txt") for path in (ROOT / "templates").rglob(f"*.{kind}")),
    ids=lambda path: str(path.relative_to(ROOT / "templates")),
)
def test_every_word_of_a_template_is_marked(path: Path) -> None:
    assert texts_of(path.read_text(encoding="utf-8")) == []


def test_word_that_is_not_marked_is_found() -> None:
    assert texts_of('<p title="Her er I">{{ _("Kan vælges") }} på dagen</p>') == ["Her", "er", "på", "dagen"]


def test_every_danish_sentence_of_the_code_is_marked() -> None:
    assert [found for path in OURS if path not in LISTS_OF_WORDS for found in danish_in(path)] == []


def test_no_mark_stands_inside_an_f_string() -> None:
    """Before Python 3.12 nothing looks into one, and the text would miss in the catalogue."""
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in OURS
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.JoinedStr) and any(marks_in(node))
    ]
    assert found == []


def test_holidays_have_english_names(app: Flask) -> None:
    days = {day: name for year in range(2015, 2040) for day, name in holidays_of(year).items()}
    with app.test_request_context(), force_locale("en"):
        assert closed_words(days[dt.date(2026, 12, 24)]) == "Christmas Eve"
        assert [name for name in set(days.values()) if closed_words(name) == name.lower()] == []
    with app.test_request_context(), force_locale("da"):
        assert gettext("juledag") == closed_words("Juledag") == "juledag"


def test_code_of_a_refusal_is_its_own() -> None:
    """Programs tell refusals apart by it. A kind that only words another one better has that one's code."""
    codes: dict[str, list[str]] = {}
    for kind in refusals():
        if "code" in vars(kind) and kind.__module__.startswith("app."):
            codes.setdefault(kind.code, []).append(kind.__qualname__)
    assert {code: kinds for code, kinds in codes.items() if len(kinds) > 1} == {}
    assert [kind.__qualname__ for kind in refusals() if kind is not Refused and kind.code == Refused.code] == []
