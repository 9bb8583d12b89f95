"""One round through the mailbox: search above the last UID, store and commit, process and commit, then move.

A crash between two of these leaves a repeat, and a repeat changes nothing: a mail is known by its place and by its
bytes. When the server has given the mailbox new UIDs (UIDVALIDITY), everything in it is looked at again.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.mail.domain import InboxOutcome
from app.mail.inbox import queries, taking_in
from app.mail.inbox import services as inbox
from app.mail.inbox.imap import Account, Mailbox, MailboxFault, MailboxRefusal, account_of
from app.mail.inbox.taking_in import OpenTransaction, Reader
from app.mail.models import InboxMessage, MailboxState
from config import Settings

GIVE_UP_AFTER = 3


@dataclass(frozen=True, kw_only=True)
class Round:
    """What a round needs: the mailbox, where mails go afterwards, who applies them; `stopping` is asked between two."""

    account: Account
    handled: str
    failed: str
    reader: Reader
    stopping: Callable[[], bool] = lambda: False


def round_of(
    settings: Settings, *, reader: Reader, now: dt.datetime, stopping: Callable[[], bool] | None = None
) -> Round:
    """The round of this installation."""
    return Round(
        account=account_of(settings, now=now),
        handled=settings.imap_handled,
        failed=settings.imap_failed,
        reader=reader,
        stopping=stopping or (lambda: False),
    )


def fetch_new(open_transaction: OpenTransaction, *, plan: Round, now: dt.datetime) -> Counter[str]:
    """Takes in what is new; counts mails by their outcome.

    Raises MailboxFault where the mailbox could not be read to its end, after noting it; what was taken in stays so.
    """
    name = plan.account.mailbox
    with open_transaction() as session:
        _state(session, name, now)
    taking_in.process_left_over(open_transaction, reader=plan.reader, now=now)
    tally: Counter[str] = Counter()
    try:
        with Mailbox(plan.account) as mailbox:
            reading = _Reading(open_transaction, plan, mailbox, now, tally)
            reading.whole()
    except MailboxFault as fault:
        with open_transaction() as session:
            _state(session, name, now).fault = str(fault)[:200]
        raise
    with open_transaction() as session:
        state = _state(session, name, now)
        state.read_at, state.uidvalidity, state.fault = now, mailbox.uidvalidity, reading.unmoved[:200]
    return tally


def _state(session: Session, name: str, now: dt.datetime) -> MailboxState:
    """The mailbox's row, held; two readers that meet a new mailbox at once share one."""
    found = session.get(MailboxState, name, with_for_update=True)
    if found is not None:
        return found
    with suppress(IntegrityError), session.begin_nested():
        session.add(MailboxState(mailbox=name, tried_since=now))
    return session.get_one(MailboxState, name, with_for_update=True)


class _Reading:
    """One open mailbox on its way through the round."""

    def __init__(
        self,
        open_transaction: OpenTransaction,
        plan: Round,
        mailbox: Mailbox,
        now: dt.datetime,
        tally: Counter[str],
    ) -> None:
        self.open_transaction, self.plan, self.mailbox = open_transaction, plan, mailbox
        self.now, self.tally = now, tally
        self.unmoved = ""

    def whole(self) -> None:
        """What was left lying, then what is new, one after the other."""
        name, validity = self.plan.account.mailbox, self.mailbox.uidvalidity
        with self.open_transaction() as session:
            left = queries.unfiled(session, mailbox=name, uidvalidity=validity)
            last = queries.last_uid(session, mailbox=name, uidvalidity=validity)
        for message in left:
            self._file(message)
        for uid in self.mailbox.new_uids(after=last):
            if self.plan.stopping():
                break
            self._take(inbox.Place(mailbox=name, uidvalidity=validity, uid=uid))

    def _take(self, place: inbox.Place) -> None:
        try:
            message = self._stored(place)
        except MailboxFault:
            self._note_failure(place)
            raise
        if message is None:
            return
        if message.outcome is None:
            message = taking_in.process(
                self.open_transaction, message_id=message.id, reader=self.plan.reader, now=self.now
            )
        self.tally[message.outcome.value if message.outcome else ""] += 1
        self._file(message)

    def _stored(self, place: inbox.Place) -> InboxMessage | None:
        """The mail's row; None if it has gone, or another process has taken it."""
        described = self.mailbox.describe(place.uid)
        if described is None:
            return None
        given = {"received_at": described.came_at or self.now, "now": self.now}
        if inbox.is_too_large(described.size):
            with self.open_transaction() as session:
                return inbox.store_note(session, reason=inbox.TOO_LARGE, size=described.size, place=place, **given)
        raw = self.mailbox.fetch(place.uid)
        if raw is None:
            return None
        with self.open_transaction() as session:
            return inbox.store(session, raw=raw, place=place, **given)

    def _note_failure(self, place: inbox.Place) -> None:
        """Counts a mail that the server cannot give us; after three times it is left to a person, and the rest goes on
        in the next round."""
        with self.open_transaction() as session:
            state = _state(session, place.mailbox, self.now)
            state.failures = state.failures + 1 if state.failing_uid == place.uid else 1
            state.failing_uid = place.uid
            if state.failures >= GIVE_UP_AFTER:
                inbox.store_note(
                    session, reason=inbox.NOT_GIVEN, size=0, received_at=self.now, now=self.now, place=place
                )

    def _file(self, message: InboxMessage) -> None:
        """Out of the mailbox: what we have is handled; what a person has to look up there has failed.

        A server that will not move a mail must not keep us from reading the next one: it is moved another time.
        """
        failed = message.reason in (inbox.TOO_LARGE, inbox.NOT_GIVEN, inbox.OUR_FAULT)
        try:
            if message.uid is not None:
                self.mailbox.move(message.uid, self.plan.failed if failed else self.plan.handled)
        except MailboxRefusal as refusal:
            self.unmoved = str(refusal)
            return
        with self.open_transaction() as session:
            session.get_one(InboxMessage, message.id).filed_at = self.now


def told(tally: Counter[str]) -> dict[str, int]:
    """How many came to each outcome, as the command prints it; all outcomes are named."""
    return {outcome.value: tally[outcome.value] for outcome in InboxOutcome}
