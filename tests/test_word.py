"""How our Word files begin, and how a packed file gets the same bytes again."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import docx
import pytest

from app.word import FIRST_DAY, begun, saved, with_dates

MOMENT = dt.datetime(2027, 11, 1, 8, 0, 0, 500, tzinfo=dt.timezone(dt.timedelta(hours=1)))


def package(year: int) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        made.writestr(zipfile.ZipInfo("b.xml", date_time=(year, 1, 1, 0, 0, 0)), "<b/>")
        made.writestr(zipfile.ZipInfo("a.xml", date_time=(year, 1, 1, 0, 0, 0)), "<a/>")
    return target.getvalue()


@pytest.mark.parametrize("moment", [None, MOMENT])
def test_package_forgets_when_it_was_made(moment: dt.datetime | None) -> None:
    assert package(2026) != package(2027)
    assert with_dates(package(2026), moment) == with_dates(package(2027), moment)
    with zipfile.ZipFile(io.BytesIO(with_dates(package(2026), moment))) as found:
        stamp = (2027, 11, 1, 7, 0, 0) if moment else FIRST_DAY
        assert [(one.filename, one.date_time) for one in found.infolist()] == [("b.xml", stamp), ("a.xml", stamp)]


@pytest.mark.parametrize(("language", "locale"), [("da", "da-DK"), ("en", "en-GB"), ("fo", "da-DK")])
def test_document_says_its_language_its_author_and_its_time(language: str, locale: str) -> None:
    lines = ("Side", "", "Fod\x00")
    made = begun(title="En\x0bsag", author="Kommunen", language=language, moment=MOMENT, footer=lines)
    document = docx.Document(io.BytesIO(saved(made)))
    core = document.core_properties
    assert (core.title, core.author, core.language, core.comments) == ("Ensag", "Kommunen", locale, "")
    assert core.created == core.modified == dt.datetime(2027, 11, 1, 7, 0, tzinfo=dt.UTC)
    assert document.sections[0].footer.paragraphs[0].text == "Side\nFod"
