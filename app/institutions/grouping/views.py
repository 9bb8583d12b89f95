"""The page of who counts as one: proposals with their reasons, one answer or all at once. Addresses: views.py."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.clock import local_day, now
from app.database import reading, transaction
from app.domain import Refused
from app.institutions import queries
from app.institutions.domain import Decision
from app.institutions.grouping import labels
from app.institutions.grouping import services as grouping_services
from app.institutions.grouping.proposals import Proposals
from app.institutions.grouping.services import Answer
from app.people.access import current_person
from app.web import words

MOST_SHOWN = 300


def heads() -> ResponseReturnValue:
    """What is proposed, and what was answered."""
    return heads_page()


def heads_page(error: str = "") -> str:
    """The whole page, with what could not be done on top."""
    session, day = reading(), local_day(now())
    proposed = grouping_services.proposals(session, day=day)
    answered = grouping_services.decisions(session)
    return render_template(
        "institutions/heads.html",
        proposed=proposed,
        units=queries.by_ids(session, _named(proposed)),
        confirmed=[one for one in answered if one.decision is Decision.CONFIRMED],
        refused=[one for one in answered if one.decision is Decision.REFUSED],
        counts=queries.count_heads(session, day),
        most=MOST_SHOWN,
        labels=labels,
        error=error,
    )


def _named(proposed: Proposals) -> set[int]:
    """Every unit that the proposals speak of."""
    pairs = {unit for one in proposed.heads for unit in (one.unit, one.head)}
    return pairs | {unit for area in proposed.areas for unit in (area.unit, *area.houses)}


def answer_head() -> ResponseReturnValue:
    """One answer (`answer`: yes:UNIT:HEAD), or the same to all that the page showed (all-yes, all-no and `pair`s)."""
    said, _colon, one = request.form.get("answer", "").partition(":")
    pairs = [pair for text in ([one] if one else request.form.getlist("pair")) if (pair := _pair(text))]
    yes = {"yes": True, "no": False, "all-yes": True, "all-no": False}.get(said)
    if yes is None or not pairs:
        return redirect(url_for("institutions.heads"))
    answers = [Answer(unit=unit, head=head, yes=yes) for unit, head in pairs]
    why = grouping_services.proposals(reading(), day=local_day(now())).reasons()
    try:
        with transaction() as session:
            grouping_services.answer(session, answers=answers, reasons=why, by=current_person(), now=now())
    except Refused as refused:
        return heads_page(words(refused)), refused.status
    flash(_("Gemt. Det bliver husket, også når registeret læses ind igen."), "success")
    return redirect(url_for("institutions.heads"))


def _pair(text: str) -> tuple[int, int] | None:
    unit, _colon, head = text.partition(":")
    return (int(unit), int(head)) if _is_number(unit) and _is_number(head) else None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def answer_area() -> ResponseReturnValue:
    """An area gets one head, with a name and those houses that are ticked; or it does not."""
    text, houses = request.form.get("unit", ""), [one for one in request.form.getlist("house") if _is_number(one)]
    if not _is_number(text):
        return redirect(url_for("institutions.heads"))
    unit, by, when = int(text), current_person(), now()
    try:
        with transaction() as session:
            if request.form.get("answer") == "yes":
                name = request.form.get("name", "")
                grouping_services.lead_area(
                    session, unit_id=unit, name=name, houses=[int(one) for one in houses], by=by, now=when
                )
            else:
                no = Answer(unit=unit, head=unit, yes=False)
                grouping_services.answer(session, answers=[no], by=by, now=when)
    except Refused as refused:
        return heads_page(words(refused)), refused.status
    flash(_("Gemt. Det bliver husket, også når registeret læses ind igen."), "success")
    return redirect(url_for("institutions.heads"))


def undo_head(decision_id: int) -> ResponseReturnValue:
    """Takes an answer back; what stood before stands again."""
    with transaction() as session:
        grouping_services.undo(session, decision_id=decision_id, by=current_person(), now=now())
    flash(_("Svaret er taget tilbage."), "success")
    return redirect(url_for("institutions.heads"))
