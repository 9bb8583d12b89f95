"""The form of what is decided beforehand: ways, rows that are named, and the smallest changes as one press."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from html import unescape

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cycle.models import Cycle
from app.institutions.events import services as events
from app.institutions.models import Institution, Visit
from app.selection import queries
from app.selection.deciding import Deciding
from app.selection.domain import DrawSettings, GivenBound, Named, Way
from app.selection.settings_form import Chosen
from tests.conftest import NOW
from tests.selection.conftest import BY_TURN, choose, prepare

LOT = {**BY_TURN, "way": "by-lot-in-house"}
SCHOOLS = {"bounds-0-group": "kind:school", "bounds-0-lower": "5"}
CENTRES = {"bounds-1-group": "kind:centre", "bounds-1-lower": "4"}


def _settings(session: Session, cycle: Cycle) -> DrawSettings:
    session.expire_all()
    return DrawSettings.of_data(queries.prepared_draw(session, cycle).settings)


def test_unit_that_closes_later_this_year_can_be_picked_and_one_that_opens_later_cannot(
    secretary: FlaskClient, session: Session, cycle: Cycle
) -> None:
    closing, coming, namesake = (
        session.scalars(select(Institution).where(Institution.number == one)).one() for one in ("U004", "U005", "U006")
    )
    closing.active_to, coming.active_from = dt.date(2900, 7, 31), dt.date(2900, 8, 1)
    namesake.name, namesake.active_to = closing.name, dt.date(2020, 1, 1)
    session.commit()
    names = Deciding.of(session, cycle, today=dt.date(2027, 1, 4)).unit_names
    assert "U004" in names
    assert "Enhed 5" not in names
    prepare(secretary, **{"excluded-0-unit": closing.name, "excluded-0-reason": "closing"})
    assert _settings(session, cycle).excluded == (Named(id="own:U004", reason="closing"),)


def test_unit_is_named_by_its_former_name(secretary: FlaskClient, session: Session, cycle: Cycle) -> None:
    unit = session.scalars(select(Institution).where(Institution.number == "U004")).one()
    events.note_former_name(session, unit=unit, name="Mariehøj", day=dt.date(2024, 8, 1), by=None, now=NOW)
    session.commit()
    prepare(secretary, **{"appointed-0-unit": "mariehøj", "appointed-0-reason": "promised"})
    assert _settings(session, cycle).appointed == (Named(id="own:U004", reason="promised"),)


def _ways_out(page: str) -> Iterator[dict[str, str]]:
    """The hidden fields of each one-press form."""
    for form in re.findall(r'<form class="post-button" method="post" action="/udv[^"]+">(.*?)</form>', page, re.DOTALL):
        yield {name: unescape(value) for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', form)}


def test_what_was_decided_stands_in_the_form_again(secretary: FlaskClient, session: Session, cycle: Cycle) -> None:
    given = {
        "appointed-0-unit": "enhed 4",
        "appointed-0-reason": "promised",
        "appointed-0-remark": "Aftalt med Anne",
        "excluded-0-unit": "U005",
        "excluded-0-reason": "closing",
        "bounds-0-group": "kind:centre",
        "bounds-0-lower": "1",
        "bounds-0-upper": "3",
    }
    prepare(secretary, way="by-public-lot", seats="5", cool_down="2", tiers="3; 7", **given)
    assert _settings(session, cycle) == DrawSettings(
        way=Way.BY_PUBLIC_LOT,
        seats=5,
        cool_down=2,
        tiers=(3, 7),
        bounds=(GivenBound(dimension="kind", value="centre", lower=1, upper=3),),
        appointed=(Named(id="own:U004", reason="promised"),),
        excluded=(Named(id="own:U005", reason="closing"),),
    )
    form = secretary.get("/udvaelgelse/2027/indstil").text
    assert re.search(r'<input [^>]*checked [^>]*value="by-public-lot"', form)
    for value in ("Enhed 4", "Aftalt med Anne", "Enhed 5", "3, 7"):
        assert f'value="{value}"' in form
    page = secretary.get("/udvaelgelse/2027").text
    assert "Blev lovet en plads et tidligere år." in page
    assert "Aftalt med Anne" in page
    assert "1 er holdt ude" in page


def test_remarks_are_seen_by_the_secretariat_alone_and_stand_in_no_file(
    secretary: FlaskClient, session: Session, cycle: Cycle, director: FlaskClient
) -> None:
    prepare(
        secretary, **{"appointed-0-unit": "Enhed 4", "appointed-0-reason": "theme", "appointed-0-remark": "Fortroligt"}
    )
    choose(secretary)
    page = director.get("/udvaelgelse/2027").text
    assert "Fik pladsen uden lodtrækning: Årets temaer gælder især dem." in page
    assert "Fortroligt" not in page
    assert "Fortroligt" not in secretary.get("/udvaelgelse/2027/protokol.json").text
    assert "Fortroligt" not in director.get("/udvaelgelse/2027/liste").text


def test_emptied_row_falls_out(secretary: FlaskClient, session: Session, cycle: Cycle) -> None:
    prepare(secretary, **SCHOOLS | {"bounds-0-lower": "1"})
    prepare(
        secretary,
        **{"bounds-0-group": "", "bounds-0-lower": "1", "appointed-0-unit": " ", "appointed-0-reason": "theme"},
    )
    assert _settings(session, cycle) == DrawSettings()


def test_unit_that_the_register_does_not_have_is_named(secretary: FlaskClient) -> None:
    page = secretary.post(
        "/udvaelgelse/2027/forbered", data={**BY_TURN, "excluded-0-unit": "Atlantis", "excluded-0-reason": "closing"}
    )
    assert page.status_code == 422
    assert "“Atlantis” findes ikke i registeret" in page.text
    assert 'value="Atlantis"' in page.text


def test_figures_that_cannot_be_meant_are_named_at_their_field(secretary: FlaskClient) -> None:
    data = {
        **LOT,
        "tiers": "8, 4",
        "bounds-0-group": "kind:school",
        "bounds-0-lower": "3",
        "bounds-0-upper": "1",
        "cap": "0",
    }
    page = secretary.post("/udvaelgelse/2027/forbered", data=data)
    assert page.status_code == 422
    for sentence in (
        "Skriv hele år i stigende orden, fx 4, 8.",
        "Det højeste tal skal være mindst lige så stort som det mindste.",
        "Skriv et tal mellem 1 og 100, eller lad det stå tomt.",
    ):
        assert sentence in page.text


def test_bounds_that_collide_are_mended_by_one_press(secretary: FlaskClient, session: Session, cycle: Cycle) -> None:
    page = secretary.post("/udvaelgelse/2027/forbered", data={**LOT, **SCHOOLS, **CENTRES})
    assert page.status_code == 409
    assert "Skoler skal have mindst 2 i stedet for 5." in page.text
    outs = list(_ways_out(page.text))
    assert len(outs) >= 2
    assert queries.draw_of(session, cycle) is None
    for fields in outs:
        assert secretary.post("/udvaelgelse/2027/forbered", data=fields).status_code == 302
        settings = _settings(session, cycle)
        assert sum(one.lower for one in settings.bounds) == 6
        assert settings.way is Way.BY_LOT_IN_HOUSE


def test_rest_that_leaves_too_few_is_shortened_by_one_press(
    secretary: FlaskClient, session: Session, cycle: Cycle
) -> None:
    units = session.scalars(select(Institution).order_by(Institution.number)).all()
    session.add_all(Visit(institution_id=one.id, year=2024, source="own") for one in units[6:])
    session.commit()
    page = secretary.post("/udvaelgelse/2027/forbered", data={**BY_TURN, "cool_down": "9"})
    assert page.status_code == 409
    (fields,) = _ways_out(page.text)
    assert secretary.post("/udvaelgelse/2027/forbered", data=fields).status_code == 302
    assert _settings(session, cycle).cool_down == int(fields["cool_down"]) < 9


def test_cap_that_nothing_keeps_is_raised_by_one_press(secretary: FlaskClient, session: Session, cycle: Cycle) -> None:
    page = secretary.post("/udvaelgelse/2027/forbered", data={**LOT, "cap": "3"})
    assert page.status_code == 409
    smallest, none = _ways_out(page.text)
    assert "cap" not in none
    assert secretary.post("/udvaelgelse/2027/forbered", data=smallest).status_code == 302
    assert _settings(session, cycle).cap == int(smallest["cap"])
    assert f"Ingen kan have større chance end {smallest['cap']} ud af 100." in secretary.get("/udvaelgelse/2027").text


def test_hidden_fields_decide_what_they_were_made_of(secretary: FlaskClient, session: Session, cycle: Cycle) -> None:
    settings = DrawSettings(
        way=Way.BY_LOT_IN_HOUSE,
        seats=4,
        self_governing=True,
        tiers=(5,),
        dimensions=("kind",),
        bounds=(GivenBound(dimension="kind", value="school", lower=1, upper=2),),
        excluded=(Named(id="own:U002", reason="decided"),),
        cap=90,
    )
    fields = Deciding.of(session, cycle, today=dt.date(2027, 1, 4)).fields(Chosen(settings, {"own:U002": "Fordi"}))
    assert secretary.post("/udvaelgelse/2027/forbered", data=fields).status_code == 302
    assert _settings(session, cycle) == settings
    assert queries.prepared_draw(session, cycle).remarks == {"own:U002": "Fordi"}
