"""What every room shares: how a request fails in an expected manner, and how a sentence is marked for translation."""

from __future__ import annotations


def N_(sentence: str) -> str:  # noqa: N802, the name that gettext's tools look for
    """Marks a sentence for the catalogue of translations where it is defined; it is translated where it is shown."""
    return sentence


class Refused(Exception):
    """An expected refusal. `code` is stable, for programs; `sentence` (Danish, for gettext) says what to do.

    A room subclasses it in its domain.py. `data` fills the named placeholders of the sentence. One handler in
    app/web.py and one in app/commands.py put it into the person's language.
    """

    code = "refused"
    status = 409
    sentence = N_("Det kan ikke lade sig gøre.")

    def __init__(self, **data: object) -> None:
        super().__init__(self.code)
        self.data = data


class TextUnfit(Refused):
    """What is to stand on one line of a mail's header, a calendar or a page holds what such a line cannot."""

    code = "text-unfit"
    status = 422
    sentence = N_("“%(text)s” kan ikke bruges. Skriv 1 til %(longest)s tegn på én linje, uden usynlige tegn.")


def one_line(text: str, *, longest: int, may_be_empty: bool = False) -> str:
    """A name or title as it is kept: each run of white space is one space. Raises TextUnfit."""
    line = " ".join(text.split())
    if not line.isprintable() or len(line) > longest or not (line or may_be_empty):
        shown = "".join(character if character.isprintable() else "�" for character in line)
        raise TextUnfit(text=shown[:60], longest=longest)
    return line


def shown_line(text: str) -> str:
    """What a stranger wrote, or a server said, as one line without characters that cannot be seen."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())


class Unprintable(Refused):
    """A character that none of the fonts holds (an emoji, say): PDF/UA forbids to print an empty box for it."""

    code = "unprintable"
    status = 422
    sentence = N_("Tegnet “%(character)s” kan ikke trykkes. Skriv det med bogstaver.")


class NotFound(Refused):
    """The thing does not exist, or not for this person: on a page the answer is the same, and names nothing.

    A command is told what was looked for: `thing` (marked with N_) and `which`.
    """

    code = "not-found"
    status = 404
    sentence = N_("Siden findes ikke. Måske er adressen skrevet forkert, eller også er siden ikke til dig.")

    def __init__(self, thing: str = N_("Det"), which: object = "") -> None:
        super().__init__()
        self.thing, self.which = thing, which
