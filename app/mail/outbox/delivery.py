"""Emptying the outbox: claim, deliver, finish. Any number of workers may do it at once.

No transaction is open while a server is talked to. Exactly once is not to be had over SMTP: none is lost, and what is
sent again after a crash is the same to the byte.
"""

from __future__ import annotations

import datetime as dt
import os
import socket
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from contextvars import copy_context
from queue import SimpleQueue
from threading import Thread
from typing import Self

from flask import Flask
from sqlalchemy.orm import Session

from app.database import LostConnection, Recorder
from app.mail.domain import Phase
from app.mail.outbox import claiming
from app.mail.outbox.claiming import Claim, Worker, claim, due, release
from app.mail.outbox.finishing import Finished, finish, finish_plain, is_plain
from app.mail.outbox.smtp import Result, Transport
from app.mail.ports import HANDLERS
from config import Settings

CLAIM_SECONDS = 10
MOST_AT_ONCE = 500
LOST = "lost"  # to another worker, since this one took longer than its lease

OpenTransaction = Callable[[], AbstractContextManager[Session]]


def worker_of(settings: Settings, *, app: Flask, stopping: Callable[[], bool] = lambda: False) -> Worker:
    """A worker of this process, within the installation's limits, with the handlers that wiring has registered."""
    return Worker(
        name=f"{socket.gethostname()}:{os.getpid()}",
        per_hour=settings.mail_per_hour,
        paused=settings.mail_paused,
        handlers=app.extensions.get(HANDLERS, {}),
        stopping=stopping,
    )


def deliver_due(
    open_transaction: OpenTransaction,
    *,
    transport: Transport,
    worker: Worker,
    now: dt.datetime,
    recorder: Recorder | None = None,
) -> Counter[str]:
    """Delivers what is due until nothing is left; counts messages by the state in which the try left them.

    The entrypoint's transaction() is handed in, since there are many short ones. With a `recorder`, what became of a
    mail does not wait for the disk (lost at a power cut, the same bytes are sent once more), and is noted while the
    next conversation begins.
    """
    with _Notes(open_transaction, recorder, worker, now) as notes:
        run = _Run(open_transaction, transport, worker, now, notes)
        while run.goes_on() and run.once_through():
            pass
    return notes.tally


class _Run:
    """One worker on its way through what is due.

    It claims as many at once as it has just shown that it can send in some seconds: a quick server is not kept waiting
    by claims, and with a slow one little time passes between the last look at a mail and its leaving.
    """

    def __init__(
        self, open_transaction: OpenTransaction, transport: Transport, worker: Worker, now: dt.datetime, notes: _Notes
    ) -> None:
        self._open, self._transport, self._notes = open_transaction, transport, notes
        self._worker, self._now = worker, now
        self._reachable, self._size = True, claiming.BATCH

    def goes_on(self) -> bool:
        """Whether the next mail may leave; asked before each."""
        halted = self._worker.paused or self._notes.stopped or self._worker.stopping()
        return self._reachable and not halted

    def once_through(self) -> bool:
        """All that is due at one look, a batch at a time; false if nothing could be taken."""
        with self._open() as session:
            ids = due(session, worker=self._worker, now=self._now)
        taken = 0
        while ids:
            deadline = time.monotonic() + claiming.SECONDS_TO_SEND
            some, ids = ids[: self._size], ids[self._size :]
            with self._open() as session:
                claims = claim(session, worker=self._worker, now=self._now, among=some)
            left = self._deliver(claims, deadline)
            taken += len(claims)
            if left or not claims:
                break
        return taken > 0

    def _deliver(self, claims: Sequence[Claim], deadline: float) -> int:
        """Sends what was claimed, as long as the lease lasts; gives back the rest, and says how many that are."""
        untried, started = deque(claims), time.monotonic()
        while untried and time.monotonic() < deadline and self.goes_on():
            one = untried.popleft()
            result = self._transport.deliver(
                envelope_from=one.envelope_from,
                recipient=one.address,
                content=one.raw,
                before_body=self._notes.wait,
            )
            self._notes.take(one, result)
            self._reachable = result.phase is not Phase.CONNECTION
        self._notes.wait()
        self._learn(len(claims) - len(untried), time.monotonic() - started)
        if untried:
            with self._open() as session:
                release(session, claims=untried, worker=self._worker)
        return len(untried)

    def _learn(self, sent: int, seconds: float) -> None:
        if sent:
            self._size = max(claiming.BATCH, min(MOST_AT_ONCE, int(sent * CLAIM_SECONDS / max(seconds, 0.001))))


class _Notes:
    """Notes what became of each mail: with a recorder beside the next conversation, in a thread of its own; else at
    once.

    At most one mail is without its note at any moment: the next one's body leaves only when the note stands. So a
    worker that is killed leaves at most one that has to be sent again.
    """

    def __init__(
        self, open_transaction: OpenTransaction, recorder: Recorder | None, worker: Worker, now: dt.datetime
    ) -> None:
        self.tally: Counter[str] = Counter()
        self.stopped = False
        self._open = recorder.session if recorder else open_transaction
        self._recorder, self._worker, self._now = recorder, worker, now
        self._given: SimpleQueue[tuple[Claim, Result] | None] = SimpleQueue()
        self._noted: SimpleQueue[BaseException | None] = SimpleQueue()
        self._pending = False
        self._thread = Thread(target=copy_context().run, args=(self._beside,)) if recorder else None

    def __enter__(self) -> Self:
        if self._thread is not None:
            self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        if self._thread is not None:
            self._given.put(None)
            self._thread.join()

    def take(self, one: Claim, result: Result) -> None:
        """Notes one; the one before stands already."""
        self.wait()
        if self._thread is None:
            self._write(one, result)
        else:
            self._pending = True
            self._given.put((one, result))

    def wait(self) -> None:
        """Until the last note stands; what went wrong with it is raised here."""
        pending, self._pending = self._pending, False
        fault = self._noted.get() if pending else None
        if fault is not None:
            raise fault

    def _beside(self) -> None:
        """The thread's whole life. Two queues pass a note on in a tenth of the time that a pool's future takes."""
        while (given := self._given.get()) is not None:
            try:
                self._write(*given)
            except BaseException as fault:  # whatever it is, it belongs to the worker that waits for the note
                self._noted.put(fault)
            else:
                self._noted.put(None)

    def _write(self, one: Claim, result: Result) -> None:
        try:
            noted = self._finished(one, result)
        except LostConnection:
            noted = self._finished(one, result)  # on another connection; the fence makes a second note harmless
        self.stopped = noted.stopped
        self.tally[noted.state.value if noted.state else LOST] += 1

    def _finished(self, one: Claim, result: Result) -> Finished:
        worker, now = self._worker, self._now
        if self._recorder is not None and is_plain(one, worker=worker, result=result):
            return finish_plain(self._recorder, claim=one, worker=worker, result=result, now=now)
        with self._open() as session:
            return finish(session, claim=one, worker=worker, result=result, now=now)
