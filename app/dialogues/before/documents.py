"""What a handed-in file is, told by its content: PDF, DOCX or ODT, bounded, and without macros.

The last two are zip archives; only their index and one small entry are read, and nothing is unpacked.
ODF 1.3 part 2, 3.3: the first entry of a package is `mimetype`, uncompressed. ECMA-376 part 2, 7.2.3: the types of a
package's parts stand in `[Content_Types].xml`.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from dataclasses import dataclass

from app.dialogues.domain import DocumentKind, DocumentTooLarge, DocumentUnknown, DocumentWithMacros

MOST_BYTES = 20_000_000
MOST_ENTRIES = 5_000
MOST_UNPACKED = 400_000_000
MOST_OF_AN_ENTRY = 1_000_000
ENCRYPTED = 0x1
TYPES = "[Content_Types].xml"
ODT = b"application/vnd.oasis.opendocument.text"
DOCX = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MIMETYPES = {
    DocumentKind.PDF: "application/pdf",
    DocumentKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    DocumentKind.ODT: ODT.decode(),
}
_MACRO_FOLDERS = ("basic/", "scripts/")
_MACRO_NAMES = ("vbaproject.bin", "vbadata.xml")


@dataclass(frozen=True, kw_only=True)
class Document:
    """A file that may be kept: a name that says what it is, and its bytes."""

    name: str
    kind: DocumentKind
    content: bytes
    sha256: str


def examine(name: str, content: bytes) -> Document:
    """The file as it may be kept. Raises DocumentTooLarge, DocumentUnknown, DocumentWithMacros."""
    if len(content) > MOST_BYTES:
        raise DocumentTooLarge()
    kind = kind_of(content)
    return Document(name=safe_name(name, kind), kind=kind, content=content, sha256=hashlib.sha256(content).hexdigest())


def kind_of(content: bytes) -> DocumentKind:
    """What the bytes are, whatever they are called."""
    if content.startswith(b"%PDF-"):
        return DocumentKind.PDF
    if not content.startswith(b"PK\x03\x04"):
        raise DocumentUnknown()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return _kind_of_package(package)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, RuntimeError, zipfile.LargeZipFile):
        raise DocumentUnknown() from None


def safe_name(given: str, kind: DocumentKind) -> str:
    """The last part of a name without what could mislead, and with the ending of what the file really is."""
    last = re.split(r"[\\/]", given)[-1]
    stem = "".join(letter for letter in last if letter.isprintable()).rpartition(".")[0].strip(" .")
    return f"{stem[:150] or 'aarsplan'}.{kind.value}"


def _kind_of_package(package: zipfile.ZipFile) -> DocumentKind:
    entries = package.infolist()
    too_many = len(entries) > MOST_ENTRIES or sum(one.file_size for one in entries) > MOST_UNPACKED
    if too_many or any(one.flag_bits & ENCRYPTED for one in entries):
        raise DocumentUnknown()
    names = [one.filename.replace("\\", "/").lower() for one in entries]
    if any(name.startswith(_MACRO_FOLDERS) or name.endswith(_MACRO_NAMES) for name in names):
        raise DocumentWithMacros()
    if entries[0].filename == "mimetype" and entries[0].compress_type == zipfile.ZIP_STORED:
        return _require(_entry(package, "mimetype").strip() == ODT, DocumentKind.ODT)
    return _kind_by_types(_entry(package, TYPES))


def _kind_by_types(types: bytes) -> DocumentKind:
    """Searched as text, never parsed: so what could be written in two ways (entities, other encodings) is refused."""
    lowered = types.lower()
    if b"macroenabled" in lowered or b"vbaproject" in lowered:
        raise DocumentWithMacros()
    return _require(DOCX in types and b"&" not in types and b"<!" not in types, DocumentKind.DOCX)


def _require(holds: bool, kind: DocumentKind) -> DocumentKind:
    if not holds:
        raise DocumentUnknown()
    return kind


def _entry(package: zipfile.ZipFile, name: str) -> bytes:
    """A small entry; the size that is declared is not believed."""
    if name not in package.namelist():
        raise DocumentUnknown()
    with package.open(name) as entry:
        content = entry.read(MOST_OF_AN_ENTRY + 1)
    return content if len(content) <= MOST_OF_AN_ENTRY else b""
