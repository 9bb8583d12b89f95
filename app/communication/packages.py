"""Office files with the same bytes for the same content: a zip archive notes when each part was put in."""

from __future__ import annotations

import io
import zipfile

FIXED = (1980, 1, 1, 0, 0, 0)
"""The first day that a zip archive can name."""


def with_fixed_dates(package: bytes) -> bytes:
    """The same archive, part by part in the same order, with one date for all."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in source.namelist():
            part = zipfile.ZipInfo(name, date_time=FIXED)
            part.compress_type, part.external_attr, part.create_system = zipfile.ZIP_DEFLATED, 0o600 << 16, 3
            made.writestr(part, source.read(name))
    return target.getvalue()
