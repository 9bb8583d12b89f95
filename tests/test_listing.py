"""Names one after another, in both languages."""

from __future__ import annotations

import pytest
from flask import Flask, render_template_string
from flask_babel import force_locale

from app.listing import listed


@pytest.mark.parametrize(
    ("names", "danish", "english"),
    [
        ([], "", ""),
        (["Anna"], "Anna", "Anna"),
        (["Anna", "Bo"], "Anna og Bo", "Anna and Bo"),
        (["Anna", "Bo", "Carl"], "Anna, Bo og Carl", "Anna, Bo and Carl"),
    ],
)
def test_last_name_alone_has_an_and_before_it(app: Flask, names: list[str], danish: str, english: str) -> None:
    with app.test_request_context():
        assert render_template_string("{{ names|listed }}", names=names) == danish
        with force_locale("en"):
            assert listed(iter(names)) == english
