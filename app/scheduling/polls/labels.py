"""The words of a poll."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from app.dates import day_short
from app.scheduling.models import Poll, PollPerson
from app.scheduling.polls.domain import Can

CAN: Mapping[Can, object] = {
    Can.YES: lazy_gettext("Ja"),
    Can.IF_NEED_BE: lazy_gettext("Hvis nødvendigt"),
    Can.NO: lazy_gettext("Nej"),
}


def can_words(can: Can | None) -> str:
    """ja, hvis nødvendigt, nej; a dash for who has said nothing yet."""
    return str(CAN[can]).lower() if can else "–"


def state_words(poll: Poll, *, is_open: bool) -> str:
    """How far a poll has come, as a sentence."""
    count, all_of_them = sum(one.answered_at is not None for one in poll.asked), len(poll.asked)
    if count == all_of_them:
        return str(_("Alle har svaret."))
    said = ngettext("%(done)s af %(num)s har svaret.", "%(done)s af %(num)s har svaret.", all_of_them, done=count)
    if not is_open:
        return str(_("%(said)s Den er slut.", said=said))
    return str(_("%(said)s Sidste dag er %(day)s.", said=said, day=day_short(poll.deadline)))


def person_words(one: PollPerson) -> str:
    """How far one person has come."""
    if one.answered_at is None:
        return str(_("Mailen kom ikke frem.") if one.bounced_at else _("Har ikke svaret."))
    when = day_short(one.answered_at)
    if one.answered_by_id is not None:
        return str(_("Svarede %(day)s i telefonen.", day=when))
    return str(_("Svarede %(day)s.", day=when))
