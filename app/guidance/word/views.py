"""Pages of the way through Word: the file to write in, what a file that came back would change, and the one button.

Between the two the file travels in the form, sealed, so that nothing is kept of what nobody has said yes to.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from itsdangerous import BadData, URLSafeSerializer

from app import files
from app.clock import now
from app.database import reading, transaction
from app.domain import Refused
from app.guidance import labels, queries
from app.guidance.domain import WordUnreadable
from app.guidance.forms import WordFileForm
from app.guidance.word import reading as word_reading
from app.guidance.word import roundtrip
from app.guidance.word.reading import WordComment, WordFile, WordRow
from app.guidance.word.roundtrip import Choice, LostRow
from app.people.access import current_person
from app.settings import settings
from app.web import words


def word(year: int) -> ResponseReturnValue:
    """The draft as a Word file."""
    session = reading()
    content = roundtrip.draft_file(session, queries.of_year(session, year), body=settings().body_name)
    return files.sent(content, f"Ledetraad-{year}-udkast.docx")


def word_return(year: int) -> ResponseReturnValue:
    """The file to choose."""
    return return_page(year, WordFileForm(formdata=None))


def return_page(year: int, form: WordFileForm, error: str = "") -> str:
    """The page, with what was wrong with the file."""
    guidance = queries.of_year(reading(), year)
    return render_template("guidance/word_return.html", guidance=guidance, form=form, error=error)


def preview_word(year: int) -> ResponseReturnValue:
    """What the file would change; nothing is changed yet."""
    form = WordFileForm()
    if not form.validate():
        return return_page(year, form), 422
    try:
        return preview_page(year, word_reading.read(form.content))
    except Refused as refused:
        return return_page(year, form, words(refused)), refused.status


def preview_page(year: int, file: WordFile, error: str = "") -> str:
    """The changes with their differences, the comments, what is asked; and the file itself, sealed."""
    session = reading()
    session.expire_all()
    planned = roundtrip.plan_return(session, guidance=queries.of_year(session, year), file=file)
    return render_template(
        "guidance/word_preview.html",
        planned=planned,
        seal=seal().dumps(asdict(file)),
        chosen=request.form,
        error=error,
        labels=labels,
    )


def take_word(year: int) -> ResponseReturnValue:
    """Takes what the preview showed, all of it or nothing."""
    try:
        file = opened(request.form.get("file", ""))
    except Refused as refused:
        return return_page(year, WordFileForm(formdata=None), words(refused)), refused.status
    try:
        with transaction() as session:
            taken = roundtrip.take_return(
                session,
                guidance=queries.of_year(session, year),
                file=file,
                chosen=choices(),
                lost=lost_rows(),
                by=current_person(),
                now=now(),
            )
    except Refused as refused:
        return preview_page(year, file, words(refused)), refused.status
    changed = ngettext("%(num)s tekst er rettet", "%(num)s tekster er rettet", taken.changed + taken.emptied)
    told = ngettext("%(num)s kommentar er kommet med", "%(num)s kommentarer er kommet med", taken.comments)
    flash(_("%(changed)s, og %(told)s.", changed=changed, told=told), "success")
    return redirect(url_for("guidance.draft", year=year))


def choices() -> dict[int, tuple[Choice, int]]:
    """The fields choice-<number>, each with the revision that the chooser saw; none is chosen beforehand."""
    known = {one.value: one for one in Choice}
    return {
        number: (known[value], request.form.get(f"seen-{number}", default=0, type=int))
        for number, value in numbered("choice-")
        if value in known
    }


def lost_rows() -> dict[int, LostRow]:
    """The fields lost-<number>."""
    known = {one.value: one for one in LostRow}
    return {number: known[value] for number, value in numbered("lost-") if value in known}


def numbered(prefix: str) -> list[tuple[int, str]]:
    """The fields of the form whose name is the prefix and a number."""
    found = ((name.removeprefix(prefix), value) for name, value in request.form.items() if name.startswith(prefix))
    return [(int(number), value) for number, value in found if number.isdecimal()]


def seal() -> URLSafeSerializer:
    """Whoever sends the form again sends what was read out of the file."""
    return URLSafeSerializer(current_app.secret_key or "", salt="guidance.word")


def opened(sealed: str) -> WordFile:
    """The file of a form; raises WordUnreadable for one that was not sealed here."""
    try:
        return _file(seal().loads(sealed))
    except BadData:
        raise WordUnreadable() from None


def _file(given: dict[str, Any]) -> WordFile:
    rows = tuple(
        WordRow(
            **{**row, "lines": tuple((is_list, line) for is_list, line in row["lines"]), "bold": tuple(row["bold"])}
        )
        for row in given["rows"]
    )
    comments = tuple(WordComment(**one) for one in given["comments"])
    sent = {int(number): revision for number, revision in given["sent"].items()}
    return WordFile(year=given["year"], rows=rows, comments=comments, sent=sent, other=tuple(given["other"]))
