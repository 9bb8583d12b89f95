"""Pages of people: signing in and out, language, one's own page, and the secretariat's list of persons."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_limiter.util import get_remote_address

from app.clock import now
from app.database import reading, transaction
from app.domain import NotFound, Refused
from app.people import access, code_views, delegate_views, queries, services
from app.people.code_views import start_session, submitted_address
from app.people.domain import SignInFailed
from app.people.forms import LinkForm, PasswordForm, PersonForm, SignInForm
from app.people.labels import ROLE_WORDS
from app.people.models import Person
from app.routes import Route, add_routes
from app.web import LANGUAGES, LIMITER, words

blueprint = Blueprint("people", __name__)

BY_MAIL = (
    Route("/log-ind/mail", ["POST"], code_views.ask_link),
    Route("/log-ind/link/<token>", ["GET", "POST"], code_views.open_link),
    Route("/log-ind/kode", ["GET", "POST"], code_views.enter_digits),
)
DELEGATES = (
    Route("/personer/<int:person_id>/stedfortraeder", ["POST"], delegate_views.add_delegate),
    Route("/personer/<int:person_id>/stedfortraeder/<int:delegate_id>/fjern", ["POST"], delegate_views.remove_delegate),
)
add_routes(blueprint, (*BY_MAIL, *DELEGATES))


def own_number() -> str:
    """What the limit of one's own page counts by: a colleague behind the same address is somebody else."""
    person = access.current_person_or_none()
    return f"person:{person.id}" if person else get_remote_address()


@blueprint.route("/log-ind", methods=["GET", "POST"])
@LIMITER.limit("30 per minute", methods=["POST"])
@LIMITER.limit("10 per 15 minutes", key_func=submitted_address, methods=["POST"])
def sign_in() -> ResponseReturnValue:
    """A link by mail, or address and password; in the demonstration also one button a role."""
    form = SignInForm()
    if form.validate_on_submit():
        try:
            found = queries.by_address(reading(), form.address.data or "")
            return start_session(services.authenticate(found, form.password.data or ""), request.args.get("next"))
        except SignInFailed as refused:
            return sign_in_page(form, words(refused)), 401
    return sign_in_page(form)


def sign_in_page(form: SignInForm, error: str = "") -> str:
    """The page itself; the buttons of the demonstration exist only where its pages do."""
    demonstration = "demonstration.sign_in" in current_app.view_functions
    return render_template(
        "people/sign_in.html",
        form=form,
        error=error,
        by_mail=LinkForm(formdata=None),
        target=request.args.get("next"),
        demonstration=demonstration,
    )


@blueprint.post("/log-af")
def sign_out() -> ResponseReturnValue:
    """Ends the session on the server, not only in the browser."""
    token = access.forget()
    with transaction() as writing:
        services.close_session(writing, token=token or "", now=now())
    flash(_("Du er logget af."), "success")
    return redirect(url_for("people.sign_in"))


@blueprint.post("/sprog")
def choose_language() -> ResponseReturnValue:
    """Danish or English: kept with the person, or in the browser of who is not signed in."""
    language = request.form.get("language", "")
    person = access.current_person_or_none()
    if language in LANGUAGES:
        session["language"] = language
        if person is not None:
            with transaction() as writing:
                services.choose_language(writing, person=writing.get_one(Person, person.id), language=language)
    return redirect(access.own_target(request.form.get("next")))


@blueprint.route("/min-side", methods=["GET", "POST"])
@LIMITER.limit("10 per 15 minutes", key_func=own_number, methods=["POST"])
def my_page() -> ResponseReturnValue:
    """What stands about me, my language, and my password."""
    person, form, error = access.current_person(), PasswordForm(), ""
    if form.validate_on_submit():
        try:
            services.authenticate(person, form.present.data or "")
            hashed = services.hash_password(form.new.data or "")
        except Refused as refused:
            error = _("Det er ikke den adgangskode, du har nu.") if refused.status == 401 else words(refused)
        else:
            with transaction() as writing:
                mine = writing.get_one(Person, person.id)
                services.set_password(writing, person=mine, password_hash=hashed, by=mine, now=now())
            flash(_("Din adgangskode er skiftet. Log på med den nye."), "success")
            return redirect(url_for("people.sign_in"))
    return render_template("people/my_page.html", form=form, error=error, role_words=ROLE_WORDS)


@blueprint.get("/personer")
def overview() -> ResponseReturnValue:
    """Everyone, with what they are here."""
    return render_template("people/overview.html", people=queries.everyone(reading()), role_words=ROLE_WORDS)


@blueprint.route("/personer/ny", methods=["GET", "POST"])
def add() -> ResponseReturnValue:
    """A new person."""
    form, error = PersonForm(), ""
    if form.validate_on_submit():
        try:
            with transaction() as writing:
                person = services.add_person(
                    writing,
                    name=form.name.data or "",
                    title=form.title.data or "",
                    address=form.address.data or "",
                    roles=form.chosen_roles(),
                    by=access.current_person(),
                    now=now(),
                )
        except Refused as refused:
            error = words(refused)
        else:
            flash(_("%(name)s er skrevet på. Der er ikke sendt nogen mail.", name=person.name), "success")
            return redirect(url_for("people.overview"))
    return render_template("people/person.html", form=form, error=error, person=None)


@blueprint.route("/personer/<int:person_id>", methods=["GET", "POST"])
def change(person_id: int) -> ResponseReturnValue:
    """One person: name, title, address, roles, and whether she is still here."""
    person = queries.by_id(reading(), person_id)
    if person is None:
        raise NotFound()
    form, error = PersonForm(data=PersonForm.filled(person)), ""
    if form.validate_on_submit():
        try:
            with transaction() as writing:
                services.change_person(
                    writing,
                    person=writing.get_one(Person, person_id),
                    name=form.name.data or "",
                    title=form.title.data or "",
                    address=form.address.data or "",
                    roles=form.chosen_roles(),
                    active=form.active.data,
                    by=access.current_person(),
                    now=now(),
                )
        except Refused as refused:
            error = words(refused)
        else:
            flash(_("%(name)s er rettet.", name=person.name), "success")
            return redirect(url_for("people.overview"))
    others = [one for one in queries.everyone(reading()) if one.active and one.id != person.id]
    delegates = queries.delegates_of(reading(), person)
    return render_template(
        "people/person.html", form=form, error=error, person=person, delegates=delegates, others=others
    )
