"""What the walk through three guidances starts from: the real themes of 2016 and 2017, six dialogues, files.

The themes and how they developed are those of a committee paper of November 2016; every other word is made up.
"""

from __future__ import annotations

import datetime as dt
import io
import uuid
from typing import Any

import docx
from sqlalchemy.orm import Session

from app.clock import at
from app.cycle import queries as cycles
from app.cycle.models import Cycle
from app.dialogues import services as dialogues
from app.dialogues.domain import ConfirmationAnswer, PassageKind
from app.dialogues.writing import passages
from app.institutions import queries as institutions
from app.institutions import services as units
from app.institutions.models import Institution
from app.institutions.register import services as register_services
from app.invitations import services as invitations
from app.people import services as people
from app.people.domain import Role
from app.people.models import Person
from app.scheduling import queries as scheduling
from app.selection import queries as seats
from app.selection import services as selection

THEMES_2016 = ("Effekt for borgerne", "Samspil med borgeren om velfærd", "Trivsel og faglighed")
EFFECT, ACROSS, SKILL = THEMES_2017 = (
    "Effekt for borgerne – indsatser der virker",
    "Grænsekrydsende samarbejde – helhedsorienteret indsats",
    "Faglighed og kompetence – et arbejdsliv i udvikling",
)
WHOLE, NEW = "Helhed på tværs", "Digital fremtid – teknologien som medspiller"
NAMES = ("Bakkeskolen", "Engskolen", "Børnehuset Solstrålen", "Børnehuset Åen", "Plejecenter Høj", "Center for Job")
KINDS = ("skole", "skole", "dagtilbud", "dagtilbud", "plejehjem", "center")
SAID = (
    "Vi spørger familien ved døren, og så ved vi, om det hjalp.",
    "Når vi spørger eleverne selv, retter vi os efter svaret.",
    "Mor kører papirerne rundt, for ingen ejer sagen.",
    "Der er fem, der ringer, og ingen ved det af hinanden.",
    "Vi har lært nok på kurser for en tid.",
    "Ledetråden er for lang til et personalemøde.",
)
THEME_OF = (1, 1, 2, 2, 3, 2)
OWN = "Lederen virkede træt og overvejer i fortrolighed at stoppe til sommer."
FIRST_DAY = dt.date(2017, 4, 3)


def guidance_of_2016() -> bytes:
    """The guidance of 2016 as a Word file: its themes are headings."""
    document = docx.Document()
    document.add_heading("Kære ledere", level=1)
    document.add_paragraph("Det her er retningen for 2016.")
    for title in THEMES_2016:
        document.add_heading(title, level=1)
        document.add_paragraph(f"Det handler om {title.lower()}, og vi begynder med at lytte.")
        document.add_heading("For borgerne", level=2)
        document.add_paragraph(f"Borgerne skal kunne mærke, hvad vi gør med {title.lower()}.")
        document.add_heading("Spørgsmål til refleksion", level=2)
        document.add_paragraph(f"Hvordan ved I, at det lykkes med {title.lower()}?")
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def guidance_of_2017() -> str:
    """The guidance of 2017 as somebody pastes it."""
    themes = [
        f"{title}\n\nDet er kernen i det, vi vil nå med temaet i de kommende tolv måneder, og det gælder alle.\n\n"
        f"For borgerne\n\nBorgerne mærker, at vi følger op på det, vi satte i gang sidste år om tema {number}.\n\n"
        f"Spørgsmål til refleksion\n\nHvad gør I anderledes med tema {number}?"
        for number, title in enumerate(THEMES_2017, start=1)
    ]
    return "Kære ledere\n\nDet her er retningen for 2017, og den bygger på 2016.\n\n" + "\n\n".join(themes)


def enter_people(session: Session, now: dt.datetime) -> tuple[Person, Person]:
    """The secretary and a director."""
    secretary = people.add_person(
        session, name="Mette Sekretær", address="sekretariat@example.dk", roles=[Role.SECRETARIAT], now=now
    )
    director = people.add_person(
        session, name="Dorte Direktør", address="dorte@example.dk", roles=[Role.DIRECTOR], now=now
    )
    return secretary, director


def hold_dialogues(session: Session, *, by: Person, now: dt.datetime) -> None:
    """The six of 2017 as they were chosen and met elsewhere; what was said, and each head's yes."""
    rows = "".join(
        f"U{n};{name};{kind};;kommunal;Eksempel\n" for n, (name, kind) in enumerate(zip(NAMES, KINDS, strict=True))
    )
    content = f"\ufeffid;navn;kategori;type;ejerforhold;kommune\n{rows}".encode()
    register_services.import_register(session, content=content, file_name="enheder.csv", areas={}, by=by, now=now)
    found = institutions.finder(session)
    chosen = [found.find(name) for name in NAMES]
    for unit in chosen:
        _appoint(session, unit, now)
    cycle = cycles.by_year(session, 2017)
    selection.take_over(session, cycle=cycle, institutions=chosen, by=by, now=now)
    for place, seat in enumerate(seats.active_seats(session, cycle)):
        starts = at(FIRST_DAY + dt.timedelta(days=place), 9)
        invitations.take_over(session, seat=seat, starts_at=starts, room=None, by=by, now=now)
    session.expire_all()
    for place, dialogue in enumerate(scheduling.dialogues_of(session, cycle)):
        _hold(session, cycle, scheduling.dialogue(session, dialogue.id), place, by)


def address_of(name: str) -> str:
    """The head's mail address."""
    return f"leder{NAMES.index(name)}@example.dk"


def _appoint(session: Session, unit: Institution, now: dt.datetime) -> None:
    units.appoint_head(
        session,
        institution=unit,
        name=f"Ida {unit.number}",
        address=address_of(unit.name),
        from_day=dt.date(2015, 1, 1),
        by=None,
        now=now,
    )


def _hold(session: Session, cycle: Cycle, dialogue: Any, place: int, by: Person) -> None:
    begins, ends = dialogue.starts_at, dialogue.ends_at
    note = passages.open_note(session, dialogue=dialogue, now=begins)
    theme = cycles.themes_of(session, cycle.year)[THEME_OF[place] - 1]
    said = [(SAID[place], theme.id, PassageKind.MINUTES)] + ([(OWN, None, PassageKind.OWN)] if place == 0 else [])
    for text, edition, kind in said:
        passages.add_passage(
            session,
            note=note,
            passage_id=str(uuid.uuid4()),
            text=text,
            edition_id=edition,
            kind=kind,
            by=by,
            now=begins + dt.timedelta(minutes=10),
        )
    dialogues.hold(session, dialogue=dialogue, now=ends)
    deadline = (ends + dt.timedelta(days=10)).date()
    asked = dialogues.ask_confirmation(session, note=note, deadline=deadline, by=by, now=ends)
    later = ends + dt.timedelta(days=2)
    dialogues.answer_confirmation(session, confirmation=asked, answer=ConfirmationAnswer.RIGHT, now=later)
    if place == 0:
        dialogues.add_action(
            session, dialogue=dialogue, text="Sende jer listen.", owner=by, due=dt.date(2017, 12, 20), now=ends
        )
