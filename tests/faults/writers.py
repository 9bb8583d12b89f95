"""People who write at once and never give up: each sends a save again, unchanged, until it is acknowledged."""

from __future__ import annotations

import datetime as dt
import json
import re
import threading
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlencode

from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app import clock, create_app
from app.database import Database
from app.dialogues.models import Passage, PassageRevision
from app.people import services as people
from app.people.access import TOKEN
from app.people.domain import Role
from tests.conftest import make_settings
from tests.dialogues.meetings import agree_dialogue, open_cycle
from tests.faults.serving import HOST

AGAIN = 0.05  # seconds between two tries of one save


@dataclass
class Writer:
    """One of the secretariat, in a browser of her own."""

    number: int
    port: int
    cookie: str
    dialogue_id: int
    csrf: str = ""
    acknowledged: dict[str, int] = field(default_factory=dict)
    late: list[str] = field(default_factory=list)
    taken: list[float] = field(default_factory=list)
    """Seconds that each acknowledged save took, first try to answer."""
    repeated: int = 0
    faults: int = 0
    is_done: bool = False
    is_called_off: bool = False
    connection: HTTPConnection | None = None

    def write(self, saves: int, *, per_passage: int = 10, stale_every: int = 0, pause: float = 0) -> None:
        """So many acknowledged saves, in passages of some saves each; now and then from a tab that is behind."""
        try:
            self.write_passages(saves, per_passage, stale_every, pause)
        finally:
            self.hang_up()
            self.is_done = True

    def write_passages(self, saves: int, per_passage: int, stale_every: int, pause: float) -> None:
        """The saves, one after the other."""
        done = 0
        while done < saves:
            passage_id = str(uuid.uuid4())
            fields = {"passage_id": passage_id, "edition_id": "0", "kind": "minutes", "text": self.text(passage_id, 0)}
            revision = self.until_told(f"/dialoger/dialog/{self.dialogue_id}/afsnit", fields)["revision"]
            self.acknowledged[passage_id], done = 0, done + 1
            for turn in range(1, min(per_passage, saves - done + 1)):
                threading.Event().wait(pause)
                revision, first = self.save(passage_id, turn, revision), revision
                done += 1
                if stale_every and done % stale_every == 0:
                    self.save_stale(passage_id, turn, first)

    def save(self, passage_id: str, turn: int, base: int) -> int:
        """One acknowledged save; gives the revision that it made."""
        fields = {"text": self.text(passage_id, turn), "base_revision": str(base), "save_key": str(uuid.uuid4())}
        told = self.until_told(f"/dialoger/afsnit/{passage_id}", fields)
        self.acknowledged[passage_id] = turn
        return int(told["revision"])

    def save_stale(self, passage_id: str, turn: int, base: int) -> None:
        """A save from a tab that has not seen the last one: it is refused, and its text is kept."""
        text = f"{self.text(passage_id, turn)} fra en anden fane"
        fields = {"text": text, "base_revision": str(base), "save_key": str(uuid.uuid4())}
        told = self.until_told(f"/dialoger/afsnit/{passage_id}", fields, expected=409)
        if told.get("error") == "stale-text":
            self.late.append(text)

    def text(self, passage_id: str, turn: int) -> str:
        """Words that tell who wrote them and when in her turn."""
        return f"Skriver {self.number}, afsnit {passage_id[:8]}, gang {turn}."

    def until_told(self, path: str, fields: dict[str, str], *, expected: int = 200) -> dict[str, Any]:
        """The answer, after as many tries as it takes."""
        begun = time.perf_counter()
        while True:
            status, told = self.ask("POST", path, fields)
            if status == expected:
                self.taken.append(time.perf_counter() - begun)
                return told
            if status not in (0, 500, 503) and told.get("error") != "raced":
                raise AssertionError(f"{path} answers {status}: {told}")
            if self.is_called_off:
                raise AssertionError(f"{path} still answers {status}")
            self.faults += status == 500
            self.repeated += 1
            threading.Event().wait(AGAIN)

    def ask(self, method: str, path: str, fields: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """One request over the connection that is kept, as browsers do; status 0 when nobody answered."""
        headers = {"Cookie": self.cookie, "Accept": "application/json", "X-CSRFToken": self.csrf}
        headers |= {"Content-Type": "application/x-www-form-urlencoded"}
        kept = self.connection is not None
        self.connection = self.connection or HTTPConnection(HOST, self.port, timeout=30)
        try:
            self.connection.request(method, path, body=urlencode(fields), headers=headers)
            answer = self.connection.getresponse()
            return answer.status, json.loads(answer.read())
        except (OSError, HTTPException, ValueError):
            self.hang_up()
        return self.ask(method, path, fields) if kept else (0, {})

    def hang_up(self) -> None:
        """Lets the connection go; the next request makes another."""
        if self.connection is not None:
            self.connection.close()
        self.connection = None

    def open_page(self) -> None:
        """Opens the page of the meeting, and so gets the token that every form needs."""
        connection = HTTPConnection(HOST, self.port, timeout=30)
        connection.request("GET", f"/dialoger/dialog/{self.dialogue_id}/referat", headers={"Cookie": self.cookie})
        answer = connection.getresponse()
        page = answer.read().decode()
        assert answer.status == 200, page
        self.cookie = (answer.headers["Set-Cookie"] or self.cookie).partition(";")[0]
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert token
        self.csrf = token[1]
        connection.close()


def sign_in_writers(database: Database, port: int, count: int) -> list[Writer]:
    """A meeting, and so many who write at it."""
    url = database.engine.url.render_as_string(hide_password=False)
    now = clock.now()
    with database.write.begin() as session:
        dialogue_id = agree_dialogue(session, open_cycle(session), name="Åkandens Børnehus").id
        tokens = []
        for number in range(count):
            person = people.add_person(
                session, name=f"Skriver {number}", address=f"s{number}@example.dk", roles=[Role.SECRETARIAT], now=now
            )
            tokens.append(people.open_session(session, person=person, life=dt.timedelta(hours=8), now=now))
    app = create_app(make_settings(url))
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert serializer
    name = app.config["SESSION_COOKIE_NAME"]
    return [
        Writer(number, port, f"{name}={serializer.dumps({TOKEN: token, 'seen': int(now.timestamp())})}", dialogue_id)
        for number, token in enumerate(tokens)
    ]


def lost(database: Database, writers: Sequence[Writer]) -> list[str]:
    """What was acknowledged and cannot be found: a passage whose words are older, or a late text that is gone."""
    with database.read() as session:
        passages = session.scalars(select(Passage).options(joinedload(Passage.current)))
        standing = {one.id: one.current.text for one in passages}
        kept = set(session.scalars(select(PassageRevision.text).where(PassageRevision.late)))
    missing = []
    for writer in writers:
        for passage_id, turn in writer.acknowledged.items():
            found = re.search(r"gang (\d+)\.", standing.get(passage_id, ""))
            if found is None or int(found[1]) < turn:
                missing.append(f"{passage_id}: told {turn}, found {found and found[1]}")
        missing += [text for text in writer.late if text not in kept]
    return missing
