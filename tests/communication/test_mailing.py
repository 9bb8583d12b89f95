"""The mail to the managers' circle: who gets it, that it goes once, and that it can be stopped while it waits."""

from __future__ import annotations

import datetime as dt
from email import message_from_bytes, policy

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session, undefer

from app.communication import mailing, plans, queries
from app.communication.domain import (
    STOP_WITHIN,
    AlreadySent,
    Channel,
    NobodyToSend,
    NotAMail,
    TextsNotReady,
    TooLateToStop,
)
from app.communication.models import PlanStep
from app.cycle.domain import CycleState, YearClosed
from app.cycle.models import Cycle
from app.institutions.domain import Kind, Ownership
from app.institutions.models import Institution, Leadership
from app.mail.domain import MessageState
from app.mail.models import OutboxMessage
from app.people.domain import Role
from app.people.models import Person
from tests.communication import telling
from tests.communication.telling import BODY, DAY, NOW
from tests.guidance.drafting import making as drafting

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.starts_from(make=telling.publish)]


def mail_row(session: Session) -> PlanStep:
    return telling.plan(session, telling.publish(session).guidance)[Channel.MAIL]


def send(session: Session, row: PlanStep, now: dt.datetime = NOW) -> int:
    return mailing.send_mail(session, step=row, body=BODY, by=None, now=now)


def outbox(session: Session) -> list[OutboxMessage]:
    query = select(OutboxMessage).where(OutboxMessage.kind == mailing.KIND).order_by(OutboxMessage.id)
    return list(session.scalars(query.options(undefer(OutboxMessage.raw))))


def unit(session: Session, name: str, **given: object) -> Institution:
    found = Institution(
        register="test",
        number=name,
        name=name,
        kind=Kind.SCHOOL,
        imported_at=NOW,
        **{"ownership": Ownership.MUNICIPAL, **given},
    )
    session.add(found)
    session.flush()
    return found


def test_circle_is_every_head_and_the_directors_each_once(session: Session, add_person) -> None:
    mail_row(session)
    director = add_person(Role.DIRECTOR, name="Bo Bertelsen")
    two_units = session.scalars(select(Leadership)).first().person_id
    extra = unit(session, "Ekstra Skole")
    session.add(Leadership(institution_id=extra.id, person_id=two_units, from_day=dt.date(2020, 1, 1)))
    session.flush()
    circle = queries.managers_circle(session, DAY)
    heads = set(session.scalars(select(Leadership.person_id)))
    assert {one.id for one in circle.people} == heads | {director.id}
    assert len(circle.people) == len(heads) + 1


def test_whoever_cannot_be_reached_is_named_and_gets_nothing(session: Session) -> None:
    row = mail_row(session)
    unit(session, "Uden Leder Skole")
    for name, given in (
        ("Privat Skole", {"ownership": Ownership.PRIVATE}),
        ("Statens Skole", {"ownership": Ownership.OTHER}),
        ("Venteliste", {"pseudo": True}),
        ("Skole, der lukker i dag", {"active_to": DAY}),
        ("Lukket Skole", {"active_to": dt.date(2026, 1, 1)}),
        ("Kommende Skole", {"active_from": dt.date(2028, 8, 1)}),
    ):
        unit(session, name, **given)
    head = session.scalars(select(Leadership)).first().person_id
    session.execute(update(Person).where(Person.id == head).values(address="ukendt"))
    session.expire_all()
    circle = queries.managers_circle(session, DAY)
    assert [one.name for one in circle.headless] == ["Uden Leder Skole"]
    assert [one.id for one in circle.unreachable] == [head]
    assert send(session, queries.step(session, row.id)) == len(circle.people) == 2
    assert head not in {one.person_id for one in outbox(session)}


def test_mail_tells_the_themes_and_what_follows(session: Session) -> None:
    row = mail_row(session)
    send(session, row)
    letter = message_from_bytes(outbox(session)[0].raw, policy=policy.default)
    plain = letter.get_body(("plain",)).get_content()
    assert letter["Subject"] == "Ledetråd 2028 er udsendt"
    assert "• Effekt for borgerne: Kernen i Effekt for borgerne." in plain
    assert "• 31. januar 2028: Årsplanerne er klar" in plain
    assert mailing.address_of(row.guidance) in plain
    assert "<li>Effekt for borgerne: Kernen i Effekt for borgerne.</li>" in letter.get_body(("html",)).get_content()
    assert drafting.SAID not in letter.as_string()


def test_persons_own_words_are_sent_and_kept_as_they_were_sent(session: Session) -> None:
    row = mail_row(session)
    plans.write_text(session, step=row, text="Kære alle\n\nSå er den her.", by=None, now=NOW)
    send(session, row)
    assert (
        "Så er den her."
        in message_from_bytes(outbox(session)[0].raw, policy=policy.default).get_body(("plain",)).get_content()
    )
    assert row.text == "Kære alle\n\nSå er den her."
    with pytest.raises(AlreadySent):
        plans.write_text(session, step=row, text="Noget andet", by=None, now=NOW)


def test_mail_goes_once(session: Session) -> None:
    row = mail_row(session)
    count = send(session, row)
    with pytest.raises(AlreadySent):
        send(session, row, NOW + dt.timedelta(seconds=1))
    assert len(outbox(session)) == count == 3
    assert (row.sent_at, row.done_on) == (NOW, DAY)
    for change in (plans.remove_step, lambda session, **given: plans.finish_step(session, on=None, **given)):
        with pytest.raises(AlreadySent):
            change(session, step=row, by=None, now=NOW)


def test_mail_waits_a_while_and_can_be_stopped_and_sent_again(session: Session) -> None:
    row = mail_row(session)
    send(session, row)
    assert {one.due_at for one in outbox(session)} == {NOW + STOP_WITHIN}
    assert mailing.delivered(session, row).can_stop
    assert mailing.stop_mail(session, step=row, by=None, now=NOW) == 3
    assert (row.sent_at, row.done_on) == (None, None)
    assert send(session, row, NOW + dt.timedelta(minutes=1)) == 3
    states = [one.state for one in outbox(session)]
    assert states == [MessageState.TAKEN_BACK] * 3 + [MessageState.WAITING] * 3


def test_mail_of_which_some_has_left_is_not_stopped(session: Session) -> None:
    row = mail_row(session)
    with pytest.raises(TooLateToStop):
        mailing.stop_mail(session, step=row, by=None, now=NOW)
    send(session, row)
    gone = outbox(session)[0]
    gone.state, gone.attempt = MessageState.SENT, 1
    session.flush()
    assert not mailing.delivered(session, row).can_stop
    with pytest.raises(TooLateToStop):
        mailing.stop_mail(session, step=row, by=None, now=NOW)


@pytest.mark.starts_from(make=drafting.begin)
def test_nothing_is_sent_before_publication(session: Session) -> None:
    row = telling.plan(session, drafting.begin(session).guidance)[Channel.MAIL]
    with pytest.raises(TextsNotReady):
        send(session, row)


def test_only_a_mail_row_is_sent_and_only_to_somebody(session: Session) -> None:
    rows = telling.plan(session, telling.publish(session).guidance)
    with pytest.raises(NotAMail):
        send(session, rows[Channel.PORTAL])
    session.execute(update(Person).values(active=False))
    session.expire_all()
    with pytest.raises(NobodyToSend):
        send(session, queries.step(session, rows[Channel.MAIL].id))


def test_nothing_is_sent_of_a_guidance_whose_year_is_over(session: Session) -> None:
    row = mail_row(session)
    session.execute(update(Cycle).where(Cycle.year == 2027).values(state=CycleState.CLOSED))
    assert send(session, row) == 3
    mailing.stop_mail(session, step=row, by=None, now=NOW)
    session.execute(update(Cycle).where(Cycle.year == 2028).values(state=CycleState.CLOSED))
    with pytest.raises(YearClosed):
        send(session, row)
