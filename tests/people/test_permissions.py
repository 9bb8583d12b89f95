"""Every route × everyone × both databases, in a body in the middle of its year: each answer is what the table says."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.clock import local_day, now
from app.cycle import queries as cycles
from app.dialogues.models import AnnualPlan, Confirmation, Note
from app.follow_up.models import Letter
from app.guidance.models import Example
from app.institutions import queries as institutions
from app.invitations.models import Participant
from app.people.access import rows
from app.people.domain import Role
from app.scheduling.models import Dialogue
from tests.people.conftest import World, head_of
from tests.people.doors import BY_TOKEN, OF_A_CALENDAR, Door, doors

NOT_SIGNED_IN = ("nobody", "closed account", "expired link", "ended session")
HEADS = ("head of A", "head of B")
EVERYONE = (*NOT_SIGNED_IN, *HEADS, "secretary", "director")

PRINTED = {"dialogues.minutes_page", "dialogues.minutes_pdf", "dialogues.minutes_word"}
OF_A = {
    "dialogues.show",
    "dialogues.confirm",
    "dialogues.prepare_agenda",
    "dialogues.plan",
    "dialogues.plan_file",
    "follow_up.plan_of_unit",
} | PRINTED
ONLY_OF_A = {"dialogues.confirm"}
OF_B = {"follow_up.letter_of", "follow_up.pdf"}
ONLY_OF_B = {"guidance.example"}
FOR_WHO_TAKES_PART = {"invitations.my_answer", "invitations.my_calendar"}
FOR_DELEGATES = {"invitations.answer_for", "invitations.calendar_for"}
"""In the demonstration nobody may answer for anybody else."""
SCOPED = OF_A_CALENDAR | FOR_DELEGATES | OF_A | OF_B | ONLY_OF_B | FOR_WHO_TAKES_PART
"""Pages that heads may open too and that show one of many things, by whose the one in the tried address is."""

THINGS = ("dialogue_id", "invitation_id", "institution_id", "example_id", "participant_id", "person_id", "source_id")

LEADS_ON = {"guidance.overview", "scheduling.my_sources"}
"""Pages that only send their reader to another one."""


def outcome(answer: TestResponse) -> str:
    """The answer in a word."""
    to_the_door = answer.status_code == 302 and answer.location.startswith("/log-ind")
    return "sign in" if to_the_door else str(answer.status_code)


def refusal(world: World, door: Door, who: str) -> str | None:
    """What the table says to whoever may not come in; None for who may."""
    row = rows(world.app)[door.endpoint]
    if row.anyone:
        return "404" if who == "expired link" and door.endpoint in BY_TOKEN else None
    if who in NOT_SIGNED_IN:
        return "sign in" if door.method == "GET" else "401"
    return None if world.people[who].has(*row.roles) and owns(door.endpoint, who) else "404"


def owns(endpoint: str, who: str) -> bool:
    """Whether the thing in the address is hers to see, or is nobody's own."""
    if endpoint in FOR_WHO_TAKES_PART:
        return who in ("head of A", "director")
    if endpoint in OF_A_CALENDAR:
        return who in ("secretary", "director")
    if endpoint in FOR_DELEGATES:
        return False
    if endpoint in ONLY_OF_A | ONLY_OF_B:
        return who == ("head of A" if endpoint in ONLY_OF_A else "head of B")
    return not (who == "head of A" and endpoint in OF_B) and not (who == "head of B" and endpoint in OF_A)


both = pytest.mark.parametrize(
    "staged",
    [pytest.param(kind, marks=getattr(pytest.mark, kind)) for kind in ("sqlite", "postgresql")],
    indirect=True,
    scope="module",
)


def test_every_argument_of_an_address_has_been_taught(world: World) -> None:
    taught = {"token", "path", "filename", *world.things}
    routes = [door.rule for method in ("GET", "POST") for door in doors(world.app, method)]
    assert {argument for rule in routes for argument in rule.arguments} - taught == set()


def test_every_page_that_a_head_may_open_says_whose_it_is(world: World) -> None:
    wide = {name for name, row in rows(world.app).items() if Role.LEADER in row.roles}
    with_a_thing = {
        door.endpoint for method in ("GET", "POST") for door in doors(world.app, method) if door.rule.arguments
    }
    assert wide & with_a_thing == SCOPED


@both
@pytest.mark.parametrize("who", EVERYONE)
def test_every_page_opens_for_whom_the_table_says(world: World, who: str) -> None:
    client, got, wanted = world.client(who), {}, {}
    for door in doors(world.app, "GET"):
        path = world.path(door, token=world.token(door, who))
        got[path] = outcome(client.get(path))
        wanted[path] = refusal(world, door, who) or ("302" if door.endpoint in LEADS_ON else "200")
    assert got == wanted


@both
@pytest.mark.parametrize("who", EVERYONE)
def test_a_form_that_is_refused_changes_nothing(world: World, who: str) -> None:
    client, got, wanted = world.client(who), {}, {}
    before = world.contents()
    for door in doors(world.app, "POST"):
        refused = refusal(world, door, who)
        if refused:
            path = world.path(door, token=world.token(door, who))
            got[path], wanted[path] = outcome(client.post(path)), refused
    assert got == wanted != {}
    assert world.contents() == before


@both
@pytest.mark.parametrize("who", HEADS)
def test_a_head_opens_what_is_hers_and_nothing_else(world: World, who: str) -> None:
    client, person = world.client(who), world.people[who]
    opened = {
        door.endpoint: {path for path in door.paths(world.things) if client.get(path).status_code == 200}
        for door in doors(world.app, "GET")
        if door.endpoint in SCOPED
    }
    with world.app.app_context(), world.database.read() as session:
        own = {one.id for one in session.scalars(select(Dialogue)) if head_of(session, one).id == person.id}
        led = {one.id for one in institutions.led_by(session, person, local_day(now()))}
        years = [one.year for one in cycles.all_years(session)]
        asked = set(session.scalars(select(Note.dialogue_id).join(Confirmation).where(Confirmation.person == person)))
        answered = set(session.scalars(select(Letter.dialogue_id)))
        told = (Participant.person == person, Participant.told_sequence.is_not(None))
        parts = set(session.scalars(select(Participant.invitation_id).where(*told)))
        filed = set(session.scalars(select(AnnualPlan.dialogue_id).where(AnnualPlan.document_id.is_not(None))))
        consents = set(session.scalars(select(Example.id).where(Example.person == person)))
    wanted = {
        "scheduling.show_sources": {person.id},
        "scheduling.choose_calendars": set(),
        "guidance.example": consents,
        "dialogues.confirm": own & asked,
        "dialogues.show": own,
        "dialogues.plan": own,
        "dialogues.plan_file": own & filed,
        **dict.fromkeys(PRINTED, own & asked),
        "follow_up.plan_of_unit": led,
        "follow_up.letter_of": own & answered,
        "follow_up.pdf": own & answered,
        "invitations.my_answer": parts,
        "invitations.my_calendar": parts,
        **{name: set() for name in FOR_DELEGATES},
    }
    pages = {door.endpoint: door for door in doors(world.app, "GET") if door.endpoint in SCOPED}
    paths = {
        name: set(pages[name].paths({"year": years} | {thing: list(ids) for thing in THINGS}))
        for name, ids in wanted.items()
    }
    assert opened == paths


@both
def test_a_link_opens_the_page_that_it_was_given_for_and_no_other(world: World) -> None:
    client = world.client("nobody")
    opened = {
        (door.endpoint, purpose): client.get(door.path({"token": token})).status_code
        for door in doors(world.app, "GET")
        if door.endpoint in BY_TOKEN
        for purpose, (*_others, token) in world.living.items()
    }
    assert opened == {(name, purpose): 200 if BY_TOKEN[name] == purpose else 404 for name, purpose in opened}
