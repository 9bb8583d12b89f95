"""What the dialogues ask of a person on her front page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.clock import add_working_days, local_day
from app.cycle.domain import NextStep
from app.cycle.models import Cycle
from app.dates import moment, time_of_day
from app.dialogues import queries
from app.dialogues.domain import NoteState
from app.dialogues.models import Agenda, Confirmation, Note
from app.people.domain import Role
from app.people.models import Person
from app.scheduling import queries as scheduling
from app.scheduling.domain import DialogueState
from app.scheduling.models import Dialogue

AGENDA_AHEAD = dt.timedelta(days=7)
AGENDA_ASKED = dt.timedelta(days=21)
DAYS_TO_READ = 5


def next_steps(session: Session, person: Person, cycle: Cycle | None, now: dt.datetime) -> list[NextStep]:
    """By role: the secretariat keeps the notes going, a director has her next meeting, a head her minutes."""
    steps = _of_head(session, person, now) if person.has(Role.LEADER) else []
    if cycle is None or not person.has(Role.SECRETARIAT, Role.DIRECTOR):
        return steps
    dialogues = scheduling.dialogues_of(session, cycle)
    if person.has(Role.SECRETARIAT):
        return [*steps, *_of_secretariat(session, dialogues, now)]
    return [*steps, *_of_director(dialogues, now)]


def _of_head(session: Session, person: Person, now: dt.datetime) -> list[NextStep]:
    questions = [_question(one) for one in queries.questions_to(session, person)]
    own = queries.dialogues_of_head(session, person, local_day(now))
    ahead = [
        _meeting(one, start, _("I skal tale med direktionen"), _("Jeres årsplan er nok."))
        for start, one in _ahead(own, now)
    ]
    return questions + ahead


def _question(confirmation: Confirmation) -> NextStep:
    return NextStep(
        sentence=_("Har vi skrevet det, I sagde?"),
        otherwise=_("Ellers skriver vi “intet svar” – ikke ja."),
        button=_("Læs referatet"),
        endpoint="dialogues.confirm",
        args={"dialogue_id": confirmation.note.dialogue_id},
        due=confirmation.deadline,
        waits=True,
        rank=10,
    )


def _of_director(dialogues: list[Dialogue], now: dt.datetime) -> list[NextStep]:
    otherwise = _("Spørgsmålene og deres egne ønsker står på én side.")
    return [
        _meeting(one, start, _("Din næste dialog er med %(name)s", name=one.seat.institution.name), otherwise)
        for start, one in _ahead(dialogues, now)[:1]
    ]


def _meeting(dialogue: Dialogue, start: dt.datetime, sentence: str, otherwise: str) -> NextStep:
    return NextStep(
        sentence=sentence,
        otherwise=otherwise,
        button=_("Se dagsordenen"),
        endpoint="dialogues.show",
        args={"dialogue_id": dialogue.id},
        due=local_day(start),
        when=moment(start),
        rank=60,
    )


def _ahead(dialogues: list[Dialogue], now: dt.datetime) -> list[tuple[dt.datetime, Dialogue]]:
    """The agreed meetings that lie ahead, the next first."""
    agreed = [(one.starts_at, one) for one in dialogues if one.state is DialogueState.AGREED and one.starts_at]
    return sorted(((start, one) for start, one in agreed if start > now), key=lambda pair: pair[0])


def _of_secretariat(session: Session, dialogues: list[Dialogue], now: dt.datetime) -> Iterator[NextStep]:
    notes, agendas = queries.notes_of(session, dialogues), queries.agendas_of(session, dialogues)
    for dialogue in dialogues:
        if dialogue.state is DialogueState.HELD:
            yield from _after(dialogue, notes.get(dialogue.id), now)
        elif dialogue.state is DialogueState.AGREED and dialogue.starts_at is not None:
            yield from _before(dialogue, agendas.get(dialogue.id), now)


def _before(dialogue: Dialogue, agenda: Agenda | None, now: dt.datetime) -> Iterator[NextStep]:
    start, name = dialogue.starts_at or now, dialogue.seat.institution.name
    day, today, at = local_day(start), local_day(now), {"dialogue_id": dialogue.id}
    if day < today:
        sentence, otherwise = _("Blev dialogen med %(name)s holdt?", name=name), _("Ellers tæller den ikke med.")
        yield NextStep(
            sentence=sentence, otherwise=otherwise, button=_("Se dialogen"), endpoint="dialogues.show", args=at, due=day
        )
    elif day == today:
        yield NextStep(
            sentence=_("Dialogen med %(name)s", name=name),
            otherwise=_("Skriv ned, mens I taler. Ellers skal noterne skrives efter hukommelsen."),
            button=_("Åbn noterne"),
            endpoint="dialogues.write",
            args=at,
            due=day,
            when=_("I dag kl. %(time)s", time=time_of_day(start)),
            rank=5,
        )
    elif agenda is None and day - today <= AGENDA_ASKED:
        yield NextStep(
            sentence=_("Dialogen med %(name)s mangler en dagsorden", name=name),
            otherwise=_("Ellers ved de ikke, hvad I vil spørge om."),
            button=_("Lav dagsordenen"),
            endpoint="dialogues.show",
            args=at,
            due=day - AGENDA_AHEAD,
        )


def _after(dialogue: Dialogue, note: Note | None, now: dt.datetime) -> Iterator[NextStep]:
    state = note.state if note else NoteState.OPEN
    if state is NoteState.CONFIRMED:
        return
    asked = note.confirmations[-1] if note and note.confirmations else None
    held = local_day(dialogue.starts_at or now)
    words = {
        NoteState.OPEN: (
            _("Referatet fra %(name)s er ikke læst igennem", name=dialogue.seat.institution.name),
            _("Ellers kan lederen ikke sige, om det er rigtigt."),
            _("Læs igennem"),
        ),
        NoteState.ASKED: (
            _("Referatet fra %(name)s venter på lederen", name=dialogue.seat.institution.name),
            _("Ellers står det som “intet svar” – aldrig som godkendt."),
            _("Se referatet"),
        ),
        NoteState.DISPUTED: (
            _("%(name)s har en rettelse til referatet", name=dialogue.seat.institution.name),
            _("Ellers står rettelsen åben, og ordene kan ikke bruges."),
            _("Se rettelsen"),
        ),
    }
    if state is NoteState.ASKED and asked is not None and asked.deadline < local_day(now):
        words[state] = (
            _("Intet svar på referatet fra %(name)s", name=dialogue.seat.institution.name),
            _("Det står som “intet svar” – aldrig som godkendt. Ring, eller send en påmindelse."),
            _("Se referatet"),
        )
    sentence, otherwise, button = words[state]
    yield NextStep(
        sentence=sentence,
        otherwise=otherwise,
        button=button,
        endpoint="dialogues.review",
        args={"dialogue_id": dialogue.id},
        due=asked.deadline if asked and state is NoteState.ASKED else add_working_days(held, DAYS_TO_READ),
        waits=state is not NoteState.OPEN,
    )
