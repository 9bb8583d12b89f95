"""What is asked of people outside: the readers of a round, by its link alone; a head, about one exact sentence.

The staff's pages of examples stand here too. Addresses stand in ROUTES.
"""

from __future__ import annotations

import secrets

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.clock import local_day, now
from app.database import reading, transaction
from app.domain import NotFound, Refused
from app.guidance import labels, queries
from app.guidance.consultation import answers, comments, examples, rounds
from app.guidance.consultation.forms import AskExampleForm, ExampleForm, ReaderForm
from app.guidance.discretion import discretion_of
from app.guidance.domain import GuidanceState
from app.guidance.drafting import drafts
from app.guidance.models import Example
from app.people import queries as people
from app.people.access import current_person
from app.people.domain import Role
from app.routes import Route
from app.scheduling import queries as scheduling
from app.web import CSRF, LIMITER, words

UNSEEN = {"X-Robots-Tag": "noindex, nofollow"}
"""Search engines leave the page alone."""


@LIMITER.limit("60 per 15 minutes", methods=["POST"])
def round_by_link(token: str) -> ResponseReturnValue:
    """The frozen text for whoever has the link; what she writes comes in, and later its answer stands here."""
    form = ReaderForm()
    if request.method != "POST":
        return consulted_page(token, form)
    if not form.validate():
        raise NotFound()
    try:
        keep_comment(token, form)
    except Refused as refused:
        return consulted_page(token, form, words(refused), refused.status)
    return redirect(url_for("guidance.round_by_link", token=token, skrevet=form.save_key.data))


CSRF.exempt(round_by_link)  # no cookie is needed to write: the key in the address is the whole permission


def keep_comment(token: str, form: ReaderForm) -> None:
    """The one write of the page."""
    with transaction() as session:
        rounds.write_in_round(
            session,
            round=rounds.round_behind(session, token),
            element_id=form.element.data,
            text=form.text.data or "",
            name=form.name.data or "",
            save_key=form.save_key.data or secrets.token_urlsafe(12),
            now=now(),
        )


def consulted_page(token: str, form: ReaderForm, error: str = "", status: int = 200) -> ResponseReturnValue:
    """The page; `error` stands at the text where the comment was written. No cookie is read for it."""
    session = reading()
    found = rounds.round_behind(session, token)
    discretion = discretion_of(session, found.guidance)
    page = render_template(
        "guidance/consulted.html",
        round=found,
        title=discretion.shown(found.title),
        open=rounds.is_open(found, today=local_day(now())),
        told=answers.told_by_element(comments.comments_in(session, found), discretion),
        written=rounds.written_with(session, found, request.args.get("skrevet", "")),
        form=form,
        failed=form.element.data or 0,
        error=error,
        new_key=lambda: secrets.token_urlsafe(12),
        labels=labels,
    )
    answer = make_response(page, status)
    answer.headers.update(UNSEEN)
    return answer


def examples_page(year: int) -> ResponseReturnValue:
    """Which sentences are asked about, and where to ask about another."""
    return examples_shown(year)


def examples_shown(year: int, at: int = 0, error: str = "") -> str:
    """The page; a question that could not be asked stands at its text."""
    session = reading()
    guidance = queries.of_year(session, year)
    draft = drafts.draft_of(session, guidance)
    cycle = queries.cycle_of(session, guidance)
    dialogues = scheduling.dialogues_of(session, cycle) if cycle else []
    return render_template(
        "guidance/examples.html",
        draft=draft,
        asked=examples.examples_of(session, draft),
        dialogues=dialogues,
        named=discretion_of(session, guidance).named_in,
        sentences=examples.sentences_of,
        at=at,
        error=error,
        may_ask=current_person().has(Role.SECRETARIAT) and guidance.state is GuidanceState.DRAFT,
        labels=labels,
    )


def ask_example(element_id: int) -> ResponseReturnValue:
    """Asks a head about one exact sentence."""
    form, year = AskExampleForm(), queries.element(reading(), element_id).guidance.year
    if not form.validate():
        return examples_shown(year, element_id, _("Vælg sætningen, og hvem den handler om.")), 422
    try:
        with transaction() as session:
            asked = examples.ask_example(
                session,
                element=queries.element(session, element_id),
                dialogue=scheduling.dialogue(session, form.dialogue.data),
                sentence=form.sentence.data or "",
                by=current_person(),
                now=now(),
            )
            name = asked.person.name
    except Refused as refused:
        return examples_shown(year, element_id, words(refused)), refused.status
    flash(_("%(name)s får en mail med sætningen.", name=name), "success")
    return redirect(url_for("guidance.examples", year=year, _anchor=f"tekst-{element_id}"))


def take_back_example(example_id: int) -> ResponseReturnValue:
    """Nobody asks any more."""
    with transaction() as session:
        found = examples.example_of(session, example_id)
        examples.take_back_example(session, example=found, by=current_person(), now=now())
        year = found.element.guidance.year
    flash(_("Spørgsmålet er taget tilbage."), "success")
    return redirect(url_for("guidance.examples", year=year))


def example(example_id: int) -> ResponseReturnValue:
    """Her page of the sentence, for a head who is signed in."""
    found = examples.example_of(reading(), example_id)
    return answer_page(found, url_for("guidance.example", example_id=example_id))


def example_by_link(token: str) -> ResponseReturnValue:
    """The same for whoever has the link from her mail: this sentence and nothing else. Only POST answers."""
    link = people.follow_link(reading(), token=token, purpose=examples.LINK_PURPOSE, now=now())
    found = examples.example_of(reading(), link.subject_id)
    if found.person_id != link.person_id:
        raise NotFound()
    return answer_page(found, url_for("guidance.example_by_link", token=token))


def answer_page(found: Example, here: str) -> ResponseReturnValue:
    """The exact sentence; a pressed button answers."""
    form, error, status = ExampleForm(), "", 200
    if form.validate_on_submit():
        try:
            with transaction() as session:
                asked = examples.example_of(session, found.id)
                yes = form.answer.data == "yes"
                examples.answer_example(session, example=asked, yes=yes, by=asked.person, now=now())
            return redirect(here)
        except Refused as refused:
            error, status = words(refused), refused.status
    row = examples.row_of(reading(), examples.example_of(reading(), found.id))
    page = render_template("guidance/example.html", row=row, here=here, error=error, labels=labels)
    return page, status


ROUTES = (
    Route("/i-hoering/<token>", ["GET", "POST"], round_by_link, "round_by_link"),
    Route("/<int:year>/eksempler", ["GET"], examples_page, "examples"),
    Route("/tekst/<int:element_id>/eksempel", ["POST"], ask_example, "ask_example"),
    Route("/eksempel/<int:example_id>/tilbage", ["POST"], take_back_example, "take_back_example"),
    Route("/eksempel/<int:example_id>", ["GET", "POST"], example, "example"),
    Route("/et-eksempel/<token>", ["GET", "POST"], example_by_link, "example_by_link"),
)
