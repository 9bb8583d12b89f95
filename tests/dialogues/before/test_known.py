"""Before a meeting: the agenda on its way, the directors' briefing, and what the pages warn of."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pikepdf
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, create_app
from app.clock import at
from app.cycle.models import Cycle
from app.database import EXTENSION, Database
from app.dialogues import queries, services
from app.dialogues.before import agendas, briefings
from app.dialogues.before import known as before
from app.dialogues.before.lead_times import LeadTime
from app.dialogues.domain import (
    AgendaMissing,
    AgendaSent,
    LineTooLong,
    NotAgreed,
    NotForMinutes,
    PassageKind,
    TooManyLines,
)
from app.dialogues.models import Agenda, Briefing
from app.dialogues.writing import passages
from app.institutions.models import Visit
from app.mail.models import OutboxMessage
from app.people.domain import Role
from app.people.models import Person
from app.scheduling.domain import DialogueState
from app.scheduling.models import Dialogue
from app.scheduling.rules import working_time
from app.scheduling.rules.domain import Rule, RuleKind
from app.selection.domain import DrawState, SeatKind, SeatState
from app.selection.models import Draw, Seat
from tests.conftest import make_settings
from tests.dialogues.before.test_plans import LINK, hand_in
from tests.dialogues.meetings import agree_dialogue, head_of, open_cycle, say, themes

Client = Callable[[Person | None], FlaskClient]
TODAY = clock.local_day(clock.now())
MEETING = TODAY + dt.timedelta(days=10)
NOW = at(TODAY, 8)


@pytest.fixture
def cycle(app: Flask, session: Session) -> Cycle:
    return open_cycle(session)


@pytest.fixture
def dialogue(session: Session, cycle: Cycle) -> Dialogue:
    return agree_dialogue(session, cycle, name="Åkandens Børnehus", day=MEETING)


@pytest.fixture
def head(session: Session, dialogue: Dialogue) -> Person:
    return head_of(session, passages.open_note(session, dialogue=dialogue, now=NOW))


@pytest.fixture
def secretary(add_person: Callable[..., Person]) -> Person:
    return add_person(Role.SECRETARIAT)


@pytest.fixture
def director(add_person: Callable[..., Person]) -> Person:
    return add_person(Role.DIRECTOR)


def page_of(dialogue: Dialogue, rest: str = "") -> str:
    return f"/dialoger/dialog/{dialogue.id}{rest}"


# ---- the agenda on its way ----


def agenda_link(session: Session) -> str:
    raw = session.scalars(select(OutboxMessage.raw).order_by(OutboxMessage.id)).first() or b""
    return "/dagsorden/" + raw.decode().replace("=\r\n", "").partition("/dagsorden/")[2].split()[0]


def test_agenda_is_sent_once_to_each(
    client_of: Client, session: Session, dialogue: Dialogue, head: Person, director: Person, secretary: Person
) -> None:
    services.prepare_agenda(session, dialogue=dialogue, wishes="Vi vil tale om PPR", now=NOW)
    client = client_of(secretary)
    assert "Send dagsordenen" in client.get(page_of(dialogue)).text
    assert client.post(page_of(dialogue, "/dagsorden/send")).status_code == 302
    assert client.post(page_of(dialogue, "/dagsorden/send")).status_code == 409
    session.expire_all()
    sent = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()
    assert [(one.person_id, one.kind) for one in sent] == [(head.id, "agenda"), (director.id, "agenda")]
    assert session.get_one(Agenda, dialogue.id).sent_at is not None
    page = client.get(page_of(dialogue)).text
    assert ("Dagsordenen blev sendt" in page, "Send dagsordenen" in page) == (True, False)
    shown = client_of(None).get(agenda_link(session))
    assert (shown.status_code, "Vi vil tale om PPR" in shown.text, "Spørgsmål 1?" in shown.text) == (200, True, True)


def test_who_comes_to_it_later_gets_it_too(
    session: Session, dialogue: Dialogue, head: Person, add_person: Callable[..., Person]
) -> None:
    services.prepare_agenda(session, dialogue=dialogue, now=NOW)
    assert agendas.send_agenda(session, dialogue=dialogue, by=None, now=NOW) == 1
    add_person(Role.DIRECTOR)
    later = NOW + dt.timedelta(days=1)
    assert agendas.send_agenda(session, dialogue=dialogue, by=None, now=later) == 1
    assert session.get_one(Agenda, dialogue.id).sent_at == NOW
    with pytest.raises(AgendaSent):
        agendas.send_agenda(session, dialogue=dialogue, by=None, now=later)


def test_agenda_that_is_not_made_or_has_no_meeting_ahead_is_not_sent(
    session: Session, dialogue: Dialogue, head: Person
) -> None:
    with pytest.raises(AgendaMissing):
        agendas.send_agenda(session, dialogue=dialogue, by=None, now=NOW)
    services.prepare_agenda(session, dialogue=dialogue, now=NOW)
    with pytest.raises(NotAgreed):
        agendas.send_agenda(session, dialogue=dialogue, by=None, now=at(MEETING, 9))
    dialogue.state = DialogueState.NEEDS_TIME
    session.flush()
    with pytest.raises(NotAgreed):
        agendas.send_agenda(session, dialogue=dialogue, by=None, now=NOW)


def test_many_clicks_send_the_agenda_once(own_database: Database) -> None:
    app = create_app(make_settings(own_database.engine.url.render_as_string(hide_password=False)))
    with app.app_context(), own_database.write.begin() as session:
        number = agree_dialogue(session, open_cycle(session), name="Åkandens Børnehus", day=MEETING).id
        services.prepare_agenda(session, dialogue=queries.dialogue(session, number), now=NOW)

    def click(_number: int) -> str:
        try:
            with app.app_context(), own_database.write.begin() as session:
                found = queries.dialogue(session, number)
                return f"{agendas.send_agenda(session, dialogue=found, by=None, now=NOW)} sent"
        except AgendaSent:
            return "told so"

    with ThreadPoolExecutor(12) as threads:
        outcomes = Counter(threads.map(click, range(12)))
    app.extensions[EXTENSION].dispose()
    assert outcomes == {"1 sent": 1, "told so": 11}


# ---- the briefing ----


def write(session: Session, dialogue: Dialogue, **given: object) -> Briefing:
    words = {
        "about": "Et børnehus i to huse.",
        "plan_lines": ["Ro ved frokosten"],
        "questions": ["Hvem ser det først?"],
    }
    return briefings.write_briefing(session, dialogue=dialogue, by=None, now=NOW, **(words | given))  # type: ignore[arg-type]


def earlier_dialogue(session: Session, dialogue: Dialogue) -> Dialogue:
    """The same institution, two years before, with a promise that was kept and one that was not."""
    year = Cycle(year=2025, state=dialogue.seat.draw.cycle.state, opened_at=NOW)
    session.add(year)
    session.flush()
    draw = Draw(cycle_id=year.id, method="plain", state=DrawState.DRAWN, seats_wanted=6, settings={}, prepared_at=NOW)
    seat = Seat(
        draw=draw,
        institution=dialogue.seat.institution,
        number=1,
        kind=SeatKind.DRAWN,
        state=SeatState.ACTIVE,
        reason={},
    )
    met = Dialogue(
        seat=seat, state=DialogueState.HELD, starts_at=at(dt.date(2025, 4, 1), 9), ends_at=at(dt.date(2025, 4, 1), 10)
    )
    session.add(met)
    session.flush()
    kept = services.add_action(session, dialogue=met, text="Kortere ventetid hos PPR", owner=None, due=None, now=NOW)
    services.add_action(session, dialogue=met, text="Et fælles kalenderblad", owner=None, due=None, now=NOW)
    services.finish_action(session, action=kept, outcome="Den er seks uger nu.", by=None, now=NOW)
    return met


def test_briefing_holds_what_is_known_and_what_was_written(
    client_of: Client, session: Session, dialogue: Dialogue, head: Person, director: Person
) -> None:
    earlier_dialogue(session, dialogue)
    services.prepare_agenda(session, dialogue=dialogue, wishes="PPR igen", now=NOW)
    hand_in(session, dialogue, link=LINK, takes_up={themes(session)[0].id: "Side 4"})
    write(session, dialogue)
    dialogue.seat.institution.area, dialogue.seat.institution.size = "Dagtilbud Nord", 84
    page = client_of(director).get(page_of(dialogue, "/briefing")).text
    wanted = ["Et børnehus i to huse.", "Ro ved frokosten", "Hvem ser det først?", "PPR igen", "Side 4", LINK]
    wanted += ["Dagtilbud Nord", "84 pladser", head.name, "Sidst var 2025. Dengang aftalte vi:"]
    wanted += ["Kortere ventetid hos PPR", "Den er seks uger nu.", "Et fælles kalenderblad"]
    assert [one for one in wanted if one not in page] == []
    assert "Spørgsmål 1?" not in page


def test_briefing_that_nobody_has_written_shows_the_agenda_and_the_visits(
    client_of: Client, session: Session, dialogue: Dialogue, head: Person, director: Person
) -> None:
    services.prepare_agenda(session, dialogue=dialogue, now=NOW)
    session.add(Visit(institution_id=dialogue.seat.institution_id, year=2019))
    page = client_of(director).get(page_of(dialogue, "/briefing")).text
    assert ("Spørgsmål 1?" in page, "Sekretariatet har ikke skrevet" in page) == (True, True)
    assert "Sidst var 2019. Ingen aftaler fra dengang er skrevet ned." in page


def test_briefing_names_no_head_who_is_here_no_longer(
    client_of: Client, session: Session, dialogue: Dialogue, head: Person, director: Person
) -> None:
    page = client_of(director).get(page_of(dialogue, "/briefing")).text
    assert f"{head.name}, siden 2020" in page
    head.active = False
    session.flush()
    assert ", siden 2020" not in client_of(director).get(page_of(dialogue, "/briefing")).text


def test_a_head_opens_no_briefing(client_of: Client, session: Session, dialogue: Dialogue, head: Person) -> None:
    write(session, dialogue)
    client = client_of(head)
    pages = ("/briefing", "/briefing/pdf", "/briefing/skriv")
    assert [client.get(page_of(dialogue, page)).status_code for page in pages] == [404, 404, 404]
    assert client.post(page_of(dialogue, "/briefing/skriv"), data={"about": "Hej"}).status_code == 404
    seen = "".join(client.get(page).text for page in (page_of(dialogue), page_of(dialogue, "/aarsplan"), "/"))
    assert ("Ro ved frokosten" in seen, "riefing" in seen) == (False, False)


def test_secretary_chooses_questions_and_adds_her_own(
    client_of: Client, session: Session, dialogue: Dialogue, head: Person, secretary: Person, director: Person
) -> None:
    services.prepare_agenda(session, dialogue=dialogue, now=NOW)
    client, at_page = client_of(secretary), page_of(dialogue, "/briefing/skriv")
    fields = {"about": "Et hus", "line_1": "Ro", "chosen": ["2", "0"], "own_1": "Hvad røg?"}
    assert client.post(at_page, data=fields).headers["Location"] == page_of(dialogue, "/briefing")
    session.expire_all()
    kept = session.get_one(Briefing, dialogue.id)
    assert (kept.questions, kept.plan_lines) == (["Spørgsmål 3?", "Spørgsmål 1?", "Hvad røg?"], ["Ro"])
    form = client.get(at_page).text
    assert (form.count("checked"), 'value="Hvad røg?"' in form) == (2, True)
    refused = client.post(at_page, data={**fields, "own_2": "En til"})
    assert (refused.status_code, "Højst tre spørgsmål" in refused.text, "En til" in refused.text) == (422, True, True)
    assert client_of(director).get(at_page).status_code == 404


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"questions": ["a?", "b?", "c?", "d?"]}, TooManyLines),
        ({"plan_lines": ["x" * 141]}, LineTooLong),
        ({"about": "Leders nummer er 010203-1234"}, NotForMinutes),
    ],
)
def test_what_does_not_belong_on_the_page_is_refused(
    session: Session, dialogue: Dialogue, given: dict[str, object], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        write(session, dialogue, **given)


def test_the_fullest_briefing_is_one_page(
    client_of: Client, session: Session, dialogue: Dialogue, head: Person, director: Person
) -> None:
    met = earlier_dialogue(session, dialogue)
    services.add_action(session, dialogue=met, text="Noget, der var langt. " * 40, owner=head, due=TODAY, now=NOW)
    services.prepare_agenda(session, dialogue=dialogue, wishes="Ønske " * 200, now=NOW)
    full = "Så langt som et ord kan blive i en sætning på en side. "
    write(
        session,
        dialogue,
        about=(full * 20)[:400],
        plan_lines=[(full * 20)[:140]] * 3,
        questions=[(full * 20)[:200]] * 3,
    )
    hand_in(session, dialogue, link=LINK, takes_up={one.id: (full * 20)[:200] for one in themes(session)})
    answer = client_of(director).get(page_of(dialogue, "/briefing/pdf"))
    pdf = pikepdf.open(io.BytesIO(answer.data))
    assert (answer.status_code, len(pdf.pages), str(pdf.Root.Lang)) == (200, 1, "da")


def test_briefing_on_paper_says_what_the_page_says(session: Session, dialogue: Dialogue, head: Person) -> None:
    write(session, dialogue)
    page = briefings.page_of(session, queries.dialogue(session, dialogue.id), NOW)
    data = briefings.in_print(page, body="Eksempel Kommune", today=TODAY)
    printed = json.dumps(data, ensure_ascii=False)
    assert all(one in printed for one in ("Åkandens Børnehus", "Ro ved frokosten", "Hvem ser det først?", head.name))


# ---- the lead times ----


def test_notice_of_an_invitation_is_the_years_own_rule(
    client_of: Client, session: Session, cycle: Cycle, dialogue: Dialogue, head: Person, secretary: Person
) -> None:
    def told(weeks: int) -> tuple[bool, bool, str]:
        rule = Rule(kind=RuleKind.NOTICE, number=weeks)
        working_time.set_rule(session, cycle=cycle, rule=rule, by=None, now=NOW)
        page, front = client_of(secretary).get(page_of(dialogue)).text, client_of(secretary).get("/").text
        [known] = before.before_of(session, [dialogue], NOW).values()
        named = [one.ahead.days for one in known.warnings if one.what is LeadTime.INVITATION]
        return "fire uger før." in page, "Ellers har de mindre end fire uger." in front, str(named)

    assert told(4) == (True, True, "[28]")
    assert told(0) == (False, False, "[]")


def test_head_is_promised_the_years_own_notice(
    client_of: Client,
    session: Session,
    cycle: Cycle,
    dialogue: Dialogue,
    head: Person,
    add_person: Callable[..., Person],
) -> None:
    rule = Rule(kind=RuleKind.NOTICE, number=3)
    working_time.set_rule(session, cycle=cycle, rule=rule, by=None, now=NOW)
    dialogue.starts_at = dialogue.ends_at = None
    dialogue.state = DialogueState.WITHOUT_TIME
    session.flush()
    assert "Du får en mail mindst tre uger før." in client_of(head).get(page_of(dialogue)).text
    other = add_person(Role.LEADER)
    assert "får du en mail mindst tre uger før." in client_of(other).get("/").text


def test_pages_warn_of_lead_times_that_are_broken(
    client_of: Client, session: Session, dialogue: Dialogue, head: Person, secretary: Person
) -> None:
    [known] = before.before_of(session, [dialogue], NOW).values()
    assert [one.what for one in known.warnings] == list(LeadTime)
    page = client_of(secretary).get(page_of(dialogue)).text
    assert "Årsplanen skulle være her" in page and "Dagsordenen skal sendes senest" in page
    front = client_of(secretary).get("/").text
    assert "Årsplanen fra Åkandens Børnehus mangler" in front
    hand_in(session, dialogue, link=LINK)
    front, page = client_of(secretary).get("/").text, client_of(secretary).get(page_of(dialogue)).text
    assert ("Årsplanen fra" in front, "Årsplanen kom" in page) == (False, True)


def test_a_head_is_not_shown_what_the_secretariat_is_late_with(
    client_of: Client, session: Session, dialogue: Dialogue, head: Person
) -> None:
    assert "skulle være sendt" not in client_of(head).get(page_of(dialogue)).text


def test_own_notes_stay_out_of_the_agenda_page(
    session: Session, client_of: Client, dialogue: Dialogue, head: Person
) -> None:
    note = passages.open_note(session, dialogue=dialogue, now=NOW)
    say(session, note, "Kanariefugl", kind=PassageKind.OWN)
    services.prepare_agenda(session, dialogue=dialogue, now=NOW)
    agendas.send_agenda(session, dialogue=dialogue, by=None, now=NOW)
    session.flush()
    assert "Kanariefugl" not in client_of(None).get(agenda_link(session)).text
