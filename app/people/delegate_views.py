"""Who may answer for a person, as a director's secretary does. The addresses stand in views.py."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.clock import now
from app.database import transaction
from app.domain import NotFound
from app.people import access, services
from app.people.models import Person


def add_delegate(person_id: int) -> ResponseReturnValue:
    """One more who may answer for the person."""
    with transaction() as session:
        person = session.get(Person, person_id)
        delegate = session.get(Person, request.form.get("delegate", 0, type=int))
        if person is None or delegate is None:
            raise NotFound()
        services.add_delegate(session, person=person, delegate=delegate, by=access.current_person(), now=now())
    flash(_("%(name)s kan svare for %(person)s.", name=delegate.name, person=person.name), "success")
    return redirect(url_for("people.change", person_id=person_id))


def remove_delegate(person_id: int, delegate_id: int) -> ResponseReturnValue:
    """Somebody may no longer answer for the person."""
    with transaction() as session:
        person, delegate = session.get(Person, person_id), session.get(Person, delegate_id)
        if person is None or delegate is None:
            raise NotFound()
        services.remove_delegate(session, person=person, delegate=delegate, by=access.current_person(), now=now())
    flash(_("%(name)s kan ikke længere svare for %(person)s.", name=delegate.name, person=person.name), "success")
    return redirect(url_for("people.change", person_id=person_id))
