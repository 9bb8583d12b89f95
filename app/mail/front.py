"""What the front page says of the mails: that nothing leaves, that some should have left, that nothing runs at all.

Whoever waits for such a mail cannot know, and it cannot be told by mail: so it stands where the secretariat begins.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from app.cycle.domain import NextStep
from app.cycle.models import Cycle
from app.dates import moment
from app.mail import queries
from app.mail.domain import MessageState
from app.people.domain import Role
from app.people.models import Person
from app.settings import settings
from app.trail import runs

TOLD_AFTER = dt.timedelta(minutes=15)


def next_steps(session: Session, person: Person, _cycle: Cycle | None, now: dt.datetime) -> list[NextStep]:
    """The secretariat is told first of all: whatever else it does today, nobody hears of it."""
    if not person.has(Role.SECRETARIAT):
        return []
    return [*_still(session, now), *(_stopped(session) or _overdue(session, now)), *_held(session)]


def _stopped(session: Session) -> list[NextStep]:
    by_setting = settings().mail_paused
    if not by_setting and queries.stopped(session) is None:
        return []
    how = _("Det er gjort med en indstilling (LEDETRAAD_MAIL_PAUSED).") if by_setting else ""
    rest = _("Intet går tabt, men ingen får noget, før mail bliver sat i gang igen.")
    return [_step(_("Al mail er stoppet"), f"{how} {rest}".strip(), rank=1)]


def _still(session: Session, now: dt.datetime) -> Iterator[NextStep]:
    """The jobs process has lived, and has not shown itself for a quarter of an hour."""
    seen = runs.last_beat(session, process=runs.JOBS)
    if seen is not None and seen < now - TOLD_AFTER:
        yield _step(
            _("Intet er gået af sig selv siden %(when)s", when=moment(seen)),
            _("Ingen mail bliver sendt, intet svar læst og ingen påmindet. Sig det til dem, der passer serveren."),
            rank=0,
        )


def _overdue(session: Session, now: dt.datetime) -> list[NextStep]:
    count, oldest = queries.overdue(session, now - TOLD_AFTER)
    if not count or oldest is None:
        return []
    sentence = ngettext("En mail er ikke kommet af sted endnu", "%(num)s mails er ikke kommet af sted endnu", count)
    why = _("Den ældste er skrevet %(when)s. Der bliver prøvet igen. Se, hvad serveren siger.", when=moment(oldest))
    return [_step(sentence, why, rank=2, state=MessageState.WAITING.value)]


def _held(session: Session) -> Iterator[NextStep]:
    """After a restore, or before: somebody has to say whether they may go."""
    count = queries.count_held(session)
    if count:
        sentence = ngettext("En mail holdes tilbage", "%(num)s mails holdes tilbage", count)
        yield _step(sentence, _("Ingen får dem, før I frigiver dem."), rank=3, state=MessageState.HELD.value)


def _step(sentence: str, otherwise: str, *, rank: int, state: str = "") -> NextStep:
    return NextStep(
        sentence=sentence,
        otherwise=otherwise,
        button=_("Se mails"),
        endpoint="mail.overview",
        args={"state": state} if state else {},
        waits=True,
        rank=rank,
    )
