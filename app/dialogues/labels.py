"""What states and persons are called on the pages of the dialogues."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from flask_babel import gettext as _

from app.clock import local_day
from app.cycle.labels import weeks_word
from app.dates import day_short, moment
from app.dialogues.before.lead_times import LeadState, LeadTime, LeadWarning
from app.dialogues.domain import Attendee, ConfirmationAnswer, Forum, NoteState
from app.dialogues.models import Action, Confirmation, Note
from app.invitations.labels import ANSWERS
from app.invitations.models import Participant
from app.people.models import Person
from app.scheduling.domain import DialogueState
from app.scheduling.models import Dialogue
from app.selection.domain import SeatState


def forum_word(forum: Forum) -> str:
    """What a forum is called."""
    words = {
        Forum.DIRECTORATE: _("Direktionen"),
        Forum.HEADS_FORUM: _("Lederforum"),
        Forum.LEADERS_GROUP: _("Chefgruppen"),
        Forum.COMMITTEE: _("Hovedudvalget"),
        Forum.OTHER: _("Et andet forum"),
    }
    return words[forum]


def discussion_sentence(state: NoteState) -> str:
    """How far the note of another forum is; nobody outside is asked about it."""
    return _("Læst igennem.") if state is NoteState.CONFIRMED else _("Ikke læst igennem endnu.")


def step_word(step: int) -> str:
    """The five steps on which an institution may place itself."""
    words = (
        _("Vi er ikke begyndt"),
        _("Vi er lige begyndt"),
        _("Vi er på vej"),
        _("Vi er godt i gang"),
        _("Det er en del af hverdagen"),
    )
    return words[step - 1]


def initials(person: Person | None) -> str:
    """Two letters for a person: first and last name."""
    names = person.name.split() if person else []
    return f"{names[0][0]}{names[-1][0] if len(names) > 1 else ''}".upper() if names else "?"


def meeting_sentence(dialogue: Dialogue, *, known: bool = True) -> str:
    """Where the meeting stands, as a sentence; a time that the reader does not know yet is none."""
    if dialogue.seat.state is SeatState.WITHDRAWN:
        return _("Institutionen har givet sin plads fra sig. Mødet bliver ikke holdt.")
    if not known and dialogue.state in (DialogueState.PROPOSED, DialogueState.AGREED):
        return _("Mødet mangler en tid.")
    words = {
        DialogueState.WITHOUT_TIME: _("Mødet mangler en tid."),
        DialogueState.PROPOSED: _("En tid er foreslået. Den er ikke godkendt endnu."),
        DialogueState.AGREED: _("Tiden er aftalt."),
        DialogueState.NEEDS_TIME: _("En deltager kan ikke. Nyt tidspunkt mangler."),
        DialogueState.HELD: _("Mødet er holdt."),
        DialogueState.CANCELLED: _("Mødet er aflyst."),
    }
    return words[dialogue.state]


def answer_word(participant: Participant) -> str:
    """What an invitee has answered."""
    return str(ANSWERS[participant.answer])


def note_sentence(note: Note | None, today: dt.date) -> str:
    """Where the minutes stand, as a sentence; no answer is said to be that."""
    if note is None:
        return _("Intet er skrevet endnu.")
    asked = note.confirmations[-1] if note.confirmations else None
    if asked is None or note.state is NoteState.OPEN:
        return _("Referatet er ved at blive skrevet.") if asked is None else _("Referatet er ved at blive rettet.")
    if note.state is NoteState.CONFIRMED and asked.answered_at is not None:
        return _("%(name)s har bekræftet referatet %(day)s.", name=asked.person.name, day=day_short(asked.answered_at))
    if note.state is NoteState.DISPUTED:
        return _("%(name)s har en rettelse.", name=asked.person.name)
    if asked.deadline < today:
        return _("Intet svar senest %(day)s.", day=day_short(asked.deadline))
    return _("Venter på svar fra %(name)s senest %(day)s.", name=asked.person.name, day=day_short(asked.deadline))


def is_confirmed(note: Note) -> bool:
    """Whether the institution has said yes to what stands now."""
    return note.state is NoteState.CONFIRMED


def minutes_status(note: Note, today: dt.date) -> str:
    """What is said on the minutes themselves; no answer is never a yes."""
    asked = note.confirmations[-1] if note.confirmations else None
    if asked is not None and is_confirmed(note) and asked.answered_at is not None:
        return _("Bekræftet %(day)s af %(name)s", day=day_and_year(asked.answered_at), name=asked.person.name)
    if asked is not None and note.state is NoteState.ASKED and asked.deadline < today:
        return _("Intet svar senest %(day)s", day=day_and_year(asked.deadline))
    if asked is not None and note.state is NoteState.DISPUTED:
        return _("Udkast – ikke bekræftet. %(name)s har en rettelse", name=asked.person.name)
    return _("Udkast – ikke bekræftet")


def day_and_year(value: dt.date | dt.datetime) -> str:
    """16. marts 2027"""
    found = local_day(value) if isinstance(value, dt.datetime) else value
    return f"{day_short(found)} {found.year}"


def note_waits(note: Note | None) -> bool:
    """Whether the minutes wait on the institution, or on us to answer it."""
    return note is not None and note.state in (NoteState.ASKED, NoteState.DISPUTED)


def confirmation_sentence(confirmation: Confirmation, today: dt.date) -> str:
    """One question to the head, and what came of it."""
    asked = {"name": confirmation.person.name, "day": day_short(confirmation.asked_at)}
    if confirmation.answered_at is None:
        end = day_short(confirmation.deadline)
        if confirmation.deadline < today:
            return _("%(name)s blev spurgt %(day)s: intet svar senest %(end)s.", end=end, **asked)
        return _("%(name)s blev spurgt %(day)s og kan svare til og med %(end)s.", end=end, **asked)
    when = moment(confirmation.answered_at)
    if confirmation.answer is ConfirmationAnswer.RIGHT:
        return _("%(name)s blev spurgt %(day)s og svarede %(when)s: Det er rigtigt.", when=when, **asked)
    return _("%(name)s blev spurgt %(day)s og svarede %(when)s: Jeg har en rettelse.", when=when, **asked)


def attendee_words(one: Attendee) -> str:
    """What is known of somebody who was asked: title, remark, and that she did not come."""
    return ", ".join(word for word in (one.title, one.remark, "" if one.came else _("afbud")) if word)


def attendee_line(one: Attendee) -> str:
    """The same behind her name: "Søren Vang, teamleder, afbud"."""
    return ", ".join(word for word in (one.name, attendee_words(one)) if word)


def attendance_sentences(attendance: Sequence[Attendee]) -> list[str]:
    """Who was there and who was not, as the head of the minutes says it."""
    there, away = ([_named(one) for one in attendance if one.came is came] for came in (True, False))
    return [
        *([_("Til stede: %(names)s.", names=", ".join(there))] if there else []),
        *([_("Afbud: %(names)s.", names=", ".join(away))] if away else []),
    ]


def _named(one: Attendee) -> str:
    known = ", ".join(word for word in (one.title, one.remark) if word)
    return f"{one.name} ({known})" if known else one.name


def action_sentence(action: Action, today: dt.date) -> str:
    """Who promised it, by when, and whether it has been done."""
    if action.done_on is not None:
        return _("Gjort %(day)s. %(outcome)s", day=day_short(action.done_on), outcome=action.outcome)
    name = action.owner.name if action.owner else _("Ingen ansvarlig endnu")
    if action.due is None:
        return _("%(name)s · ingen frist", name=name)
    if action.due < today:
        return _("%(name)s · skulle være sket %(day)s", name=name, day=day_short(action.due))
    return _("%(name)s · senest %(day)s", name=name, day=day_short(action.due))


def lead_sentence(warning: LeadWarning) -> str:
    """A lead time that is broken or about to be, as a sentence with its reason."""
    by, weeks = day_short(warning.by), weeks_word(warning.ahead.days // 7)
    if warning.state is LeadState.LATE and warning.done_on is not None:
        done = day_short(warning.done_on)
        late = {
            LeadTime.INVITATION: _(
                "Indkaldelsen blev sendt %(done)s. Den skulle være sendt %(by)s, %(weeks)s før.",
                done=done,
                by=by,
                weeks=weeks,
            ),
            LeadTime.PLAN: _("Årsplanen kom %(done)s. To uger før var %(by)s.", done=done, by=by),
            LeadTime.AGENDA: _("Dagsordenen blev sendt %(done)s. En uge før var %(by)s.", done=done, by=by),
        }
        return late[warning.what]
    if warning.state is LeadState.MISSED:
        missed = {
            LeadTime.INVITATION: _("Indkaldelsen skulle være sendt %(by)s, %(weeks)s før.", by=by, weeks=weeks),
            LeadTime.PLAN: _("Årsplanen skulle være her %(by)s, to uger før.", by=by),
            LeadTime.AGENDA: _("Dagsordenen skulle være sendt %(by)s, en uge før.", by=by),
        }
        return missed[warning.what]
    soon = {
        LeadTime.INVITATION: _("Indkaldelsen skal sendes senest %(by)s, %(weeks)s før.", by=by, weeks=weeks),
        LeadTime.PLAN: _("Årsplanen skal være her senest %(by)s, to uger før.", by=by),
        LeadTime.AGENDA: _("Dagsordenen skal sendes senest %(by)s, en uge før.", by=by),
    }
    return soon[warning.what]
