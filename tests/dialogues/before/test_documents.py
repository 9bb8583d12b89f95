"""What a handed-in file is, told by its content; what could harm is refused."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest

from app.dialogues.before import documents
from app.dialogues.before.documents import DOCX, MOST_BYTES, MOST_ENTRIES, ODT, TYPES, examine, kind_of
from app.dialogues.domain import DocumentKind, DocumentTooLarge, DocumentUnknown, DocumentWithMacros

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj <</Type /Catalog>> endobj\n%%EOF\n"
GOOD = b'<Types><Override ContentType="' + DOCX + b'"/></Types>'


def packed(*entries: tuple[str, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as package:
        for name, content in entries:
            package.writestr(name, content)
    return buffer.getvalue()


def word_file() -> bytes:
    buffer, document = io.BytesIO(), docx.Document()
    document.add_paragraph("Årsplan 2027")
    document.save(buffer)
    return buffer.getvalue()


WORD = word_file()


def odt_file(*more: tuple[str, bytes]) -> bytes:
    return packed(("mimetype", ODT), ("content.xml", b"<office:document-content/>"), *more)


@pytest.mark.parametrize(
    ("content", "kind"),
    [(PDF, DocumentKind.PDF), (WORD, DocumentKind.DOCX), (odt_file(), DocumentKind.ODT)],
    ids=["pdf", "docx", "odt"],
)
def test_kind_is_told_by_the_content(content: bytes, kind: DocumentKind) -> None:
    found = examine("plan.exe", content)
    assert (found.kind, found.name, len(found.sha256)) == (kind, f"plan.{kind.value}", 64)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><script>alert(1)</script>",
        b"MZ\x90\x00",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",  # Word's format before DOCX, and every document with a password
        b"PK\x03\x04 and then nothing",
        packed(("a.txt", b"a")),
        packed(("mimetype", b"application/epub+zip")),
        packed(("mimetype", ODT + b"-template")),
        packed(("mimetype", ODT), compression=zipfile.ZIP_DEFLATED),
        packed((TYPES, b"<Types/>")),
        packed((TYPES, GOOD.replace(b"<Types>", b"<!DOCTYPE x><Types>"))),
        packed((TYPES, GOOD.replace(b"</Types>", b"&#118;baProject</Types>"))),
        packed((TYPES, GOOD + b" " * documents.MOST_OF_AN_ENTRY)),
        packed((TYPES, GOOD), *((f"{number}", b"") for number in range(MOST_ENTRIES))),
        WORD[:-40],
    ],
)
def test_anything_else_is_refused(content: bytes) -> None:
    with pytest.raises(DocumentUnknown):
        kind_of(content)


@pytest.mark.parametrize(
    "content",
    [
        packed((TYPES, GOOD), ("word/vbaProject.bin", b"x")),
        packed((TYPES, GOOD), ("word\\VBAPROJECT.BIN", b"x")),
        packed((TYPES, GOOD), ("word/vbaData.xml", b"x")),
        packed((TYPES, GOOD.replace(b"document.main+xml", b"document.macroEnabled.main+xml"))),
        packed((TYPES, GOOD.replace(b"</Types>", b'<Default ContentType="application/vnd.ms-office.vbaProject"/>'))),
        odt_file(("Basic/Standard/Module1.xml", b"x")),
        odt_file(("Scripts/python/x.py", b"x")),
    ],
)
def test_macros_are_refused(content: bytes) -> None:
    with pytest.raises(DocumentWithMacros):
        kind_of(content)


def test_what_would_unpack_to_too_much_is_refused() -> None:
    bomb = packed((TYPES, GOOD), ("word/a.xml", bytes(documents.MOST_UNPACKED)), compression=zipfile.ZIP_DEFLATED)
    assert len(bomb) < 1_000_000
    with pytest.raises(DocumentUnknown):
        kind_of(bomb)


def test_a_locked_entry_is_refused() -> None:
    content = bytearray(packed((TYPES, GOOD)))
    content[content.rindex(b"PK\x01\x02") + 8] |= documents.ENCRYPTED
    with pytest.raises(DocumentUnknown):
        kind_of(bytes(content))


@pytest.mark.parametrize(("more", "fits"), [(0, True), (1, False)])
def test_twenty_megabytes_are_the_most(more: int, fits: bool) -> None:
    content = PDF + bytes(MOST_BYTES - len(PDF) + more)
    if fits:
        assert examine("a.pdf", content).kind is DocumentKind.PDF
        return
    with pytest.raises(DocumentTooLarge):
        examine("a.pdf", content)


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("Årsplan 2027.pdf", "Årsplan 2027.pdf"),
        ("C:\\Brugere\\lene\\plan.PDF", "plan.pdf"),
        ("../../etc/passwd", "aarsplan.pdf"),
        ("plan\r\nSet-Cookie: x.pdf", "planSet-Cookie: x.pdf"),
        ("plan\u202efdp.exe", "planfdp.pdf"),
        ("", "aarsplan.pdf"),
        (".pdf", "aarsplan.pdf"),
        ("a" * 300 + ".pdf", "a" * 150 + ".pdf"),
    ],
)
def test_name_cannot_mislead(given: str, safe: str) -> None:
    assert examine(given, PDF).name == safe
