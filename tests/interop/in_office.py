"""Runs inside of the machine's own Python, beside a LibreOffice: opens a Word file, does what a writer does, saves it.

    python3 in_office.py ADDRESS FILE.docx TARGET.docx EDITS.json

The edits, in their order: {"do": "replace", "old": …, "new": …}, {"do": "bold", "words": …}, {"do": "item", "after": …,
"text": …}, {"do": "comment", "words": …, "text": …, "author": …}, {"do": "drop-row", "words": …}, {"do": "track"} (from
here on changes are recorded). Words that are not found are an error.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

WORD = "MS Word 2007 XML"


def main() -> None:
    address, source, target, edits = sys.argv[1:]
    document = desktop_at(address).loadComponentFromURL(url_of(source), "_blank", 0, (given("Hidden", True),))
    for edit in json.loads(Path(edits).read_text(encoding="utf-8")):
        DOES[edit.pop("do")](document, **edit)
    document.storeToURL(url_of(target), (given("FilterName", WORD),))
    document.close(True)


def desktop_at(address: str) -> Any:
    """The office, as soon as it listens."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    while True:
        try:
            context = resolver.resolve(f"uno:{address};urp;StarOffice.ComponentContext")
        except NoConnectException:
            time.sleep(0.1)  # whoever started us bounds the time
        else:
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)


def url_of(path: str) -> str:
    return uno.systemPathToFileUrl(str(Path(path).resolve()))


def given(name: str, value: object) -> Any:
    prop = PropertyValue()
    prop.Name, prop.Value = name, value
    return prop


def find(document: Any, words: str) -> Any:
    """The words, wherever they stand in the file."""
    wanted = document.createSearchDescriptor()
    wanted.SearchString, wanted.SearchCaseSensitive = words, True
    found = document.findFirst(wanted)
    assert found is not None, words
    return found


def replace(document: Any, *, old: str, new: str) -> None:
    find(document, old).setString(new)


def bold(document: Any, *, words: str) -> None:
    find(document, words).CharWeight = 150.0


def item(document: Any, *, after: str, text: str) -> None:
    """A new paragraph of the same kind, as the Enter key makes it."""
    from com.sun.star.text.ControlCharacter import PARAGRAPH_BREAK

    found = find(document, after)
    cursor = found.Text.createTextCursorByRange(found.End)
    cursor.gotoEndOfParagraph(False)
    found.Text.insertControlCharacter(cursor, PARAGRAPH_BREAK, False)
    found.Text.insertString(cursor, text, False)


def comment(document: Any, *, words: str, text: str, author: str) -> None:
    found = find(document, words)
    note = document.createInstance("com.sun.star.text.textfield.Annotation")
    note.Content, note.Author = text, author
    found.Text.insertTextContent(found, note, True)


def drop_row(document: Any, *, words: str) -> None:
    """The whole row in whose cell the words stand."""
    found = find(document, words)
    cell = found.Cell.CellName
    found.TextTable.Rows.removeByIndex(int(cell.lstrip("ABC")) - 1, 1)


def track(document: Any) -> None:
    document.RecordChanges = True


DOES: dict[str, Any] = {
    "replace": replace,
    "bold": bold,
    "item": item,
    "comment": comment,
    "drop-row": drop_row,
    "track": track,
}

if __name__ == "__main__":
    main()
