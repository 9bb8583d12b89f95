"""Pages of one text of the draft: its words, which of them stand in bold, its English, its earlier wordings."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.clock import now
from app.database import reading, transaction
from app.dialogues.writing.words import changes
from app.domain import NotFound
from app.guidance import labels, queries, services
from app.guidance.domain import BoldUnknown, StaleElement
from app.guidance.drafting.page import page_of
from app.guidance.drafting.views import to_element
from app.guidance.forms import EnglishForm, TextForm
from app.guidance.wording import emphasis_differs, lines
from app.people.access import current_person
from app.web import words


def write(element_id: int) -> ResponseReturnValue:
    """Saves a text; if somebody else was first, both texts are shown and one is chosen."""
    form = TextForm()
    if not form.validate():
        raise NotFound()
    try:
        with transaction() as session:
            services.write_element(
                session,
                element=queries.element(session, element_id),
                text=form.text.data or "",
                bold=lines(form.bold.data or "") if "bold" in request.form else None,
                base_revision=form.revision.data or 0,
                by=current_person(),
                now=now(),
            )
    except StaleElement as refused:
        return clash(element_id, refused, "guidance.write")
    except BoldUnknown as refused:
        form.bold.errors = [words(refused)]
        year = queries.element(reading(), element_id).guidance.year
        return page_of(year, element_id, form), refused.status
    flash(_("Gemt."), "success")
    return to_element(element_id)


def write_english(element_id: int) -> ResponseReturnValue:
    """Saves the English of a text, beside the Danish."""
    form = EnglishForm()
    if not form.validate():
        raise NotFound()
    try:
        with transaction() as session:
            services.write_english(
                session,
                element=queries.element(session, element_id),
                english=form.english.data or "",
                seen=form.seen.data or "",
                by=current_person(),
                now=now(),
            )
    except StaleElement as refused:
        return clash(element_id, refused, "guidance.write_english")
    flash(_("Gemt."), "success")
    return to_element(element_id)


def clash(element_id: int, refused: StaleElement, endpoint: str) -> ResponseReturnValue:
    """Two texts, one place: nothing is merged and nothing is lost."""
    element = queries.element(reading(), element_id)
    page = render_template(
        "guidance/clash.html",
        element=element,
        sentence=words(refused) if refused.data["name"] else _("En anden har rettet samme tekst imens."),
        texts=refused.data,
        action=url_for(endpoint, element_id=element_id),
        english=endpoint == "guidance.write_english",
        labels=labels,
    )
    return page, refused.status


def revisions(element_id: int) -> ResponseReturnValue:
    """Every wording of a text with what was changed."""
    session = reading()
    element = queries.element(session, element_id)
    return render_template(
        "guidance/revisions.html",
        element=element,
        revisions=queries.revisions_of(session, element),
        changed=changed,
        labels=labels,
    )


def changed(before: Any, after: Any) -> tuple[list[tuple[str, str]], bool]:
    """What differs between two revisions: the words, and whether other words stand in bold."""
    emphasis = emphasis_differs((before.text, before.bold), (after.text, after.bold))
    return list(changes(before.text, after.text)), emphasis
