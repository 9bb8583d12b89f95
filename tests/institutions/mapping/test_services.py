"""The rules of areas, kinds, districts and sizes: what follows from them, and what they leave unknown."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.institutions import queries, services
from app.institutions.domain import Dimension, Fault, Kind, Ownership, RegisterFaulty
from app.institutions.mapping import services as mapping_services
from app.institutions.mapping.rules import RuleUnfit, area_of, band_of, district_of, read_rules, rule_of, size_of
from app.institutions.models import Institution
from app.institutions.register import services as register_services
from app.selection.queries import unit_of
from app.trail.models import TrailEntry
from tests.conftest import DATA, NOW

OURS = "institutioner_fredensborg_2026.csv"
DAY = NOW.date()


def read_in(session: Session, content: bytes = b"") -> None:
    content = content or (DATA / OURS).read_bytes()
    register_services.import_register(session, content=content, file_name=OURS, by=None, now=NOW)


def save(session: Session, dimension: Dimension, **given: str) -> int:
    pairs = dict(rule_of(dimension, key.replace("_", " "), value) for key, value in given.items())
    return mapping_services.save_rules(session, dimension=dimension, given=pairs, by=None, now=NOW)


# ---- what follows from rules


@pytest.mark.parametrize(
    ("postcode", "district"),
    [("2980", "Kokkedal"), ("2985", "Syd"), ("2990", "Syd"), ("3050", ""), ("", ""), ("298", "")],
)
def test_district_follows_from_the_postcode(postcode: str, district: str) -> None:
    rules = {"2980": "Kokkedal", "2970-2990": "Syd", "2900-2999": "Resten"}
    assert district_of(postcode, rules) == district


def test_size_of_a_head_is_its_own_or_all_of_its_houses() -> None:
    assert size_of(100, [20, 30]) == 100
    assert size_of(None, [20, 30]) == 50
    assert size_of(None, [20, None]) is None
    assert size_of(None, []) is None


@pytest.mark.parametrize(
    ("kind", "size", "band"),
    [
        (Kind.SCHOOL, 299, "lille"),
        (Kind.SCHOOL, 300, "stor"),
        (Kind.DAY_CARE, 79, ""),
        (Kind.DAY_CARE, 80, "mange børn"),
        (Kind.SCHOOL, None, ""),
    ],
)
def test_band_begins_at_its_number_and_a_kind_with_bands_has_no_others(kind: Kind, size: int, band: str) -> None:
    assert band_of(kind, size, {"school:0": "lille", "school:300": "stor", "*:80": "mange børn"}) == band


def test_area_by_number_goes_before_area_by_kind() -> None:
    rules = {"208007": "Nord", "school": "Læring"}
    assert [area_of(number, Kind.SCHOOL, rules) for number in ("208007", "208008")] == ["Nord", "Læring"]
    assert area_of("G1", Kind.DAY_CARE, rules) == ""


# ---- rules as people write them


@pytest.mark.parametrize(
    ("dimension", "key", "value", "kept"),
    [
        (Dimension.AREA, " 208007 ", "Center for  Læring", ("208007", "Center for Læring")),
        (Dimension.AREA, "Skole", "Læring", ("school", "Læring")),
        (Dimension.KIND, "Rumhavn", "Skole", ("rumhavn", "school")),
        (Dimension.DISTRICT, "2980 – 2990", "Syd", ("2980-2990", "Syd")),
        (Dimension.DISTRICT, "2980", "Syd", ("2980", "Syd")),
        (Dimension.SIZE, "skole fra 300", "mellem", ("school:300", "mellem")),
        (Dimension.SIZE, "fra 80", "mellem", ("*:80", "mellem")),
        (Dimension.SIZE, "80", "mellem", ("*:80", "mellem")),
    ],
)
def test_rule_is_kept_in_one_shape(dimension: Dimension, key: str, value: str, kept: tuple[str, str]) -> None:
    assert rule_of(dimension, key, value) == kept


@pytest.mark.parametrize(
    ("dimension", "key", "value", "fault"),
    [
        (Dimension.AREA, "", "Nord", Fault.EMPTY),
        (Dimension.AREA, "1", "o" * 121, Fault.TOO_LONG),
        (Dimension.KIND, "rumhavn", "måne", Fault.NOT_A_KIND),
        (Dimension.DISTRICT, "29", "Syd", Fault.NOT_A_POSTCODE),
        (Dimension.DISTRICT, "2990-2980", "Syd", Fault.NOT_A_POSTCODE),
        (Dimension.SIZE, "mange", "stor", Fault.NOT_A_BAND),
        (Dimension.SIZE, "måne fra 300", "stor", Fault.NOT_A_BAND),
    ],
)
def test_rule_that_cannot_be_is_refused(dimension: Dimension, key: str, value: str, fault: Fault) -> None:
    with pytest.raises(RuleUnfit) as caught:
        rule_of(dimension, key, value)
    assert caught.value.fault is fault


@pytest.mark.parametrize("text", ["nummer;område\nC01;Nord\nC02;Syd\n", "C01,Nord\nC02,Syd", "C01\tNord\nC02\tSyd\n"])
def test_mapping_file_is_read_with_and_without_a_header(text: str) -> None:
    assert read_rules(text.encode(), Dimension.AREA) == {"C01": "Nord", "C02": "Syd"}


def test_every_fault_of_a_mapping_file_is_told_by_line() -> None:
    with pytest.raises(RegisterFaulty) as caught:
        read_rules(b"postnr;distrikt\n2980;Syd\n29;Nord\n2980;Nord\n3050;\n", Dimension.DISTRICT)
    assert [(problem.line, problem.fault) for problem in caught.value.problems] == [
        (3, Fault.NOT_A_POSTCODE),
        (4, Fault.RULE_TWICE),
        (5, Fault.EMPTY),
    ]


# ---- rules in the register


def _groups(unit: Institution) -> tuple[str, ...]:
    return tuple(mapping_services.group_of(unit, dimension) for dimension in Dimension)


def test_saved_rules_are_used_at_once_and_at_the_next_import(session: Session) -> None:
    read_in(session)
    save(session, Dimension.AREA, **{"208007": "Nord", "dagtilbud": "Børn"})
    save(session, Dimension.DISTRICT, **{"3480": "Fredensborg"})
    save(session, Dimension.SIZE, skole_fra_1="lille", skole_fra_500="stor")
    unit = queries.find(session, text="208007")
    assert _groups(unit) == ("Nord", "school", "Fredensborg", "stor")
    read_in(session, b"id;navn;kategori;postnr;elevtal\n999001;Nyskolen;skole;3480;40\nG99001;Huset;dagtilbud;2980;\n")
    assert _groups(queries.find(session, text="999001")) == ("", "school", "Fredensborg", "lille")
    assert queries.find(session, text="G99001").area == "Børn"


def test_choice_knows_the_four_features(session: Session) -> None:
    read_in(session)
    save(session, Dimension.DISTRICT, **{"3480": "Fredensborg"})
    save(session, Dimension.SIZE, skole_fra_500="stor")
    unit = unit_of(next(one for one in queries.all_units(session) if one.number == "208007"))
    assert [unit.feature(dimension.value) for dimension in Dimension] == ["", "school", "Fredensborg", "stor"]


def test_head_gets_the_size_of_its_houses(session: Session) -> None:
    save(session, Dimension.SIZE, fra_100="stor")
    read_in(
        session,
        b"id;navn;kategori;hovedenhed;elevtal\n1;Omraadet;dagtilbud;;\n2;A;dagtilbud;1;60\n3;B;dagtilbud;1;50\n",
    )
    assert [queries.find(session, text=number).size_band for number in "123"] == ["stor", "", ""]


def test_what_a_person_has_settled_no_rule_changes(session: Session) -> None:
    read_in(session)
    unit = queries.find(session, text="208007")
    services.change_institution(
        session,
        institution=unit,
        name=unit.name,
        area="Efter hånden",
        ownership=unit.ownership,
        head=None,
        by=None,
        now=NOW,
    )
    save(session, Dimension.AREA, **{"208007": "Nord"})
    assert unit.area == "Efter hånden"


def test_rule_that_is_taken_away_leaves_the_unknown(session: Session) -> None:
    read_in(session)
    save(session, Dimension.AREA, **{"208007": "Nord"})
    save(session, Dimension.DISTRICT, **{"3480": "Fredensborg"})
    mapping_services.remove_rule(session, dimension=Dimension.AREA, key="208007", by=None, now=NOW)
    mapping_services.remove_rule(session, dimension=Dimension.DISTRICT, key="3480", by=None, now=NOW)
    unit = queries.find(session, text="208007")
    assert (unit.area, unit.district) == ("", "")


def test_word_that_a_rule_knows_has_its_kind(session: Session) -> None:
    read_in(session, b"id;navn;kategori;ejerforhold\n1;A;Rumhavn;kommunal\n")
    unit = queries.find(session, text="1")
    (asked,) = mapping_services.tally(session, dimension=Dimension.KIND, day=DAY).asked
    assert (unit.kind, asked.key, asked.count) == (Kind.OTHER, "Rumhavn", 1)
    save(session, Dimension.KIND, Rumhavn="skole")
    assert unit.kind is Kind.SCHOOL
    diff = register_services.preview_register(
        session, content=b"id;navn;kategori;ejerforhold\n1;A;Rumhavn;kommunal\n", file_name="a", now=NOW
    )
    assert (diff.unchanged, diff.remarked) == (1, ())
    mapping_services.remove_rule(session, dimension=Dimension.KIND, key="rumhavn", by=None, now=NOW)
    session.refresh(unit)
    assert str(unit.kind) == str(Kind.OTHER)


def test_what_no_rule_knows_is_listed_not_guessed(session: Session) -> None:
    read_in(session)
    before = mapping_services.tally(session, dimension=Dimension.DISTRICT, day=DAY)
    assert before.groups == (("", 48),)
    assert [(one.key, one.label, one.suggested) for one in before.asked[:2]] == [
        ("3050", "3050 Humlebæk", "Humlebæk"),
        ("3480", "3480 Fredensborg", "Fredensborg"),
    ]
    save(session, Dimension.DISTRICT, **{"3480": "Nord", "3050": "Nord"})
    after = mapping_services.tally(session, dimension=Dimension.DISTRICT, day=DAY)
    assert {one.key for one in after.asked} == {one.key for one in before.asked} - {"3480", "3050"}
    assert after.unknown == 48 - dict(after.groups)["Nord"]


def test_sizes_that_nobody_knows_are_counted(session: Session) -> None:
    read_in(session)
    save(session, Dimension.SIZE, skole_fra_1="lille")
    told = mapping_services.tally(session, dimension=Dimension.SIZE, day=DAY)
    assert (dict(told.groups)["lille"], told.unknown, told.asked) == (9, 39, ())


def test_rules_are_trailed(session: Session) -> None:
    assert save(session, Dimension.AREA, C01="Nord") == 1
    assert save(session, Dimension.AREA, C01="Nord") == 0
    entry = session.scalars(select(TrailEntry).where(TrailEntry.action == "institutions.rules-saved")).first()
    assert entry.thing == "dimension:area"


def test_opened_unit_gets_its_groups(session: Session) -> None:
    save(session, Dimension.AREA, center="Rådhuset")
    unit = services.open_institution(
        session, number="C10", name="Nyt center", kind=Kind.CENTRE, ownership=Ownership.MUNICIPAL, by=None, now=NOW
    )
    assert unit.area == "Rådhuset"
