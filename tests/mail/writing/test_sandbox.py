"""What a text may hold: names, "if" and "for". Everything else is a fault with its line, found before rendering."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2.exceptions import SecurityError

from app.mail.writing.sandbox import LONGEST, NOT_ALLOWED, NOT_READABLE, TOO_LONG, UNKNOWN_NAME, Fault, faults, render

NAMES = ("navn", "liste")
VALUES = {"navn": "Lene", "liste": ["a", "b"]}


def test_names_if_and_for_are_filled() -> None:
    loop = "{% for en in liste %}\n{{ loop.index }}. {{ en|upper }}\n{% endfor %}\n"
    source = "Kære {{ navn }}\n{% if navn %}\n" + loop + "{% endif %}\n"
    assert faults(source, NAMES) == []
    assert render(source, VALUES) == "Kære Lene\n1. A\n2. B\n"


def test_unknown_name_is_told_with_its_line() -> None:
    assert faults("Kære {{ navn }}\n\n{{ svarlnk }}", NAMES) == [Fault(3, UNKNOWN_NAME, "svarlnk")]


def test_fault_in_the_marks_is_told_with_its_line() -> None:
    assert faults("a\nb\n{% if navn %}\nc", NAMES)[0].sentence == NOT_READABLE
    assert faults("a\n{{ navn", NAMES) == [Fault(2, NOT_READABLE)]


@pytest.mark.parametrize(
    "source",
    [
        "{{ navn.__class__ }}",
        "{{ navn['__class__'] }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ navn.upper() }}",
        "{{ navn * 9999999 }}",
        "{{ 9 ** 9 ** 9 }}",
        "{{ navn ~ navn }}",
        "{{ '%999999999d' % 1 }}",
        "{{ navn|attr('x') }}",
        "{{ navn|center(999999999) }}",
        "{{ [1, 2] }}",
        "{% set x = navn %}",
        "{% include 'base.html' %}",
        "{% extends 'base.html' %}",
        "{% import 'base.html' as x %}",
        "{% macro x() %}{% endmacro %}",
        "{% block x %}{% endblock %}",
        "{% filter upper %}{% endfilter %}",
        "{% for a in liste %}{% for b in liste %}{% endfor %}{% endfor %}",
        "{% for a in 'abc' %}{% endfor %}",
        "{% for a in liste recursive %}{% endfor %}",
        "{% for a in liste if a %}{% endfor %}",
        "{{ loop.cycle('a') }}",
        "{{ loop.index }}",
        "{{ navn < 1 }}",
        "{{ 1 in navn }}",
        "{{ navn|upper(1) }}",
        "{{ 1|length }}",
    ],
)
def test_whatever_else_is_refused_and_never_rendered(source: str) -> None:
    found = faults(source, NAMES)
    assert found
    assert {one.sentence for one in found} <= {NOT_ALLOWED, NOT_READABLE, UNKNOWN_NAME}
    with pytest.raises(SecurityError):
        render(source, VALUES)


def test_text_beyond_the_limit_is_refused() -> None:
    assert faults("x" * (LONGEST + 1), NAMES) == [Fault(1, TOO_LONG)]


def test_deep_nesting_is_a_fault_and_no_crash() -> None:
    assert faults("{{ " + "(" * 5_000 + "navn" + ")" * 5_000 + " }}", NAMES) == [Fault(1, NOT_READABLE)]


def test_result_is_bounded() -> None:
    with pytest.raises(SecurityError):
        render("{% for a in liste %}" + "x" * 1_000 + "{% endfor %}", {"navn": "", "liste": ["a"] * 1_000})


@given(st.text(alphabet="{}%navliste .|()[]'\"*~+-#\n0123456789fori", max_size=80))
def test_any_text_is_either_a_fault_or_renders(source: str) -> None:
    assert faults(source, NAMES) or isinstance(render(source, VALUES), str)


def test_numbers_are_words_too() -> None:
    assert render("{{ navn|length }}{% if navn == '12' %}!{% endif %}", {"navn": 12, "liste": []}) == "2!"


@pytest.mark.parametrize(
    "fragment", ["navn", "liste", "'x'", "1", "loop.index", "navn|length", "liste|join(', ')", "not navn"]
)
@pytest.mark.parametrize(
    "mark", ["{{{{ {0} }}}}", "{{% if {0} %}}{{% endif %}}", "{{% for a in liste %}}{{{{ {0} }}}}{{% endfor %}}"]
)
def test_whatever_is_let_through_renders(fragment: str, mark: str) -> None:
    source = mark.format(fragment)
    assert faults(source, NAMES) or isinstance(render(source, VALUES), str)
