"""Pages of the mails: what has left and how it went, and the texts that a year can make its own."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from markupsafe import Markup

from app.clock import now
from app.cycle import queries as cycles
from app.database import reading, transaction
from app.domain import N_, NotFound
from app.mail import labels, queries, services
from app.mail.domain import SIGN_IN, MessageState
from app.mail.forms import TextForm
from app.mail.models import OutboxMessage
from app.mail.outbox import stopping
from app.mail.outbox.showing import shown
from app.mail.writing import markup, texts
from app.mail.writing.texts import Sample, TextKind, Wording
from app.people.access import current_person
from app.people.models import Person
from app.settings import settings

blueprint = Blueprint("mail", __name__)
PAGE_SIZE = 50
SHUT_IN = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'self'; sandbox"
)


@dataclass(frozen=True, kw_only=True)
class Preview:
    """A mail as one person would get it, in both of its forms."""

    person: Person
    subject: str
    text: str
    html: Markup


@blueprint.get("/mails")
def overview() -> ResponseReturnValue:
    """The mails of the outbox, the newest first, and whether anything holds them back."""
    chosen = next((state for state in MessageState if state.value == request.args.get("state")), None)
    page = max(1, request.args.get("side", 1, type=int))
    messages = queries.newest(reading(), state=chosen, offset=(page - 1) * PAGE_SIZE, limit=PAGE_SIZE)
    return render_template(
        "mail/pages/overview.html",
        messages=messages,
        counts=queries.count_by_state(reading()),
        chosen=chosen,
        page=page,
        cycle=cycles.current(reading()),
        more=len(messages) == PAGE_SIZE,
        labels=labels,
        states=MessageState,
        stopped=queries.stopped(reading()),
        settings=settings(),
    )


@blueprint.post("/mails/frigiv")
def release() -> ResponseReturnValue:
    """Lets the held mail go."""
    with transaction() as session:
        count = services.release_held(session, by=current_person(), now=now())
    flash(ngettext("%(num)s mail er frigivet.", "%(num)s mails er frigivet.", count), "success")
    return redirect(url_for("mail.overview"))


@blueprint.post("/mails/stop")
def stop() -> ResponseReturnValue:
    """Stops all mail."""
    with transaction() as session:
        stopping.stop(session, by=current_person(), now=now())
    flash(_("Al mail er stoppet. Det, der venter, bliver liggende."), "success")
    return redirect(url_for("mail.overview"))


@blueprint.post("/mails/start")
def start() -> ResponseReturnValue:
    """Lets mail leave again."""
    with transaction() as session:
        stopping.start(session, by=current_person(), now=now())
    flash(_("Mail går ud igen."), "success")
    return redirect(url_for("mail.overview"))


@blueprint.get("/mails/<int:message_id>")
def show(message_id: int) -> ResponseReturnValue:
    """One message's life: as the recipient sees it, and each try with the server's words."""
    message = message_of(message_id)
    private = message.kind == SIGN_IN
    return render_template(
        "mail/pages/message.html",
        message=message,
        content=None if private or message.forgotten_at else shown(message.raw),
        labels=labels,
    )


@blueprint.get("/mails/<int:message_id>/side")
def page(message_id: int) -> ResponseReturnValue:
    """The mail's own page, shut in: no script, nothing fetched, no link that leads anywhere."""
    message = message_of(message_id)
    if message.kind == SIGN_IN or message.forgotten_at:
        raise NotFound()
    return Response(shown(message.raw).html, headers={"Content-Security-Policy": SHUT_IN})


@blueprint.post("/mails/<int:message_id>/raa")
def raw(message_id: int) -> ResponseReturnValue:
    """The very bytes, on request, and trailed: they hold the recipient's own links."""
    with transaction() as session:
        content = services.read_raw(session, message_id=message_id, by=current_person(), now=now())
    headers = {"Content-Disposition": f'attachment; filename="mail-{message_id}.eml"'}
    return Response(content, mimetype="message/rfc822", headers=headers)


def message_of(message_id: int) -> OutboxMessage:
    """The message, if there is one."""
    message = queries.with_bytes(reading(), message_id)
    if message is None:
        raise NotFound(N_("Mailen"), message_id)
    return message


@blueprint.get("/mails/tekster/<int:year>")
def all_texts(year: int) -> ResponseReturnValue:
    """Every text of the year, and which of them are its own."""
    cycle = cycles.by_year(reading(), year)
    own = texts.own_texts(reading(), cycle.id)
    return render_template(
        "mail/pages/texts.html", cycle=cycle, kinds=texts.kinds().values(), own=own, languages=labels.LANGUAGES
    )


@blueprint.route("/mails/tekster/<int:year>/<kind>/<language>", methods=["GET", "POST"])
def text(year: int, kind: str, language: str) -> ResponseReturnValue:
    """One text: written, shown with real data, kept. A fault is shown by its line."""
    cycle, found = cycles.by_year(reading(), year), kind_of(kind, language)
    samples = samples_of(found, year, language)
    form = TextForm.showing(texts.wording(reading(), cycle.id, kind, language), samples)
    asked = form.validate_on_submit()
    faults = texts.faults_of(found, form.wording())
    if asked and not faults and request.form.get("do") == "save":
        with transaction() as session:
            cycle = cycles.by_year(session, year)
            texts.save(
                session,
                cycle=cycle,
                kind=found,
                language=language,
                given=form.wording(),
                by=current_person(),
                now=now(),
            )
        flash(_("Teksten er gemt. Den gælder for de mails, der bliver skrevet fra nu af."), "success")
        return redirect(url_for("mail.text", year=year, kind=kind, language=language))
    page = render_template(
        "mail/pages/text.html",
        cycle=cycle,
        kind=found,
        language=language,
        languages=labels.LANGUAGES,
        form=form,
        faults=faults,
        own=texts.own_text(reading(), cycle.id, kind, language),
        preview=None if faults else preview_of(form.wording(), samples, form.reader.data or 0, language),
    )
    return page, 422 if form.is_submitted() and (faults or form.errors) else 200


@blueprint.post("/mails/tekster/<int:year>/<kind>/<language>/standard")
def reset(year: int, kind: str, language: str) -> ResponseReturnValue:
    """Back to the standard text."""
    found = kind_of(kind, language)
    with transaction() as session:
        cycle = cycles.by_year(session, year)
        texts.reset(session, cycle=cycle, kind=found, language=language, by=current_person(), now=now())
    flash(_("Standardteksten gælder igen."), "success")
    return redirect(url_for("mail.text", year=year, kind=kind, language=language))


def kind_of(kind: str, language: str) -> TextKind:
    """A kind that there is, in a language that there is."""
    found = texts.kinds().get(kind)
    if found is None or language not in texts.LANGUAGES:
        raise NotFound(N_("Teksten"), kind)
    return found


def samples_of(kind: TextKind, year: int, language: str) -> list[Sample]:
    """Real data to show a text with, in its language."""
    with force_locale(language):
        return list(kind.samples(reading(), cycles.by_year(reading(), year), now()))


def preview_of(given: Wording, samples: list[Sample], chosen: int, language: str) -> Preview | None:
    """The mail as one real person would get it; None while there is nobody to write to."""
    if not samples:
        return None
    sample = samples[chosen if 0 <= chosen < len(samples) else 0]
    with force_locale(language):
        mail = texts.filled(given, person=sample.person, values=sample.values)
    body = markup.html(texts.body_of(given, sample.values))
    return Preview(person=sample.person, subject=mail.subject, text=mail.text, html=body)
