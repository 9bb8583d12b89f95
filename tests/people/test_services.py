"""Persons, sign-in, sessions and links."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from email.headerregistry import Address

import pytest
from argon2 import Type, extract_parameters
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.domain import TextUnfit, one_line
from app.mail.writing import mime
from app.people import queries, services
from app.people.domain import (
    LONGEST_ADDRESS,
    MAIL_ADDRESS,
    AddressTaken,
    LinkDead,
    PasswordTooShort,
    Role,
    SignInFailed,
    fit_address,
)
from app.people.models import Person
from app.trail.models import TrailEntry
from tests.conftest import PRODUCTION_HASHER

NOW = dt.datetime(2027, 3, 1, 9, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
PASSWORD = "en lang adgangskode"


def add(session: Session, address: str = "Leder@Example.dk") -> Person:
    return services.add_person(session, name="En  Leder", address=address, roles=[Role.LEADER], now=NOW)


def test_person_is_found_by_address_whatever_its_letters(session: Session) -> None:
    person = add(session)
    assert (person.name, person.address) == ("En Leder", "leder@example.dk")
    assert queries.by_address(session, " LEDER@example.DK ") is person
    assert queries.with_role(session, Role.LEADER) == [person]
    assert queries.with_role(session, Role.DIRECTOR) == []


def test_second_person_with_the_address_is_refused(session: Session) -> None:
    add(session)
    with pytest.raises(AddressTaken) as refused:
        add(session, " LEDER@example.dk ")
    assert refused.value.data == {"address": "LEDER@example.dk", "name": "En Leder"}


def test_password_opens_only_for_its_person(session: Session) -> None:
    person = add(session)
    services.set_password(session, person=person, password_hash=services.hash_password(PASSWORD), now=NOW)
    assert services.authenticate(person, PASSWORD) is person
    for who, what in ((person, "noget andet"), (None, PASSWORD)):
        with pytest.raises(SignInFailed):
            services.authenticate(who, what)


def test_closed_account_and_account_without_password_do_not_open(session: Session) -> None:
    person = add(session)
    with pytest.raises(SignInFailed):
        services.authenticate(person, "")
    person.password_hash, person.active = services.hash_password(PASSWORD), False
    with pytest.raises(SignInFailed):
        services.authenticate(person, PASSWORD)


def test_short_password_is_refused() -> None:
    with pytest.raises(PasswordTooShort):
        services.hash_password("for kort")


def test_session_lives_until_it_idles_ends_or_is_closed(session: Session) -> None:
    person = add(session)
    token = services.open_session(session, person=person, life=8 * HOUR, now=NOW)

    def signed_in(at: dt.datetime) -> bool:
        session.flush()
        return queries.sign_in_of(session, token=token, idle=HOUR / 2, now=at) is not None

    assert signed_in(NOW)
    assert not signed_in(NOW + HOUR)
    services.touch_session(session, token=token, now=NOW + HOUR)
    assert signed_in(NOW + HOUR)
    services.touch_session(session, token=token, now=NOW + 8 * HOUR)
    assert not signed_in(NOW + 8 * HOUR)
    services.touch_session(session, token=token, now=NOW + 2 * HOUR)
    services.close_session(session, token=token, now=NOW + 2 * HOUR)
    assert not signed_in(NOW + 2 * HOUR)


def test_new_password_ends_every_session(session: Session) -> None:
    person = add(session)
    token = services.open_session(session, person=person, life=8 * HOUR, now=NOW)
    services.set_password(session, person=person, password_hash=services.hash_password(PASSWORD), now=NOW)
    assert queries.sign_in_of(session, token=token, idle=HOUR, now=NOW) is None


def test_only_the_hash_of_a_token_is_stored(session: Session) -> None:
    token = services.open_session(session, person=add(session), life=HOUR, now=NOW)
    found = queries.sign_in_of(session, token=token, idle=HOUR, now=NOW)
    assert found is not None
    assert found.token_hash == queries.token_hash(token) != token


def test_link_opens_one_page_until_its_day(session: Session) -> None:
    person = add(session)
    token = services.issue_link(session, person=person, purpose="answer", subject_id=7, ends_at=NOW + HOUR, now=NOW)
    link = queries.follow_link(session, token=token, purpose="answer", now=NOW)
    assert (link.person, link.subject_id) == (person, 7)
    for purpose, at in (("minutes", NOW), ("answer", NOW + HOUR)):
        with pytest.raises(LinkDead):
            queries.follow_link(session, token=token, purpose=purpose, now=at)
    with pytest.raises(LinkDead):
        queries.follow_link(session, token="gættet", purpose="answer", now=NOW)


def test_trail_says_who_let_somebody_in(session: Session) -> None:
    by, person = add(session), services.add_person(session, name="Ny", address="ny@example.dk", now=NOW)
    session.execute(delete(TrailEntry))
    services.add_person(session, name="En", address="en@example.dk", roles=[Role.DIRECTOR], by=by, now=NOW)
    services.give_role(session, person=person, role=Role.SECRETARIAT, by=by, now=NOW)
    services.give_role(session, person=person, role=Role.SECRETARIAT, by=by, now=NOW)  # no news
    services.set_password(session, person=person, password_hash="hash", by=by, now=NOW)
    entries = session.scalars(select(TrailEntry).order_by(TrailEntry.id)).all()
    assert [(entry.action, entry.details) for entry in entries] == [
        ("person.added", {"roles": ["director"]}),
        ("person.role-given", {"roles": ["secretariat"]}),
        ("person.password-set", {}),
    ]
    assert {entry.person_id for entry in entries} == {by.id}


@given(st.from_regex(MAIL_ADDRESS).filter(lambda text: len(text) <= LONGEST_ADDRESS), st.text(max_size=80))
def test_what_is_kept_of_a_person_can_always_be_mailed(address: str, name: str) -> None:
    try:
        line = one_line(name, longest=80)
    except TextUnfit:
        return
    sender = Address("Sekretariatet", addr_spec="ledetraad@example.dk")
    recipient = Address(line, addr_spec=fit_address(address))
    letter = mime.Letter(
        message_id="1@example.dk", date=NOW, sender=sender, recipient=recipient, subject=line, text="", html=""
    )
    assert mime.render(letter)


def live_links(session: Session, tokens: dict[str, str]) -> list[str]:
    """Which of these links still open their page."""
    found = []
    for name, token in tokens.items():
        with suppress(LinkDead):
            queries.follow_link(session, token=token, purpose=name.split()[0], now=NOW)
            found.append(name)
    return found


def links_of(session: Session, person: Person) -> dict[str, str]:
    return {
        f"{purpose} {subject}": services.issue_link(
            session, person=person, purpose=purpose, subject_id=subject, ends_at=NOW + HOUR, now=NOW
        )
        for purpose, subject in (("answer", 7), ("answer", 8), ("minutes", 7))
    }


def test_link_is_ended_alone_or_with_all_others(session: Session) -> None:
    person, other = add(session), add(session, address="anden@example.dk")
    tokens, others = links_of(session, person), links_of(session, other)
    services.end_links(session, person=person, purpose="answer", subject_id=7, now=NOW)
    assert live_links(session, tokens) == ["answer 8", "minutes 7"]
    services.end_links(session, person=person, now=NOW)
    assert live_links(session, tokens) == []
    assert live_links(session, others) == list(others)


def test_what_went_to_an_old_address_opens_nothing_more(session: Session) -> None:
    person = add(session)
    tokens = links_of(session, person)
    services.change_address(session, person=person, address=f" {person.address.upper()} ", now=NOW)
    assert live_links(session, tokens) == list(tokens)
    services.change_address(session, person=person, address="rigtig@example.dk", now=NOW)
    assert live_links(session, tokens) == []


def test_password_costs_whoever_steals_its_hash_dearly() -> None:
    """RFC 9106, the second of its recommended choices."""
    cost = extract_parameters(PRODUCTION_HASHER.hash("a password that nobody has"))
    assert (cost.type, cost.time_cost, cost.memory_cost, cost.parallelism) == (Type.ID, 3, 65_536, 4)
