"""What answers, channels, changes and the states of a mail are called on a page."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.dates import day_short
from app.invitations.domain import Answer, Change, Channel, Uncounted
from app.invitations.models import Participant
from app.mail.labels import STATES

ANSWERS = {
    Answer.NEEDS_ACTION: _("intet svar endnu"),
    Answer.ACCEPTED: _("ja"),
    Answer.DECLINED: _("nej, find en anden tid"),
    Answer.TENTATIVE: _("måske"),
}
BUTTONS = {
    Answer.ACCEPTED: _("Ja, jeg kommer"),
    Answer.DECLINED: _("Nej, find en anden tid"),
    Answer.TENTATIVE: _("Måske, jeg vender tilbage"),
}
CHANNELS = {
    Channel.MAIL: _("i kalenderen"),
    Channel.WEB: _("på siden"),
    Channel.SECRETARY: _("sagt til sekretariatet"),
}
CHANGES = {
    Change.NEW: _("indkaldes"),
    Change.TIME: _("får den nye tid og bliver spurgt igen"),
    Change.ROOM: _("får det nye lokale; svaret gælder stadig"),
    Change.TITLE: _("får det nye navn; svaret gælder stadig"),
    Change.CANCELLED: _("får at vide, at mødet er aflyst"),
    Change.REMOVED: _("får at vide, at mødet bliver holdt uden vedkommende"),
}
UNCOUNTED = {
    Uncounted.OLDER_TIME.value: _("tæller ikke: svaret gjaldt en tid, der er flyttet"),
    Uncounted.OLDER_ANSWER.value: _("tæller ikke: der er kommet et nyere svar"),
    Uncounted.UNKNOWN_VERSION.value: _("tæller ikke: svaret gælder en indkaldelse, vi ikke har sendt"),
}
MESSAGE_STATES = STATES


def answer_word(value: str) -> str:
    """An answer by its word in the inbox's rows."""
    return str(ANSWERS[Answer(value)])


def said(participant: Participant) -> str:
    """An answer with its way and its day: "ja (på siden 3. februar)"."""
    if participant.channel is None or participant.answered_at is None:
        return str(ANSWERS[participant.answer])
    return str(
        gettext(
            "%(answer)s (%(channel)s %(day)s)",
            answer=ANSWERS[participant.answer],
            channel=CHANNELS[participant.channel],
            day=day_short(participant.answered_at),
        )
    )


def is_waited_for(participant: Participant) -> bool:
    """Whether the meeting waits on this person: no answer, a no, or a mail that came back."""
    return participant.bounced_at is not None or participant.answer in (Answer.NEEDS_ACTION, Answer.DECLINED)
