"""The pages of calendar sources, as the secretariat and their owners meet them."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.cycle import queries as cycles
from app.domain import Refused
from app.invitations import views as invitations
from app.people.domain import Role
from app.people.models import Person
from app.scheduling import front, queries, views
from app.scheduling.calendars import clashes, faults, sources
from app.scheduling.calendars import views as source_views
from app.scheduling.calendars.faults import SourceKind
from app.scheduling.domain import DialogueState, Interval
from app.scheduling.models import BusyDay, CalendarSource
from app.settings import SETTINGS
from tests.scheduling.calendars.feeding import Published, add_source, calendar, settings_here
from tests.scheduling.calendars.radicale_server import PASSWORD, USER, Radicale
from tests.scheduling.calendars.test_refreshing import read_as
from tests.scheduling.calendars.web_server import Reply, WebServer
from tests.scheduling.conftest import FEBRUARY, Year
from tests.scheduling.test_services import agreed, planned

SignIn = Callable[[Person], FlaskClient]
MORNING = ("20270316T090000", "20270316T110000")


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, app: Flask) -> None:
    """The first of February, in an installation that may fetch from this machine."""
    for module in (views, source_views, invitations):
        monkeypatch.setattr(module, "now", lambda: FEBRUARY)
    monkeypatch.setitem(app.extensions, SETTINGS, settings_here())


@pytest.fixture
def secretary(year: Year, add_person: Callable[..., Person], client_of: SignIn) -> FlaskClient:
    """A signed-in secretary."""
    return client_of(add_person(Role.SECRETARIAT))


def text_of(response: TestResponse) -> str:
    """What a reader sees, tags and line breaks apart."""
    assert response.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.text))


def the_source(session: Session) -> CalendarSource:
    session.expire_all()
    return session.scalars(select(CalendarSource)).one()


def test_an_address_is_tried_at_once_read_again_and_removed_and_never_shown(
    secretary: FlaskClient, session: Session, year: Year
) -> None:
    place = f"/tider/kalender/{year.directors[0].id}"
    with WebServer({"/noegle-4711.ics": Published(MORNING)}) as server:
        answer = secretary.post(f"{place}/adresse", data={"url": f"{server.url}/noegle-4711.ics"})
        assert answer.location == place
        page = secretary.get(place)
        assert "1 aftale. Optaget 0 timer om ugen mellem kl. 8 og 16." in text_of(page)
        assert "Kalenderadresse hos 127.0.0.1 Læst 1. februar kl. 10.00." in text_of(page)
        source = the_source(session)
        again = secretary.post(f"{place}/{source.id}/laes", follow_redirects=True)
        assert "If-None-Match" not in server.asked[0].headers
        assert len(server.asked) == 2
    overview = secretary.get("/tider/2027/kalendere")
    assert "hentet fra 127.0.0.1" in text_of(overview)
    assert "hentet fra 127.0.0.1" in text_of(secretary.get("/tider/2027"))
    for shown in (page, again, overview):
        assert "4711" not in shown.text
    gone = secretary.post(f"{place}/{source.id}/fjern", follow_redirects=True)
    assert "Der hentes ingen kalender endnu." in text_of(gone)
    assert session.scalars(select(BusyDay)).all() == []


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("http://kalender.example/4711.ics", "Den skal begynde med https:// eller webcal://."),
        ("webcal://10.0.0.1/4711.ics", "Adressen fører ind i et lukket netværk"),
        ("{server}/4711.html", "Adressen viser en side og ikke en kalender."),
        ("{server}/4711.txt", "Kalenderen findes ikke på den adresse."),
        ("", "Skriv adressen."),
        ("x" * 2001, "Den skal begynde med https:// eller webcal://."),
    ],
)
def test_an_address_that_is_no_calendar_is_said_and_not_kept(
    secretary: FlaskClient, session: Session, year: Year, url: str, sentence: str
) -> None:
    with WebServer({"/4711.html": Reply(body=b"<html>")}) as server:
        data = {"url": url.replace("{server}", server.url)}
        page = secretary.post(f"/tider/kalender/{year.directors[0].id}/adresse", data=data)
    assert sentence in text_of(page)
    assert "4711" not in page.text
    assert session.scalars(select(CalendarSource)).all() == []


def test_a_server_of_several_calendars_is_chosen_from(
    secretary: FlaskClient, session: Session, year: Year, tmp_path: Path
) -> None:
    place = f"/tider/kalender/{year.directors[0].id}"
    with Radicale(tmp_path) as radicale:
        for name in ("arbejde", "privat"):
            radicale.make_calendar(name, name.title())
            radicale.put(name, 1, "SUMMARY:Hemmelig", "DTSTART:20270316T080000Z", "DTEND:20270316T100000Z")
        login = {"server": radicale.url, "username": USER}
        wrong = secretary.post(f"{place}/server", data=login | {"password": "forkert"})
        assert "navn og adgangskode passer ikke" in text_of(wrong)
        answer = secretary.post(f"{place}/server", data=login | {"password": PASSWORD})
        source = the_source(session)
        assert answer.location == f"{place}/{source.id}/vaelg"
        assert source.due_at is None
        assert "Vælg, hvilke kalendere der skal læses." in text_of(secretary.get(place))
        page = secretary.get(answer.location)
        assert [name in page.text for name in ("Arbejde", "Privat")] == [True, True]
        assert "Vælg mindst én kalender." in text_of(secretary.post(answer.location, data={}))
        privat = re.search(r'value="(\d)"[^>]*>\s*<label[^>]*>Privat', page.text)
        assert privat
        read = secretary.post(answer.location, data={"chosen": privat[1]}, follow_redirects=True)
    assert "CalDAV hos 127.0.0.1 Læst 1. februar kl. 10.00. 1 aftale." in text_of(read)
    assert PASSWORD not in read.text
    [day] = [one for one in session.scalars(select(BusyDay)) if one.spans]
    assert day.spans == [[540, 660, "busy"]]


def test_a_file_keeps_its_date_and_a_new_one_replaces_it(secretary: FlaskClient, session: Session, year: Year) -> None:
    place = f"/tider/kalender/{year.directors[0].id}"
    for times in ([MORNING], [MORNING, ("20270317T090000", "20270317T100000")]):
        file = (io.BytesIO(calendar(*times)), "asta.ics")
        page = secretary.post(f"{place}/fil", data={"file": file}, follow_redirects=True)
    assert "Fil Læst 1. februar kl. 10.00. 2 aftaler." in text_of(page)
    assert "Læs nu" not in page.text
    assert the_source(session).kind is SourceKind.FILE
    bad = secretary.post(f"{place}/fil", data={"file": (io.BytesIO(b"<html>"), "asta.ics")})
    assert "Filen er ikke en kalender i iCalendar-format (.ics)." in text_of(bad)
    assert the_source(session).events == 2


def test_a_mailbox_of_microsoft_is_offered_where_it_is_set_up_and_said_not_to_be_tried(
    secretary: FlaskClient, year: Year, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = f"/tider/kalender/{year.directors[0].id}"
    assert "Microsoft 365" not in secretary.get(place).text
    refused = secretary.post(f"{place}/postkasse", data={"mailbox": "asta@example.dk"})
    assert refused.status_code == 200
    monkeypatch.setitem(app.extensions, SETTINGS, settings_here(graph_token_url="http://127.0.0.1:9/token"))
    assert "Endnu ikke prøvet mod en rigtig installation." in text_of(secretary.get(place))
    page = secretary.post(f"{place}/postkasse", data={"mailbox": "asta@example.dk"})
    assert "Microsoft 365 lukker ikke Ledetråd ind." in text_of(page)


def test_who_is_needed_gives_her_own_address_and_sees_nobody_elses(
    session: Session, year: Year, client_of: SignIn
) -> None:
    asta, bo = year.directors[:2]
    theirs = client_of(asta)
    assert theirs.get("/tider/kalender/min").location == f"/tider/kalender/{asta.id}"
    assert "Hvornår er du optaget?" in text_of(theirs.get(f"/tider/kalender/{asta.id}"))
    assert theirs.get(f"/tider/kalender/{bo.id}").status_code == 404
    source = add_source(session, bo, "https://kalender.example/a.ics")
    for what in ("laes", "fjern"):
        assert theirs.post(f"/tider/kalender/{asta.id}/{source.id}/{what}").status_code == 404
    assert the_source(session).id == source.id


def test_what_cannot_be_read_and_since_when_stands_on_the_persons_line(
    secretary: FlaskClient, session: Session, year: Year
) -> None:
    source = add_source(session, year.directors[0], "https://kalender.example/a.ics")
    source.read_at, source.events, source.unread = FEBRUARY, 314, 2
    source.warnings = [["unknown-zone", "Hjemme", 3]]
    source.fault, source.fault_data = "calendar-server", {"status": 500}
    session.commit()
    page = text_of(secretary.get("/tider/2027/kalendere"))
    assert "2 af 314 kunne ikke læses." in page
    assert "Tidszonen Hjemme er ukendt og læst som dansk tid." in page
    assert "Kalenderens server svarede med en fejl (500). Det, vi læste 1. februar, gælder så længe." in page


def test_every_fault_has_a_sentence_that_its_data_fills() -> None:
    for kind in faults.SourceFault.__subclasses__():
        fault = kind(status=500, why="403")
        assert "%(" not in fault.sentence % fault.data
        assert isinstance(faults.fault_of(kind.code, fault.data), kind)
    assert isinstance(faults.fault_of("of-an-older-edition", {}), Refused)


def appointment_on(dialogue: Any) -> tuple[str, str]:
    """An appointment from the middle of a meeting on."""
    [meeting] = clashes._ahead([dialogue], FEBRUARY).values()
    return f"{meeting.start:%Y%m%dT%H}3000", f"{meeting.end:%Y%m%dT%H}5900"


def test_the_last_look_before_accepting_shows_what_is_new_instead(
    secretary: FlaskClient, session: Session, year: Year
) -> None:
    dialogue = planned(session, year)[0]
    published = Published(MORNING)
    with WebServer({"/a.ics": published, "/b.ics": Reply(500)}) as server:
        for person, path in zip(year.directors, ("a", "b"), strict=False):
            add_source(session, person, f"{server.url}/{path}.ics")
        published.body = calendar(appointment_on(dialogue))
        name = dialogue.seat.institution.name
        page = secretary.post("/indkaldelser/2027/godkend-plan", follow_redirects=True)
        assert f"Kalenderne er læst igen, og der er kommet en aftale oven i den foreslåede tid: {name}." in text_of(
            page
        )
        assert "Asta har siden 1. februar en anden aftale på det tidspunkt." in text_of(page)
        session.expire_all()
        assert {one.state for one in queries.dialogues_of(session, year.cycle)} == {DialogueState.PROPOSED}
        accepted = secretary.post("/indkaldelser/2027/godkend-plan", follow_redirects=True)
    assert "Tiderne er godkendt." in text_of(accepted)
    assert "Kalenderen kunne ikke læses igen for Bo." in text_of(accepted)
    session.expire_all()
    assert {one.state for one in queries.dialogues_of(session, year.cycle)} == {DialogueState.AGREED}


def test_a_clash_is_told_on_the_front_page_with_the_way_to_another_time(
    secretary: FlaskClient, session: Session, year: Year, add_person: Callable[..., Person]
) -> None:
    dialogue = agreed(session, year)[0]
    source = add_source(session, year.directors[2], "https://kalender.example/a.ics")
    [meeting] = clashes.ours([dialogue])
    read_as(session, source, Interval(meeting.start, meeting.start.replace(hour=23)))
    session.commit()
    reader = add_person(Role.SECRETARIAT)
    cycle = cycles.by_year(session, 2027)
    step = front.next_steps(session, reader, cycle, FEBRUARY)[0]
    assert step.sentence == f"Carl har fået en aftale oven i dialogen med {dialogue.seat.institution.name}"
    assert (step.endpoint, step.args) == ("scheduling.new_time", {"dialogue_id": dialogue.id})
    assert "Carl har siden 1. februar en anden aftale på det tidspunkt." in text_of(secretary.get("/tider/2027"))
    assert secretary.get(f"/tider/dialog/{dialogue.id}").status_code == 200


def test_sources_are_listed_refreshed_and_sealed_anew_from_the_command_line(
    session: Session, year: Year, app: Flask
) -> None:
    asta = year.directors[0]
    with WebServer({"/a.ics": Published(MORNING)}) as server:
        runner = app.test_cli_runner()
        command = ["scheduling", "sources"]
        added = runner.invoke(args=[*command, "add", asta.address, "--kind", "address"], input=f"{server.url}/a.ics\n")
        assert "1 aftale." in added.output
        assert server.url not in added.output
    source = the_source(session)
    assert f"{source.id}  Kalenderadresse hos 127.0.0.1" in runner.invoke(args=[*command, "list", asta.address]).output
    assert runner.invoke(args=[*command, "refresh", "--json"]).output.strip().startswith("{")
    assert runner.invoke(args=[*command, "reseal"]).output == "1 locked with the newest key, 0 that no key opens.\n"
    assert runner.invoke(args=[*command, "remove", asta.address, str(source.id)]).output == "Removed.\n"
    assert sources.reseal(session, keys=source_views.tools_now().keys) == (0, 0)
