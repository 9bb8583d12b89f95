"""Every address of the application, with the things of a body in the middle of its year.

A route whose address holds an argument that is not in `things_of` has to be taught here before anything else passes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from flask import Flask
from sqlalchemy import Select, select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from app import clock
from app.communication.models import Course, PaperSentence, PlanStep
from app.cycle import queries as cycles
from app.cycle.models import ThemeEdition
from app.dialogues.before.agendas import LINK_PURPOSE as AGENDA
from app.dialogues.domain import ConfirmationAnswer
from app.dialogues.models import Action, Confirmation, Discussion, Note, Passage, PassageRevision
from app.dialogues.services import LINK_PURPOSE as MINUTES
from app.follow_up.models import Letter
from app.follow_up.plan_mails import LINK_PURPOSE as PLAN_ROW
from app.follow_up.services import LINK_PURPOSE as LETTER
from app.guidance import queries
from app.guidance.consultation.examples import LINK_PURPOSE as EXAMPLE
from app.guidance.models import Comment, ConsultationRound, Element, Example, Guidance
from app.insights.models import Evidence, Insight
from app.institutions.models import HeadDecision, Institution, UnitEvent
from app.invitations.feeds import services as feeds
from app.invitations.models import Invitation, Participant
from app.invitations.queries import LINK_PURPOSE as ANSWER
from app.mail.models import InboxMessage, OutboxMessage
from app.people import services as people
from app.people.models import AccessLink, Person
from app.scheduling.calendars.faults import SourceKind
from app.scheduling.domain import DialogueState
from app.scheduling.models import CalendarSource, ClosedSpan, Dialogue, Poll, PollPerson, Room, RoomBooking
from app.scheduling.polls.queries import LINK_PURPOSE as POLL
from app.scheduling.rules.domain import RuleKind
from app.selection import queries as selection
from app.selection.models import Seat
from demonstration import mailbox, web

OF_THE_DRAFT = ("draft", "fates", "themes", "adoption", "illustration", "comments", "rounds", "examples")
OF_A_CALENDAR = {
    *("scheduling.show_sources", "scheduling.add_address", "scheduling.add_server", "scheduling.add_mailbox"),
    *("scheduling.add_file", "scheduling.read_source", "scheduling.choose_calendars", "scheduling.remove_source"),
}
TEXTS: dict[str, list[Any]] = {"kind": ["invitation-head"], "language": ["da", "en"]}
WITHOUT = "ledetraad.txt"
"""A file of a publication that is not there; examples() knows one that is."""

FILES = {
    "assets": {"path": ["dkfds/dist/css/dkfds.css"]},
    "static": {"filename": ["ledetraad.css"]},
    "people.open_link": {"token": ["asked-for-in-another-browser"]},
}
FEEDS = "a person's feed"
"""Its secret is of a table of its own, and it dies when another is made."""
READERS = "readers of a round"
"""A round's link is one for all its readers, and no person's."""

BY_TOKEN = {
    "invitations.answer": ANSWER,
    "invitations.calendar": ANSWER,
    "invitations.feed": FEEDS,
    "scheduling.poll_answer": POLL,
    "dialogues.by_link": MINUTES,
    "dialogues.agenda_by_link": AGENDA,
    "dialogues.linked_page": MINUTES,
    "dialogues.linked_pdf": MINUTES,
    "dialogues.linked_word": MINUTES,
    "guidance.example_by_link": EXAMPLE,
    "guidance.round_by_link": READERS,
    "follow_up.by_link": LETTER,
    "follow_up.plan_by_link": PLAN_ROW,
    "follow_up.pdf_by_link": LETTER,
}
EVERY: Mapping[str, Select[Any]] = {
    "action_id": select(Action.id),
    "asked_id": select(PollPerson.id),
    "booking_id": select(RoomBooking.id),
    "comment_id": select(Comment.id),
    "confirmation_id": select(Confirmation.id).where(Confirmation.answer == ConfirmationAnswer.RIGHT),
    "course_id": select(Course.id),
    "decision_id": select(HeadDecision.id),
    "delegate_id": select(Person.id),
    "dialogue_id": select(Dialogue.id),
    "discussion_id": select(Discussion.id),
    "edition_id": select(ThemeEdition.id),
    "element_id": select(Element.id),
    "example_id": select(Example.id),
    "event_id": select(UnitEvent.id),
    "evidence_id": select(Evidence.id),
    "insight_id": select(Insight.id),
    "institution_id": select(Institution.id),
    "invitation_id": select(Invitation.id),
    "mail_id": select(InboxMessage.id),
    "message_id": select(OutboxMessage.id),
    "number": select(ThemeEdition.number).distinct(),
    "participant_id": select(Participant.id),
    "passage_id": select(Passage.id),
    "person_id": select(Person.id),
    "poll_id": select(Poll.id),
    "revision_id": select(PassageRevision.id),
    "round_id": select(ConsultationRound.id),
    "room_id": select(Room.id),
    "seat_id": select(Seat.id),
    "sentence_id": select(PaperSentence.id),
    "source_id": select(CalendarSource.id),
    "span_id": select(ClosedSpan.id),
    "step_id": select(PlanStep.id),
    "year": select(Guidance.year),
}
Things = dict[str, list[Any]]


@dataclass(frozen=True)
class Door:
    """One route and one method."""

    rule: Rule
    method: str

    @property
    def endpoint(self) -> str:
        return self.rule.endpoint

    def path(self, values: Mapping[str, Any]) -> str:
        """The address with these things in it."""
        built = self.rule.build({name: values[name] for name in self.rule.arguments}, append_unknown=False)
        assert built is not None, self.rule
        return built[1]

    def paths(self, things: Things) -> Iterator[str]:
        """The address with everything that could stand in it."""
        names = sorted(self.rule.arguments)
        here = things | FILES.get(self.endpoint, {})
        for values in product(*(here[name] for name in names)):
            yield self.path(dict(zip(names, values, strict=True)))


def doors(app: Flask, method: str) -> list[Door]:
    """Every route that answers to a method."""
    rules = sorted(app.url_map.iter_rules(), key=lambda rule: (rule.endpoint, rule.rule))
    return [Door(rule, method) for rule in rules if method in (rule.methods or ())]


def things_of(session: Session) -> Things:
    """Everything that could stand in an address, by the name of its argument; tokens aside, which are random."""
    things: Things = {name: sorted(set(session.scalars(query))) for name, query in EVERY.items()}
    return (
        things
        | {
            "name": mailbox.newest_first(web.folder()),
            "what": ["ud", "slut", "tekst"],
            "file": [WITHOUT],
            "dimension": ["area"],
            "word": ["navn", "sammenlaeg"],
        }
        | TEXTS
        | {"school_year": [2026], "rule": [kind.value for kind in RuleKind if kind is not RuleKind.PUBLIC]}
    )


def links_to(session: Session, purpose: str, *, life: dt.timedelta) -> list[str]:
    """A token for every page that such a link opens; a round's dies when another is made."""
    now = clock.now()
    if purpose == FEEDS:
        if life <= dt.timedelta():
            return ["an old address"]
        everyone = session.scalars(select(Person).where(Person.active).order_by(Person.id))
        return [feeds.make_feed(session, person=one, now=now) for one in everyone]
    if purpose == READERS:
        return list(session.scalars(select(ConsultationRound.key))) if life > dt.timedelta() else ["an old key"]
    found = select(AccessLink).where(AccessLink.purpose == purpose).order_by(AccessLink.id)
    standing = {link.subject_id: link.person_id for link in session.scalars(found)}
    return [
        people.issue_link(
            session,
            person=session.get_one(Person, person_id),
            purpose=purpose,
            subject_id=subject,
            ends_at=now + life,
            now=now,
        )
        for subject, person_id in standing.items()
    ]


def examples(session: Session, things: Things, *, invited: Dialogue, answered: Dialogue) -> dict[str, dict[str, Any]]:
    """One thing for each argument, by endpoint ("": wherever nothing else is said), so that each page exists.

    `invited`: a dialogue of this year whose head has been asked about her minutes; `answered`: one with its letter.
    """
    cycle = cycles.current(session)
    assert cycle is not None
    seats = selection.active_seats(session, cycle)
    invitation = session.scalars(select(Invitation.id).where(Invitation.dialogue_id == invited.id)).one()
    participant = session.scalars(select(Participant.id).where(Participant.invitation_id == invitation)).first()
    director = session.scalars(select(Participant.person_id).where(Participant.id == participant)).one()
    ahead = session.scalars(select(Dialogue.id).where(Dialogue.state == DialogueState.AGREED)).first()
    letter = {"dialogue_id": answered.id}
    draft = {"year": cycle.year + 1}
    published = {"number": 1, "file": queries.pdf_name(cycle.year)}
    return {
        "": {name: values[0] for name, values in things.items()}
        | {"year": cycle.year, "dialogue_id": invited.id, "invitation_id": invitation, "participant_id": participant}
        | {"seat_id": seats[-1].id, "person_id": director, "name": _with_calendar(things["name"])},
        **dict.fromkeys(OF_A_CALENDAR, _calendar(session)),
        "invitations.cancel": {"dialogue_id": ahead},
        "follow_up.plan_of_unit": {"institution_id": dialogue_unit(session, invited)},
        "follow_up.letter_of": letter,
        "follow_up.pdf": letter,
        "follow_up.adopt": letter,
        **dict.fromkeys((f"guidance.{page}" for page in OF_THE_DRAFT), draft),
        "guidance.file": published,
        "guidance.correction": {"element_id": _published_element(session, cycle.year)},
        "guidance.correct": {"element_id": _published_element(session, cycle.year)},
        **{endpoint: {name: found[0] for name, found in files.items()} for endpoint, files in FILES.items()},
    }


def _calendar(session: Session) -> dict[str, int]:
    """A source with calendars to choose among, and whose it is."""
    source = session.scalars(select(CalendarSource).where(CalendarSource.kind == SourceKind.CALDAV)).one()
    return {"person_id": source.person_id or 0, "source_id": source.id}


def dialogue_unit(session: Session, dialogue: Dialogue) -> int:
    """The institution of a dialogue."""
    return session.scalars(select(Seat.institution_id).where(Seat.id == dialogue.seat_id)).one()


def _published_element(session: Session, year: int) -> int:
    return session.scalars(select(Element.id).join(Element.guidance).where(Guidance.year == year)).first()  # type: ignore[return-value]


def _with_calendar(names: list[str]) -> str:
    return next(name for name in names if (letter := mailbox.read(web.folder(), name)) and letter.has_meeting)


def asked_dialogue(session: Session) -> Dialogue:
    """The last whose head has been asked about the minutes."""
    return session.scalars(select(Dialogue).join(Note).order_by(Note.id.desc())).first()  # type: ignore[return-value]


def answered_dialogue(session: Session) -> Dialogue:
    """The first whose head has had a letter."""
    return session.scalars(select(Dialogue).join(Letter).order_by(Letter.id)).first()  # type: ignore[return-value]
