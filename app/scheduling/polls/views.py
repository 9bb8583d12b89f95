"""Pages of the polls: the secretariat asks and sees who has answered what; whoever is asked answers by her link.

The addresses stand at the end; views.py takes them in.
"""

from __future__ import annotations

import datetime as dt

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.clock import local_day, now
from app.cycle import queries as cycles
from app.database import reading, transaction
from app.domain import Refused
from app.people import queries as people
from app.people.access import current_person
from app.people.models import Person
from app.routes import Route
from app.scheduling import queries, services
from app.scheduling.instants import instant, naive
from app.scheduling.models import Poll, PollPerson
from app.scheduling.polls import labels as poll_labels
from app.scheduling.polls import queries as poll_queries
from app.scheduling.polls import services as polls
from app.scheduling.polls.domain import Can, is_open
from app.scheduling.polls.forms import PollAnswerForm, PollForm, ReopenForm, answers_from, starts_from
from app.scheduling.polls.slots import candidates
from app.web import LIMITER, words

ASK_WITHIN = dt.timedelta(days=7)
UNSEEN = {"X-Robots-Tag": "noindex, nofollow"}
"""Search engines leave the page alone."""


def takes_answers(poll: Poll) -> bool:
    """Whether those who are asked can still answer."""
    return is_open(deadline=poll.deadline, closed=poll.closed_at is not None, today=local_day(now()))


def polls_page(year: int) -> ResponseReturnValue:
    """The polls of a year."""
    cycle = cycles.by_year(reading(), year)
    found = poll_queries.polls_of(reading(), cycle)
    return render_template(
        "scheduling/polls.html", cycle=cycle, polls=found, takes_answers=takes_answers, labels=poll_labels
    )


def new_poll(year: int) -> ResponseReturnValue:
    """First whom to ask, then about which times; asked at last."""
    form = PollForm()
    if request.method != "POST":
        return new_poll_page(year, PollForm(formdata=None, deadline=local_day(now()) + ASK_WITHIN))
    if not form.validate_on_submit():
        return new_poll_page(year, form), 422
    try:
        with transaction() as session:
            poll = polls.start_poll(
                session,
                cycle=cycles.by_year(session, year),
                persons=[session.get_one(Person, one.id) for one in chosen_persons(year)],
                starts=starts_from(request.form.getlist("start")),
                deadline=form.deadline.data,
                word=form.word.data or "",
                by=current_person(),
                now=now(),
            )
            count = len(poll.asked)
    except Refused as refused:
        return new_poll_page(year, form, words(refused)), refused.status
    flash(ngettext("En har fået en mail.", "%(num)s har fået en mail.", count), "success")
    return redirect(url_for("scheduling.poll_page", poll_id=poll.id))


def chosen_persons(year: int) -> list[Person]:
    """Those whose boxes are ticked, of those that the year needs."""
    ids = set(request.values.getlist("person", type=int))
    cycle = cycles.by_year(reading(), year)
    needed = queries.needed(reading(), cycle, services.window_of(cycle, now=now())[0])
    return [one for one in needed if one.id in ids]


def new_poll_page(year: int, form: PollForm, error: str = "") -> str:
    """The page; without persons it asks for them first."""
    cycle = cycles.by_year(reading(), year)
    window = services.window_of(cycle, now=now())
    needed = queries.needed(reading(), cycle, window[0])
    chosen = chosen_persons(year)
    found = candidates(reading(), cycle=cycle, persons=chosen, now=now()) if chosen else []
    ticked = {instant(one) for one in starts_from(request.form.getlist("start"))}
    return render_template(
        "scheduling/poll_new.html",
        cycle=cycle,
        known=queries.knowledge_of(reading(), needed, *window, now=now()),
        chosen=chosen,
        candidates=found,
        ticked=ticked,
        posted=request.method == "POST",
        form=form,
        error=error,
        instant=instant,
        length=polls.LENGTH,
    )


def poll_page(poll_id: int) -> ResponseReturnValue:
    """Who has answered what, as a table of times and persons."""
    poll = poll_queries.poll(reading(), poll_id)
    said = {one.id: poll_queries.answers_of(one) for one in poll.asked}
    return render_template(
        "scheduling/poll.html",
        poll=poll,
        said=said,
        counts={slot.id: sum(answers.get(slot.id) is Can.YES for answers in said.values()) for slot in poll.slots},
        open=takes_answers(poll),
        form=ReopenForm(formdata=None, deadline=local_day(now()) + ASK_WITHIN),
        labels=poll_labels,
    )


def close_poll(poll_id: int) -> ResponseReturnValue:
    """No more answers."""
    with transaction() as session:
        polls.close_poll(session, poll=poll_queries.poll(session, poll_id), by=current_person(), now=now())
    flash(_("Rundspørgen er slut. Svarene tæller fortsat med."), "success")
    return redirect(url_for("scheduling.poll_page", poll_id=poll_id))


def reopen_poll(poll_id: int) -> ResponseReturnValue:
    """Answers are taken again."""
    form = ReopenForm()
    if not form.validate_on_submit():
        flash(_("Vælg en dag."), "error")
        return redirect(url_for("scheduling.poll_page", poll_id=poll_id))
    with transaction() as session:
        polls.reopen_poll(
            session,
            poll=poll_queries.poll(session, poll_id),
            deadline=form.deadline.data,
            by=current_person(),
            now=now(),
        )
    flash(_("Rundspørgen er åben igen. De links, folk har fået, virker."), "success")
    return redirect(url_for("scheduling.poll_page", poll_id=poll_id))


def remind_poll(poll_id: int) -> ResponseReturnValue:
    """A reminder to who has not answered, at most once a day."""
    with transaction() as session:
        count = polls.remind(session, poll_id=poll_id, now=now(), again=True)
    sent = ngettext("En påmindelse er på vej.", "%(num)s påmindelser er på vej.", count)
    flash(sent if count else _("Alle, der mangler, er mindet om det i dag."), "success")
    return redirect(url_for("scheduling.poll_page", poll_id=poll_id))


def enter_answer(asked_id: int) -> ResponseReturnValue:
    """What somebody has said on the telephone, entered for her."""
    asked = poll_queries.asked(reading(), asked_id)
    form, given = PollAnswerForm(word=asked.word), poll_queries.answers_of(asked)
    if request.method != "POST":
        return answer_page(asked, form, given, by=current_person())
    failed = kept(asked, form, by=current_person())
    if failed:
        return failed
    flash(_("Svaret fra %(name)s er skrevet ind.", name=asked.person.name), "success")
    return redirect(url_for("scheduling.poll_page", poll_id=asked.poll_id))


@LIMITER.limit("60 per 15 minutes", methods=["POST"])
def poll_answer(token: str) -> ResponseReturnValue:
    """The times for whoever has the link from her mail: looking changes nothing, only pressing the button answers."""
    asked = poll_queries.asked_behind(reading(), token=token, now=now())
    form, given = PollAnswerForm(word=asked.word), poll_queries.answers_of(asked)
    if request.method == "POST":
        failed = kept(asked, form)
        if failed:
            return failed
        flash(_("Tak. Vi har dine svar."), "success")
        return redirect(url_for("scheduling.poll_answer", token=token))
    answer = make_response(answer_page(asked, form, given))
    answer.headers.update(UNSEEN)
    return answer


def kept(asked: PollPerson, form: PollAnswerForm, by: Person | None = None) -> ResponseReturnValue | None:
    """Keeps the answer; gives the page again where that is refused, with all that was pressed."""
    given = answers_from(request.form, [slot.id for slot in asked.poll.slots])
    if not form.validate_on_submit():
        return answer_page(asked, form, given, by=by), 422
    try:
        with transaction() as session:
            polls.answer(
                session,
                asked=poll_queries.asked(session, asked.id),
                given=given,
                word=form.word.data or "",
                by=people.by_id(session, by.id) if by else None,
                now=now(),
            )
    except Refused as refused:
        return answer_page(asked, form, given, words(refused), by=by), refused.status
    return None


def answer_page(
    asked: PollPerson, form: PollAnswerForm, given: dict[int, Can], error: str = "", by: Person | None = None
) -> str:
    """The times of a poll with what was said of each."""
    return render_template(
        "scheduling/poll_answer.html",
        asked=asked,
        poll=asked.poll,
        form=form,
        given=given,
        error=error,
        by=by,
        open=by is not None or takes_answers(asked.poll),
        cans=poll_labels.CAN,
        naive=naive,
    )


ROUTES = (
    Route("/<int:year>/rundspoerger", ["GET"], polls_page, "polls"),
    Route("/<int:year>/rundspoerger/ny", ["GET", "POST"], new_poll, "new_poll"),
    Route("/rundspoerge/<int:poll_id>", ["GET"], poll_page, "poll_page"),
    Route("/rundspoerge/<int:poll_id>/luk", ["POST"], close_poll, "close_poll"),
    Route("/rundspoerge/<int:poll_id>/aabn", ["POST"], reopen_poll, "reopen_poll"),
    Route("/rundspoerge/<int:poll_id>/mind", ["POST"], remind_poll, "remind_poll"),
    Route("/rundspoerge/svar/<int:asked_id>", ["GET", "POST"], enter_answer, "enter_answer"),
    Route("/svar/<token>", ["GET", "POST"], poll_answer, "poll_answer"),
)
