"""What the texts of the project are, and how they come into a catalogue. The same texts give the same bytes."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
TEXTS = [
    ("app/**.py", "python"),
    ("jobs/**.py", "python"),
    ("demonstration/**.py", "python"),
    ("templates/**.html", "jinja2"),
    ("templates/**.txt", "jinja2"),
]
# What marks a text: gettext's own names, and Flask-Babel's for those that are translated when they are shown.
MARKS = {**DEFAULT_KEYWORDS, "lazy_gettext": None, "lazy_ngettext": (1, 2), "lazy_pgettext": ((1, "c"), 2)}
# Babel's own header holds dates and versions, which would change when no text does.
HEADER = """msgid ""
msgstr ""
"Language: {language}\\n"
"Plural-Forms: {plural_forms};\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def extract_texts() -> Catalog:
    """Every text that the code and the templates mark."""
    texts = Catalog()
    for _file, _line, message, _comments, context in extract_from_dir(ROOT, TEXTS, keywords=MARKS):
        texts.add(message, context=context)
    return texts


def read_catalogue(path: Path) -> Catalog:
    """A catalogue as it stands; its language is the name of its folder."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name, domain="messages")


def update_catalogue(path: Path, texts: Catalog) -> list[str]:
    """Takes new texts in and old ones out; the texts that have no translation yet.

    Nothing is guessed from similar texts: a guess reads like a translation until somebody is misled by it.
    """
    catalogue = read_catalogue(path)
    catalogue.update(texts, no_fuzzy_matching=True)
    path.write_bytes(_as_bytes(catalogue))
    return untranslated(catalogue)


def untranslated(catalogue: Catalog) -> list[str]:
    """The texts without a translation that can be shown: empty, incomplete in its plurals, or marked as a guess."""
    return [name_of(message.id) for message in catalogue if message.id and not _is_done(message.string, message.fuzzy)]


def name_of(text: str | list[str] | tuple[str, ...]) -> str:
    """The text itself; of one with a plural, its singular."""
    return text if isinstance(text, str) else text[0]


def _is_done(translation: str | list[str] | tuple[str, ...] | None, fuzzy: bool) -> bool:
    forms = [translation] if isinstance(translation, str) else translation or []
    return bool(forms) and all(forms) and not fuzzy


def _as_bytes(catalogue: Catalog) -> bytes:
    written = BytesIO()
    write_po(written, catalogue, width=0, omit_header=True, sort_output=True, ignore_obsolete=True)
    header = HEADER.format(language=catalogue.locale_identifier, plural_forms=catalogue.plural_forms.rstrip(";"))
    return header.encode() + written.getvalue()
