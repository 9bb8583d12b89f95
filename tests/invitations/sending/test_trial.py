"""The trial: four mails about one meeting to one's own mailbox, and what the server said of each."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from pathlib import Path

import pytest
import vobject
from flask import Flask
from sqlalchemy.orm import Session

from app import clock
from app.settings import SETTINGS
from config import Security
from demonstration.catcher import Catcher


def test_trial_sends_invitation_move_room_and_cancellation_of_one_meeting(
    app: Flask, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Catcher(tmp_path / "mails") as catcher:
        given = replace(app.extensions[SETTINGS], mail_port=catcher.port, mail_security=Security.NONE)
        monkeypatch.setitem(app.extensions, SETTINGS, given)
        done = app.test_cli_runner().invoke(args=["invitations", "trial", "mig@example.dk", "--pause", "0"])
    assert done.exit_code == 0, done.output
    assert done.output.count("sent 250 Kept") == 4
    events = [event_of(path) for path in sorted((tmp_path / "mails").glob("*.eml"))]
    assert [one.method.value for one in events] == ["REQUEST", "REQUEST", "REQUEST", "CANCEL"]
    assert [one.vevent.sequence.value for one in events] == ["0", "1", "2", "3"]
    assert len({one.vevent.uid.value for one in events}) == 1
    assert [clock.local(one.vevent.dtstart.value).hour for one in events] == [9, 13, 13, 13]
    assert [one.vevent.location.value for one in events] == ["Lokale 1", "Lokale 1", "Lokale 2", "Lokale 2"]


def event_of(path: Path) -> vobject.base.Component:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    part = next(one for one in message.walk() if one.get_content_type() == "text/calendar")
    return vobject.readOne(part.get_content())
