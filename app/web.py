"""What every page shares: settings, language, security headers, the menus, and the words for a refusal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from gettext import NullTranslations
from typing import Any

from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    g,
    jsonify,
    render_template,
    request,
    send_from_directory,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import Babel, Domain, get_locale, gettext
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf import CSRFProtect
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, ValidationError

from app import clock, dates, logs
from app.cycle.labels import level_word
from app.database import close_reading, is_there_already, reading, transaction
from app.domain import N_, NotFound, Refused
from app.form_words import use_form_words
from app.listing import listed
from app.paper import MADE_UP, THREADS
from app.people import services as people
from app.people.access import TOKEN, UNATTENDED, current_person_or_none
from app.people.labels import role_word
from app.people.models import Person
from app.people.ports import Menus
from app.settings import SETTINGS, settings
from app.trail import queries as trail_queries
from app.trail import runs
from app.trail import services as trail
from config import COLOURS, ROOT, Environment, Settings

LANGUAGES = ("da", "en")
MENUS = "ledetraad.menus"
DESIGN_SYSTEM = "dkfds/dist/"
FILES = ("static", "assets", "logo", "colours")
LARGEST = 2**31 - 1
TRAILED_WITHIN = dt.timedelta(hours=1)
MY_PAGE = ("people.my_page", N_("Min side"))
LIMITER = Limiter(get_remote_address, storage_uri="memory://", strategy="fixed-window")
CSRF = CSRFProtect()

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Whole(IntegerConverter):
    """A number in an address, as large as the databases' own; a larger one is a page that is not there."""

    def to_python(self, value: str) -> int:
        number = int(super().to_python(value))
        if number > LARGEST:
            raise ValidationError()
        return number


def configure(app: Flask, given: Settings) -> None:
    """Flask's own settings, from ours."""
    app.extensions[SETTINGS] = given
    if given.proxies:  # else everyone would come from the proxy's address, and share its limits
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=given.proxies, x_proto=0, x_host=0)  # type: ignore[method-assign]
    prefix = "__Host-" if given.secure_cookies else ""
    app.config.update(
        SECRET_KEY=given.secret_key,
        SESSION_COOKIE_NAME=f"{prefix}ledetraad",
        SESSION_COOKIE_SECURE=given.secure_cookies,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=20 * 1024 * 1024,
        WTF_CSRF_TIME_LIMIT=None,
        RATELIMIT_ENABLED=given.environment is not Environment.TEST,
        BABEL_DEFAULT_LOCALE="da",
        BABEL_DEFAULT_TIMEZONE="Europe/Copenhagen",
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "translations"),
        TEMPLATES_AUTO_RELOAD=False,
        **{MADE_UP: given.demonstration, THREADS: given.colours},
    )
    app.url_map.converters["int"] = Whole
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    CSRF.init_app(app)
    app.before_request(use_form_words)
    LIMITER.init_app(app)
    app.after_request(add_headers)
    app.after_request(note_request)


def show_notes(*notes: int | None, to: Person, way: str = "signed-in") -> None:
    """Said by a view that shows words of these notes: it is trailed when the page has been made.

    `way`: signed in, or by the link from her mail, which a mail scanner may follow too.
    """
    g.opened, g.way = {(to.id, note) for note in notes if note is not None}, way


def note_request(response: Response) -> Response:
    """What a GET writes, after reading is over: that the browser was seen, at most once a minute, and who opened which
    note, at most once an hour for each."""
    now, seen, opened = clock.now(), unseen_token(), untrailed(response)
    if not seen and not opened:
        return response
    close_reading()
    with transaction() as writing:
        if seen:
            session["seen"] = int(now.timestamp())
            people.touch_session(writing, token=seen, now=now)
        if opened:
            trail.record_opened(writing, opened, way=g.way, within=TRAILED_WITHIN, now=now)
    return response


def unseen_token() -> str:
    """The token of a browser that was not seen for a minute; empty for the others, and for who is not signed in."""
    token: str = session.get(TOKEN) or ""
    rests = UNATTENDED in g or clock.now().timestamp() - session.get("seen", 0) < 60
    return "" if g.get("person") is None or rests else token


def untrailed(response: Response) -> set[tuple[int, int]]:
    """Who was shown which note with this answer, and is not in the trail with it yet. A HEAD shows nothing."""
    opened: set[tuple[int, int]] = g.get("opened", set())
    if not opened or request.method == "HEAD" or response.status_code == 404:
        return set()
    return opened - trail_queries.opened_since(reading(), opened, since=clock.now() - TRAILED_WITHIN)


def add_headers(response: Response) -> Response:
    """The headers that keep other sites' scripts and frames out; a page may have set a stricter policy itself."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if settings().secure_cookies:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if request.endpoint not in FILES:
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def add_language(app: Flask) -> None:
    """Danish and English: the person's choice, then this browser's, then what the browser asks for."""
    babel = Babel(app, locale_selector=chosen_language)
    babel.domain_instance = known = Catalogues(domain=app.extensions["babel"].default_domain)
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda one: known.get_translations().gettext(one),
        ngettext=lambda one, many, count: known.get_translations().ngettext(one, many, count),
        newstyle=True,
    )
    app.jinja_env.globals["_"] = app.jinja_env.globals["gettext"]  # without the detour of Jinja's own


class Catalogues(Domain):
    """Flask-Babel's catalogues. A page asks for hundreds of words: the one of its language is not named anew for each.

    Kept beside the language that it was found for, so that a mail in another language finds its own.
    """

    def get_translations(self) -> NullTranslations:
        if not g:
            return super().get_translations()
        held: tuple[object, NullTranslations] | None = g.get("catalogue")
        if held is None or held[0] is not get_locale():
            held = g.catalogue = (get_locale(), super().get_translations())
        return held[1]


def chosen_language() -> str:
    """The language of this request; outside of one, Danish."""
    if not request:
        return "da"
    person = current_person_or_none()
    if person is not None and person.language in LANGUAGES:
        return person.language
    if session.get("language") in LANGUAGES:
        return str(session["language"])
    return request.accept_languages.best_match(LANGUAGES, default="da") or "da"


def add_pages(app: Flask, blueprints: Sequence[Blueprint]) -> None:
    """The blueprints of every room, the assets of the front-end packages, and the two pages for whoever watches us."""
    for blueprint in blueprints:
        app.register_blueprint(blueprint)
    app.add_url_rule("/assets/<path:path>", "assets", serve_asset)
    app.add_url_rule("/logo", "logo", serve_logo)
    app.add_url_rule("/farver.css", "colours", serve_colours)
    app.add_url_rule("/livez", "livez", lambda: ("alive\n", {"Content-Type": "text/plain"}))
    app.add_url_rule("/readyz", "readyz", ready)


def serve_asset(path: str) -> Response:
    """A file of the design system, from the packages that set-up has fetched; nothing else of them."""
    if not path.startswith(DESIGN_SYSTEM):
        raise NotFound()
    # Served from its own folder, so that ".." in the address cannot lead to another package.
    return send_from_directory(ROOT / "node_modules" / DESIGN_SYSTEM, path.removeprefix(DESIGN_SYSTEM), max_age=86400)


def serve_logo() -> Response:
    """The body's own logo, if it has given one. An SVG could hold scripts: shown as a picture it never runs them."""
    logo = settings().logo
    if logo is None:
        raise NotFound()
    return send_from_directory(logo.parent, logo.name, max_age=3600)


def serve_colours() -> ResponseReturnValue:
    """The colours of the themes' threads, for the pages of a body that has given its own."""
    own = settings().colours
    rules = "; ".join(f"--strand-{index + 1}: {own[index % len(own)]}" for index in range(len(COLOURS)))
    return f":root {{ {rules}; }}\n", {"Content-Type": "text/css; charset=utf-8", "Cache-Control": "max-age=3600"}


def ready() -> ResponseReturnValue:
    """200 when the database answers; and how long ago the jobs process last lived, for whoever watches it."""
    seen = runs.last_beat(reading(), process=runs.JOBS)
    jobs = f"jobs seen {int((clock.now() - seen).total_seconds())} seconds ago" if seen else "jobs never seen"
    return f"ready\n{jobs}\n", {"Content-Type": "text/plain"}


def words(refused: Refused) -> str:
    """The refusal's sentence in the person's language."""
    return str(gettext(refused.sentence, **refused.data))


def add_words(app: Flask) -> None:
    """One handler turns every refusal into words; filters and functions for the templates."""
    app.register_error_handler(Refused, show_refusal)
    app.register_error_handler(CSRFError, show_expired)
    app.register_error_handler(HTTPException, show_http_error)
    for raced in (IntegrityError, StaleDataError):
        app.register_error_handler(raced, show_raced)
    app.register_error_handler(Exception, show_fault)
    app.jinja_env.globals["url_for"] = Addresses()
    for name, function in {**dates.FILTERS, "listed": listed}.items():
        app.add_template_filter(function, name)
    app.context_processor(page_context)


class Addresses:
    """url_for of the templates. A page has some forty addresses that are always the same: each is worked out once."""

    def __init__(self) -> None:
        self.known: dict[tuple[object, ...], str] = {}

    def __call__(self, endpoint: str, **values: Any) -> str:
        if not request or endpoint.startswith(".") or (values and endpoint not in FILES):
            return url_for(endpoint, **values)
        key = (request.script_root, endpoint, *values.items())
        if key not in self.known:
            self.known[key] = url_for(endpoint, **values)
        return self.known[key]


def page_context() -> dict[str, Any]:
    """What every template may use."""
    return {
        "current_person": current_person_or_none(),
        "level_word": level_word,
        "locale": str(get_locale() or "da"),
        "navigation": navigation,
        "own_pages": own_pages,
        "role_word": role_word,
        "settings": settings(),
        "today": clock.local_day(clock.now()),
    }


def menus() -> Menus:
    """The menus that wiring has registered."""
    found: Menus = current_app.extensions[MENUS]
    return found


def navigation() -> list[dict[str, Any]]:
    """The main menu of the person's role; empty for who is not signed in. The active item is the request's room."""
    person = current_person_or_none()
    return menu(menus().main_of(person)) if person else []


def own_pages() -> list[dict[str, Any]]:
    """What lies under the person's own name: her page, and what only she of her role keeps in order."""
    person = current_person_or_none()
    return menu((MY_PAGE, *menus().own_of(person))) if person else []


def menu(items: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    """Items as the person reads them; the one of the request's room is active."""
    room = (request.endpoint or "").partition(".")[0]
    return [
        {"endpoint": endpoint, "label": gettext(label), "active": endpoint.startswith(f"{room}.")}
        for endpoint, label in items
    ]


def told(code: str, sentence: str, status: int) -> ResponseReturnValue:
    """What could not be done: as a page, or as JSON for a script."""
    if request.accept_mimetypes.best == "application/json":
        return jsonify(error=code, sentence=sentence), status
    return render_template("refused.html", sentence=sentence, status=status), status


def show_refusal(refused: Refused) -> ResponseReturnValue:
    """A refusal, in its own words."""
    return told(refused.code, words(refused), refused.status)


def show_expired(_error: CSRFError) -> ResponseReturnValue:
    """A form from a session that has run out: nothing was changed."""
    sentence = gettext("Siden har ligget for længe. Gå tilbage, genindlæs den, og prøv igen – intet er ændret.")
    return told("form-expired", sentence, 400)


def show_http_error(error: HTTPException) -> ResponseReturnValue:
    """Werkzeug's errors in our words."""
    status = error.code or 500
    sentences = {
        401: gettext("Du er logget af. Log på igen, så kan du fortsætte."),
        404: gettext(NotFound.sentence),
        405: gettext("Den adresse kan ikke bruges på den måde. Gå tilbage, og prøv igen."),
        413: gettext("Filen er for stor. Den må højst fylde 20 MB."),
        429: gettext("Det er prøvet for mange gange. Vent et øjeblik, og prøv igen."),
    }
    sentence = sentences.get(status, gettext("Det kan ikke lade sig gøre. Gå tilbage, og prøv igen."))
    return told(f"http-{status}", sentence, status)


def show_raced(error: Exception) -> ResponseReturnValue:
    """Two did the same at once and the database let one through: the other is told, and nothing is half done.

    Any other rule of the tables that was broken is our fault.
    """
    if isinstance(error, IntegrityError) and not is_there_already(error):
        return show_fault(error)
    logs.fault("request-raced", error, endpoint=request.endpoint)
    sentence = gettext("En anden gjorde det samme lige før, så intet er ændret nu. Gå tilbage, og genindlæs siden.")
    return told("raced", sentence, 409)


def show_fault(error: Exception) -> ResponseReturnValue:
    """Our own fault: logged without its text, and said plainly."""
    if settings().environment is Environment.TEST:
        raise error
    logs.fault("request-failed", error, endpoint=request.endpoint)
    sentence = gettext("Noget gik galt hos os, og intet er ændret. Prøv igen, eller skriv til sekretariatet.")
    return told("our-fault", sentence, 500)
