"""The words of a file that is no page: what stands in a PDF, a Word file or a workbook, to be searched in a test."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

import pikepdf

_CODE, _TEXT = re.compile(rb"<([0-9A-Fa-f]+)>"), re.compile(r"<[^>]*>")


def words_in(content: bytes) -> str:
    """Everything that can be read in it; a word that is divided at the end of a line is whole again."""
    if content.startswith(b"%PDF-"):
        return _of_pdf(content).replace("-", "")
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return " ".join(_TEXT.sub("", archive.read(name).decode("utf-8", "replace")) for name in archive.namelist())
    return content.decode("utf-8", "replace")


def _of_pdf(content: bytes) -> str:
    """The text of the pages, and the names and titles of the file."""
    try:
        pdf = pikepdf.open(io.BytesIO(content))
    except pikepdf.PdfError:  # what somebody has handed in as a PDF
        return content.decode("utf-8", "replace")
    with pdf:
        told = [str(value) for value in pdf.docinfo.values()]
        return "".join([*told, *(piece for page in pdf.pages for piece in _of_page(page))])


def _of_page(page: pikepdf.Page) -> Iterator[str]:
    letters: dict[bytes, str] = {}
    fonts = {str(name): letters_of(font) for name, font in page.Resources.Font.items()}
    for step in pikepdf.parse_content_stream(page, "Tf Tj TJ"):
        if str(step.operator) == "Tf":
            letters = fonts[str(step.operands[0])]
        else:
            for part in step.operands[0] if str(step.operator) == "TJ" else step.operands:
                if isinstance(part, pikepdf.String):
                    codes = bytes(part)
                    yield from (letters.get(codes[at : at + 2], "") for at in range(0, len(codes), 2))


def letters_of(font: pikepdf.Object) -> dict[bytes, str]:
    """What each code of a font stands for (PDF 32000-1, 9.10.3): single codes, and ranges that count upwards."""
    found: dict[bytes, str] = {}
    table = font.ToUnicode.read_bytes()
    for kind, block in re.findall(rb"beginbf(char|range)(.*?)endbf", table, re.DOTALL):
        codes = [bytes.fromhex(code.decode()) for code in _CODE.findall(block)]
        if kind == b"char":
            found |= {code: text.decode("utf-16-be") for code, text in zip(codes[::2], codes[1::2], strict=True)}
        else:
            for first, last, text in zip(codes[::3], codes[1::3], codes[2::3], strict=True):
                start, begins = int.from_bytes(first), int.from_bytes(text)
                span = range(int.from_bytes(last) - start + 1)
                found |= {(start + step).to_bytes(2): chr(begins + step) for step in span}
    return found
