"""What is secret about a calendar source, locked and opened."""

from __future__ import annotations

import pytest

from app.scheduling.calendars import faults
from app.scheduling.calendars.sealing import Keys, Secret, new_key

SECRET = Secret(url="https://k.example/a.ics", password="hemmeligt", calendars=(("https://k.example/b/", "B", True),))


def test_what_is_sealed_is_opened_again_and_cannot_be_read_meanwhile() -> None:
    sealed = Keys((), "the installation's").seal(SECRET)
    assert "k.example" not in sealed
    assert Keys((), "the installation's").open(sealed) == SECRET


def test_another_installation_cannot_open_it() -> None:
    with pytest.raises(faults.SealBroken):
        Keys((new_key(),), "another").open(Keys((), "the installation's").seal(SECRET))


def test_keys_are_changed_in_three_steps_without_losing_anything() -> None:
    old, new = new_key(), new_key()
    from_the_start = Keys((), "s").seal(SECRET)
    sealed = Keys((old,), "s").renew(from_the_start)
    renewed = Keys((new, old), "s").renew(sealed)
    assert Keys((new,), "s").open(renewed) == SECRET
    with pytest.raises(faults.SealBroken):
        Keys((new,), "s").open(sealed)


def test_what_was_tampered_with_is_refused() -> None:
    keys = Keys((), "s")
    for broken in ("", "x", keys.seal(SECRET)[:-4] + "AAA="):
        with pytest.raises(faults.SealBroken):
            keys.open(broken)


def test_nothing_secret_is_in_what_is_printed() -> None:
    assert "hemmeligt" not in str(SECRET)
    assert "k.example" not in str(SECRET)
