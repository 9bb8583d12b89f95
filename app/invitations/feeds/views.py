"""The calendar that fetches one's meetings by itself: its secret address, and the page where it is made and ended.

The addresses stand at the end; views.py takes them in.
"""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.clock import now
from app.database import reading, transaction
from app.invitations.feeds import services as feeds
from app.mail.writing import words
from app.people.access import current_person
from app.people.models import Person
from app.routes import Route

PATH = "/kalender"


def feed(token: str) -> ResponseReturnValue:
    """The calendar itself; unchanged since the last time, it is not sent again."""
    content = feeds.content_of(reading(), feeds.owner_of(reading(), token))
    response = Response(content, mimetype="text/calendar", headers={"Cache-Control": "private, no-cache"})
    response.add_etag()
    return response.make_conditional(request)


def my_feed() -> ResponseReturnValue:
    """One's own calendar address: made, made anew, or ended. It is shown once, when it is made."""
    address = ""
    if request.method == "POST":
        with transaction() as session:
            person = session.get_one(Person, current_person().id)
            token = feeds.make_feed(session, person=person, now=now())
        address = words.absolute(f"{PATH}/{token}.ics").replace("https://", "webcal://").replace("http://", "webcal://")
    standing = feeds.feed_of(reading(), current_person())
    return render_template("invitations/feed.html", feed=standing, address=address)


def end_feed() -> ResponseReturnValue:
    """The address opens nothing any more."""
    with transaction() as session:
        feeds.end_feed(session, person=session.get_one(Person, current_person().id), now=now())
    flash(_("Kalenderen henter ikke mere. Slet den også i din egen kalender."), "success")
    return redirect(url_for("invitations.my_feed"))


ROUTES = (
    Route(f"{PATH}/<token>.ics", ["GET"], feed),
    Route("/indkaldelser/min-kalender", ["GET", "POST"], my_feed),
    Route("/indkaldelser/min-kalender/stop", ["POST"], end_feed),
)
