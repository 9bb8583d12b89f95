"""Every route × everyone × both databases: a word of each kind of text is met by whom it concerns, and nobody else."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest
from sqlalchemy import Select, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app import clock
from app.dialogues.before.agendas import LINK_PURPOSE as AGENDA
from app.dialogues.models import Action, Confirmation, Discussion, Note, PassageRevision
from app.dialogues.services import LINK_PURPOSE as MINUTES
from app.follow_up.models import Letter
from app.follow_up.services import LINK_PURPOSE as LETTER
from app.guidance.models import ElementRevision
from app.insights.models import Evidence, Insight
from app.invitations.models import Invitation, Participant
from app.invitations.queries import LINK_PURPOSE as ANSWER
from app.mail.models import InboxMessage
from app.people import services
from app.people.access import rows
from app.people.models import Person
from app.scheduling.domain import DialogueState
from app.scheduling.models import Dialogue
from app.selection.models import Seat
from tests.people import doors
from tests.people.canaries import CANARIES, MAY_SEE, STAFF, Planting, seen_in
from tests.people.conftest import World, dialogue, head_of
from tests.people.test_permissions import both
from tests.printed import words_in

LINKS = {
    "link to A's minutes": MINUTES,
    "link to C's agenda": AGENDA,
    "link to B's letter": LETTER,
    "link to A's invitation": ANSWER,
}
HEADS = ("head of A", "head of B", "head of C", "head of D")
SIGNED_IN = (*HEADS, "secretary", "director")
NOT_SIGNED_IN = ("nobody", "closed account", "ended session")
FILES = {
    *("dialogues.minutes_pdf", "dialogues.minutes_word", "dialogues.linked_pdf", "dialogues.linked_word"),
    *("dialogues.minutes_page", "dialogues.linked_page", "dialogues.briefing_pdf", "dialogues.earlier"),
    *("insights.download", "insights.download_years", "guidance.pdf", "follow_up.pdf", "follow_up.pdf_by_link"),
    *("selection.record", "selection.public_record", "selection.list_pdf", "selection.public_list_pdf"),
}
"""What leaves the house: nothing of the secretariat's own notes stands in it, whoever fetches it."""
_FIELD = re.compile(r"<input[^>]*>")
CLOSED = {"own note of A", "insight from it"}
WAYS = {"insights.download": ("som=csv", "som=xlsx", "som=json", "som=csv&hvad=matrix", "som=xlsx&hvad=matrix")}
OF_TEXTS: dict[str, Select[Any, str]] = {
    "passage_id": select(PassageRevision.passage_id, PassageRevision.text),
    "revision_id": select(PassageRevision.id, PassageRevision.text),
    "insight_id": select(Insight.id, Insight.sentence),
    "evidence_id": select(Evidence.id, Insight.sentence).join(Evidence.insight),
    "discussion_id": select(Discussion.id, Discussion.title),
    "element_id": select(ElementRevision.element_id, ElementRevision.text),
}
"""The things that hold a text, by the name that they have in an address."""


@dataclass(frozen=True)
class Planted:
    """The body with its canaries, and the link to one page of each kind."""

    world: World
    tokens: Mapping[str, str]

    def paths(self, door: doors.Door, who: str) -> Iterator[str]:
        """The addresses of a route behind which a canary could stand; a link is the one that this person has got."""
        if door.endpoint in doors.BY_TOKEN and who not in self.tokens:
            return
        given = {"token": [self.tokens.get(who, "asked-for-in-another-browser")]}
        for path in door.paths({**self.world.things, **given}):
            yield from (f"{path}?{way}" for way in WAYS.get(door.endpoint, ("",)))


@pytest.fixture(scope="module")
def planted(world: World) -> Planted:
    """The demonstration with a canary in each kind of text."""
    with world.app.test_request_context(), world.database.write.begin() as session:
        a, b = doors.asked_dialogue(session), doors.answered_dialogue(session)
        c, d = in_state(session, DialogueState.AGREED), in_state(session, DialogueState.HELD, but=a)
        found = {name: dialogue(session, one) for name, one in zip("abcd", (a, b, c, d), strict=True)}
        heads = {f"head of {name.upper()}": head_of(session, one) for name, one in found.items()}
        Planting(session, world.people["secretary"]).everywhere(**found)
        tokens = links(session, found, heads)
        things = holding(session, [one.id for one in found.values()])
    ones = {name: things.get(name, values[:1]) for name, values in world.things.items()}
    whole = replace(world, people={**world.people, **heads}, things=ones | {"year": world.things["year"]})
    return Planted(whole, tokens)


def in_state(session: Session, state: DialogueState, *, but: Dialogue | None = None) -> Dialogue:
    """The newest dialogue that has come so far."""
    query = select(Dialogue).where(Dialogue.state == state, Dialogue.id != (but.id if but else 0))
    return session.scalars(query.order_by(Dialogue.id.desc())).first()  # type: ignore[return-value]


def holding(session: Session, dialogue_ids: list[int]) -> doors.Things:
    """Whatever holds a canary, and all that belongs to these dialogues."""
    texts = {
        name: [thing for thing, text in session.execute(query) if seen_in(text)] for name, query in OF_TEXTS.items()
    }
    notes = select(Note.id).where(Note.dialogue_id.in_(dialogue_ids))
    of_dialogues = {
        "confirmation_id": select(Confirmation.id).where(Confirmation.note_id.in_(notes)),
        "action_id": select(Action.id).where(Action.dialogue_id.in_(dialogue_ids)),
        "invitation_id": select(Invitation.id).where(Invitation.dialogue_id.in_(dialogue_ids)),
        "mail_id": select(InboxMessage.id),
        "participant_id": select(Participant.id).join(Invitation).where(Invitation.dialogue_id.in_(dialogue_ids)),
        "institution_id": select(Seat.institution_id).join(Dialogue).where(Dialogue.id.in_(dialogue_ids)),
    }
    return {
        "dialogue_id": dialogue_ids,
        **{name: sorted(set(found)) for name, found in texts.items()},
        **{name: list(session.scalars(query)) for name, query in of_dialogues.items()},
    }


def links(session: Session, found: Mapping[str, Dialogue], heads: Mapping[str, Person]) -> dict[str, str]:
    """One link of each purpose, to the page of one dialogue."""
    note = session.scalars(select(Note.id).where(Note.dialogue_id == found["a"].id)).one()
    letter = session.scalars(select(Letter.id).where(Letter.dialogue_id == found["b"].id)).one()
    part = part_of(session, found["a"], heads["head of A"])
    subjects = {
        MINUTES: (note, "head of A"),
        AGENDA: (found["c"].id, "head of C"),
        LETTER: (letter, "head of B"),
        ANSWER: (part, "head of A"),
    }
    now = clock.now()
    ends_at = now + dt.timedelta(hours=1)
    return {
        who: services.issue_link(
            session, person=heads[head], purpose=purpose, subject_id=subject, ends_at=ends_at, now=now
        )
        for who, purpose in LINKS.items()
        for subject, head in (subjects[purpose],)
    }


def part_of(session: Session, found: Dialogue, person: Person) -> int:
    query = select(Participant.id).join(Invitation, Invitation.id == Participant.invitation_id)
    return session.scalars(query.where(Invitation.dialogue_id == found.id, Participant.person_id == person.id)).one()


def met(answer: TestResponse) -> set[str]:
    """The kinds of text that an answer holds, in its words and in its head."""
    return seen_in(words_in(answer.data) + str(answer.headers))


def doors_of(planted: Planted, who: str, method: str) -> list[doors.Door]:
    """Every route but those on which the demonstration shows what it has sent.

    Who comes by a link is nobody on all pages but those that are opened by one.
    """
    found = [door for door in doors.doors(planted.world.app, method) if not door.endpoint.startswith("demonstration.")]
    return [door for door in found if door.endpoint in doors.BY_TOKEN] if who in LINKS else found


@both
@pytest.mark.parametrize("who", [*NOT_SIGNED_IN, *LINKS, *HEADS])
def test_a_word_of_each_kind_is_met_by_whom_it_concerns_and_nobody_else(planted: Planted, who: str) -> None:
    _meets_what_she_may(planted, who)


@pytest.mark.parametrize("who", sorted(STAFF))
def test_a_word_of_each_kind_is_met_by_staff(planted: Planted, who: str) -> None:
    """On one database: who may see everything does so wherever it lies."""
    _meets_what_she_may(planted, who)


def _meets_what_she_may(planted: Planted, who: str) -> None:
    client, found, in_files = planted.world.client(who), set[str](), set[str]()
    for door in doors_of(planted, who, "GET"):
        for path in planted.paths(door, who):
            seen = met(client.get(path))
            found |= seen
            in_files |= seen if door.endpoint in FILES else set()
    assert found == {kind for kind, those in MAY_SEE.items() if who in those}
    assert not in_files & CLOSED


@both
@pytest.mark.parametrize("who", [*NOT_SIGNED_IN, *LINKS, *SIGNED_IN])
def test_the_search_finds_for_nobody_what_she_may_not_see(planted: Planted, who: str) -> None:
    client = planted.world.client(who)
    answers = {kind: client.get("/soeg", query_string={"q": word}) for kind, word in CANARIES.items()}
    pages = {kind: _FIELD.sub("", one.text) for kind, one in answers.items() if one.status_code == 200}
    assert (pages == {}) is (who not in SIGNED_IN)
    found = {kind for kind, page in pages.items() if CANARIES[kind] in page}
    assert found <= {kind for kind, those in MAY_SEE.items() if who in those}
    assert ("own note of A" in found) is (who in STAFF)


@both
@pytest.mark.parametrize("who", ["nobody", *LINKS, "head of A", "head of C"])
def test_a_form_that_is_sent_in_vain_tells_nobody_anything(planted: Planted, who: str) -> None:
    """Nothing stands in them, so that none of them is taken: what comes back is the page with its refusal."""
    client, table, found = planted.world.client(who), rows(planted.world.app), set[str]()
    for door in doors_of(planted, who, "POST"):
        row = table[door.endpoint]
        if door.endpoint not in ("people.sign_out", "dialogues.prepare_agenda"):
            for path in planted.paths(door, who):
                found |= met(client.post(path, follow_redirects=not row.anyone))
    assert found <= {kind for kind, those in MAY_SEE.items() if who in those}
