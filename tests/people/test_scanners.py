"""A mail scanner that looks at every link of every mail, over and over: nothing is used up, nothing is answered."""

from __future__ import annotations

import json
import re
from typing import Any

from app.trail.models import TrailEntry
from demonstration import mailbox, web
from tests.people.conftest import World

HERE = "http://scanner.example.dk"
LINK = re.compile(rf"{re.escape(HERE)}(/[^\s\"'<>]*)")
LOOKS = 100
KINDS = ("/svar/", "/referat/", "/brev/")


def links_of_all_mails(world: World) -> list[str]:
    """Every address of ours that stands in a mail, in its text or its page."""
    with world.app.app_context():
        names = mailbox.newest_first(web.folder())
        letters = [mailbox.read(web.folder(), name) for name in names]
    texts = (letter.body(kind, HERE) for letter in letters if letter for kind in ("plain", "html"))
    return sorted({path for text in texts for path in LINK.findall(text)})


def trail_of(contents: dict[str, list[tuple[Any, ...]]]) -> set[tuple[str, str]]:
    """What was done, in which manner; that a link was followed is trailed as just that."""
    names = [column.name for column in TrailEntry.__table__.columns]
    rows = [dict(zip(names, row, strict=True)) for row in contents["trail_entry"]]
    return {(row["action"], json.dumps(row["details"], sort_keys=True)) for row in rows}


def test_a_scanner_that_follows_every_link_changes_nothing(world: World) -> None:
    links, client, before = links_of_all_mails(world), world.client("nobody"), world.contents()
    looks = {link: (client.get(link).status_code, client.head(link).status_code) for link in links}
    living = [link for link, answers in looks.items() if answers == (200, 200)]
    firsts = [next(link for link in living if link.startswith(kind)) for kind in KINDS]
    often = {client.open(link, method=method).status_code for link in firsts for method in ("GET", "HEAD") * LOOKS}
    assert set(looks.values()) == {(200, 200), (404, 404)}  # last year's invitations are over
    assert often == {200}
    after = world.contents()
    assert trail_of(after) == trail_of(before) | {("notes.opened", '{"way": "link"}')}
    assert {**after, "trail_entry": []} == {**before, "trail_entry": []}
