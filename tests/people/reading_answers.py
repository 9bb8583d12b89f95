"""What an answer says, whatever it is made of: pages, JSON, CSV, Word, spreadsheets, PDF."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterator

import pikepdf
from werkzeug.test import TestResponse

TAG = re.compile(r"<[^>]+>")
CODE = re.compile(r"<([0-9A-Fa-f]+)>")


def letters(text: str) -> str:
    """A text without its spaces and lines, which no two kinds of file set alike."""
    return "".join(text.split())


def said_in(answer: TestResponse) -> str:
    """Every letter of an answer."""
    content = answer.get_data()
    if content.startswith(b"%PDF-"):
        return letters_of_pdf(content)
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            content = b"".join(package.read(name) for name in package.namelist() if name.endswith(".xml"))
    if answer.mimetype == "application/json":
        return letters(html.unescape(TAG.sub("", str(answer.json))))
    return letters(html.unescape(TAG.sub("", content.decode("utf-8", "replace"))))


def letters_of_pdf(content: bytes) -> str:
    """Every letter of a PDF, in the order in which it is drawn."""
    return letters("".join(_of_pdf(content)))


def _of_pdf(content: bytes) -> Iterator[str]:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for page in pdf.pages:
            fonts = {str(name): _meanings(font) for name, font in page.resources.get("/Font", {}).items()}
            known: dict[bytes, str] = {}
            for one in pikepdf.parse_content_stream(page):
                operands, operator = list(one.operands), str(one.operator)
                if operator == "Tf":
                    known = fonts[str(operands[0])]
                elif operator in ("Tj", "TJ"):
                    pieces = list(operands[0]) if operator == "TJ" else operands  # type: ignore[call-overload]
                    yield from (_read(bytes(piece), known) for piece in pieces if isinstance(piece, pikepdf.String))


def _meanings(font: pikepdf.Object) -> dict[bytes, str]:
    """Two bytes of a page → what they stand for (PDF 1.7, 9.10.3: ToUnicode)."""
    lines = bytes(font["/ToUnicode"].read_bytes()).decode("ascii").partition("endcodespacerange")[2].splitlines()
    found: dict[bytes, str] = {}
    for first, *others in filter(None, map(CODE.findall, lines)):
        start, meant = int(first, 16), int(others[-1], 16)
        last = int(others[0], 16) if len(others) == 2 else start
        for number in range(start, last + 1):
            size = max(2, len(others[-1]) // 2)
            found[number.to_bytes(2, "big")] = (meant + number - start).to_bytes(size, "big").decode("utf-16-be")
    return found


def _read(written: bytes, known: dict[bytes, str]) -> str:
    return "".join(known.get(written[place : place + 2], "") for place in range(0, len(written), 2))
