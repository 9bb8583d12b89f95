"""What a new body does first: people, register, heads, earlier dialogues, rooms, earlier guidance, the first year."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.orm import Session

from app.clock import at
from app.cycle.domain import Level
from app.database import transaction
from app.guidance import queries as guidances
from app.guidance.editions import publishing
from app.institutions import queries as institutions
from app.institutions import services as institution_services
from app.institutions.domain import Dimension
from app.institutions.events import services as events
from app.institutions.events.life import NewUnit
from app.institutions.grouping import services as grouping_services
from app.institutions.grouping.services import Answer
from app.institutions.mapping import services as mapping_services
from app.institutions.mapping.rules import read_rules
from app.institutions.models import Institution
from app.institutions.register import services as register_services
from app.institutions.visits import services as visit_services
from app.institutions.visits.reading import VisitRow
from app.people import services as people
from app.people.domain import Role
from app.people.models import Person
from app.scheduling import services as scheduling
from demonstration.steps.stage import DATA, Stage, looking, secretary
from demonstration.story.guidance_before import GUIDANCE_BEFORE
from demonstration.story.history import THEMES_2016, THEMES_2017
from demonstration.story.people import ASSISTANT, DIRECTORS, ROOMS, SECRETARY, Who
from demonstration.story.said import GuidanceText
from demonstration.story.units import MERGED, RENAMED
from demonstration.story.visits import YEARS_AGO

RULES = {
    Dimension.AREA: "areas.csv",
    Dimension.DISTRICT: "districts.csv",
    Dimension.SIZE: "sizes.csv",
}
SOURCE = "Opdigtet liste over tidligere dialoger"


def enter_people(stage: Stage) -> str:
    """The secretariat and the directorate."""
    now = at(stage.story.begins, 9)
    roles = [(who, Role.SECRETARIAT) for who in (SECRETARY, ASSISTANT)]
    roles += [(who, Role.DIRECTOR) for who in DIRECTORS.values()]
    with transaction() as session:
        for who, role in roles:
            _add(session, who, role, now)
    return f"2 in the secretariat, {len(DIRECTORS)} directors"


def _add(session: Session, who: Who, role: Role, now: dt.datetime) -> None:
    people.add_person(session, name=who.name, title=who.title, address=who.address, roles=(role,), now=now)


def import_units(stage: Stage) -> str:
    """The register and the list of what stands in none, with the rules of what no register holds (all made up)."""
    given = {dimension: read_rules((DATA / name).read_bytes(), dimension) for dimension, name in RULES.items()}
    with transaction() as session:
        for dimension, rules in given.items():
            mapping_services.save_rules(
                session, dimension=dimension, given=rules, by=secretary(session), now=at(stage.story.begins, 10)
            )
    for name in ("register.csv", "centres_and_care_homes.csv"):
        import_file(stage, DATA / name)
    groups = {dimension.value: len(set(rules.values())) for dimension, rules in given.items()}
    return f"{_count()} units in {groups['area']} areas, {groups['district']} districts and {groups['size']} sizes"


def import_file(stage: Stage, path: Path) -> None:
    """One file, as the command would read it."""
    with transaction() as session:
        register_services.import_register(
            session,
            content=path.read_bytes(),
            file_name=path.name,
            by=secretary(session),
            now=at(stage.story.begins, 10),
        )


def _count() -> int:
    with looking() as session:
        return institutions.count(session)


def enter_heads(stage: Stage) -> str:
    """Who heads each unit that can be chosen."""
    rows = list(table("heads.csv"))
    begins = stage.story.begins
    with transaction() as session:
        found = institutions.finder(session)
        for row in rows:
            person = people.add_person(
                session, name=row["navn"], title=row["titel"], address=row["mail"], now=at(begins, 11)
            )
            institution_services.set_head(
                session,
                institution=found.find(row["nummer"]),
                person=person,
                from_day=begins,
                by=None,
                now=at(begins, 11),
            )
    return f"{len(rows)} heads"


def settle_heads(stage: Stage) -> str:
    """Who counts as one: the departments of schools do, with their head; each house of an area has its own."""
    now = at(stage.story.begins, 11, 30)
    with looking() as session:
        proposed = grouping_services.proposals(session, day=stage.story.begins)
    together = [Answer(unit=one.unit, head=one.head, yes=True) for one in proposed.heads]
    apart = [Answer(unit=area.unit, head=area.unit, yes=False) for area in proposed.areas]
    with transaction() as session:
        by, why = secretary(session), proposed.reasons()
        grouping_services.answer(session, answers=[*together, *apart], reasons=why, by=by, now=now)
    return f"{len(together)} departments count as one with their school, {len(apart)} areas do not"


def enter_visits(stage: Stage) -> str:
    """Who was in dialogue before the system was there."""
    year = stage.story.this.year
    rows = [(number, year - ago) for ago, numbers in YEARS_AGO.items() for number in numbers]
    visits = [VisitRow(line=line, institution=number, year=when) for line, (number, when) in enumerate(rows, start=2)]
    with transaction() as session:
        now, by = at(stage.story.begins, 12), secretary(session)
        count = visit_services.record_visits(session, rows=visits, source=SOURCE, by=by, now=now)
    return f"{count} earlier dialogues, from {year - max(YEARS_AGO)} to {year - min(YEARS_AGO)}"


def enter_events(stage: Stage) -> str:
    """A school had another name once, and a day-care centre came of two; both are made up."""
    now, year = at(stage.story.begins, 12, 30), stage.story.this.year
    with transaction() as session:
        by, found = secretary(session), institutions.finder(session)
        named = dt.date(year - RENAMED.years_ago, 8, 1)
        events.note_former_name(session, unit=found.find(RENAMED.number), name=RENAMED.name, day=named, by=by, now=now)
        into = found.find(MERGED.number)
        day = dt.date(year - MERGED.years_ago, 8, 1)
        parts = [_older_house(session, name, into, day, by=by, now=now) for name in MERGED.names]
        events.merge_units(session, units=parts, into=into, day=day, by=by, now=now)
    return f"{RENAMED.name} is renamed, {' and '.join(MERGED.names)} are merged"


def _older_house(
    session: Session, name: str, into: Institution, day: dt.date, *, by: Person, now: dt.datetime
) -> Institution:
    new = NewUnit(name=name, kind=into.kind, ownership=into.ownership, area=into.area, municipality=into.municipality)
    opened = events.open_unit(session, unit=new, day=day.replace(year=day.year - 20), by=by, now=now)
    return opened.parts[0].institution


def enter_rooms(stage: Stage) -> str:
    """Where one can meet."""
    with transaction() as session:
        for name, seats in ROOMS:
            scheduling.add_room(session, name=name, seats=seats, by=secretary(session), now=at(stage.story.begins, 13))
    return f"{len(ROOMS)} rooms"


def enter_history(stage: Stage) -> str:
    """The themes of 2016 and 2017, and the guidance that last year's dialogues will talk about, taken over."""
    first = [publishing.EarlierTheme(title=title) for title in THEMES_2016]
    second = [
        publishing.EarlierTheme(title=title, forerunners=((THEMES_2016[before - 1], how),))
        for title, before, how in THEMES_2017
    ]
    last = stage.story.last.year
    with transaction() as session:
        now, by = at(stage.story.begins, 14), secretary(session)
        publishing.take_over_year(session, year=2016, themes=first, by=by, now=now)
        publishing.take_over_year(session, year=2017, themes=second, by=by, now=now)
        take_over(session, year=last, text=GUIDANCE_BEFORE, now=now)
    return f"2016, 2017 and {last}"


def take_over(session: Session, *, year: int, text: GuidanceText, now: dt.datetime) -> None:
    """A guidance that was published before this system was there."""
    themes = [
        publishing.EarlierTheme(
            title=theme.title,
            summary=theme.summary,
            messages={level: theme.messages[level].text for level in Level},
            questions=tuple(line.text for line in theme.questions),
        )
        for theme in text.themes
    ]
    publishing.take_over_year(
        session, year=year, themes=themes, introduction=text.introduction.text, by=secretary(session), now=now
    )


def open_first_year(stage: Stage) -> str:
    """The year whose dialogues talk about it."""
    year = stage.story.last.year
    with transaction() as session:
        publishing.open_year(
            session, guidance=guidances.of_year(session, year), by=secretary(session), now=at(stage.story.begins, 15)
        )
    return f"{year}, with {len(GUIDANCE_BEFORE.themes)} themes to talk about"


def table(name: str) -> Iterator[dict[str, str]]:
    """The rows of one of the demonstration's own files."""
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file, delimiter=";")
