"""A word that stands nowhere else in each kind of text, planted in the middle of a body's year; and who may meet it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.cycle import queries as cycles
from app.dialogues import queries, services
from app.dialogues.before import documents, plans
from app.dialogues.discussions import services as discussions
from app.dialogues.domain import ConfirmationAnswer, Forum, NoteState, PassageKind
from app.dialogues.models import Agenda, Attendance, Briefing, Confirmation, Note, Passage
from app.dialogues.writing import passages
from app.follow_up.models import Letter
from app.guidance import queries as guidance_queries
from app.guidance import services as guidances
from app.guidance.models import Element, Guidance
from app.insights import services as insights
from app.insights.domain import About, Meaning, Quote, Tone
from app.mail.domain import InboxOutcome, Verdict
from app.mail.inbox import services as inbox
from app.people.models import Person
from app.scheduling.models import Dialogue
from tests.dialogues.meetings import new_id

STAFF = frozenset({"secretary", "director"})
A, B = STAFF | {"head of A"}, STAFF | {"head of B"}
MINUTES_OF_A = A | {"link to A's minutes"}
WRITERS = frozenset({"secretary"})
CORRECTION_OF_D = WRITERS | {"head of D"}

MAY_SEE: dict[str, frozenset[str]] = {
    "own note of A": STAFF,
    "insight from it": STAFF,
    "minutes of A": MINUTES_OF_A,
    "insight from A": STAFF,
    "minutes of B": B,
    "minutes of C, not asked about": STAFF,
    "late text": WRITERS,
    "overwritten text": WRITERS,
    "removed text": STAFF,
    "remark on a passage": CORRECTION_OF_D,
    "word of the correction": CORRECTION_OF_D,
    "plan of A": A,
    "where the plan stands": A,
    "wish for C's agenda": STAFF | {"head of C", "link to C's agenda"},
    "briefing": STAFF,
    "promise": MINUTES_OF_A,
    "promise in C, not asked about": STAFF,
    "remark beside a name": MINUTES_OF_A,
    "remark in C, not asked about": STAFF,
    "name of a discussion": STAFF,
    "words of a discussion": STAFF,
    "letter to B": B | {"link to B's letter"},
    "draft": STAFF,
    "mail that came in": WRITERS,
}
"""Who may meet each kind of text, on whatever page, file or answer."""

_SYLLABLES = ("vop", "zur", "bek", "mog", "tez")
CANARIES = {
    kind: f"{_SYLLABLES[number % 5]}{_SYLLABLES[number // 5]}{_SYLLABLES[number % 3]}ax"
    for number, kind in enumerate(MAY_SEE)
}
"""The word of each kind: no other begins with it, and the search takes none of them for another's inflection."""


@dataclass
class Planting:
    """One go through the body, with a canary in each kind of text."""

    session: Session
    secretary: Person
    now: dt.datetime = field(default_factory=clock.now)

    def everywhere(self, *, a: Dialogue, b: Dialogue, c: Dialogue, d: Dialogue) -> None:
        """A is asked about its minutes, B has its letter, C's notes are being written, D has a correction."""
        self._minutes_of_a(a)
        self._before_the_meeting(a)
        self._letter(b)
        self._minutes_of_c(c)
        self._agenda(c)
        self._correction(d)
        self._discussion(a)
        self._draft()
        self._mail()

    def _mail(self) -> None:
        text = _with("mail that came in")
        raw = f"From: a@example.dk\r\nSubject: {text}\r\n\r\n{text}\r\n".encode()
        message = inbox.store(self.session, raw=raw, received_at=self.now, now=self.now)
        waits = Verdict(outcome=InboxOutcome.NEEDS_PERSON, reason="person-mail", subject=text, waits=True)
        if message is not None:
            inbox.keep(message, waits, self.now)
        self.session.flush()

    def _minutes_of_a(self, dialogue: Dialogue) -> None:
        note = self._opened(dialogue)
        said = self._say(note, "minutes of A")
        own = self._say(note, "own note of A", kind=PassageKind.OWN)
        self._insight(note, "insight from A", said)
        self._insight(note, "insight from it", own)
        removed = self._say(note, "removed text")
        passages.remove_passage(self.session, passage=removed, now=self.now)
        self._beside(note, dialogue, promise="promise", remark="remark beside a name")
        self._overwrite(self._say(note, "overwritten text"))
        self._ask(note)

    def _minutes_of_c(self, dialogue: Dialogue) -> None:
        note = self._opened(dialogue)
        self._say(note, "minutes of C, not asked about")
        promise, remark = "promise in C, not asked about", "remark in C, not asked about"
        self._beside(note, dialogue, promise=promise, remark=remark)

    def _beside(self, note: Note, dialogue: Dialogue, *, promise: str, remark: str) -> None:
        """What stands beside the passages: what was promised, and who was there."""
        services.add_action(
            self.session, dialogue=dialogue, text=_with(promise), owner=None, due=None, by=None, now=self.now
        )
        self.session.add(Attendance(note_id=note.id, name="Ole", came=True, remark=_with(remark)))

    def _overwrite(self, passage: Passage) -> None:
        passages.close_revision(self.session, revision=passage.current, now=self.now)
        text = "Her stod noget andet."
        passages.save_passage(
            self.session, passage=passage, text=text, base_revision=passage.revision, by=self.secretary, now=self.now
        )
        passages.keep_late(self.session, passage=passage, text=_with("late text"), by=None, now=self.now)

    def _correction(self, dialogue: Dialogue) -> None:
        note = self._opened(dialogue)
        services.answer_confirmation(
            self.session,
            confirmation=self._ask(note),
            answer=ConfirmationAnswer.CORRECTION,
            word=_with("word of the correction"),
            remarks={queries.minutes(self.session, note)[0].id: _with("remark on a passage")},
            now=self.now,
        )

    def _ask(self, note: Note) -> Confirmation:
        deadline = clock.local_day(self.now) + dt.timedelta(days=30)
        return services.ask_confirmation(self.session, note=note, deadline=deadline, by=None, now=self.now)

    def _before_the_meeting(self, dialogue: Dialogue) -> None:
        theme = cycles.themes_of(self.session, dialogue.seat.draw.cycle.year)[0]
        plans.hand_in_plan(
            self.session,
            dialogue=dialogue,
            document=documents.examine("Plan.pdf", b"%PDF-1.7 " + _with("plan of A").encode()),
            link="",
            takes_up={theme.id: _with("where the plan stands")},
            by=None,
            now=self.now,
        )
        briefing = self.session.get(Briefing, dialogue.id) or Briefing(dialogue_id=dialogue.id, written_at=self.now)
        briefing.about = _with("briefing")
        self.session.add(briefing)

    def _agenda(self, dialogue: Dialogue) -> None:
        agenda = self.session.get(Agenda, dialogue.id) or Agenda(dialogue_id=dialogue.id, questions=[])
        agenda.wishes = _with("wish for C's agenda")
        self.session.add(agenda)

    def _letter(self, dialogue: Dialogue) -> None:
        note = self._opened(dialogue)
        self._say(note, "minutes of B")
        note.state = NoteState.CONFIRMED
        letter = self.session.scalars(select(Letter).where(Letter.dialogue_id == dialogue.id)).one()
        promise = {"text": _with("letter to B"), "owner": "", "theirs": False, "due": None, "done_on": None}
        letter.content = {**letter.content, "promises": [promise | {"outcome": ""}]}
        self.session.flush()

    def _discussion(self, a: Dialogue) -> None:
        discussion = discussions.add_discussion(
            self.session,
            cycle=a.seat.draw.cycle,
            forum=Forum.OTHER,
            title=_with("name of a discussion"),
            held_on=clock.local_day(self.now),
            by=None,
            now=self.now,
        )
        note = self.session.scalars(select(Note).where(Note.discussion_id == discussion.id)).one()
        self._say(note, "words of a discussion")

    def _draft(self) -> None:
        newest = select(Guidance.id).order_by(Guidance.year.desc()).limit(1).scalar_subquery()
        found = self.session.scalars(select(Element.id).where(Element.guidance_id == newest)).first()
        element = guidance_queries.element(self.session, found or 0)
        guidances.write_element(
            self.session,
            element=element,
            text=_with("draft"),
            base_revision=element.revision,
            by=None,
            now=self.now,
        )

    def _opened(self, dialogue: Dialogue) -> Note:
        note = passages.open_note(self.session, dialogue=dialogue, now=self.now)
        note.state = NoteState.OPEN
        self.session.flush()
        return note

    def _say(self, note: Note, about: str, kind: PassageKind = PassageKind.MINUTES) -> Passage:
        return passages.add_passage(
            self.session, note=note, passage_id=new_id(), text=_with(about), kind=kind, by=None, now=self.now
        )

    def _insight(self, note: Note, kind: str, passage: Passage) -> None:
        cycle = cycles.current(self.session)
        assert cycle is not None and cycle.id == note.cycle_id
        insights.add_insight(
            self.session,
            cycle=cycle,
            meaning=Meaning(sentence=_with(kind), about=About.PROCESS, tone=Tone.WISH),
            evidence=[Quote(revision_id=passage.current.id)],
            by=None,
            now=self.now,
        )


def _with(kind: str) -> str:
    return f"Det handler om {CANARIES[kind]} her."


def seen_in(text: str) -> set[str]:
    """The kinds whose canary stands in a text."""
    return {kind for kind, word in CANARIES.items() if word in text}
