"""Our calendar mails in three readers from npm: ical.js (which goes by our VTIMEZONE), node-ical (which goes by the
zone's name) and mailparser, which takes the mail apart for the other two.

The mails are the files that tests/invitations/test_rules.py holds ours to, to the byte.
"""

from __future__ import annotations

import email
import email.encoders
import email.policy
import json
import os
import subprocess
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from tests.chromium import find_node
from tests.conftest import DATA

SCRIPT = Path(__file__).with_name("read_mail.mjs")
NINE, MOVED = ("2027-03-16T08:00", "2027-03-16T09:30"), ("2027-03-17T12:00", "2027-03-17T13:30")
LENE, ANNE = ["Lene nr. 0", "lene.nr.0@example.dk"], ["Anne Bæk", "anne.baek@example.dk"]
OURS = ["Direktionens sekretariat", "ledetraad@example.dk"]
EXPECTED = {
    "first": ("REQUEST", 0, "CONFIRMED", *NINE, "Åen", LENE),
    "time": ("REQUEST", 1, "CONFIRMED", *MOVED, "Åen", LENE),
    "room": ("REQUEST", 1, "CONFIRMED", *NINE, "Bækken", LENE),
    "cancel-all": ("CANCEL", 1, "CANCELLED", *NINE, "Åen", LENE),
    "cancel-one": ("CANCEL", 1, None, *NINE, "Åen", ANNE),
}
SUBJECTS = {
    "first": "Strategisk drøftelse med direktionen tirsdag 16. marts kl. 9.00, uge 11",
    "time": "Flyttet: strategisk drøftelse onsdag 17. marts kl. 13.00, uge 11",
    "room": "Nyt lokale: strategisk drøftelse tirsdag 16. marts kl. 9.00, uge 11",
    "cancel-all": "Aflyst: strategisk drøftelse tirsdag 16. marts kl. 9.00, uge 11",
    "cancel-one": "Du er taget af mødet: strategisk drøftelse tirsdag 16. marts kl. 9.00, uge 11",
}


def mail(name: str) -> Path:
    return DATA / "invitations" / f"mail-{name}.eml"


def read(*places: Path) -> list[dict[str, Any]]:
    """What each reader found in each mail; on a machine in another zone than ours."""
    node = find_node()
    assert node is not None, "set-up fetches Node.js where a machine has none"
    command = [node, str(SCRIPT), *map(str, places)]
    environment = os.environ | {"TZ": "America/New_York"}
    done = subprocess.run(command, env=environment, capture_output=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr.decode()
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def by_name() -> dict[str, dict[str, Any]]:
    """All five mails, read in one process."""
    return dict(zip(EXPECTED, read(*map(mail, EXPECTED)), strict=True))


@pytest.mark.parametrize("reader", ["ical.js", "node-ical"])
@pytest.mark.parametrize("name", EXPECTED)
def test_event_is_read_as_it_was_meant(by_name: dict[str, dict[str, Any]], name: str, reader: str) -> None:
    method, sequence, status, start, end, location, attendee = EXPECTED[name]
    assert by_name[name][reader] == {
        "method": method,
        "uid": "dialogue-1@example.dk",
        "sequence": sequence,
        "status": status,
        "start": f"{start}:00.000Z",
        "end": f"{end}:00.000Z",
        "summary": "Strategisk drøftelse: Åkandens Børnehus",
        "location": location,
        "attendee": attendee,
        "organizer": OURS,
    }


@pytest.mark.parametrize("name", EXPECTED)
def test_mail_comes_apart_into_its_texts_and_one_calendar_twice(by_name: dict[str, dict[str, Any]], name: str) -> None:
    found = by_name[name]["mailparser"]
    method, *_, attendee = EXPECTED[name]
    assert (found["subject"], found["from"], found["to"]) == (SUBJECTS[name], OURS, attendee)
    assert found["class"] == "urn:content-classes:calendarmessage"
    assert "Direktionens sekretariat" in found["text"]
    assert "Ledetråd" in found["html"]
    [inline, attached] = found["calendars"]
    assert (inline[:2], attached[:2]) == (["text/calendar", None], ["application/ics", "invite.ics"])
    assert inline[2] == attached[2]
    assert f"\r\nMETHOD:{method}\r\n" in inline[2]


def test_instant_is_right_in_summer_too(tmp_path: Path) -> None:
    message = email.message_from_bytes(mail("first").read_bytes(), policy=email.policy.SMTP)
    assert isinstance(message, EmailMessage)
    for part in message.walk():
        if part.get_content_type() in ("text/calendar", "application/ics"):
            calendar = part.get_payload(decode=True).replace(b":20270316T", b":20270616T")
            del part["Content-Transfer-Encoding"]
            part.set_payload(calendar)
            email.encoders.encode_base64(part)
    place = tmp_path / "summer.eml"
    place.write_bytes(message.as_bytes())
    [found] = read(place)
    starts = {found[reader]["start"] for reader in ("ical.js", "node-ical")}
    assert starts == {"2027-06-16T07:00:00.000Z"}
