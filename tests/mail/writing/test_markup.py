"""One source for both forms of a mail: every word escaped, and no address that is not one."""

from __future__ import annotations

from app.mail.writing.markup import Section, html, plain, sections

SOURCE = """# Kære Lene

> Tirsdag 16. marts 2027
> kl. 9.00–10.30

## Hvorfor jer
Det er <b>jeres</b> tur.
Ikke et tilsyn.

1. Hvad virker?
2. Hvordan ved I det?

- et
[Svar her](https://led.example.dk/svar/x)


[Farlig](javascript:alert)
"""


def test_plain_text_says_the_same_without_marks() -> None:
    assert plain(SOURCE) == (
        "Kære Lene\n\nTirsdag 16. marts 2027\nkl. 9.00–10.30\n\nHVORFOR JER\nDet er <b>jeres</b> tur.\n"
        "Ikke et tilsyn.\n\n1. Hvad virker?\n2. Hvordan ved I det?\n\n- et\n"
        "Svar her: https://led.example.dk/svar/x\n\nFarlig: javascript:alert"
    )


def test_page_is_built_of_few_elements_and_escapes_every_word() -> None:
    assert html(SOURCE).splitlines() == [
        "<h1>Kære Lene</h1>",
        '<p class="slot"><b>Tirsdag 16. marts 2027</b><br>',
        "kl. 9.00–10.30</p>",
        "<h2>Hvorfor jer</h2>",
        "<p>Det er &lt;b&gt;jeres&lt;/b&gt; tur.<br>",
        "Ikke et tilsyn.</p>",
        "<ol><li>Hvad virker?</li><li>Hvordan ved I det?</li></ol>",
        "<ul><li>et</li></ul>",
        '<p><a class="button" href="https://led.example.dk/svar/x">Svar her</a></p>',
        "<p>Farlig</p>",
    ]


def test_sections_hold_text_and_points() -> None:
    assert sections("## A\nEn\nto.\n1. x\n2. y\n\n## B\nTre.") == [
        Section("A", "En to.", ["x", "y"]),
        Section("B", "Tre."),
    ]
