"""Pages of writing: passages, their place and their history, two texts for one passage, and what is promised.

A page is about a dialogue or about a discussion in another forum: its address says which (`at`).
Every address takes a plain form and answers with a page; the script of the writing page asks for JSON instead.
The addresses stand in views.py.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.clock import now
from app.database import reading, transaction
from app.dialogues import labels, pages, queries, services
from app.dialogues.domain import Keep, PassageKind, StaleText
from app.dialogues.forms import ActionForm, EntryForm, KeepForm, PlaceForm, SaveForm
from app.dialogues.models import Passage
from app.dialogues.writing import passages, pasting, texts
from app.dialogues.writing.words import paragraphs
from app.domain import NotFound, Refused
from app.people.access import current_person
from app.people.models import Person
from app.web import show_notes, words


def wants_json() -> bool:
    """Whether the page's script asks, and not a browser that shows what it gets."""
    return request.accept_mimetypes.best == "application/json"


def to_writing(at: Mapping[str, Any], edition_id: int | None, **told: Any) -> ResponseReturnValue:
    """Back to the writing page, with the field under the theme that was written under."""
    return redirect(url_for("dialogues.write", **at, tema=edition_id or 0, _anchor="felt", **told))


def write(**at: int) -> ResponseReturnValue:
    """The page of the meeting: theme by theme, the field under the theme that is talked about."""
    return writing_page(at)


def writing_page(
    at: Mapping[str, int], entry: EntryForm | None = None, promised: ActionForm | None = None, error: str = ""
) -> str:
    """The page with its two forms."""
    me, moment = current_person(), now()
    page = pages.note_page(reading(), at, me, moment)
    show_notes(page.note.id if page.note else None, to=me)
    chosen = (entry.edition_id.data or 0) if entry else request.args.get("tema", type=int)
    return render_template(
        "dialogues/write.html",
        page=page,
        active=page.now_at(chosen),
        entry=entry or EntryForm(formdata=None, passage_id=str(uuid.uuid4())),
        promised=promised or ActionForm.offering(page.owners, formdata=None, save_key=str(uuid.uuid4())),
        pasted={"passage_id": request.args.get("indsat"), "count": request.args.get("antal", 0, type=int)},
        error=error,
        me=me,
        labels=labels,
        fresh_author=pages.fresh_author,
        now=moment,
    )


def add(**at: int) -> ResponseReturnValue:
    """Writes down what was said: one passage for each line."""
    form = EntryForm()
    if not form.validate():
        raise NotFound()
    passage_id = uuid.UUID(form.passage_id.data)
    try:
        made = write_down(at, form, passage_id)
    except StaleText as refused:
        if wants_json():
            return clash(passage_id, form, refused)
        made = write_down(at, form, uuid.uuid4())  # sent back and changed: these words are said as well
    except Refused as refused:
        if wants_json():
            raise
        return writing_page(at, entry=form, error=words(refused)), refused.status
    if wants_json():
        return jsonify(id=made[0].id, revision=made[0].revision)
    pasted = {"indsat": made[0].id, "antal": len(made)} if len(made) > 1 else {}
    return to_writing(at, form.edition_id.data, **pasted)


def write_down(at: Mapping[str, int], form: EntryForm, passage_id: uuid.UUID) -> list[Passage]:
    """The one write of a new text."""
    with transaction() as session:
        return pasting.write_down(
            session,
            dialogue=queries.bare_occasion(session, at),
            passage_id=str(passage_id),
            text=form.text.data or "",
            edition_id=form.edition_id.data,
            kind=PassageKind(form.kind.data),
            by=current_person(),
            now=now(),
        )


def passage(passage_id: uuid.UUID) -> ResponseReturnValue:
    """One passage: its words, its place, and every wording that it has had."""
    return passage_page(passage_id)


def passage_page(passage_id: uuid.UUID, form: SaveForm | None = None, error: str = "") -> str:
    """The page with its two forms."""
    page = pages.passage_page(reading(), str(passage_id))
    standing = page.passage
    show_notes(standing.note_id, to=current_person())
    return render_template(
        "dialogues/passage.html",
        page=page,
        form=form or SaveForm(formdata=None, text=standing.current.text, base_revision=standing.revision),
        place=PlaceForm.offering(page.sections, standing),
        error=error,
        labels=labels,
    )


def save(passage_id: uuid.UUID) -> ResponseReturnValue:
    """Saves a passage. Was somebody else first, both texts are kept and shown, and a person chooses."""
    form = SaveForm()
    if not form.validate():
        raise NotFound()
    try:
        with transaction() as session:
            saved = passages.save_passage(
                session,
                passage=queries.passage(session, str(passage_id), removed=True),
                text=form.text.data or "",
                base_revision=form.base_revision.data,
                save_key=form.save_key.data,
                by=current_person(),
                now=now(),
            )
    except StaleText as refused:
        return clash(passage_id, form, refused)
    except Refused as refused:
        if wants_json():
            raise
        return passage_page(passage_id, form, words(refused)), refused.status
    if wants_json():
        return jsonify(id=saved.id, revision=saved.revision)
    return to_writing(saved.note.at, saved.edition_id)


def clash(passage_id: uuid.UUID, form: SaveForm | EntryForm, refused: StaleText) -> ResponseReturnValue:
    """Keeps the text that came too late, in a transaction of its own, and shows it beside the one that stands."""
    with transaction() as session:
        late = passages.keep_late(
            session,
            passage=queries.passage(session, str(passage_id), removed=True),
            text=form.text.data or "",
            save_key=form.save_key.data,
            by=current_person(),
            now=now(),
        )
        both = pages.clash_of(texts.late_text(session, late.id))
    shown = {"clash": both, "me": current_person(), "labels": labels}
    if wants_json():
        box = render_template("dialogues/clash_box.html", **shown)
        return jsonify(error=refused.code, sentence=words(refused), html=box), refused.status
    return render_template("dialogues/clash.html", sentence=words(refused), **shown), refused.status


def choose(revision_id: int) -> ResponseReturnValue:
    """A person has chosen which of two texts is to stand, or that both are."""
    form = KeepForm()
    if not form.validate():
        raise NotFound()
    with transaction() as session:
        late = texts.late_text(session, revision_id)
        stood = queries.passage(session, late.passage_id)
        passages.choose_text(
            session,
            late=late,
            keep=Keep(form.keep.data),
            base_revision=form.base_revision.data,
            by=current_person(),
            now=now(),
        )
    return to_writing(stood.note.at, stood.edition_id)


def place(passage_id: uuid.UUID) -> ResponseReturnValue:
    """Puts a passage under another theme or level."""
    form = PlaceForm()
    with transaction() as session:
        found = queries.passage(session, str(passage_id))
        passages.classify_passage(
            session, passage=found, edition_id=form.edition_id.data or None, level=form.chosen_level
        )
    flash(_("Afsnittet er flyttet. Ordene er de samme."), "success")
    return redirect(url_for("dialogues.passage", passage_id=passage_id))


def move(passage_id: uuid.UUID) -> ResponseReturnValue:
    """Moves a passage behind another."""
    with transaction() as session:
        found = queries.passage(session, str(passage_id))
        passages.move_passage(session, passage=found, after=request.form.get("after"))
    return to_writing(found.note.at, found.edition_id)


def remove(passage_id: uuid.UUID) -> ResponseReturnValue:
    """Takes a passage out; its words stay in the history."""
    with transaction() as session:
        found = queries.passage(session, str(passage_id))
        passages.remove_passage(session, passage=found, now=now())
    if wants_json():
        return jsonify(id=found.id)
    flash(_("Afsnittet er slettet."), "success")
    return to_writing(found.note.at, found.edition_id)


def split(passage_id: uuid.UUID) -> ResponseReturnValue:
    """Divides a passage where the writer has put a line break, if that is all that was changed."""
    form = SaveForm()
    lines = paragraphs(form.text.data or "")
    standing = queries.passage(reading(), str(passage_id))
    if len(lines) != 2 or " ".join(lines) != standing.current.text:
        told = _("Sæt ét linjeskift, hvor afsnittet skal deles, og ret ikke andet på samme tid.")
        return passage_page(passage_id, form, told), 422
    with transaction() as session:
        passages.split_passage(
            session,
            passage=queries.passage(session, str(passage_id)),
            at=len(lines[0]),
            tail_id=str(uuid.uuid4()),
            base_revision=standing.revision,
            by=current_person(),
            now=now(),
        )
    return to_writing(standing.note.at, standing.edition_id)


def merge(passage_id: uuid.UUID) -> ResponseReturnValue:
    """Puts the words of another passage behind this one's."""
    with transaction() as session:
        first = queries.passage(session, str(passage_id))
        second = queries.passage(session, request.form.get("second", ""))
        passages.merge_passages(session, first=first, second=second, by=current_person(), now=now())
    return to_writing(first.note.at, first.edition_id)


def promise(dialogue_id: int) -> ResponseReturnValue:
    """Writes down what somebody promised."""
    at = {"dialogue_id": dialogue_id}
    owners = pages.note_page(reading(), at, current_person(), now()).owners
    form = ActionForm.offering(owners)
    if not form.validate():
        return refused_promise(dialogue_id, form, "")
    try:
        with transaction() as session:
            services.add_action(
                session,
                dialogue=queries.dialogue(session, dialogue_id),
                text=form.text.data or "",
                owner=session.get(Person, form.owner.data) if form.owner.data else None,
                due=form.due.data,
                edition_id=form.edition_id.data,
                save_key=form.save_key.data,
                by=current_person(),
                now=now(),
            )
    except Refused as refused:
        return refused_promise(dialogue_id, form, words(refused), refused.status)
    if wants_json():
        return jsonify(done=True)
    return redirect(
        url_for("dialogues.write", dialogue_id=dialogue_id, tema=form.edition_id.data or 0, _anchor="aftalt")
    )


def refused_promise(dialogue_id: int, form: ActionForm, error: str, status: int = 422) -> ResponseReturnValue:
    """The promise is not written down: its form again, or for the script the sentence."""
    if wants_json():
        said = error or " ".join(str(one) for sentences in form.errors.values() for one in sentences)
        return jsonify(error="refused", sentence=said), status
    return writing_page({"dialogue_id": dialogue_id}, promised=form, error=error), status
