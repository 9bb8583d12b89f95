"""What a head has said yes to stays on record; asked again she sees what changed; remarks are settled one by one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.cycle.models import Cycle
from app.dialogues import pages, queries, services
from app.dialogues.domain import ConfirmationAnswer, NothingRemarked
from app.dialogues.minutes import confirmed
from app.dialogues.models import Confirmation, Note, Passage
from app.dialogues.writing import passages
from app.people.domain import Role
from app.people.models import Person
from tests.dialogues.meetings import NOW, head_of, open_cycle, open_held_note, say, themes

Client = Callable[[Person | None], FlaskClient]
LATER = NOW + dt.timedelta(days=1)


@pytest.fixture
def cycle(app: Flask, session: Session) -> Cycle:
    return open_cycle(session)


@pytest.fixture
def note(session: Session, cycle: Cycle) -> Note:
    note = open_held_note(session, cycle)
    for text in ("Hun kommer hver onsdag.", "Det går.", "Væk med det."):
        say(session, note, text, edition_id=themes(session)[0].id)
    return note


def ask(session: Session, note: Note) -> Confirmation:
    deadline = clock.local_day(clock.now()) + dt.timedelta(days=400)
    return services.ask_confirmation(session, note=note, deadline=deadline, by=None, now=NOW)


def say_yes(session: Session, note: Note) -> Confirmation:
    confirmation = ask(session, note)
    services.answer_confirmation(session, confirmation=confirmation, answer=ConfirmationAnswer.RIGHT, now=NOW)
    return confirmation


def correct(session: Session, note: Note) -> list[Passage]:
    """Takes the minutes back; one passage is changed, one taken out, one added."""
    services.take_back(session, note=note, by=None, now=LATER)
    first, same, gone = queries.all_passages(session, note)
    passages.save_passage(session, passage=first, text="Hun kommer hver anden onsdag.", base_revision=1, now=LATER)
    passages.remove_passage(session, passage=gone, now=LATER)
    return [first, same, say(session, note, "Og fredag.")]


def test_first_question_has_nothing_to_compare_with(session: Session, note: Note) -> None:
    assert pages.minutes_page(session, ask(session, note)).since is None


def test_head_who_is_asked_again_sees_what_changed_since_her_yes(session: Session, note: Note) -> None:
    first = say_yes(session, note)
    changed, _same, added = correct(session, note)
    since = pages.minutes_page(session, ask(session, note)).since
    assert since is not None
    assert (since.confirmation, since.any) == (first, True)
    [(passage, parts)] = since.changed
    assert (passage.id, [part for part in parts if part[0] != "same"]) == (changed.id, [("added", "anden ")])
    assert ([one.id for one in since.added], list(since.removed)) == ([added.id], ["Væk med det."])


def test_minutes_that_were_not_changed_say_so(session: Session, note: Note) -> None:
    say_yes(session, note)
    services.take_back(session, note=note, by=None, now=LATER)
    since = pages.minutes_page(session, ask(session, note)).since
    assert (since is not None and since.any) is False


def test_old_yes_keeps_its_words_beside_the_new_one(session: Session, note: Note) -> None:
    first = say_yes(session, note)
    correct(session, note)
    second = say_yes(session, note)
    old, new = (confirmed.page_of(session, one.id) for one in (first, second))
    assert [one.text for one in old.revisions] == ["Hun kommer hver onsdag.", "Det går.", "Væk med det."]
    assert [one.text for one in new.revisions] == ["Hun kommer hver anden onsdag.", "Det går.", "Og fredag."]
    assert session.scalars(select(Confirmation.answer)).all() == [ConfirmationAnswer.RIGHT] * 2


def test_change_is_marked_on_the_heads_page_and_in_the_history(
    client_of: Client, session: Session, note: Note, add_person: Callable[..., Person]
) -> None:
    first = say_yes(session, note)
    changed = correct(session, note)[0]
    ask(session, note)
    at = f"/dialoger/dialog/{note.dialogue_id}"
    page = client_of(head_of(session, note)).get(f"{at}/bekraeft").text
    assert ("Ændret, siden du sagde ja" in page, "<ins>anden </ins>" in page) == (True, True)
    assert ("<del>Væk med det.</del>" in page, "<ins>Og fredag.</ins>" in page) == (True, True)
    staff = client_of(add_person(Role.SECRETARIAT))
    assert "<ins>anden </ins>" in staff.get(f"/dialoger/afsnit/{changed.id}").text
    assert f"/dialoger/bekraeftet/{first.id}" in staff.get(f"{at}/gennemlaes").text
    assert "Væk med det." in staff.get(f"/dialoger/bekraeftet/{first.id}").text
    open_one = queries.confirmation(session, note)
    assert open_one is not None
    assert staff.get(f"/dialoger/bekraeftet/{open_one.id}").status_code == 404


def test_remarks_are_settled_one_by_one_and_the_correction_stays_open(
    client_of: Client, session: Session, note: Note, add_person: Callable[..., Person]
) -> None:
    one, other, _third = queries.all_passages(session, note)
    confirmation = ask(session, note)
    remarks = {one.id: "Hver anden onsdag.", other.id: "Det går dårligt."}
    services.answer_confirmation(
        session, confirmation=confirmation, answer=ConfirmationAnswer.CORRECTION, remarks=remarks, now=NOW
    )
    staff, at = client_of(add_person(Role.SECRETARIAT)), f"/dialoger/dialog/{note.dialogue_id}"
    assert staff.get(f"{at}/gennemlaes").text.count("Bemærkningen er afklaret") == 2
    assert staff.post(f"{at}/bemaerkning/{one.id}").location == f"{at}/gennemlaes"
    page = staff.get(f"{at}/gennemlaes").text
    assert ("Hver anden onsdag." in page, page.count(f"{at}/bemaerkning/")) == (True, 1)
    session.expire_all()
    assert (list(confirmation.settled_remarks), confirmation.settled_at) == ([one.id], None)


def test_passage_without_a_remark_has_nothing_to_settle(session: Session, note: Note) -> None:
    passage = queries.all_passages(session, note)[0]
    with pytest.raises(NothingRemarked):
        services.settle_remark(session, note=note, passage_id=passage.id, by=None, now=NOW)
    confirmation = ask(session, note)
    services.answer_confirmation(
        session, confirmation=confirmation, answer=ConfirmationAnswer.CORRECTION, word="Alt", now=NOW
    )
    with pytest.raises(NothingRemarked):
        services.settle_remark(session, note=note, passage_id=passage.id, by=None, now=NOW)
