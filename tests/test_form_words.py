"""What a form says by itself is said in Danish."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from app.form_words import OTHERWISE, SENTENCES, FormWords, use_form_words


class Questions(FlaskForm):
    name = StringField(validators=[InputRequired(), Length(max=5)])
    count = IntegerField(validators=[NumberRange(1, 9)])
    day = DateField()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"count": "3", "day": "2027-03-16"}, {"name": ["Feltet skal udfyldes."]}),
        ({"name": "for langt", "count": "3", "day": "2027-03-16"}, {"name": ["Teksten må højst have 5 tegn."]}),
        ({"name": "kort", "count": "10", "day": "2027-03-16"}, {"count": ["Tallet skal ligge mellem 1 og 9."]}),
        (
            {"name": "kort", "count": "tre", "day": "i morgen"},
            {"count": ["Skriv et helt tal."], "day": ["Skriv en dato."]},
        ),
    ],
)
def test_form_speaks_danish(app: Flask, given: dict[str, str], said: dict[str, list[str]]) -> None:
    with app.test_request_context(method="POST", data=given):
        use_form_words()
        form = Questions()
        form.validate()
        errors = {name: [str(error) for error in errors] for name, errors in form.errors.items()}
    assert {name: errors[name][:1] for name in said} == said
    assert errors.keys() == said.keys()


def test_no_form_not_even_one_within_another_is_the_librarys_own() -> None:
    """Flask-WTF's speak our words; a plain one of WTForms would say its own, in English."""
    plain = re.compile(r"from wtforms import [^)]*?\bForm\b")
    ours = sorted((Path(__file__).parents[1] / "app").rglob("*.py"))
    assert [path.name for path in ours if plain.search(path.read_text(encoding="utf-8"))] == []


def test_unknown_sentence_is_never_shown_in_english(app: Flask) -> None:
    with app.test_request_context():
        assert FormWords().ugettext("Something new.") == OTHERWISE


def test_placeholders_are_the_same_in_both() -> None:

    marks = {
        english: (set(re.findall(r"%\(\w+\)", english)), set(re.findall(r"%\(\w+\)", danish)))
        for english, danish in SENTENCES.items()
    }
    assert [english for english, (one, other) in marks.items() if one != other] == []
