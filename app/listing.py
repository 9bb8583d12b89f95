"""Names one after another as people say them: a filter of the templates, words of the rooms."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _


def listed(words: Iterable[object]) -> str:
    """“a”, “a og b”, “a, b og c”."""
    *first, last = [str(word) for word in words] or [""]
    return str(_("%(first)s og %(last)s", first=", ".join(first), last=last)) if first else last
