"""Pages before a meeting: the agenda on its way, the annual plan, and the directors' briefing.

The addresses stand in views.py.
"""

from __future__ import annotations

import unicodedata
from urllib.parse import quote

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.clock import local_day, now
from app.database import reading, transaction
from app.dialogues import labels, pages, queries
from app.dialogues.before import agendas, briefings, documents, plans
from app.dialogues.forms import BriefingForm, PlanForm
from app.domain import Refused
from app.people.access import current_person
from app.people.domain import Role
from app.scheduling.models import Dialogue
from app.settings import settings
from app.web import words


def seen(session: Session, dialogue_id: int) -> Dialogue:
    """The dialogue, if the person may see it."""
    return queries.dialogue_for(session, dialogue_id, current_person(), local_day(now()))


def send_agenda(dialogue_id: int) -> ResponseReturnValue:
    """Mails the agenda to everyone who is asked, once."""
    with transaction() as session:
        dialogue = queries.dialogue(session, dialogue_id)
        count = agendas.send_agenda(session, dialogue=dialogue, by=current_person(), now=now())
    flash(ngettext("Dagsordenen er på vej til %(num)s.", "Dagsordenen er på vej til %(num)s.", count), "success")
    return redirect(url_for("dialogues.show", dialogue_id=dialogue_id))


def agenda_by_link(token: str) -> ResponseReturnValue:
    """The agenda, for whoever has the link from the mail: this agenda and nothing else."""
    agenda, dialogue = agendas.agenda_behind(reading(), token=token, now=now())
    sections = pages.sections_of(reading(), dialogue.seat.draw.cycle, [])
    return render_template("dialogues/agenda.html", agenda=agenda, dialogue=dialogue, sections=sections, labels=labels)


def plan(dialogue_id: int) -> ResponseReturnValue:
    """The annual plan: a file or a link, and where it takes up each theme."""
    form = PlanForm()
    if not form.validate_on_submit():
        return plan_page(dialogue_id, form)
    try:
        hand_in(dialogue_id, form)
    except Refused as refused:
        return plan_page(dialogue_id, form, words(refused)), refused.status
    flash(_("Årsplanen er modtaget."), "success")
    return redirect(url_for("dialogues.show", dialogue_id=dialogue_id))


def hand_in(dialogue_id: int, form: PlanForm) -> None:
    """The one write of the page; the file is looked at before."""
    uploaded = form.file.data
    document = documents.examine(uploaded.filename or "", uploaded.read()) if uploaded else None
    takes_up = {
        int(key.removeprefix("tema-")): text
        for key, text in request.form.items()
        if key.startswith("tema-") and key.removeprefix("tema-").isdigit()
    }
    with transaction() as session:
        plans.hand_in_plan(
            session,
            dialogue=seen(session, dialogue_id),
            document=document,
            link=form.link.data or "",
            takes_up=takes_up,
            by=current_person(),
            now=now(),
        )


def plan_page(dialogue_id: int, form: PlanForm, error: str = "") -> str:
    """The page, with what was handed in so far."""
    dialogue = seen(reading(), dialogue_id)
    standing = plans.plan_of(reading(), dialogue)
    themes = [one for one in pages.sections_of(reading(), dialogue.seat.draw.cycle, []) if one.edition_id]
    return render_template(
        "dialogues/plan.html",
        dialogue=dialogue,
        plan=standing,
        themes=themes,
        form=form,
        error=error,
        labels=labels,
        head=not current_person().has(Role.SECRETARIAT),
    )


def plan_file(dialogue_id: int) -> ResponseReturnValue:
    """The file that was handed in, to be kept and never to be run by the browser."""
    found = plans.file_of(reading(), seen(reading(), dialogue_id))
    answer = Response(found.content, mimetype=documents.MIMETYPES[found.kind])
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return named(answer, "attachment", found.name)


def named(answer: Response, way: str, name: str) -> Response:
    """The file under its name, which may hold any letter (RFC 6266, 5); old browsers get its plain letters."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    answer.headers.set("Content-Disposition", way, filename=plain, **{"filename*": f"UTF-8''{quote(name, safe='')}"})
    return answer


def briefing(dialogue_id: int) -> ResponseReturnValue:
    """The one page that a director reads before the meeting."""
    page = briefings.page_of(reading(), seen(reading(), dialogue_id), now())
    writes = current_person().has(Role.SECRETARIAT)
    return render_template("dialogues/briefing.html", page=page, writes=writes, briefings=briefings, labels=labels)


def briefing_pdf(dialogue_id: int) -> ResponseReturnValue:
    """The same on paper."""
    page, instant = briefings.page_of(reading(), seen(reading(), dialogue_id), now()), now()
    content = briefings.printed(page, body=settings().body_name, language=str(get_locale() or "da"), now=instant)
    return named(Response(content, mimetype="application/pdf"), "inline", f"Briefing {page.name}.pdf")


def send_briefing(dialogue_id: int) -> ResponseReturnValue:
    """Tells the directors who take part that the briefing is written, each once."""
    with transaction() as session:
        dialogue = queries.dialogue(session, dialogue_id)
        count = briefings.send_briefing(session, dialogue=dialogue, by=current_person(), now=now())
    flash(ngettext("%(num)s direktør får besked.", "%(num)s direktører får besked.", count), "success")
    return redirect(url_for("dialogues.briefing", dialogue_id=dialogue_id))


def write_briefing(dialogue_id: int) -> ResponseReturnValue:
    """What the secretariat has to say: the place in a sentence, the plan in three lines, three questions."""
    page, error = briefings.page_of(reading(), seen(reading(), dialogue_id), now()), ""
    offered = page.agenda.questions if page.agenda else []
    form = BriefingForm.offering(offered, page.written)
    if form.validate_on_submit():
        try:
            with transaction() as session:
                briefings.write_briefing(
                    session,
                    dialogue=queries.dialogue(session, dialogue_id),
                    about=form.about.data or "",
                    plan_lines=form.lines(),
                    questions=form.questions(offered),
                    by=current_person(),
                    now=now(),
                )
        except Refused as refused:
            error = words(refused)
        else:
            flash(_("Briefingen er gemt. Direktørerne ser den på deres forside."), "success")
            return redirect(url_for("dialogues.briefing", dialogue_id=dialogue_id))
    status = 422 if error else 200
    return render_template("dialogues/write_briefing.html", page=page, form=form, error=error), status
