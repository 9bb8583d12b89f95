"""Pages of the dialogues: who may open them, what a plain form does, and the head's answer."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.cycle.models import Cycle
from app.dialogues import queries, services
from app.dialogues.domain import LONGEST, ConfirmationAnswer, NoteState, PassageKind
from app.dialogues.models import Action, Agenda, Note
from app.dialogues.writing import passages, texts
from app.invitations.domain import Attendance, Part
from app.invitations.models import Invitation, Participant
from app.mail.models import OutboxMessage
from app.people.domain import Role
from app.people.models import Person
from app.scheduling.domain import DialogueState
from app.scheduling.models import Dialogue
from app.trail.models import TrailEntry
from tests.dialogues.meetings import NOW, PAST, agree_dialogue, head_of, open_cycle, open_held_note, say, tell, themes

CANARY, OWN = "Kanariefugl i referatet", "Kanariefugl i egne noter"
Client = Callable[[Person | None], FlaskClient]
JSON = {"Accept": "application/json"}


@pytest.fixture
def cycle(session: Session) -> Cycle:
    return open_cycle(session)


@pytest.fixture
def note(session: Session, cycle: Cycle) -> Note:
    note = open_held_note(session, cycle)
    say(session, note, CANARY, edition_id=themes(session)[0].id)
    say(session, note, OWN, kind=PassageKind.OWN)
    return note


@pytest.fixture
def secretary(add_person: Callable[..., Person]) -> Person:
    return add_person(Role.SECRETARIAT)


def pages_of(note: Note) -> list[str]:
    """Every page that tells of a dialogue."""
    at = f"/dialoger/dialog/{note.dialogue_id}"
    return [at, f"{at}/referat", f"{at}/gennemlaes", f"{at}/bekraeft", "/dialoger", "/dialoger/2027", "/"]


def ask(session: Session, note: Note) -> str:
    """Asks the head, and returns the address in her mail."""
    deadline = clock.local_day(clock.now()).replace(year=clock.now().year + 1)
    services.ask_confirmation(session, note=note, deadline=deadline, by=None, now=clock.now())
    raw = session.scalars(select(OutboxMessage.raw).order_by(OutboxMessage.id.desc())).first() or b""
    return "/referat/" + raw.decode().replace("=\r\n", "").partition("/referat/")[2].split()[0]


def fresh(session: Session, note: Note) -> Note:
    session.expire_all()
    return session.get_one(Note, note.id)


@pytest.mark.parametrize("role", [Role.SECRETARIAT, Role.DIRECTOR])
def test_staff_read_own_notes(
    client_of: Client, session: Session, note: Note, add_person: Callable[..., Person], role: Role
) -> None:
    page = client_of(add_person(role)).get(f"/dialoger/dialog/{note.dialogue_id}").text
    assert (CANARY in page, OWN in page) == (True, True)


@pytest.mark.parametrize("state", list(NoteState))
def test_own_notes_are_on_no_page_of_a_head(
    client_of: Client, session: Session, note: Note, cycle: Cycle, state: NoteState
) -> None:
    ask(session, note)
    note.state = state
    mine = client_of(head_of(session, note))
    other = client_of(head_of(session, open_held_note(session, cycle, name="Skovbrynets Skole")))
    assert not any(OWN in mine.get(page).text for page in pages_of(note))
    assert not any(CANARY in other.get(page).text or OWN in other.get(page).text for page in pages_of(note))
    seen = any(CANARY in mine.get(page).text for page in pages_of(note))
    assert seen == (state is not NoteState.OPEN)


def test_anothers_dialogue_is_not_found(client_of: Client, session: Session, note: Note, cycle: Cycle) -> None:
    other = client_of(head_of(session, open_held_note(session, cycle, name="Skovbrynets Skole")))
    at = f"/dialoger/dialog/{note.dialogue_id}"
    assert [other.get(page).status_code for page in (at, f"{at}/bekraeft", f"{at}/referat")] == [404, 404, 404]
    assert other.post(f"{at}/dagsorden", data={"wishes": "Hej"}).status_code == 404


def test_overview_says_where_each_dialogue_stands(
    client_of: Client, session: Session, note: Note, cycle: Cycle, secretary: Person
) -> None:
    agree_dialogue(session, cycle, name="Engvejens Skole")
    page = client_of(secretary).get("/dialoger/2027").text
    assert "1 af 2 er holdt" in page
    assert "Referatet er ved at blive skrevet." in page


@pytest.mark.parametrize("state", [DialogueState.PROPOSED, DialogueState.AGREED])
def test_time_that_nobody_has_been_told_is_on_no_page_but_the_secretariats(
    client_of: Client, session: Session, cycle: Cycle, state: DialogueState, add_person: Callable[..., Person]
) -> None:
    dialogue = agree_dialogue(session, cycle, name="Engvejens Skole")
    dialogue.state = state
    head = head_of(session, passages.open_note(session, dialogue=dialogue, now=NOW))
    add_participants(session, tell(session, dialogue), head, told=None).told_start = None
    readers = {"secretary": add_person(Role.SECRETARIAT), "director": add_person(Role.DIRECTOR), "head": head}
    paths = ("/", f"/dialoger/dialog/{dialogue.id}", "/dialoger", "/indsigter")
    seen = {
        (who, path): [said for said in ("16. marts", "Indkaldte") if said in client_of(one).get(path).text]
        for who, one in readers.items()
        for path in paths
    }
    assert seen == {
        (who, path): ["16. marts"] * (who == "secretary" and path != "/indsigter")
        + ["Indkaldte"] * ((who, path) == ("secretary", paths[1]))
        for who in readers
        for path in paths
    }


def test_time_that_was_told_is_on_the_pages_of_all_who_meet(
    client_of: Client, session: Session, cycle: Cycle, add_person: Callable[..., Person]
) -> None:
    dialogue = agree_dialogue(session, cycle, name="Engvejens Skole")
    head = head_of(session, passages.open_note(session, dialogue=dialogue, now=NOW))
    add_participants(session, tell(session, dialogue), head, told=0)
    path = f"/dialoger/dialog/{dialogue.id}"
    for one in (add_person(Role.DIRECTOR), head):
        assert "16. marts" in client_of(one).get(path).text


def add_participants(session: Session, invitation: Invitation, head: Person, *, told: int | None) -> Invitation:
    """The head is asked, or about to be."""
    asked = Participant(invitation_id=invitation.id, person=head, part=Part.HEAD, attendance=Attendance.REQUIRED)
    asked.told_sequence = told
    session.add(asked)
    session.flush()
    return invitation


def test_meeting_that_is_off_says_so_and_cannot_be_held(
    client_of: Client, session: Session, cycle: Cycle, secretary: Person
) -> None:
    dialogue = agree_dialogue(session, cycle, name="Engvejens Skole", day=PAST)
    head = head_of(session, passages.open_note(session, dialogue=dialogue, now=NOW))
    dialogue.state = DialogueState.CANCELLED
    client, path = client_of(secretary), f"/dialoger/dialog/{dialogue.id}"
    assert "Mødet er aflyst." in client.get(path).text
    assert "Mødet er aflyst." in client_of(head).get(path).text
    assert client.post(f"{path}/holdt").status_code == 409


def test_meeting_is_held_at_its_time_and_not_before(
    client_of: Client, session: Session, cycle: Cycle, secretary: Person
) -> None:
    ahead = agree_dialogue(session, cycle, name="Engvejens Skole", day=dt.date(2099, 3, 17))
    client, path = client_of(secretary), f"/dialoger/dialog/{ahead.id}"
    assert "Mødet er holdt" not in client.get(path).text
    refused = client.post(f"{path}/holdt")
    assert refused.status_code == 409
    assert "er først 17.03.2099 kl. 09.00" in refused.text


def test_head_adds_her_own_wishes_to_the_agenda(client_of: Client, session: Session, cycle: Cycle) -> None:
    dialogue = agree_dialogue(session, cycle, name="Engvejens Skole")
    note = passages.open_note(session, dialogue=dialogue, now=NOW)
    client_of(head_of(session, note)).post(f"/dialoger/dialog/{dialogue.id}/dagsorden", data={"wishes": "PPR"})
    assert session.scalars(select(Agenda.wishes)).all() == ["PPR"]


def test_first_words_open_the_note(client_of: Client, session: Session, cycle: Cycle, secretary: Person) -> None:
    dialogue, theme = agree_dialogue(session, cycle, name="Engvejens Skole"), themes(session)[1]
    fields = {"passage_id": str(uuid.uuid4()), "text": "Et\nTo", "edition_id": theme.id, "kind": "minutes"}
    answer = client_of(secretary).post(f"/dialoger/dialog/{dialogue.id}/afsnit", data=fields)
    pasted = f"indsat={fields['passage_id']}&antal=2"
    assert answer.location == f"/dialoger/dialog/{dialogue.id}/referat?tema={theme.id}&{pasted}#felt"
    note = queries.note_of(session, dialogue)
    assert note is not None
    assert [one.current.text for one in queries.all_passages(session, note)] == ["Et", "To"]


def test_script_is_told_the_revision_and_a_refusal_as_json(
    client_of: Client, session: Session, note: Note, secretary: Person
) -> None:
    client, fields = client_of(secretary), {"passage_id": str(uuid.uuid4()), "kind": "minutes"}
    at = f"/dialoger/dialog/{note.dialogue_id}/afsnit"
    made = client.post(at, data={**fields, "text": "Et"}, headers=JSON)
    assert (made.status_code, made.json) == (200, {"id": fields["passage_id"], "revision": 1})
    refused = client.post(at, data={**fields, "passage_id": str(uuid.uuid4()), "text": "010203-1234"}, headers=JSON)
    assert (refused.status_code, refused.json and refused.json["error"]) == (422, "not-for-minutes")


def test_passage_that_is_too_long_is_refused_in_a_sentence_and_the_text_kept(
    client_of: Client, session: Session, note: Note, secretary: Person
) -> None:
    passage, long = say(session, note, "Før"), "Langt. " * (LONGEST // 7 + 1)
    client, at = client_of(secretary), f"/dialoger/afsnit/{passage.id}"
    plain = client.post(at, data={"text": long, "base_revision": 1})
    assert (plain.status_code, long.strip() in plain.text) == (422, True)
    assert "Afsnittet er for langt: højst 10000 tegn. Del det i flere, så er det gemt." in plain.text
    fields = {"passage_id": str(uuid.uuid4()), "kind": "minutes", "text": long}
    new = client.post(f"/dialoger/dialog/{note.dialogue_id}/afsnit", data=fields, headers=JSON)
    assert (new.status_code, new.json and new.json["error"]) == (422, "passage-too-long")


def test_stale_save_keeps_both_texts_and_answers_409(
    client_of: Client, session: Session, note: Note, secretary: Person
) -> None:
    passage = say(session, note, "Før")
    passages.save_passage(session, passage=passage, text="Din", base_revision=1, now=NOW)
    client, at = client_of(secretary), f"/dialoger/afsnit/{passage.id}"
    plain = client.post(at, data={"text": "Min", "base_revision": 1})
    assert (plain.status_code, "Behold begge som to afsnit" in plain.text) == (409, True)
    [late] = texts.unsettled_texts(session, note)
    chosen = client.post(f"/dialoger/tekst/{late.id}", data={"keep": "mine", "base_revision": 2})
    assert chosen.status_code == 302
    session.expire_all()
    assert queries.passage(session, passage.id).current.text == "Min"


def test_passage_is_divided_at_the_line_break_and_nowhere_else(
    client_of: Client, session: Session, note: Note, secretary: Person
) -> None:
    passage, client = say(session, note, "Et. To."), client_of(secretary)
    at = f"/dialoger/afsnit/{passage.id}/del"
    assert client.post(at, data={"text": "Et. To. Tre.", "base_revision": 1}).status_code == 422
    assert client.post(at, data={"text": "Et.\nTo.", "base_revision": 1}).status_code == 302
    session.expire_all()
    texts = [one.current.text for one in queries.all_passages(session, note)]
    assert texts == [CANARY, OWN, "Et.", "To."]


def test_passage_is_moved_merged_placed_and_removed(
    client_of: Client, session: Session, note: Note, secretary: Person
) -> None:
    first, second, third = (say(session, note, text) for text in ("Et.", "To.", "Tre."))
    client = client_of(secretary)
    client.post(f"/dialoger/afsnit/{first.id}/flyt", data={"after": third.id})
    client.post(f"/dialoger/afsnit/{second.id}/saml", data={"second": third.id})
    client.post(f"/dialoger/afsnit/{second.id}/sted", data={"edition_id": themes(session)[2].id, "level": "citizens"})
    client.post(f"/dialoger/afsnit/{first.id}/slet")
    session.expire_all()
    found = queries.all_passages(session, note)[2:]
    assert [(one.current.text, one.edition_id) for one in found] == [("To. Tre.", themes(session)[2].id)]
    assert "To. Tre." in client.get(f"/dialoger/afsnit/{second.id}").text


def test_promise_is_written_down(client_of: Client, session: Session, note: Note, secretary: Person) -> None:
    at = f"/dialoger/dialog/{note.dialogue_id}/aftale"
    client = client_of(secretary)
    client.post(at, data={"text": "Send listen", "owner": 0, "due": "2027-06-18"})
    assert client.post(at, data={"text": "", "owner": 0}).status_code == 422
    assert session.scalars(select(Action.text)).all() == ["Send listen"]


def test_meeting_is_closed_read_through_and_the_head_is_asked(
    client_of: Client, session: Session, cycle: Cycle, secretary: Person
) -> None:
    dialogue = agree_dialogue(session, cycle, name="Engvejens Skole", day=PAST)
    note = passages.open_note(session, dialogue=dialogue, now=NOW)
    client, at = client_of(secretary), f"/dialoger/dialog/{dialogue.id}"
    assert client.post(f"{at}/holdt").location == f"{at}/gennemlaes"
    refused = client.post(f"{at}/spoerg", data={"deadline": "2099-01-01"})
    assert (refused.status_code, "Referatet er tomt." in refused.text) == (409, True)
    say(session, fresh(session, note), "Ja")
    session.commit()
    assert client.post(f"{at}/spoerg", data={"deadline": "2099-01-01"}).status_code == 302
    assert fresh(session, note).state is NoteState.ASKED
    assert "En påmindelse er på vej." in client.post(f"{at}/paamind", follow_redirects=True).text
    assert client.post(f"{at}/hent-tilbage").status_code == 302
    assert fresh(session, note).state is NoteState.OPEN


def test_second_reminder_of_a_day_is_told_as_none(
    client_of: Client, session: Session, note: Note, secretary: Person
) -> None:
    ask(session, note)
    client, at = client_of(secretary), f"/dialoger/dialog/{note.dialogue_id}/paamind"
    assert "En påmindelse er på vej." in client.post(at, follow_redirects=True).text
    page = client.post(at, follow_redirects=True).text
    told = ("En påmindelse er på vej." in page, "Lederen har allerede fået dagens påmindelse." in page)
    assert told == (False, True)


def test_reminder_of_what_nobody_was_asked_is_refused_in_the_secretarys_words(
    client_of: Client, note: Note, secretary: Person
) -> None:
    refused = client_of(secretary).post(f"/dialoger/dialog/{note.dialogue_id}/paamind")
    assert (refused.status_code, "Referatet ligger ikke hos lederen lige nu." in refused.text) == (409, True)
    assert "Du får en ny mail" not in refused.text


def test_link_shows_with_get_and_answers_with_post(client_of: Client, session: Session, note: Note) -> None:
    address = ask(session, note)
    anyone = client_of(None)
    for _ in range(2):
        shown = anyone.get(address)
        assert (shown.status_code, CANARY in shown.text, OWN in shown.text) == (200, True, False)
    anyone.head(address)
    assert fresh(session, note).state is NoteState.ASKED
    assert anyone.post(address, data={"answer": "right"}).location == address
    assert "Tak. Ordene ligger fast." in anyone.get(address).text
    assert fresh(session, note).state is NoteState.CONFIRMED


def test_correction_by_link_keeps_the_remark_at_its_passage(client_of: Client, session: Session, note: Note) -> None:
    address, anyone = ask(session, note), client_of(None)
    passage = queries.minutes(session, note)[0]
    remark = {f"remark-{passage.id}": "Det var hver anden onsdag."}
    both = anyone.post(address, data={"answer": "right", **remark})
    assert (both.status_code, "Det var hver anden onsdag." in both.text) == (422, True)
    assert anyone.post(address, data={"answer": "correction", **remark}).status_code == 302
    confirmation = queries.confirmation(session, fresh(session, note))
    assert confirmation is not None
    assert confirmation.answer is ConfirmationAnswer.CORRECTION
    assert confirmation.remarks == {passage.id: "Det var hver anden onsdag."}


def test_unknown_link_and_a_press_of_no_button_change_nothing(client_of: Client, session: Session, note: Note) -> None:
    address, anyone = ask(session, note), client_of(None)
    assert anyone.get("/referat/ukendt").status_code == 404
    assert anyone.post(address, data={}).status_code == 200
    assert anyone.post(address, data={"answer": "perhaps"}).status_code == 200
    assert fresh(session, note).state is NoteState.ASKED


def test_minutes_that_were_taken_back_are_not_shown(client_of: Client, session: Session, note: Note) -> None:
    address, anyone = ask(session, note), client_of(None)
    services.take_back(session, note=note, by=None, now=clock.now())
    session.commit()
    page = anyone.get(address).text
    assert (CANARY in page, "Sekretariatet er ved at rette referatet" in page) == (False, True)
    assert anyone.post(address, data={"answer": "right"}).status_code == 409


def test_head_who_is_signed_in_answers_on_her_own_page(client_of: Client, session: Session, note: Note) -> None:
    ask(session, note)
    client, at = client_of(head_of(session, note)), f"/dialoger/dialog/{note.dialogue_id}"
    assert "Har vi skrevet det, I sagde?" in client.get(at).text
    assert client.post(f"{at}/bekraeft", data={"answer": "right"}).location == f"{at}/bekraeft"
    assert fresh(session, note).state is NoteState.CONFIRMED
    assert re.search("har bekræftet referatet", client.get(at).text)


def test_closed_minutes_say_so_and_offer_no_field(
    client_of: Client, session: Session, note: Note, secretary: Person
) -> None:
    ask(session, note)
    page = client_of(secretary).get(f"/dialoger/dialog/{note.dialogue_id}/referat").text
    assert ("Referatet ligger hos lederen" in page, 'name="passage_id"' in page) == (True, False)


def test_pages_without_a_year_say_what_will_be_here(client_of: Client, secretary: Person, session: Session) -> None:
    assert session.scalars(select(Dialogue.id)).all() == []
    assert "Intet år er åbnet endnu" in client_of(secretary).get("/dialoger").text


def test_trail_says_who_prepared_held_and_wrote_a_promise_down(session: Session, client_of, secretary) -> None:
    dialogue = agree_dialogue(session, open_cycle(session), name="Bækkens Hus", day=dt.date(2026, 3, 16))
    client, address = client_of(secretary), f"/dialoger/dialog/{dialogue.id}"
    client.post(f"{address}/dagsorden", data={"wishes": "PPR"})
    client.post(f"{address}/holdt")
    client.post(f"{address}/aftale", data={"text": "Send listen", "owner": "0"})
    known = ("dialogues.agenda-prepared", "dialogue.held", "dialogues.promised")
    found = session.execute(select(TrailEntry.action, TrailEntry.person_id).where(TrailEntry.action.in_(known)))
    assert {row.action: row.person_id for row in found} == dict.fromkeys(known, secretary.id)
