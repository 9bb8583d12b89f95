"""The register from the command line: import with and without a dry run, visits, list; exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask import Flask

from app.institutions import queries
from tests.conftest import DATA

CENTRES = str(DATA / "centre_fredensborg_2017.csv")
SCHOOLS = str(DATA / "institutioner_fredensborg_2026.csv")


def test_two_files_are_read_in_at_once(app: Flask, session) -> None:
    result = app.test_cli_runner().invoke(args=["institutions", "import", SCHOOLS, CENTRES])
    assert (result.exit_code, result.stdout) == (
        0,
        (
            "institutioner_fredensborg_2026.csv: 53 new, 0 changed, 0 unchanged, 0 gone, 11 remarked\n"
            "centre_fredensborg_2017.csv: 9 new, 0 changed, 0 unchanged, 0 gone, 0 remarked\n"
        ),
    )
    assert queries.count(session) == 62


def test_dry_run_says_what_would_change_and_changes_nothing(app: Flask, session) -> None:
    result = app.test_cli_runner().invoke(args=["institutions", "import", "--dry-run", "--json", CENTRES])
    (said,) = json.loads(result.stdout)["files"]
    assert (said["new"], said["dry_run"], said["file"]) == (9, True, "centre_fredensborg_2017.csv")
    assert queries.count(session) == 0


def test_faults_are_told_and_nothing_is_read_in(app: Flask, session, tmp_path: Path) -> None:
    file = tmp_path / "f.csv"
    file.write_text("id;navn;kategori\n1;A;skole\n;B;skole\n", encoding="utf-8")
    result = app.test_cli_runner().invoke(args=["institutions", "import", CENTRES, str(file)])
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr == (
        "Linje 3, “id”: Feltet er tomt. Det skal udfyldes.\n"
        "Filen er ikke læst ind, og intet er ændret. Antal fejl, der skal rettes først: 1.\n"
    )
    assert queries.count(session) == 0


def test_areas_come_from_a_mapping_file(app: Flask, session, tmp_path: Path) -> None:
    areas = tmp_path / "areas.csv"
    areas.write_text("C01;Rådhuset\n", encoding="utf-8")
    app.test_cli_runner().invoke(args=["institutions", "import", CENTRES, "--areas", str(areas)])
    assert queries.find(session, text="C01").area == "Rådhuset"


@pytest.mark.parametrize("text", ["C01", "C01;Nord;Syd"])
def test_mapping_of_another_shape_is_refused(app: Flask, tmp_path: Path, text: str) -> None:
    areas = tmp_path / "areas.csv"
    areas.write_text(text, encoding="utf-8")
    result = app.test_cli_runner().invoke(args=["institutions", "import", CENTRES, "--areas", str(areas)])
    assert result.exit_code == 1
    assert result.stderr.startswith("Linje 1: Filen skal have to kolonner")


def test_visits_are_recorded_and_the_list_shows_them(app: Flask, session, tmp_path: Path) -> None:
    runner = app.test_cli_runner()
    file = tmp_path / "visits.csv"
    file.write_text("institution;år\nC01;2018\nC01;2024\n", encoding="utf-8")
    runner.invoke(args=["institutions", "import", CENTRES])
    result = runner.invoke(args=["institutions", "visits", str(file)])
    assert (result.exit_code, result.stdout) == (0, "2 lines, 2 new.\n")
    (unit,) = json.loads(runner.invoke(args=["institutions", "list", "--text", "politik", "--json"]).stdout)
    assert (unit["number"], unit["kind"], unit["visits"]) == ("C01", "centre", [2018, 2024])


def test_unknown_unit_among_visits_is_told_by_its_line(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "visits.csv"
    file.write_text("institution;år\nC77;2018\n", encoding="utf-8")
    result = app.test_cli_runner().invoke(args=["institutions", "visits", str(file), "--json"])
    assert result.exit_code == 1
    assert result.stderr.startswith("Linje 2: “C77” findes ikke i registeret.\n")


def test_two_files_are_one_document(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["institutions", "import", "--json", CENTRES, SCHOOLS])
    told = json.loads(result.stdout)["files"]
    assert [(one["file"], one["new"]) for one in told] == [
        ("centre_fredensborg_2017.csv", 9),
        ("institutioner_fredensborg_2026.csv", 53),
    ]


def test_faults_are_one_document_with_the_refusal(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "f.csv"
    file.write_text("id;navn;kategori\n1;A;skole\n;B;skole\n", encoding="utf-8")
    result = app.test_cli_runner().invoke(args=["institutions", "import", str(file), "--json"])
    told = json.loads(result.stdout)
    assert (result.exit_code, told["code"]) == (1, "register-faulty")
    assert told["problems"] == [{"column": "id", "fault": "empty", "line": 3}]


def test_unit_is_changed_closed_and_opened_again(app: Flask, session) -> None:
    runner = app.test_cli_runner()
    runner.invoke(args=["institutions", "import", SCHOOLS])
    more = ("--area", "Nord", "--under", "208009", "--ownership", "self-governing")
    assert runner.invoke(args=["institutions", "change", "208007", *more]).exit_code == 0
    unit = queries.find(session, text="208007")
    session.refresh(unit)
    assert (unit.name, unit.area, unit.ownership.value) == ("Endrupskolen", "Nord", "self-governing")
    assert unit.head_id == queries.find(session, text="208009").id
    assert runner.invoke(args=["institutions", "change", "208007", "--under", ""]).exit_code == 0
    closed = runner.invoke(args=["institutions", "event", "close", "208007", "--day", "2020-08-01"])
    assert closed.stdout.endswith("\t2020-08-01\tclosed\tEndrupskolen\n")
    session.expire_all()
    unit = queries.find(session, text="208007")
    assert (unit.head_id is None, str(unit.active_to)) == (True, "2020-08-01")
    assert runner.invoke(args=["institutions", "event", "open", "208007", "--day", "2026-01-01"]).exit_code == 0
    session.refresh(unit)
    assert (str(unit.active_from), unit.active_to) == ("2026-01-01", None)


def _without_one(tmp_path: Path) -> str:
    text = Path(SCHOOLS).read_text(encoding="utf-8-sig")
    kept = [
        line.replace("Endrupvej 32", "Endrupvej 33") for line in text.splitlines() if "Langebjergskolen" not in line
    ]
    file = tmp_path / "less.csv"
    file.write_text("\n".join([*kept, "999001;Nyskolen;skole;f;kommunal;Fredensborg;;;;;;;"]), encoding="utf-8")
    return str(file)


def test_dry_run_tells_every_difference(app: Flask, session, tmp_path: Path) -> None:
    runner = app.test_cli_runner()
    runner.invoke(args=["institutions", "import", SCHOOLS])
    said = runner.invoke(args=["institutions", "import", "--dry-run", _without_one(tmp_path)]).stdout.splitlines()
    assert said == [
        "less.csv: 1 new, 1 changed, 51 unchanged, 1 gone, 11 remarked (nothing changed)",
        "  + 999001 Nyskolen",
        "  ~ 208007 Endrupskolen: street 'Endrupvej 32' -> 'Endrupvej 33'",
        "  ? 208008 Langebjergskolen",
    ]


@pytest.mark.parametrize(("option", "closed"), [((), False), (("--close-gone",), True), (("--close", "208008"), True)])
def test_gone_unit_is_closed_only_if_asked(
    app: Flask, session, tmp_path: Path, option: tuple[str, ...], closed: bool
) -> None:
    runner = app.test_cli_runner()
    runner.invoke(args=["institutions", "import", SCHOOLS])
    result = runner.invoke(args=["institutions", "import", _without_one(tmp_path), *option, "--json"])
    (told,) = json.loads(result.stdout)["files"]
    assert told["closed_units"] == (["208008"] if closed else [])
    session.expire_all()
    assert (queries.find(session, text="208008").active_to is not None) == closed


def test_uncertain_line_of_earlier_dialogues_is_said_by_an_option(app: Flask, session, tmp_path: Path) -> None:
    runner = app.test_cli_runner()
    runner.invoke(args=["institutions", "import", SCHOOLS])
    file = tmp_path / "visits.csv"
    file.write_text("institution;år\nNivå skolen;2018\nHumlebæk skoler;2019\n", encoding="utf-8")
    refused = runner.invoke(args=["institutions", "visits", str(file)])
    assert refused.exit_code == 1
    assert "Linje 2: “Nivå skolen” findes ikke i registeret. Det ligner Nivå Skole (280121)" in refused.stderr
    done = runner.invoke(args=["institutions", "visits", str(file), "--line", "2=280121", "--line", "3=-"])
    assert done.stdout == "2 lines, 1 new.\n"
    assert runner.invoke(args=["institutions", "visits", str(file), "--line", "nonsense"]).exit_code == 2


def test_rules_are_read_and_listed(app: Flask, session, tmp_path: Path) -> None:
    runner = app.test_cli_runner()
    file = tmp_path / "sizes.csv"
    file.write_text("fra;størrelse\nskole fra 300;stor\n", encoding="utf-8")
    assert runner.invoke(args=["institutions", "rules", "size", str(file)]).stdout == "school:300\tstor\n"
    assert json.loads(runner.invoke(args=["institutions", "rules", "size", "--json"]).stdout) == {"school:300": "stor"}


def test_year_from_which_all_is_known_is_set(app: Flask, session) -> None:
    assert app.test_cli_runner().invoke(args=["institutions", "known-since", "2018"]).exit_code == 0
    assert queries.known_since(session) == 2018


def test_heads_are_proposed_and_answered(app: Flask, session) -> None:
    runner = app.test_cli_runner()
    runner.invoke(args=["institutions", "import", SCHOOLS])
    told = json.loads(runner.invoke(args=["institutions", "heads", "--json"]).stdout)
    assert {"unit": "208004", "head": "280120", "reasons": ["name"]} in told["heads"]
    assert told["areas"][0]["name"] == "Dagtilbud Fredensborg"
    done = runner.invoke(args=["institutions", "heads", "--yes", "208004=280120", "--no", "208001=280119"])
    assert done.stdout.splitlines()[-1] == "2 answers are kept."
    session.expire_all()
    assert queries.find(session, text="208004").head_id == queries.find(session, text="280120").id


def test_unit_that_was_opened_here_is_named_with_its_row(app: Flask, session, tmp_path: Path) -> None:
    runner, file = app.test_cli_runner(), tmp_path / "r.csv"
    file.write_text("id;navn;kategori\n208123;Børnehuset Skovhuset;dagtilbud\n", encoding="utf-8")
    runner.invoke(args=["institutions", "event", "open", "Skovhuset", "--new", "--kind", "day-care"])
    dry = runner.invoke(args=["institutions", "import", str(file), "--dry-run", "--json"])
    (told,) = json.loads(dry.stdout)["files"]
    assert told["asked_units"] == [
        {"number": "208123", "name": "Børnehuset Skovhuset", "units": [{"number": "N1", "name": "Skovhuset"}]}
    ]
    refused = runner.invoke(args=["institutions", "import", str(file)])
    assert refused.exit_code == 1
    assert "ligner Skovhuset (N1), som I selv har åbnet" in refused.stderr
    wrong = runner.invoke(args=["institutions", "import", str(file), "--same", "208123=N1", "--same", "9=-"])
    assert (wrong.exit_code, queries.count(session)) == (1, 1)
    assert runner.invoke(args=["institutions", "import", str(file), "--same", "208123"]).exit_code == 2
    done = runner.invoke(args=["institutions", "import", str(file), "--same", "208123=N1"])
    assert (done.exit_code, queries.find(session, text="208123").name) == (0, "Børnehuset Skovhuset")
