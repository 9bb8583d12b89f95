"""What the guidance asks of the secretariat and the directors on their front pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from app.clock import local_day
from app.cycle.domain import MilestoneKind, NextStep, StartStep
from app.cycle.models import Cycle
from app.guidance import gates, queries
from app.guidance.consultation import front as consultation_front
from app.guidance.domain import GateKind, GuidanceState
from app.guidance.drafting import drafts
from app.guidance.models import Guidance
from app.people.domain import Role
from app.people.models import Person


def next_steps(session: Session, person: Person, cycle: Cycle | None, now: dt.datetime) -> list[NextStep]:
    """The next thing of the guidance for this person, if there is one."""
    asked = list(consultation_front.head_steps(session, person))
    if cycle is None or not person.has(Role.SECRETARIAT, Role.DIRECTOR):
        return asked
    guidance = queries.fed_by(session, cycle)
    told = consultation_front.staff_steps(session, guidance, now, cycle.day(MilestoneKind.ADOPTED))
    if not person.has(Role.SECRETARIAT):
        return [*asked, *_for_director(cycle, guidance), *told]
    return [*asked, *_for_secretary(session, cycle, guidance, now), *told]


def _for_director(cycle: Cycle, guidance: Guidance | None) -> Iterator[NextStep]:
    if guidance is not None and guidance.state is GuidanceState.DRAFT:
        yield NextStep(
            sentence=_("Læs udkastet til Ledetråd %(year)s, og skriv med.", year=guidance.year),
            otherwise=_("Direktionen vedtager den på et møde."),
            button=_("Åbn udkastet"),
            endpoint="guidance.draft",
            args={"year": guidance.year},
            due=cycle.day(MilestoneKind.ADOPTED),
            rank=60,
        )


def _for_secretary(session: Session, cycle: Cycle, guidance: Guidance | None, now: dt.datetime) -> Iterator[NextStep]:
    if cycle.subject is None:
        yield _subject_step(cycle)
    if guidance is None:
        if local_day(now) >= cycle.day(MilestoneKind.CODED):
            yield _begin_step(cycle)
    elif guidance.state is GuidanceState.DRAFT:
        yield from _draft_steps(session, cycle, guidance, now)
    elif guidance.state is GuidanceState.ADOPTED:
        yield _publish_step(cycle, guidance)


def _subject_step(cycle: Cycle) -> NextStep:
    return NextStep(
        sentence=_("Skriv Ledetråd %(year)s ind, så årets dialoger har noget at tale om.", year=cycle.year),
        otherwise=_("Ellers kan dagsordenen ikke skrives."),
        button=_("Til ledetråden"),
        endpoint="guidance.overview",
        due=cycle.day(MilestoneKind.CHOSEN),
        rank=20,
    )


def _begin_step(cycle: Cycle) -> NextStep:
    return NextStep(
        sentence=_("Begynd på Ledetråd %(year)s.", year=cycle.year + 1),
        otherwise=_("Ellers har direktionen intet udkast at drøfte."),
        button=_("Begynd på udkastet"),
        endpoint="guidance.overview",
        due=cycle.day(MilestoneKind.DISCUSSED),
        rank=40,
    )


def _draft_steps(session: Session, cycle: Cycle, guidance: Guidance, now: dt.datetime) -> Iterator[NextStep]:
    """The fates stand for themselves: whoever said something waits for them."""
    found = gates.gates_of(session, drafts.draft_of(session, guidance), now=now)
    fates = [gate for gate in found if gate.kind is GateKind.FATE]
    due, year = cycle.day(MilestoneKind.ADOPTED), guidance.year
    if fates:
        yield NextStep(
            sentence=ngettext(
                "%(num)s indsigt har ingen skæbne endnu.", "%(num)s indsigter har ingen skæbne endnu.", len(fates)
            ),
            otherwise=_("Ellers kan ledetråden ikke vedtages, og de, der sagde det, får intet svar."),
            button=_("Giv dem en skæbne"),
            endpoint="guidance.fates",
            args={"year": year},
            due=due,
            rank=50,
        )
    if len(found) > len(fates) or not found:
        yield _adoption_step(year, due, missing=len(found) - len(fates))


def _adoption_step(year: int, due: dt.date, *, missing: int) -> NextStep:
    told = ngettext(
        "%(num)s ting mangler i Ledetråd %(year)s.", "%(num)s ting mangler i Ledetråd %(year)s.", missing, year=year
    )
    sentence = told if missing else _("Ledetråd %(year)s er klar til at blive vedtaget.", year=year)
    return NextStep(
        sentence=sentence,
        otherwise=_("Ellers kan den ikke vedtages til tiden."),
        button=_("Se, hvad der mangler") if missing else _("Skriv vedtagelsen ind"),
        endpoint="guidance.adoption",
        args={"year": year},
        due=due,
        rank=55,
    )


def _publish_step(cycle: Cycle, guidance: Guidance) -> NextStep:
    return NextStep(
        sentence=_("Offentliggør Ledetråd %(year)s.", year=guidance.year),
        otherwise=_("Ellers kan ingen læse den, og det næste år åbner ikke."),
        button=_("Til offentliggørelse"),
        endpoint="guidance.adoption",
        args={"year": guidance.year},
        due=cycle.day(MilestoneKind.SENT),
        rank=30,
    )


def start_steps(session: Session) -> list[StartStep]:
    """What a new body needs of the guidance before its first year: the one that holds now."""
    return [
        StartStep(
            title=_("Den gældende ledetråd"),
            sentence=_("Årets dialoger taler ud fra den. Tidligere år kan skrives ind som historie, det ældste først."),
            done=queries.newest_published(session) is not None,
            rank=55,
            button=_("Skriv den ind"),
            endpoint="guidance.take_over",
        )
    ]
