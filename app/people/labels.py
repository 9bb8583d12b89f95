"""What a person is called here."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.people.domain import Role
from app.people.models import Person

ROLE_WORDS = {
    Role.SECRETARIAT: _("Sekretariatet"),
    Role.DIRECTOR: _("Direktør"),
    Role.LEADER: _("Leder af en institution eller et center"),
}
BESIDE_A_NAME = {**ROLE_WORDS, Role.LEADER: _("Leder")}


def role_word(person: Person) -> str:
    """What a person is here, as one word beside her name."""
    return next((str(word) for role, word in BESIDE_A_NAME.items() if person.has(role)), "")
