"""Pages of signing in by mail. The addresses stand in views.py.

Only POST uses anything up: scanners look at every link of every mail. The link works in the browser that asked for it;
any other is told to type the digits there.
"""

from __future__ import annotations

import datetime as dt

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.clock import now
from app.database import reading, transaction
from app.people import access, codes, services
from app.people.domain import CodeDead
from app.people.forms import DigitsForm, LinkForm
from app.people.models import Person
from app.settings import settings
from app.web import LIMITER, words


def submitted_address() -> str:
    """What the second limit of a sign-in counts by: nobody tries much on one address."""
    return request.form.get("address", "").strip().lower()


@LIMITER.limit("20 per 15 minutes")
@LIMITER.limit("5 per 15 minutes", key_func=submitted_address)
def ask_link() -> ResponseReturnValue:
    """Sends a link, if the address is somebody's; the answer is the same if it is not."""
    form = LinkForm()
    if not form.validate_on_submit():
        return redirect(url_for("people.sign_in", next=request.args.get("next")))
    browser = access.mark_browser(request.args.get("next"))
    with transaction() as writing:
        codes.ask_to_sign_in(writing, address=form.address.data or "", browser=browser, now=now())
    return redirect(url_for("people.enter_digits"))


@LIMITER.limit("30 per 15 minutes", methods=["POST"])
def enter_digits() -> ResponseReturnValue:
    """Where to look now, and the field for the digits."""
    form, browser = DigitsForm(), access.browser_mark()
    if not form.validate_on_submit():
        return digits_page(form)
    try:
        with transaction() as writing:
            person = codes.try_digits(writing, digits=form.digits.data or "", browser=browser, now=now())
    except CodeDead as refused:
        return digits_page(form, words(refused)), refused.status
    if person is None:
        return digits_page(form, _("Cifrene passer ikke. Se efter i den nyeste mail, og prøv igen.")), 422
    return start_session(person, session.get(access.GOING))


def digits_page(form: DigitsForm, error: str = "") -> str:
    """The page itself; in a browser where nothing was asked for it only leads back."""
    return render_template("people/digits.html", form=form, error=error, asked=bool(access.browser_mark()))


@LIMITER.limit("30 per 15 minutes", methods=["POST"])
def open_link(token: str) -> ResponseReturnValue:
    """In the browser that asked: one button. In any other: where to type the digits. GET and HEAD use nothing up."""
    browser = access.browser_mark()
    if request.method == "POST":
        with transaction() as writing:
            person = codes.use_link(writing, link=token, browser=browser, now=now())
        return start_session(person, session.get(access.GOING))
    here = codes.was_asked_here(reading(), link=token, browser=browser, now=now())
    return render_template("people/link.html", here=here)


def start_session(person: Person, target: str | None) -> ResponseReturnValue:
    """Opens a new session for who has shown who she is, and goes where she was going."""
    with transaction() as writing:
        life = dt.timedelta(hours=settings().session_hours)
        token = services.open_session(writing, person=person, life=life, now=now())
    access.remember(token)
    return redirect(access.own_target(target))
