"""Whatever page or file shows words of a note, the trail says who saw them: every route, for staff and a head."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from app import clock
from app.dialogues.models import Passage, PassageRevision
from app.guidance.models import Tie
from app.insights.models import Evidence
from app.trail.models import TrailEntry
from app.trail.queries import OPENED
from app.web import TRAILED_WITHIN
from tests.people.conftest import World
from tests.people.doors import doors
from tests.people.reading_answers import letters, said_in

MORE = {
    "search.search": ("?q={word}",),
    "insights.download": ("?som=csv", "?som=xlsx", "?som=json"),
    "insights.merge": ("?med=2",),
    "guidance.draft": ("", "?element={element}"),
}
"""What an address needs beside its things to show words at all."""

HANDED_IN = {"dialogues.plan_file"}
"""Files of the institutions' own, which hold no note."""


def words_of_notes(world: World) -> Mapping[int, list[str]]:
    """Each note with what was said there, as it stands and as it is quoted."""
    found: dict[int, list[str]] = {}
    query = select(Passage.note_id, PassageRevision.text).join(Passage.current).where(Passage.removed_at.is_(None))
    quotes = select(Passage.note_id, Evidence.quote).join(Evidence.revision).join(PassageRevision.passage)
    quotes = quotes.where(Evidence.quote != "")
    with world.app.app_context(), world.database.read() as session:
        for note, text in session.execute(query):
            found.setdefault(note, []).append(text)
        for note, quote in session.execute(quotes):
            found[note].append(quote)
    return found


def trailed(world: World) -> set[int]:
    """The notes that somebody has opened lately; and from here on, nobody has."""
    with world.app.app_context(), world.database.write.begin() as session:
        things = set(
            session.scalars(
                select(TrailEntry.thing).where(
                    TrailEntry.action == OPENED, TrailEntry.at > clock.now() - TRAILED_WITHIN
                )
            )
        )
        session.execute(
            update(TrailEntry).where(TrailEntry.action == OPENED).values(at=clock.now() - 2 * TRAILED_WITHIN)
        )
    return {int(thing.partition(":")[2]) for thing in things}


@pytest.mark.parametrize("who", ["director", "secretary", "head of A"])
def test_whoever_is_shown_words_of_a_note_is_trailed(world: World, who: str) -> None:
    client, said = world.client(who), words_of_notes(world)
    seen = looks(world, client, said, who)
    assert {path: shown - kept for path, (shown, kept) in seen.items() if shown - kept} == {}
    assert {path: kept - shown for path, (shown, kept) in seen.items() if shown and kept - shown} == {}
    assert any(shown for shown, _kept in seen.values())


def looks(
    world: World, client: FlaskClient, said: Mapping[int, list[str]], who: str
) -> dict[str, tuple[set[int], set[int]]]:
    """Each address with the notes of which it shows words, and those that the trail holds after it."""
    with world.app.app_context(), world.database.read() as session:
        element = session.scalars(select(Tie.element_id).order_by(Tie.id.desc())).first()
    word, seen = max(said[max(said)][0].split(), key=len).strip(",.?!"), {}
    trailed(world)
    for door in (one for one in doors(world.app, "GET") if one.endpoint not in HANDED_IN):
        for more in MORE.get(door.endpoint, ("",)):
            path = world.path(door, token=world.token(door, who)) + more.format(word=word, element=element)
            answer = client.get(path)
            text = said_in(answer) if answer.status_code == 200 else ""
            shown = {note for note, texts in said.items() if any(letters(one) in text for one in texts)}
            seen[path] = (shown, trailed(world))
    return seen
