"""A published edition, made in memory: three themes with bold, a list, and English where it is asked for."""

from __future__ import annotations

from typing import Any

BODY = "Eksempel Kommune"
LEVELS = ("citizens", "organisation", "employees")


def text(element: int, words: str, *, english: str = "", bold: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"element": element, "text": words, "bold": list(bold), "english": english}


def theme(number: int, title: str, *, english: bool) -> dict[str, Any]:
    said = f"Vi lytter i tema {number}.\n\nVi gør det:\n• sammen\n• hver uge"
    messages = [
        {"level": level, **text(number * 10 + place, said, bold=("hver uge",), english="We listen." if english else "")}
        for place, level in enumerate(LEVELS)
    ]
    return {
        "edition": number,
        "number": number,
        "title": title,
        "summary": "Det, der virker.",
        "english": {"title": f"Theme {number}" if english and number == 1 else "", "summary": ""},
        "kind": "continued",
        "forerunners": [title],
        "forerunners_english": [title],
        "messages": messages,
        "questions": [{"element": number * 10 + 9, "questions": ["Hvad gør I?", "Hvordan?"], "english": []}],
    }


def content(*, english: bool = False) -> dict[str, Any]:
    """What edition.content_of() gives."""
    titles = ("Effekt for borgerne", "Trygge overgange", "Tid til faglighed")
    letter = text(1, "Kære alle.\n\nDet er vigtigt.", bold=("vigtigt",), english="Dear all." if english else "")
    return {
        "year": 2028,
        "published_on": "2027-11-01",
        "introduction": letter["text"],
        "letter": [letter],
        "themes": [theme(number, title, english=english) for number, title in enumerate(titles, start=1)],
        "ended": [{"title": "Faglighed", "why": "Det er blevet hverdag."}],
        "became": [{"step": "published", "from": "2027-11-01"}],
        "ahead": [{"step": "presented", "from": "2027-12-08"}],
        "illustration": None,
        "corrections": [],
    }
