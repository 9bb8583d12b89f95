"""Every form of the application: none is taken without its token, and an empty one is no fault."""

from __future__ import annotations

import pytest

from tests.people.conftest import World
from tests.people.doors import doors

ANSWERS = {200, 302, 404, 409, 422}
WITHOUT_COOKIES = {"guidance.round_by_link"}
"""There is nothing that another site could ride on: the key in the address is the whole permission."""


def test_no_form_is_taken_without_its_token(world: World) -> None:
    client, before, got = world.client("secretary"), world.contents(), {}
    guarded = [door for door in doors(world.app, "POST") if door.endpoint not in WITHOUT_COOKIES]
    world.app.config["WTF_CSRF_ENABLED"] = True
    for door in guarded:
        path = world.path(door, token=world.token(door, "secretary"))
        got[path] = client.post(path).status_code
    world.app.config["WTF_CSRF_ENABLED"] = False
    assert got == dict.fromkeys(got, 400)
    assert world.contents() == before


@pytest.mark.parametrize("who", ["head of A", "secretary", "director"])
def test_an_empty_form_is_answered(world: World, who: str) -> None:
    got = {}
    for door in doors(world.app, "POST"):
        path = world.path(door, token=world.token(door, who))
        got[path] = world.client(who).post(path).status_code
    assert {path: status for path, status in got.items() if status not in ANSWERS} == {}
