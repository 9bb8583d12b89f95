"""The annual plans of all units: one row each, entered by the head or from a spreadsheet, asked for once."""

from __future__ import annotations

import datetime as dt
import io
import json
import re

import pytest
from flask import Flask
from openpyxl import Workbook, load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import at
from app.cycle import queries as cycles
from app.cycle.models import Cycle
from app.dialogues import queries as dialogues
from app.dialogues.before import plans as handed_in
from app.dialogues.domain import LinkNotWeb
from app.follow_up import plan_mails, plans
from app.follow_up.domain import PlanOfNone, SentenceTooLong, TakesUpUnknown
from app.follow_up.models import PlanRow
from app.institutions.domain import Ownership
from app.institutions.models import Institution
from app.mail.models import OutboxMessage
from app.people.domain import Role
from app.people.models import Person
from jobs.planned import run_due
from jobs.plans import PLANS
from tests.guidance.drafting import making as drafting
from tests.guidance.drafting.making import Year

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.starts_from(make=drafting.begin)]
NOW = at(dt.date(2027, 1, 11), 9)
DUE = dt.date(2027, 1, 31)


@pytest.fixture
def year(session: Session) -> Year:
    return drafting.begin(session)


@pytest.fixture
def cycle(year: Year) -> Cycle:
    return year.cycle


@pytest.fixture
def secretary(add_person) -> Person:
    return add_person(Role.SECRETARIAT, name="Birgitte Nørgaard")


def unit_of(session: Session, year: Year) -> Institution:
    """The first of the six, with its visits."""
    dialogue = dialogues.dialogue(session, year.notes[0].dialogue_id)
    return next(one for one in plans.units_of(session, year.cycle, now=NOW) if one.id == dialogue.seat.institution_id)


def enter(session: Session, cycle: Cycle, unit: Institution, **given: object) -> PlanRow:
    known = {"received_on": None, "link": "", "themes": (), "sentence": "", "by": None, "now": NOW}
    return plans.enter(session, cycle=cycle, institution=unit, **{**known, **given})  # type: ignore[arg-type]


def subjects(session: Session) -> list[str]:
    return list(session.scalars(select(OutboxMessage.subject).where(OutboxMessage.kind == "plan-row")))


def test_every_unit_that_could_be_chosen_has_a_line_and_no_other(session: Session, year: Year) -> None:
    before = {line.institution.id for line in plans.lines_of(session, year.cycle, now=NOW)}
    ours = unit_of(session, year)
    ours.ownership = Ownership.PRIVATE
    session.flush()
    assert before - {line.institution.id for line in plans.lines_of(session, year.cycle, now=NOW)} == {ours.id}
    with pytest.raises(PlanOfNone):
        enter(session, year.cycle, ours)


def test_plan_that_was_handed_in_before_the_dialogue_counts_as_received(session: Session, year: Year) -> None:
    dialogue = dialogues.dialogue(session, year.notes[0].dialogue_id)
    [theme, *_rest] = cycles.themes_of(session, 2027)
    handed_in.hand_in_plan(
        session,
        dialogue=dialogue,
        document=None,
        link="https://plan.example.dk/1",
        takes_up={theme.id: "side 3"},
        by=None,
        now=NOW,
    )
    lines = plans.lines_of(session, year.cycle, now=NOW)
    [line] = [one for one in lines if one.institution.id == dialogue.seat.institution_id]
    assert (line.received_on, line.link, line.themes) == (dt.date(2027, 1, 11), "https://plan.example.dk/1", {theme.id})


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"link": "javascript:alert(1)"}, LinkNotWeb),
        ({"themes": (999_999,)}, TakesUpUnknown),
        ({"sentence": "a" * 501}, SentenceTooLong),
    ],
)
def test_what_cannot_be_kept_is_refused_and_nothing_is_written(
    session: Session, year: Year, given: dict[str, object], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        enter(session, year.cycle, unit_of(session, year), received_on=DUE, **given)
    assert session.scalars(select(PlanRow)).all() == []


def test_heads_are_asked_once_and_those_who_entered_it_are_not(session: Session, cycle: Cycle, year: Year) -> None:
    enter(session, cycle, unit_of(session, year), received_on=DUE)
    missing = [one for one in plans.lines_of(session, cycle, now=NOW) if one.head and not one.received_on]
    counts = [plan_mails.ask(session, cycle=cycle, by=None, now=NOW) for _ in range(2)]
    assert missing
    assert counts == [len(missing), 0]


def test_who_was_asked_and_has_not_answered_is_reminded_once_after_the_deadline(session: Session, cycle: Cycle) -> None:
    asked = plan_mails.ask(session, cycle=cycle, by=None, now=NOW)
    session.commit()
    for day in range(28, 40):
        run_due({"remind-plans": PLANS["remind-plans"]}, now=at(dt.date(2027, 1, 1) + dt.timedelta(days=day), 12))
    told = subjects(session)
    assert [told.count(one) for one in sorted(set(told))] == [asked, asked]


def test_nobody_is_reminded_who_was_never_asked(session: Session, cycle: Cycle) -> None:
    assert plan_mails.remind(session, year=2027, now=at(dt.date(2027, 2, 2), 8)) == 0


def test_head_enters_it_by_the_link_in_her_mail_and_by_no_other(session: Session, cycle: Cycle, app: Flask) -> None:
    client = app.test_client()
    plan_mails.ask(session, cycle=cycle, by=None, now=NOW)
    session.commit()
    raw = session.scalars(select(OutboxMessage.raw).where(OutboxMessage.kind == "plan-row").limit(1)).one()
    found = re.search(r"/aarsplan/[\w-]+", raw.decode("utf-8", "replace").replace("=\r\n", ""))
    assert found
    [theme, *_rest] = cycles.themes_of(session, 2027)
    page = client.get(found[0])
    assert "Det tager to minutter" in page.text
    saved = client.post(found[0], data={"link": "https://plan.example.dk", "themes": [theme.id], "sentence": ""})
    assert saved.status_code == 302
    assert "Tak. Det er skrevet ind." in client.get(saved.location).text
    [row] = session.scalars(select(PlanRow).where(PlanRow.link != "")).all()
    assert (row.themes, row.received_on is not None) == ([str(theme.id)], True)
    assert client.get("/aarsplan/noget-andet").status_code == 404
    wrong = client.post(found[0], data={"link": "noget", "themes": [theme.id]})
    assert (wrong.status_code, "Linket skal være en adresse" in wrong.text) == (422, True)


def test_head_enters_her_own_unit_and_no_other(session: Session, year: Year, client_of) -> None:
    lines = [one for one in plans.lines_of(session, year.cycle, now=NOW) if one.head]
    mine, other = lines[0], next(one for one in lines if one.head is not lines[0].head)
    assert mine.head
    client = client_of(mine.head)
    assert client.get(f"/opfoelgning/2027/aarsplaner/{mine.institution.id}").status_code == 200
    assert client.get(f"/opfoelgning/2027/aarsplaner/{other.institution.id}").status_code == 404
    assert client.get("/opfoelgning/2027/aarsplaner").status_code in (403, 404)


def test_list_goes_out_as_a_spreadsheet_and_comes_back_filled_in(
    session: Session, year: Year, client_of, secretary: Person
) -> None:
    client = client_of(secretary)
    book = load_workbook(io.BytesIO(client.get("/opfoelgning/2027/aarsplaner/hent").data))
    sheet = book.active
    sheet.cell(2, 3).value, sheet.cell(2, 5).value = dt.datetime(2027, 1, 29), "1, 2"
    sheet.cell(2, 6).value = "Vi begynder med tema 1."
    out = io.BytesIO()
    book.save(out)
    sent = client.post("/opfoelgning/2027/aarsplaner/fil", data={"file": (io.BytesIO(out.getvalue()), "plan.xlsx")})
    assert sent.status_code == 302
    [row] = session.scalars(select(PlanRow)).all()
    assert (row.received_on, len(row.themes), row.sentence) == (dt.date(2027, 1, 29), 2, "Vi begynder med tema 1.")
    page = client.get("/opfoelgning/2027/aarsplaner").text
    assert ("Vi begynder med tema 1." in page, "1 række er læst ind." in page) == (True, True)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (["{number}", "x", "i morgen", "", "", ""], "Linje 2, Modtaget"),
        (["{number}", "x", "", "", "ét", ""], "Linje 2, Temaer"),
        (["{number}", "x", "", "", "9", ""], "Det er ikke et tema"),
        (["0", "x", "", "", "1", ""], "Linje 2 (0)"),
        (["", "", "31-01-2027", "", "1", ""], "Linje 2, Institution"),
    ],
)
def test_spreadsheet_with_one_wrong_line_changes_nothing_and_names_it(
    session: Session, year: Year, client_of, secretary: Person, row: list[str], sentence: str
) -> None:
    book = Workbook()
    book.active.append(["Nummer", "Institution", "Modtaget", "Link", "Temaer", "Sætning"])
    number = unit_of(session, year).number
    book.active.append([cell.format(number=number) for cell in row])
    out = io.BytesIO()
    book.save(out)
    file = (io.BytesIO(out.getvalue()), "plan.xlsx")
    answer = client_of(secretary).post("/opfoelgning/2027/aarsplaner/fil", data={"file": file})
    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert session.scalars(select(PlanRow)).all() == []


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04noget", b"en\r\nto\r\n", b"\x00\x01"])
def test_file_that_is_no_list_is_refused_with_a_sentence(
    year: Year, client_of, secretary: Person, content: bytes
) -> None:
    answer = client_of(secretary).post(
        "/opfoelgning/2027/aarsplaner/fil", data={"file": (io.BytesIO(content), "plan.csv")}
    )
    assert answer.status_code == 422


def test_secretary_asks_from_the_page(session: Session, cycle: Cycle, client_of, secretary: Person) -> None:
    client = client_of(secretary)
    client.post("/opfoelgning/2027/aarsplaner/spoerg", data={"hvad": "plan"})
    client.post("/opfoelgning/2027/aarsplaner/spoerg", data={"hvad": "halvaar"})
    assert set(subjects(session)) == {
        "Hvor tager jeres årsplan ledetråden op?",
        "Halvvejs: Har I en sætning om årsplanen?",
    }


def test_command_takes_a_spreadsheet_and_prints_the_rows(session: Session, year: Year, app: Flask, tmp_path) -> None:
    file = tmp_path / "plan.csv"
    number = unit_of(session, year).number
    file.write_text(f"Nummer;Modtaget;Temaer\n{number};31-01-2027;1\n", encoding="utf-8-sig")
    session.commit()
    run = app.test_cli_runner().invoke(args=["follow_up", "plans", "2027", "--file", str(file), "--json"])
    told = json.loads(run.stdout)
    [line] = [one for one in told["units"] if one["number"] == number]
    assert (run.exit_code, told["taken"], line["received"], len(line["themes"])) == (0, 1, "2027-01-31", 1)
