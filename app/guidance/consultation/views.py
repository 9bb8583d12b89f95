"""Pages of consultation for the staff: comments and their answers, rounds, the report. Addresses stand in ROUTES."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app import files
from app.clock import local_day, now
from app.database import reading, transaction
from app.domain import NotFound, Refused
from app.guidance import labels, queries
from app.guidance.consultation import answers, comments, rounds
from app.guidance.consultation.forms import AnswerForm, CommentForm, MinuteForm, RecipientsForm, RoundForm
from app.guidance.domain import AnswerKind, CommentSource, GuidanceState, Party
from app.guidance.editions import readopting
from app.mail.writing.words import absolute
from app.people.access import current_person
from app.people.domain import Role
from app.routes import Route
from app.settings import settings
from app.web import words


def comments_page(year: int) -> ResponseReturnValue:
    """Every comment on a draft, those without an answer first."""
    return comments_shown(year)


def comments_shown(year: int, failed: AnswerForm | None = None, at: int = 0, error: str = "") -> str:
    """The page; an answer that did not hold stands at its comment with what to mend."""
    session = reading()
    guidance = queries.of_year(session, year)
    return render_template(
        "guidance/comments.html",
        guidance=guidance,
        rows=comments.comments_of(session, guidance),
        failed=failed,
        at=at,
        error=error,
        labels=labels,
    )


def comment(year: int) -> ResponseReturnValue:
    """Somebody of the house says something of a text, or of the whole."""
    form = CommentForm()
    if not form.validate():
        raise NotFound()
    with transaction() as session:
        guidance = queries.of_year(session, year)
        comments.add_comment(
            session,
            guidance=guidance,
            element=queries.element(session, form.element.data) if form.element.data else None,
            revision=None,
            text=form.text.data or "",
            source=CommentSource.PAGE,
            author=current_person(),
            now=now(),
        )
    flash(_("Kommentaren er gemt."), "success")
    return to_text(year, form.beside.data)


def to_text(year: int, element_id: int | None) -> ResponseReturnValue:
    """Back to the text beside which it was written, else to all comments."""
    if not element_id:
        return redirect(url_for("guidance.comments", year=year))
    return redirect(url_for("guidance.draft", year=year, element=element_id, _anchor="kommentarer"))


def answer(comment_id: int) -> ResponseReturnValue:
    """What a comment led to, and why."""
    form = AnswerForm()
    if not form.validate():
        return answer_failed(comment_id, form, _("Vælg, hvad kommentaren førte til.")), 422
    try:
        year = keep_answer(comment_id, form)
    except Refused as refused:
        return answer_failed(comment_id, form, words(refused)), refused.status
    flash(_("Svaret er gemt. Den, der skrev, kan se det."), "success")
    return to_text(year, form.beside.data)


def keep_answer(comment_id: int, form: AnswerForm) -> int:
    """The one write of the page; gives the year."""
    with transaction() as session:
        found = comments.comment_of(session, comment_id)
        place = queries.element(session, form.element.data) if form.element.data else None
        comments.answer_comment(
            session,
            comment=found,
            kind=AnswerKind(form.kind.data),
            why=form.why.data or "",
            revision=form.revision.data or (place.revision if place else None),
            element=place,
            by=current_person(),
            now=now(),
        )
        return queries.by_id(session, found.guidance_id).year


def answer_failed(comment_id: int, form: AnswerForm, error: str) -> str:
    """The page of all comments, with what was typed."""
    found = comments.comment_of(reading(), comment_id)
    return comments_shown(queries.by_id(reading(), found.guidance_id).year, form, comment_id, error)


def rounds_page(year: int) -> ResponseReturnValue:
    """The rounds of a draft, and where another is opened."""
    return rounds_shown(year, RoundForm(formdata=None))


def rounds_shown(year: int, form: RoundForm, error: str = "") -> str:
    """The page, with its one form."""
    session = reading()
    guidance = queries.of_year(session, year)
    found = rounds.rounds_of(session, guidance)
    return render_template(
        "guidance/rounds.html",
        guidance=guidance,
        rounds=found,
        counts=rounds.counts_of(session, [one.id for one in found]),
        open={one.id for one in found if rounds.is_open(one, today=local_day(now()))},
        form=form,
        error=error,
        parties=list(Party),
        may_open=is_secretary() and guidance.state is GuidanceState.DRAFT,
        labels=labels,
    )


def open_round(year: int) -> ResponseReturnValue:
    """Freezes the draft as it stands and makes a link to it."""
    form = RoundForm()
    if not form.validate():
        return rounds_shown(year, form), 422
    try:
        with transaction() as session:
            opened = rounds.open_round(
                session,
                guidance=queries.of_year(session, year),
                party=Party(form.party.data),
                title=form.title.data or "",
                deadline=form.deadline.data,
                by=current_person(),
                now=now(),
            )
    except Refused as refused:
        return rounds_shown(year, form, words(refused)), refused.status
    flash(_("Høringen er åbnet. Intet er sendt endnu."), "success")
    return redirect(url_for("guidance.round", round_id=opened.id))


def round_page(round_id: int) -> ResponseReturnValue:
    """One round: its link, what came in, and what can be done with it."""
    return round_shown(round_id)


def round_shown(
    round_id: int, *, recipients: RecipientsForm | None = None, minute: MinuteForm | None = None, error: str = ""
) -> str:
    """The page; a form that did not hold stands there with what was typed."""
    session = reading()
    found = rounds.round_of(session, round_id)
    told = rounds.is_answered(session, found)
    mailed = "\n".join(rounds.mailed_to(session, found)) if told else ""
    return render_template(
        "guidance/round.html",
        round=found,
        guidance=queries.of_year(session, found.guidance.year),
        open=rounds.is_open(found, today=local_day(now())),
        rows=comments.comments_in(session, found),
        link=absolute(rounds.address_of(found)),
        told=told,
        mailed=len(rounds.mailed_to(session, found)),
        minute_entered=rounds.minute_of(session, found),
        recipients=recipients or RecipientsForm(formdata=None, recipients=mailed),
        minute=minute or MinuteForm(formdata=None),
        error=error,
        secretary=is_secretary(),
        labels=labels,
    )


def mail_round(round_id: int) -> ResponseReturnValue:
    """Mails the link."""
    form = RecipientsForm()
    if not form.validate():
        return round_shown(round_id, recipients=form), 422
    try:
        with transaction() as session:
            found = rounds.round_of(session, round_id)
            typed = form.recipients.data or ""
            count = rounds.mail_link(session, round=found, recipients=typed, by=current_person(), now=now())
    except Refused as refused:
        return round_shown(round_id, recipients=form, error=words(refused)), refused.status
    flash(ngettext("%(num)s mail er på vej.", "%(num)s mails er på vej.", count), "success")
    return redirect(url_for("guidance.round", round_id=round_id))


def enter_minute(round_id: int) -> ResponseReturnValue:
    """A committee's one item."""
    form = MinuteForm()
    if not form.validate():
        return round_shown(round_id, minute=form), 422
    try:
        with transaction() as session:
            found, by = rounds.round_of(session, round_id), current_person()
            text, name = form.text.data or "", form.name.data or ""
            rounds.enter_minute(session, round=found, text=text, name=name, by=by, now=now())
    except Refused as refused:
        return round_shown(round_id, minute=form, error=words(refused)), refused.status
    flash(_("Punktet er skrevet ind. Svar på det som på en kommentar."), "success")
    return redirect(url_for("guidance.round", round_id=round_id))


def renew_link(round_id: int) -> ResponseReturnValue:
    """Another link; the old one is dead."""
    with transaction() as session:
        rounds.renew_link(session, round=rounds.round_of(session, round_id), by=current_person(), now=now())
    flash(_("Linket er nyt. Det gamle virker ikke mere."), "success")
    return redirect(url_for("guidance.round", round_id=round_id))


def close_round(round_id: int) -> ResponseReturnValue:
    """Ends a round before its deadline."""
    with transaction() as session:
        rounds.close_round(session, round=rounds.round_of(session, round_id), by=current_person(), now=now())
    flash(_("Høringen er lukket."), "success")
    return redirect(url_for("guidance.round", round_id=round_id))


def report_of(round_id: int) -> answers.Content:
    """The report of one round."""
    session = reading()
    return answers.report_of(session, rounds.round_of(session, round_id), body=settings().body_name)


def report(round_id: int) -> ResponseReturnValue:
    """The report of answers as a page to be printed."""
    return render_template("guidance/report.html", content=report_of(round_id), round_id=round_id)


def report_pdf(round_id: int) -> ResponseReturnValue:
    """The same as a PDF."""
    return files.sent(answers.as_pdf(report_of(round_id)), "Svar.pdf", opened=True)


def report_table(round_id: int) -> ResponseReturnValue:
    """The same for a spreadsheet."""
    return files.sent(answers.as_table(report_of(round_id)), "Svar.csv")


def take_back_adoption(year: int) -> ResponseReturnValue:
    """The adopted text has to be changed: it is a draft again."""
    with transaction() as session:
        guidance = queries.of_year(session, year)
        readopting.take_back_adoption(session, guidance=guidance, by=current_person(), now=now())
    flash(_("Vedtagelsen er taget tilbage. Teksten er et udkast igen."), "success")
    return redirect(url_for("guidance.adoption", year=year))


def is_secretary() -> bool:
    """Whether the reader runs the year."""
    return current_person().has(Role.SECRETARIAT)


ROUTES = (
    Route("/<int:year>/kommentarer", ["GET"], comments_page, "comments"),
    Route("/<int:year>/kommentarer", ["POST"], comment, "comment"),
    Route("/kommentar/<int:comment_id>/svar", ["POST"], answer, "answer"),
    Route("/<int:year>/hoering", ["GET"], rounds_page, "rounds"),
    Route("/<int:year>/hoering", ["POST"], open_round, "open_round"),
    Route("/hoering/<int:round_id>", ["GET"], round_page, "round"),
    Route("/hoering/<int:round_id>/mail", ["POST"], mail_round, "mail_round"),
    Route("/hoering/<int:round_id>/punkt", ["POST"], enter_minute, "enter_minute"),
    Route("/hoering/<int:round_id>/nyt-link", ["POST"], renew_link, "renew_link"),
    Route("/hoering/<int:round_id>/luk", ["POST"], close_round, "close_round"),
    Route("/hoering/<int:round_id>/svar", ["GET"], report, "report"),
    Route("/hoering/<int:round_id>/svar.pdf", ["GET"], report_pdf, "report_pdf"),
    Route("/hoering/<int:round_id>/svar.csv", ["GET"], report_table, "report_table"),
    Route("/<int:year>/vedtagelse/tilbage", ["POST"], take_back_adoption, "take_back_adoption"),
)
