"""What is said by each channel, made of the published content: the mail, the text for the portal, the slides' words.

In the guidance's own language, whoever reads; a person may write her own words instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from app.communication.plans import LANGUAGE
from app.communication.slides import Slide
from app.cycle.domain import Level
from app.cycle.labels import level_word
from app.guidance import labels
from app.guidance.editions import reading as readings
from app.guidance.wording import paragraphs, sentences
from app.listing import listed
from app.paper import made_up

BULLET = "• "
THEME_SLIDES = 3
Content = Mapping[str, Any]


def title_of(year: int) -> str:
    """What the guidance is called in papers and presentations."""
    with force_locale(LANGUAGE):
        return str(_("Direktionens Ledetråd %(year)s", year=year))


def mail_text(content: Content, *, body: str) -> str:
    """The mail to the managers' circle; its link is put in where it is sent."""
    with force_locale(LANGUAGE):
        year = content["year"]
        parts = [
            _("Kære leder"),
            _(
                "Direktionens Ledetråd %(year)s er udsendt. Den sætter retningen for, hvordan vi arbejder i %(year)s, "
                "og er grundlaget for jeres årsplaner.",
                year=year,
            ),
            "\n".join([_("Årets temaer:"), *(BULLET + one for one in _themes(content))]),
            *_ahead(content, body),
        ]
        return "\n\n".join(parts)


def portal_text(content: Content, *, body: str, url: str) -> str:
    """The text for the employees' portal, as plain text to be copied."""
    with force_locale(LANGUAGE):
        year = content["year"]
        parts = [
            _("Ledetråd %(year)s er her", year=year),
            *paragraphs(content["introduction"]),
            "\n".join([_("Årets temaer:"), *(BULLET + one for one in _themes(content))]),
            *_ahead(content, body),
            _("Læs hele ledetråden og spørgsmålene til jer selv: %(url)s", url=url),
        ]
        return "\n\n".join(parts)


def _themes(content: Content) -> Iterator[str]:
    for theme in content["themes"]:
        yield f"{theme['title']}: {theme['summary']}" if theme["summary"] else theme["title"]


def _ahead(content: Content, body: str) -> Iterator[str]:
    rows = list(_ahead_rows(content, body))
    if rows:
        yield "\n".join([_("Det sker nu:"), *(f"{BULLET}{when}: {what}" for when, what in rows)])


def _ahead_rows(content: Content, body: str) -> Iterator[tuple[str, str]]:
    """The days that follow, in the words of the published page."""
    if content["ahead"]:
        for row in readings.reading_of(content, body=body)["roads"][-1]["rows"]:
            yield row["when"], row["what"]


def slides_of(content: Content, *, body: str, url: str) -> list[Slide]:
    """Five slides: the title, one a theme up to three, what happens next. A fourth and fifth theme share the last."""
    with force_locale(LANGUAGE):
        themes = content["themes"]
        alone = themes if len(themes) <= THEME_SLIDES else themes[: THEME_SLIDES - 1]
        rest = themes[len(alone) :]
        return [
            _title_slide(content, body, url),
            *(_theme_slide(theme, content["year"]) for theme in alone),
            *([_rest_slide(rest, content["year"])] if rest else []),
            _next_slide(content, body, url),
        ]


def _title_slide(content: Content, body: str, url: str) -> Slide:
    direction = str(_("Retningen for, hvordan vi arbejder i %(year)s", year=content["year"]))
    return Slide(
        title=title_of(content["year"]),
        lines=tuple(line for line in (direction, body, made_up(LANGUAGE)) if line),
        notes="\n\n".join([*paragraphs(content["introduction"]), _("Læs hele ledetråden: %(url)s", url=url)]),
        opens=True,
    )


def _theme_slide(theme: Content, year: int) -> Slide:
    messages = [(_level(one["level"]), one["text"]) for one in theme["messages"]]
    lineage = labels.came_from(theme["kind"], theme["title"], theme["forerunners"], year - 1)
    questions = [question for one in theme["questions"] for question in one["questions"]]
    return Slide(
        title=theme["title"],
        lines=tuple(_shown(theme["summary"], messages)),
        notes="\n\n".join(_said([lineage], messages, questions)),
        thread=theme["number"],
        thread_words=str(_("Tråden for tema %(number)s", number=theme["number"])),
    )


def _level(level: str) -> str:
    return level_word(Level(level)) if level else str(_("Budskab"))


def _shown(summary: str, messages: Sequence[tuple[str, str]]) -> Iterator[str]:
    """What stands on the slide: the core, and the first sentence of each message; the rest is in the notes."""
    if summary:
        yield summary
    for level, text in messages:
        yield f"{level}: {sentences(text)[0].removeprefix(BULLET)}"


def _said(opening: Sequence[str], messages: Sequence[tuple[str, str]], questions: Sequence[str]) -> Iterator[str]:
    yield from (one for one in opening if one)
    for level, text in messages:
        yield f"{level}: {text}"
    if questions:
        yield "\n".join([_("Spørgsmål til jer selv:"), *(BULLET + one for one in questions)])


def _rest_slide(themes: Sequence[Content], year: int) -> Slide:
    each = [_theme_slide(theme, year) for theme in themes]
    return Slide(
        title=listed([one.title for one in each]),
        lines=tuple(_themes({"themes": themes})),
        notes="\n\n".join(f"{one.title}\n{one.notes}" for one in each),
        thread=themes[0]["number"],
        thread_words=each[0].thread_words,
    )


def _next_slide(content: Content, body: str, url: str) -> Slide:
    rows = [f"{when}: {what}" for when, what in _ahead_rows(content, body)]
    shown = rows or [str(_("Institutioner og centre omsætter temaerne til deres årsplaner."))]
    read = str(_("Læs hele ledetråden: %(url)s", url=url))
    return Slide(title=str(_("Det sker nu")), lines=(*shown, read), notes=read)
