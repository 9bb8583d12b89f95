"""Reading registers into the database: the real files, twice, changed, and with faults."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from hashlib import sha256

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from app.clock import local_day
from app.institutions import queries, services
from app.institutions.domain import Change, Kind, Ownership, RegisterFaulty
from app.institutions.models import Institution, RegisterImport
from app.institutions.register import services as register_services
from app.people.domain import Role
from app.people.models import Person
from app.trail.models import TrailEntry
from tests.conftest import DATA, NOW


def _import(session: Session, name: str, **given: object) -> register_services.ImportResult:
    content = (DATA / name).read_bytes()
    return register_services.import_register(session, content=content, file_name=name, by=None, now=NOW, **given)  # type: ignore[arg-type]


def test_schools_day_care_and_centres_of_one_municipality(session: Session) -> None:
    _import(session, "institutioner_fredensborg_2026.csv")
    result = _import(session, "centre_fredensborg_2017.csv")
    assert result.diff.counts() == {"new": 9, "changed": 0, "unchanged": 0, "gone": 0, "remarked": 0}
    kinds = Counter(session.scalars(select(Institution.kind)))
    assert kinds == {Kind.SCHOOL: 15, Kind.DAY_CARE: 38, Kind.CENTRE: 9}


def test_unit_has_all_that_the_register_says(session: Session) -> None:
    _import(session, "institutioner_fredensborg_2026.csv", areas={"208007": "Fredensborg"})
    unit = queries.find(session, text="208007")
    assert (unit.register, unit.name, unit.kind_words, unit.municipality) == (
        "stil",
        "Endrupskolen",
        "skole",
        "Fredensborg",
    )
    assert (unit.street, unit.postcode, unit.town, unit.size, unit.area) == (
        "Endrupvej 32",
        "3480",
        "Fredensborg",
        516,
        "Fredensborg",
    )
    assert unit.imported_at == NOW


def test_second_import_changes_nothing(session: Session) -> None:
    _import(session, "institutioner_fredensborg_2026.csv")
    again = _import(session, "institutioner_fredensborg_2026.csv")
    assert again.diff.counts() == {"new": 0, "changed": 0, "unchanged": 53, "gone": 0, "remarked": 11}


def test_departments_stand_under_their_main_unit(session: Session) -> None:
    _import(session, "institutionsregister_2026_udsnit.csv")
    main = queries.find(session, text="250004")
    assert main.head_id is None
    assert [unit.number for unit in queries.below(session, main)] == ["225003", "225002"]


def test_import_can_be_narrowed_to_one_municipality(session: Session) -> None:
    _import(session, "institutionsregister_2016.csv", municipality="Fredensborg")
    assert session.scalar(select(func.count(Institution.id))) == 22


def test_preview_changes_nothing(session: Session) -> None:
    content = (DATA / "centre_fredensborg_2017.csv").read_bytes()
    diff = register_services.preview_register(session, content=content, file_name="c.csv", now=NOW)
    assert len(diff.new) == 9
    assert queries.count(session) == 0


def test_one_fault_and_no_row_is_taken_in(session: Session) -> None:
    content = b"id;navn;kategori\n1;A;skole\n;B;skole\n"
    with pytest.raises(RegisterFaulty) as caught:
        register_services.import_register(session, content=content, file_name="f.csv", by=None, now=NOW)
    assert [problem.line for problem in caught.value.problems] == [3]
    assert queries.count(session) == 0


def test_answered_ownership_survives_the_next_import(session: Session) -> None:
    _import(session, "institutioner_fredensborg_2026.csv")
    unit = queries.find(session, text="208210")
    services.change_institution(
        session,
        institution=unit,
        name=unit.name,
        area="Nord",
        ownership=Ownership.MUNICIPAL,
        head=None,
        by=None,
        now=NOW,
    )
    assert _import(session, "institutioner_fredensborg_2026.csv").diff.changed == ()
    assert (unit.ownership, unit.area) == (Ownership.MUNICIPAL, "Nord")


def test_import_is_on_record(session: Session, add_person: Callable[..., Person]) -> None:
    person = add_person(Role.SECRETARIAT)
    content = (DATA / "centre_fredensborg_2017.csv").read_bytes()
    register_services.import_register(session, content=content, file_name="centre.csv", by=person, now=NOW)
    entry = session.scalars(select(RegisterImport)).one()
    assert (entry.file_name, entry.sha256, entry.person_id, entry.counts["new"]) == (
        "centre.csv",
        sha256(content).hexdigest(),
        person.id,
        9,
    )
    trailed = session.scalars(select(TrailEntry).where(TrailEntry.action == "institutions.imported")).one()
    assert (trailed.action, trailed.thing, trailed.person_id) == (
        "institutions.imported",
        f"import:{entry.id}",
        person.id,
    )


def test_whole_country_is_read_in(session: Session) -> None:
    assert len(_import(session, "institutioner_dk_2026.csv").diff.new) == 6468


def test_second_import_asks_no_more_for_many_units_than_for_few(session: Session) -> None:
    asked = []
    for name in ("centre_fredensborg_2017.csv", "institutioner_fredensborg_2026.csv"):
        _import(session, name)
        count = 0

        def counting(*_: object) -> None:
            nonlocal count
            count += 1

        event.listen(session.get_bind(), "before_cursor_execute", counting)
        _import(session, name)
        event.remove(session.get_bind(), "before_cursor_execute", counting)
        asked.append(count)
    assert asked[0] == asked[1]


def test_own_unit_under_a_school_of_the_state_register(session: Session) -> None:
    content = b"id;navn;kategori;hovedenhed\nSFO1;Fritidsordningen;sfo;208007\n208007;Endrupskolen;skole;\n"
    register_services.import_register(session, content=content, file_name="egne.csv", by=None, now=NOW)
    own, school = queries.find(session, text="SFO1"), queries.find(session, text="208007")
    assert (own.register, school.register, own.head_id) == ("own", "stil", school.id)


def test_one_municipality_without_the_parent_of_its_unit(session: Session) -> None:
    content = b"id;navn;kategori;kommune;hovedenhed\n1;A;skole;By;2\n2;B;skole;Land;\n"
    register_services.import_register(session, content=content, file_name="to.csv", municipality="By", by=None, now=NOW)
    assert queries.find(session, text="1").head_id is None


WITHOUT = "id;navn;kategori;ejerforhold;kommune\n208007;Endrupskolen;skole;kommunal;Fredensborg\n"


def _gone(session: Session, **given: object) -> register_services.ImportResult:
    return register_services.import_register(
        session,
        content=WITHOUT.encode(),
        file_name="f.csv",
        by=None,
        now=NOW,
        **given,  # type: ignore[arg-type]
    )


def test_gone_units_stay_open_unless_a_person_says_so(session: Session) -> None:
    _import(session, "institutioner_fredensborg_2026.csv")
    result = _gone(session)
    assert (len(result.diff.gone), result.closed) == (14, ())
    assert queries.find(session, text="208008").active_to is None


def test_gone_units_are_closed_by_name_and_never_deleted(session: Session) -> None:
    _import(session, "institutioner_fredensborg_2026.csv")
    unit, other = queries.find(session, text="208008"), queries.find(session, text="G18063")
    result = _gone(session, close=[unit.id, other.id])
    assert (result.closed, result.entry.counts["closed"]) == (("208008",), 1)
    assert (unit.active_to, other.active_to) == (local_day(NOW), None)
    assert queries.count(session) == 53
    trailed = session.scalars(select(TrailEntry).where(TrailEntry.action == "institutions.event-recorded")).all()
    assert [entry.details["units"] for entry in trailed] == [[unit.id]]


def test_list_of_one_municipality_says_nothing_of_another(session: Session) -> None:
    _import(session, "institutioner_dk_2026.csv")
    assert {unit.number for unit in _gone(session).diff.gone} <= {
        unit.number for unit in queries.all_units(session) if unit.municipality == "Fredensborg"
    }


def test_country_narrowed_to_one_municipality_tells_of_its_last_school(session: Session) -> None:
    lines = "1;A;skole;kommunal;By\n2;B;skole;kommunal;Land\n"
    header = "id;navn;kategori;ejerforhold;kommune\n"
    for text in (header + lines, header + lines.replace("1;A;skole", "3;C;dagtilbud")):
        result = register_services.import_register(
            session, content=text.encode(), file_name="f", municipality="By", by=None, now=NOW
        )
    assert [unit.number for unit in result.diff.gone] == ["1"]


def test_name_that_a_person_corrected_survives_the_next_import(session: Session) -> None:
    _import(session, "institutioner_fredensborg_2026.csv")
    unit = queries.find(session, text="208007")
    services.change_institution(
        session, institution=unit, name="Endrup Skole", area="", ownership=unit.ownership, head=None, by=None, now=NOW
    )
    assert unit.decided == ["name"]
    assert _import(session, "institutioner_fredensborg_2026.csv").diff.changed == ()
    assert unit.name == "Endrup Skole"


def test_changes_are_told_field_by_field(session: Session) -> None:
    _import(session, "institutioner_fredensborg_2026.csv")
    content = (DATA / "institutioner_fredensborg_2026.csv").read_bytes().replace(b"Endrupvej 32", b"Endrupvej 33")
    diff = register_services.preview_register(session, content=content, file_name="f", now=NOW)
    assert [(unit.row.key, unit.changes) for unit in diff.changed] == [
        ("208007", (Change(field="street", before="Endrupvej 32", after="Endrupvej 33"),))
    ]


def test_silence_about_a_parent_changes_nothing(session: Session) -> None:
    header = "id;navn;kategori;hovedenhed\n"
    for parent in ("1", ""):
        content = f"{header}1;A;skole;\n2;B;skole;{parent}\n".encode()
        register_services.import_register(session, content=content, file_name="f", by=None, now=NOW)
    assert queries.find(session, text="2").head_id == queries.find(session, text="1").id
