"""What the dialogues ask of a person on her front page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.clock import add_working_days, local_day
from app.cycle.domain import MilestoneKind, NextStep
from app.cycle.labels import weeks_word
from app.cycle.models import Cycle
from app.dates import moment, time_of_day
from app.dialogues import queries
from app.dialogues.before.known import before_of
from app.dialogues.before.lead_times import AHEAD, LeadState, LeadTime, LeadWarning
from app.dialogues.domain import NoteState
from app.dialogues.models import Agenda, Confirmation, Note
from app.invitations import queries as invitations
from app.people.domain import Role
from app.people.models import Person
from app.scheduling import queries as scheduling
from app.scheduling.domain import DialogueState
from app.scheduling.models import Dialogue

AGENDA_ASKED = dt.timedelta(days=21)
DAYS_TO_READ = 5


def next_steps(session: Session, person: Person, cycle: Cycle | None, now: dt.datetime) -> list[NextStep]:
    """By role: the secretariat keeps the notes going, a director has her next meeting, a head her minutes."""
    steps = _of_head(session, person, now) if person.has(Role.LEADER) else []
    if cycle is None or not person.has(Role.SECRETARIAT, Role.DIRECTOR):
        return steps
    dialogues = scheduling.dialogues_of(session, cycle)
    if person.has(Role.SECRETARIAT):
        return [*steps, *_of_secretariat(session, cycle, dialogues, now)]
    return [*steps, *_of_director(_ahead(session, dialogues, person, now))]


def _of_head(session: Session, person: Person, now: dt.datetime) -> list[NextStep]:
    questions = [_question(one) for one in queries.questions_to(session, person)]
    own = queries.dialogues_of_head(session, person, local_day(now))
    ahead = [
        _meeting(one, start, _("I skal tale med direktionen"), _("Jeres årsplan er nok."))
        for start, one in _ahead(session, own, person, now)
    ]
    return questions + ahead + list(_plans_of_head(session, own, now))


def _plans_of_head(session: Session, own: list[Dialogue], now: dt.datetime) -> Iterator[NextStep]:
    """Her annual plan is asked for, by two weeks before the meeting; without a time yet, by the year's own day."""
    open_ = [one for one in own if one.state not in (DialogueState.HELD, DialogueState.CANCELLED)]
    known = before_of(session, open_, now)
    for dialogue in open_:
        agreed = dialogue.state is DialogueState.AGREED and dialogue.starts_at is not None
        day = local_day(dialogue.starts_at) if agreed and dialogue.starts_at else None
        if known[dialogue.id].plan or (day is not None and day < local_day(now)):
            continue
        yield NextStep(
            sentence=_("Send jeres årsplan"),
            otherwise=_("Ellers kan direktionen ikke læse den før mødet. En fil eller et link er nok."),
            button=_("Send årsplanen"),
            endpoint="dialogues.plan",
            args={"dialogue_id": dialogue.id},
            due=day - AHEAD[LeadTime.PLAN] if day else dialogue.seat.draw.cycle.day(MilestoneKind.ANNUAL_PLANS),
            rank=40,
        )


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


def _of_director(ahead: list[tuple[dt.datetime, Dialogue]]) -> list[NextStep]:
    otherwise = _("Det, du skal vide, står på én side. Den tager fire minutter.")
    return [
        _meeting(
            one,
            start,
            _("Din næste dialog er med %(name)s", name=one.seat.institution.name),
            otherwise,
            button=_("Læs briefingen"),
            endpoint="dialogues.briefing",
        )
        for start, one in ahead[:1]
    ]


def _meeting(
    dialogue: Dialogue,
    start: dt.datetime,
    sentence: str,
    otherwise: str,
    *,
    button: str = "",
    endpoint: str = "dialogues.show",
) -> NextStep:
    return NextStep(
        sentence=sentence,
        otherwise=otherwise,
        button=button or _("Se dagsordenen"),
        endpoint=endpoint,
        args={"dialogue_id": dialogue.id},
        due=local_day(start),
        when=moment(start),
        rank=60,
    )


def _ahead(
    session: Session, dialogues: list[Dialogue], person: Person, now: dt.datetime
) -> list[tuple[dt.datetime, Dialogue]]:
    """The agreed meetings that lie ahead and that the person has been told of, the next first."""
    agreed = [one for one in dialogues if one.state is DialogueState.AGREED]
    slots = invitations.known_slots(session, agreed, person)
    ahead = [(slots[one.id].start, one) for one in agreed if one.id in slots and slots[one.id].start > now]
    return sorted(ahead, key=lambda pair: pair[0])


def _of_secretariat(session: Session, cycle: Cycle, dialogues: list[Dialogue], now: dt.datetime) -> Iterator[NextStep]:
    notes, agendas = queries.notes_of(session, dialogues), queries.agendas_of(session, dialogues)
    known = before_of(session, dialogues, now)
    for dialogue in dialogues:
        if dialogue.state is DialogueState.HELD:
            yield from _after(dialogue, notes.get(dialogue.id), now)
        elif dialogue.state is DialogueState.AGREED and dialogue.starts_at is not None:
            agenda = agendas.get(dialogue.id)
            yield from _before(dialogue, agenda, now)
            yield from _warned(cycle, dialogue, known[dialogue.id].warnings, agenda)


def _warned(
    cycle: Cycle, dialogue: Dialogue, warnings: Sequence[LeadWarning], agenda: Agenda | None
) -> Iterator[NextStep]:
    """What is late, or due within a week. A thing that was done too late is told on the dialogue's page only."""
    name, here = dialogue.seat.institution.name, {"dialogue_id": dialogue.id}
    year = {"year": cycle.year}
    notice = next((one.ahead.days // 7 for one in warnings if one.what is LeadTime.INVITATION), 0)
    steps = {
        LeadTime.INVITATION: (
            _("Indkaldelsen til %(name)s er ikke sendt", name=name),
            _("Ellers har de mindre end %(weeks)s.", weeks=weeks_word(notice)),
            (_("Se indkaldelserne"), "invitations.preview", year),
        ),
        LeadTime.PLAN: (
            _("Årsplanen fra %(name)s mangler", name=name),
            _("Ellers kan direktionen ikke læse den før mødet."),
            (_("Tilføj årsplanen"), "dialogues.plan", here),
        ),
        LeadTime.AGENDA: (
            _("Dagsordenen til %(name)s er ikke sendt", name=name),
            _("Ellers kan ingen forberede sig på den."),
            (_("Se dagsordenen"), "dialogues.show", here),
        ),
    }
    for warning in warnings:
        if warning.state is LeadState.LATE or (warning.what is LeadTime.AGENDA and agenda is None):
            continue
        sentence, otherwise, (button, endpoint, args) = steps[warning.what]
        yield NextStep(
            sentence=sentence,
            otherwise=otherwise,
            button=button,
            endpoint=endpoint,
            args=args,
            due=warning.by,
            waits=warning.state is LeadState.MISSED,
        )


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
            due=day - AHEAD[LeadTime.AGENDA],
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
