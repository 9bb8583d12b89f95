"""What an invited head wants to know first; it stands in her mail and on her page, in the order in which she asks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from app.cycle.labels import count_word
from app.invitations.models import Invitation


@dataclass(frozen=True)
class Fact:
    """One answer, under the question that she has."""

    heading: str
    text: str
    points: Sequence[str] = ()


def facts_for(invitation: Invitation) -> list[Fact]:
    """Why us, what it takes, what is written down, whom to bring; and last, that Outlook is enough."""
    why = _(
        "Direktionen taler hvert år med %(count)s arbejdspladser. I år er det jeres tur, %(institution)s. "
        "Det er ikke et tilsyn.",
        count=count_word(invitation.dialogue.seat.draw.seats_wanted),
        institution=institution_of(invitation),
    )
    takes = _(
        "%(minutes)s minutter og højst en times forberedelse. Jeres årsplan er nok.", minutes=minutes_of(invitation)
    )
    written = _(
        "Du ser referatet først. Direktionen og sekretariatet læser det bagefter. Det kan udleveres ved aktindsigt."
    )
    company = _(
        "Du kan tage to med, for eksempel din souschef, en medarbejder eller jeres arbejdsmiljørepræsentant. "
        "Du bestemmer selv hvem, og de behøver intet login."
    )
    return [
        Fact(_("Hvorfor jer"), why),
        Fact(_("Hvad det kræver"), takes, questions_of(invitation)),
        Fact(_("Hvad der bliver skrevet ned"), written),
        Fact(_("Hvem der kan komme med"), company),
        Fact(_("Har du svaret i Outlook?"), _("Så er det nok. Du behøver ikke gøre mere.")),
    ]


def institution_of(invitation: Invitation) -> str:
    """The name of the institution that is invited."""
    return invitation.dialogue.seat.institution.name


def minutes_of(invitation: Invitation) -> int:
    """How long the meeting lasts."""
    dialogue = invitation.dialogue
    if dialogue.starts_at is None or dialogue.ends_at is None:
        return 0
    return (dialogue.ends_at - dialogue.starts_at) // dt.timedelta(minutes=1)


def questions_of(invitation: Invitation) -> list[str]:
    """The reflection questions of the guidance that the meeting talks about."""
    subject = invitation.dialogue.seat.draw.cycle.subject
    themes = subject.content["themes"] if subject else []
    return [question for theme in themes for question in theme["questions"]]
