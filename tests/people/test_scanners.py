"""A mail scanner that looks at every link of every mail, over and over: nothing is used up, nothing is answered."""

from __future__ import annotations

import datetime as dt
import html
import json
import re
from email import message_from_bytes, policy
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.cycle import queries as cycles
from app.dialogues.before import briefings
from app.dialogues.models import Briefing
from app.follow_up import promises
from app.guidance.consultation import rounds
from app.guidance.models import ConsultationRound
from app.invitations.inbox import resolving
from app.invitations.sending import reminders, trial
from app.mail import late_jobs
from app.mail.inbox import queries as inbox_queries
from app.mail.inbox import watching
from app.mail.models import MailboxState, OutboxMessage
from app.people import codes
from app.people.models import Person
from app.scheduling.models import Dialogue, Poll
from app.scheduling.polls import queries as poll_queries
from app.scheduling.polls import services as polls
from app.scheduling.polls.domain import Can
from app.trail.models import TrailEntry
from config import ROOT
from demonstration import mailbox, web
from demonstration.story.people import SECRETARY
from tests.people import doors
from tests.people.conftest import World

HOUR = dt.timedelta(hours=1)
HERE = "http://scanner.example.dk"
LINK = re.compile(rf"{re.escape(HERE)}(/[^\s\"'<>]*)")
LOOKS = 100
FOUND_IN_CODE = re.compile(
    r'^(?:KIND|COURSE_OFF|TRIAL|SIGN_IN|ASKED|REMINDER|ANSWERED)(?:, \w+)?(?:: \w+)? = "([a-z-]+)"'
    r'|\bkind="([a-z-]+)"',
    re.MULTILINE,
)
NOT_OF_THE_OUTBOX = {"primary", "secondary", "link", "kind", "asked"}
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


def kinds_in_code() -> set[str]:
    """Every kind of mail that any room writes into the outbox."""
    sources = (path.read_text(encoding="utf-8") for path in (ROOT / "app").rglob("*.py"))
    found = {first or second for source in sources for first, second in FOUND_IN_CODE.findall(source)}
    return found - NOT_OF_THE_OUTBOX


def write_the_rest(session: Session) -> None:
    """Every kind of mail that the story of the demonstration does not tell of."""
    now, cycle = clock.now(), cycles.current(session)
    assert cycle is not None
    reminders.remind_year(session, cycle=cycle, now=now)
    briefed = session.scalars(select(Briefing.dialogue_id)).first()
    briefings.send_briefing(session, dialogue=session.get_one(Dialogue, briefed), by=None, now=now)
    promise = next(one for one in promises.open_promises(session) if one.owner and one.due)
    promises.remind(session, action_id=promise.id, now=clock.at(promise.due or clock.local_day(now), 12))
    waiting = next(one for one in inbox_queries.waiting(session, most=50) if one.sender)
    secretary = session.scalars(select(Person).where(Person.address == SECRETARY.address)).one()
    resolving.answer(session, message=waiting, text="Ja, gerne.", by=secretary, now=now)
    session.add(MailboxState(mailbox="INBOX", tried_since=now - HOUR))
    session.flush()
    watching.tell_of_silence(session, mailbox="INBOX", now=now)
    late_jobs.tell_of_late_job(session, job="remind", planned_at=now - HOUR, now=now)
    trial.write_step(session, address=secretary.address, reference="0", step=1, now=now)
    codes.ask_to_sign_in(session, address=secretary.address, browser="scanned", now=now)
    poll = poll_queries.poll(session, session.scalars(select(Poll.id)).first() or 0)
    polls.remind(session, poll_id=poll.id, now=now, again=True)
    for one in [one for one in poll.asked if one.answered_at is None]:
        given = {slot.id: Can.YES for slot in poll.slots}
        polls.answer(session, asked=poll_queries.asked(session, one.id), given=given, word="", now=now)
    found = rounds.round_of(session, session.scalars(select(ConsultationRound.id)).first() or 0)
    rounds.mail_link(session, round=found, recipients="skanner@example.dk", by=None, now=now)


def links_in_the_outbox(world: World) -> dict[str, set[str]]:
    """The paths of every link of every mail, by the kind of mail."""
    found: dict[str, set[str]] = {}
    with world.database.read() as session:
        for kind, raw in session.execute(select(OutboxMessage.kind, OutboxMessage.raw)):
            message = message_from_bytes(raw, policy=policy.default)
            parts = [str(part.get_content()) for part in message.walk() if part.get_content_maintype() == "text"]
            paths = {path for text in parts for path in re.findall(r"http://127\.0\.0\.1:8000(/[^\s\"'<>]*)", text)}
            found.setdefault(kind, set()).update(html.unescape(path) for path in paths)
    return found


def test_no_kind_of_mail_that_there_is_holds_a_link_that_looking_at_changes_anything(world: World) -> None:
    with world.app.app_context(), world.database.write.begin() as session:
        write_the_rest(session)
    assert world.client("secretary").post("/kom-i-gang/proevemail").status_code == 302
    links, client, before = links_in_the_outbox(world), world.client("nobody"), world.contents()
    assert kinds_in_code() - set(links) == {"course-off"}  # it holds no link: test_course_off_holds_no_link
    assert set(links) <= kinds_in_code()
    for path in sorted(set().union(*links.values())):
        answers = {client.open(path, method=method).status_code for method in ("HEAD", "GET", "GET")}
        assert answers <= {200, 302, 404}, (path, answers)
    after = world.contents()
    assert trail_of(after) == trail_of(before) | {("notes.opened", '{"way": "link"}')}
    assert {**after, "trail_entry": []} == {**before, "trail_entry": []}


def test_course_off_holds_no_link() -> None:
    for name in ("course_off.txt", "course_off.html"):
        assert not re.search(r"url|link|href", (ROOT / "templates" / "mail" / name).read_text(encoding="utf-8"))


def test_head_is_a_look_and_never_a_press(world: World) -> None:
    """A route that takes both GET and POST must not take HEAD for the second."""
    client, before = world.client("secretary"), world.contents()
    for door in (one for one in doors.doors(world.app, "POST") if "GET" in (one.rule.methods or ())):
        token = world.token(door, "secretary")
        answer = client.head(world.path(door, token=token), query_string={"med": "2", "half": "", "year": "1"})
        assert answer.status_code in (200, 302, 403, 404, 405), (door.endpoint, answer.status_code)
    after = world.contents()
    left_out: dict[str, list[Any]] = {"trail_entry": [], "sign_in": []}
    assert {**after, **left_out} == {**before, **left_out}


def test_no_mail_carries_anything_but_its_words_and_its_meeting(world: World) -> None:
    with world.database.read() as session:
        raws = list(session.scalars(select(OutboxMessage.raw)))
    parts = [part for raw in raws for part in message_from_bytes(raw).walk() if not part.is_multipart()]
    kinds = {(part.get_content_type(), part.get_filename()) for part in parts}
    assert kinds == {
        ("text/plain", None),
        ("text/html", None),
        ("text/calendar", None),
        ("application/ics", "invite.ics"),
    }
