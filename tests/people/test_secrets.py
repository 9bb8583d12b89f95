"""Own notes stay with the staff, and minutes with those who said the words: over every address with everything in it.

The secretary's own pages are walked as well, so that a search that finds nothing is known to be able to find.
"""

from __future__ import annotations

import html
import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.cycle.models import ThemeEdition
from app.dialogues import queries as dialogues
from app.dialogues import services as minutes
from app.dialogues.domain import PassageKind
from app.dialogues.models import Note, Passage, PassageRevision
from app.dialogues.writing import passages
from app.follow_up.models import Letter
from app.guidance import queries
from app.guidance.domain import GuidanceState
from app.guidance.models import Element, Guidance, Publication
from app.mail.models import OutboxMessage
from app.scheduling.models import Dialogue
from demonstration import mailbox, web
from tests.people.conftest import World, head_of
from tests.people.doors import BY_TOKEN, doors, things_of

UNPUBLISHED = "Rødkælken 52c0e8 flytter ind"
PLANTED = "Kanariefuglen 7f3a91 sidder i vindueskarmen."


@pytest.fixture(scope="module", autouse=True)
def canary(world: World) -> None:
    """An own note beside every meeting's minutes; afterwards the head who was asked is reminded by mail."""
    now = clock.now()
    with world.app.app_context(), world.database.write.begin() as session:
        by = session.merge(world.people["secretary"])
        for note in session.scalars(select(Note)):
            one = str(uuid.uuid4())
            passages.add_passage(session, note=note, passage_id=one, text=PLANTED, kind=PassageKind.OWN, by=by, now=now)
        asked = dialogues.note_of(session, session.get_one(Dialogue, world.examples[""]["dialogue_id"]))
        assert asked is not None
        minutes.remind(session, note=asked, by=by, now=now)
        theme = session.scalars(select(ThemeEdition).order_by(ThemeEdition.year.desc())).first()
        assert theme is not None
        theme.title = UNPUBLISHED
        world.things.update(things_of(session))


@dataclass(frozen=True)
class Walks:
    """What each walker met of all that is watched for. Each walks once, whatever is asked of it afterwards."""

    world: World
    watched: set[str]
    met: dict[str, set[tuple[bool, str]]] = field(default_factory=dict)

    def seen(self, wanted: set[str], who: str, *, by_signing_in: bool = False) -> set[str]:
        """Those of the sentences that she met on any page that a GET can bring her.

        `by_signing_in`: without links, and without the demonstration's own pages, where anyone reads everyone's mail.
        """
        assert wanted <= self.watched
        if who not in self.met:
            self.met[who] = {
                (own, sentence)
                for own, text in answers(self.world, who)
                for sentence in seen(self.watched, iter([text]))
            }
        return {sentence for own, sentence in self.met[who] if own or not by_signing_in} & wanted


@pytest.fixture(scope="module")
def walks(world: World) -> Walks:
    """Watched for: own notes, drafts, and the minutes of both heads."""
    with world.app.app_context(), world.database.read() as session:
        minutes = minutes_of(session, world, "head of A") | minutes_of(session, world, "head of B")
    return Walks(world, own_notes(world) | drafted(world) | minutes)


def words(session: Session, *, kind: PassageKind) -> set[str]:
    """What stands in passages of a kind."""
    found = select(PassageRevision.text).join(PassageRevision.passage).where(Passage.kind == kind)
    return set(session.scalars(found))


def own_notes(world: World) -> set[str]:
    """The canaries: the one that was planted and those of the demonstration."""
    with world.app.app_context(), world.database.read() as session:
        return words(session, kind=PassageKind.OWN)


def drafted(world: World) -> set[str]:
    """What stands only in drafts."""
    with world.app.app_context(), world.database.read() as session:
        drafts = select(Element.id).join(Element.guidance).where(Guidance.state != GuidanceState.PUBLISHED)
        others = select(Element.id).where(Element.id.not_in(drafts))
        texts, published = (set(queries.texts_of(session, session.scalars(ids)).values()) for ids in (drafts, others))
    return {UNPUBLISHED} | texts - published


def answers(world: World, who: str) -> Iterator[tuple[bool, str]]:
    """Every page that a GET can bring her, whatever stands in the address; and whether signing in is what brings it."""
    client = world.client(who)
    tokens = world.dead if who == "expired link" else world.living
    for door in doors(world.app, "GET"):
        purpose = BY_TOKEN.get(door.endpoint)
        own = not purpose and not door.endpoint.startswith("demonstration.")
        things = world.things | {"token": tokens[purpose]} if purpose else world.things
        for path in door.paths(things):
            yield own, plain(client.get(path).data)


def plain(content: bytes) -> str:
    """A page's or a calendar's text: entities resolved, folded lines in one."""
    text = html.unescape(content.decode(errors="replace"))
    return text.replace("\r\n ", "").replace("\\,", ",").replace("\\;", ";")


def seen(wanted: set[str], texts: Iterator[str]) -> set[str]:
    """Those of the sentences that stand in one of the texts."""
    return {sentence for text in texts for sentence in wanted if sentence in text}


def test_the_secretary_reads_every_own_note(world: World, walks: Walks) -> None:
    canaries = own_notes(world)
    assert PLANTED in canaries and len(canaries) == 9
    assert walks.seen(canaries, "secretary") == canaries


@pytest.mark.parametrize("who", ["nobody", "expired link", "head of A", "head of B"])
def test_no_page_shows_an_own_note(world: World, walks: Walks, who: str) -> None:
    assert walks.seen(own_notes(world), who) == set()


@pytest.mark.parametrize("who", ["nobody", "expired link", "head of A", "head of B"])
def test_no_page_shows_what_is_only_drafted(world: World, walks: Walks, who: str) -> None:
    assert len(drafted(world)) > 5
    assert walks.seen(drafted(world), who) == set()


def test_no_mail_holds_an_own_note(world: World) -> None:
    with world.app.app_context(), world.database.read() as session:
        letters = [mailbox.read(web.folder(), name) for name in mailbox.newest_first(web.folder())]
        waiting = [message_from_bytes(raw, policy=policy.default) for raw in session.scalars(select(OutboxMessage.raw))]
    messages = [*(letter.message for letter in letters if letter), *waiting]
    parts = (part for message in messages for part in message.walk() if not part.is_multipart())
    texts = [plain(bytes(part.get_payload(decode=True))) for part in parts]
    assert len(waiting) == len(letters) + 2  # the one that came back, and the reminder
    assert seen(own_notes(world), iter(texts)) == set()


def test_nothing_that_is_printed_holds_an_own_note(world: World) -> None:
    with world.app.app_context(), world.database.read() as session:
        contents = [*session.scalars(select(Publication.content)), *session.scalars(select(Letter.content))]
    printed = [json.dumps(content, ensure_ascii=False) for content in contents]
    assert len(printed) == 7
    assert seen(own_notes(world), iter(printed)) == set()


@pytest.mark.parametrize(("who", "other"), [("head of A", "head of B"), ("head of B", "head of A")])
def test_minutes_are_read_by_their_head_and_by_no_other(world: World, walks: Walks, who: str, other: str) -> None:
    with world.app.app_context(), world.database.read() as session:
        mine = minutes_of(session, world, who)
    assert len(mine) > 5
    assert walks.seen(mine, who, by_signing_in=True) == mine
    assert walks.seen(mine, other, by_signing_in=True) == set()


def minutes_of(session: Session, world: World, who: str) -> set[str]:
    """What the minutes of the meetings with a head say."""
    own = [one.id for one in session.scalars(select(Dialogue)) if head_of(session, one).id == world.people[who].id]
    notes = session.scalars(select(Note).where(Note.dialogue_id.in_(own)))
    return {passage.current.text for note in notes for passage in dialogues.minutes(session, note)}
