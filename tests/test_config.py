"""Settings: from the environment only, checked at start, with a sentence that says what to do."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from pathlib import Path

import pytest

from config import COLOURS, READABLE, Environment, Security, Settings, SettingsError, contrast_with_white, read_settings


def test_nothing_set_is_enough_on_one_machine(tmp_path: Path) -> None:
    found = read_settings({"LEDETRAAD_INSTANCE_DIR": str(tmp_path)})
    assert (found.environment, found.secure_cookies) == (Environment.PRODUCTION, False)
    assert found.database_url == f"sqlite:///{tmp_path / 'ledetraad.db'}"


def test_what_is_not_set_is_as_the_class_has_it(tmp_path: Path) -> None:
    found = read_settings({"LEDETRAAD_INSTANCE_DIR": str(tmp_path)})
    own = {"instance_dir", "secret_key", "database_url", "secure_cookies"}
    defaults = {one.name: one.default for one in fields(Settings) if one.name not in own}
    assert {name: getattr(found, name) for name in defaults} == defaults


def test_secret_is_made_once_and_for_its_user_alone(tmp_path: Path) -> None:
    environ = {"LEDETRAAD_INSTANCE_DIR": str(tmp_path / "new")}
    with ThreadPoolExecutor(8) as pool:
        keys = {one.secret_key for one in pool.map(lambda _: read_settings(environ), range(8))}
    assert "" not in keys
    assert read_settings(environ).secret_key in keys
    assert len(read_settings(environ).secret_key) >= 48
    assert stat.S_IMODE((tmp_path / "new" / "secret").stat().st_mode) == 0o600


def test_secret_that_is_given_makes_no_file(tmp_path: Path) -> None:
    environ = {"LEDETRAAD_INSTANCE_DIR": str(tmp_path / "new"), "LEDETRAAD_SECRET_KEY": "given"}
    assert read_settings(environ).secret_key == "given"
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("BASE_URL", "http://ledetraad.example.dk", "must be the https:// address"),
        ("MAIL_PORT", "tyve", "must be a whole number from 1 to 65535, not “tyve”"),
        ("MAIL_PORT", "70000", "must be a whole number from 1 to 65535"),
        ("MAIL_PER_HOUR", "0", "must be a whole number from 1"),
        ("MAIL_PAUSED", "true", "must be yes or no, not “true”"),
        ("MAIL_PAUSED", "1", "must be yes or no, not “1”"),
        ("MAIL_PAUSED", "", "must be yes or no, not “”"),
        ("SESSION_HOURS", "0", "must be a whole number from 1"),
        ("SESSION_IDLE_MINUTES", "²", "must be a whole number from 1"),
        ("PROXIES", "-1", "must be a whole number from 0 to 9"),
        ("MAIL_SECURITY", "ssl", "must be one of none, starttls, tls, not “ssl”"),
        ("LOGO", "/no/such/logo.svg", "must name a file that is there, ending in .svg or .png"),
        (
            "COLOURS",
            "#0b5c6b",
            "must be three to five colours, as #0b5c6b, with commas between them, not “#0b5c6b”",
        ),
        ("COLOURS", "#0b5c6b,teal,#2f3e46", "must be three to five colours, .* not “#0b5c6b,teal,#2f3e46”"),
        ("COLOURS", "#0b5c6b,#2a8090,#2f3", "must be three to five colours"),
        ("COLOURS", ",".join(["#0b5c6b"] * 6), "must be three to five colours"),
        ("COLOURS", "#0B5C6B,#2a8090,#777777", "must be darker than #777777: .* contrast of 4.47:1, and needs 4.5:1"),
        ("COLOURS", "#ffffff,#2a8090,#2f3e46", "must be darker than #ffffff: .* contrast of 1.00:1"),
        ("ENVIRONMENT", "live", "must be one of production, demonstration, test"),
    ],
)
def test_setting_that_cannot_be_used_is_said_in_a_sentence(tmp_path: Path, name: str, value: str, said: str) -> None:
    with pytest.raises(SettingsError, match=f"LEDETRAAD_{name} {said}"):
        read_settings({"LEDETRAAD_INSTANCE_DIR": str(tmp_path), f"LEDETRAAD_{name}": value})


@pytest.mark.parametrize("given", ["", " "])
def test_body_without_colours_of_its_own_has_the_programs(tmp_path: Path, given: str) -> None:
    found = read_settings({"LEDETRAAD_INSTANCE_DIR": str(tmp_path), "LEDETRAAD_COLOURS": given})
    assert (found.colours, found.own_colours) == (COLOURS, False)
    assert [one for one in COLOURS if contrast_with_white(one) < READABLE] == []


def test_bodys_own_colours_are_written_with_spaces_and_capitals_as_one_likes(tmp_path: Path) -> None:
    environ = {"LEDETRAAD_INSTANCE_DIR": str(tmp_path), "LEDETRAAD_COLOURS": "#7A1F3D, #1f4e2c ,#767676"}
    found = read_settings(environ)
    assert (found.colours, found.own_colours) == (("#7a1f3d", "#1f4e2c", "#767676"), True)


def test_contrast_goes_from_white_to_black() -> None:
    assert [contrast_with_white(one) for one in ("#ffffff", "#000000")] == pytest.approx([1, 21])


def test_public_address_means_secure_cookies(tmp_path: Path) -> None:
    environ = {
        "LEDETRAAD_INSTANCE_DIR": str(tmp_path),
        "LEDETRAAD_BASE_URL": "https://ledetraad.example.dk/",
        "LEDETRAAD_MAIL_SECURITY": "tls",
    }
    found = read_settings(environ)
    assert (found.base_url, found.secure_cookies) == ("https://ledetraad.example.dk", True)
    assert found.mail_security is Security.TLS


def test_secrets_do_not_stand_in_the_settings_words(tmp_path: Path) -> None:
    environ = {"LEDETRAAD_INSTANCE_DIR": str(tmp_path), "LEDETRAAD_MAIL_PASSWORD": "hemmelig"}
    found = read_settings(environ)
    assert found.secret_key not in repr(found)
    assert "hemmelig" not in repr(found)


@pytest.mark.parametrize(("given", "paused"), [({}, False), ({"LEDETRAAD_MAIL_PAUSED": "yes"}, True)])
def test_mail_is_paused_only_when_asked(tmp_path: Path, given: dict[str, str], paused: bool) -> None:
    assert read_settings({"LEDETRAAD_INSTANCE_DIR": str(tmp_path), **given}).mail_paused is paused


def test_institutions_place_themselves_only_where_the_body_wishes_it(tmp_path: Path) -> None:
    environ = {"LEDETRAAD_INSTANCE_DIR": str(tmp_path)}
    said = [read_settings({**environ, "LEDETRAAD_SELF_PLACEMENT": word}).self_placement for word in ("yes", "no")]
    assert (read_settings(environ).self_placement, said) == (False, [True, False])


def test_list_of_a_public_lot_leaves_the_house_only_where_the_body_wishes_it(tmp_path: Path) -> None:
    environ = {"LEDETRAAD_INSTANCE_DIR": str(tmp_path)}
    said = [read_settings({**environ, "LEDETRAAD_PUBLIC_LOTS": word}).public_lots for word in ("yes", "no")]
    assert (read_settings(environ).public_lots, said) == (False, [True, False])


def test_calendars_are_fetched_by_settings_that_are_checked() -> None:
    key = "kKm1gW2Xo1l0K0mB0kF3sS2y3t2q0n9b8v7c6x5z4a8="
    found = read_settings(
        {
            "LEDETRAAD_SECRET_KEY": "x",
            "LEDETRAAD_CALENDAR_KEYS": f"{key}, {key}",
            "LEDETRAAD_CALENDAR_INSIDE": " Kalender.kommune.example , ",
            "LEDETRAAD_CALENDAR_MINUTES": "15",
        }
    )
    assert (found.calendar_keys, found.calendar_minutes) == ((key, key), 15)
    assert found.calendar_inside == {"kalender.kommune.example"}
    assert key not in repr(found)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CALENDAR_KEYS", "kort"),
        ("CALENDAR_MINUTES", "1"),
        ("GRAPH_URL", "http://graph.example/v1.0"),
        ("GRAPH_TOKEN_URL", "http://login.example/token"),
    ],
)
def test_a_setting_of_calendars_that_cannot_be_used_stops_the_start(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"LEDETRAAD_{name}"):
        read_settings({"LEDETRAAD_SECRET_KEY": "x", f"LEDETRAAD_{name}": value})
