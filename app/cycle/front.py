"""Puts the front page together from what the rooms have registered: what is asked, what is next, the six, the year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from app.clock import local_day, week
from app.cycle import queries
from app.cycle.domain import TRIAL, NextStep, Phase, PhaseSpan, SeatRow, Stage, StartStep, Tense, in_order, phases_of
from app.cycle.labels import MONTHS, PHASES, STAGES, count_word
from app.cycle.models import Cycle
from app.cycle.ports import FRONT_PAGE, FrontPage
from app.cycle.strip import draw_strip
from app.cycle.wheel import Arc, Dot, DotState, Words, draw_wheel, first_day, holds
from app.dates import day_short
from app.mail import queries as outbox
from app.mail.domain import MessageState
from app.mail.models import OutboxMessage
from app.people import queries as people
from app.people.domain import Role
from app.people.models import Person
from app.settings import settings
from config import Settings

HELD = list(Stage).index(Stage.HELD) + 1


@dataclass(frozen=True)
class Front:
    """The page as the template shows it: `asked` is the first of the steps, `steps` the others."""

    asked: NextStep | None
    steps: Sequence[NextStep]
    seats: Sequence[SeatRow]
    spans: Sequence[PhaseSpan]
    notes: Mapping[Phase, str]
    wheel: str
    strip: str


def ports() -> FrontPage:
    """What the rooms have registered."""
    found: FrontPage = current_app.extensions[FRONT_PAGE]
    return found


def front_of(session: Session, *, person: Person, cycle: Cycle | None, now: dt.datetime) -> Front:
    """Everything that the front page of one person shows."""
    steps = in_order(step for source in ports().steps for step in source(session, person, cycle, now))
    seats = seats_of(session, person=person, cycle=cycle, now=now)
    spans = phases_of({one.kind: one.day for one in cycle.milestones}) if cycle else []
    wheel, strip = pictures(cycle.year, spans, seats, local_day(now)) if cycle else ("", "")
    return Front(steps[0] if steps else None, steps[1:], seats, spans, phase_notes(seats), wheel, strip)


def seats_of(session: Session, *, person: Person, cycle: Cycle | None, now: dt.datetime) -> Sequence[SeatRow]:
    """The six with how far each has come; empty before the choice."""
    source = ports().seats
    return source(session, person, cycle, now) if source and cycle else []


def own_seat(session: Session, *, person: Person, cycle: Cycle | None, now: dt.datetime) -> SeatRow | None:
    """The seat of the institution that a person leads, if it is one of the year's six."""
    led = ports().led
    mine = {one.id for one in led(session, person, local_day(now))} if led else set()
    rows = seats_of(session, person=person, cycle=cycle, now=now) if mine else []
    return next((row for row in rows if row.institution_id in mine), None)


def notice(session: Session, cycle: Cycle | None) -> int:
    """How many weeks before its meeting an institution is told; 0 where nothing is promised."""
    source = ports().notice
    return source(session, cycle) if source else 0


def start_steps(session: Session) -> list[StartStep]:
    """What a new body does before its first year, in order."""
    return sorted((step for source in ports().start for step in source(session)), key=lambda step: step.rank)


def way(row: SeatRow) -> list[tuple[str, str]]:
    """The way of one of the six as words and marks, for the row of dots."""
    return [(str(STAGES[stage]), mark) for stage, mark in row.way()]


def phase_notes(seats: Sequence[SeatRow]) -> dict[Phase, str]:
    """What there is to say beside a phase, apart from its days."""
    if not seats:
        return {Phase.SELECTION: _("Ingen er valgt endnu")}
    held = sum(row.reached >= HELD for row in seats)
    chosen = _("%(count)s valgt", count=count_word(len(seats)).capitalize())
    return {Phase.SELECTION: chosen, Phase.DIALOGUES: _("%(held)s af %(all)s holdt", held=held, all=len(seats))}


def pictures(year: int, spans: Sequence[PhaseSpan], seats: Sequence[SeatRow], today: dt.date) -> tuple[str, str]:
    """The wheel and the strip: the same data, drawn for a wide page and for a narrow one."""
    arcs = [Arc(str(PHASES[span.phase]), span.first, span.last, span.tense(today)) for span in spans]
    dots = [dot for dot in map(dot_of, seats) if dot is not None]
    hand = today if holds(first_day(year, arcs), today) else None
    words = Words(
        title=_("Årshjulet %(year)s", year=year),
        description=described(arcs, seats),
        months=tuple(str(month) for month in MONTHS),
        today=_("%(day)s, uge %(week)s", day=day_short(today), week=week(today)) if hand else "",
    )
    return draw_wheel(year, arcs, dots, hand, words), draw_strip(year, arcs, dots, hand, words)


def dot_of(row: SeatRow) -> Dot | None:
    """The place of one of the six in the picture; without a day it has none, and the table says so."""
    if row.start is None:
        return None
    held = row.reached >= HELD
    state = DotState.DONE if held else DotState.WAITS if row.struck else DotState.NEXT
    return Dot(row.number, local_day(row.start), state, f"{row.institution}, {day_short(row.start)}. {row.sentence}")


def described(arcs: Sequence[Arc], seats: Sequence[SeatRow]) -> str:
    """The picture in words, for who does not see it."""
    now = [arc.name for arc in arcs if arc.tense is Tense.NOW]
    where = _("Lige nu: %(phase)s.", phase=", ".join(now)) if now else _("Lige nu er der ingen fase i gang.")
    held = sum(row.reached >= HELD for row in seats)
    told = ngettext("%(num)s dialog er holdt.", "%(num)s dialoger er holdt.", held)
    return " ".join((where, told, _("Tabellerne nedenfor siger det samme.")))


def own_start_steps(session: Session) -> list[StartStep]:
    """What the ground floor itself needs before a first year: a name, mail, people, and the year."""
    given = settings()
    return [
        StartStep(
            title=_("Jeres navn og logo"),
            sentence=" ".join(
                (
                    _("Siderne og brevene er fra %(name)s. Navnet står i LEDETRAAD_BODY_NAME.", name=given.body_name),
                    logo_words(given),
                )
            ),
            done=given.body_name != Settings.body_name,
            rank=10,
        ),
        mail_step(session),
        StartStep(
            title=_("Personer"),
            sentence=_("Mindst én i sekretariatet og direktørerne, som er med i dialogerne."),
            done={Role.SECRETARIAT, Role.DIRECTOR} <= people.roles_filled(session),
            rank=30,
            button=_("Tilføj personer"),
            endpoint="people.overview",
        ),
        StartStep(
            title=_("Året"),
            sentence=_("Åbn det år, I er i. Er I midt i det, skriver I det ind, som det står; der går ingen mail ud."),
            done=queries.is_begun(session),
            rank=60,
            button=_("Åbn et år"),
            endpoint="cycle.open_year",
        ),
    ]


def logo_words(given: Settings) -> str:
    """Whether the body's logo is there: a body may do without one, so it holds up nothing."""
    if given.logo is None:
        return _("Der er intet logo endnu; uden et står navnet alene. Logoets fil skrives i LEDETRAAD_LOGO.")
    return _("Logoet er %(file)s.", file=given.logo.name)


def mail_step(session: Session) -> StartStep:
    """Mail works when a mail of ours has left, and the last trial did not fail: nothing less proves the settings."""
    trial = outbox.newest_of_kind(session, TRIAL)
    done = outbox.any_sent(session) and not (trial and trial.state is MessageState.FAILED)
    address = _("Mails kommer fra %(address)s, og svarene læses samme sted.", address=settings().sender_address)
    arrives = _("Mails når frem.") if done else trial_words(trial, stopped=outbox.stopped(session) is not None)
    return StartStep(
        title=_("Mail"),
        sentence=f"{address} {arrives}",
        done=done,
        rank=20,
        button=_("Send mig en prøvemail"),
        endpoint="cycle.try_mail",
        post=True,
    )


def trial_words(trial: OutboxMessage | None, *, stopped: bool) -> str:
    """How the trial mail fares, with the server's own words: only they say which setting is wrong."""
    if trial is None:
        return _("Send en prøvemail til dig selv, før I indkalder nogen.")
    if trial.state is MessageState.FAILED:
        return _("Prøvemailen blev ikke taget imod: “%(words)s”. Ret det, og send en ny.", words=trial.last_words)
    if trial.state is MessageState.HELD or settings().mail_paused or stopped:
        return _("Prøvemailen venter, for mail holdes tilbage lige nu.")
    if trial.attempts:
        return _("Prøvemailen er ikke afleveret endnu: “%(words)s”. Den prøves igen.", words=trial.last_words)
    return _("Prøvemailen er ikke afleveret endnu. Genindlæs siden om et øjeblik.")
