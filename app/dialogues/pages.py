"""The pages of the dialogues as their templates show them, each read in a fixed number of queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.clock import local_day
from app.cycle import queries as cycles
from app.cycle.models import Cycle, ThemeEdition
from app.dialogues import queries
from app.dialogues.attendance import attendees_of, participants_of
from app.dialogues.domain import Attendee, NoteState, PassageKind
from app.dialogues.minutes.confirmed import Since, changes_since
from app.dialogues.models import (
    Action,
    Agenda,
    Confirmation,
    Discussion,
    Note,
    Passage,
    PassageOrigin,
    PassageRevision,
)
from app.dialogues.writing import texts
from app.dialogues.writing.words import Part, apart, changes
from app.invitations import queries as invitations
from app.invitations.domain import Slot
from app.invitations.models import Participant
from app.people.domain import Role
from app.people.models import Person
from app.scheduling import queries as scheduling
from app.scheduling.domain import DialogueState
from app.scheduling.models import Dialogue

FRESH = dt.timedelta(minutes=10)
Pieces = list[tuple[bool, str]]


@dataclass(frozen=True, kw_only=True)
class Section:
    """What was said under one heading: a theme with its questions, or (no theme) the form and all else."""

    number: int | None
    title: str
    edition_id: int | None
    questions: Sequence[str]
    passages: Sequence[Passage]
    actions: Sequence[Action] = ()

    @property
    def entries(self) -> list[Passage | Action]:
        """What was said and what was promised, in the order in which it came."""
        return sorted([*self.passages, *self.actions], key=lambda entry: entry.place)


@dataclass(frozen=True, kw_only=True)
class Clash:
    """Two texts for one passage, in pieces that say where they differ."""

    late: PassageRevision
    mine: Pieces
    theirs: Pieces

    @property
    def standing(self) -> PassageRevision:
        """The text that stands."""
        return self.late.passage.current


@dataclass(frozen=True, kw_only=True)
class OverviewRow:
    """One dialogue in the year's list; `slot` is its time as the reader may know it."""

    dialogue: Dialogue
    slot: Slot | None
    agenda: Agenda | None
    note: Note | None
    actions: int


@dataclass(frozen=True, kw_only=True)
class NotePage:
    """What was said on one occasion, a dialogue or a discussion in another forum, as this person may see it.

    `at` are the arguments of its addresses: every page of writing takes a dialogue's or a discussion's.
    """

    note: Note | None
    sections: Sequence[Section]
    clashes: Mapping[str, Sequence[Clash]]
    year: int
    name: str
    at: Mapping[str, int]
    held: bool
    agenda: Agenda | None = None
    actions: Sequence[Action] = ()
    participants: Sequence[Participant] = ()
    attendance: Sequence[Attendee] = ()

    @property
    def came(self) -> int:
        """How many were there."""
        return sum(one.came for one in self.attendance)

    @property
    def endpoint(self) -> str:
        """The page that tells of the occasion."""
        return "dialogues.show" if "dialogue_id" in self.at else "dialogues.discussion"

    @property
    def passages(self) -> list[Passage]:
        """Every passage, in the order of the headings."""
        return [passage for section in self.sections for passage in section.passages]

    @property
    def own_notes(self) -> int:
        """How many of them never leave the house."""
        return sum(passage.kind is PassageKind.OWN for passage in self.passages)

    @property
    def asked(self) -> Confirmation | None:
        """The newest question to the head."""
        return self.note.confirmations[-1] if self.note and self.note.confirmations else None

    @property
    def owners(self) -> list[Person]:
        """Who can have promised something: whoever was asked to come."""
        return [one.person for one in self.participants]

    def now_at(self, chosen: int | None) -> Section:
        """The heading that is written under: the chosen one, else the one of the newest passage, else the first."""
        newest = max(self.passages, key=lambda one: one.created_at, default=None)
        wanted = chosen if chosen is not None else (newest.edition_id or 0) if newest else None
        return next((one for one in self.sections if (one.edition_id or 0) == wanted), self.sections[0])

    def writers(self, me: Person, now: dt.datetime) -> list[Person]:
        """Who else has written in the last minutes."""
        others = [fresh_author(one, me, now) for one in self.passages]
        return list({one.id: one for one in others if one is not None}.values())

    @property
    def saved_at(self) -> dt.datetime | None:
        """When the newest words were saved."""
        return max((one.current.saved_at for one in self.passages), default=None)


@dataclass(frozen=True, kw_only=True)
class DialoguePage(NotePage):
    """One dialogue with everything that is known of it and that this person may see; `slot` is its time, likewise.

    `since`: what a head who is asked again has not seen yet. `themes`: those on which she may place her institution.
    """

    dialogue: Dialogue
    slot: Slot | None = None
    since: Since | None = None
    themes: Sequence[ThemeEdition] = ()

    def can_be_held(self, now: dt.datetime) -> bool:
        """Whether its time has come, so that it can be said to have been held."""
        agreed = self.dialogue.state in (DialogueState.AGREED, DialogueState.NEEDS_TIME)
        return agreed and self.dialogue.starts_at is not None and self.dialogue.starts_at <= now


@dataclass(frozen=True, kw_only=True)
class DiscussionPage(NotePage):
    """What another forum had to say."""

    discussion: Discussion


@dataclass(frozen=True, kw_only=True)
class Wording:
    """A wording that a passage has had, with what it changed in the one that stood before it."""

    revision: PassageRevision
    parts: Sequence[Part]


@dataclass(frozen=True, kw_only=True)
class PassagePage:
    """One passage with its history and the headings it can stand under."""

    passage: Passage
    year: int
    sections: Sequence[Section]
    history: Sequence[Wording]
    origins: Sequence[tuple[PassageOrigin, PassageRevision]]
    before: Passage | None
    after: Passage | None


def fresh_author(passage: Passage, me: Person, now: dt.datetime) -> Person | None:
    """Who else has written a passage in the last minutes, if somebody has."""
    author = passage.current.author
    is_fresh = author is not None and author.id != me.id and now - passage.current.saved_at < FRESH
    return author if is_fresh else None


def overview_of(session: Session, cycle: Cycle, person: Person) -> list[OverviewRow]:
    """The year's dialogues in the order of their seats, as this person may see them."""
    dialogues = scheduling.dialogues_of(session, cycle)
    agendas, notes = queries.agendas_of(session, dialogues), queries.notes_of(session, dialogues)
    promised = [one.dialogue_id for one in queries.actions_of(session, dialogues)]
    slots = invitations.known_slots(session, dialogues, person)
    return [
        OverviewRow(
            dialogue=one,
            slot=slots.get(one.id),
            agenda=agendas.get(one.id),
            note=notes.get(one.id),
            actions=promised.count(one.id),
        )
        for one in dialogues
    ]


def dialogue_page(session: Session, dialogue_id: int, person: Person, now: dt.datetime) -> DialoguePage:
    """One dialogue as this person may see it; raises NotFound."""
    day = local_day(now)
    dialogue = queries.dialogue_for(session, dialogue_id, person, day)
    note = queries.note_of(session, dialogue)
    passages = queries.passages_for(session, note, person, day) if note else []
    participants = known_to(person, participants_of(session, dialogue))
    actions = queries.actions_of(session, [dialogue]) if promises_shown_to(person, note) else []
    return DialoguePage(
        **_occasion(dialogue),
        dialogue=dialogue,
        slot=invitations.known_slots(session, [dialogue], person).get(dialogue.id),
        agenda=queries.agenda_of(session, dialogue),
        note=note,
        sections=sections_of(session, dialogue.seat.draw.cycle, passages, actions),
        actions=actions,
        participants=participants,
        clashes=clashes_of(session, note) if note else {},
        attendance=attendees_of(session, note, participants),
    )


def known_to(person: Person, participants: Sequence[Participant]) -> list[Participant]:
    """Who is asked to the meeting. Whom the secretariat is only about to ask is its own to know."""
    return [one for one in participants if person.has(Role.SECRETARIAT) or one.told_sequence is not None]


def promises_shown_to(person: Person, note: Note | None) -> bool:
    """Promises are a part of the minutes: a head reads them when she has been asked, not while they are written."""
    staff = person.has(Role.SECRETARIAT, Role.DIRECTOR)
    return staff or (note is not None and note.state in queries.SHOWN_TO_THE_HEAD)


def _occasion(dialogue: Dialogue) -> dict[str, Any]:
    return {
        "year": dialogue.seat.draw.cycle.year,
        "name": dialogue.seat.institution.name,
        "at": {"dialogue_id": dialogue.id},
        "held": dialogue.state is DialogueState.HELD,
    }


def discussion_page(session: Session, discussion_id: int, person: Person, now: dt.datetime) -> DiscussionPage:
    """What another forum had to say, for the staff; raises NotFound."""
    discussion = queries.discussion(session, discussion_id)
    note = queries.discussion_note(session, discussion)
    passages = queries.passages_for(session, note, person, local_day(now))
    return DiscussionPage(
        discussion=discussion,
        year=discussion.cycle.year,
        name=discussion.title,
        at={"discussion_id": discussion.id},
        held=True,
        note=note,
        sections=sections_of(session, discussion.cycle, passages),
        clashes=clashes_of(session, note),
    )


def note_page(session: Session, at: Mapping[str, int], person: Person, now: dt.datetime) -> NotePage:
    """The page of the occasion that an address names; raises NotFound."""
    if "discussion_id" in at:
        return discussion_page(session, at["discussion_id"], person, now)
    return dialogue_page(session, at["dialogue_id"], person, now)


def minutes_page(session: Session, confirmation: Confirmation) -> DialoguePage:
    """The minutes as the head reads them, with nothing else; empty while they are being corrected."""
    note, dialogue = confirmation.note, queries.dialogue(session, confirmation.note.dialogue_id)
    passages = queries.minutes(session, note) if note.state is not NoteState.OPEN else []
    return DialoguePage(
        **_occasion(dialogue),
        dialogue=dialogue,
        slot=invitations.slot_of(dialogue),
        note=note,
        sections=[one for one in sections_of(session, dialogue.seat.draw.cycle, passages) if one.passages],
        actions=queries.actions_of(session, [dialogue]),
        clashes={},
        attendance=attendees_of(session, note, []),
        since=changes_since(session, confirmation, passages) if passages else None,
        themes=cycles.themes_of(session, dialogue.seat.draw.cycle.year),
    )


def passage_page(session: Session, passage_id: str) -> PassagePage:
    """One passage for who may write; raises NotFound."""
    passage = queries.passage_shown(session, passage_id)
    standing = [one for one in queries.all_passages(session, passage.note) if one.edition_id == passage.edition_id]
    place, cycle = standing.index(passage), session.get_one(Cycle, passage.note.cycle_id)
    return PassagePage(
        passage=passage,
        year=cycle.year,
        sections=sections_of(session, cycle, []),
        history=wordings(texts.history(session, passage)),
        origins=texts.origins(session, passage),
        before=standing[place - 1] if place else None,
        after=standing[place + 1] if place + 1 < len(standing) else None,
    )


def wordings(history: Sequence[PassageRevision]) -> list[Wording]:
    """Every wording, the newest first, beside the one that stood before it; a late one beside what stood then."""
    found = []
    for place, revision in enumerate(history):
        before = next((one.text for one in history[place + 1 :] if not one.late), revision.text)
        found.append(Wording(revision=revision, parts=changes(before, revision.text)))
    return found


def sections_of(
    session: Session, cycle: Cycle, passages: Sequence[Passage], actions: Sequence[Action] = ()
) -> list[Section]:
    """The passages, and what was promised among them, under the headings of the year, the themes first."""
    content = cycle.subject.content if cycle.subject else {"themes": []}
    questions = {theme["edition_id"]: theme["questions"] for theme in content["themes"]}
    themes = [
        Section(
            number=one.number,
            title=one.title,
            edition_id=one.id,
            questions=questions.get(one.id, []),
            passages=[passage for passage in passages if passage.edition_id == one.id],
            actions=[action for action in actions if action.edition_id == one.id],
        )
        for one in cycles.themes_of(session, cycle.year)
    ]
    known = {one.edition_id for one in themes}
    other = Section(
        number=None,
        title=_("Ledetrådens form og andet"),
        edition_id=None,
        questions=[],
        passages=[passage for passage in passages if passage.edition_id not in known],
        actions=[action for action in actions if action.edition_id not in known],
    )
    return [*themes, other]


def clashes_of(session: Session, note: Note) -> dict[str, list[Clash]]:
    """The texts of a note between which somebody has to choose, by passage."""
    found: dict[str, list[Clash]] = {}
    for late in texts.unsettled_texts(session, note):
        found.setdefault(late.passage_id, []).append(clash_of(late))
    return found


def clash_of(late: PassageRevision) -> Clash:
    """A late text beside the one that stands."""
    mine, theirs = apart(late.text, late.passage.current.text)
    return Clash(late=late, mine=mine, theirs=theirs)
