"""Heads and directors change after the times are agreed: the page says so, a person takes it over, then it is sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from app.institutions import services as institutions
from app.invitations import asking, pages, queries, services, views
from app.invitations.domain import Change, InvitationState, Part
from app.people.domain import Role
from app.people.models import Person
from app.scheduling.rules import working_time
from app.scheduling.rules.domain import RuleKind, usual
from tests.invitations.conftest import NOW, Year

Client = Callable[[Person], FlaskClient]


def another_head(year: Year, add_person: Callable[..., Person]) -> Person:
    """Somebody else heads the first institution from before its meeting."""
    new = add_person(Role.LEADER, name="Nye Nina")
    unit = year.invitation().dialogue.seat.institution
    institutions.set_head(year.session, institution=unit, person=new, from_day=dt.date(2027, 2, 1), by=None, now=NOW)
    year.session.flush()
    return new


def turnover(year: Year, now: dt.datetime) -> asking.Turnover:
    invitation = year.invitation()
    return asking.turnovers(year.session, [invitation], now)[invitation.id]


def renew(year: Year) -> int:
    return services.renew_people(year.session, cycle=year.cycle, by=None, now=NOW)


def asked(year: Year) -> list[tuple[str, Part]]:
    return [(one.person.name, one.part) for one in queries.present(year.invitation())]


def test_head_who_is_written_on_after_the_draft_is_asked_by_one_press(
    year: Year, add_person: Callable[..., Person], client_of: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "now", lambda: NOW)
    year.heads[0].active = False
    services.prepare_from_plan(year.session, cycle=year.cycle, by=None, now=NOW)
    client = client_of(add_person(Role.SECRETARIAT))
    without = client.get("/indkaldelser/2027/send").text
    assert "Åkandens Børnehus har ingen leder i registeret." in without
    assert 'action="/indkaldelser/2027/send"' not in without
    another_head(year, add_person)
    year.session.commit()
    page = client.get("/indkaldelser/2027/send").text
    assert "Nye Nina skal være med nu." in page
    assert 'action="/indkaldelser/2027/send"' not in page
    after = client.post("/indkaldelser/2027/deltagere", follow_redirects=True).text
    assert "Deltagerne er dem, der gælder nu. Intet er sendt." in after
    assert after.index("Nye Nina") < after.index("Anne Bæk")
    assert 'action="/indkaldelser/2027/send"' in after
    assert asked(year) == [("Anne Bæk", Part.DIRECTOR), ("Carl Dam", Part.DIRECTOR), ("Nye Nina", Part.HEAD)]


def test_new_head_takes_the_old_ones_place_and_both_are_told(sent: Year, add_person: Callable[..., Person]) -> None:
    new = another_head(sent, add_person)
    assert [one.name for one in turnover(sent, NOW).gone] == ["Lene nr. 0"]
    assert (renew(sent), renew(sent)) == (1, 0)
    told = {one.participant.person.name: one.change for one in queries.changes(sent.invitation(), NOW)}
    assert told == {"Nye Nina": Change.NEW, "Lene nr. 0": Change.REMOVED}
    sent.send()
    assert sent.part_of(new).told_sequence == sent.invitation().sequence
    assert asked(sent)[-1] == ("Nye Nina", Part.HEAD)


def test_head_who_comes_back_is_asked_again_at_a_higher_version(sent: Year, add_person: Callable[..., Person]) -> None:
    another_head(sent, add_person)
    renew(sent)
    sent.send()
    version = sent.invitation().sequence
    institutions.set_head(
        sent.session,
        institution=sent.invitation().dialogue.seat.institution,
        person=sent.heads[0],
        from_day=dt.date(2027, 3, 1),
        by=None,
        now=NOW,
    )
    assert renew(sent) == 1
    sent.send()
    back = sent.part_of(sent.heads[0])
    assert (back.part, back.removed_at) == (Part.HEAD, None)
    assert back.told_sequence == sent.invitation().sequence > version


def test_head_who_was_asked_stays_until_another_has_come(sent: Year) -> None:
    sent.heads[0].active = False
    assert not turnover(sent, NOW)
    assert renew(sent) == 0


def test_new_director_is_asked_to_every_meeting_and_one_who_left_to_none(
    sent: Year, add_person: Callable[..., Person]
) -> None:
    add_person(Role.DIRECTOR, name="Dorte Ny")
    sent.directors[1].active = False
    assert renew(sent) == 3
    for number in range(3):
        told = {one.participant.person.name: one.change for one in queries.changes(sent.invitation(number), NOW)}
        assert told == {"Carl Dam": Change.REMOVED, "Dorte Ny": Change.NEW}


def test_whom_the_secretariat_asked_or_took_out_stays_so(sent: Year, add_person: Callable[..., Person]) -> None:
    guest = add_person(name="Gæsten")
    services.add_participant(sent.session, invitation=sent.invitation(), person=guest, by=None, now=NOW)
    services.remove_participant(sent.session, participant=sent.part_of(sent.directors[0]), by=None, now=NOW)
    assert not turnover(sent, NOW)


def test_shorter_notice_than_the_years_own_is_told_before_the_sending(year: Year) -> None:
    services.prepare_from_plan(year.session, cycle=year.cycle, by=None, now=NOW)

    def short_of() -> list[int]:
        return [one.short_of for one in pages.preview_of(year.session, cycle=year.cycle, now=NOW).batches]

    assert short_of() == [0, 0, 0]
    rule = replace(usual(RuleKind.NOTICE), number=10)
    working_time.set_rule(year.session, cycle=year.cycle, rule=rule, by=None, now=NOW)
    assert short_of() == [10, 0, 0]


@pytest.mark.parametrize("hours", [0, 3])
def test_meeting_that_has_begun_asks_nobody_new(sent: Year, add_person: Callable[..., Person], hours: int) -> None:
    another_head(sent, add_person)
    begun = sent.invitation().dialogue.starts_at
    assert begun
    assert not turnover(sent, begun + dt.timedelta(hours=hours))
    assert sent.invitation().state is InvitationState.SENT
