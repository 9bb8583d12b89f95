"""Rounds through the calendar sources: claimed by one process, read outside of any transaction, and kept."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

import structlog
from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session, joinedload, undefer

from app import clock
from app.cycle import queries as cycles
from app.cycle.models import Cycle
from app.domain import Refused
from app.mail import oauth
from app.people.models import Person
from app.scheduling import queries, services
from app.scheduling.calendars import clashes, faults, graph, sources
from app.scheduling.calendars.clashes import Clash
from app.scheduling.calendars.collecting import AT_ONCE, Errand, Outcome, Tools, collect, collect_one
from app.scheduling.calendars.faults import SourceKind
from app.scheduling.calendars.fetching import Manner
from app.scheduling.calendars.sealing import Keys, Secret
from app.scheduling.domain import DialogueState
from app.scheduling.models import CalendarSource, Room
from config import Environment, Settings

OpenTransaction = Callable[[], AbstractContextManager[Session]]

LEASE_SECONDS = 240
"""Longer than a reading can take: a minute for what is fetched, and half a minute to read it."""


def tools_of(settings: Settings, *, now: dt.datetime) -> Tools:
    """What this installation fetches with."""
    plain = settings.environment is not Environment.PRODUCTION
    return Tools(
        keys=Keys(settings.calendar_keys, settings.secret_key),
        manner=Manner(inside=settings.calendar_inside, plain=plain),
        graph=_graph_of(settings, now) if settings.graph_token_url else None,
        minutes=settings.calendar_minutes,
        worker=uuid.uuid4().hex,
    )


def _graph_of(settings: Settings, now: dt.datetime) -> graph.Access:
    own = replace(
        settings,
        oauth_token_url=settings.graph_token_url,
        oauth_client_id=settings.graph_client_id,
        oauth_client_secret=settings.graph_client_secret,
        oauth_scope=settings.graph_scope,
    )

    def token() -> str:
        try:
            return oauth.access_token(own, now=now)
        except oauth.TokenRefused:
            raise faults.NoToken from None

    host = urlsplit(settings.graph_url).hostname or ""
    manner = Manner(inside=frozenset({host}), plain=True, redirects=0)
    return graph.Access(url=settings.graph_url, token=token, manner=manner, forget=oauth.forget_tokens)


def refresh_due(
    open_transaction: OpenTransaction,
    *,
    tools: Tools,
    now: dt.datetime,
    stopping: Callable[[], bool] = lambda: False,
) -> Counter[str]:
    """Reads every source that is due; counts them by what became of them.

    The entrypoint's transaction() is handed in, since there are many short ones.
    """
    tally: Counter[str] = Counter()
    while not stopping():
        with open_transaction() as session:
            errands = claim_due(session, tools=tools, now=now)
        if not errands:
            break
        tally.update(_run(open_transaction, errands, tools, now))
    return tally


def refresh_these(
    open_transaction: OpenTransaction, *, ids: Collection[int], tools: Tools, now: dt.datetime
) -> Counter[str]:
    """Reads these sources whether they are due or not, but for those that another process is just reading."""
    with open_transaction() as session:
        errands = _claim(session, tools, now, CalendarSource.id.in_(ids), CalendarSource.due_at.is_not(None))
    return Counter(_run(open_transaction, errands, tools, now))


def try_out(
    session: Session, *, owner: Person | Room, kind: SourceKind, secret: Secret, tools: Tools, now: dt.datetime
) -> tuple[Errand, Outcome]:
    """Reads what is no source yet. `session` only reads, and lends nothing while a server is waited for."""
    errand = Errand(
        kind=kind,
        secret=secret,
        window=sources.window_of(session, now=now),
        ours=sources.ours_of(session, owner, now=now),
    )
    return errand, collect_one(errand, tools)


def claim_due(session: Session, *, tools: Tools, now: dt.datetime) -> list[Errand]:
    """Takes some that are due, oldest first; of Microsoft 365 as many as one request can ask for.

    Nobody's calendar is read whose times are not asked for: who has left, or heads none of the year's six. A room's is
    while the room is in use.
    """
    rooms = [room.id for room in queries.rooms(session)]
    wanted = or_(CalendarSource.person_id.in_(_whose(session, now)), CalendarSource.room_id.in_(rooms))
    due = (CalendarSource.due_at <= now, wanted)
    some = _claim(session, tools, now, *due, limit=AT_ONCE)
    if any(one.kind is SourceKind.GRAPH for one in some):
        of_graph = (*due, CalendarSource.kind == SourceKind.GRAPH)
        some += _claim(session, tools, now, *of_graph, limit=graph.MOST_MAILBOXES - AT_ONCE)
    return some


def _whose(session: Session, now: dt.datetime) -> list[int]:
    """Those whose calendars the year's meetings have to fit; between two years, the directors."""
    cycle = cycles.current(session)
    first = services.window_of(cycle, now=now)[0] if cycle else None
    persons = queries.needed(session, cycle, first) if cycle and first else queries.directors(session)
    return [one.id for one in persons if one.active]


def _claim(
    session: Session, tools: Tools, now: dt.datetime, *which: ColumnElement[bool], limit: int | None = None
) -> list[Errand]:
    lease_now = clock.lease_now(session)
    free = or_(CalendarSource.claimed_until.is_(None), CalendarSource.claimed_until < lease_now)
    due = select(CalendarSource.id).where(free, *which).order_by(CalendarSource.due_at, CalendarSource.id).limit(limit)
    taking = (
        update(CalendarSource)
        .where(CalendarSource.id.in_(due.with_for_update(skip_locked=True)))
        .values(claimed_by=tools.worker, claimed_until=lease_now + dt.timedelta(seconds=LEASE_SECONDS))
        .returning(CalendarSource.id)
        .execution_options(synchronize_session=False)
    )
    ids = list(session.scalars(taking))
    whole = (undefer(CalendarSource.sealed), joinedload(CalendarSource.person), joinedload(CalendarSource.room))
    rows = session.scalars(
        select(CalendarSource).where(CalendarSource.id.in_(ids)).options(*whole).order_by(CalendarSource.id)
    )
    return [sources.errand_of(session, row, keys=tools.keys, now=now) for row in rows]


def _run(open_transaction: OpenTransaction, errands: Sequence[Errand], tools: Tools, now: dt.datetime) -> list[str]:
    """What became of each, in a word. Each is kept in a transaction of its own."""
    became = []
    for errand, outcome in zip(errands, collect(errands, tools), strict=True):
        with open_transaction() as session:
            kept = finish(session, errand=errand, outcome=outcome, tools=tools, now=now)
        became.append(_word(outcome) if kept else "lost")
        if isinstance(outcome, Refused):
            structlog.get_logger().warning("calendar-unread", source=errand.id, fault=outcome.code)
    return became


def _word(outcome: Outcome) -> str:
    if isinstance(outcome, Refused):
        return "unread"
    return "read" if outcome.found is not None else "unchanged"


def finish(session: Session, *, errand: Errand, outcome: Outcome, tools: Tools, now: dt.datetime) -> bool:
    """Keeps an outcome; False if the source has gone, or the lease ran out and another process has it."""
    mine = select(CalendarSource).where(CalendarSource.id == errand.id, CalendarSource.claimed_by == tools.worker)
    owners = (joinedload(CalendarSource.person), joinedload(CalendarSource.room))
    source = session.scalars(mine.options(*owners).with_for_update(of=CalendarSource)).first()
    if source is None:
        return False
    source.claimed_by = source.claimed_until = None
    sources.keep(session, source=source, errand=errand, outcome=outcome, minutes=tools.minutes, now=now)
    return True


@dataclass(frozen=True, kw_only=True)
class Freshened:
    """What a last look at the calendars has found: new appointments on proposed times, and whose could not be read."""

    clashes: list[Clash]
    unread: list[str]


def look_before_accepting(
    open_transaction: OpenTransaction, session: Session, *, year: int, tools: Tools, now: dt.datetime
) -> Freshened:
    """Reads the calendars of all who are needed once more. `session` only reads, before any of it is written."""
    cycle = cycles.by_year(session, year)
    needed = needed_sources(session, cycle, now=now)
    if not needed:
        return Freshened(clashes=[], unread=[])
    before = {(one.dialogue.id, one.person.id) for one in clashes.standing(session, cycle, now=now)}
    ids = [one.id for one in needed]
    refresh_these(open_transaction, ids=ids, tools=tools, now=now)
    with open_transaction() as fresh:
        found = clashes.standing(fresh, cycles.by_year(fresh, year), now=now)
        failed = fresh.scalars(
            select(CalendarSource)
            .where(CalendarSource.id.in_(ids), CalendarSource.fault != "")
            .options(joinedload(CalendarSource.person), joinedload(CalendarSource.room))
            .order_by(CalendarSource.id)
        )
        return Freshened(
            clashes=[one for one in found if _is_news(one, before)],
            unread=list(dict.fromkeys(one.owner.name for one in failed)),
        )


def _is_news(clash: Clash, before: set[tuple[int, int]]) -> bool:
    proposed = clash.dialogue.state is DialogueState.PROPOSED
    return proposed and (clash.dialogue.id, clash.person.id) not in before


def needed_sources(session: Session, cycle: Cycle, *, now: dt.datetime) -> list[CalendarSource]:
    """The sources of all whose calendars the year's meetings have to fit, and of the rooms, but for files."""
    persons = queries.needed(session, cycle, services.window_of(cycle, now=now)[0])
    theirs = CalendarSource.person_id.in_([one.id for one in persons])
    rooms = CalendarSource.room_id.in_([room.id for room in queries.rooms(session)])
    query = select(CalendarSource).where(or_(theirs, rooms), CalendarSource.due_at.is_not(None))
    return list(session.scalars(query.order_by(CalendarSource.id)))
