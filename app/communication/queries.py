"""Named reads of the communication: the plan, who is in the managers' circle, the courses, the committee paper."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.communication.domain import Channel, PaperMissing
from app.communication.models import CommitteePaper, Course, PaperSentence, PlanStep
from app.domain import N_, NotFound
from app.guidance import queries as guidances
from app.guidance.domain import GuidanceState
from app.guidance.editions.edition import content_of
from app.guidance.models import Guidance, Publication
from app.institutions import queries as institutions
from app.institutions.domain import NOT_GOVERNED, alphabetical
from app.institutions.models import Institution
from app.mail import queries as outbox
from app.people import queries as people
from app.people.domain import MAIL_ADDRESS, Role
from app.people.models import Person


def steps_of(session: Session, guidance: Guidance) -> list[PlanStep]:
    """The rows of a plan by their day."""
    query = select(PlanStep).where(PlanStep.guidance_id == guidance.id).order_by(PlanStep.day, PlanStep.id)
    return list(session.scalars(query))


def step(session: Session, step_id: int) -> PlanStep:
    """One row with its guidance; raises NotFound."""
    query = select(PlanStep).where(PlanStep.id == step_id).options(joinedload(PlanStep.guidance))
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFound(N_("Rækken"), step_id)
    return found


def steps_due(session: Session, day: dt.date) -> list[PlanStep]:
    """The rows of any year whose day has come and that nobody has done."""
    query = select(PlanStep).where(PlanStep.done_on.is_(None), PlanStep.day <= day).order_by(PlanStep.day, PlanStep.id)
    return list(session.scalars(query.options(joinedload(PlanStep.guidance))))


def open_committee_step(session: Session, guidance: Guidance) -> list[PlanStep]:
    """The rows that wait for the committee."""
    return [one for one in steps_of(session, guidance) if one.channel is Channel.COMMITTEE and one.done_on is None]


def staff(session: Session) -> list[Person]:
    """Who can be the one that does a row: the secretariat, then the directors."""
    found = [*people.with_role(session, Role.SECRETARIAT), *people.with_role(session, Role.DIRECTOR)]
    return list(dict.fromkeys(found))


def told(session: Session) -> list[Guidance]:
    """The guidance of every year that there is something to tell of from here, the newest first."""
    states = (GuidanceState.ADOPTED, GuidanceState.PUBLISHED)
    query = select(Guidance).where(Guidance.state.in_(states), Guidance.taken_over.is_(False))
    return list(session.scalars(query.order_by(Guidance.year.desc())))


def published_content(session: Session, guidance: Guidance) -> dict[str, Any] | None:
    """What was published, in its newest edition, or taken over; nothing before."""
    if guidance.state is not GuidanceState.PUBLISHED:
        return None
    publication = guidances.publication_of(session, guidance)
    return publication.content if publication else content_of(session, guidance, now=guidance.started_at)


def first_published_at(session: Session, guidance: Guidance) -> dt.datetime | None:
    """When the first edition was sent out; a correction tells nobody of the guidance anew."""
    query = select(Publication.published_at).where(Publication.guidance_id == guidance.id)
    return session.scalars(query.order_by(Publication.edition).limit(1)).one_or_none()


@dataclass(frozen=True, kw_only=True)
class Circle:
    """The managers' circle on a day: who can be written to, who cannot, and the units that nobody heads."""

    people: Sequence[Person]
    unreachable: Sequence[Person]
    headless: Sequence[Institution]


def managers_circle(session: Session, day: dt.date) -> Circle:
    """Every head in the register, and the directors; each once, by name."""
    units = _governed(session, day)
    heads = institutions.heads_of(session, [one.id for one in units], day)
    found = {one.id: one for one in [*heads.values(), *people.with_role(session, Role.DIRECTOR)]}
    in_order = sorted(found.values(), key=lambda person: (alphabetical(person.name), person.id))
    return Circle(
        people=[one for one in in_order if _reachable(one)],
        unreachable=[one for one in in_order if not _reachable(one)],
        headless=[one for one in units if one.head_id is None and one.id not in heads],
    )


def _governed(session: Session, day: dt.date) -> list[Institution]:
    """The units that there are on a day and that the directorate governs."""
    query = (
        select(Institution)
        .where(
            Institution.pseudo.is_(False),
            Institution.ownership.not_in(NOT_GOVERNED),
            institutions.open_on(day),
        )
        .order_by(Institution.name)
    )
    return list(session.scalars(query))


def _reachable(person: Person) -> bool:
    return re.match(MAIL_ADDRESS, person.address) is not None


def courses_of(session: Session, guidance: Guidance) -> list[Course]:
    """The courses by their time, with who is invited."""
    query = select(Course).where(Course.guidance_id == guidance.id).options(selectinload(Course.places))
    return list(session.scalars(query.order_by(Course.starts_at, Course.id)))


def course(session: Session, course_id: int) -> Course:
    """One course with its guidance and who is invited; raises NotFound."""
    query = select(Course).where(Course.id == course_id)
    found = session.scalars(query.options(joinedload(Course.guidance), selectinload(Course.places))).one_or_none()
    if found is None:
        raise NotFound(N_("Kurset"), course_id)
    return found


def thread_of(course: Course) -> str:
    """How the outbox and the trail name a course."""
    return f"course:{course.id}"


COURSE_OFF = "course-off"
"""The kind of the mails that call a course off."""


def called_off(session: Session, courses: Sequence[Course]) -> dict[int, dt.datetime]:
    """Which of these courses are off, by their numbers, and since when: their mails say so."""
    threads = {thread_of(one): one.id for one in courses}
    return {threads[key]: at for key, at in outbox.first_of_kind(session, COURSE_OFF, list(threads)).items()}


def paper_by_id(session: Session, guidance_id: int) -> CommitteePaper | None:
    """The committee paper of a guidance with its sentences, once somebody has begun on it."""
    query = select(CommitteePaper).where(CommitteePaper.guidance_id == guidance_id)
    whole = (joinedload(CommitteePaper.guidance), selectinload(CommitteePaper.sentences))
    return session.scalars(query.options(*whole)).one_or_none()


def paper_of(session: Session, guidance: Guidance) -> CommitteePaper | None:
    """The same for a guidance that is at hand."""
    return paper_by_id(session, guidance.id)


def paper(session: Session, year: int) -> CommitteePaper:
    """The committee paper of a year's guidance; raises PaperMissing."""
    found = paper_of(session, guidances.of_year(session, year))
    if found is None:
        raise PaperMissing(year=year)
    return found


def sentence(session: Session, sentence_id: int) -> tuple[CommitteePaper, PaperSentence]:
    """One sentence with its paper; raises NotFound."""
    found = session.get(PaperSentence, sentence_id)
    paper = paper_by_id(session, found.guidance_id) if found else None
    if found is None or paper is None:
        raise NotFound(N_("Sætningen"), sentence_id)
    return paper, found


def papers_undecided(session: Session, day: dt.date) -> list[CommitteePaper]:
    """The papers whose meeting has been and whose decision nobody has entered."""
    query = select(CommitteePaper).where(CommitteePaper.closed_at.is_(None), CommitteePaper.meeting_on < day)
    return list(session.scalars(query.options(joinedload(CommitteePaper.guidance))))
